//! Failures of token providers.

use std::error::Error as _;

use super::{Error, ErrorKind};
use crate::auth::TokenError;

impl Error {
    /// A provider's failure before anything was sent.
    pub(crate) fn token_provider(message: &'static str) -> Self {
        Self::new(ErrorKind::TokenProvider, None, message)
    }

    /// The same failure after a response that asked for another token. It keeps that response.
    pub(crate) fn after(mut self, refused: Self) -> Self {
        self.0.message = format!("{}; then {}", refused.0.message, self.0.message).into();
        self.0.response = refused.0.response;
        self
    }

    /// What the token endpoint did, if the provider says so.
    pub(crate) fn token_error(&self) -> Option<&TokenError> {
        self.source().and_then(|source| source.downcast_ref())
    }
}
