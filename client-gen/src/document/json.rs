//! JSON as its author wrote it: key order and number spelling survive, equality is by meaning.

mod at;
mod number;
mod parse;
mod print;

use indexmap::IndexMap;

pub use at::pointer;
pub use number::Number;
pub use parse::{ParseError, ParseReason};

/// The deepest nesting of arrays and objects that is read.
pub const MAX_DEPTH: usize = 128;

/// The members of a JSON object, in authored order.
pub type Object = IndexMap<String, Json>;

/// A JSON value.
///
/// Two values are equal if they mean the same: the order of an object's members and the spelling of a number
/// don't count. `Display` prints it on one line, [`to_pretty`](Self::to_pretty) on many. JSON has these six
/// kinds of value and no more, so this enum is meant to be matched whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, with its spelling.
    Number(Number),
    /// A string, without its quotes and escapes.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object.
    Object(Object),
}

impl Json {
    /// The members, if this is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The items, if this is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The content, if this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(content) => Some(content),
            _ => None,
        }
    }

    /// The member of this name, if this is an object that has one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }
}

impl From<&str> for Json {
    fn from(content: &str) -> Self {
        Self::String(content.to_owned())
    }
}
