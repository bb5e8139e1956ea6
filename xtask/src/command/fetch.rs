//! `fetch`: the current pages, written to `openapi/`.

use crate::{
    fetch::{self, Options},
    outcome::Failure,
    repository::{OPENAPI, Workspace},
    terminal::Terminal,
};

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    options: Options,
    /// Report what would change, without changing anything
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(args: &Args, workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    let mut fetched = fetch::fetch(&args.options, workspace, terminal)?;
    fetched.generate(workspace, terminal)?;
    let change = fetched.change(workspace)?;
    if change.is_empty() {
        terminal.status("Unchanged", format_args!("{OPENAPI}: {}", fetched.summary()));
        return Ok(());
    }
    if !args.dry_run {
        change.apply(workspace)?;
    }
    change.report(terminal, args.dry_run);
    if !args.dry_run {
        terminal.status("Fetched", fetched.summary());
    }
    Ok(())
}
