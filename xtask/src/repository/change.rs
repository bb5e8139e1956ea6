//! Files that change together. Each is written whole or not at all, and the lock file last, so that a change that was
//! cut off is one that `check` reports and the next `fetch` completes. Taking it back is git's work.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use super::{files, lock_file::LOCK, workspace::Workspace};
use crate::{outcome::Failure, terminal::Terminal};

/// What is to change. Files are named by their path from the repository's root.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    pub(crate) write: BTreeMap<String, String>,
    pub(crate) remove: BTreeSet<String>,
}

impl Change {
    /// What it takes that `files` have these texts, and that those of `gone` aren't there.
    pub(crate) fn new(
        workspace: &Workspace,
        files: BTreeMap<String, String>,
        gone: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut write = files;
        write
            .retain(|file, text| !fs::read(workspace.path(file)).is_ok_and(|found| found == text.as_bytes()));
        Self { write, remove: gone.into_iter().collect() }
    }

    /// Both.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.write.extend(other.write);
        self.remove.extend(other.remove);
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.write.is_empty() && self.remove.is_empty()
    }

    /// Makes the change, file by file.
    pub(crate) fn apply(&self, workspace: &Workspace) -> Result<(), Failure> {
        let (lock, others): (Vec<_>, Vec<_>) = self.write.iter().partition(|(file, _)| *file == LOCK);
        for (file, text) in others {
            files::write(&workspace.path(file), text.as_bytes())?;
        }
        for file in &self.remove {
            let path = workspace.path(file);
            fs::remove_file(&path).map_err(|error| Failure::io("remove", &path, &error))?;
        }
        for (file, text) in lock {
            files::write(&workspace.path(file), text.as_bytes())?;
        }
        Ok(())
    }

    /// Says of each file what became of it, or what would.
    pub(crate) fn report(&self, terminal: &mut Terminal, is_dry: bool) {
        let (wrote, removed) = if is_dry { ("Would write", "Would remove") } else { ("Wrote", "Removed") };
        self.write.keys().for_each(|file| terminal.status(wrote, file));
        self.remove.iter().for_each(|file| terminal.status(removed, file));
    }
}
