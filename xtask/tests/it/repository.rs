//! A repository of a test's own, and the commands in it: `openapi/` alone, or with what a bump changes beside it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::LazyLock,
    time::SystemTime,
};

use tempfile::TempDir;

use crate::page::Page;

pub(crate) const MERGED: &str = "openapi/client-management.json";
pub(crate) const DECISIONS: &str = "openapi/decisions.json";

/// The documents of version 1.2.0, whatever the newest one is.
const OPERATIONS: [&str; 3] = ["getClient", "updateClient", "deleteClient"];

/// The files beside `openapi/` that have to do with a release.
const RELEASED: [(&str, &str); 9] = [
    (".gitignore", "/target/\n"),
    (
        "Cargo.toml",
        "[workspace]\nmembers = [\"client\", \"client-gen\"]\n\n[workspace.dependencies]\n\
         collibra-client-gen = { path = \"client-gen\", version = \"=0.1.0\" }\n\
         collibra-client-management = { path = \"client\", version = \"0.1.0\" }\n",
    ),
    (
        "Cargo.lock",
        "version = 4\n\n[[package]]\nname = \"collibra-client-gen\"\nversion = \"0.1.0\"\n\n\
         [[package]]\nname = \"collibra-client-management\"\nversion = \"0.1.0+1.2.0\"\n",
    ),
    ("client/Cargo.toml", "[package]\nname = \"collibra-client-management\"\nversion = \"0.1.0+1.2.0\"\n"),
    ("client/src/pregenerated.rs", "// Not generated yet.\n"),
    ("client-gen/Cargo.toml", "[package]\nname = \"collibra-client-gen\"\nversion = \"0.1.0\"\n"),
    ("README.md", "# A client\n\n```toml\ncollibra-client-management = \"0.1\"\n```\n"),
    ("CHANGELOG.md", "# Changelog\n\n## 0.1.0+1.2.0\n\nThe first release.\n"),
    ("openapi/decisions.json", "{\n  \"hold\": [],\n  \"secret\": []\n}\n"),
];

pub(crate) struct Repository {
    folder: PathBuf,
    /// Removed with it.
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
    /// An empty folder, whose owner removes it.
    #[allow(dead_code, reason = "for tests/bumps")]
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self { folder, _temporary: None }
    }

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

    /// What a bump works on, committed: what [`fetched`](Self::fetched) gives, and a client that was released with it.
    /// None of it is this repository's own, so that no bump changes what these tests say.
    pub(crate) fn released() -> Self {
        static FILES: LazyLock<BTreeMap<PathBuf, Vec<u8>>> = LazyLock::new(|| {
            let repository = Repository::fetched();
            repository.write("pages/client-management.md", &Page::published().markdown());
            repository.fetch(&["--from", "pages"], 0);
            fs::remove_dir_all(repository.path("pages")).unwrap();
            for (file, text) in RELEASED {
                repository.write(file, text);
            }
            fs::create_dir_all(repository.path("tests/it/snapshots")).unwrap();
            repository.xtask(&["check", "--fix"], 0);
            let files = repository.state().into_iter();
            files
                .map(|(file, (bytes, _))| (file.strip_prefix(&repository.folder).unwrap().to_owned(), bytes))
                .collect()
        });
        let repository = Self::temporary();
        for (file, bytes) in &*FILES {
            let path = repository.folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        repository.git(&["init", "--quiet"]);
        repository.commit();
        repository
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
