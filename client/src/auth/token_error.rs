//! Why a token endpoint issued no token.

use std::{fmt, time::Duration};

use reqwest::StatusCode;

use crate::{error::is_tls_failure, pipeline::is_transient};

/// Why the token endpoint issued no token: the source of an [`Error`](crate::Error) of the kind
/// [`TokenProvider`](crate::ErrorKind::TokenProvider). It shows no token and no secret.
#[derive(Debug)]
#[non_exhaustive]
pub enum TokenError {
    /// The endpoint returned an error (RFC 6749, section 5.2).
    #[non_exhaustive]
    Refused {
        /// The response's status.
        status: StatusCode,
        /// The error code, such as `invalid_client`.
        error: String,
        /// A description of the error, for developers.
        description: Option<String>,
        /// How long the endpoint asked to wait (`Retry-After`).
        retry_after: Option<Duration>,
    },
    /// The response's status isn't 200, and its body isn't an error of the RFC.
    #[non_exhaustive]
    UnexpectedStatus {
        /// The response's status.
        status: StatusCode,
        /// The media type of its body, if it is a common one, and its length.
        body: String,
        /// How long the endpoint asked to wait (`Retry-After`).
        retry_after: Option<Duration>,
    },
    /// The response's status is 200, but it isn't the token of RFC 6749, section 5.1.
    #[non_exhaustive]
    Malformed {
        /// What is wrong with it.
        reason: String,
    },
    /// The token isn't a bearer token, the only type that this client can send (RFC 6749, section 7.1).
    #[non_exhaustive]
    UnsupportedType {
        /// The response's `token_type`.
        token_type: String,
    },
    /// The response came from another URL than the request was sent to: the HTTP client that was passed in follows
    /// redirects.
    Redirected,
    /// The endpoint couldn't be reached, or its response was incomplete.
    #[non_exhaustive]
    Connection {
        /// The cause.
        source: reqwest::Error,
    },
}

impl TokenError {
    pub(super) fn connection(error: reqwest::Error) -> Self {
        Self::Connection { source: error.without_url() }
    }

    /// The status of the endpoint's response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Refused { status, .. } | Self::UnexpectedStatus { status, .. } => Some(*status),
            Self::Malformed { .. } | Self::UnsupportedType { .. } => Some(StatusCode::OK),
            Self::Redirected | Self::Connection { .. } => None,
        }
    }

    /// How long the endpoint asked the client to wait (`Retry-After`: RFC 9110, section 10.2.3).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } | Self::UnexpectedStatus { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Whether asking again may succeed: the connection failed (but not TLS), or the status is 429, 502, 503 or 504.
    ///
    /// The client has then already retried, by its [`RetryPolicy`](crate::RetryPolicy).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connection { source } => {
                !is_tls_failure(source) && (source.is_connect() || !source.is_timeout())
            }
            _ => self.status().is_some_and(is_transient),
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the token endpoint ")?;
        match self {
            Self::Refused { status, error, description, .. } => {
                write!(f, "refused with {status}: {error}")?;
                description.as_ref().map_or(Ok(()), |description| write!(f, ": {description}"))
            }
            Self::UnexpectedStatus { status, body, .. } => {
                let redirect = if status.is_redirection() { ", a redirect that isn't followed" } else { "" };
                write!(f, "responded with {status}{redirect} ({body})")
            }
            Self::Malformed { reason } => write!(f, "responded with 200 OK, but without a token: {reason}"),
            Self::UnsupportedType { token_type } => {
                write!(f, "issued a token of the type {token_type:?}; only Bearer is supported")
            }
            Self::Redirected => f.write_str("was left by a redirect that the HTTP client followed"),
            Self::Connection { source } if is_tls_failure(source) => {
                f.write_str("can't be reached: TLS failed")
            }
            Self::Connection { source } if source.is_timeout() => f.write_str("did not respond in time"),
            Self::Connection { .. } => f.write_str("can't be reached"),
        }
    }
}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Connection { source } => Some(source),
            _ => None,
        }
    }
}
