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
    /// It is an object that has none of the members that the document names, or only null in them.
    Unrecognized,
    /// It is an object with a member that reports an error, such as `error` (RFC 6749, section 5.2).
    ErrorObject,
    /// The secret in it is null or empty.
    NoSecret,
    /// The document has no body for this status.
    UnexpectedBody,
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

impl From<DecodeCategory> for DecodeError {
    /// What is wrong with the body as a whole.
    fn from(category: DecodeCategory) -> Self {
        Self { category, line: 0, column: 0 }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.category {
            DecodeCategory::Syntax => "it isn't JSON",
            DecodeCategory::Data => "a member is missing, duplicated or of the wrong type",
            DecodeCategory::Eof => "it ends too early",
            DecodeCategory::Unrecognized => "it has none of the members that the document names",
            DecodeCategory::ErrorObject => "it reports an error",
            DecodeCategory::NoSecret => "the secret in it is null or empty",
            DecodeCategory::UnexpectedBody => "none is documented for this status",
        })?;
        if self.line > 0 { write!(f, " (line {}, column {})", self.line, self.column) } else { Ok(()) }
    }
}

impl StdError for DecodeError {}
