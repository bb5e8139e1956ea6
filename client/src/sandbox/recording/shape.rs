//! What is left of a value: its JSON type and a coarse class. These types have no room for more, so that whatever is
//! recorded, written or shown can't hold it either.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::RecordingError;
use super::known::{ERROR_CODES, UNNAMED, find, is_identifier, is_registered_member};
use super::place::Place;
use crate::Secret;

/// A text: what form it has, or how long it is. Only a registered error code is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextShape(&'static str);

const EMPTY: &str = "";
// Each has the shape that it stands for.
const NUMBER: &str = "1";
const URN: &str = "urn:example:placeholder";
const URL: &str = "https://placeholder.invalid/";
const SHORT: &str = "<short text>";
const MEDIUM: &str = "<text of medium length>";
const LONG: &str = "<long text: more than sixty-three characters in the original response>";
const TEXTS: [&str; 7] = [EMPTY, NUMBER, URN, URL, SHORT, MEDIUM, LONG];

impl TextShape {
    /// The placeholder, or the error code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The registered error code that this is.
    #[must_use]
    pub fn error_code(self) -> Option<&'static str> {
        find(ERROR_CODES, self.0)
    }

    pub(super) fn of(text: &str) -> Self {
        let starts_with =
            |prefix: &str| text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        Self(match text.chars().count() {
            0 => EMPTY,
            _ if text.bytes().all(|byte| byte.is_ascii_digit()) => NUMBER,
            _ if starts_with("urn:") => URN,
            _ if starts_with("http://") || starts_with("https://") => URL,
            1..=15 => SHORT,
            16..=63 => MEDIUM,
            _ => LONG,
        })
    }

    /// As `of`, but for a place where an error code may be.
    pub(super) fn of_code(text: &str) -> Self {
        ERROR_CODES.iter().find(|code| **code == text).map_or_else(|| Self::of(text), |code| Self(code))
    }

    pub(super) fn read(place: &Place<'_>) -> Result<Self, RecordingError> {
        let text = place.text()?;
        let found = TEXTS.iter().chain(ERROR_CODES).find(|allowed| **allowed == text);
        found
            .map(|found| Self(found))
            .ok_or_else(|| place.error("neither a placeholder nor a registered error code"))
    }
}

/// A JSON value: its type, and of an object its member names, if they are registered or look like identifiers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Shape {
    /// `null`.
    Null,
    /// A boolean; which one isn't kept.
    Boolean,
    /// A number: its sign, and whether it is an integer of 64 bits.
    Number(NumberShape),
    /// A string.
    Text(TextShape),
    /// An array: the different shapes of its items, each once.
    Array(Vec<Shape>),
    /// An object.
    Object(BTreeMap<String, Shape>),
}

/// A number: its sign, and whether it is an integer of 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum NumberShape {
    /// Zero.
    Zero,
    /// A positive integer.
    Positive,
    /// A negative integer.
    Negative,
    /// Anything else that is positive.
    PositiveOther,
    /// Anything else that is negative.
    NegativeOther,
}

impl NumberShape {
    const ALL: [Self; 5] =
        [Self::Zero, Self::Positive, Self::Negative, Self::PositiveOther, Self::NegativeOther];

    fn placeholder(self) -> Value {
        match self {
            Self::Zero => json!(0),
            Self::Positive => json!(1),
            Self::Negative => json!(-1),
            Self::PositiveOther => json!(0.5),
            Self::NegativeOther => json!(-0.5),
        }
    }

    fn of(number: &serde_json::Number) -> Self {
        match (number.as_i64(), number.as_f64()) {
            (Some(0), _) => Self::Zero,
            (Some(1..), _) => Self::Positive,
            (Some(_), _) => Self::Negative,
            (None, Some(number)) if number < 0.0 => Self::NegativeOther,
            (None, _) => Self::PositiveOther,
        }
    }
}

/// An object or array that is deeper inside is recorded as empty.
const DEEPEST: usize = 8;

impl Shape {
    /// The shape of a value. No name is kept that has one of `sent` in it, which were sent.
    pub(super) fn of(value: &Value, sent: &[Secret]) -> Self {
        Self::at_depth(value, sent, 0)
    }

    fn at_depth(value: &Value, sent: &[Secret], depth: usize) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) => Self::Number(NumberShape::of(number)),
            Value::String(text) => Self::Text(TextShape::of(text)),
            Value::Array(_) if depth == DEEPEST => Self::Array(Vec::new()),
            Value::Object(_) if depth == DEEPEST => Self::Object(BTreeMap::new()),
            Value::Array(items) => {
                let mut items: Vec<_> =
                    items.iter().map(|item| Self::at_depth(item, sent, depth + 1)).collect();
                items.sort_unstable();
                items.dedup();
                Self::Array(items)
            }
            Value::Object(members) => {
                let is_kept =
                    |name: &str| is_registered_member(name) || is_identifier(name) && !quotes(name, sent);
                let shape = |(name, value): (&String, &Value)| match value {
                    Value::String(code) if name == "error" => Self::Text(TextShape::of_code(code)),
                    value => Self::at_depth(value, sent, depth + 1),
                };
                let (kept, others): (Vec<_>, Vec<_>) = members.iter().partition(|(name, _)| is_kept(name));
                let mut shapes: BTreeMap<_, _> = kept.into_iter().map(|m| (m.0.clone(), shape(m))).collect();
                shapes.extend(UNNAMED.map(str::to_owned).into_iter().zip(others.into_iter().map(shape)));
                Self::Object(shapes)
            }
        }
    }

    /// A value of this shape.
    #[must_use]
    pub fn placeholder(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean => json!(true),
            Self::Number(number) => number.placeholder(),
            Self::Text(text) => json!(text.as_str()),
            Self::Array(items) => items.iter().map(Self::placeholder).collect(),
            Self::Object(members) => {
                members.iter().map(|(name, shape)| (name.clone(), shape.placeholder())).collect()
            }
        }
    }

    /// The members, if it is an object.
    #[must_use]
    pub fn members(&self) -> Option<&BTreeMap<String, Shape>> {
        if let Self::Object(members) = self { Some(members) } else { None }
    }

    /// The JSON type's name, as OpenAPI has it.
    #[must_use]
    pub fn json_type(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number(NumberShape::Zero | NumberShape::Positive | NumberShape::Negative) => "integer",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }

    pub(super) fn read(place: &Place<'_>) -> Result<Self, RecordingError> {
        Ok(match place.value {
            Value::Null => Self::Null,
            Value::Bool(true) => Self::Boolean,
            Value::Bool(false) => return Err(place.error("a boolean is recorded as true")),
            Value::Number(found) => {
                let shape = NumberShape::ALL.into_iter().find(|number| number.placeholder() == json!(found));
                Self::Number(
                    shape.ok_or_else(|| place.error("a number is recorded as 0, 1, -1, 0.5 or -0.5"))?,
                )
            }
            Value::String(_) => Self::Text(TextShape::read(place)?),
            Value::Array(_) => {
                let items = place.items()?.iter().map(Self::read).collect::<Result<Vec<_>, _>>()?;
                if !items.windows(2).all(|pair| pair[0] < pair[1]) {
                    return Err(place.error("an array is recorded with each shape once, in order"));
                }
                Self::Array(items)
            }
            Value::Object(members) => {
                let mut shapes = BTreeMap::new();
                for name in members.keys() {
                    if !is_registered_member(name)
                        && !is_identifier(name)
                        && !UNNAMED.contains(&name.as_str())
                    {
                        return Err(
                            place.error("a member's name is neither registered nor looks like an identifier")
                        );
                    }
                    let member = place.get(name).map(|member| Self::read(&member)).transpose()?;
                    shapes.extend(member.map(|shape| (name.clone(), shape)));
                }
                Self::Object(shapes)
            }
        })
    }
}

/// Whether a text has in it what was sent, and isn't to be seen.
fn quotes(text: &str, sent: &[Secret]) -> bool {
    sent.iter().map(Secret::expose_secret).any(|secret| !secret.is_empty() && text.contains(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So a probe of a sandbox that replays a recording records the same.
    #[test]
    fn a_placeholder_has_the_shape_that_it_stands_for() {
        for text in TEXTS {
            assert_eq!(TextShape::of(text).as_str(), text);
        }
        for code in ERROR_CODES {
            assert_eq!(TextShape::of_code(code).error_code(), Some(*code));
        }
        for number in NumberShape::ALL {
            assert_eq!(Shape::of(&number.placeholder(), &[]), Shape::Number(number));
        }
    }

    #[test]
    fn what_was_sent_is_in_no_name() {
        let shape = Shape::of(&json!({ "my_hunter": 1, "hunter": { "owner": 1 } }), &["hunter".into()]);
        assert_eq!(shape.placeholder(), json!({ "member_1": { "owner": 1 }, "member_2": 1 }));
    }
}
