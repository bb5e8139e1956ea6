//! The URL of a Collibra instance, and the HTTP client that calls it.

use std::{net::IpAddr, time::Duration};

use reqwest::{Url, redirect};

use crate::{Error, Server};

/// The TLS library that a client uses. Both are available only if both features are enabled.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsBackend {
    /// rustls, the default if it is available.
    #[cfg(feature = "rustls")]
    Rustls,
    /// The platform's own library.
    #[cfg(feature = "native-tls")]
    NativeTls,
}

/// Where an instance issues access tokens, below its URL.
pub(crate) const TOKEN_PATH: &str = "/rest/oauth/v2/token";

/// How to connect.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    pub(crate) connect_timeout: Duration,
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(crate) tls_backend: TlsBackend,
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(crate) root_certificates: Vec<reqwest::Certificate>,
    /// The certificates, and the key.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(crate) client_certificate: Option<(String, crate::Secret)>,
}

impl Default for Connection {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            #[cfg(feature = "rustls")]
            tls_backend: TlsBackend::Rustls,
            #[cfg(all(feature = "native-tls", not(feature = "rustls")))]
            tls_backend: TlsBackend::NativeTls,
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            root_certificates: Vec::new(),
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            client_certificate: None,
        }
    }
}

/// Checks the URL of an instance, and whether secrets may be sent there.
fn check(text: &str, allow_plain_http: bool) -> Result<Url, Error> {
    let url = check_url("instance URL", text, allow_plain_http)?;
    let path = url.path().trim_end_matches('/').as_bytes();
    let ends_with = |server: &&Server| {
        let base = server.base_path().as_bytes();
        let start = path.len().checked_sub(base.len());
        !base.is_empty() && start.is_some_and(|start| path[start..].eq_ignore_ascii_case(base))
    };
    match Server::ALL.iter().copied().find(|server| ends_with(&server)) {
        None => Ok(url),
        Some(server) => Err(Error::configuration(format!(
            "the instance URL ends with the base path `{server}` of the API: pass the part before it, \
             and choose `Server::{server:?}`"
        ))),
    }
}

/// A place below an instance, whose URL is checked: the path, which begins with a slash, follows that of the URL.
pub(crate) fn below(text: &str, allow_plain_http: bool, path: &str) -> Result<Url, Error> {
    let mut url = check(text, allow_plain_http)?;
    url.set_path(&format!("{}{path}", url.path().trim_end_matches('/')));
    Ok(url)
}

/// Checks a URL, and whether secrets may be sent there. `what` names it in messages.
///
/// The messages don't quote the URL: it may contain credentials.
pub(crate) fn check_url(what: &str, text: &str, allow_plain_http: bool) -> Result<Url, Error> {
    let refuse = |why: &'static str| Err(Error::configuration(format!("the {what} {why}")));
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => {
            let message = format!("the {what} isn't an absolute URL such as https://example.collibra.com");
            return Err(Error::configuration(message).with_source(error));
        }
    };
    if !matches!(url.scheme(), "http" | "https") {
        return refuse("is neither http nor https");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("contains credentials: pass them to `basic` or `bearer_token`");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("has a query or a fragment");
    }
    if url.host_str().is_none_or(str::is_empty) {
        return refuse("has no host");
    }
    if url.scheme() == "http" && !allow_plain_http && !is_loopback(&url) {
        return refuse(
            "is plain http: use https, or `allow_plain_http` if the network may read every secret",
        );
    }
    Ok(url)
}

/// Whether the URL's host is this machine: a loopback address, `localhost`, or a name below it (RFC 6761, section 6.3).
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => {
            // A trailing dot makes a name absolute.
            let name = host.strip_suffix('.').unwrap_or(host);
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

/// An HTTP client that follows no redirects, resends nothing, decompresses nothing, and never leaves the machine for a loopback address.
/// `timeout` is for requests without a timeout of their own.
pub(crate) fn http_client(
    instance: &Url,
    connection: Connection,
    timeout: Duration,
) -> Result<reqwest::Client, Error> {
    if cfg!(not(any(feature = "rustls", feature = "native-tls"))) && instance.scheme() == "https" {
        return Err(Error::configuration(
            "https needs a TLS library: enable the feature `rustls` or `native-tls` of this crate",
        ));
    }
    let mut builder = reqwest::Client::builder()
        .redirect(redirect::Policy::none())
        // Over HTTP/2 reqwest would resend what a server refused, even a DELETE. Without retries it keeps no copy.
        .retry(reqwest::retry::never().max_retries_per_request(0))
        .referer(false)
        // Another crate may enable reqwest's features; the limit on bodies is for bytes as they were sent.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .connect_timeout(connection.connect_timeout)
        .timeout(timeout)
        .https_only(instance.scheme() == "https");
    if is_loopback(instance) {
        // A proxy is another machine.
        builder = builder.no_proxy();
    }
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    {
        builder = match connection.tls_backend {
            #[cfg(feature = "rustls")]
            TlsBackend::Rustls => builder.tls_backend_rustls(),
            #[cfg(feature = "native-tls")]
            TlsBackend::NativeTls => builder.tls_backend_native(),
        };
        builder = builder.tls_certs_merge(connection.root_certificates);
        if let Some((certificates, key)) = &connection.client_certificate {
            let identity = identity(connection.tls_backend, certificates, key).map_err(|error| {
                Error::configuration("the client certificate or its key can't be read").with_source(error)
            })?;
            builder = builder.identity(identity);
        }
    }
    builder.build().map_err(|error| {
        Error::configuration("the HTTP client can't be set up").with_source(error.without_url())
    })
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn identity(
    backend: TlsBackend,
    certificates: &str,
    key: &crate::Secret,
) -> Result<reqwest::Identity, reqwest::Error> {
    match backend {
        #[cfg(feature = "rustls")]
        TlsBackend::Rustls => {
            let both = crate::Secret::from(format!("{certificates}\n{}", key.expose_secret()));
            reqwest::Identity::from_pem(both.expose_secret().as_bytes())
        }
        #[cfg(feature = "native-tls")]
        TlsBackend::NativeTls => {
            reqwest::Identity::from_pkcs8_pem(certificates.as_bytes(), key.expose_secret().as_bytes())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_localhost_with_its_subdomains_and_the_loopback_addresses() {
        for (host, expected) in [
            ("localhost", true),
            ("localhost.", true),
            ("LOCALHOST:8080", true),
            ("a.localhost", true),
            ("a.b.localhost.", true),
            ("127.0.0.1", true),
            ("127.255.255.254:80", true),
            ("[::1]:8080", true),
            ("localhost..", false),
            ("xlocalhost", false),
            ("localhost.example.com", false),
            ("127.0.0.1.example.com", false),
            ("128.0.0.1", false),
            ("0.0.0.0", false),
            ("[::]", false),
            ("[::2]", false),
            ("[::ffff:127.0.0.1]", false),
        ] {
            let url = Url::parse(&format!("http://{host}/")).unwrap();
            assert_eq!(is_loopback(&url), expected, "{host}");
        }
    }
}
