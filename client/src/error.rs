//! The one error type of the crate: what happened to a call and everything that the server sent, without showing
//! anything secret.

mod challenge;
mod decode_error;
mod kind;
mod presentable;
mod reason;
mod retry_after;
mod tls;
mod token_provider;

use std::{borrow::Cow, error::Error as StdError, fmt, sync::Arc, time::Duration};

use http::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderMap},
};
use serde::de::DeserializeOwned;

pub use challenge::Challenge;
pub use decode_error::{DecodeCategory, DecodeError};
pub use kind::{ErrorKind, Outcome};
pub(crate) use presentable::{Hidden, media_type, presentable};
pub(crate) use reason::reports_error;
pub(crate) use retry_after::retry_after;
pub(crate) use tls::is_tls_failure;

use crate::{Operation, response::request_id, wiped::Wiped};

/// Why a call failed.
///
/// `Display` and `Debug` never show a body, a token, a secret or the id of a client, nor does any
/// [`source`](StdError::source). To see what the server sent, ask for it: [`status`](Self::status),
/// [`headers`](Self::headers), [`body`](Self::body).
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    operation: Option<&'static Operation>,
    message: Cow<'static, str>,
    response: Option<ErrorResponse>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    attempts: u32,
}

/// The response of a call that failed, with as much of its body as was read.
pub(crate) struct ErrorResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Wiped on drop: it may hold a secret.
    pub(crate) body: Wiped,
}

impl Error {
    /// The kind of failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(|response| response.status)
    }

    /// The headers of the response, if there was one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(|response| &response.headers)
    }

    /// As much of the response's body as was read, if there was a response: at most
    /// [`max_body_bytes`](crate::ClientBuilder::max_body_bytes).
    ///
    /// It may contain a secret: don't log it. After an update, store [`undelivered_body`](Self::undelivered_body) instead,
    /// which is there only if it may be the response to an update that was carried out.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.response.as_ref().map(|response| &*response.body)
    }

    /// The body of a response that may be the only copy of a new secret: store it where you store secrets, in a place of
    /// its own. Never write it over a secret that may still be good.
    ///
    /// There is one if the call may have been carried out ([`Outcome::Unknown`]), it wasn't a mere read, and something
    /// came back that isn't an HTML page.
    ///
    /// ```
    /// use std::{fs::File, io::Write as _};
    ///
    /// use collibra_client_management::Error;
    ///
    /// /// Writes what a failed update may have delivered to a new file, which only its owner may read.
    /// fn rescue(error: &Error, path: &str) -> std::io::Result<()> {
    ///     let Some(body) = error.undelivered_body() else { return Ok(()) };
    ///     let mut options = File::options();
    ///     // It fails rather than overwrite anything.
    ///     options.write(true).create_new(true);
    ///     #[cfg(unix)]
    ///     std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    ///     let mut file = options.open(path)?;
    ///     file.write_all(body)?;
    ///     file.sync_all()
    /// }
    /// # fn main() {}
    /// ```
    #[must_use]
    pub fn undelivered_body(&self) -> Option<&[u8]> {
        let is_read = self.operation().is_none_or(|operation| operation.method().is_safe());
        let body = self.body().filter(|body| !body.is_empty())?;
        let may_be_it =
            self.outcome() == Outcome::Unknown && !is_read && !self.headers().is_some_and(is_html);
        may_be_it.then_some(body)
    }

    /// Takes the body out of the error: what [`body`](Self::body) shows, in memory that is no longer wiped on drop.
    #[must_use]
    pub fn into_body(mut self) -> Option<Vec<u8>> {
        self.0.response.take().map(|response| response.body.into_inner())
    }

    /// The body of the response as JSON, for example an error object that the server documents elsewhere.
    ///
    /// # Errors
    /// There was no response, or its body isn't JSON of this type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        serde_json::from_slice(self.body().unwrap_or_default()).map_err(|error| DecodeError::from(&error))
    }

    /// The challenges in the response's `WWW-Authenticate` headers (RFC 9110, section 11.6.1), in order.
    #[must_use]
    pub fn challenges(&self) -> Vec<Challenge> {
        self.headers().map(Challenge::read).unwrap_or_default()
    }

    /// How long the server, or the token endpoint, asked the client to wait (`Retry-After`: RFC 9110, section 10.2.3).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self.token_error() {
            Some(error) => error.retry_after(),
            None => retry_after(self.headers()?),
        }
    }

    /// Whether the call was carried out, as far as the client can know.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self.kind() {
            ErrorKind::Configuration | ErrorKind::InvalidRequest | ErrorKind::Connect => Outcome::NotSent,
            // With a status, a response asked for the token that the provider couldn't supply.
            ErrorKind::TokenProvider if self.status().is_none() => Outcome::NotSent,
            // The status is that of another request: the one that the redirect led to.
            ErrorKind::Redirected => Outcome::Unknown,
            _ => match self.status() {
                // A server that timed out reading the request (408) may have acted on it.
                Some(StatusCode::REQUEST_TIMEOUT) => Outcome::Unknown,
                Some(status) if status.is_client_error() => Outcome::Rejected,
                _ => Outcome::Unknown,
            },
        }
    }

    /// How many attempts were made to send the request; 0 if the call failed before that.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The server's identifier of this request: the response's `x-request-id`, or a similar header.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers()?)
    }

    /// The `operationId` of the call; `None` if the error isn't about a call.
    #[must_use]
    pub fn operation_id(&self) -> Option<&'static str> {
        self.0.operation.map(Operation::id)
    }

    pub(crate) fn operation(&self) -> Option<&'static Operation> {
        self.0.operation
    }

    pub(crate) fn new(
        kind: ErrorKind,
        operation: Option<&'static Operation>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(Inner {
            kind,
            operation,
            message: message.into(),
            response: None,
            source: None,
            attempts: 0,
        }))
    }

    pub(crate) fn configuration(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Configuration, None, message)
    }

    pub(crate) fn invalid_request(
        operation: &'static Operation,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(ErrorKind::InvalidRequest, Some(operation), message)
    }

    pub(crate) fn with_source(self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.with_shared_source(Arc::new(source))
    }

    /// Adds a source that several errors share.
    pub(crate) fn with_shared_source(mut self, source: Arc<dyn StdError + Send + Sync>) -> Self {
        self.0.source = Some(source);
        self
    }

    /// The same error as the result of a call of this operation, after so many attempts.
    pub(crate) fn of_call(mut self, operation: &'static Operation, attempts: u32) -> Self {
        self.0.operation = Some(operation);
        self.0.attempts = attempts;
        self
    }

    /// A call without a response. The URL, which contains an id, is removed from the source.
    pub(crate) fn transport(operation: &'static Operation, error: reqwest::Error) -> Self {
        let error = error.without_url();
        let (kind, message) = if error.is_builder() {
            (ErrorKind::InvalidRequest, "the request can't be built; nothing was sent")
        } else if error.is_connect() && is_tls_failure(&error) {
            (ErrorKind::Connect, "the TLS handshake failed, often because of a certificate; nothing was sent")
        } else if error.is_connect() {
            (ErrorKind::Connect, "can't connect to the server; nothing was sent")
        } else if error.is_timeout() {
            (ErrorKind::Timeout, "the response did not arrive in time")
        } else {
            (ErrorKind::Transport, "the connection failed before the response was complete")
        };
        Self::new(kind, Some(operation), message).with_source(error)
    }

    /// A response that isn't a documented success. The message shows nothing of `hidden`.
    pub(crate) fn unexpected_status(
        operation: &'static Operation,
        response: ErrorResponse,
        hidden: &Hidden<'_>,
    ) -> Self {
        let status = response.status;
        let (kind, message) = match status {
            StatusCode::UNAUTHORIZED => (
                ErrorKind::Unauthorized,
                "the registered client doesn't exist on this server, or the access token is missing or invalid",
            ),
            StatusCode::FORBIDDEN => {
                (ErrorKind::Forbidden, "the access token is valid, but not allowed to do this")
            }
            _ if status.is_redirection() => {
                (ErrorKind::UnexpectedStatus, "a redirect, which this client doesn't follow")
            }
            StatusCode::ACCEPTED => {
                (ErrorKind::UnexpectedStatus, "the server accepted the call, but hasn't carried it out yet")
            }
            StatusCode::MULTI_STATUS => {
                (ErrorKind::UnexpectedStatus, "the call has several results; `Error::body` has them")
            }
            _ if operation.is_success_without_body(status) => {
                (ErrorKind::UnexpectedStatus, "a body where the document has none; `Error::body` has it")
            }
            _ => (ErrorKind::UnexpectedStatus, "the document doesn't list this status as a success"),
        };
        let reason = response.reason(hidden);
        let mut message = match &reason {
            // The server's own words say more.
            Some(reason) if kind == ErrorKind::UnexpectedStatus && !status.is_redirection() => {
                format!("{status}: {reason}")
            }
            Some(reason) => format!("{status}: {message} ({reason})"),
            None => format!("{status}: {message}"),
        };
        // More than three help nobody.
        for challenge in Challenge::read(&response.headers).iter().filter(|c| c.raw.is_none()).take(3) {
            message.push_str(&format!(" ({})", presentable(&challenge.to_string(), hidden)));
        }
        if kind == ErrorKind::Unauthorized {
            message.push_str("; check the client id, the base path (`Server`) and the token");
        } else if status.is_success() && !operation.method.is_safe() {
            message.push_str("; check with a GET whether the call was carried out");
        }
        Self::new(kind, Some(operation), message).with_response(response)
    }

    pub(crate) fn redirected(operation: &'static Operation, response: ErrorResponse) -> Self {
        let message =
            "the response came from another URL: pass `http_client` a client that follows no redirects";
        Self::new(ErrorKind::Redirected, Some(operation), message).with_response(response)
    }

    pub(crate) fn body_too_large(operation: &'static Operation, response: ErrorResponse) -> Self {
        let message = format!("{}: the body is larger than {} bytes", response.status, response.body.len());
        Self::new(ErrorKind::BodyTooLarge, Some(operation), message).with_response(response)
    }

    /// A success about another resource; `parameter` is the member that says so.
    pub(crate) fn wrong_resource(
        operation: &'static Operation,
        response: ErrorResponse,
        parameter: &'static str,
    ) -> Self {
        let message = format!(
            "{}: the response has another `{parameter}` than the call; don't use what it holds; `Error::body` has it",
            response.status
        );
        Self::new(ErrorKind::WrongResource, Some(operation), message).with_response(response)
    }

    pub(crate) fn decode(operation: &'static Operation, response: ErrorResponse, error: DecodeError) -> Self {
        let message = format!(
            "{}: the body ({} bytes of {}) doesn't match the document: {error}; `Error::body` has it",
            response.status,
            response.body.len(),
            media_type(&response.headers),
        );
        Self::new(ErrorKind::Decode, Some(operation), message).with_source(error).with_response(response)
    }

    pub(crate) fn with_response(mut self, response: ErrorResponse) -> Self {
        self.0.response = Some(response);
        self
    }
}

/// Whether these are the headers of a page for people, such as a proxy's.
fn is_html(headers: &HeaderMap) -> bool {
    let Some(content_type) = headers.get(CONTENT_TYPE) else { return false };
    let essence = content_type.as_bytes().split(|&byte| byte == b';').next().unwrap_or_default().trim_ascii();
    [&b"text/html"[..], b"application/xhtml+xml"].iter().any(|html| essence.eq_ignore_ascii_case(html))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.operation {
            Some(operation) => write!(f, "{operation}: {}", self.0.message)?,
            None => f.write_str(&self.0.message)?,
        }
        match (self.kind(), self.outcome()) {
            (ErrorKind::TokenProvider, Outcome::NotSent) => f.write_str("; nothing was sent"),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("operation_id", &self.operation_id())
            .field("message", &self.0.message)
            .field("status", &self.status().map(|status| status.as_u16()))
            .field("attempts", &self.0.attempts)
            .field("body_bytes", &self.body().map(<[u8]>::len))
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
