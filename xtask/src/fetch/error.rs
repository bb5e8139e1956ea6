//! Why a page can't be fetched, whether a retry may help, and what else to do.

use std::{fmt, io, time::Duration};

use ureq::http::StatusCode;

use crate::outcome::Failure;

/// How often a page is requested, while the error is transient.
pub(crate) const TRIES: usize = 3;

/// Why a page can't be fetched.
#[derive(Debug)]
pub(crate) enum FetchError {
    /// The connection couldn't be made, or broke; with the system's or the library's words.
    Connection(String),
    Timeout(Duration),
    Status {
        status: StatusCode,
        retry_after: Option<Duration>,
    },
    Redirect(String),
    Html,
    TooLarge {
        limit: u64,
    },
    /// The response is compressed in a way that wasn't asked for.
    Encoding,
    /// The gzip stream is damaged or ends too early.
    Gzip,
    File(io::Error),
}

const CHECK_URL: &str =
    "open the URL in a browser, then correct it in openapi/sources.toml or after `--from`";

impl FetchError {
    /// Whether a retry may help.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Connection(_) | Self::Timeout(_) => true,
            Self::Status { status, .. } => {
                *status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
            }
            _ => false,
        }
    }

    /// How long the server asks to wait.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    fn help(&self) -> &'static str {
        match self {
            Self::Connection(_) => "check the network and the URL, and try again",
            Self::Timeout(_) => "try again later, or use a longer `--timeout`",
            Self::Status { status, .. } => match *status {
                StatusCode::NOT_FOUND | StatusCode::GONE => {
                    "the page has moved or is gone: find it on the site, then correct its URL in \
                     openapi/sources.toml or after `--from`"
                }
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                    "the page isn't public: open the URL in a browser, or save the page and use `--from`"
                }
                _ if self.is_transient() => "try again later",
                _ => CHECK_URL,
            },
            Self::Redirect(_) => CHECK_URL,
            Self::Html => {
                "it may be a login page, or the page has moved: open the URL in a browser, \
                 then correct it in openapi/sources.toml or after `--from`"
            }
            Self::TooLarge { .. } => "no page of documentation is that large: check the URL",
            Self::Encoding => "save the page and use `--from`",
            Self::Gzip => "try again; if it fails again, save the page and use `--from`",
            Self::File(_) => {
                "the file must be named like the last segment of the page's URL: check the folder after `--from`"
            }
        }
    }

    /// For the page of this name, at this place.
    pub(crate) fn failure(&self, page: &str, place: &str) -> Failure {
        let tries = if self.is_transient() { format!(" after {TRIES} tries") } else { String::new() };
        Failure::new(
            format_args!("failed to fetch the page `{page}`{tries}: {self}"),
            Some(place),
            self.help(),
        )
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connection(cause) => write!(f, "connection error: {cause}"),
            Self::Timeout(timeout) => write!(f, "timed out after {timeout:?}"),
            Self::Status { status, .. } => write!(f, "the server responded with {status}"),
            Self::Redirect(why) => write!(f, "{why}"),
            Self::Html => write!(f, "the page is HTML, not Markdown"),
            Self::TooLarge { limit } => write!(f, "the page is larger than {} MiB", limit >> 20),
            Self::Encoding => write!(f, "the Content-Encoding of the response isn't supported"),
            Self::Gzip => write!(f, "the gzip stream is damaged"),
            Self::File(error) => write!(f, "{error}"),
        }
    }
}
