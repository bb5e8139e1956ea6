//! Tokens from a token endpoint, by the client credentials grant (RFC 6749, section 4.4).

use std::{fmt, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use form_urlencoded::Serializer;
use reqwest::{
    Url,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};

use super::{
    credentials::sensitive,
    token_error::TokenError,
    token_provider::{AccessToken, TokenFuture, TokenProvider},
    token_response,
};
use crate::{
    Error, Secret,
    body::{self, BodyEnd},
    error::Hidden,
    instance::{self, Connection, TOKEN_PATH},
};

/// The response of a token endpoint is a few hundred bytes.
const MAX_BODY_BYTES: usize = 64 << 10;

/// Fetches tokens from a token endpoint by the client credentials grant (RFC 6749, section 4.4): by default the
/// instance's own, `POST {instance}/rest/oauth/v2/token`, with the id and the secret as HTTP Basic credentials
/// (`client_secret_basic`, section 2.3.1).
///
/// ```no_run
/// use collibra_client_management::{Client, ClientCredentials};
///
/// # fn main() -> Result<(), collibra_client_management::Error> {
/// let instance = "https://example.collibra.com";
/// let tokens = ClientCredentials::builder(instance, "the id", "the secret").build()?;
/// let client = Client::builder(instance).token_provider(tokens).build()?;
/// # Ok(())
/// # }
/// ```
///
/// An instance behind an external identity provider gets its tokens from there:
///
/// ```no_run
/// # use collibra_client_management::ClientCredentials;
/// # fn main() -> Result<(), collibra_client_management::Error> {
/// let tokens = ClientCredentials::builder("https://example.collibra.com", "the id", "the secret")
///     .token_url("https://login.example.com/oauth2/token")
///     .secret_in_body()
///     .scope("collibra")
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ClientCredentials {
    url: Url,
    /// The Basic credentials; `None` if the form has them.
    authorization: Option<HeaderValue>,
    form: Secret,
    /// What no message may show.
    secrets: Vec<Secret>,
    id: String,
    http: reqwest::Client,
    timeout: Duration,
}

/// Builds [`ClientCredentials`].
#[derive(Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct ClientCredentialsBuilder {
    instance_url: String,
    token_url: Option<String>,
    id: String,
    secret: Secret,
    secret_in_body: bool,
    scopes: Vec<String>,
    connection: Connection,
    http_client: Option<reqwest::Client>,
    timeout: Duration,
    allow_plain_http: bool,
}

impl ClientCredentials {
    /// Builds a provider for the instance at this URL, with the id and secret of a client that is registered for the
    /// grant.
    pub fn builder(
        instance_url: impl Into<String>,
        id: impl Into<String>,
        secret: impl Into<Secret>,
    ) -> ClientCredentialsBuilder {
        ClientCredentialsBuilder {
            instance_url: instance_url.into(),
            token_url: None,
            id: id.into(),
            secret: secret.into(),
            secret_in_body: false,
            scopes: Vec::new(),
            connection: Connection::default(),
            http_client: None,
            timeout: Duration::from_secs(30),
            allow_plain_http: false,
        }
    }

    async fn fetch(&self) -> Result<AccessToken, TokenError> {
        let mut request = self
            .http
            .post(self.url.clone())
            .timeout(self.timeout)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(self.form.expose_secret().to_owned());
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        let mut response = request.send().await.map_err(TokenError::connection)?;
        if *response.url() != self.url {
            return Err(TokenError::Redirected);
        }
        let body = body::read(&mut response, MAX_BODY_BYTES).await;
        match body.end {
            // A status that isn't 200 says enough, however its body ended.
            BodyEnd::Failed(error) if response.status().is_success() => Err(TokenError::connection(error)),
            _ => {
                let hidden = Hidden { secrets: &self.secrets, ids: std::slice::from_ref(&self.id) };
                token_response::read(response.status(), response.headers(), &body.bytes, &hidden)
            }
        }
    }
}

impl ClientCredentialsBuilder {
    /// Fetches tokens from this URL and not from the instance's own endpoint, for an instance whose tokens an external
    /// identity provider issues.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Sends the id and the secret in the form (`client_secret_post`) and not as HTTP Basic credentials, for an endpoint
    /// that doesn't support these (RFC 6749, section 2.3.1).
    pub fn secret_in_body(mut self) -> Self {
        self.secret_in_body = true;
        self
    }

    /// Requests this scope (RFC 6749, section 3.3). Call it once per scope.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// As [`ClientBuilder::add_root_certificate`](crate::ClientBuilder::add_root_certificate).
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[cfg_attr(docsrs, doc(cfg(any(feature = "rustls", feature = "native-tls"))))]
    pub fn add_root_certificate(mut self, certificate: crate::http::Certificate) -> Self {
        self.connection.root_certificates.push(certificate);
        self
    }

    /// As [`ClientBuilder::client_certificate`](crate::ClientBuilder::client_certificate), in addition to the secret.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[cfg_attr(docsrs, doc(cfg(any(feature = "rustls", feature = "native-tls"))))]
    pub fn client_certificate(mut self, certificates: impl Into<String>, key: impl Into<Secret>) -> Self {
        self.connection.client_certificate = Some((certificates.into(), key.into()));
        self
    }

    /// Sends requests with this HTTP client, which should not follow redirects. The client of the API has its own: nothing
    /// that its builder was given holds here.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// Sets the timeout of each request for a token. The default is 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Allows `http://` to other machines. Anyone on the network can then read the id, the secret and the tokens.
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Checks the settings. Sends nothing.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if the id or the secret is empty, or for the reasons
    /// that [`ClientBuilder::build`](crate::ClientBuilder::build) gives for a URL.
    pub fn build(self) -> Result<ClientCredentials, Error> {
        if self.id.is_empty() || self.secret.expose_secret().is_empty() {
            return Err(Error::configuration("the id or the secret of the client credentials is empty"));
        }
        let url = match &self.token_url {
            Some(url) => instance::check_url("token URL", url, self.allow_plain_http)?,
            None => instance::below(&self.instance_url, self.allow_plain_http, TOKEN_PATH)?,
        };
        let http = match self.http_client {
            Some(client) => client,
            None => instance::http_client(&url, self.connection, self.timeout)?,
        };

        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let secret = self.secret.expose_secret();
        let encoded_secret = Secret::from(encoded(secret));
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials");
        if !self.scopes.is_empty() {
            form.append_pair("scope", &self.scopes.join(" "));
        }
        let mut secrets = vec![self.secret.clone(), encoded_secret.clone()];
        let authorization = if self.secret_in_body {
            form.append_pair("client_id", &self.id).append_pair("client_secret", secret);
            None
        } else {
            let pair = Secret::from(format!("{}:{}", encoded(&self.id), encoded_secret.expose_secret()));
            let basic = Secret::from(STANDARD.encode(pair.expose_secret()));
            let header = sensitive("Basic", &basic)?;
            secrets.push(basic);
            Some(header)
        };
        let form = Secret::from(form.finish());
        Ok(ClientCredentials { url, authorization, form, secrets, id: self.id, http, timeout: self.timeout })
    }
}

impl TokenProvider for ClientCredentials {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async { Ok(self.fetch().await?) })
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials").field("token_url", &self.url.as_str()).finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientCredentialsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URLs may contain credentials until they have been checked.
        f.debug_struct("ClientCredentialsBuilder")
            .field("id", &self.id)
            .field("secret", &self.secret)
            .field("secret_in_body", &self.secret_in_body)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
