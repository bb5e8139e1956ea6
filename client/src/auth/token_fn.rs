//! Tokens from a closure.

use std::{fmt, future::Future};

use super::token_provider::{AccessToken, TokenFuture, TokenProvider};

/// A [`TokenProvider`] that calls a closure.
///
/// Each call consumes a clone of the closure, so what it captures has to be cheap to clone.
///
/// ```no_run
/// use std::{sync::Arc, time::Duration};
///
/// use collibra_client_management::{AccessToken, Client, TokenFn};
///
/// struct Vault;
///
/// impl Vault {
///     async fn read(&self, name: &str) -> Result<String, std::io::Error> {
/// #       let _ = name;
///         // Ask the vault for the token.
///         Ok("the-token".to_owned())
///     }
/// }
///
/// # fn main() -> Result<(), collibra_client_management::Error> {
/// let vault = Arc::new(Vault);
/// let tokens = TokenFn::new(async move || {
///     let token = vault.read("collibra").await?;
///     Ok::<_, std::io::Error>(AccessToken::new(token).expires_in(Duration::from_secs(300)))
/// });
/// let client = Client::builder("https://example.collibra.com").token_provider(tokens).build()?;
/// # Ok(())
/// # }
/// ```
pub struct TokenFn<F>(F);

impl<F, T, E> TokenFn<F>
where
    F: FnOnce() -> T + Clone + Send + Sync + 'static,
    T: Future<Output = Result<AccessToken, E>> + Send + 'static,
    E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
{
    /// Calls `fetch` for each token. Its error becomes the source of the call's, so it should not show secrets.
    pub fn new(fetch: F) -> Self {
        Self(fetch)
    }
}

impl<F, T, E> TokenProvider for TokenFn<F>
where
    F: FnOnce() -> T + Clone + Send + Sync + 'static,
    T: Future<Output = Result<AccessToken, E>> + Send + 'static,
    E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
{
    fn token(&self) -> TokenFuture<'_> {
        let fetch = self.0.clone();
        Box::pin(async move { fetch().await.map_err(Into::into) })
    }
}

impl<F> fmt::Debug for TokenFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenFn").finish_non_exhaustive()
    }
}
