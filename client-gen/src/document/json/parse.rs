//! Text -> [`Json`], in one pass.
//!
//! serde_json reads the scalars; the brackets between them are read here, because serde_json's own values
//! forget the spelling of numbers, keep the last of two members with one name, and don't say where they
//! were.

use std::collections::HashMap;

use indexmap::map::Entry;
use serde::de::IgnoredAny;

use super::{Json, MAX_DEPTH, Number, Object, is_special};
use crate::diagnostic::Quoted;

/// Why a text is not read as JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseReason {
    /// It breaks JSON's grammar.
    #[error("expected {expected}, found {}", shown(*.found))]
    Syntax {
        /// What JSON allows there.
        expected: &'static str,
        /// What is there; `None` is the end of the text.
        found: Option<char>,
    },
    /// Two members of one object have this name.
    #[error("the key {} is twice in one object", Quoted(.0))]
    DuplicateKey(String),
    /// A string, number or word that begins like this breaks JSON's grammar.
    #[error("no JSON string, number, `true`, `false` or `null`: {}", Quoted(.0))]
    Scalar(String),
    /// The text ends within a string that begins like this.
    #[error("the text ends within a string: {}", Quoted(.0))]
    OpenString(String),
    /// A string that begins like this, as it is escaped, holds half of a UTF-16 surrogate pair (`\ud800`), which is
    /// no character.
    #[error("a string holds a lone surrogate escape, which is no character: {}", Quoted(.0))]
    LoneSurrogate(String),
    /// Arrays and objects are nested deeper than [`MAX_DEPTH`].
    #[error("nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
}

fn shown(found: Option<char>) -> String {
    match found {
        Some(found) => Quoted(found.encode_utf8(&mut [0; 4])).to_string(),
        None => "the end of the text".to_owned(),
    }
}

/// Why a text is not read as JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
#[non_exhaustive]
pub struct ParseError {
    /// Why.
    pub reason: ParseReason,
    /// Where in the text, in bytes from its start.
    pub offset: usize,
    /// The line of that place, counted from 1.
    pub line: usize,
}

impl Json {
    /// Reads a JSON text: one value, with nothing but whitespace around it.
    ///
    /// # Errors
    /// The first place where the text is not JSON, repeats a key, holds a lone surrogate or nests too deep.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::parse_with(text, None)
    }

    /// Reads one of several texts, whose equal objects are shared if they were `seen` in one before.
    #[cfg(feature = "documents")]
    pub(crate) fn parse_sharing<'a>(text: &'a str, seen: &mut Seen<'a>) -> Result<Self, ParseError> {
        Self::parse_with(text, Some(seen))
    }

    fn parse_with<'a>(text: &'a str, seen: Option<&mut Seen<'a>>) -> Result<Self, ParseError> {
        let mut parser = Parser { text, offset: 0, seen };
        let result = parser.document();
        result.map_err(|(reason, offset)| {
            let before = text.as_bytes().get(..offset).unwrap_or_default();
            let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
            ParseError { reason, offset, line }
        })
    }
}

/// A reason and its offset: the line is counted once, at the end.
type Parsed<T> = Result<T, (ParseReason, usize)>;

/// The text and the content of the object that was last read under each key, at each depth.
///
/// A page repeats its components in every document that needs them, mostly byte by byte. The text of an object ends
/// with its own last bracket, so what begins with such a text begins with the same object.
#[derive(Default)]
pub(crate) struct Seen<'a>(HashMap<(usize, &'a str), (&'a str, Object)>);

struct Parser<'a, 's> {
    text: &'a str,
    /// Always at the start of a character.
    offset: usize,
    seen: Option<&'s mut Seen<'a>>,
}

impl<'a> Parser<'a, '_> {
    fn document(&mut self) -> Parsed<Json> {
        let value = self.value(0)?;
        match self.peek() {
            None => Ok(value),
            Some(_) => self.expected("the end of the text"),
        }
    }

    fn value(&mut self, depth: usize) -> Parsed<Json> {
        match self.peek() {
            Some(b'{' | b'[') if depth == MAX_DEPTH => Err((ParseReason::TooDeep, self.offset)),
            Some(b'{') => self.object(depth + 1).map(Json::Object),
            Some(b'[') => self.array(depth + 1).map(Json::Array),
            Some(b'"') => self.string().map(Json::String),
            Some(b't') => self.scalar().map(|_| Json::Bool(true)),
            Some(b'f') => self.scalar().map(|_| Json::Bool(false)),
            Some(b'n') => self.scalar().map(|_| Json::Null),
            Some(b'-' | b'0'..=b'9') => self.scalar().map(|raw| Json::Number(Number::from_raw(raw))),
            _ => self.expected("a value"),
        }
    }

    fn object(&mut self, depth: usize) -> Parsed<Object> {
        let mut members = Object::new();
        self.offset += 1;
        if self.take(b'}') {
            return Ok(members);
        }
        loop {
            if self.peek() != Some(b'"') {
                return self.expected("a key in double quotes");
            }
            let start = self.offset;
            let key = self.string()?;
            let raw_key = self.text.get(start..self.offset).unwrap_or_default();
            if !self.take(b':') {
                return self.expected("`:`");
            }
            let value = self.member(raw_key, depth)?;
            match members.entry(key) {
                Entry::Vacant(place) => place.insert(value),
                Entry::Occupied(place) => {
                    return Err((ParseReason::DuplicateKey(place.key().clone()), start));
                }
            };
            if self.take(b'}') {
                return Ok(members);
            }
            if !self.take(b',') {
                return self.expected("`,` or `}`");
            }
        }
    }

    /// The value of the member with this key.
    fn member(&mut self, key: &'a str, depth: usize) -> Parsed<Json> {
        if self.peek() != Some(b'{') || self.seen.is_none() {
            return self.value(depth);
        }
        let start = self.offset;
        let rest = self.text.get(start..).unwrap_or_default();
        if let Some((text, object)) = self.seen.as_ref().and_then(|seen| seen.0.get(&(depth, key)))
            && rest.starts_with(text)
        {
            self.offset += text.len();
            return Ok(Json::Object(object.clone()));
        }
        let value = self.value(depth)?;
        if let (Some(seen), Json::Object(object)) = (&mut self.seen, &value) {
            let text = self.text.get(start..self.offset).unwrap_or_default();
            seen.0.insert((depth, key), (text, object.clone()));
        }
        Ok(value)
    }

    fn array(&mut self, depth: usize) -> Parsed<Vec<Json>> {
        let mut items = Vec::new();
        self.offset += 1;
        if self.take(b']') {
            return Ok(items);
        }
        loop {
            items.push(self.value(depth)?);
            if self.take(b']') {
                return Ok(items);
            }
            if !self.take(b',') {
                return self.expected("`,` or `]`");
            }
        }
    }

    fn string(&mut self) -> Parsed<String> {
        let start = self.offset;
        let content = self.text.get(start + 1..).unwrap_or_default();
        let end = content.bytes().position(is_special).unwrap_or(content.len());
        if let Some((plain, after)) = content.split_at_checked(end)
            && after.starts_with('"')
        {
            self.offset += end + 2;
            return Ok(plain.to_owned());
        }
        let raw = self.scalar()?;
        // Well-formed, but not decodable: nothing else is left that could be wrong with it.
        serde_json::from_str(raw).map_err(|_| (ParseReason::LoneSurrogate(excerpt(raw)), start))
    }

    /// The text of the scalar that starts here. Everything in it but surrogate pairs has been checked.
    fn scalar(&mut self) -> Parsed<&'a str> {
        let rest = self.text.get(self.offset..).unwrap_or_default();
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
        match values.next() {
            Some(Ok(_)) => {
                let raw = rest.get(..values.byte_offset()).unwrap_or_default();
                self.offset += raw.len();
                Ok(raw)
            }
            _ => {
                // The line end before a closing fence isn't what the author meant to have in the string.
                let is_cut = rest.starts_with('"')
                    && serde_json::from_str::<IgnoredAny>(rest.trim_end()).is_err_and(|error| error.is_eof());
                let reason = if is_cut { ParseReason::OpenString } else { ParseReason::Scalar };
                Err((reason(excerpt(rest)), self.offset))
            }
        }
    }

    /// The next byte that isn't whitespace.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.offset..)?;
        let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.offset += blank;
        rest.get(blank).copied()
    }

    /// Steps over this punctuation mark if it comes next.
    fn take(&mut self, mark: u8) -> bool {
        let comes_next = self.peek() == Some(mark);
        self.offset += usize::from(comes_next);
        comes_next
    }

    fn expected<T>(&self, expected: &'static str) -> Parsed<T> {
        let found = self.text.get(self.offset..).and_then(|rest| rest.chars().next());
        Err((ParseReason::Syntax { expected, found }, self.offset))
    }
}

/// Enough of a text to find it again: a whole document is often on one line.
fn excerpt(text: &str) -> String {
    text.chars().take(40).take_while(|&char| char != '\n').collect()
}
