//! `serve`: the sandbox for manual tests and clients in other languages, until Ctrl-C: the client's example `serve`.

use std::ffi::OsString;
use std::path::{PathBuf, absolute};

use crate::{outcome::Failure, repository::Workspace};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Port of 127.0.0.1 to listen on; any free one by default
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Replay the recording of a real server that `probe` wrote to this file
    #[arg(long, value_name = "FILE")]
    recording: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, workspace: &Workspace) -> Result<(), Failure> {
    let mut arguments = vec![OsString::from(args.port.to_string())];
    if let Some(recording) = &args.recording {
        // The example runs at the root.
        let path = absolute(recording);
        arguments
            .push(path.map_err(|error| Failure::io("find the current folder", recording, &error))?.into());
    }
    workspace.run_example("serve", &arguments)
}
