//! How a client is set up, and every check that can be made before the first call.

use std::{fmt, net::IpAddr, time::Duration};

use reqwest::{Url, header::HeaderValue, redirect};

use crate::{
    Client, Error, Secret, Server,
    auth::Credentials,
    runtime::{Runtime, Settings},
};

/// Sets up a [`Client`]; made by [`Client::builder`].
///
/// `Debug` shows no credentials.
#[derive(Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    instance_url: String,
    server: Server,
    credentials: Option<Credentials>,
    timeout: Duration,
    connect_timeout: Duration,
    user_agent: String,
    max_body_bytes: usize,
    http_client: Option<reqwest::Client>,
    allow_plain_http: bool,
    send_api_version: bool,
}

impl Client {
    /// Starts a client of the Collibra instance at this URL, such as `https://example.collibra.com`.
    ///
    /// ```
    /// use collibra_client_management::{Client, Server};
    ///
    /// # fn main() -> Result<(), collibra_client_management::Error> {
    /// let client = Client::builder("https://example.collibra.com")
    ///     .server(Server::RestAuthV1)
    ///     .bearer_token("the access token")
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(instance_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            instance_url: instance_url.into(),
            server: Server::default(),
            credentials: None,
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")).to_owned(),
            max_body_bytes: 8 << 20,
            http_client: None,
            allow_plain_http: false,
            send_api_version: false,
        }
    }
}

impl ClientBuilder {
    /// Which of the document's base paths to call. The default is the first.
    ///
    /// They are different registries: a client that is registered on one is unknown on the other, and some
    /// servers revoke a token that asks for an unknown client. So never try one and then the other.
    pub fn server(mut self, server: Server) -> Self {
        self.server = server;
        self
    }

    /// Authenticates with an access token (RFC 6750, section 2.1).
    pub fn bearer_token(mut self, token: impl Into<Secret>) -> Self {
        self.credentials = Some(Credentials::Bearer(token.into()));
        self
    }

    /// Authenticates with a user name and a password (RFC 7617).
    pub fn basic(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.credentials = Some(Credentials::Basic { user: user.into(), password: password.into() });
        self
    }

    /// How long a call may take, from connecting to the last byte of the reply. The default is 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long connecting may take. The default is 10 seconds.
    ///
    /// Without effect on a client given by [`http_client`](Self::http_client).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// What to send as `User-Agent`. The default is this crate's name and version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// How many bytes of a reply's body to read at most. The default is 8 MiB.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// Sends with this client, for proxies, certificates or a connection pool of one's own.
    ///
    /// It should not follow redirects ([`reqwest::redirect::Policy::none`]): one that does may send a PUT or
    /// DELETE to another endpoint. What comes back from elsewhere is an error in any case.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// Allows `http://` to hosts other than this machine. Everyone on the way can then read the token and each
    /// new secret.
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Sends the document's version in a header `api-version`. The document doesn't ask for it, so the default
    /// is not to.
    pub fn send_api_version(mut self, send: bool) -> Self {
        self.send_api_version = send;
        self
    }

    /// Checks the settings and makes the client. Sends nothing.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if
    /// - the URL isn't absolute, isn't http or https, or has credentials, a query or a fragment,
    /// - it is plain http to another machine, without [`allow_plain_http`](Self::allow_plain_http),
    /// - it is https, and the crate was built without TLS,
    /// - it ends with a base path already, which would be doubled,
    /// - the credentials or the user agent can't be sent in a header,
    /// - the TLS library can't be set up.
    pub fn build(self) -> Result<Client, Error> {
        let instance = check_instance_url(&self.instance_url, self.allow_plain_http)?;
        if cfg!(not(any(feature = "rustls", feature = "native-tls")))
            && instance.scheme() == "https"
            && self.http_client.is_none()
        {
            return Err(Error::configuration(
                "https needs a TLS library: turn on the feature `rustls` or `native-tls` of this crate",
            ));
        }
        let mut base = instance.clone();
        base.set_path(&format!("{}{}", instance.path().trim_end_matches('/'), self.server));
        let authorization = match &self.credentials {
            Some(credentials) => Some((credentials.header()?, credentials.secrets())),
            None => None,
        };
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .map_err(|_| Error::configuration("the user agent holds a character that no header can hold"))?;
        let http = match self.http_client {
            Some(client) => client,
            None => http_client(&instance, self.connect_timeout)?,
        };
        Ok(Client {
            baseurl: base.as_str().trim_end_matches('/').to_owned(),
            client: http.clone(),
            inner: Runtime::new(Settings {
                http,
                base,
                authorization,
                timeout: self.timeout,
                max_body_bytes: self.max_body_bytes,
                user_agent,
                send_api_version: self.send_api_version,
            }),
        })
    }
}

/// The messages don't quote the URL: it may hold credentials.
fn check_instance_url(text: &str, allow_plain_http: bool) -> Result<Url, Error> {
    let refuse = |why: &'static str| Err(Error::configuration(format!("the instance URL {why}")));
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => {
            let message = "the instance URL isn't an absolute URL such as https://example.collibra.com";
            return Err(Error::configuration(message).with_source(error));
        }
    };
    if !matches!(url.scheme(), "http" | "https") {
        return refuse("is neither http nor https");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("holds credentials: give them to `basic` or `bearer_token`");
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
    let path = url.path().trim_end_matches('/');
    if Server::ALL.iter().any(|server| !server.as_str().is_empty() && path.ends_with(server.as_str())) {
        return refuse(
            "ends with a base path of the API: give the instance's URL alone, and choose a `server`",
        );
    }
    Ok(url)
}

/// Whether the URL's host is this machine (RFC 6761, section 6.3, for the name).
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => {
            let name = host.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

fn http_client(instance: &Url, connect_timeout: Duration) -> Result<reqwest::Client, Error> {
    let mut builder = reqwest::Client::builder()
        .redirect(redirect::Policy::none())
        .referer(false)
        .connect_timeout(connect_timeout)
        .https_only(instance.scheme() == "https");
    if is_loopback(instance) {
        // A proxy is another machine.
        builder = builder.no_proxy();
    }
    #[cfg(feature = "rustls")]
    {
        builder = builder.tls_backend_rustls();
    }
    #[cfg(all(feature = "native-tls", not(feature = "rustls")))]
    {
        builder = builder.tls_backend_native();
    }
    builder.build().map_err(|error| {
        Error::configuration("the HTTP client can't be set up").with_source(error.without_url())
    })
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL may hold credentials until it has been checked.
        f.debug_struct("ClientBuilder")
            .field("server", &self.server)
            .field("credentials", &self.credentials)
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("user_agent", &self.user_agent)
            .field("max_body_bytes", &self.max_body_bytes)
            .field("allow_plain_http", &self.allow_plain_http)
            .field("send_api_version", &self.send_api_version)
            .finish_non_exhaustive()
    }
}
