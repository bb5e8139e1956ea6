//! What a test may have go wrong: a reply in place of the real one, down to its last byte, and how the connection
//! ends.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use axum::http::{Method, StatusCode};

/// A reply that takes the place of the real one, and the end of its connection.
///
/// By itself it comes before the request takes effect, and the connection is closed in good order after it.
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
/// // The client is deleted, and the reply is lost.
/// sandbox.fail_next(1, Fault::closed().after_effect());
/// let error = client.delete_client().client_id(&id).send().await.unwrap_err();
/// assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::Unknown));
/// assert!(sandbox.registered(&id).is_none());
///
/// // Busy twice, then well again: a GET is tried three times.
/// let id = sandbox.register("another", &[])?.client_id;
/// sandbox.fail_next(2, Fault::reply(503, &[("retry-after", "0")], ""));
/// assert_eq!(client.get_client().client_id(&id).send().await?.attempts(), 3);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a fault does nothing until a sandbox has it"]
pub struct Fault {
    pub(super) bytes: Vec<u8>,
    pub(super) end: End,
    pub(super) delay: Duration,
    pub(super) after_effect: bool,
    method: Option<Method>,
}

/// What becomes of the connection after the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Close,
    Reset,
    Stall,
    Drip(Duration),
}

impl Fault {
    /// A whole reply: a status, headers, and a body whose length is declared.
    pub fn reply(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        let mut head = format!("HTTP/1.1 {status} {}\r\n", reason.unwrap_or("Unknown"));
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\nconnection: close\r\n\r\n", body.len()));
        Self::raw([head.as_bytes(), body].concat())
    }

    /// A 200 with this text as JSON: a doubled member, a time at the edge of 64 bits, deep nesting, half a document.
    pub fn json(body: impl AsRef<[u8]>) -> Self {
        Self::reply(200, &[("content-type", "application/json")], body)
    }

    /// A page in HTML with status 200, as a proxy sends that wants a login.
    pub fn login_page() -> Self {
        Self::reply(200, &[("content-type", "text/html")], "<html><title>Log in</title></html>")
    }

    /// A 302 to this URL.
    pub fn redirect(url: &str) -> Self {
        Self::reply(302, &[("location", url)], "")
    }

    /// These bytes and no others: a wrong length, an interim response, something that isn't HTTP.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            end: End::Close,
            delay: Duration::ZERO,
            after_effect: false,
            method: None,
        }
    }

    /// No reply: the connection is closed in good order.
    pub fn closed() -> Self {
        Self::raw("")
    }

    /// No reply: the connection is reset.
    pub fn reset() -> Self {
        Self::raw("").then_reset()
    }

    /// No reply, and the connection stays open.
    pub fn silence() -> Self {
        Self::raw("").then_stall()
    }

    /// Only the first bytes of the reply, its head included.
    pub fn cut(mut self, bytes: usize) -> Self {
        self.bytes.truncate(bytes);
        self
    }

    /// After the bytes, the connection is reset.
    pub fn then_reset(mut self) -> Self {
        self.end = End::Reset;
        self
    }

    /// After the bytes, nothing more comes, and the connection stays open.
    pub fn then_stall(mut self) -> Self {
        self.end = End::Stall;
        self
    }

    /// After the bytes, a space comes each time this interval is over, without end.
    pub fn then_drip(mut self, interval: Duration) -> Self {
        self.end = End::Drip(interval);
        self
    }

    /// So long before the first byte.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The request takes effect first, and the real reply is lost.
    pub fn after_effect(mut self) -> Self {
        self.after_effect = true;
        self
    }

    /// Only for requests of this method.
    pub fn only(mut self, method: Method) -> Self {
        self.method = Some(method);
        self
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fault")
            .field("bytes", &self.bytes.len())
            .field("end", &self.end)
            .field("delay", &self.delay)
            .field("after_effect", &self.after_effect)
            .field("method", &self.method)
            .finish()
    }
}

/// The faults that are due.
#[derive(Default)]
pub(super) struct Faults(VecDeque<(usize, Fault)>);

impl Faults {
    pub(super) fn push(&mut self, times: usize, fault: Fault) {
        self.0.push_back((times, fault));
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The first fault that is due for this method.
    pub(super) fn next(&mut self, method: &Method) -> Option<Fault> {
        self.0.retain(|(times, _)| *times > 0);
        let (times, fault) =
            self.0.iter_mut().find(|(_, fault)| fault.method.as_ref().is_none_or(|only| only == method))?;
        *times -= 1;
        Some(fault.clone())
    }
}
