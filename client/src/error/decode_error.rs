//! Why a body isn't the JSON that it should be, without a word of the body itself.

use std::{error::Error as StdError, fmt};

/// What isn't right with a body, and where. It quotes nothing of the body, which may hold a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeError {
    /// What isn't right.
    pub category: DecodeCategory,
    /// The line of the body, counted from 1; 0 if the body as a whole isn't right.
    pub line: usize,
    /// The column in that line, counted from 1; 0 likewise.
    pub column: usize,
}

/// What isn't right with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeCategory {
    /// It isn't JSON.
    Syntax,
    /// It is JSON of another shape.
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
