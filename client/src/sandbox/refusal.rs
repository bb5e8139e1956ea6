//! Every way the sandbox says no: status, challenge, and what the body tells.

use std::borrow::Cow;

use axum::http::StatusCode;

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No bearer token was sent.
    NoToken,
    /// The token is invalid or there is no such client: one answer for both, as documented.
    InvalidToken,
    /// The token is valid, but not for this client.
    Forbidden,
    /// The body is not a JSON object.
    InvalidRequest(Cow<'static, str>),
    /// The body is a JSON object, but a member breaks a rule.
    InvalidMetadata(&'static str),
    /// Nothing is served under this path.
    NoSuchPath,
    /// The path is served, but not by this method.
    MethodNotAllowed,
    /// The body is larger than the sandbox takes.
    BodyTooLarge,
    /// The body's content type isn't JSON's.
    NotJson,
    /// The sandbox itself failed.
    Internal,
}

/// The challenge when no token came. RFC 6750, section 3.1: it then carries no `error`.
const CHALLENGE: &str = r#"Bearer realm="sandbox""#;
/// The challenge for a token or client that isn't known, in the words of the vendor's document.
const CHALLENGE_INVALID_TOKEN: &str = concat!(
    r#"Bearer realm="sandbox", error="invalid_token", "#,
    r#"error_description="This client doesn't exist on this server, or the provided access token is invalid""#
);

impl Refusal {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::NoToken | Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::InvalidRequest(_) | Self::InvalidMetadata(_) => StatusCode::BAD_REQUEST,
            Self::NoSuchPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The value of `WWW-Authenticate`.
    pub(super) fn challenge(&self) -> Option<&'static str> {
        match self {
            Self::NoToken => Some(CHALLENGE),
            Self::InvalidToken => Some(CHALLENGE_INVALID_TOKEN),
            _ => None,
        }
    }

    /// The body's `error` (RFC 7591, section 3.2.2; RFC 6749, section 5.2) and `error_description`.
    ///
    /// None for 401 and 403: the vendor documents no body for them, so nobody should come to rely on one.
    pub(super) fn error(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::NoToken | Self::InvalidToken | Self::Forbidden => None,
            Self::InvalidRequest(description) => Some(("invalid_request", description)),
            Self::InvalidMetadata(description) => Some(("invalid_client_metadata", description)),
            Self::NoSuchPath => Some(("invalid_request", "nothing is served under this path")),
            Self::MethodNotAllowed => Some(("invalid_request", "this path does not serve this method")),
            Self::BodyTooLarge => Some(("invalid_request", "the body is larger than 1 MiB")),
            Self::NotJson => Some(("invalid_request", "the content type must be application/json")),
            Self::Internal => Some(("server_error", "the sandbox failed")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6749, section 5.2: what an `error_description` may hold.
    fn is_describable(text: &str) -> bool {
        text.chars().all(|c| matches!(c, ' '..='~') && c != '"' && c != '\\')
    }

    #[test]
    fn a_refusal_has_either_a_challenge_or_a_body_but_for_403() {
        let refusals = [
            Refusal::NoToken,
            Refusal::InvalidToken,
            Refusal::Forbidden,
            Refusal::InvalidRequest("why".into()),
            Refusal::InvalidMetadata("why"),
            Refusal::NoSuchPath,
            Refusal::MethodNotAllowed,
            Refusal::BodyTooLarge,
            Refusal::NotJson,
            Refusal::Internal,
        ];
        for refusal in refusals {
            let expected = match refusal.status().as_u16() {
                401 => (true, false),
                403 => (false, false),
                _ => (false, true),
            };
            assert_eq!((refusal.challenge().is_some(), refusal.error().is_some()), expected, "{refusal:?}");
            assert!(refusal.error().is_none_or(|(_, text)| is_describable(text)), "{refusal:?}");
        }
    }

    #[test]
    fn only_a_token_that_came_is_called_invalid() {
        assert_eq!(Refusal::NoToken.challenge(), Some(r#"Bearer realm="sandbox""#));
        assert!(Refusal::InvalidToken.challenge().is_some_and(|c| c.contains(r#"error="invalid_token""#)));
    }
}
