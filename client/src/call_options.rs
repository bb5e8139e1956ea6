//! What a caller sets for one call alone; the headers also for all.

use std::{fmt, time::Duration};

use http::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE,
};

/// The options of a call.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    /// The time limit per attempt, if it isn't the client's.
    pub(crate) timeout: Option<Duration>,
    headers: HeaderMap,
    /// What is wrong with the headers. The first mistake is reported when the call is made.
    mistake: Option<String>,
}

impl CallOptions {
    /// Adds a header; a name or value that couldn't be converted is a mistake.
    pub(crate) fn header(&mut self, name: Option<HeaderName>, value: Option<HeaderValue>) {
        let mistake = match (name, value) {
            (None, _) => "a header's name isn't a token (RFC 9110, section 5.1)".to_owned(),
            (Some(name), _) if is_the_clients(&name) => {
                format!("the header `{name}` is set by the client")
            }
            (Some(name), None) => format!("the value for the header `{name}` can't be sent"),
            (Some(name), Some(value)) => {
                self.headers.insert(name, value);
                return;
            }
        };
        self.mistake.get_or_insert(mistake);
    }

    /// The headers, or what is wrong with them.
    pub(crate) fn headers(self) -> Result<HeaderMap, String> {
        self.mistake.map_or(Ok(self.headers), Err)
    }
}

/// Credentials and the server's name come from the client alone, and HTTP frames the message.
pub(crate) fn is_the_clients(name: &HeaderName) -> bool {
    [AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, TE, TRAILER, TRANSFER_ENCODING, UPGRADE].contains(name)
}

impl fmt::Debug for CallOptions {
    /// The headers by name: a value may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
