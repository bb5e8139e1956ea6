//! Why a page gives no documents.

use std::fmt;

use crate::diagnostic::{Quoted, Reason};
use crate::document::json::ParseReason;

/// Why a page, or a document in it, can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExtractReason {
    /// The page is not UTF-8.
    InvalidUtf8,
    /// The page is HTML, not Markdown.
    Html,
    /// The page holds no OpenAPI document.
    NoDocument,
    /// A fence isn't closed, so that it hides what follows.
    UnclosedFence,
    /// What should be an OpenAPI document is not JSON.
    Json(ParseReason),
    /// A stored document is JSON, but no OpenAPI document: it is no object with a member `openapi`.
    NotOpenApi,
    /// The document follows another version of OpenAPI.
    Version {
        /// The value of its `openapi` member, as JSON.
        found: String,
    },
}

impl fmt::Display for ExtractReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidUtf8 => write!(f, "not UTF-8 text"),
            Self::Html => write!(f, "an HTML page in place of Markdown"),
            Self::NoDocument => write!(f, "no OpenAPI document on this page"),
            Self::UnclosedFence => write!(f, "this fence isn't closed and hides what follows"),
            Self::Json(reason) => write!(f, "this OpenAPI document can't be read as JSON: {reason}"),
            Self::NotOpenApi => write!(f, "not an OpenAPI document: no JSON object with a member `openapi`"),
            Self::Version { found } => {
                write!(f, "this document's `openapi` is {}, only 3.0.x is supported", Quoted(found))
            }
        }
    }
}

impl Reason for ExtractReason {
    fn help(&self) -> String {
        match self {
            Self::InvalidUtf8 => "save the page as UTF-8, or fetch it again if the download was damaged",
            Self::Html => "fetch the page's Markdown: its URL may end with `.md`",
            Self::NoDocument => {
                "a document is a ```json fence outside of quotes, with an object that has a member `openapi`"
            }
            Self::UnclosedFence => "close it with a line of at least as many of the same fence characters",
            Self::Json(ParseReason::DuplicateKey { .. }) => {
                "keep one of the two: readers of JSON disagree on which of them counts"
            }
            Self::Json(ParseReason::LoneSurrogate { .. }) => {
                "escape characters beyond U+FFFF as a pair, such as \\ud83d\\ude00, or write them as they are"
            }
            Self::Json(ParseReason::TooDeep) => "flatten it, for instance by moving schemas to `components`",
            Self::Json(_) => "fix the page, or fetch it again if it was cut short",
            Self::NotOpenApi => "only documents that were extracted from a page belong here",
            Self::Version { .. } => "ask the publisher for an OpenAPI 3.0 document, or convert it to one",
        }
        .to_owned()
    }
}
