//! Why documents don't merge, and what about the merge should be looked at.

use std::fmt;

use crate::diagnostic::{Level, Quoted, Reason};
use crate::document::pointer::Pointer;

/// Why documents don't merge.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MergeReason {
    /// There is nothing to merge.
    NoDocuments,
    /// The documents describe different APIs.
    Titles {
        /// The titles, quoted.
        titles: Vec<String>,
    },
    /// The documents describe different versions of the API.
    Versions {
        /// The versions, quoted.
        versions: Vec<String>,
    },
    /// A member differs between documents.
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
    /// A member is not what OpenAPI says.
    Malformed {
        /// What OpenAPI says it is.
        expected: &'static str,
    },
    /// A reference leads nowhere.
    DanglingReference {
        /// The reference.
        reference: String,
    },
    /// `security` names a scheme that isn't there.
    UnknownSecurityScheme {
        /// The scheme's name.
        scheme: String,
    },
    /// Different operations have the same operationId.
    RepeatedOperationId {
        /// That operationId.
        operation_id: String,
    },
}

impl fmt::Display for MergeReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDocuments => write!(f, "there are no documents to merge"),
            Self::Titles { titles } => {
                write!(f, "the documents describe {} APIs: {}", titles.len(), titles.join(", "))
            }
            Self::Versions { versions } => {
                write!(
                    f,
                    "the documents describe {} versions of the API: {}",
                    versions.len(),
                    versions.join(", ")
                )
            }
            Self::Conflict { pointer, difference, one, another } => {
                write!(f, "the documents disagree on {}", Quoted(pointer.as_str()))?;
                if *difference != Pointer::default() {
                    write!(f, ", first at {}", Quoted(difference.as_str()))?;
                }
                write!(f, ": {one} or {another}")
            }
            Self::Malformed { expected } => write!(f, "this should be {expected}"),
            Self::DanglingReference { reference } => {
                write!(f, "the reference {} leads nowhere in any document", Quoted(reference))
            }
            Self::UnknownSecurityScheme { scheme } => {
                write!(f, "no document defines the security scheme {}", Quoted(scheme))
            }
            Self::RepeatedOperationId { operation_id } => {
                write!(f, "different operations have the operationId {}", Quoted(operation_id))
            }
        }
    }
}

impl Reason for MergeReason {
    fn help(&self) -> String {
        match self {
            Self::NoDocuments => "check that the pages were fetched and extracted",
            Self::Titles { .. } => "merge the documents of one API at a time",
            Self::Versions { .. } => "a page is stale: fetch all of them again",
            Self::Conflict { .. } => {
                "a page may be stale: fetch all of them again, or ask the publisher which one is right"
            }
            Self::Malformed { .. } => "report it to the publisher: it breaks the OpenAPI 3.0 specification",
            Self::DanglingReference { .. } => "add the page that has it, or report it to the publisher",
            Self::UnknownSecurityScheme { .. } => {
                "add the page that has it in `components/securitySchemes`, or report it to the publisher"
            }
            Self::RepeatedOperationId { .. } => "ask the publisher to rename one of them",
        }
        .to_owned()
    }
}

/// What about a merge should be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MergeWarning {
    /// A reference leads out of the document.
    ExternalReference {
        /// The reference.
        reference: String,
    },
    /// A discriminator maps to a schema that isn't there.
    UnresolvedMapping {
        /// The schema's name or reference.
        schema: String,
    },
    /// Path templates differ only in the names of their placeholders.
    EquivalentPaths {
        /// The path templates.
        paths: Vec<String>,
    },
    /// Path-level parameters of one document apply to operations of another that lacks them.
    SpreadParameters {
        /// The path template.
        path: String,
    },
}

impl fmt::Display for MergeWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExternalReference { reference } => {
                write!(f, "the reference {} leads out of the document", Quoted(reference))
            }
            Self::UnresolvedMapping { schema } => {
                write!(f, "a discriminator maps to {}, which is no schema of any document", Quoted(schema))
            }
            Self::EquivalentPaths { paths } => {
                let paths: Vec<_> = paths.iter().map(|path| Quoted(path).to_string()).collect();
                write!(f, "these paths match the same requests: {}", paths.join(", "))
            }
            Self::SpreadParameters { path } => {
                write!(
                    f,
                    "path-level parameters of {} now apply to operations whose documents lack them",
                    Quoted(path)
                )
            }
        }
    }
}

impl Reason for MergeWarning {
    fn help(&self) -> String {
        match self {
            Self::ExternalReference { .. } => "its target isn't checked; a generator may not find it",
            Self::UnresolvedMapping { .. } => {
                "add the page that has the schema, or leave it if its values never come"
            }
            Self::EquivalentPaths { .. } => "ask the publisher to use one name for the placeholder",
            Self::SpreadParameters { .. } => "check that these operations take the parameters",
        }
        .to_owned()
    }

    fn level(&self) -> Level {
        Level::Warning
    }
}
