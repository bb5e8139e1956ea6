//! What a call reports to `tracing`: one span, with the names of OpenTelemetry's conventions for HTTP clients, and one
//! event per retry. No id, no token, no body. Without a subscriber it costs the check of a flag.

use std::time::Duration;

use reqwest::Url;
use tracing::{Span, field};

use crate::{Error, ErrorKind, Operation, Response};

/// The span of a call. Its name is the method and the path template.
pub(crate) fn span(operation: &'static Operation, base: &Url) -> Span {
    tracing::info_span!(
        "collibra_client_management",
        otel.kind = "client",
        otel.name = %format_args!("{} {}", operation.method, operation.path),
        operation.id = operation.id,
        http.request.method = operation.method.as_str(),
        http.request.resend_count = field::Empty,
        http.response.status_code = field::Empty,
        url.template = operation.path,
        server.address = base.host_str(),
        server.port = base.port_or_known_default(),
        error.r#type = field::Empty,
    )
}

/// Records how the call ended.
pub(crate) fn record<T>(span: &Span, result: &Result<Response<T>, Error>, attempts: u32) {
    if span.is_disabled() {
        return;
    }
    let status = match result {
        Ok(response) => Some(response.status()),
        Err(error) => error.status(),
    };
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
    }
    if attempts > 1 {
        span.record("http.request.resend_count", attempts - 1);
    }
    if let Err(error) = result {
        span.record("error.type", name(error.kind()));
    }
}

/// Reports that an attempt failed and is retried.
pub(crate) fn retry(error: &Error, attempt: u32, delay: Duration) {
    tracing::warn!(
        attempt,
        error.r#type = name(error.kind()),
        http.response.status_code = error.status().map(|status| status.as_u16()),
        delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX),
        "retrying",
    );
}

/// A name of low cardinality, as `error.type` asks for.
fn name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Configuration => "configuration",
        ErrorKind::InvalidRequest => "invalid_request",
        ErrorKind::TokenProvider => "token_provider",
        ErrorKind::Unauthorized => "unauthorized",
        ErrorKind::Forbidden => "forbidden",
        ErrorKind::UnexpectedStatus => "unexpected_status",
        ErrorKind::Redirected => "redirected",
        ErrorKind::Decode => "decode",
        ErrorKind::WrongResource => "wrong_resource",
        ErrorKind::BodyTooLarge => "body_too_large",
        ErrorKind::Timeout => "timeout",
        ErrorKind::Connect => "connect",
        ErrorKind::Transport => "transport",
    }
}
