//! JSON pointers (RFC 6901): places in a JSON document.

use super::Json;
use crate::document::pointer::{escape, unescape};

/// The pointer made of these tokens, each escaped: `["paths", "/a"]` is `/paths/~1a`.
#[must_use]
pub fn pointer<T: AsRef<str>>(tokens: impl IntoIterator<Item = T>) -> String {
    let mut pointer = String::new();
    for token in tokens {
        pointer.push('/');
        pointer.push_str(&escape(token.as_ref()));
    }
    pointer
}

impl Json {
    /// The value at this pointer, or `None` if there is none, or it is no pointer.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |value, token| {
            let token = unescape(token);
            match value {
                Self::Object(members) => members.get(&token),
                Self::Array(items) => items.get(index(&token)?),
                _ => None,
            }
        })
    }
}

/// An index has one spelling: no sign, no leading zeros.
fn index(token: &str) -> Option<usize> {
    token.parse().ok().filter(|index: &usize| index.to_string() == token)
}
