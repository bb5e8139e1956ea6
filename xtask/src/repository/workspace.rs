//! The repository's root, the paths in it, and cargo at its root.

use std::{
    env,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::outcome::Failure;

/// The repository that a command works on.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The repository that the current folder is in: the nearest folder with `openapi/documents`. Not `client/`, which
    /// only links to it.
    pub(crate) fn find() -> Result<Self, Failure> {
        let current = env::current_dir()
            .map_err(|error| Failure::io("find the current folder", Path::new("."), &error))?;
        let is_root = |folder: &&Path| folder.join(DOCUMENTS).is_dir() && !folder.join(OPENAPI).is_symlink();
        let root = current.ancestors().find(is_root).ok_or_else(|| {
            Failure::new(
                "no `openapi/documents` in this folder or any parent",
                Some(&current.display().to_string()),
                "run the command inside the repository",
            )
        })?;
        Ok(Self::at(root))
    }

    /// The repository with this root.
    pub(crate) fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// A path from the repository's root, as messages show it.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A cargo command at the root.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root);
        cargo
    }

    /// Builds an example of the client, with the sandbox, and runs it in place of this process.
    pub(crate) fn run_example(&self, name: &str, args: &[OsString]) -> Result<(), Failure> {
        become_command(&mut self.example(name, args))
            .map_err(|error| Failure::io("run cargo for the example", &self.root, &error))
    }

    /// The command that builds and runs an example of the client, with the sandbox.
    pub(crate) fn example(&self, name: &str, args: &[OsString]) -> Command {
        let mut cargo = self.cargo();
        cargo.args(["run", "--quiet", "--package", "collibra-client-management"]);
        cargo.args(["--features", "sandbox", "--example", name, "--"]).args(args);
        cargo
    }
}

/// The folder of all that comes from the vendor.
pub(crate) const OPENAPI: &str = "openapi";
/// The folder of the documents as published.
pub(crate) const DOCUMENTS: &str = "openapi/documents";
/// Their merge.
pub(crate) const MERGED: &str = "openapi/client-management.json";
/// The folder of the recordings of real servers.
pub(crate) const RECORDINGS: &str = "openapi/recordings";
/// The generated client, for builds without the feature `codegen`.
pub(crate) const PREGENERATED: &str = "client/src/pregenerated.rs";
/// The client's manifest, with its version.
pub(crate) const CLIENT_MANIFEST: &str = "client/Cargo.toml";

/// What changed from version to version.
pub(crate) const CHANGELOG: &str = "CHANGELOG.md";

/// Ends this process as the command ends. Where that can be, the command takes its place, so that a signal to
/// the one is a signal to the other.
#[cfg(unix)]
fn become_command(command: &mut Command) -> io::Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec())
}

#[cfg(not(unix))]
fn become_command(command: &mut Command) -> io::Result<()> {
    std::process::exit(command.status()?.code().unwrap_or(1))
}
