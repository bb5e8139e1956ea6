//! A copy of the tree to try a change in. It stands in `target/`, shares its builds, and goes when it is dropped.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use super::{git::git, workspace::Workspace};
use crate::outcome::Failure;

const FOLDER: &str = "target/bump";

pub(crate) struct Scratch {
    workspace: Workspace,
    /// Where the builds of the tree itself are.
    target: PathBuf,
}

impl Scratch {
    /// Copies every file that git knows or would add.
    pub(crate) fn copy(of: &Workspace) -> Result<Self, Failure> {
        let root = of.path(FOLDER);
        let failed = |error: io::Error| Failure::io("copy the tree", &root, &error);
        remove(&root).map_err(failed)?;
        let args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let files = git(of, args).map_err(|what| failed(io::Error::other(what)))?;
        let scratch = Self {
            workspace: Workspace::at(&root),
            target: std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| of.path("target"), PathBuf::from),
        };
        for file in files.split('\0').filter(|file| !file.is_empty()) {
            copy(&of.path(file), &root.join(file)).map_err(failed)?;
        }
        Ok(scratch)
    }

    pub(crate) fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// A cargo command on the copy, as on the tree itself.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = self.workspace.cargo();
        cargo.env("CARGO_TARGET_DIR", &self.target).env("RUST_BACKTRACE", "0");
        cargo
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // If it can't be removed, the next one tries.
        let _ = remove(&self.workspace.path(""));
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A file, or a symlink as one. What git knows may be gone.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let Ok(there) = fs::symlink_metadata(from) else { return Ok(()) };
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    if there.is_symlink() { link(&fs::read_link(from)?, from, to) } else { fs::copy(from, to).map(drop) }
}

#[cfg(unix)]
fn link(target: &Path, _from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, to)
}

#[cfg(windows)]
fn link(target: &Path, from: &Path, to: &Path) -> io::Result<()> {
    use std::os::windows::fs::{symlink_dir, symlink_file};
    if from.is_dir() { symlink_dir(target, to) } else { symlink_file(target, to) }
}
