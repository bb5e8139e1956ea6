//! What a caller implements to supply access tokens.

use std::{fmt, future::Future, pin::Pin, time::Duration};

use crate::Secret;

/// An access token and its lifetime, returned by a [`TokenProvider`].
#[derive(Clone, Debug)]
#[must_use]
pub struct AccessToken {
    pub(crate) token: Secret,
    pub(crate) expires_in: Option<Duration>,
}

impl AccessToken {
    /// A token that is used until a server rejects it as invalid.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self { token: token.into(), expires_in: None }
    }

    /// Sets the lifetime (`expires_in`: RFC 6749, section 5.1). The next token is fetched shortly before this one expires.
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.expires_in = Some(lifetime);
        self
    }
}

/// The future that [`TokenProvider::token`] returns.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<AccessToken, Box<dyn std::error::Error + Send + Sync>>> + Send + 'a>>;

/// Fetches access tokens.
///
/// A client keeps a token until it expires, fetches the next one shortly before, and replaces it once per call if a
/// server rejects it as invalid. However many calls need a token, it is fetched once, in a task of its own. The
/// [guide](crate::guide::auth) lists the providers that this crate has.
///
/// ```no_run
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
///             // Fetch the token from the vault.
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
    /// Fetches a token. The client calls this only when it needs a new one, and drops the future at its timeout.
    ///
    /// # Errors
    /// Any error. It becomes the source of an [`Error`](crate::Error) of the kind
    /// [`TokenProvider`](crate::ErrorKind::TokenProvider), so it should not show secrets.
    fn token(&self) -> TokenFuture<'_>;
}
