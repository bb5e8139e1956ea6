//! Why there is no client.

use std::fmt;

use crate::{
    diagnostic::Reason, document::json::ParseError, normalize::NormalizeReason, rust::patch::PatchReason,
};

/// Why there is no client.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GenerateReason {
    /// The document isn't JSON.
    NotJson(ParseError),
    /// The document isn't an OpenAPI 3.0 document.
    NotOpenApi {
        /// What is wrong with it.
        message: String,
    },
    /// The document says something that the client can't.
    Normalize(NormalizeReason),
    /// progenitor refused the document, or panicked on it.
    Generator {
        /// What it said.
        message: String,
    },
    /// progenitor's output isn't what the rewriting expects.
    Patch(PatchReason),
    /// Two items of one name in one module, or two members of one item.
    RepeatedName {
        /// The name, with the module's.
        rust: String,
    },
    /// A `format: password` that didn't become the secret type.
    SecretLost,
}

impl GenerateReason {
    /// On one line, and no more than says what it is about: progenitor dumps whole schemas.
    pub(super) fn generator(message: &str) -> Self {
        let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
        let brief: String = line.chars().take(300).collect();
        Self::Generator { message: if brief == line { line } else { format!("{brief}…") } }
    }
}

impl fmt::Display for GenerateReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(error) => write!(f, "not JSON: {}", error.reason),
            Self::NotOpenApi { message } => write!(f, "not an OpenAPI 3.0 document: {message}"),
            Self::Normalize(reason) => write!(f, "{reason}"),
            Self::Generator { message } => write!(f, "progenitor can't generate a client: {message}"),
            Self::Patch(reason) => write!(f, "{reason}"),
            Self::RepeatedName { rust } => write!(f, "{rust:?} would be the Rust name of several things"),
            Self::SecretLost => write!(f, "this secret didn't become the secret type"),
        }
    }
}

impl Reason for GenerateReason {
    fn help(&self) -> String {
        match self {
            Self::NotJson(_) => {
                "correct the document, or write it anew with `cargo xtask merge`".to_owned()
            }
            Self::NotOpenApi { .. } => "correct the document at that place".to_owned(),
            Self::Normalize(reason) => reason.help(),
            Self::Generator { .. } => {
                "find the schema or operation it speaks of, and give it a rule in client-gen/src/normalize"
                    .to_owned()
            }
            Self::Patch(reason) => reason.help(),
            Self::RepeatedName { .. } => "ask the vendor to rename one of them".to_owned(),
            Self::SecretLost => {
                "it would be a plain string that Debug prints: give its schema a rule in client-gen/src/normalize"
                    .to_owned()
            }
        }
    }
}
