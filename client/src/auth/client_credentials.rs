//! Tokens from the instance's own token endpoint, by the client credentials grant (RFC 6749, section 4.4).

use std::{fmt, future::Future, pin::Pin, time::Duration};

use oauth2::{
    AsyncHttpClient, AuthType, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, RequestTokenError, Scope, TokenResponse as _, TokenUrl,
    basic::{BasicClient, BasicErrorResponse},
};

use super::token_provider::{AccessToken, TokenFuture, TokenProvider};
use crate::{
    Error, Secret,
    body::{self, BodyEnd},
    error::{Hidden, presentable},
    instance::{self, Connection, TOKEN_PATH},
};

/// The response of a token endpoint is a few hundred bytes.
const MAX_BODY_BYTES: usize = 64 << 10;

type OAuthClient = BasicClient<EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// Fetches tokens from the instance's token endpoint, `POST {instance}/rest/oauth/v2/token`: the client credentials
/// grant (RFC 6749, section 4.4), with the id and the secret as HTTP Basic credentials (section 2.3.1).
///
/// ```
/// use collibra_client_management::{Client, ClientCredentials};
///
/// # fn main() -> Result<(), collibra_client_management::Error> {
/// let instance = "https://example.collibra.com";
/// let tokens = ClientCredentials::builder(instance, "the id", "the secret").build()?;
/// let client = Client::builder(instance).token_provider(tokens).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ClientCredentials {
    oauth: OAuthClient,
    secret: Secret,
    scopes: Vec<String>,
    http: Http,
}

/// Builds [`ClientCredentials`].
#[derive(Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct ClientCredentialsBuilder {
    instance_url: String,
    id: String,
    secret: Secret,
    scopes: Vec<String>,
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
            id: id.into(),
            secret: secret.into(),
            scopes: Vec::new(),
            http_client: None,
            timeout: Duration::from_secs(30),
            allow_plain_http: false,
        }
    }
}

impl ClientCredentialsBuilder {
    /// Requests this scope (RFC 6749, section 3.3). Call it once per scope.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Sends requests with this HTTP client, which should not follow redirects.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// Sets the timeout for fetching a token. The default is 30 seconds.
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
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), for the reasons that
    /// [`ClientBuilder::build`](crate::ClientBuilder::build) gives for an instance's URL.
    pub fn build(self) -> Result<ClientCredentials, Error> {
        let instance = instance::check(&self.instance_url, self.allow_plain_http)?;
        let mut url = instance.clone();
        url.set_path(&format!("{}{TOKEN_PATH}", instance.path().trim_end_matches('/')));
        let http = match self.http_client {
            Some(client) => client,
            None => instance::http_client(&instance, Connection::default(), self.timeout)?,
        };
        let oauth = BasicClient::new(ClientId::new(self.id))
            .set_client_secret(ClientSecret::new(self.secret.expose_secret().to_owned()))
            .set_auth_type(AuthType::BasicAuth)
            .set_token_uri(TokenUrl::from_url(url));
        let http = Http { client: http, timeout: self.timeout };
        Ok(ClientCredentials { oauth, secret: self.secret, scopes: self.scopes, http })
    }
}

impl TokenProvider for ClientCredentials {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            let mut request = self.oauth.exchange_client_credentials();
            for scope in &self.scopes {
                request = request.add_scope(Scope::new(scope.clone()));
            }
            let response = request.request_async(&self.http).await;
            let response = response.map_err(|error| TokenError::new(error, &self.secret))?;
            let token = AccessToken::new(response.access_token().secret().as_str());
            Ok(match response.expires_in() {
                Some(lifetime) => token.expires_in(lifetime),
                None => token,
            })
        })
    }
}

/// Sends oauth2's requests with reqwest, so that there is no second HTTP library.
#[derive(Clone)]
struct Http {
    client: reqwest::Client,
    timeout: Duration,
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = TokenError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, TokenError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

impl Http {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TokenError> {
        let connection = |error: reqwest::Error| TokenError::Connection { source: error.without_url() };
        let mut request = reqwest::Request::try_from(request).map_err(connection)?;
        *request.timeout_mut() = Some(self.timeout);
        let asked = request.url().clone();
        let mut response = self.client.execute(request).await.map_err(connection)?;
        if *response.url() != asked {
            return Err(TokenError::Unreadable);
        }
        let mut received = http::Response::new(Vec::new());
        *received.status_mut() = response.status();
        *received.headers_mut() = std::mem::take(response.headers_mut());
        let mut body = body::read(&mut response, MAX_BODY_BYTES).await;
        *received.body_mut() = std::mem::take(&mut body.bytes);
        match body.end {
            BodyEnd::Complete => Ok(received),
            BodyEnd::TooLarge => Err(TokenError::Unreadable),
            BodyEnd::Failed(error) => Err(connection(error)),
        }
    }
}

/// Why the token endpoint issued no token: the source of an [`Error`](crate::Error) of the kind
/// [`TokenProvider`](crate::ErrorKind::TokenProvider).
#[derive(Debug)]
#[non_exhaustive]
pub enum TokenError {
    /// The endpoint returned an error (RFC 6749, section 5.2).
    Refused {
        /// The error code, such as `invalid_client`.
        error: String,
        /// A description of the error, for developers.
        description: Option<String>,
    },
    /// The endpoint couldn't be reached, or its response was incomplete.
    Connection {
        /// The cause.
        source: reqwest::Error,
    },
    /// The response is neither a token nor an error. It isn't shown, since it may contain a token.
    Unreadable,
}

impl TokenError {
    fn new(error: RequestTokenError<Self, BasicErrorResponse>, secret: &Secret) -> Self {
        match error {
            RequestTokenError::ServerResponse(error) => {
                let hidden = Hidden { secrets: std::slice::from_ref(secret), ids: &[] };
                let text = |text: &str| presentable(text, &hidden);
                Self::Refused {
                    error: text(error.error().as_ref()),
                    description: error.error_description().map(|description| text(description)),
                }
            }
            RequestTokenError::Request(error) => error,
            // oauth2's own error would show the response.
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => Self::Unreadable,
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { error, description: Some(description) } => {
                write!(f, "the token endpoint refused: {error}: {description}")
            }
            Self::Refused { error, description: None } => write!(f, "the token endpoint refused: {error}"),
            Self::Connection { .. } => f.write_str("the token endpoint can't be reached"),
            Self::Unreadable => f.write_str("the token endpoint's response is neither a token nor an error"),
        }
    }
}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Connection { source } => Some(source),
            _ => None,
        }
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("token_url", &self.oauth.token_uri().as_str())
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientCredentialsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL may contain credentials until it has been checked.
        f.debug_struct("ClientCredentialsBuilder")
            .field("id", &self.id)
            .field("secret", &self.secret)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
