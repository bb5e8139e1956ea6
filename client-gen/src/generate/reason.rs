//! Why there is no client.

use crate::{
    diagnostic::{Kind, Reason},
    document::json::ParseError,
    normalize::NormalizeReason,
    rust::patch::PatchReason,
};

/// Why there is no client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateReason {
    /// The document isn't JSON.
    #[error("not JSON: {}", .0.reason)]
    NotJson(ParseError),
    /// The document isn't an OpenAPI 3.0 document: what is wrong with it.
    #[error("not an OpenAPI 3.0 document: {0}")]
    NotOpenApi(String),
    /// The document says something that the client can't.
    #[error("{0}")]
    Normalize(NormalizeReason),
    /// progenitor refused the document, or panicked on it, and said this.
    #[error("progenitor can't generate a client: {0}")]
    Generator(String),
    /// progenitor's output isn't what the rewriting expects.
    #[error("{0}")]
    Patch(PatchReason),
    /// Two items of this name in one module, which is named too, or two members of one item.
    #[error("{0:?} would be the Rust name of several things")]
    RepeatedName(String),
    /// A `format: password` that didn't become the secret type.
    #[error("this secret didn't become the secret type")]
    SecretLost,
}

impl GenerateReason {
    /// On one line, and no more than says what it is about: progenitor dumps whole schemas.
    pub(super) fn generator(message: &str) -> Self {
        let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
        let brief: String = line.chars().take(300).collect();
        Self::Generator(if brief == line { line } else { format!("{brief}…") })
    }
}

impl Reason for GenerateReason {
    fn help(&self) -> String {
        match self {
            Self::NotJson(_) => {
                "correct the document, or write it anew with `cargo xtask merge`".to_owned()
            }
            Self::NotOpenApi(_) => "correct the document at that place".to_owned(),
            Self::Normalize(reason) => reason.help(),
            Self::Generator(_) => {
                "find the schema or operation it speaks of, and give it a rule in client-gen/src/normalize"
                    .to_owned()
            }
            Self::Patch(reason) => reason.help(),
            Self::RepeatedName(_) => "ask the vendor to rename one of them".to_owned(),
            Self::SecretLost => {
                "it would be a plain string that Debug prints: give its schema a rule in client-gen/src/normalize"
                    .to_owned()
            }
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Normalize(reason) => reason.kind(),
            Self::Patch(reason) => reason.kind(),
            other => Kind::of(other),
        }
    }
}
