//! [`Json`] from and to other types.

use serde_json::Value;

use super::{Json, Number};
use crate::document::pointer::Pointer;

/// A number that serde_json's [`Value`] can't hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutOfRange {
    /// The number, as it is spelled.
    pub spelling: String,
    /// Where it is.
    pub at: Pointer,
}

impl Json {
    /// The same value for libraries that read serde_json's. The spelling of numbers is lost.
    ///
    /// # Errors
    /// The first number that is out of the range of `f64`.
    pub fn to_value(&self) -> Result<Value, OutOfRange> {
        self.to_value_at(&Pointer::default())
    }

    fn to_value_at(&self, at: &Pointer) -> Result<Value, OutOfRange> {
        Ok(match self {
            Self::Null => Value::Null,
            Self::Bool(flag) => Value::Bool(*flag),
            Self::Number(number) => Value::Number(
                number
                    .spelling()
                    .parse()
                    .map_err(|_| OutOfRange { spelling: number.to_string(), at: at.clone() })?,
            ),
            Self::String(content) => Value::String(content.clone()),
            Self::Array(items) => {
                let items = items.iter().enumerate().map(|(index, item)| item.to_value_at(&at.item(index)));
                Value::Array(items.collect::<Result<_, _>>()?)
            }
            Self::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, member)| Ok((name.clone(), member.to_value_at(&at.child(name))?)));
                Value::Object(members.collect::<Result<_, _>>()?)
            }
        })
    }
}

/// Text, flags and numbers, as serde_json takes them for a value.
impl<T: Into<Value>> From<T> for Json {
    fn from(value: T) -> Self {
        match value.into() {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(flag),
            Value::Number(number) => Self::Number(Number::from_raw(&number.to_string())),
            Value::String(content) => Self::String(content),
            Value::Array(items) => items.into_iter().collect(),
            Value::Object(members) => {
                Self::Object(members.into_iter().map(|(name, value)| (name, value.into())).collect())
            }
        }
    }
}

impl<T: Into<Json>> FromIterator<T> for Json {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }
}

impl PartialEq<str> for Json {
    fn eq(&self, content: &str) -> bool {
        self.as_str() == Some(content)
    }
}

impl PartialEq<&str> for Json {
    fn eq(&self, content: &&str) -> bool {
        self == *content
    }
}

impl PartialEq<bool> for Json {
    fn eq(&self, flag: &bool) -> bool {
        matches!(self, Self::Bool(own) if own == flag)
    }
}
