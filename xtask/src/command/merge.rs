//! `merge`: documents -> one document, in the repository or for any pages.

use std::path::PathBuf;

use crate::{
    outcome::Failure,
    repository::{MERGED, Workspace, documents, files, merged},
    terminal::Terminal,
};
use collibra_client_gen::Decisions;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Write nothing; if the merged document is out of date, show the difference and exit with 3
    #[arg(long, conflicts_with_all = ["pages", "out"])]
    check: bool,
    /// Extract and merge these pages instead of openapi/documents
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "out")]
    pages: Vec<PathBuf>,
    /// Where to write the merge of `--pages`; `-` for stdout
    #[arg(long, value_name = "FILE", requires = "pages")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    if let Some(out) = &args.out {
        let documents = documents::read_pages(&args.pages, terminal)?;
        let merged = documents::merge(&documents, &Decisions::default(), terminal)?;
        files::write_output(out, &merged.document.to_pretty())?;
        terminal
            .status("Merged", format_args!("{} documents of {} pages", documents.len(), args.pages.len()));
        return Ok(());
    }
    if args.check {
        let documents = merged::check(workspace, terminal)?;
        terminal.status("Checked", format_args!("{MERGED} is the merge of {documents} documents"));
        return Ok(());
    }
    merged::write(workspace, terminal)
}
