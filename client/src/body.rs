//! Reads a reply's body, up to a limit.

use reqwest::Response;

/// A body, or as much of it as could be read: it may hold the only copy of a secret, so none of it is let go.
#[derive(Default)]
pub(crate) struct Body {
    pub(crate) bytes: Vec<u8>,
    pub(crate) end: BodyEnd,
}

/// Why reading ended.
#[derive(Debug, Default)]
pub(crate) enum BodyEnd {
    /// The body was complete.
    #[default]
    Complete,
    /// There was more than the limit allows.
    TooLarge,
    /// The connection failed, or time ran out.
    Failed(reqwest::Error),
}

/// Reads at most `limit` bytes. A declared length is not trusted in either direction.
pub(crate) async fn read(response: &mut Response, limit: usize) -> Body {
    let mut body = Body::default();
    loop {
        match response.chunk().await {
            Ok(None) => return body,
            Ok(Some(chunk)) => {
                let room = limit - body.bytes.len();
                body.bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
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
