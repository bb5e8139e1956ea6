//! `extract`: pages -> `openapi/documents`, and their merge. Pages come from files; nothing is fetched.

use std::{fs, path::PathBuf};

use collibra_client_gen::extract::{Document, extract, one_per_name};

use crate::{
    documents, files,
    files::Written,
    outcome::Failure,
    status::Status,
    workspace::{DOCUMENTS, MERGED, Workspace},
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The pages that document the API, as Markdown, all of them
    #[arg(required = true, value_name = "FILE")]
    pages: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args, workspace: &Workspace, status: &mut Status) -> Result<(), Failure> {
    let found = one_per_name(read_pages(&args.pages)?)?;
    let merged = documents::merge(&found, status)?;
    // All is known to be well: only now files change.
    for document in &found {
        let file = format!("{DOCUMENTS}/{}.json", document.name());
        write(workspace, status, &file, &document.json().to_pretty())?;
    }
    for name in documents::names(workspace)? {
        if found.iter().all(|document| document.name() != name) {
            let path = workspace.path(&format!("{DOCUMENTS}/{name}.json"));
            fs::remove_file(&path).map_err(|error| Failure::io("remove", &path, &error))?;
            status.say("Removed", format_args!("{DOCUMENTS}/{name}.json"));
        }
    }
    write(workspace, status, MERGED, &merged.document.to_pretty())
}

/// The documents of these pages, or everything that is wrong with any of them.
pub(crate) fn read_pages(pages: &[PathBuf]) -> Result<Vec<Document>, Failure> {
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

/// Writes a file of the repository and says what became of it.
pub(crate) fn write(
    workspace: &Workspace,
    status: &mut Status,
    file: &str,
    text: &str,
) -> Result<(), Failure> {
    match files::write(&workspace.path(file), text.as_bytes())? {
        Written::Changed => status.say("Wrote", file),
        Written::Unchanged => status.say("Unchanged", file),
    }
    Ok(())
}
