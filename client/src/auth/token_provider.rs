//! What a caller implements to supply access tokens.

use std::{fmt, future::Future, pin::Pin, time::Duration};

use crate::Secret;

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
