//! The merged document in the repository, and the client that it gives.

use collibra_client_gen::{Generated, generate};
use similar::TextDiff;

use super::{
    files,
    workspace::{MERGED, Workspace},
};
use crate::{outcome::Failure, terminal::Terminal};

/// Compares it with what it should be, and shows the difference.
pub(crate) fn check(workspace: &Workspace, expected: &str, terminal: &mut Terminal) -> Result<(), Failure> {
    let found = files::read_text(&workspace.path(MERGED))?;
    if found == expected {
        return Ok(());
    }
    let diff = TextDiff::from_lines(found.as_str(), expected);
    terminal.print(diff.unified_diff().header(MERGED, "the merge of openapi/documents"));
    Err(Failure::out_of_date(
        "the merged document isn't the merge of the documents",
        Some(MERGED),
        "run `cargo xtask merge`",
    ))
}

/// The client that it gives.
pub(crate) fn client(workspace: &Workspace) -> Result<Generated, Failure> {
    Ok(generate(MERGED, &files::read_text(&workspace.path(MERGED))?)?)
}
