//! What a server says in `WWW-Authenticate`: RFC 9110, section 11.6.1, and RFC 6750, section 3.

use std::fmt;

use http_auth::{ChallengeRef, parse_challenges};
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

/// A challenge of a `WWW-Authenticate` header.
///
/// A header that can't be parsed is one challenge with nothing but [`raw`](Self::raw). Parameters that RFC 6750
/// doesn't know are left out; the headers themselves are in [`Error::headers`](crate::Error::headers).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Challenge {
    /// The scheme as the server spelled it, such as `Bearer`; empty if the header can't be parsed.
    pub scheme: String,
    /// The protection space (RFC 9110, section 11.5).
    pub realm: Option<String>,
    /// The error code, such as `invalid_token` (RFC 6750, section 3.1).
    pub error: Option<String>,
    /// The server's words on it, for developers.
    pub error_description: Option<String>,
    /// A page on it.
    pub error_uri: Option<String>,
    /// The scope that the request needs.
    pub scope: Option<String>,
    /// The whole header, if it can't be parsed.
    pub raw: Option<String>,
}

impl Challenge {
    /// Every challenge of every `WWW-Authenticate` header, in order.
    pub(crate) fn read(headers: &HeaderMap) -> Vec<Self> {
        let mut challenges = Vec::new();
        for header in headers.get_all(WWW_AUTHENTICATE) {
            let raw = String::from_utf8_lossy(header.as_bytes()).into_owned();
            match parse_challenges(&raw) {
                Ok(parsed) => challenges.extend(parsed.iter().map(Self::from_parsed)),
                Err(_) => challenges.push(Self { raw: Some(raw), ..Self::default() }),
            }
        }
        challenges
    }

    fn from_parsed(parsed: &ChallengeRef<'_>) -> Self {
        let mut challenge = Self { scheme: parsed.scheme.to_owned(), ..Self::default() };
        for (name, value) in &parsed.params {
            let member = match name.to_ascii_lowercase().as_str() {
                "realm" => &mut challenge.realm,
                "error" => &mut challenge.error,
                "error_description" => &mut challenge.error_description,
                "error_uri" => &mut challenge.error_uri,
                "scope" => &mut challenge.scope,
                _ => continue,
            };
            *member = Some(value.to_unescaped());
        }
        challenge
    }
}

impl fmt::Display for Challenge {
    /// The error and its description, as far as the server gives them: `invalid_token: The token expired`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.error, &self.error_description) {
            (Some(error), Some(description)) => write!(f, "{error}: {description}"),
            (Some(one), None) | (None, Some(one)) => f.write_str(one),
            (None, None) => write!(f, "{} without an error code", self.scheme),
        }
    }
}
