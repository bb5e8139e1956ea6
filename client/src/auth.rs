//! Authentication: credentials, and where access tokens come from.

mod client_credentials;
mod credentials;
mod token_cache;
mod token_command;
mod token_error;
mod token_file;
mod token_fn;
mod token_provider;
mod token_response;
mod token_variable;

pub use client_credentials::{ClientCredentials, ClientCredentialsBuilder};
pub use credentials::Credentials;
pub use token_command::TokenCommand;
pub use token_error::TokenError;
pub use token_file::TokenFile;
pub use token_fn::TokenFn;
pub use token_provider::{AccessToken, TokenFuture, TokenProvider};
pub use token_variable::TokenVariable;

pub(crate) use credentials::Authorization;
pub(crate) use token_cache::{Token, TokenCache};
#[cfg(feature = "sandbox")]
pub(crate) use token_response::read as read_token_response;
