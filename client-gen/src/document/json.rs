//! JSON as its author wrote it: key order and number spelling survive, equality is by meaning.

mod convert;
mod number;
mod object;
mod parse;
mod print;

use std::ops::Index;

use super::pointer::Pointer;

pub use convert::OutOfRange;
pub use number::Number;
pub use object::Object;
#[cfg(feature = "documents")]
pub(crate) use parse::Seen;
pub use parse::{ParseError, ParseReason};

/// The deepest nesting of arrays and objects that is read.
pub const MAX_DEPTH: usize = 128;

/// A JSON value.
///
/// Two values are equal if they mean the same: the order of an object's members and the spelling of a number
/// don't count. `Display` prints it on one line, [`to_pretty`](Self::to_pretty) on many. JSON has these six
/// kinds of value and no more, so this enum is meant to be matched whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Json {
    /// `null`
    #[default]
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
    /// An object with these members.
    #[must_use]
    pub fn object<'a>(members: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// The members, if this is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The members, if this is an object.
    pub fn as_object_mut(&mut self) -> Option<&mut Object> {
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

    /// The member of this name, if this is an object that has one.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        self.as_object_mut()?.get_mut(name)
    }

    /// The members of the object under this name; none if there is no such object.
    pub fn members(&self, name: &str) -> impl Iterator<Item = (&String, &Self)> {
        self.get(name).and_then(Self::as_object).into_iter().flatten()
    }

    /// The items of the array under this name; none if there is no such array.
    pub fn items(&self, name: &str) -> impl DoubleEndedIterator<Item = &Self> + ExactSizeIterator {
        self.get(name).and_then(Self::as_array).unwrap_or_default().iter()
    }

    /// Whether the member of this name is `true`.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.get(name) == Some(&Self::Bool(true))
    }

    /// The value at this pointer, or `None` if there is none, or it is no pointer.
    #[must_use]
    pub fn at(&self, pointer: impl AsRef<str>) -> Option<&Self> {
        Pointer::parse(pointer.as_ref())?.tokens().try_fold(self, |value, token| match value {
            Self::Object(members) => members.get(token.as_ref()),
            Self::Array(items) => items.get(index(&token)?),
            _ => None,
        })
    }

    /// The value at this pointer, or `None` if there is none, or it is no pointer.
    pub fn at_mut(&mut self, pointer: impl AsRef<str>) -> Option<&mut Self> {
        Pointer::parse(pointer.as_ref())?.tokens().try_fold(self, |value, token| match value {
            Self::Object(members) => members.get_mut(token.as_ref()),
            Self::Array(items) => items.get_mut(index(&token)?),
            _ => None,
        })
    }

    /// Gives the object this member; does nothing if this is no object.
    pub fn set(&mut self, name: &str, value: impl Into<Self>) {
        if let Self::Object(members) = self {
            members.insert(name.to_owned(), value.into());
        }
    }

    /// Sorts the members of every object by name.
    pub fn sort(&mut self) {
        match self {
            Self::Object(members) => {
                members.sort_unstable_keys();
                members.values_mut().for_each(Self::sort);
            }
            Self::Array(items) => items.iter_mut().for_each(Self::sort),
            _ => {}
        }
    }
}

/// Whether a string with this byte is spelled otherwise than it is, or ends there.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..0x20)
}

/// An index has one spelling: no sign, no leading zeros.
fn index(token: &str) -> Option<usize> {
    token.parse().ok().filter(|index: &usize| index.to_string() == token)
}

/// The member of this name; `null` if there is none.
impl Index<&str> for Json {
    type Output = Self;

    fn index(&self, name: &str) -> &Self {
        self.get(name).unwrap_or(&Self::Null)
    }
}
