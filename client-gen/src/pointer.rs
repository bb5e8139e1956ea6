//! JSON pointers (RFC 6901), as text.

/// The pointer of the member `key` of what `parent` points at.
pub(crate) fn child(parent: &str, key: &str) -> String {
    format!("{parent}/{}", key.replace('~', "~0").replace('/', "~1"))
}
