//! The documents in `openapi/documents`, and their merge in memory.

use std::{collections::BTreeSet, path::PathBuf};

use super::{
    decisions::to_hold,
    files,
    workspace::{DOCUMENTS, Workspace},
};
use crate::{outcome::Failure, terminal::Terminal};
use collibra_client_gen::{
    Decisions,
    diagnostic::{Diagnostics, List, Location},
    extract::{Document, extract},
    merge::{self, MergeReason, Merged},
};

/// Every document of the folder, sorted by name.
///
/// All their diagnostics are one failure.
pub(crate) fn read(workspace: &Workspace) -> Result<Vec<Document>, Failure> {
    let mut documents = Vec::new();
    let mut failures = Vec::new();
    for name in names(workspace)? {
        let file = file(&name);
        let bytes = files::read(&workspace.path(&file))?;
        match Document::read(&file, &name, &bytes) {
            Ok(document) => documents.push(document),
            Err(diagnostics) => failures.push(diagnostics.into()),
        }
    }
    Failure::all(failures)?;
    Ok(documents)
}

/// The documents of these pages, or all their diagnostics.
pub(crate) fn read_pages(pages: &[PathBuf], terminal: &mut Terminal) -> Result<Vec<Document>, Failure> {
    let mut found = Vec::new();
    let mut failures = Vec::new();
    for page in pages {
        match extract(&page.display().to_string(), &files::read(page)?) {
            Ok(page) => {
                if !page.unread.is_empty() {
                    terminal.print(List(&page.unread));
                }
                found.extend(page.documents);
            }
            Err(diagnostics) => failures.push(diagnostics.into()),
        }
    }
    Failure::all(failures)?;
    Ok(found)
}

/// The places of the faults that can be accepted.
fn acceptable(diagnostics: &Diagnostics<MergeReason>) -> Vec<String> {
    let faults = diagnostics.as_slice().iter().filter(|diagnostic| diagnostic.reason.can_be_accepted());
    let places = faults.flat_map(|fault| &fault.at).filter_map(|at| match at {
        Location::Pointer { pointer, .. } => Some(format!("#{}", pointer.as_str())),
        _ => None,
    });
    places.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The file of a document, from the repository's root.
pub(crate) fn file(name: &str) -> String {
    format!("{DOCUMENTS}/{name}.json")
}

/// The names of the documents in the folder, without `.json`, sorted.
pub(crate) fn names(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let files = files::names(&workspace.path(DOCUMENTS))?;
    Ok(files.iter().filter_map(|file| file.strip_suffix(".json").map(str::to_owned)).collect())
}

/// Merges as was decided, and prints the warnings.
pub(crate) fn merge(
    documents: &[Document],
    decisions: &Decisions,
    terminal: &mut Terminal,
) -> Result<Merged, Failure> {
    let merged = merge::merge_with(documents, decisions).map_err(|diagnostics| {
        let acceptable = acceptable(&diagnostics);
        let failure = Failure::from(diagnostics);
        if acceptable.is_empty() {
            return failure;
        }
        failure.and_help(&to_hold(&[decisions.hold.clone(), acceptable].concat()))
    })?;
    if !merged.warnings.is_empty() {
        terminal.print(List(&merged.warnings));
    }
    Ok(merged)
}
