//! A value of a recording with its place, a JSON pointer.

use std::fmt;

use serde_json::{Map, Value};

use super::known::{is_identifier, is_registered_member};

/// Why a recording can't be read, and where. It quotes no value of the recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingError {
    place: String,
    reason: String,
}

impl RecordingError {
    pub(super) fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into() }
    }
}

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a recording that can be read: {}: {}", self.place, self.reason)
    }
}

impl std::error::Error for RecordingError {}

pub(super) struct Place<'v> {
    pub(super) value: &'v Value,
    pointer: String,
}

impl<'v> Place<'v> {
    pub(super) fn root(value: &'v Value) -> Self {
        Self { value, pointer: String::new() }
    }

    pub(super) fn error(&self, reason: impl Into<String>) -> RecordingError {
        let pointer = if self.pointer.is_empty() { "the whole" } else { &self.pointer };
        RecordingError::new(pointer, reason)
    }

    /// An object that has no other members than these.
    pub(super) fn object(&self, names: &[&str]) -> Result<&Self, RecordingError> {
        match self.members()?.keys().find(|name| !names.contains(&name.as_str())) {
            Some(name) => Err(self.within(name, self.value).error("an unknown member")),
            None => Ok(self),
        }
    }

    /// A member that must be there.
    pub(super) fn member(&self, name: &str) -> Result<Place<'v>, RecordingError> {
        self.get(name).ok_or_else(|| self.error(format!("`{name}` is missing")))
    }

    pub(super) fn get(&self, name: &str) -> Option<Place<'v>> {
        self.value.get(name).map(|value| self.within(name, value))
    }

    pub(super) fn text(&self) -> Result<&'v str, RecordingError> {
        self.value.as_str().ok_or_else(|| self.error("expected a string"))
    }

    pub(super) fn number(&self, greatest: u64) -> Result<u64, RecordingError> {
        let number = self.value.as_u64().filter(|number| *number <= greatest);
        number.ok_or_else(|| self.error(format!("expected an integer from 0 to {greatest}")))
    }

    pub(super) fn items(&self) -> Result<Vec<Place<'v>>, RecordingError> {
        let items = self.value.as_array().ok_or_else(|| self.error("expected an array"))?;
        Ok(items.iter().enumerate().map(|(at, item)| self.within(&at.to_string(), item)).collect())
    }

    /// The word of this list.
    pub(super) fn word(&self, words: &[&'static str]) -> Result<&'static str, RecordingError> {
        let text = self.text()?;
        words.iter().find(|word| **word == text).copied().ok_or_else(|| self.error("an unknown word"))
    }

    pub(super) fn members(&self) -> Result<&'v Map<String, Value>, RecordingError> {
        self.value.as_object().ok_or_else(|| self.error("expected an object"))
    }

    fn within(&self, name: &str, value: &'v Value) -> Place<'v> {
        // A name may be anything, a secret too.
        let is_index = name.len() < 5 && name.bytes().all(|byte| byte.is_ascii_digit());
        let shown = if is_index || is_registered_member(name) || is_identifier(name) { name } else { "…" };
        Place { value, pointer: format!("{}/{shown}", self.pointer) }
    }
}
