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

/// The documents of version 1.2.0, whatever the newest one is.
const OPERATIONS: [&str; 3] = ["getClient", "updateClient", "deleteClient"];

pub(crate) struct Repository {
    folder: PathBuf,
    _temporary: Option<TempDir>,
}

/// What a run of a command wrote.
#[derive(Debug)]
pub(crate) struct Ran {
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

    /// With what is fetched from [`page`] in `pages/`.
    pub(crate) fn fetched() -> Self {
        let repository = Self::temporary();
        fs::create_dir_all(repository.path("openapi/documents")).unwrap();
        repository.list(&["client-management"]);
        repository.write("pages/client-management.md", &page("1.2.0"));
        repository.fetch(&["--from", "pages"], 0);
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
        fs::create_dir_all(&folder).unwrap();
        Self { folder, _temporary: None }.cloned()
    }

    /// Takes every file that git knows or would add, as it is in the work tree.
    fn cloned(self) -> Self {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let git_dir = format!("--git-dir={}", self.path(".git").display());
        self.git(&["init", "--quiet"]);
        self.git(&["-C", root, &git_dir, "--work-tree=.", "add", "--all"]);
        self.git(&["checkout-index", "--all"]);
        self.commit();
        self
    }

    pub(crate) fn commit(&self) {
        self.git(&["add", "--all"]);
        let author = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
        self.git(&[&author[..], &["commit", "--quiet", "--no-gpg-sign", "--message", "As it is"]].concat());
    }

    pub(crate) fn git(&self, args: &[&str]) -> String {
        Ran::of(Command::new("git").args(args).current_dir(&self.folder), 0).stdout
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

    pub(crate) fn remove(&self, file: &str) {
        fs::remove_file(self.path(file)).unwrap();
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

    /// Runs a command, which must end with this exit code.
    pub(crate) fn xtask(&self, args: &[&str], code: i32) -> Ran {
        Ran::of(&mut self.command(args), code)
    }

    /// Runs a command that must write nothing in the repository.
    pub(crate) fn unchanged_by(&self, args: &[&str], code: i32) -> Ran {
        let before = self.state();
        let ran = self.xtask(args, code);
        assert_eq!(self.state(), before, "{args:?} wrote something");
        ran
    }

    pub(crate) fn fetch(&self, args: &[&str], code: i32) -> Ran {
        self.xtask(&[&["fetch"], args].concat(), code)
    }
}

impl Ran {
    /// Runs a command, which must end with this exit code.
    pub(crate) fn of(command: &mut Command, code: i32) -> Self {
        let output = command.output().unwrap();
        let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(output.status.code(), Some(code), "{command:?}: {stdout}{stderr}");
        Self { stdout, stderr }
    }
}

/// A document as it is published.
pub(crate) fn document(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/openapi/documents");
    fs::read_to_string(folder.join(format!("{name}.json"))).unwrap()
}

/// A page with these documents.
pub(crate) fn page_of(documents: &[String]) -> String {
    let fences = documents.iter().map(|document| format!("## An operation\n\n```json\n{document}```\n\n"));
    format!("# Client Management\n\n{}", fences.collect::<String>())
}

/// The page, with this version of the API.
pub(crate) fn page(version: &str) -> String {
    page_of(&OPERATIONS.map(document)).replace("\"1.2.0\"", &format!("\"{version}\""))
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
