//! Why a page can't be had, whether trying again may help, and what else to do.

use std::{fmt, io, time::Duration};

use ureq::http::StatusCode;

use crate::outcome::Failure;

/// How often a page is asked for, while the error is transient.
pub(crate) const TRIES: usize = 3;

/// Why a page can't be had.
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
    /// It is compressed in a way that wasn't asked for.
    Encoding,
    /// The gzip stream is damaged or ends too early.
    Gzip,
    File(io::Error),
}

const CHECK_URL: &str =
    "open the URL in a browser, and give the right one in openapi/sources.toml or after `--from`";

impl FetchError {
    /// Whether another try may help.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Connection(_) | Self::Timeout(_) => true,
            Self::Status { status, .. } => {
                *status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
            }
            _ => false,
        }
    }

    /// How long the server wants to be left alone.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    fn help(&self) -> &'static str {
        match self {
            Self::Connection(_) => "check the network and the URL, and try again",
            Self::Timeout(_) => "try again later, or with a longer `--timeout`",
            Self::Status { status, .. } => match *status {
                StatusCode::NOT_FOUND | StatusCode::GONE => {
                    "the page has moved or is gone: find it on the site, and give its URL in openapi/sources.toml \
                     or after `--from`"
                }
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                    "the site doesn't show it to everyone: open the URL in a browser, or save the page and use `--from`"
                }
                _ if self.is_transient() => "try again later",
                _ => CHECK_URL,
            },
            Self::Redirect(_) => CHECK_URL,
            Self::Html => {
                "it may be a login page, or the page has moved: open the URL in a browser, \
                 and give the right one in openapi/sources.toml or after `--from`"
            }
            Self::TooLarge { .. } => "no page of documentation is that large: check the URL",
            Self::Encoding => "it should be plain or gzip: save the page and use `--from`",
            Self::Gzip => "try again; if it stays so, save the page and use `--from`",
            Self::File(_) => {
                "the page's file is called like the last part of its URL: check the folder after `--from`"
            }
        }
    }

    /// For the page of this name, at this place.
    pub(crate) fn failure(&self, page: &str, place: &str) -> Failure {
        let tries = if self.is_transient() { format!(", in {TRIES} tries") } else { String::new() };
        Failure::new(format_args!("can't fetch the page `{page}`{tries}: {self}"), Some(place), self.help())
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connection(cause) => write!(f, "no connection, or it broke ({cause})"),
            Self::Timeout(timeout) => write!(f, "it takes longer than {timeout:?}"),
            Self::Status { status, .. } => write!(f, "the server answers {status}"),
            Self::Redirect(why) => write!(f, "{why}"),
            Self::Html => write!(f, "it is HTML, not Markdown"),
            Self::TooLarge { limit } => write!(f, "it is larger than {} MiB", limit >> 20),
            Self::Encoding => write!(f, "its Content-Encoding isn't known"),
            Self::Gzip => write!(f, "its gzip stream is damaged"),
            Self::File(error) => write!(f, "{error}"),
        }
    }
}
