//! What the client doesn't express as the document says it. Nothing of a document is given up on in silence.

use crate::diagnostic::{Diagnostic, Level, Location, Reason};

/// Something that the document says and the client can't, and what there is in its place. Each is a warning.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GiveUp {
    /// This schema is any JSON value, and why.
    #[error("the schema {0}: it is any JSON value")]
    Schema(&'static str),
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
        }
        .to_owned()
    }

    fn level(&self) -> Level {
        Level::Warning
    }
}
