//! The documents in `openapi/documents`, and their merge in memory.

use super::{
    files,
    workspace::{DOCUMENTS, Workspace},
};
use crate::{outcome::Failure, terminal::Terminal};
use collibra_client_gen::{
    diagnostic::{Diagnostics, List},
    extract::Document,
    merge::{self, Merged},
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

/// The file of a document, from the repository's root.
pub(crate) fn file(name: &str) -> String {
    format!("{DOCUMENTS}/{name}.json")
}

/// The names of the documents in the folder, without `.json`, sorted.
pub(crate) fn names(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let files = files::names(&workspace.path(DOCUMENTS))?;
    Ok(files.iter().filter_map(|file| file.strip_suffix(".json").map(str::to_owned)).collect())
}

/// Merges, and prints the warnings.
pub(crate) fn merge(documents: &[Document], terminal: &mut Terminal) -> Result<Merged, Failure> {
    let merged = merge::merge(documents).map_err(|diagnostics: Diagnostics<_>| Failure::from(diagnostics))?;
    if !merged.warnings.is_empty() {
        terminal.print(List(&merged.warnings));
    }
    Ok(merged)
}
