//! YAML 1.2 -> [`Json`], as far as it is JSON written another way. Every key, number and line is the author's.
//!
//! What would be read in two ways is refused, never guessed: aliases, merge keys, tags, and numbers that JSON spells
//! otherwise. So no text becomes much larger than it is.

use std::borrow::Cow;

use indexmap::map::Entry;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};

use crate::{
    diagnostic::Quoted,
    document::json::{Json, MAX_DEPTH, Number, Object},
};

/// Why a text is not read as YAML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum YamlReason {
    /// It breaks YAML's grammar, in the words of the library that reads it.
    #[error("{}", Quoted(.0))]
    Syntax(String),
    /// Two members of one mapping have this name.
    #[error("the key {} is twice in one mapping", Quoted(.0))]
    DuplicateKey(String),
    /// A key is a list or a mapping.
    #[error("a key is no text")]
    Key,
    /// An alias (`*name`) or a merge key (`<<`).
    #[error("aliases and merge keys aren't read")]
    Alias,
    /// A tag other than `!!str`.
    #[error("tags aren't read")]
    Tag,
    /// A number that JSON has no such spelling for: YAML 1.1 and 1.2 disagree on some of them.
    #[error("{} is a number that JSON doesn't spell like this", Quoted(.0))]
    Number(String),
    /// Lists and mappings are nested deeper than [`MAX_DEPTH`].
    #[error("nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// It isn't one YAML document.
    #[error("not one YAML document")]
    Count,
}

/// Why and where a text is not read: the line and the column, counted from 1.
#[derive(Debug)]
pub(super) struct YamlError {
    pub(super) reason: YamlReason,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl YamlError {
    fn new(reason: YamlReason, at: Marker) -> Self {
        Self { reason, line: at.line(), column: at.col() + 1 }
    }
}

impl From<ScanError> for YamlError {
    fn from(error: ScanError) -> Self {
        Self::new(YamlReason::Syntax(error.info().to_owned()), *error.marker())
    }
}

/// Reads a text that is one YAML document.
pub(super) fn parse(text: &str) -> Result<Json, YamlError> {
    let mut events = Events { parser: Parser::new_from_str(text), end: Marker::default() };
    let mut root = None;
    loop {
        match events.next()? {
            (Event::StreamEnd, span) => {
                return root.ok_or_else(|| YamlError::new(YamlReason::Count, span.start));
            }
            (Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing, _) => {}
            (_, span) if root.is_some() => return Err(YamlError::new(YamlReason::Count, span.start)),
            (event, span) => root = Some(events.value(event, span, 0)?),
        }
    }
}

struct Events<'a> {
    parser: Parser<'a, StrInput<'a>>,
    /// Of the last event.
    end: Marker,
}

impl<'a> Events<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), YamlError> {
        let event = self.parser.next_event().unwrap_or(Ok((Event::StreamEnd, Span::empty(self.end))))?;
        self.end = event.1.end;
        Ok(event)
    }

    fn value(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Json, YamlError> {
        let refuse = |reason| Err(YamlError::new(reason, span.start));
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) if depth == MAX_DEPTH => {
                refuse(YamlReason::TooDeep)
            }
            Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) => refuse(YamlReason::Tag),
            Event::SequenceStart(..) => self.sequence(depth + 1),
            Event::MappingStart(..) => self.mapping(depth + 1),
            Event::Scalar(text, style, _, tag) => {
                scalar(text, style, tag).map_err(|reason| YamlError::new(reason, span.start))
            }
            Event::Alias(_) => refuse(YamlReason::Alias),
            _ => refuse(YamlReason::Count),
        }
    }

    fn sequence(&mut self, depth: usize) -> Result<Json, YamlError> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Json::Array(items)),
                (event, span) => items.push(self.value(event, span, depth)?),
            }
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Json, YamlError> {
        let mut members = Object::new();
        loop {
            let (key, at) = match self.next()? {
                (Event::MappingEnd, _) => return Ok(Json::Object(members)),
                (Event::Scalar(key, ScalarStyle::Plain, ..), span) if key == "<<" => {
                    return Err(YamlError::new(YamlReason::Alias, span.start));
                }
                (Event::Scalar(_, _, _, Some(_)), span) => {
                    return Err(YamlError::new(YamlReason::Tag, span.start));
                }
                // A key is text, such as the `200` of a response.
                (Event::Scalar(key, ..), span) => (key.into_owned(), span.start),
                (_, span) => return Err(YamlError::new(YamlReason::Key, span.start)),
            };
            let (event, span) = self.next()?;
            let value = self.value(event, span, depth)?;
            match members.entry(key) {
                Entry::Vacant(place) => place.insert(value),
                Entry::Occupied(place) => {
                    return Err(YamlError::new(YamlReason::DuplicateKey(place.key().clone()), at));
                }
            };
        }
    }
}

/// A scalar by the core schema (YAML 1.2.2, section 10.3.2).
fn scalar(text: Cow<'_, str>, style: ScalarStyle, tag: Option<Cow<'_, Tag>>) -> Result<Json, YamlReason> {
    match tag {
        Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => {
            return Ok(Json::String(text.into_owned()));
        }
        Some(_) => return Err(YamlReason::Tag),
        None if style != ScalarStyle::Plain => return Ok(Json::String(text.into_owned())),
        None => {}
    }
    Ok(match text.as_ref() {
        "" | "~" | "null" | "Null" | "NULL" => Json::Null,
        "true" | "True" | "TRUE" => Json::Bool(true),
        "false" | "False" | "FALSE" => Json::Bool(false),
        text => match Number::new(text) {
            Some(number) => Json::Number(number),
            None if is_number(text) => return Err(YamlReason::Number(text.to_owned())),
            None => Json::String(text.to_owned()),
        },
    })
}

/// Whether YAML takes this for a number.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let all = |digits: &str, radix| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    let in_radix = |prefix, radix| text.strip_prefix(prefix).is_some_and(|digits| all(digits, radix));
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_decimal = all(&format!("{whole}{fraction}"), 10)
        && all(exponent.strip_prefix(['+', '-']).unwrap_or(exponent), 10);
    let is_special = [".inf", ".nan"].iter().any(|word| unsigned.eq_ignore_ascii_case(word));
    is_decimal || is_special || in_radix("0x", 16) || in_radix("0o", 8)
}
