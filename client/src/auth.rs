//! Who is calling: the `Authorization` header. The document says nothing of it; RFC 6750 and RFC 7617 do.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::header::HeaderValue;

use crate::{Error, Secret};

/// How a client authenticates.
#[derive(Clone, Debug)]
pub(crate) enum Credentials {
    /// `Authorization: Bearer …` (RFC 6750, section 2.1).
    Bearer(Secret),
    /// `Authorization: Basic …` (RFC 7617, section 2).
    Basic {
        /// The user-id.
        user: String,
        /// The password.
        password: Secret,
    },
}

impl Credentials {
    /// The header's value, marked as sensitive so that reqwest doesn't show it either.
    ///
    /// # Errors
    /// A token that no header can hold, or a user-id with a colon.
    pub(crate) fn header(&self) -> Result<HeaderValue, Error> {
        let value = match self {
            Self::Bearer(token) if token.expose_secret().is_empty() => {
                return Err(Error::configuration("the bearer token is empty"));
            }
            Self::Bearer(token) => Secret::from(format!("Bearer {}", token.expose_secret())),
            Self::Basic { user, .. } if user.contains(':') => {
                return Err(Error::configuration("a user-id can't hold a colon (RFC 7617, section 2)"));
            }
            Self::Basic { user, password } => {
                let pair = Secret::from(format!("{user}:{}", password.expose_secret()));
                Secret::from(format!("Basic {}", STANDARD.encode(pair.expose_secret())))
            }
        };
        let mut header = HeaderValue::from_str(value.expose_secret()).map_err(|_| {
            Error::configuration(
                "the bearer token holds a character that no header can hold, such as a line break",
            )
        })?;
        header.set_sensitive(true);
        Ok(header)
    }

    /// The texts that no message may show, whoever wrote it.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        match self {
            Self::Bearer(token) => vec![token.clone()],
            Self::Basic { user, password } => {
                let pair = STANDARD.encode(format!("{user}:{}", password.expose_secret()));
                vec![password.clone(), Secret::from(pair)]
            }
        }
    }
}
