//! Who is calling: credentials, and the `Authorization` header they make. The document says nothing of it;
//! RFC 6750 and RFC 7617 do.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::header::HeaderValue;

use crate::{Error, Secret};

/// How a client authenticates. `Debug` shows nothing secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Credentials {
    /// An access token: `Authorization: Bearer …` (RFC 6750, section 2.1).
    Bearer(Secret),
    /// A user name and a password: `Authorization: Basic …` (RFC 7617, section 2).
    Basic {
        /// The user-id.
        user: String,
        /// The password.
        password: Secret,
    },
    /// Access tokens from a provider, fetched when they are needed.
    Provider(Arc<dyn TokenProvider>),
}

/// What a [`TokenProvider`] gives.
#[derive(Clone, Debug)]
#[must_use]
pub struct AccessToken {
    pub(crate) token: Secret,
    pub(crate) expires_in: Option<Duration>,
}

impl AccessToken {
    /// A token that is used until a server calls it invalid.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self { token: token.into(), expires_in: None }
    }

    /// The same, replaced shortly before this time is over (`expires_in`: RFC 6749, section 5.1).
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.expires_in = Some(lifetime);
        self
    }
}

/// What [`TokenProvider::token`] returns.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<AccessToken, Box<dyn std::error::Error + Send + Sync>>> + Send + 'a>>;

/// Fetches access tokens.
///
/// A client keeps what it gets until shortly before it expires, and asks again once if a server calls the token
/// invalid. However many calls need a token at once, the provider is asked by one of them while the others wait.
///
/// ```
/// use std::time::Duration;
///
/// use collibra_client_management::{AccessToken, Client, TokenFuture, TokenProvider};
///
/// #[derive(Debug)]
/// struct FromVault;
///
/// impl TokenProvider for FromVault {
///     fn token(&self) -> TokenFuture<'_> {
///         Box::pin(async {
///             // Ask the vault.
///             Ok(AccessToken::new("the token").expires_in(Duration::from_secs(300)))
///         })
///     }
/// }
///
/// # fn main() -> Result<(), collibra_client_management::Error> {
/// let client = Client::builder("https://example.collibra.com").token_provider(FromVault).build()?;
/// # Ok(())
/// # }
/// ```
pub trait TokenProvider: fmt::Debug + Send + Sync + 'static {
    /// Fetches a token. Called again only when a further one is needed; cut off at the client's timeout.
    ///
    /// The future may be dropped at any point, when the call that polls it is.
    ///
    /// # Errors
    /// Whatever keeps it from having a token. It becomes the source of an error of the kind
    /// [`TokenProvider`](crate::ErrorKind::TokenProvider): it should show no secret.
    fn token(&self) -> TokenFuture<'_>;
}

/// An `Authorization` header, and the texts in it that no message may show.
#[derive(Clone, Debug)]
pub(crate) struct Authorization {
    pub(crate) header: HeaderValue,
    pub(crate) secrets: Vec<Secret>,
}

impl Authorization {
    /// # Errors
    /// A token that no header can hold.
    pub(crate) fn bearer(token: &Secret) -> Result<Self, Error> {
        if token.expose_secret().is_empty() {
            return Err(Error::configuration("the bearer token is empty"));
        }
        let value = Secret::from(format!("Bearer {}", token.expose_secret()));
        Ok(Self { header: sensitive(&value)?, secrets: vec![token.clone()] })
    }

    /// # Errors
    /// A user-id that can't be told from the password.
    pub(crate) fn basic(user: &str, password: &Secret) -> Result<Self, Error> {
        if user.contains(':') {
            return Err(Error::configuration("a user-id can't hold a colon (RFC 7617, section 2)"));
        }
        let pair = Secret::from(format!("{user}:{}", password.expose_secret()));
        let encoded = Secret::from(STANDARD.encode(pair.expose_secret()));
        let value = Secret::from(format!("Basic {}", encoded.expose_secret()));
        Ok(Self { header: sensitive(&value)?, secrets: vec![password.clone(), encoded] })
    }
}

/// A header's value that reqwest doesn't show either.
fn sensitive(value: &Secret) -> Result<HeaderValue, Error> {
    let mut header = HeaderValue::from_str(value.expose_secret()).map_err(|_| {
        Error::configuration(
            "the bearer token holds a character that no header can hold, such as a line break",
        )
    })?;
    header.set_sensitive(true);
    Ok(header)
}
