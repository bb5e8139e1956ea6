//! The documents of one folder, each in a file of its name.

use std::collections::BTreeMap;

use super::{Document, document::sort};
use crate::diagnostic::{Diagnostic, Diagnostics, Quoted, Reason};

/// Why documents can't be kept in one folder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameReason {
    /// Unequal documents have this name.
    #[error("different documents have the same name, {}", Quoted(.0))]
    Repeated(String),
    /// These names differ in nothing but upper and lower case, which many file systems don't tell apart.
    #[error("only upper and lower case tell these names apart: {}", Quoted::list(.0))]
    OnlyCase(Vec<String>),
}

impl Reason for NameReason {
    fn help(&self) -> String {
        match self {
            Self::Repeated(_) => {
                "one of the pages may be stale: leave it out, or ask the publisher which one is right"
            }
            Self::OnlyCase(_) => {
                "they would be one file on Windows and macOS: ask the publisher to rename an operation"
            }
        }
        .to_owned()
    }
}

/// The documents sorted by name, one for each: what a folder of them holds. Of equal documents that are
/// spelled differently it is the same one whatever their order.
///
/// # Errors
/// Every name that unequal documents have, and all that differ only in case.
pub fn one_per_name(documents: Vec<Document>) -> Result<Vec<Document>, Diagnostics<NameReason>> {
    let mut documents = documents;
    sort(&mut documents);
    let mut by_folded_name: BTreeMap<String, Vec<Document>> = BTreeMap::new();
    for document in documents {
        by_folded_name.entry(document.name().to_lowercase()).or_default().push(document);
    }

    let mut problems = Vec::new();
    let mut kept = Vec::new();
    for mut same in by_folded_name.into_values() {
        same.dedup_by(|next, kept| next.name() == kept.name() && next.json() == kept.json());
        if let [_, _, ..] = same.as_slice() {
            let at: Vec<_> = same.iter().map(Document::location).collect();
            let mut names: Vec<_> = same.iter().map(|document| document.name().to_owned()).collect();
            names.dedup();
            problems.push(match names.as_slice() {
                [name] => Diagnostic::new(NameReason::Repeated(name.clone()), at),
                _ => Diagnostic::new(NameReason::OnlyCase(names), at),
            });
        }
        kept.append(&mut same);
    }
    kept.sort_by(|a, b| a.name().cmp(b.name()));
    Diagnostics::or(problems, kept)
}
