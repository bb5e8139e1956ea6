//! Whether the client of the new document builds, and passes its tests.

use std::process::Command;

use crate::{outcome::Failure, repository::scratch::Scratch, terminal::Terminal};

/// What is known of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verified {
    /// Nobody looked.
    Not,
    Passed,
    /// It builds, but code that was written for the old one doesn't build or doesn't pass. Only a breaking change may
    /// come that far.
    Builds,
}

impl Verified {
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Not => "Not built and not tested yet.",
            Self::Passed => "The client builds, and all tests pass.",
            Self::Builds => {
                "The client builds. **Tests or examples that were written for the old one fail**: they have to \
                 follow before this is merged."
            }
        }
    }
}

const ALL: [&str; 5] = ["--workspace", "--exclude", "xtask", "--all-features", "--locked"];

/// Builds and tests the copy. The maintainer's commands aren't part of what changes.
pub(crate) fn verify(scratch: &Scratch, breaks: bool, terminal: &mut Terminal) -> Result<Verified, Failure> {
    terminal.status("Building", "the client of the new document, in target/bump");
    let build = ["build", "--quiet", "--package", "collibra-client-management", "--all-features", "--locked"];
    run(scratch.cargo().args(build), terminal)?.map_err(|()| {
        Failure::new(
            "the client can't be built; nothing was changed",
            Some("client"),
            "mend the generator, in client-gen/src, then run it again",
        )
    })?;
    terminal.status("Testing", "it, with the tests of the workspace");
    match run(scratch.cargo().args(["test", "--quiet"]).args(ALL), terminal)? {
        Ok(()) => Ok(Verified::Passed),
        Err(()) if breaks => {
            terminal.status("Failed", "tests or examples that were written for the old client");
            Ok(Verified::Builds)
        }
        Err(()) => Err(Failure::new(
            "the tests fail, though the change breaks nobody; nothing was changed",
            Some("tests"),
            "mend what the tests found; to look at the change first, run it with --no-verify",
        )),
    }
}

/// Whether the command succeeds; what it said is shown if it doesn't.
fn run(command: &mut Command, terminal: &mut Terminal) -> Result<Result<(), ()>, Failure> {
    let output =
        command.output().map_err(|error| Failure::io("run", command.get_program().as_ref(), &error))?;
    if output.status.success() {
        return Ok(Ok(()));
    }
    for said in [&output.stdout, &output.stderr] {
        let text = String::from_utf8_lossy(said);
        if !text.trim().is_empty() {
            terminal.print(text.trim_end());
        }
    }
    Ok(Err(()))
}
