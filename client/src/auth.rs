//! Authentication: credentials, and where access tokens come from.

#[cfg(feature = "client-credentials")]
mod client_credentials;
mod credentials;
mod token_cache;
mod token_provider;

#[cfg(feature = "client-credentials")]
pub use client_credentials::{ClientCredentials, ClientCredentialsBuilder, TokenError};
pub use credentials::Credentials;
pub use token_provider::{AccessToken, TokenFuture, TokenProvider};

pub(crate) use credentials::Authorization;
pub(crate) use token_cache::{Token, TokenCache};
