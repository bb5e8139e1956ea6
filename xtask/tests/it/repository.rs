//! A repository of a test's own, and the commands in it: `openapi/` alone, or a clone of all that is in the work tree.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::SystemTime,
};

use tempfile::TempDir;

pub(crate) const MERGED: &str = "openapi/client-management.json";

pub(crate) struct Repository {
    folder: PathBuf,
    _temporary: Option<TempDir>,
}

/// What a run of a command did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Every file with its bytes and the time it was written.
pub(crate) type State = BTreeMap<PathBuf, (Vec<u8>, SystemTime)>;

impl Repository {
    fn temporary() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        Self { folder: temporary.path().to_owned(), _temporary: Some(temporary) }
    }

    /// The documents of version 1.2.0, whatever the newest one is, as they were fetched from [`page`] in `pages/`.
    pub(crate) fn fetched() -> Self {
        let repository = Self::temporary();
        copy(&fixture(), &repository.path("openapi"), &[]);
        repository.list(&["client-management"]);
        repository.write("pages/client-management.md", &page("1.2.0"));
        let ran = repository.fetch(&["--from", "pages"]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        repository
    }

    /// A clone of this repository where everything is committed.
    pub(crate) fn clone_here() -> Self {
        Self::temporary().cloned()
    }

    /// A clone that a build happens in. It is where the test's last one was, so that what is built takes the place of
    /// what was built then.
    pub(crate) fn clone_to_build(test: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        Self { folder, _temporary: None }.cloned()
    }

    fn cloned(self) -> Self {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &self.folder, &["target", ".git"]);
        self.git(&["init", "--quiet"]);
        self.commit();
        self
    }

    pub(crate) fn commit(&self) {
        self.git(&["add", "--all"]);
        let author = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
        self.git(&[&author[..], &["commit", "--quiet", "--no-gpg-sign", "--message", "As it is"]].concat());
    }

    pub(crate) fn git(&self, args: &[&str]) -> String {
        let output = Command::new("git").args(args).current_dir(&self.folder).output().unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What differs from what is committed, one file per line: `M` changed, `??` new, `D` removed.
    pub(crate) fn changed(&self) -> String {
        self.git(&["status", "--porcelain", "--untracked-files=all"])
    }

    /// Lists these pages, and none besides.
    pub(crate) fn list(&self, pages: &[&str]) {
        let table =
            |name: &&str| format!("[[page]]\nname = \"{name}\"\nurl = \"https://example.com/{name}.md\"\n\n");
        self.write("openapi/sources.toml", &pages.iter().map(table).collect::<String>());
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        fs::write(self.path(file), text).unwrap();
    }

    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file} has no {from:?}");
        self.write(file, &text.replacen(from, to, 1));
    }

    /// The names of the documents.
    pub(crate) fn documents(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("openapi/documents")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The client's version.
    pub(crate) fn version(&self) -> String {
        let manifest = self.read("client/Cargo.toml");
        let line = manifest.lines().find_map(|line| line.strip_prefix("version = "));
        line.unwrap().trim_matches('"').to_owned()
    }

    pub(crate) fn state(&self) -> State {
        let mut state = State::new();
        read_all(&self.folder, &mut state);
        state
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        // The builds of the repository itself serve here too.
        let target = Path::new(env!("CARGO_BIN_EXE_xtask")).ancestors().nth(2).unwrap();
        let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
        xtask.args(args).current_dir(&self.folder).stdin(Stdio::null()).env("CARGO_TARGET_DIR", target);
        xtask
    }

    pub(crate) fn xtask(&self, args: &[&str]) -> Ran {
        Ran::of(&mut self.command(args))
    }

    pub(crate) fn fetch(&self, args: &[&str]) -> Ran {
        self.xtask(&[&["fetch"], args].concat())
    }
}

impl Ran {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        Self { code: output.status.code(), stdout, stderr }
    }
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/openapi")
}

/// A document as it is published.
pub(crate) fn document(name: &str) -> String {
    fs::read_to_string(fixture().join(format!("documents/{name}.json"))).unwrap()
}

/// A page with these documents.
pub(crate) fn page_of(documents: &[String]) -> String {
    let fences = documents.iter().map(|document| format!("## An operation\n\n```json\n{document}```\n\n"));
    format!("# Client Management\n\n{}", fences.collect::<String>())
}

/// The page, with this version of the API.
pub(crate) fn page(version: &str) -> String {
    let documents = ["getClient", "updateClient", "deleteClient"].map(document);
    page_of(&documents).replace("\"1.2.0\"", &format!("\"{version}\""))
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

fn read_all(folder: &Path, state: &mut State) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            read_all(&path, state);
        } else {
            let written = entry.metadata().unwrap().modified().unwrap();
            state.insert(path.clone(), (fs::read(&path).unwrap(), written));
        }
    }
}
