//! Tokens from an environment variable.

use std::{env, ffi::OsString, time::Duration};

use super::token_provider::{AccessToken, TokenFuture, TokenProvider};

/// A [`TokenProvider`] that reads an environment variable for every call, so that a new value is used at once.
///
/// ```no_run
/// use collibra_client_management::{Client, TokenVariable};
///
/// # fn main() -> Result<(), collibra_client_management::Error> {
/// let tokens = TokenVariable::new("COLLIBRA_TOKEN");
/// let client = Client::builder("https://example.collibra.com").token_provider(tokens).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TokenVariable(OsString);

impl TokenVariable {
    /// Reads the variable of this name. While it isn't set, calls fail.
    pub fn new(name: impl Into<OsString>) -> Self {
        Self(name.into())
    }
}

impl TokenProvider for TokenVariable {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            match env::var(&self.0) {
                Ok(token) => Ok(AccessToken::new(token.trim()).expires_in(Duration::ZERO)),
                // `VarError` would show a value that isn't Unicode.
                Err(_) => Err(format!("the environment variable {:?} has no token", self.0).into()),
            }
        })
    }
}
