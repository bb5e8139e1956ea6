//! `generate`: the generated client, the same that the client's `build.rs` compiles, as it is checked in.

use std::path::PathBuf;

use crate::{
    outcome::Failure,
    repository::{Workspace, files, merged, pregenerated},
    terminal::Terminal,
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Write nothing; fail if client/src/pregenerated.rs is not what would be written
    #[arg(long)]
    check: bool,
    /// Write the code to this file instead; `-` for stdout
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    if args.check {
        return pregenerated::check(workspace);
    }
    let Some(out) = &args.out else { return pregenerated::write(workspace, terminal) };
    let generated = merged::client(workspace)?;
    files::write_output(out, &generated.code)?;
    terminal.status("Generated", merged::summary(&generated));
    Ok(())
}
