//! A copy of the tree to try a change in. It is in `target/`, shares its builds, and goes when it is dropped.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use super::{git::git, workspace::Workspace};
use crate::outcome::Failure;

pub(crate) struct Scratch {
    workspace: Workspace,
    /// Where the builds of the tree itself are.
    target: PathBuf,
}

impl Scratch {
    /// Copies every file that git knows or would add, as it is in the tree, to a folder of this name in `target/`.
    pub(crate) fn copy(of: &Workspace, name: &str) -> Result<Self, Failure> {
        let folder = format!("target/{name}");
        let root = of.path(&folder);
        let failed = |error: io::Error| Failure::io("copy the tree", &root, &error);
        remove(&root).map_err(failed)?;
        fs::create_dir_all(&root).map_err(failed)?;
        let scratch = Self {
            workspace: Workspace::at(&root),
            target: std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| of.path("target"), PathBuf::from),
        };
        // Beside it; the repository's own index stays as it is.
        let index = of.path(&format!("{folder}.index"));
        let prefix = format!("--prefix={folder}/");
        for args in [&["read-tree", "--empty"][..], &["add", "--all"], &["checkout-index", "--all", &prefix]]
        {
            git(of, Some(&index), args.iter().copied()).map_err(|what| failed(io::Error::other(what)))?;
        }
        fs::remove_file(&index).map_err(failed)?;
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
