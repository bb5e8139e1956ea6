//! Faults that a test can ask for: a response in place of the real one, or the real one damaged, down to the last byte,
//! and how the connection ends.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use axum::http::header::CONTENT_LENGTH;
use axum::http::response::Parts;
use axum::http::{Method, StatusCode};
use serde_json::Value;

/// A response that replaces the real one, or is [made from it](Self::real_response), and the end of the connection.
///
/// By default the request doesn't take effect, and the connection is closed in an orderly way after the response.
///
/// ```
/// use std::time::Duration;
///
/// use collibra_client_management::{ErrorKind, Outcome, sandbox::{Fault, Sandbox}};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// let id = sandbox.register("reporting", &[])?.client_id;
/// let client = sandbox.client();
///
/// // The client is deleted, but the response is lost.
/// sandbox.fail_next(1, Fault::closed().after_effect());
/// let error = client.delete_client(&id).send().await.unwrap_err();
/// assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::Unknown));
/// assert!(sandbox.registered(&id).is_none());
///
/// // The server is busy twice: a GET takes three attempts.
/// let id = sandbox.register("another", &[])?.client_id;
/// sandbox.fail_next(2, Fault::response(503, &[("retry-after", "0")], ""));
/// assert_eq!(client.get_client(&id).send().await?.attempts(), 3);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a fault does nothing until a sandbox has it"]
pub struct Fault {
    content: Content,
    declared_length: Option<u64>,
    cut: Option<usize>,
    body_cut: Option<usize>,
    envelope: Option<String>,
    pub(super) end: ConnectionEnd,
    pub(super) delay: Duration,
    pub(super) after_effect: bool,
    method: Option<Method>,
}

/// What is sent, before it is cut.
#[derive(Clone)]
enum Content {
    Real,
    /// The head without the headers that delimit the body.
    Made {
        head: Vec<u8>,
        body: Vec<u8>,
    },
    Raw(Vec<u8>),
}

/// What happens to the connection after the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConnectionEnd {
    Close,
    Reset,
    Stall,
    Drip(Duration),
}

impl Fault {
    /// A complete response with this status, these headers and this body, whose length is declared.
    pub fn response(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let headers = headers.iter().map(|(name, value)| (*name, value.as_bytes()));
        Self::new(Content::Made { head: head(status, headers), body: body.as_ref().to_vec() })
    }

    /// A 200 with this text as JSON, for example with a duplicate member, deep nesting, or cut off in the middle.
    pub fn json(body: impl AsRef<[u8]>) -> Self {
        Self::response(200, &[("content-type", "application/json")], body)
    }

    /// An HTML page with status 200, as a proxy sends to ask for a login.
    pub fn login_page() -> Self {
        Self::response(200, &[("content-type", "text/html")], "<html><title>Log in</title></html>")
    }

    /// A 302 to this URL.
    pub fn redirect(url: &str) -> Self {
        Self::response(302, &[("location", url)], "")
    }

    /// Exactly these bytes, for example a wrong length, an interim response, or something that isn't HTTP.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Content::Raw(bytes.into()))
    }

    /// The real response, after the request has taken effect: complete unless it is cut, then the connection is closed.
    ///
    /// ```
    /// use collibra_client_management::{Outcome, sandbox::{Fault, Sandbox}, types::UpdateClient};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let id = sandbox.register("reporting", &[])?.client_id;
    ///
    /// // It ends before its declared length: the call fails, but the new secret is in the part that arrived.
    /// sandbox.fail_next(1, Fault::real_response().declare_length(1000));
    /// let body = UpdateClient::builder().client_name("renamed");
    /// let error = sandbox.client().update_client(&id, body).send().await.unwrap_err();
    /// assert_eq!(error.outcome(), Outcome::Unknown);
    /// let came = String::from_utf8_lossy(error.body().unwrap_or_default()).into_owned();
    /// let stored = sandbox.registered(&id).ok_or("it should be there")?;
    /// assert!(came.contains(stored.client_secret.expose_secret()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn real_response() -> Self {
        Self::new(Content::Real).after_effect()
    }

    fn new(content: Content) -> Self {
        Self {
            content,
            declared_length: None,
            cut: None,
            body_cut: None,
            envelope: None,
            end: ConnectionEnd::Close,
            delay: Duration::ZERO,
            after_effect: false,
            method: None,
        }
    }

    /// No response: the connection is closed in an orderly way.
    pub fn closed() -> Self {
        Self::raw("")
    }

    /// No response: the connection is reset.
    pub fn reset() -> Self {
        Self::raw("").then_reset()
    }

    /// No response, and the connection stays open.
    pub fn silence() -> Self {
        Self::raw("").then_stall()
    }

    /// Declares a body of this many bytes, however many are sent. Has no effect on [`raw`](Self::raw) bytes.
    pub fn declare_length(mut self, bytes: u64) -> Self {
        self.declared_length = Some(bytes);
        self
    }

    /// Sends only this many bytes of the response, counted from the start of its head.
    pub fn cut(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self
    }

    /// Sends only the head of the response and this many bytes of its body. Has no effect on [`raw`](Self::raw) bytes.
    pub fn cut_body(mut self, bytes: usize) -> Self {
        self.body_cut = Some(bytes);
        self
    }

    /// Puts the body, which is JSON, into an object with one member of this name, as in `{"data": …}`. Has no effect on
    /// [`raw`](Self::raw) bytes.
    ///
    /// ```
    /// use collibra_client_management::{ErrorKind, sandbox::{Fault, Sandbox}, types::UpdateClient};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let id = sandbox.register("reporting", &[])?.client_id;
    ///
    /// // The update is carried out, and its response isn't what the document promises: the error has the new secret.
    /// sandbox.fail_next(1, Fault::real_response().wrapped_in("data"));
    /// let body = UpdateClient::builder().client_name("renamed");
    /// let error = sandbox.client().update_client(&id, body).send().await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Decode);
    /// let body = String::from_utf8_lossy(error.undelivered_body().unwrap_or_default()).into_owned();
    /// let stored = sandbox.registered(&id).ok_or("it should be there")?;
    /// assert!(body.contains(stored.client_secret.expose_secret()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn wrapped_in(mut self, member: impl Into<String>) -> Self {
        self.envelope = Some(member.into());
        self
    }

    /// Resets the connection after the bytes.
    pub fn then_reset(mut self) -> Self {
        self.end = ConnectionEnd::Reset;
        self
    }

    /// Sends nothing more after the bytes, and keeps the connection open.
    pub fn then_stall(mut self) -> Self {
        self.end = ConnectionEnd::Stall;
        self
    }

    /// Sends a space at this interval after the bytes, without end.
    pub fn then_drip(mut self, interval: Duration) -> Self {
        self.end = ConnectionEnd::Drip(interval);
        self
    }

    /// Waits this long before the first byte.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Lets the request take effect first. Its real response is lost, unless this is [made from it](Self::real_response).
    pub fn after_effect(mut self) -> Self {
        self.after_effect = true;
        self
    }

    /// Applies only to requests with this method.
    pub fn only(mut self, method: Method) -> Self {
        self.method = Some(method);
        self
    }

    /// What goes over the wire, given the real response if the request has taken effect.
    pub(super) fn bytes(self, real: Option<(&Parts, &[u8])>) -> Vec<u8> {
        let (mut bytes, mut body) = match (self.content, real) {
            (Content::Raw(bytes), _) => (bytes, Vec::new()),
            (Content::Made { head, body }, _) => {
                let body = enveloped(body, self.envelope);
                let length = self.declared_length.unwrap_or(body.len() as u64);
                (framed(head, Some(length)), body)
            }
            (Content::Real, Some((parts, body))) => {
                let body = enveloped(body.to_vec(), self.envelope);
                let headers = parts.headers.iter().filter(|(name, _)| *name != CONTENT_LENGTH);
                let headers = headers.map(|(name, value)| (name.as_str(), value.as_bytes()));
                // RFC 9110, section 8.6.
                let has_length = parts.status != StatusCode::NO_CONTENT;
                let length = self.declared_length.or(has_length.then_some(body.len() as u64));
                (framed(head(parts.status.as_u16(), headers), length), body)
            }
            (Content::Real, None) => (Vec::new(), Vec::new()),
        };
        body.truncate(self.body_cut.unwrap_or(usize::MAX));
        bytes.append(&mut body);
        bytes.truncate(self.cut.unwrap_or(usize::MAX));
        bytes
    }
}

/// The body as the value of a member with this name, if one is asked for.
fn enveloped(body: Vec<u8>, member: Option<String>) -> Vec<u8> {
    let Some(member) = member else { return body };
    let name = Value::String(member).to_string();
    [b"{", name.as_bytes(), b":", &body, b"}"].concat()
}

/// An HTTP/1.1 head without its end.
fn head<'a>(status: u16, headers: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let mut head = format!("HTTP/1.1 {status} {}\r\n", reason.unwrap_or("Unknown")).into_bytes();
    for (name, value) in headers {
        head.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    head
}

/// The complete head of the last response on a connection.
fn framed(mut head: Vec<u8>, length: Option<u64>) -> Vec<u8> {
    if let Some(length) = length {
        head.extend(format!("content-length: {length}\r\n").into_bytes());
    }
    head.extend(b"connection: close\r\n\r\n");
    head
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real => f.write_str("Real"),
            Self::Made { head, body } => write!(f, "Made({} + {} bytes)", head.len(), body.len()),
            Self::Raw(bytes) => write!(f, "Raw({} bytes)", bytes.len()),
        }
    }
}

/// The faults that are pending.
#[derive(Default)]
pub(super) struct Faults {
    /// Each fault with the number of requests that it is for (`None`: all).
    due: VecDeque<(Option<usize>, Fault)>,
    /// How many connections to close as soon as they are made.
    closed_connections: usize,
}

impl Faults {
    pub(super) fn push(&mut self, times: Option<usize>, fault: Fault) {
        self.due.push_back((times, fault));
    }

    pub(super) fn close_connections(&mut self, times: usize) {
        self.closed_connections += times;
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Whether to close a connection that has just been made.
    pub(super) fn closes_connection(&mut self) -> bool {
        let closes = self.closed_connections > 0;
        self.closed_connections -= usize::from(closes);
        closes
    }

    /// The next fault for a request with this method.
    pub(super) fn next(&mut self, method: &Method) -> Option<Fault> {
        let fits = |fault: &Fault| fault.method.as_ref().is_none_or(|only| only == method);
        self.due.retain(|(times, _)| *times != Some(0));
        let (times, fault) = self.due.iter_mut().find(|(_, fault)| fits(fault))?;
        *times = times.map(|times| times - 1);
        Some(fault.clone())
    }
}
