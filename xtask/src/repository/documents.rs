//! The documents in `openapi/documents`, and their merge in memory.

use super::{
    files,
    workspace::{DOCUMENTS, Workspace},
};
use crate::{outcome::Failure, terminal::Terminal};
use collibra_client_gen::{
    diagnostic::Diagnostics,
    extract::Document,
    merge::{self, Merged},
};

/// Every document of the folder, sorted by name.
///
/// Everything that is wrong with any of them is one failure.
pub(crate) fn read(workspace: &Workspace) -> Result<Vec<Document>, Failure> {
    let mut documents = Vec::new();
    let mut failures = Vec::new();
    for name in names(workspace)? {
        let file = format!("{DOCUMENTS}/{name}.json");
        let bytes = files::read(&workspace.path(&file))?;
        match Document::read(&file, &name, &bytes) {
            Ok(document) => documents.push(document),
            Err(problems) => failures.push(problems.into()),
        }
    }
    Failure::all(failures)?;
    Ok(documents)
}

/// The names of the documents in the folder, without `.json`, sorted.
pub(crate) fn names(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let files = files::names(&workspace.path(DOCUMENTS))?;
    Ok(files.iter().filter_map(|file| file.strip_suffix(".json").map(str::to_owned)).collect())
}

/// Merges and says what should be looked at.
pub(crate) fn merge(documents: &[Document], terminal: &mut Terminal) -> Result<Merged, Failure> {
    let merged = merge::merge(documents).map_err(|problems: Diagnostics<_>| Failure::from(problems))?;
    for warning in &merged.warnings {
        terminal.print(warning);
    }
    Ok(merged)
}
