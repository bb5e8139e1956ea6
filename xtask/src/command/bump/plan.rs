//! All that a bump changes, known before the first file changes. It can be carried out in a copy of the tree as in
//! the tree itself.

use std::{collections::BTreeMap, fs};

use crate::{
    fetch::Fetched,
    outcome::Failure,
    report::Report,
    repository::{
        changelog, files,
        git::git,
        manifest,
        replace::Change,
        snapshots::{self, SNAPSHOTS},
        workspace::{CHANGELOG, Exclusive, MERGED, OPENAPI, Workspace},
    },
    terminal::Terminal,
};
use collibra_client_gen::generate;

/// A file's text after the change; nothing if it is removed.
type Files<T> = BTreeMap<String, Option<T>>;

pub(crate) struct Plan {
    openapi: Change,
    /// The files outside of `openapi/`.
    files: Files<String>,
}

impl Plan {
    pub(crate) fn new(workspace: &Workspace, fetched: &Fetched, report: &Report) -> Result<Self, Failure> {
        let next = report.next.as_ref().ok_or_else(|| no_version(report))?;
        let mut files = Files::new();
        if *next != report.current {
            let set = manifest::set(workspace, &report.current, next)?;
            files.extend(set.into_iter().map(|(file, text)| (file, Some(text))));
            files.insert(CHANGELOG.to_owned(), Some(changelog::with_entry(workspace, next, report)?));
        }
        let expected = snapshots::expected(&generate(MERGED, fetched.merged())?)?;
        let gone = snapshots::found(workspace)?.into_iter().filter(|file| !expected.contains_key(file));
        files.extend(gone.map(|file| (file, None)));
        files.extend(expected.into_iter().map(|(file, text)| (file, Some(text))));
        files.retain(|file, text| fs::read_to_string(workspace.path(file)).ok() != *text);
        Ok(Self { openapi: fetched.change(workspace)?, files })
    }

    /// Makes the change. If that fails, the tree is as it was.
    pub(crate) fn carry_out(&self, workspace: &Exclusive<'_>) -> Result<(), Failure> {
        let before: Files<Vec<u8>> =
            self.files.keys().map(|file| (file.clone(), fs::read(workspace.path(file)).ok())).collect();
        let made = write(workspace, &self.files).and_then(|()| self.openapi.make(workspace));
        made.inspect_err(|_| {
            // The first failure is the one to tell.
            let _ = write(workspace, &before);
        })
    }

    /// Says of each file what became of it, or what would.
    pub(crate) fn report(&self, terminal: &mut Terminal, is_dry: bool) {
        self.openapi.report(terminal, is_dry);
        for (file, text) in &self.files {
            let verb = match (text, is_dry) {
                (Some(_), true) => "Would write",
                (Some(_), false) => "Wrote",
                (None, true) => "Would remove",
                (None, false) => "Removed",
            };
            terminal.status(verb, file);
        }
    }

    /// How many snapshots it changes.
    pub(crate) fn snapshots(&self) -> usize {
        self.files.keys().filter(|file| file.starts_with(SNAPSHOTS)).count()
    }
}

/// Why there is no version for the client.
fn no_version(report: &Report) -> Failure {
    if report.rust.problems.is_empty() {
        let api = report.rust.api_version.as_deref().unwrap_or_default();
        let what = format!("the document's `info.version`, {api:?}, can't stand after the `+` of a version");
        let help = "ask the vendor for one of letters, digits, `-` and `.`";
        return Failure::new(what, Some(&format!("{MERGED}#/info/version")), help);
    }
    let what =
        format!("no client can be made of the document that is here\n{}", report.rust.problems.join("\n"));
    Failure::new(what, Some(MERGED), "mend it, or run `cargo xtask fetch` and go on by hand")
}

fn write<T: AsRef<[u8]>>(workspace: &Workspace, files: &Files<T>) -> Result<(), Failure> {
    for (file, text) in files {
        let path = workspace.path(file);
        match text {
            Some(text) => files::write(&path, text.as_ref())?,
            None if path.exists() => {
                fs::remove_file(&path).map_err(|error| Failure::io("remove", &path, &error))?;
            }
            None => {}
        }
    }
    Ok(())
}

/// Refuses to go on if what a bump changes has changes that aren't committed: they could not be told from the bump's,
/// and taking it back would take them too.
pub(crate) fn refuse_to_overwrite(workspace: &Workspace) -> Result<(), Failure> {
    let args = ["status", "--porcelain", "--"].into_iter().chain(reach());
    let text = git(workspace, args).map_err(|what| {
        Failure::new(
            format_args!("git can't tell whether the tree is clean: {what}"),
            Some(&workspace.path("").display().to_string()),
            "run it in a clone of the repository",
        )
    })?;
    let Some(first) = text.lines().next() else { return Ok(()) };
    let others = text.lines().count() - 1;
    let more = if others == 0 { String::new() } else { format!(" (and {others} more)") };
    Err(Failure::new(
        "files that a bump changes have changes that aren't committed",
        Some(&format!("{}{more}", first.get(3..).unwrap_or(first))),
        "commit or stash them, then run it again",
    ))
}

fn reach() -> impl Iterator<Item = &'static str> {
    [OPENAPI, SNAPSHOTS, CHANGELOG].into_iter().chain(manifest::FILES)
}
