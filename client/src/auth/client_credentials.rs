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
    error::presentable,
    instance::{self, Connection, TOKEN_PATH},
};

/// A token endpoint's reply is a few hundred bytes.
const MAX_BODY_BYTES: usize = 64 << 10;

type OAuthClient = BasicClient<EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// Fetches tokens from the instance's token endpoint, `POST {instance}/rest/oauth/v2/token`: the client credentials
/// grant (RFC 6749, section 4.4), authenticated by HTTP Basic with id and secret form-urlencoded first (section
/// 2.3.1).
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

/// Sets up [`ClientCredentials`].
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
    /// Starts with the instance's URL, and the id and secret of a client that is registered for the grant.
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
    /// Asks for this scope (RFC 6749, section 3.3); may be called for several.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Sends with this client, which should not follow redirects.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// How long fetching a token may take. The default is 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Allows `http://` to hosts other than this machine. Everyone on the way can then read id, secret and tokens.
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
            let reply = request.request_async(&self.http).await;
            let reply = reply.map_err(|error| TokenError::new(error, &self.secret))?;
            let token = AccessToken::new(reply.access_token().secret().as_str());
            Ok(match reply.expires_in() {
                Some(lifetime) => token.expires_in(lifetime),
                None => token,
            })
        })
    }
}

/// oauth2's requests over the client that there is: no second HTTP library.
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
        let mut reply = http::Response::new(Vec::new());
        *reply.status_mut() = response.status();
        *reply.headers_mut() = std::mem::take(response.headers_mut());
        let body = body::read(&mut response, MAX_BODY_BYTES).await;
        *reply.body_mut() = body.bytes;
        match body.end {
            BodyEnd::Complete => Ok(reply),
            BodyEnd::TooLarge => Err(TokenError::Unreadable),
            BodyEnd::Failed(error) => Err(connection(error)),
        }
    }
}

/// Why the token endpoint gave no token: the source of an error of the kind
/// [`TokenProvider`](crate::ErrorKind::TokenProvider).
#[derive(Debug)]
#[non_exhaustive]
pub enum TokenError {
    /// The endpoint refused, in the words of RFC 6749, section 5.2.
    Refused {
        /// The code, such as `invalid_client`.
        error: String,
        /// Its words, for developers.
        description: Option<String>,
    },
    /// There was no connection, or no complete reply.
    Connection {
        /// What went wrong.
        source: reqwest::Error,
    },
    /// The reply is neither a token nor a refusal. It isn't shown, since it may hold a token.
    Unreadable,
}

impl TokenError {
    fn new(error: RequestTokenError<Self, BasicErrorResponse>, secret: &Secret) -> Self {
        match error {
            RequestTokenError::ServerResponse(refusal) => {
                let words = |text: &str| presentable(text, std::slice::from_ref(secret));
                Self::Refused {
                    error: words(refusal.error().as_ref()),
                    description: refusal.error_description().map(|text| words(text)),
                }
            }
            RequestTokenError::Request(error) => error,
            // oauth2's own error would show the reply.
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
        // The URL may hold credentials until it has been checked.
        f.debug_struct("ClientCredentialsBuilder")
            .field("id", &self.id)
            .field("secret", &self.secret)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
