//! Credentials and the `Authorization` header made from them, by RFC 6750 and RFC 7617: the document doesn't mention
//! authentication.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::header::HeaderValue;

use super::token_provider::TokenProvider;
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
    /// Access tokens from a provider, fetched on demand.
    Provider(Arc<dyn TokenProvider>),
}

/// An `Authorization` header, and the secrets in it that no message may show.
#[derive(Clone, Debug)]
pub(crate) struct Authorization {
    pub(crate) header: HeaderValue,
    pub(crate) secrets: Vec<Secret>,
}

impl Authorization {
    /// # Errors
    /// The token is empty or contains a character that a header can't.
    pub(crate) fn bearer(token: &Secret) -> Result<Self, Error> {
        if token.expose_secret().is_empty() {
            return Err(Error::configuration("the bearer token is empty"));
        }
        let value = Secret::from(format!("Bearer {}", token.expose_secret()));
        Ok(Self { header: sensitive(&value)?, secrets: vec![token.clone()] })
    }

    /// # Errors
    /// The user-id contains a colon, which would end it.
    pub(crate) fn basic(user: &str, password: &Secret) -> Result<Self, Error> {
        if user.contains(':') {
            return Err(Error::configuration("a user-id can't contain a colon (RFC 7617, section 2)"));
        }
        let pair = Secret::from(format!("{user}:{}", password.expose_secret()));
        let encoded = Secret::from(STANDARD.encode(pair.expose_secret()));
        let value = Secret::from(format!("Basic {}", encoded.expose_secret()));
        Ok(Self { header: sensitive(&value)?, secrets: vec![password.clone(), encoded] })
    }
}

/// The header's value, marked so that reqwest doesn't show it either.
fn sensitive(value: &Secret) -> Result<HeaderValue, Error> {
    let mut header = HeaderValue::from_str(value.expose_secret()).map_err(|_| {
        Error::configuration(
            "the bearer token contains a character that a header can't, such as a line break",
        )
    })?;
    header.set_sensitive(true);
    Ok(header)
}
