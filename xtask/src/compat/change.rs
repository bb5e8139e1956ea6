//! What a comparison tells: changes, each with its verdict on the wire and in Rust.

use std::{collections::BTreeSet, fmt};

use super::node::Place;

/// What a change does to a client that is out there, on the wire. Ordered from harmless to harmful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Wire {
    /// There is no change.
    None,
    /// Only words.
    Docs,
    /// What was valid stays valid, and replies hold what was promised.
    Compatible,
    /// It can't be decided from the documents, or only a lenient client survives it.
    Review,
    /// A valid request may be refused now, or a reply may hold what it was told it wouldn't.
    Breaking,
}

/// What a change does to code that is compiled against the client. Ordered from harmless to harmful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Rust {
    /// The same code.
    None,
    /// The same surface; documentation or the inside differ.
    Internal,
    /// Something is new, and nothing is gone.
    Additive,
    /// Something is gone or different.
    Breaking,
    /// One of the documents doesn't become a client.
    Unknown,
}

/// One change, told where its author made it.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) wire: Wire,
    pub(crate) rust: Rust,
    /// In the new document, or in the old one if it is gone.
    pub(crate) place: Place,
    pub(crate) was: String,
    pub(crate) is: String,
    /// What it means to a caller.
    pub(crate) why: String,
    /// The operations that it reaches, by `operationId`, or by method and path.
    pub(crate) operations: BTreeSet<String>,
}

impl Change {
    /// What was, what is, and why it matters, on one line.
    pub(crate) fn message(&self) -> String {
        let subject = self.subject().map(|name| format!("{name}: ")).unwrap_or_default();
        match (self.was.as_str(), self.is.as_str()) {
            ("", is) => format!("{subject}{is}: {}", self.why),
            (was, "") => format!("{subject}{was}, gone: {}", self.why),
            (was, is) => format!("{subject}{was} -> {is}: {}", self.why),
        }
    }

    /// The property that it is about, if it is about one.
    pub(crate) fn property(&self) -> Option<String> {
        let (_, rest) = self.place.pointer.rsplit_once("/properties/")?;
        Some(rest.split('/').next()?.replace("~1", "/").replace("~0", "~"))
    }

    /// That property, unless what was and what is name it already.
    pub(crate) fn subject(&self) -> Option<String> {
        self.property().filter(|name| {
            let named = format!("{name:?}");
            !self.was.contains(&named) && !self.is.contains(&named)
        })
    }
}

impl Wire {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Docs => "docs",
            Self::Compatible => "compatible",
            Self::Review => "review",
            Self::Breaking => "breaking",
        }
    }
}

impl Rust {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Internal => "internal",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Rust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
