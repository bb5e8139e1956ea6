//! Changes files of `openapi/` all at once. Whoever looks, and whenever a run is killed, the folder is wholly as it
//! was or wholly as it is to be.
//!
//! The complete new folder is made beside the old one; then the two change places in one step. Files that stay the
//! same keep the time they were written, so that nothing needs to be built again. What the files hold is for others
//! to know.

use super::workspace::{Exclusive, OPENAPI, Workspace};
use crate::{outcome::Failure, terminal::Terminal};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

/// The folder that is being made, and afterwards the one that was.
const NEW: &str = "openapi.new";
/// The folder that was, where two folders can't change places in one step.
const OLD: &str = "openapi.old";

/// What is to change. Files are named by their path from the repository's root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Change {
    write: BTreeMap<String, String>,
    remove: BTreeSet<String>,
}

impl Change {
    /// What it takes that `files` have these texts, and that those of `gone` aren't there. Equal bytes aren't written
    /// again.
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

    pub(crate) fn is_empty(&self) -> bool {
        self.write.is_empty() && self.remove.is_empty()
    }

    /// Says of each file what became of it, or what would.
    pub(crate) fn report(&self, terminal: &mut Terminal, is_dry: bool) {
        let (wrote, removed) = if is_dry { ("Would write", "Would remove") } else { ("Wrote", "Removed") };
        self.write.keys().for_each(|file| terminal.status(wrote, file));
        self.remove.iter().for_each(|file| terminal.status(removed, file));
    }

    /// Makes the change. The folder stands as it was if this fails.
    pub(crate) fn make(&self, workspace: &Exclusive<'_>) -> Result<(), Failure> {
        if self.is_empty() {
            return Ok(());
        }
        let root = workspace.path("");
        let made = self.build(&root).and_then(|()| exchange_or_rename(&root));
        // It is the old folder now, or what there is of a new one. If it can't be removed, the next run tries.
        let _ = remove_leftovers(&root);
        made.map_err(|error| Failure::io("change the folder", &root.join(OPENAPI), &error))
    }

    fn build(&self, root: &Path) -> io::Result<()> {
        self.carry_over(&root.join(OPENAPI), &root.join(NEW), OPENAPI)?;
        for (file, text) in &self.write {
            let path = root.join(NEW).join(file.strip_prefix("openapi/").unwrap_or(file));
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            let mut file = File::create(&path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
        }
        sync_folders(&root.join(NEW))
    }

    /// Everything that stays, also files that nobody knows of here: as links, which cost nothing and keep their time.
    fn carry_over(&self, from: &Path, to: &Path, name: &str) -> io::Result<()> {
        fs::create_dir(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let file = entry.file_name();
            let name = format!("{name}/{}", file.to_string_lossy());
            let (from, to) = (entry.path(), to.join(file));
            if entry.file_type()?.is_dir() {
                self.carry_over(&from, &to, &name)?;
            } else if !self.write.contains_key(&name) && !self.remove.contains(&name) {
                fs::hard_link(&from, &to).or_else(|_| copy(&from, &to))?;
            }
        }
        Ok(())
    }
}

/// A copy that was written when the original was.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    let file = File::options().write(true).open(to)?;
    file.set_modified(fs::metadata(from)?.modified()?)?;
    file.sync_all()
}

/// Ends what a killed run left: the change is completed if its folder was, and forgotten otherwise.
pub(crate) fn repair(root: &Path) -> Result<(), Failure> {
    let mended = complete_renames(root).and_then(|()| remove_leftovers(root));
    mended.map_err(|error| Failure::io("tidy up after a run that was killed", &root.join(OPENAPI), &error))
}

/// Whether a run was killed between two renames, so that there is no folder of that name.
pub(crate) fn is_interrupted(root: &Path) -> bool {
    !root.join(OPENAPI).exists() && root.join(OLD).is_dir()
}

fn complete_renames(root: &Path) -> io::Result<()> {
    if !is_interrupted(root) {
        return Ok(());
    }
    let complete = if root.join(NEW).is_dir() { NEW } else { OLD };
    fs::rename(root.join(complete), root.join(OPENAPI))
}

/// Nothing is left over as long as the folder itself isn't there.
fn remove_leftovers(root: &Path) -> io::Result<()> {
    if !root.join(OPENAPI).is_dir() {
        return Ok(());
    }
    for leftover in [NEW, OLD] {
        match fs::remove_dir_all(root.join(leftover)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn exchange_or_rename(root: &Path) -> io::Result<()> {
    match exchange(&root.join(OPENAPI), &root.join(NEW)) {
        // The system can't, or this file system.
        Err(error) if error.kind() == io::ErrorKind::Unsupported => rename_both(root)?,
        result => result?,
    }
    sync_folder(root)
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::{
        fs::{CWD, RenameFlags, renameat_with},
        io::Errno,
    };
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|error| {
        // By whichever name systems and file systems say that they can't.
        let unsupported = [Errno::NOSYS, Errno::NOTSUP, Errno::OPNOTSUPP, Errno::INVAL].contains(&error);
        if unsupported { io::ErrorKind::Unsupported.into() } else { error.into() }
    })
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The second best: between the two there is no folder of that name, and the next run completes the change.
fn rename_both(root: &Path) -> io::Result<()> {
    fs::rename(root.join(OPENAPI), root.join(OLD))?;
    fs::rename(root.join(NEW), root.join(OPENAPI))
        .inspect_err(|_| drop(fs::rename(root.join(OLD), root.join(OPENAPI))))
}

fn sync_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    sync_folder(folder)
}

/// Only Unix can open a folder for that.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests;
