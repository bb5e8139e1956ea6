//! Builds a client, with every check that is possible before the first call.

use std::{fmt, sync::Arc, time::Duration};

use http::header::{HeaderName, HeaderValue, USER_AGENT};

use crate::{
    API_VERSION, Client, Credentials, Error, RetryPolicy, Secret, Server, TokenProvider,
    auth::{Authorization, TokenCache},
    call_options::CallOptions,
    instance::{self, Connection},
    pipeline::{Auth, Retry, Settings},
    runtime::Runtime,
};
#[cfg(any(feature = "rustls", feature = "native-tls"))]
use crate::{TlsBackend, http::Certificate};

/// Builds a [`Client`]; created by [`Client::builder`].
///
/// `Debug` shows no credentials.
#[derive(Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    instance_url: String,
    server: Server,
    /// Replaces the instance's URL and the server.
    base_url: Option<String>,
    credentials: Option<Credentials>,
    timeout: Duration,
    deadline: Option<Duration>,
    retry: RetryPolicy,
    connection: Connection,
    user_agent: String,
    default_headers: CallOptions,
    max_body_bytes: usize,
    http_client: Option<reqwest::Client>,
    allow_plain_http: bool,
    send_api_version: bool,
}

impl Client {
    /// Builds a client of the Collibra instance at this URL, such as `https://example.collibra.com`.
    ///
    /// ```no_run
    /// use collibra_client_management::{Client, Server};
    ///
    /// # fn main() -> Result<(), collibra_client_management::Error> {
    /// let client = Client::builder("https://example.collibra.com")
    ///     .server(Server::RestAuthV1)
    ///     .bearer_token("the-access-token")
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(instance_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            instance_url: instance_url.into(),
            server: Server::default(),
            base_url: None,
            credentials: None,
            timeout: Duration::from_secs(30),
            deadline: None,
            retry: RetryPolicy::default(),
            connection: Connection::default(),
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")).to_owned(),
            default_headers: CallOptions::default(),
            max_body_bytes: 8 << 20,
            http_client: None,
            allow_plain_http: false,
            send_api_version: false,
        }
    }
}

impl ClientBuilder {
    /// Sets which of the document's base paths to call. The default is the first.
    ///
    /// They are separate registries: a client that is registered on one is unknown on the other. Don't try one and then
    /// the other: some servers revoke an access token that is used to ask for an unknown client.
    pub fn server(mut self, server: Server) -> Self {
        self.server = server;
        self
    }

    /// Calls the operations below this URL, in place of the instance's URL with the base path of a
    /// [`server`](Self::server): for a mock, or a proxy with other paths. The document doesn't list it, so check it twice.
    ///
    /// ```
    /// use collibra_client_management::Client;
    ///
    /// # fn main() -> Result<(), collibra_client_management::Error> {
    /// let instance = "https://example.collibra.com";
    /// // Calls http://localhost:4010/mock/clients/{client_id}.
    /// let client = Client::builder(instance).base_url("http://localhost:4010/mock").build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Authenticates with an access token (RFC 6750, section 2.1).
    pub fn bearer_token(self, token: impl Into<Secret>) -> Self {
        self.credentials(Credentials::Bearer(token.into()))
    }

    /// Authenticates with a user name and a password (RFC 7617).
    pub fn basic(self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.credentials(Credentials::Basic { user: user.into(), password: password.into() })
    }

    /// Authenticates with access tokens from this provider, fetched on demand.
    pub fn token_provider(self, provider: impl TokenProvider) -> Self {
        self.credentials(Credentials::Provider(Arc::new(provider)))
    }

    /// Authenticates with these credentials, of any kind.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Sets the timeout of each attempt, from connecting to the last byte of the response, and of each request to the
    /// token provider. The default is 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Limits the time of a call as a whole: attempts, delays and waiting for a token. By default only each of them is
    /// limited.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets how failed attempts are retried. The default is [`RetryPolicy::default`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the timeout for connecting. The default is 10 seconds.
    ///
    /// Has no effect on a client set with [`http_client`](Self::http_client).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connection.connect_timeout = timeout;
        self
    }

    /// Trusts this certificate, in addition to those that the TLS library trusts, for an instance whose certificate was
    /// issued by your own authority.
    ///
    /// Has no effect on a client set with [`http_client`](Self::http_client).
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[cfg_attr(docsrs, doc(cfg(any(feature = "rustls", feature = "native-tls"))))]
    pub fn add_root_certificate(mut self, certificate: Certificate) -> Self {
        self.connection.root_certificates.push(certificate);
        self
    }

    /// Authenticates with this certificate in the TLS handshake (mTLS). Both are PEM: the certificate with those between it
    /// and the authority, if any, and its private key (PKCS #8).
    ///
    /// Has no effect on a client set with [`http_client`](Self::http_client).
    ///
    /// ```no_run
    /// use std::fs::read_to_string;
    ///
    /// use collibra_client_management::Client;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::builder("https://example.collibra.com")
    ///     .client_certificate(read_to_string("client.pem")?, read_to_string("client.key")?)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[cfg_attr(docsrs, doc(cfg(any(feature = "rustls", feature = "native-tls"))))]
    pub fn client_certificate(mut self, certificates: impl Into<String>, key: impl Into<Secret>) -> Self {
        self.connection.client_certificate = Some((certificates.into(), key.into()));
        self
    }

    /// Sets the TLS library, if both are available.
    ///
    /// Has no effect on a client set with [`http_client`](Self::http_client).
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[cfg_attr(docsrs, doc(cfg(any(feature = "rustls", feature = "native-tls"))))]
    pub fn tls_backend(mut self, backend: TlsBackend) -> Self {
        self.connection.tls_backend = backend;
        self
    }

    /// Sets the `User-Agent` header. The default is this crate's name and version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Sends this header with every request, for example a tenant's name to a proxy. A header that the call has anyway is
    /// not replaced. Not for `Authorization` (see [`credentials`](Self::credentials)) and what the connection needs, such
    /// as `Host`.
    pub fn default_header(
        mut self,
        name: impl TryInto<HeaderName>,
        value: impl TryInto<HeaderValue>,
    ) -> Self {
        self.default_headers.header(name.try_into().ok(), value.try_into().ok());
        self
    }

    /// Limits how many bytes of a response's body are read. The default is 8 MiB.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// Sends requests with this HTTP client, to use your own proxies, certificates or connection pool.
    ///
    /// Configure it like the client's own:
    ///
    /// - It should not follow redirects ([`reqwest::redirect::Policy::none`]), which may send a PUT or DELETE to another
    ///   endpoint. A response from another URL is an error in any case.
    /// - It should not resend requests by itself ([`reqwest::retry::never`] with `max_retries_per_request(0)`). Over HTTP/2
    ///   reqwest does so by default, whatever the [`RetryPolicy`](crate::RetryPolicy), and
    ///   [`attempts`](crate::Error::attempts) doesn't count it.
    /// - It should not decompress bodies (`no_gzip` and the like): the limit on bodies then counts other bytes than the
    ///   server sent.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// Allows `http://` to other machines. Anyone on the network can then read the access token and every new secret.
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Sends the document's version in an `api-version` header. The document doesn't ask for it, so by default the header
    /// isn't sent.
    pub fn send_api_version(mut self, send: bool) -> Self {
        self.send_api_version = send;
        self
    }

    /// Checks the settings and builds the client. Sends nothing.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if
    /// - the URL isn't absolute, isn't http or https, or has credentials, a query or a fragment,
    /// - the URL is plain http to another machine, without [`allow_plain_http`](Self::allow_plain_http),
    /// - the URL is https, and the crate was built without TLS,
    /// - the instance's URL already ends with a base path,
    /// - the credentials or the user agent can't be sent in a header, or the token can't be one,
    /// - a default header can't be sent, or is one that the client sets itself, such as `Authorization`,
    /// - the client certificate can't be read, or the TLS library can't be set up.
    pub fn build(self) -> Result<Client, Error> {
        let base = match &self.base_url {
            Some(url) => instance::check_url("base URL", url, self.allow_plain_http)?,
            None => instance::below(&self.instance_url, self.allow_plain_http, self.server.base_path())?,
        };
        let mut headers = self.default_headers.headers().map_err(Error::configuration)?;
        let retry = Retry::new(self.retry);
        let auth = match self.credentials {
            None => Auth::None,
            Some(Credentials::Bearer(token)) => Auth::Fixed(Authorization::bearer(&token)?),
            Some(Credentials::Basic { user, password }) => {
                Auth::Fixed(Authorization::basic(&user, &password)?)
            }
            Some(Credentials::Provider(provider)) => {
                Auth::Provided(TokenCache::new(provider, self.timeout, retry.clone()))
            }
        };
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .map_err(|_| Error::configuration("the user agent contains a character that a header can't"))?;
        headers.insert(USER_AGENT, user_agent);
        if self.send_api_version {
            headers.insert(HeaderName::from_static("api-version"), HeaderValue::from_static(API_VERSION));
        }
        let http_keeps_timeout = self.http_client.is_none();
        let http = match self.http_client {
            Some(client) => client,
            None => instance::http_client(&base, self.connection, self.timeout)?,
        };
        Ok(Client {
            client: http.clone(),
            inner: Runtime::new(Settings {
                http,
                base,
                auth,
                timeout: self.timeout,
                http_keeps_timeout,
                deadline: self.deadline,
                retry,
                max_body_bytes: self.max_body_bytes,
                headers,
            }),
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL may contain credentials until it has been checked.
        f.debug_struct("ClientBuilder")
            .field("server", &self.server)
            .field("has_base_url", &self.base_url.is_some())
            .field("credentials", &self.credentials)
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("retry", &self.retry)
            .field("connect_timeout", &self.connection.connect_timeout)
            .field("user_agent", &self.user_agent)
            .field("max_body_bytes", &self.max_body_bytes)
            .field("allow_plain_http", &self.allow_plain_http)
            .field("send_api_version", &self.send_api_version)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Client {
    /// Shows the client's base URL and settings, but never its credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.inner.settings();
        f.debug_struct("Client")
            .field("base_url", &settings.base.as_str())
            .field("authenticates", &!matches!(settings.auth, Auth::None))
            .field("timeout", &settings.timeout)
            .field("deadline", &settings.deadline)
            .field("retry", &settings.retry.policy)
            .field("max_body_bytes", &settings.max_body_bytes)
            .finish_non_exhaustive()
    }
}
