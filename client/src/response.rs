//! A successful response: its value, status and headers.

use std::{fmt, ops::Deref};

use http::{HeaderMap, StatusCode};

/// The value of a successful response, with its status and headers. Dereferences to the value.
///
/// `Debug` shows the status and the value, with secrets redacted, but never the headers.
#[derive(Clone)]
pub struct ResponseValue<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    attempts: u32,
}

impl<T> ResponseValue<T> {
    /// Creates a response, for tests.
    pub const fn new(value: T, status: StatusCode, headers: HeaderMap) -> Self {
        Self { value, status, headers, attempts: 1 }
    }

    pub(crate) fn after(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Returns the value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// How many attempts were made to send the request.
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The server's identifier of this request: the response's `x-request-id`, or a similar header.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }
}

/// The first of the headers in which servers commonly identify a request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    const NAMES: [&str; 4] = ["x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid"];
    NAMES.iter().find_map(|name| headers.get(*name)?.to_str().ok())
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> AsRef<T> for ResponseValue<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for ResponseValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseValue")
            .field("status", &self.status.as_u16())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
