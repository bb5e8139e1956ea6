//! One command at a time changes the repository.

use std::{
    fs::{self, File},
    ops::Deref,
};

use fs4::{FileExt, TryLockError};

use super::Workspace;
use crate::{outcome::Failure, repository::replace, terminal::Terminal};

/// Ignored by git, and not in a folder that changes.
const LOCK: &str = "target/xtask.lock";

/// The workspace for a command that may change `openapi/`: no other does while this lives, and what a killed one left
/// is tidied up.
#[derive(Debug)]
pub(crate) struct Exclusive<'a> {
    workspace: &'a Workspace,
    /// The system lets go of the lock when the file is closed, so also when the process is killed.
    _lock: File,
}

impl Workspace {
    /// Waits until no other command changes the repository, and says so if it has to.
    pub(crate) fn exclusive(&self, terminal: &mut Terminal) -> Result<Exclusive<'_>, Failure> {
        let path = self.path(LOCK);
        let failed = |error| Failure::io("lock", &path, &error);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let lock = File::options().create(true).append(true).open(&path).map_err(failed)?;
        match FileExt::try_lock(&lock) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                terminal.status("Waiting", "for another fetch or merge to end");
                FileExt::lock(&lock).map_err(failed)?;
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        replace::repair(&self.root)?;
        Ok(Exclusive { workspace: self, _lock: lock })
    }
}

impl Deref for Exclusive<'_> {
    type Target = Workspace;

    fn deref(&self) -> &Workspace {
        self.workspace
    }
}
