//! Why a page gives no documents.

use super::yaml::YamlReason;
use crate::diagnostic::{Kind, Level, Quoted, Reason};
use crate::document::json::ParseReason;
use crate::document::pointer::Pointer;

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
    /// What should be an OpenAPI document is not YAML, or can't be read as JSON.
    #[error("this OpenAPI document can't be read as YAML: {0}")]
    Yaml(YamlReason),
    /// A stored document is JSON, but no OpenAPI document: it is no object with a member `openapi`.
    #[error("not an OpenAPI document: no JSON object with a member `openapi`")]
    NotOpenApi,
    /// The document follows another version of OpenAPI: the value of its `openapi` member, as JSON.
    #[error("this document's `openapi` is {}, only 3.0.x and 3.1.x are supported", Quoted(.0))]
    Version(String),
    /// Something that looks like an API description wasn't read; reported beside the page's errors.
    #[error("{0}")]
    Unread(Unread),
}

/// Why something on a page that looks like an API description wasn't read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unread {
    /// The code block isn't tagged as JSON or YAML: its info string.
    #[error("an API description wasn't read: its code block {}", tagged(.0))]
    Tag(String),
    /// It is an indented code block.
    #[error("an API description wasn't read: it is an indented code block, without a fence")]
    Indented,
    /// It is in a block quote.
    #[error("an API description wasn't read: it is in a block quote")]
    Quote,
    /// It is in HTML, such as `<pre>`.
    #[error("an API description wasn't read: it is in HTML")]
    Html,
    /// It is in a paragraph or a list.
    #[error("an API description wasn't read: it is in the text, without a fence")]
    Prose,
    /// The line that should open its fence begins with this character.
    #[error("a fence wasn't read: it begins after the invisible character {}", Quoted(&.0.to_string()))]
    Invisible(char),
    /// A block that the documentation platform should have rendered.
    #[error("the documentation platform left this unrendered: {}", Quoted(.0))]
    Platform(String),
    /// It is within another JSON value, such as an array of documents: where.
    #[error("an API description wasn't read: it is within another value, at {}", Quoted(.0.as_str()))]
    Within(Pointer),
    /// It has no member `openapi`.
    #[error("an API description wasn't read: it has no member `openapi`")]
    NoVersion,
    /// It is JSON5, or JSON with comments.
    #[error("an API description wasn't read: it is not JSON: {0}")]
    NotJson(ParseReason),
    /// The operation at this place of a document that was read is none, because its method isn't in lower case.
    #[error("the operation {} wasn't read: methods are in lower case", Quoted(.0.as_str()))]
    Method(Pointer),
}

fn tagged(info: &str) -> String {
    match info {
        "" => "has no language".to_owned(),
        info => format!("has the language {}", Quoted(info)),
    }
}

impl Reason for Unread {
    fn help(&self) -> String {
        match self {
            Self::Platform(_) => "open the page in a browser: what it shows there may be missing here",
            Self::NoVersion => "if it is a document, ask the publisher for an OpenAPI one",
            Self::Method(_) => "ask the publisher to correct it: OpenAPI's methods are in lower case",
            _ => "if it is a document, ask the publisher for a ```json or ```yaml fence with it alone",
        }
        .to_owned()
    }

    fn level(&self) -> Level {
        Level::Warning
    }
}

impl Reason for ExtractReason {
    fn level(&self) -> Level {
        match self {
            Self::Unread(reason) => reason.level(),
            _ => Level::Error,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Unread(reason) => reason.kind(),
            other => Kind::of(other),
        }
    }

    fn help(&self) -> String {
        match self {
            Self::Unread(reason) => return reason.help(),
            Self::InvalidUtf8 => "save the page as UTF-8, or fetch it again if the download was damaged",
            Self::Html => "fetch the page's Markdown: its URL may end with `.md`",
            Self::NoDocument => {
                "a document is a ```json or ```yaml fence outside of quotes, with an object that has a member \
                 `openapi`"
            }
            Self::UnclosedFence => "close it with a line of at least as many of the same fence characters",
            Self::Json(ParseReason::DuplicateKey(_)) => {
                "keep one of the two: readers of JSON disagree on which of them counts"
            }
            Self::Json(ParseReason::LoneSurrogate(_)) => {
                "escape characters beyond U+FFFF as a pair, such as \\ud83d\\ude00, or write them as they are"
            }
            Self::Json(ParseReason::TooDeep) => "flatten it, for instance by moving schemas to `components`",
            Self::Yaml(YamlReason::Syntax(_)) => "fix the page, or fetch it again if it was cut short",
            Self::Yaml(_) => "ask the publisher for JSON, or for YAML that reads in one way only",
            Self::Json(_) => "fix the page, or fetch it again if it was cut short",
            Self::NotOpenApi => "only documents that were extracted from a page belong here",
            Self::Version(_) => "ask the publisher for an OpenAPI 3.0 or 3.1 document",
        }
        .to_owned()
    }
}
