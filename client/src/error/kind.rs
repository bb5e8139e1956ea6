//! What kinds of failure there are, and whether a failed call may have been carried out.

use std::fmt;

use reqwest::StatusCode;

use crate::Error;

/// The kind of an [`Error`](crate::Error).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client's settings are invalid.
    Configuration,
    /// The request is invalid. Nothing was sent.
    InvalidRequest,
    /// The token provider failed. Nothing was sent; or, if the error has a status, it is a 401 that asked for another token.
    TokenProvider,
    /// 401: the registered client doesn't exist on this server, or the token is missing or invalid.
    Unauthorized,
    /// 403: the token is valid, but not allowed to do this.
    Forbidden,
    /// Any other status that the document doesn't list as a success.
    UnexpectedStatus,
    /// The response came from another URL than the request was sent to: the HTTP client passed to
    /// [`http_client`](crate::ClientBuilder::http_client) follows redirects.
    Redirected,
    /// A success whose body doesn't match the document. [`Error::body`](crate::Error::body) has it.
    Decode,
    /// A success about another resource than the call: its body has another id than the path. Don't use what it holds.
    /// [`Error::body`](crate::Error::body) has it.
    WrongResource,
    /// A success whose body exceeds the client's limit. [`Error::body`](crate::Error::body) has its start.
    BodyTooLarge,
    /// The call timed out. The server may or may not have carried it out.
    Timeout,
    /// No connection was made. Nothing was sent.
    Connect,
    /// The connection failed after it was made. The server may or may not have carried out the call.
    Transport,
}

/// Whether a call was carried out, as far as the client can know.
///
/// This is the question that matters after a failed PUT or DELETE. If the answer is `Unknown`, find out with
/// [`get_client`](crate::Client::get_client):
///
/// - After a DELETE, a 401 with `invalid_token` means that the client is gone, as long as the token works for other
///   clients.
/// - After a PUT, compare what you read with what you sent. If the update was carried out, its response had a new
///   secret. Unless [`Error::body`](crate::Error::body) has it, that secret is lost, and you need another update to get
///   a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// Nothing reached the server: the call was not carried out.
    NotSent,
    /// The server rejected the call (a 4xx): it was not carried out.
    Rejected,
    /// The call may or may not have been carried out.
    Unknown,
}

impl fmt::Display for ErrorKind {
    /// A few words, without a capital or a period: `can't connect`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Configuration => "invalid settings",
            Self::InvalidRequest => "invalid request",
            Self::TokenProvider => "no access token",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::UnexpectedStatus => "unexpected status",
            Self::Redirected => "redirected",
            Self::Decode => "not the documented response",
            Self::WrongResource => "a response about another resource",
            Self::BodyTooLarge => "response too large",
            Self::Timeout => "timed out",
            Self::Connect => "can't connect",
            Self::Transport => "connection failed",
        })
    }
}

impl fmt::Display for Outcome {
    /// A few words, without a capital or a period: `not sent`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::NotSent => "not sent",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown whether it was carried out",
        })
    }
}

/// The questions that callers ask most often. [`kind`](Self::kind) answers them all.
impl Error {
    /// Whether no connection was made, so that nothing was sent. Check the URL, the network and the server's
    /// certificate; the call can be repeated at any time.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind() == ErrorKind::Connect
    }

    /// Whether the time for the response ran out. A GET can be repeated. After anything else, find out first whether it
    /// was carried out: see [`Outcome`].
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Whether the server answered 401. Either the registered client doesn't exist on this server, or the access token
    /// isn't valid: if the token works for another client, it is the client.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.kind() == ErrorKind::Unauthorized
    }

    /// Whether the server answered 403: the token is valid, but not allowed to do this. Use another token.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.kind() == ErrorKind::Forbidden
    }

    /// Whether the server answered 429: too many requests. The call was not carried out; repeat it after
    /// [`retry_after`](Self::retry_after), or after some seconds.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.kind() == ErrorKind::UnexpectedStatus && self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }
}
