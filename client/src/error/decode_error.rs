//! Why a body can't be decoded, without quoting the body.

use std::{error::Error as StdError, fmt};

/// What is wrong with a body, and where. It quotes nothing of the body, which may contain a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeError {
    /// What is wrong.
    pub category: DecodeCategory,
    /// The line in the body, counted from 1; 0 if it is the body as a whole that is wrong.
    pub line: usize,
    /// The column in that line, counted from 1; 0 as for the line.
    pub column: usize,
}

/// What is wrong with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeCategory {
    /// It isn't JSON.
    Syntax,
    /// It is JSON of the wrong shape.
    Data,
    /// It ends too early.
    Eof,
}

impl From<&serde_json::Error> for DecodeError {
    fn from(error: &serde_json::Error) -> Self {
        let category = match error.classify() {
            serde_json::error::Category::Data => DecodeCategory::Data,
            serde_json::error::Category::Eof => DecodeCategory::Eof,
            serde_json::error::Category::Syntax | serde_json::error::Category::Io => DecodeCategory::Syntax,
        };
        Self { category, line: error.line(), column: error.column() }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.category {
            DecodeCategory::Syntax => "it isn't JSON",
            DecodeCategory::Data => "a member is missing, duplicated or of the wrong type",
            DecodeCategory::Eof => "it ends too early",
        };
        write!(f, "{what} (line {}, column {})", self.line, self.column)
    }
}

impl StdError for DecodeError {}
