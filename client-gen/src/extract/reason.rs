//! Why a page gives no documents.

use crate::diagnostic::{Quoted, Reason};
use crate::document::json::ParseReason;

/// Why a page, or a document in it, can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExtractReason {
    /// The page is not UTF-8.
    #[error("not UTF-8 text")]
    InvalidUtf8,
    /// The page is HTML, not Markdown.
    #[error("an HTML page in place of Markdown")]
    Html,
    /// The page holds no OpenAPI document.
    #[error("no OpenAPI document on this page")]
    NoDocument,
    /// A fence isn't closed, so that it hides what follows.
    #[error("this fence isn't closed and hides what follows")]
    UnclosedFence,
    /// What should be an OpenAPI document is not JSON.
    #[error("this OpenAPI document can't be read as JSON: {0}")]
    Json(ParseReason),
    /// A stored document is JSON, but no OpenAPI document: it is no object with a member `openapi`.
    #[error("not an OpenAPI document: no JSON object with a member `openapi`")]
    NotOpenApi,
    /// The document follows another version of OpenAPI: the value of its `openapi` member, as JSON.
    #[error("this document's `openapi` is {}, only 3.0.x is supported", Quoted(.0))]
    Version(String),
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
            Self::Json(ParseReason::DuplicateKey(_)) => {
                "keep one of the two: readers of JSON disagree on which of them counts"
            }
            Self::Json(ParseReason::LoneSurrogate(_)) => {
                "escape characters beyond U+FFFF as a pair, such as \\ud83d\\ude00, or write them as they are"
            }
            Self::Json(ParseReason::TooDeep) => "flatten it, for instance by moving schemas to `components`",
            Self::Json(_) => "fix the page, or fetch it again if it was cut short",
            Self::NotOpenApi => "only documents that were extracted from a page belong here",
            Self::Version(_) => "ask the publisher for an OpenAPI 3.0 document, or convert it to one",
        }
        .to_owned()
    }
}
