//! The merged document in the repository, and the client that it gives.

use std::collections::BTreeMap;

use collibra_client_gen::{Decisions, Generated, extract::Document};
use similar::TextDiff;

use super::{
    change::Change,
    decisions, documents, files, sources,
    workspace::{DOCUMENTS, MERGED, Workspace},
};
use crate::{net::Catch, outcome::Failure, terminal::Terminal};

/// The documents in the repository, and the text of their merge.
fn expected(workspace: &Workspace, terminal: &mut Terminal) -> Result<(Vec<Document>, String), Failure> {
    let documents = documents::read(workspace)?;
    let merged =
        documents::merge(&documents, &sources::decisions(workspace)?, terminal)?.document.to_pretty();
    Ok((documents, merged))
}

/// Compares it with the merge of the documents in the repository, and shows the difference. Returns how many they are.
pub(crate) fn check(workspace: &Workspace, terminal: &mut Terminal) -> Result<usize, Failure> {
    let (documents, expected) = expected(workspace, terminal)?;
    let found = files::read_text(&workspace.path(MERGED))?;
    if found == expected {
        return Ok(documents.len());
    }
    let diff = TextDiff::from_lines(&found, &expected);
    terminal.print(diff.unified_diff().header(MERGED, "the merge of openapi/documents"));
    Err(Failure::out_of_date("the merged document is out of date", Some(MERGED), "run `cargo xtask merge`"))
}

/// Writes it as the merge of the documents in the repository.
pub(crate) fn write(workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    let (documents, merged) = expected(workspace, terminal)?;
    terminal.status("Merging", format_args!("{} documents of {DOCUMENTS}", documents.len()));
    let change = Change::new(workspace, BTreeMap::from([(MERGED.to_owned(), merged)]), []);
    change.apply(workspace)?;
    change.report(terminal, false);
    if change.is_empty() {
        terminal.status("Unchanged", MERGED);
    }
    Ok(())
}

/// The client that it gives.
pub(crate) fn client(workspace: &Workspace) -> Result<Generated, Failure> {
    let (document, decisions) = inputs(workspace)?;
    decisions::client(&document, &decisions)
}

/// Says what the client leaves out.
pub(crate) fn report_held(workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    let (document, decisions) = inputs(workspace)?;
    decisions::report(&document, &decisions::client(&document, &decisions)?, &decisions, &[], terminal)
}

/// The client that it gives, with as little left out as must be, and what it takes to keep that out.
pub(crate) fn catch(workspace: &Workspace, terminal: &mut Terminal) -> Result<(Generated, Change), Failure> {
    let (document, mut decisions) = inputs(workspace)?;
    let (Catch { generated, caught }, change) = decisions::catch(workspace, &document, &decisions, terminal)?;
    if !caught.is_empty() {
        decisions.hold.extend(caught.iter().map(|caught| caught.entry.clone()));
        decisions::report(&document, &generated, &decisions, &caught, terminal)?;
    }
    Ok((generated, change))
}

/// What `build.rs` reads.
fn inputs(workspace: &Workspace) -> Result<(String, Decisions), Failure> {
    Ok((files::read_text(&workspace.path(MERGED))?, decisions::read(workspace)?))
}

/// The client in a line.
pub(crate) fn summary(client: &Generated) -> String {
    format!(
        "API {}: {} operations, {} servers, {} lines of Rust",
        client.api_version,
        client.operations.len(),
        client.servers.len(),
        client.code.lines().count(),
    )
}
