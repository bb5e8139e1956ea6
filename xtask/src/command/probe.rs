//! `probe`: what a real server does that its documentation leaves open: the client's example `probe`.

use std::ffi::OsString;
use std::path::{PathBuf, absolute};

use crate::{outcome::Failure, repository::Workspace};

/// The environment names the server, as for the client's `Client::from_env`: COLLIBRA_URL, COLLIBRA_SERVER, and
/// COLLIBRA_TOKEN or COLLIBRA_CLIENT_ID and COLLIBRA_CLIENT_SECRET; COLLIBRA_TARGET_CLIENT_ID is a registered client to
/// read. Exit codes: 0 as documented, 1 failed, 4 differences found.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Don't ask before sending
    #[arg(long)]
    yes: bool,
    /// Ask for a client that doesn't exist, last. Some servers revoke the token that asks for one
    #[arg(long)]
    unknown_id: bool,
    /// How to print the report
    #[arg(long, value_parser = ["text", "json"], default_value = "text")]
    format: String,
    /// Where to write the recording
    #[arg(long, value_name = "FILE", default_value = "probe.json")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args, workspace: &Workspace) -> Result<(), Failure> {
    // The example runs at the root.
    let out =
        absolute(&args.out).map_err(|error| Failure::io("find the current folder", &args.out, &error))?;
    let mut arguments: Vec<OsString> = ["--format", &args.format, "--out"].map(OsString::from).into();
    arguments.push(out.into());
    arguments.extend(args.yes.then(|| "--yes".into()));
    arguments.extend(args.unknown_id.then(|| "--unknown-id".into()));
    workspace.run_example("probe", &arguments)
}
