//! `generate`: the generated client as text, the same that the client's `build.rs` compiles.

use std::path::PathBuf;

use crate::{
    outcome::Failure,
    repository::{Workspace, files, merged},
    terminal::Terminal,
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Where to write the code; `-` for stdout
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args, workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    let generated = merged::client(workspace)?;
    files::write_output(&args.out, &generated.code)?;
    terminal.status("Generated", merged::summary(&generated));
    Ok(())
}
