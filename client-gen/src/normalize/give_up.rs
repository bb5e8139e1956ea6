//! What the client doesn't express as the document says it. Nothing of a document is given up on in silence.

use crate::diagnostic::{Diagnostic, Level, Location, Reason};

/// Something that the document says and the client can't, and what there is in its place. Each is a warning.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GiveUp {
    /// This schema is any JSON value, and why.
    #[error("the schema {0}: it is any JSON value")]
    Schema(&'static str),
    /// This default isn't used, and why.
    #[error("the default {0}: it is not used")]
    Default(&'static str),
    /// Every value of the type is allowed, and why.
    #[error("the schema {0}: it is any value of its type")]
    Values(&'static str),
    /// This keyword of a schema holds something else than this, and counts for nothing.
    #[error("it should be {0}: it is not used")]
    Keyword(&'static str),
    /// Something has another name in Rust than the document's, where another thing has that.
    #[error("the {what} {name:?} is {rust:?} in Rust, where its name is taken")]
    Renamed {
        /// What is renamed.
        what: &'static str,
        /// Its name in the document.
        name: String,
        /// Its name in Rust.
        rust: String,
    },
    /// This parameter is a string, or isn't sent, and why.
    #[error("the parameter {name:?} {why}")]
    Parameter {
        /// Its name.
        name: String,
        /// What is not as documented.
        why: &'static str,
    },
    /// The caller writes the body of this media type, whose schema has no type in Rust.
    #[error("the body of {0} has no type: it is what the caller has written")]
    Body(String),
    /// The content of a request or response is a reference, which OpenAPI 3.0 doesn't have there: it is bytes.
    #[error("the content is {0:?}, which no media type is: it is bytes")]
    Content(String),
    /// There is no call for this operation, and why.
    #[error("the operation is left out: {0}")]
    Operation(String),
}

/// Each place with what is given up there, on a line.
pub(crate) fn lines(given_up: &[Diagnostic<GiveUp>]) -> impl Iterator<Item = String> {
    given_up.iter().flat_map(|given_up| {
        given_up.at.iter().map(|at| match at {
            Location::Pointer { pointer, .. } => format!("#{pointer}: {}", given_up.reason),
            Location::Line { .. } => format!("{at}: {}", given_up.reason),
        })
    })
}

impl Reason for GiveUp {
    fn help(&self) -> String {
        match self {
            Self::Schema(_) => "build and read the value with serde_json, as the vendor's documentation says",
            Self::Default(_) => "say the value yourself where it matters",
            Self::Values(_) => "send a value that the vendor's documentation lists",
            Self::Keyword(_) => "ask the vendor to correct it",
            Self::Renamed { .. } => "nothing changes on the wire",
            Self::Parameter { .. } => {
                "write or add it as the vendor's documentation says; `header` adds any header"
            }
            Self::Body(_) => "write it as the vendor's documentation says",
            Self::Content(_) => "write or read it as the vendor's documentation says",
            Self::Operation(_) => "ask the vendor to correct it, or call it by hand",
        }
        .to_owned()
    }

    fn level(&self) -> Level {
        Level::Warning
    }
}
