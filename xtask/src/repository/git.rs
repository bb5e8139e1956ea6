//! What git says about the repository.

use std::{path::Path, process::Command};

use super::workspace::Workspace;

/// The output of a git command at the root, with the repository's index or another; or else git's
/// message.
pub(crate) fn git<'a>(
    workspace: &Workspace,
    index: Option<&Path>,
    args: impl IntoIterator<Item = &'a str>,
) -> Result<String, String> {
    let mut git = Command::new("git");
    git.current_dir(workspace.path("")).args(args);
    if let Some(index) = index {
        git.env("GIT_INDEX_FILE", index);
    }
    let output = git.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(message.lines().next().unwrap_or("no message").trim_start_matches("fatal: ").to_owned());
    }
    String::from_utf8(output.stdout).map_err(|_| "it isn't UTF-8".to_owned())
}
