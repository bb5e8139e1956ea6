//! A repository's `openapi/` in a temporary folder, and the pages that it may come from.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::SystemTime,
};

use tempfile::TempDir;

pub(crate) const SOURCES: &str = "openapi/sources.toml";
pub(crate) const LOCK: &str = "openapi/sources.lock";
pub(crate) const PATH: &str = "/client-management.md";

pub(crate) struct Repository {
    folder: TempDir,
}

#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Every file with its bytes and the time it was written.
pub(crate) type State = BTreeMap<PathBuf, (Vec<u8>, SystemTime)>;

impl Repository {
    /// The documents of version 1.2.0, as they were fetched from [`page`].
    pub(crate) fn new() -> Self {
        let repository = Self { folder: tempfile::tempdir().unwrap() };
        copy(&fixture(), &repository.path("openapi"));
        repository.list(&["client-management"]);
        repository.write("pages/client-management.md", &page("1.2.0"));
        let ran = repository.fetch(&["--from", "pages"]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        repository
    }

    /// Lists these pages, and none besides.
    pub(crate) fn list(&self, pages: &[&str]) {
        let table =
            |name: &&str| format!("[[page]]\nname = \"{name}\"\nurl = \"https://example.com/{name}.md\"\n\n");
        self.write(SOURCES, &pages.iter().map(table).collect::<String>());
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        fs::write(self.path(file), text).unwrap();
    }

    /// The names of the documents.
    pub(crate) fn documents(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("openapi/documents")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// All there is, but for the pages and the lock file in `target/`.
    pub(crate) fn state(&self) -> State {
        let mut state = State::new();
        read_all(self.folder.path(), &mut state);
        state.retain(|path, _| {
            !path.starts_with(self.path("target")) && !path.starts_with(self.path("pages"))
        });
        state
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        self.xtask("fetch", args)
    }

    fn xtask(&self, command: &str, args: &[&str]) -> Command {
        let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
        xtask.arg(command).args(args).current_dir(self.folder.path());
        xtask.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        xtask
    }

    /// Runs another command.
    pub(crate) fn run(&self, command: &str, args: &[&str]) -> Ran {
        self.ran(self.xtask(command, args).output().unwrap())
    }

    pub(crate) fn fetch(&self, args: &[&str]) -> Ran {
        self.ran(self.command(args).output().unwrap())
    }

    pub(crate) fn ran(&self, output: Output) -> Ran {
        let [stdout, stderr] = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap());
        Ran { code: output.status.code(), stdout, stderr }
    }
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/openapi")
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

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn read_all(folder: &Path, state: &mut State) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            read_all(&path, state);
        } else {
            state.insert(
                path.clone(),
                (fs::read(&path).unwrap(), entry.metadata().unwrap().modified().unwrap()),
            );
        }
    }
}
