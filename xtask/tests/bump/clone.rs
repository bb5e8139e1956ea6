//! A clone of the repository, as it is in the work tree, and the command in it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

pub(crate) struct Clone {
    folder: PathBuf,
    _temporary: Option<TempDir>,
}

/// What a run of the command did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stderr: String,
}

impl Clone {
    /// A clone where everything is committed.
    pub(crate) fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        Self::at(temporary.path().to_owned(), Some(temporary))
    }

    /// A clone that a build happens in. It stands where the test's last one stood, so that what is built takes the
    /// place of what was built then.
    pub(crate) fn to_build(test: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        Self::at(folder, None)
    }

    fn at(folder: PathBuf, temporary: Option<TempDir>) -> Self {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &folder, &["target", ".git"]);
        let clone = Self { folder, _temporary: temporary };
        clone.git(&["init", "--quiet"]);
        clone.commit();
        clone
    }

    pub(crate) fn commit(&self) {
        self.git(&["add", "--all"]);
        let author = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
        self.git(&[&author[..], &["commit", "--quiet", "--no-gpg-sign", "--message", "As it is"]].concat());
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::write(self.path(file), text).unwrap();
    }

    /// The client's version.
    pub(crate) fn version(&self) -> String {
        let manifest = self.read("client/Cargo.toml");
        let line = manifest.lines().find_map(|line| line.strip_prefix("version = "));
        line.unwrap().trim_matches('"').to_owned()
    }

    /// What differs from what is committed, a file a line: `M` changed, `??` new, `D` removed.
    pub(crate) fn changed(&self) -> String {
        self.git(&["status", "--porcelain", "--untracked-files=all"])
    }

    pub(crate) fn diff(&self, file: &str) -> String {
        self.git(&["diff", "--unified=0", "--", file])
    }

    pub(crate) fn xtask(&self, args: &[&str]) -> Ran {
        // The builds of the repository itself serve here too.
        let target = Path::new(env!("CARGO_BIN_EXE_xtask")).ancestors().nth(2).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(args)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target)
            .output()
            .unwrap();
        assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
        Ran { code: output.status.code(), stderr: String::from_utf8(output.stderr).unwrap() }
    }

    fn git(&self, args: &[&str]) -> String {
        let output = Command::new("git").args(args).current_dir(&self.folder).output().unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

fn copy(from: &Path, to: &Path, but: &[&str]) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type().unwrap();
        if but.iter().any(|name| entry.file_name() == *name) {
            continue;
        } else if kind.is_dir() {
            copy(&path, &to, &[]);
        } else if kind.is_symlink() && path.is_dir() {
            // A folder is linked to; a file may as well be a copy.
            link(&fs::read_link(&path).unwrap(), &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

#[cfg(unix)]
fn link(target: &Path, at: &Path) {
    std::os::unix::fs::symlink(target, at).unwrap();
}

#[cfg(windows)]
fn link(target: &Path, at: &Path) {
    std::os::windows::fs::symlink_dir(target, at).unwrap();
}
