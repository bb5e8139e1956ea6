//! Whether the client of the new document builds, and passes its tests.

use std::process::{Command, Stdio};

use crate::{outcome::Failure, repository::Scratch, terminal::Terminal};

/// What is known about the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verified {
    /// It wasn't built.
    Not,
    Passed,
    /// It builds, but code that was written for the old one doesn't build or doesn't pass. Only a breaking change
    /// may do that.
    Builds,
}

impl Verified {
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Not => "Not built and not tested yet.",
            Self::Passed => {
                "The client builds, and the tests of the workspace pass. Not run: those of `xtask`, which have \
                 documents of their own."
            }
            Self::Builds => {
                "The client builds. **Tests or examples that were written for the old one fail**: they have to \
                 be updated before this is merged."
            }
        }
    }
}

/// All but the maintainer's commands, which would build themselves while they run. Every test that fails is shown.
const TESTS: [&str; 7] =
    ["test", "--workspace", "--exclude", "xtask", "--all-features", "--no-fail-fast", "--locked"];

/// Builds and tests the copy.
pub(crate) fn verify(scratch: &Scratch, breaks: bool, terminal: &mut Terminal) -> Result<Verified, Failure> {
    terminal.status("Building", "the new client, in target/bump");
    let build = ["build", "--package", "collibra-client-management", "--all-features", "--locked"];
    run(scratch.cargo().args(build), terminal)?.map_err(|()| {
        Failure::new(
            "the client doesn't build; nothing was changed",
            Some("client"),
            "fix the generator in client-gen/src, then run the command again",
        )
    })?;
    terminal.status("Testing", "the workspace with it, but not xtask");
    match run(scratch.cargo().args(TESTS), terminal)? {
        Ok(()) => {
            terminal.status("Passed", "all tests but those of xtask, which have documents of their own");
            Ok(Verified::Passed)
        }
        Err(()) if breaks => {
            terminal.status("Failed", "tests or examples that were written for the old client");
            Ok(Verified::Builds)
        }
        Err(()) => Err(Failure::new(
            "the tests fail, although the change isn't breaking; nothing was changed",
            Some("tests"),
            "fix what the tests found; to look at the change first, use --no-verify",
        )),
    }
}

/// Whether the command succeeds. Cargo says on stderr what it is doing; what the tests say is shown if one fails.
fn run(command: &mut Command, terminal: &mut Terminal) -> Result<Result<(), ()>, Failure> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::io("run", command.get_program().as_ref(), &error))?;
    if output.status.success() {
        return Ok(Ok(()));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    if !text.trim().is_empty() {
        terminal.print(text.trim_end());
    }
    Ok(Err(()))
}
