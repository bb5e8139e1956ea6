//! What kinds of failure there are, and whether a failed call may have been carried out.

/// What kind of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client can't be built as asked for.
    Configuration,
    /// The request can't be sent as asked for. Nothing was sent.
    InvalidRequest,
    /// The token provider failed. Nothing was sent.
    TokenProvider,
    /// 401: the registered client doesn't exist on this server, or the token is missing or invalid.
    Unauthorized,
    /// 403: the token is valid, and not allowed to do this.
    Forbidden,
    /// Any other status that the document doesn't list as a success.
    UnexpectedStatus,
    /// The reply came from another URL than the one that was asked: the HTTP client that was handed in follows
    /// redirects.
    Redirected,
    /// A success whose body isn't what the document says. [`Error::body`] has it.
    Decode,
    /// A success whose body is larger than the client's limit. [`Error::body`] has its start.
    BodyTooLarge,
    /// Time ran out. The server may or may not have done what it was asked to.
    Timeout,
    /// No connection was made. Nothing was sent.
    Connect,
    /// The connection failed after it was made. The server may or may not have done what it was asked to.
    Transport,
}

/// Whether what was asked for has been done, as far as the client can know.
///
/// After a PUT or DELETE that failed, this is the question that matters. `Unknown` is no answer: find out with
/// [`get_client`](crate::Client::get_client). After a DELETE, a reply that the client doesn't exist (401 with
/// `invalid_token`, while the token is good for other clients) means that it was done. After a PUT, compare what
/// you read with what you sent; if it was done, its reply held a new secret: unless [`Error::body`] has it, it is
/// lost, and another update gives another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// Nothing reached the server: it has not been done.
    NotSent,
    /// The server refused (a 4xx): it has not been done.
    Rejected,
    /// It may or may not have been done.
    Unknown,
}
