//! A successful response: its value, status, headers and body.

use std::{fmt, ops::Deref};

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::{members, wiped::Wiped};

/// The value of a successful response, with its status, headers and body. Dereferences to the value.
///
/// # The response to an update
///
/// It holds the registered client's new secret, which no later call returns: store it before anything else. The
/// document makes the secret optional. If the value has none, the update was carried out all the same; then
///
/// 1. store [`raw_body`](Self::raw_body) where you store secrets, since a later version of the server may send what the
///    document doesn't name;
/// 2. check whether the old secret still works, by asking for a token with it; until you know, keep it;
/// 3. if it doesn't, update again: only an update gives a new secret.
///
/// A server that rotates its registration access tokens (RFC 7592, section 3) sends a new one here. The document doesn't
/// name it; [`member`](Self::member) has it.
///
/// # What is shown
///
/// `Debug` shows the status and the value, with secrets redacted, but neither the headers nor the body. The body's memory
/// is wiped on drop.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    attempts: u32,
    body: Wiped,
}

impl<T> Response<T> {
    /// Creates a response, for tests.
    pub fn new(value: T, status: StatusCode, headers: HeaderMap) -> Self {
        Self { value, status, headers, attempts: 1, body: Wiped::default() }
    }

    /// The same response with this body, for tests.
    pub fn with_raw_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Wiped::from(body.into());
        self
    }

    pub(crate) fn with_body(mut self, body: Wiped) -> Self {
        self.body = body;
        self
    }

    pub(crate) fn after(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Returns the value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the value, and the rest as a response without one.
    pub fn into_parts(self) -> (T, Response<()>) {
        let Self { value, status, headers, attempts, body } = self;
        (value, Response { value: (), status, headers, attempts, body })
    }

    /// The same response with another value, made from this one.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Response<U> {
        let Self { value, status, headers, attempts, body } = self;
        Response { value: make(value), status, headers, attempts, body }
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

    /// The body as it was received; empty where the value is the body itself.
    ///
    /// It may hold a secret: don't log it.
    pub fn raw_body(&self) -> &[u8] {
        &self.body
    }

    /// The member of the body's JSON object that has this name, whether the document names it or not. It is looked for
    /// in the [raw body](Self::raw_body) each time.
    ///
    /// The value may be a secret: unlike [`Secret`](crate::Secret), it shows itself in `Debug`.
    ///
    /// ```
    /// use collibra_client_management::{Response, Secret};
    /// use reqwest::{StatusCode, header::HeaderMap};
    ///
    /// let body = r#"{"client_id":"a","registration_access_token":"s3cr3t"}"#;
    /// let response = Response::new((), StatusCode::OK, HeaderMap::new()).with_raw_body(body);
    /// let token = response.member("registration_access_token");
    /// let token = token.as_ref().and_then(|token| token.as_str()).map(Secret::from);
    /// assert!(token.is_some());
    /// ```
    pub fn member(&self, name: &str) -> Option<Value> {
        members::find(&self.body, name)
    }
}

/// The first of the headers in which servers commonly identify a request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    const NAMES: [&str; 4] = ["x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid"];
    NAMES.iter().find_map(|name| headers.get(*name)?.to_str().ok())
}

/// The value, the status, the headers and the body are equal. How long it takes to compare two bodies of the same length
/// doesn't depend on what is in them.
impl<T: PartialEq> PartialEq for Response<T> {
    fn eq(&self, other: &Self) -> bool {
        let differing_bits = self.body.iter().zip(&*other.body).fold(0, |bits, (a, b)| bits | (a ^ b));
        self.value == other.value
            && self.status == other.status
            && self.headers == other.headers
            && self.body.len() == other.body.len()
            && differing_bits == 0
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> AsRef<T> for Response<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status.as_u16())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
