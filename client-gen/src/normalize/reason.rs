//! Why a document can't be normalized.

use std::fmt;

use crate::{diagnostic::Reason, document::template::TemplateError};

/// Why a document can't be turned into Rust without changing what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NormalizeReason {
    /// A reference to something that isn't there.
    DanglingReference {
        /// The reference.
        reference: String,
    },
    /// A reference out of the document, or to a place that isn't a component of the fitting kind.
    ForeignReference {
        /// The reference.
        reference: String,
    },
    /// A reference or an `allOf` that comes back to itself.
    Cycle {
        /// What comes back.
        reference: String,
    },
    /// A member that holds something else than OpenAPI says.
    Malformed {
        /// Its name.
        member: String,
        /// What it should hold.
        expected: &'static str,
    },
    /// A schema that no Rust type can be made of.
    UnsupportedSchema {
        /// What is not supported about it.
        why: &'static str,
    },
    /// A method that the HTTP library has no call for.
    UnsupportedMethod {
        /// The method.
        method: &'static str,
    },
    /// A path template that isn't one.
    PathTemplate {
        /// What is wrong with it.
        why: TemplateError,
    },
    /// A placeholder without parameter, or a path parameter without placeholder.
    UnmatchedPathParameter {
        /// The name.
        name: String,
    },
    /// A parameter that can't be sent as documented.
    UnsupportedParameter {
        /// Its name.
        name: String,
        /// What is not supported about it.
        why: &'static str,
    },
    /// A request body of which no media type is supported.
    UnsupportedBody {
        /// The media types.
        media_types: String,
    },
    /// Success responses of which some are JSON and some are not.
    MixedResponses,
    /// Several names of the document that become one name in Rust.
    NameClash {
        /// The name in Rust.
        rust: String,
        /// What the names name.
        what: &'static str,
    },
}

impl fmt::Display for NormalizeReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DanglingReference { reference } => write!(f, "{reference:?} points at nothing"),
            Self::ForeignReference { reference } => {
                write!(f, "{reference:?} doesn't point at a component of this document that fits here")
            }
            Self::Cycle { reference } => write!(f, "{reference:?} is defined by itself"),
            Self::Malformed { member, expected } => write!(f, "{member:?} should be {expected}"),
            Self::UnsupportedSchema { why } => write!(f, "the schema {why}"),
            Self::UnsupportedMethod { method } => write!(f, "the method {method:?} can't be called"),
            Self::PathTemplate { why } => write!(f, "the path template {why}"),
            Self::UnmatchedPathParameter { name } => {
                write!(f, "{name:?} is not both a placeholder of the path template and a path parameter")
            }
            Self::UnsupportedParameter { name, why } => write!(f, "the parameter {name:?} {why}"),
            Self::UnsupportedBody { media_types } => {
                write!(f, "a request body of {media_types} can't be sent")
            }
            Self::MixedResponses => write!(f, "some success responses are JSON and some are not"),
            Self::NameClash { rust, what } => write!(f, "{rust:?} would be the Rust name of several {what}"),
        }
    }
}

impl Reason for NormalizeReason {
    fn help(&self) -> String {
        match self {
            Self::DanglingReference { .. } | Self::ForeignReference { .. } => {
                "define it under `components`; references out of the document are not followed"
            }
            Self::Cycle { .. } => "break the cycle: a value of this type could never end",
            Self::Malformed { .. } => "correct the document at that place",
            Self::UnsupportedSchema { .. } => {
                "ask the vendor to say it another way, or give it a rule in client-gen/src/normalize"
            }
            Self::UnsupportedMethod { .. } => "leave the operation out, or call it by hand",
            Self::PathTemplate { .. } => "a template starts with `/` and holds each `{name}` once",
            Self::UnmatchedPathParameter { .. } => {
                "declare it in `parameters` with `in: path`, or take it out of the template"
            }
            Self::UnsupportedParameter { .. } => {
                "teach the generator how to send it (client-gen/src/normalize/parameter.rs), or ask the vendor"
            }
            Self::UnsupportedBody { .. } => {
                "supported are application/json, application/x-www-form-urlencoded, text/plain and \
                 application/octet-stream"
            }
            Self::MixedResponses => {
                "ask the vendor for one media type, or teach client-gen/src/normalize/response.rs"
            }
            Self::NameClash { .. } => "ask the vendor to rename one of them",
        }
        .to_owned()
    }
}
