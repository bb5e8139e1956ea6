//! What kinds of failure there are, and whether a failed call may have been carried out.

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
