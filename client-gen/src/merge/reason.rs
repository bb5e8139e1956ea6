//! Why documents don't merge, and what about the merge should be looked at.

use crate::diagnostic::{Level, Quoted, Reason};
use crate::document::pointer::Pointer;

/// Why documents don't merge.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeReason {
    /// There is nothing to merge.
    #[error("there are no documents to merge")]
    NoDocuments,
    /// The documents describe different APIs: the titles, quoted.
    #[error("the documents describe {} APIs: {}", .0.len(), .0.join(", "))]
    Titles(Vec<String>),
    /// The documents describe different versions of the API: the versions, quoted.
    #[error("the documents describe {} versions of the API: {}", .0.len(), .0.join(", "))]
    Versions(Vec<String>),
    /// The documents follow versions of OpenAPI that give some words another meaning.
    #[error("some documents are OpenAPI 3.0, others 3.1")]
    OpenApi,
    /// A member differs between documents.
    #[error("the documents disagree on {}{}: {one} or {another}", Quoted(.pointer.as_str()), first_at(.difference))]
    Conflict {
        /// Where it belongs in the merged document.
        pointer: Pointer,
        /// Where the first two readings begin to differ, as seen from there.
        difference: Pointer,
        /// What the first one says, in words.
        one: String,
        /// What the other says, in words.
        another: String,
    },
    /// A member is not what OpenAPI says it is, which is this.
    #[error("this should be {0}")]
    Malformed(&'static str),
    /// This reference leads nowhere.
    #[error("the reference {} leads nowhere in any document", Quoted(.0))]
    DanglingReference(String),
    /// `security` names this scheme, which isn't there.
    #[error("no document defines the security scheme {}", Quoted(.0))]
    UnknownSecurityScheme(String),
    /// Different operations have this operationId.
    #[error("different operations have the operationId {}", Quoted(.0))]
    RepeatedOperationId(String),
}

fn first_at(difference: &Pointer) -> String {
    match difference.as_str() {
        "" => String::new(),
        pointer => format!(", first at {}", Quoted(pointer)),
    }
}

impl Reason for MergeReason {
    fn help(&self) -> String {
        match self {
            Self::NoDocuments => "check that the pages were fetched and extracted",
            Self::Titles(_) => "merge the documents of one API at a time",
            Self::OpenApi => "a page may be stale: fetch all of them again",
            Self::Versions(_) => "a page is stale: fetch all of them again",
            Self::Conflict { .. } => {
                "a page may be stale: fetch all of them again, or ask the publisher which one is right"
            }
            Self::Malformed(_) => "report it to the publisher: it breaks the OpenAPI 3.0 specification",
            Self::DanglingReference(_) => "add the page that has it, or report it to the publisher",
            Self::UnknownSecurityScheme(_) => {
                "add the page that has it in `components/securitySchemes`, or report it to the publisher"
            }
            Self::RepeatedOperationId(_) => "ask the publisher to rename one of them",
        }
        .to_owned()
    }
}

/// What about a merge should be looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeWarning {
    /// This reference leads out of the document.
    #[error("the reference {} leads out of the document", Quoted(.0))]
    ExternalReference(String),
    /// A discriminator maps to this schema, by its name or a reference, and it isn't there.
    #[error("a discriminator maps to {}, which is no schema of any document", Quoted(.0))]
    UnresolvedMapping(String),
    /// These path templates differ only in the names of their placeholders.
    #[error("these paths match the same requests: {}", Quoted::list(.0))]
    EquivalentPaths(Vec<String>),
    /// Path-level parameters of one document apply to operations of another that lacks them: the path template.
    #[error("path-level parameters of {} now apply to operations whose documents lack them", Quoted(.0))]
    SpreadParameters(String),
}

impl Reason for MergeWarning {
    fn help(&self) -> String {
        match self {
            Self::ExternalReference(_) => "its target isn't checked; a generator may not find it",
            Self::UnresolvedMapping(_) => {
                "add the page that has the schema, or leave it if its values never come"
            }
            Self::EquivalentPaths(_) => "ask the publisher to use one name for the placeholder",
            Self::SpreadParameters(_) => "check that these operations take the parameters",
        }
        .to_owned()
    }

    fn level(&self) -> Level {
        Level::Warning
    }
}
