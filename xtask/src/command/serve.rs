//! `serve`: the sandbox for manual tests and clients in other languages, until Ctrl-C: the client's example `serve`.

use crate::{outcome::Failure, repository::Workspace};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Port of 127.0.0.1 to listen on; any free one by default
    #[arg(long, default_value_t = 0)]
    port: u16,
}

pub(crate) fn run(args: &Args, workspace: &Workspace) -> Result<(), Failure> {
    workspace.run_example("serve", &[args.port.to_string()])
}
