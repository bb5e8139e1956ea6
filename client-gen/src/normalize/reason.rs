//! Why a document can't be normalized.

use crate::diagnostic::{Quoted, Reason};

/// Why a document can't be turned into Rust without changing what it says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NormalizeReason {
    /// This reference is to something that isn't there.
    #[error("{0:?} points at nothing")]
    DanglingReference(String),
    /// This reference leads out of the document, or to a place that isn't a component of the fitting kind.
    #[error("{0:?} doesn't point at a component of this document that fits here")]
    ForeignReference(String),
    /// This reference, or an `allOf` with it, comes back to itself.
    #[error("{0:?} is defined by itself")]
    Cycle(String),
    /// A member that holds something else than OpenAPI says.
    #[error("{member:?} should be {expected}")]
    Malformed {
        /// Its name.
        member: String,
        /// What it should hold.
        expected: &'static str,
    },
    /// A schema that no Rust type can be made of, with a secret in it: what is not supported about it.
    #[error("the schema {0}")]
    UnsupportedSchema(&'static str),
    /// Something that OpenAPI 3.1 says and 3.0 can't.
    #[error("{} of OpenAPI 3.1 is not supported here", Quoted(.0))]
    Unsaid(String),
    /// A variable of a server's URL that has no value.
    #[error("the server variable {name:?} {why}")]
    ServerVariable {
        /// Its name.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A number that is out of the range of `f64`, as it is spelled.
    #[error("the number {} is out of range", Quoted(.0))]
    OutOfRange(String),
    /// Several names of the document that become one name in Rust.
    #[error("{rust:?} would be the Rust name of several {what}")]
    NameClash {
        /// The name in Rust.
        rust: String,
        /// What the names name.
        what: &'static str,
    },
}

impl Reason for NormalizeReason {
    fn help(&self) -> String {
        match self {
            Self::DanglingReference(_) | Self::ForeignReference(_) => {
                "define it under `components`; references out of the document are not followed"
            }
            Self::Cycle(_) => "break the cycle: a value of this type could never end",
            Self::Malformed { .. } => "correct the document at that place",
            Self::UnsupportedSchema(_) => {
                "there is a secret in it, which `Debug` would print as part of any JSON value: hold the operations \
                 that use it, or give it a rule in client-gen/src/normalize"
            }
            Self::Unsaid(_) => {
                "ask the vendor to say it another way, or give it a rule in client-gen/src/normalize"
            }
            Self::ServerVariable { .. } => {
                "ask the vendor to declare it with a default: without a value there is no base path"
            }
            Self::OutOfRange(_) => "ask the vendor for a number that a double-precision one can hold",
            Self::NameClash { .. } => "ask the vendor to rename one of them",
        }
        .to_owned()
    }
}
