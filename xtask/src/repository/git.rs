//! What git says about the repository.

use std::process::Command;

use super::workspace::Workspace;

/// The output of a git command at the root; or else why there is none, in git's words.
pub(crate) fn git<'a>(
    workspace: &Workspace,
    args: impl IntoIterator<Item = &'a str>,
) -> Result<String, String> {
    let output = Command::new("git").current_dir(workspace.path("")).args(args).output();
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(message.lines().next().unwrap_or("no message").trim_start_matches("fatal: ").to_owned());
    }
    String::from_utf8(output.stdout).map_err(|_| "it isn't UTF-8".to_owned())
}
