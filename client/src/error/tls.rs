//! Failures of TLS itself: for reasons such as an untrusted certificate, which no retry changes.

use std::{error::Error as StdError, io};

/// Whether TLS failed by itself, and not because the network failed under it.
pub(crate) fn is_tls_failure(error: &reqwest::Error) -> bool {
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    let mut found = false;
    while let Some(error) = next {
        found |= is_tls_error(error);
        // An I/O error is the cause, unless it only wraps another error.
        next = match error.downcast_ref::<io::Error>() {
            Some(io) => match io.get_ref() {
                Some(inner) => Some(inner),
                None => return false,
            },
            None => error.source(),
        };
    }
    found
}

fn is_tls_error(error: &(dyn StdError + 'static)) -> bool {
    #[cfg(feature = "rustls")]
    if error.is::<rustls::Error>() {
        return true;
    }
    #[cfg(feature = "native-tls")]
    if error.is::<native_tls::Error>() {
        return true;
    }
    let _ = error;
    false
}
