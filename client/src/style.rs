//! How a value becomes text: the styles of parameters and of a form's fields (OpenAPI 3.0.3, section 4.7.12.2), most of
//! which are operators of URI templates. One serializer serves all of them: what differs is in a table. Where the text
//! goes is said elsewhere.
#![allow(dead_code, reason = "which styles are used is the document's choice")]

use std::borrow::Cow;

use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

/// A style. The one of a cookie is `form`, with what cookies have between them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    Cookie,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// Not a style, but a parameter's `content`, or a form's field that is an object: JSON as text.
    Json,
}

/// What a style has before the first part and between parts, whether parts have the name, what follows a name without
/// value, and what is within a part (RFC 6570, section 3.2.1 and appendix A).
struct Operator {
    first: &'static str,
    separator: &'static str,
    named: bool,
    if_empty: &'static str,
    within: &'static str,
}

impl Style {
    const fn operator(self) -> Operator {
        let (first, separator, named, if_empty, within) = match self {
            Self::Simple => ("", ",", false, "", ","),
            Self::Label => (".", ".", false, "", ","),
            Self::Matrix => (";", ";", true, "", ","),
            Self::Form | Self::DeepObject | Self::Json => ("", "&", true, "=", ","),
            Self::Cookie => ("", "; ", true, "=", ","),
            Self::SpaceDelimited => ("", "&", true, "=", "%20"),
            Self::PipeDelimited => ("", "&", true, "=", "%7C"),
        };
        Operator { first, separator, named, if_empty, within }
    }
}

/// A name with the way in which its value is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    pub(crate) name: &'a str,
    pub(crate) style: Style,
    pub(crate) explode: bool,
}

impl<'a> Field<'a> {
    pub(crate) const fn new(name: &'a str, style: Style, explode: bool) -> Self {
        Self { name, style, explode }
    }

    /// The text for a value, with these characters encoded, if any are; nothing for null, and for a list or object
    /// without members.
    pub(crate) fn text(
        &self,
        value: &impl Serialize,
        encoded: Option<&'static AsciiSet>,
    ) -> Result<Option<String>, String> {
        let value = serde_json::to_value(value).map_err(|_| self.refuse("it has no JSON form"))?;
        let encode = |text: &str| match encoded {
            Some(set) => Cow::<str>::from(utf8_percent_encode(text, set)).into_owned(),
            None => text.to_owned(),
        };
        let Operator { first, separator, named, if_empty, within } = self.style.operator();
        let part = |text: String| match (named, text.as_str()) {
            (false, _) => text,
            (true, "") => format!("{}{if_empty}", encode(self.name)),
            (true, _) => format!("{}={text}", encode(self.name)),
        };
        let word = |value: &Value| self.word(value).map(|word| encode(&word));
        let defined = |members: serde_json::Map<String, Value>| {
            members.into_iter().filter(|(_, value)| !value.is_null()).collect::<Vec<_>>()
        };
        let parts = match (self.style, value) {
            (_, Value::Null) => Vec::new(),
            (Style::Json, value) => vec![part(encode(&value.to_string()))],
            (Style::DeepObject, value @ (Value::Object(_) | Value::Array(_))) => {
                let mut parts = Vec::new();
                self.deep(&encode(self.name), &value, &encode, &mut parts)?;
                parts
            }
            (_, Value::Array(items)) if items.is_empty() => Vec::new(),
            (_, Value::Array(items)) => {
                let words = items.iter().map(word).collect::<Result<Vec<_>, _>>()?;
                if self.explode {
                    words.into_iter().map(part).collect()
                } else {
                    vec![part(words.join(within))]
                }
            }
            (_, Value::Object(members)) => {
                let between = if self.explode { "=" } else { within };
                let members = defined(members).into_iter();
                let members =
                    members.map(|(name, value)| Ok(format!("{}{between}{}", encode(&name), word(&value)?)));
                let members = members.collect::<Result<Vec<String>, String>>()?;
                if self.explode || members.is_empty() { members } else { vec![part(members.join(within))] }
            }
            (_, value) => vec![part(word(&value)?)],
        };
        Ok(if parts.is_empty() { None } else { Some(format!("{first}{}", parts.join(separator))) })
    }

    /// `name[member]=…` for each member of a member, and `name[0]=…` for an item. The specification says it of objects
    /// with simple members alone; beyond that, this is what servers read that read more.
    fn deep(
        &self,
        name: &str,
        value: &Value,
        encode: &impl Fn(&str) -> String,
        parts: &mut Vec<String>,
    ) -> Result<(), String> {
        let within = |member: &str| format!("{name}%5B{member}%5D");
        match value {
            Value::Null => Ok(()),
            Value::Object(members) => members
                .iter()
                .try_for_each(|(member, value)| self.deep(&within(&encode(member)), value, encode, parts)),
            Value::Array(items) => {
                let mut items = items.iter().enumerate();
                items.try_for_each(|(index, value)| {
                    self.deep(&within(&index.to_string()), value, encode, parts)
                })
            }
            value => {
                parts.push(format!("{name}={}", encode(&self.word(value)?)));
                Ok(())
            }
        }
    }

    /// What has a place within a list or an object, or alone.
    fn word(&self, value: &Value) -> Result<String, String> {
        match value {
            Value::String(text) => Ok(text.clone()),
            Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
            Value::Null => Err(self.refuse("null is in a list")),
            Value::Array(_) | Value::Object(_) => Err(self.refuse("a list or an object is in another")),
        }
    }

    /// The message never quotes the value.
    fn refuse(&self, why: &str) -> String {
        format!("the value of `{}` can't be sent: {why}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use percent_encoding::NON_ALPHANUMERIC;
    use serde_json::json;

    use super::{Style::*, *};

    const SET: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

    /// The table of OpenAPI 3.0.3, section 4.7.12.4, as RFC 6570 has it: each style exploded and not.
    #[test]
    fn every_style_of_every_value() {
        let values =
            [json!(""), json!("blue"), json!(["blue", "a,b"]), json!({ "R": 100, "G": "x y", "n": null })];
        for (style, explode, expected) in [
            (Simple, false, ["", "blue", "blue,a%2Cb", "G,x%20y,R,100"]),
            (Simple, true, ["", "blue", "blue,a%2Cb", "G=x%20y,R=100"]),
            (Label, false, [".", ".blue", ".blue,a%2Cb", ".G,x%20y,R,100"]),
            (Label, true, [".", ".blue", ".blue.a%2Cb", ".G=x%20y.R=100"]),
            (Matrix, false, [";c", ";c=blue", ";c=blue,a%2Cb", ";c=G,x%20y,R,100"]),
            (Matrix, true, [";c", ";c=blue", ";c=blue;c=a%2Cb", ";G=x%20y;R=100"]),
            (Form, false, ["c=", "c=blue", "c=blue,a%2Cb", "c=G,x%20y,R,100"]),
            (Form, true, ["c=", "c=blue", "c=blue&c=a%2Cb", "G=x%20y&R=100"]),
            (Cookie, false, ["c=", "c=blue", "c=blue,a%2Cb", "c=G,x%20y,R,100"]),
            (Cookie, true, ["c=", "c=blue", "c=blue; c=a%2Cb", "G=x%20y; R=100"]),
            (SpaceDelimited, false, ["c=", "c=blue", "c=blue%20a%2Cb", "c=G%20x%20y%20R%20100"]),
            (PipeDelimited, false, ["c=", "c=blue", "c=blue%7Ca%2Cb", "c=G%7Cx%20y%7CR%7C100"]),
            (
                DeepObject,
                true,
                ["c=", "c=blue", "c%5B0%5D=blue&c%5B1%5D=a%2Cb", "c%5BG%5D=x%20y&c%5BR%5D=100"],
            ),
        ] {
            for (value, expected) in values.iter().zip(expected) {
                let text = Field::new("c", style, explode).text(value, Some(SET));
                assert_eq!(text, Ok(Some(expected.to_owned())), "{style:?} {explode} {value}");
            }
        }
    }

    #[test]
    fn what_is_absent_and_what_cannot_be_said() {
        let nested = "the value of `c` can't be sent: a list or an object is in another";
        for (style, value, expected) in [
            (Form, json!(null), Ok(None)),
            (Form, json!([]), Ok(None)),
            (Simple, json!({}), Ok(None)),
            (Form, json!({ "a": null }), Ok(None)),
            (DeepObject, json!({ "a": {} }), Ok(None)),
            (Form, json!(true), Ok(Some("c=true"))),
            (Form, json!(-1.5), Ok(Some("c=-1.5"))),
            (Json, json!({ "a": ["é"] }), Ok(Some("c=%7B%22a%22%3A%5B%22%C3%A9%22%5D%7D"))),
            (DeepObject, json!({ "a": { "b": [1] } }), Ok(Some("c%5Ba%5D%5Bb%5D%5B0%5D=1"))),
            (Form, json!([["x"]]), Err(nested)),
            (Form, json!({ "a": {} }), Err(nested)),
            (Simple, json!([null]), Err("the value of `c` can't be sent: null is in a list")),
        ] {
            let text = Field::new("c", style, false).text(&value, Some(SET));
            assert_eq!(
                text.as_ref().map(Option::as_deref).map_err(String::as_str),
                expected,
                "{style:?} {value}"
            );
        }
        assert_eq!(
            Field::new("c", Simple, false).text(&json!(["a b", "é"]), None),
            Ok(Some("a b,é".to_owned()))
        );
    }
}
