//! `generate`: the generated client as text, the same that the client's `build.rs` compiles.

use std::path::PathBuf;

use super::merge;
use crate::{
    outcome::Failure,
    repository::{
        files,
        workspace::{MERGED, Workspace},
    },
    status::Status,
};
use collibra_client_gen::{Generated, generate};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Where to write it; `-` for stdout
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args, workspace: &Workspace, status: &mut Status) -> Result<(), Failure> {
    let generated = from_merged(workspace)?;
    merge::write_result(&args.out, &generated.code)?;
    status.say("Generated", summary(&generated));
    Ok(())
}

/// The client of the merged document in the repository.
pub(crate) fn from_merged(workspace: &Workspace) -> Result<Generated, Failure> {
    let document = files::read_text(&workspace.path(MERGED))?;
    Ok(generate(MERGED, &document)?)
}

/// What was generated, in a line.
pub(crate) fn summary(generated: &Generated) -> String {
    format!(
        "API {}: {} operations, {} servers, {} lines of Rust",
        generated.api_version,
        generated.operations.len(),
        generated.servers.len(),
        generated.code.lines().count(),
    )
}
