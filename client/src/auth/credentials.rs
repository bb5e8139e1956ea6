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
    /// No server can have issued this token: it is empty, or has characters that a token can't have (RFC 6749, appendix
    /// A.12; without spaces by RFC 6750, section 2.1).
    pub(crate) fn bearer(token: &Secret) -> Result<Self, Error> {
        let text = token.expose_secret();
        let refuse = |why| Err(Error::configuration(why));
        if text.trim().is_empty() {
            return refuse("the bearer token is empty");
        }
        if text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer ")) {
            return refuse("the bearer token begins with `Bearer `: pass the token alone");
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return refuse(
                "the bearer token contains a character that a token can't, such as a space or a line break",
            );
        }
        Ok(Self { header: sensitive("Bearer", token)?, secrets: vec![token.clone()] })
    }

    /// # Errors
    /// The user-id contains a colon, which would end it.
    pub(crate) fn basic(user: &str, password: &Secret) -> Result<Self, Error> {
        if user.contains(':') {
            return Err(Error::configuration("a user-id can't contain a colon (RFC 7617, section 2)"));
        }
        let pair = Secret::from(format!("{user}:{}", password.expose_secret()));
        let encoded = Secret::from(STANDARD.encode(pair.expose_secret()));
        Ok(Self { header: sensitive("Basic", &encoded)?, secrets: vec![password.clone(), encoded] })
    }
}

/// The value of an `Authorization` header, marked so that reqwest doesn't show it either.
pub(super) fn sensitive(scheme: &str, credentials: &Secret) -> Result<HeaderValue, Error> {
    let value = Secret::from(format!("{scheme} {}", credentials.expose_secret()));
    let mut header = HeaderValue::from_str(value.expose_secret())
        .map_err(|_| Error::configuration("the credentials contain a character that a header can't"))?;
    header.set_sensitive(true);
    Ok(header)
}
