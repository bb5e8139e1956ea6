//! What an error body says: the members of OAuth's error objects, and those that the vendor's sibling APIs use.

/// The error code: RFC 6749, section 5.2 (RFC 7591, section 3.2.2 has the same), and the vendor's.
const CODES: [&str; 2] = ["error", "errorCode"];

/// Whether a member with this name reports an error.
pub(crate) fn reports_error(name: &str) -> bool {
    CODES.contains(&name)
}
