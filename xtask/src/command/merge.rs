//! `merge`: documents -> one document, in the repository or for any pages.

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
};

use crate::{
    outcome::Failure,
    repository::{
        documents, files,
        replace::Change,
        workspace::{DOCUMENTS, MERGED, Workspace},
    },
    status::Status,
};
use collibra_client_gen::extract::{Document, extract};
use similar::TextDiff;

#[derive(Default, clap::Args)]
pub(crate) struct Args {
    /// Write nothing: exit with 3 and show the difference if the merged document is out of date
    #[arg(long, conflicts_with_all = ["pages", "out"])]
    check: bool,
    /// Extract and merge these pages in place of openapi/documents
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "out")]
    pages: Vec<PathBuf>,
    /// Where to write the merge of `--pages`; `-` for stdout
    #[arg(long, value_name = "FILE", requires = "pages")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, workspace: &Workspace, status: &mut Status) -> Result<(), Failure> {
    if let Some(out) = &args.out {
        let documents = read_pages(&args.pages)?;
        let merged = documents::merge(&documents, status)?;
        write_result(out, &merged.document.to_pretty())?;
        status.say("Merged", format_args!("{} documents of {} pages", documents.len(), args.pages.len()));
        return Ok(());
    }
    if args.check {
        let documents = documents::read(workspace)?;
        let merged = documents::merge(&documents, status)?.document.to_pretty();
        check(workspace, &merged, status)?;
        status.say("Checked", format_args!("{MERGED} is the merge of {} documents", documents.len()));
        return Ok(());
    }
    let workspace = workspace.exclusive(status)?;
    let documents = documents::read(&workspace)?;
    let merged = documents::merge(&documents, status)?.document.to_pretty();
    status.say("Merging", format_args!("{} documents of {DOCUMENTS}", documents.len()));
    let change = Change::new(&workspace, BTreeMap::from([(MERGED.to_owned(), merged)]), []);
    change.make(&workspace)?;
    change.say(status, false);
    if change.is_empty() {
        status.say("Unchanged", MERGED);
    }
    Ok(())
}

/// The documents of these pages, or everything that is wrong with any of them.
fn read_pages(pages: &[PathBuf]) -> Result<Vec<Document>, Failure> {
    let mut found = Vec::new();
    let mut failures = Vec::new();
    for page in pages {
        match extract(&page.display().to_string(), &files::read(page)?) {
            Ok(documents) => found.extend(documents),
            Err(problems) => failures.push(problems.into()),
        }
    }
    Failure::all(failures)?;
    Ok(found)
}

/// Holds the merged document in the repository against what it should be.
pub(crate) fn check(workspace: &Workspace, expected: &str, status: &mut Status) -> Result<(), Failure> {
    let found = files::read_text(&workspace.path(MERGED))?;
    if found == expected {
        return Ok(());
    }
    let diff = TextDiff::from_lines(found.as_str(), expected);
    status.text(diff.unified_diff().header(MERGED, "the merge of openapi/documents"));
    Err(Failure::out_of_date(
        "the merged document isn't the merge of the documents",
        Some(MERGED),
        "run `cargo xtask merge`",
    ))
}

/// Writes what a command is asked for to a file, or to stdout for `-`.
pub(crate) fn write_result(out: &Path, text: &str) -> Result<(), Failure> {
    if out == Path::new("-") {
        std::io::stdout().write_all(text.as_bytes())?;
    } else {
        files::write(out, text.as_bytes())?;
    }
    Ok(())
}
