//! The ways in which the sandbox refuses a request: status, challenge, and body.

use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header::WWW_AUTHENTICATE};
use axum::response::Response;
use serde_json::json;

use super::recording::Question;
use super::response;

/// Why a request was refused.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    challenge: Option<&'static str>,
    /// The body's `error` and `error_description` (RFC 6749, section 5.2; RFC 7591, section 3.2.2).
    ///
    /// 401 and 403 of the API have no body: the vendor documents none, so nobody should come to rely on one.
    error: Option<(&'static str, Cow<'static, str>)>,
    /// The question to which a recording may have another answer.
    pub(super) question: Option<Question>,
}

impl Refusal {
    /// No bearer token was sent. RFC 6750, section 3.1: the challenge then carries no `error`.
    pub(super) const NO_TOKEN: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        challenge: Some(r#"Bearer realm="sandbox""#),
        error: None,
        question: Some(Question::NoToken),
    };
    /// The token is invalid or there is no such client: one answer for both, in the words of the vendor's document.
    pub(super) const INVALID_TOKEN: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        challenge: Some(concat!(
            r#"Bearer realm="sandbox", error="invalid_token", "#,
            r#"error_description="This client doesn't exist on this server, or the provided access token is invalid""#
        )),
        error: None,
        question: Some(Question::InvalidToken),
    };
    /// There is no such client.
    pub(super) const UNKNOWN_CLIENT: Self =
        Self { question: Some(Question::UnknownClient), ..Self::INVALID_TOKEN };
    /// The token is valid, but not for this client.
    pub(super) const FORBIDDEN: Self =
        Self { status: StatusCode::FORBIDDEN, challenge: None, error: None, question: None };
    pub(super) const NO_SUCH_PATH: Self =
        Self::new(StatusCode::NOT_FOUND, "invalid_request", "nothing is served under this path");
    pub(super) const METHOD_NOT_ALLOWED: Self =
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", "this path does not serve this method");
    pub(super) const BODY_TOO_LARGE: Self =
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", "the body is larger than 1 MiB");
    pub(super) const NOT_JSON: Self = Self::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "invalid_request",
        "the content type must be application/json",
    );
    /// The token endpoint doesn't know the client, or the secret is wrong.
    pub(super) const INVALID_CLIENT: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        challenge: Some(r#"Basic realm="sandbox""#),
        error: Some((
            "invalid_client",
            Cow::Borrowed("no such client, or not its secret, as HTTP Basic credentials or in the form"),
        )),
        question: None,
    };
    pub(super) const UNAUTHORIZED_CLIENT: Self = Self::new(
        StatusCode::BAD_REQUEST,
        "unauthorized_client",
        "the client isn't registered for this grant",
    );
    pub(super) const UNSUPPORTED_GRANT_TYPE: Self =
        Self::new(StatusCode::BAD_REQUEST, "unsupported_grant_type", "only client_credentials is served");

    const fn new(status: StatusCode, error: &'static str, description: &'static str) -> Self {
        Self { status, challenge: None, error: Some((error, Cow::Borrowed(description))), question: None }
    }

    /// The body can't be read.
    pub(super) fn invalid_request(description: impl Into<Cow<'static, str>>) -> Self {
        let error = Some(("invalid_request", description.into()));
        Self { status: StatusCode::BAD_REQUEST, challenge: None, error, question: None }
    }

    /// The body is a JSON object, but a member breaks a rule.
    pub(super) const fn invalid_metadata(description: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_client_metadata", description)
    }

    pub(super) fn into_response(self) -> Response {
        let mut response = match &self.error {
            Some((error, description)) => {
                let body = json!({ "error": error, "error_description": description });
                response::json(self.status, &body)
            }
            None => response::empty(self.status),
        };
        if let Some(challenge) = self.challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}
