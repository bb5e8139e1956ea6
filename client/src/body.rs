//! Reads a response's body, up to a limit.

use crate::wiped::Wiped;

/// A body, or as much of it as could be read: it may contain the only copy of a secret, so none of it is discarded.
#[derive(Default)]
pub(crate) struct Body {
    pub(crate) bytes: Wiped,
    pub(crate) end: BodyEnd,
}

impl Body {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self.end, BodyEnd::Complete) && self.bytes.is_empty()
    }
}

/// Why reading ended.
#[derive(Debug, Default)]
pub(crate) enum BodyEnd {
    /// The body was complete.
    #[default]
    Complete,
    /// The body exceeds the limit.
    TooLarge,
    /// The connection failed, or the call timed out.
    Failed(reqwest::Error),
}

/// Reads at most `limit` bytes, whatever length is declared.
pub(crate) async fn read(response: &mut reqwest::Response, limit: usize) -> Body {
    let mut body = Body::default();
    loop {
        match response.chunk().await {
            Ok(None) => return body,
            Ok(Some(chunk)) => {
                let room = limit - body.bytes.len();
                body.bytes.append(&chunk[..chunk.len().min(room)]);
                if chunk.len() > room {
                    body.end = BodyEnd::TooLarge;
                    return body;
                }
            }
            Err(error) => {
                body.end = BodyEnd::Failed(error);
                return body;
            }
        }
    }
}
