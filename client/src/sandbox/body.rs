//! Request bodies: their media type, and reading them up to a limit or discarding them.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, header::CONTENT_TYPE};

use super::refusal::Refusal;

/// The largest body that is read.
const MAX_BYTES: usize = 1024 * 1024;
/// How much of a refused body is discarded at most.
const MAX_DISCARDED_BYTES: usize = 64 * MAX_BYTES;

/// The whole body. One that declares too great a length is refused before a byte is read.
pub(super) async fn read(body: &mut Body) -> Result<Vec<u8>, Refusal> {
    if body.size_hint().lower() > MAX_BYTES as u64 {
        return Err(Refusal::BODY_TOO_LARGE);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = next_chunk(body).await {
        let chunk = chunk.map_err(|_| Refusal::invalid_request("the body broke off"))?;
        if bytes.len() + chunk.len() > MAX_BYTES {
            return Err(Refusal::BODY_TOO_LARGE);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Discards the rest of a refused request's body while the refusal is being sent.
///
/// Otherwise the connection would be reset under a caller that is still sending, and the response would be lost.
pub(super) fn discard(body: Body) {
    if !body.is_end_stream() {
        tokio::spawn(discarded(body));
    }
}

/// Reads the rest of a body and discards it.
pub(super) async fn discarded(mut body: Body) {
    let mut discarded = 0;
    while let Some(Ok(chunk)) = next_chunk(&mut body).await {
        discarded += chunk.len();
        if discarded > MAX_DISCARDED_BYTES {
            break;
        }
    }
}

/// Whether there is one content type and it is this one, in any case, with any parameters.
pub(super) fn is_of_type(headers: &HeaderMap, media_type: &str) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let essence = value.as_bytes().split(|&byte| byte == b';').next().unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(media_type.as_bytes())
}

/// The next bytes; trailers are skipped.
async fn next_chunk(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    loop {
        match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await? {
            Err(error) => return Some(Err(error)),
            Ok(frame) => {
                if let Ok(data) = frame.into_data() {
                    return Some(Ok(data));
                }
            }
        }
    }
}
