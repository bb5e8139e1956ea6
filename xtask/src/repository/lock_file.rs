//! `openapi/sources.lock`: what was fetched last, which documents came from which page, and whether they are still so.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
};

use super::{
    documents, files,
    sources::{self, SOURCES},
    toml_file,
    workspace::Workspace,
};
use crate::outcome::Failure;
use collibra_client_gen::extract::Document;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub(crate) const LOCK: &str = "openapi/sources.lock";
const HEAD: &str = "# Written by `cargo xtask fetch`: where the documents come from. Not for editing.\n\n";

/// The content of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    /// What `sources.toml` held and marked when the pages were fetched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) hold: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) secret: Vec<String>,
    #[serde(default)]
    pub(crate) page: BTreeMap<String, PageRecord>,
}

/// A page as it was when its bytes last changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageRecord {
    pub(crate) url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified: Option<String>,
    /// Of the page.
    pub(crate) sha256: String,
    /// How many things on it look like an API description and weren't read.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) unread: usize,
    /// RFC 3339.
    pub(crate) fetched: String,
    /// The page's documents, each with the SHA-256 of its file.
    pub(crate) documents: BTreeMap<String, String>,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Record {
    /// The file and its content; empty if there is no file.
    pub(crate) fn read(workspace: &Workspace) -> Result<(Option<String>, Self), Failure> {
        let Some(text) = files::read_text_if_any(&workspace.path(LOCK))? else {
            return Ok((None, Self::default()));
        };
        let help = "restore the file with git, or remove it and run `cargo xtask fetch`";
        let record = toml_file::parse(LOCK, &text, help)?;
        Ok((Some(text), record))
    }

    pub(crate) fn to_text(&self) -> Result<String, Failure> {
        let content = toml::to_string(self)
            .map_err(|error| Failure::new(error, Some(LOCK), "fix xtask/src/repository/lock_file.rs"))?;
        Ok(format!("{HEAD}{content}"))
    }
}

impl PageRecord {
    /// Whether a server can say that it has nothing newer.
    pub(crate) fn has_condition(&self) -> bool {
        self.etag.is_some() || self.last_modified.is_some()
    }

    /// The page's documents out of the repository, if they are what was fetched.
    pub(crate) fn documents(&self, workspace: &Workspace) -> Result<Vec<Document>, Failure> {
        let mut documents = Vec::new();
        for (name, hash) in &self.documents {
            let file = documents::file(name);
            let bytes = fs::read(workspace.path(&file)).ok().filter(|bytes| sha256(bytes) == *hash);
            let bytes = bytes.ok_or_else(|| {
                let what = "the document is missing, or differs from the one that was fetched";
                Failure::new(what, Some(&file), "fetch every page: run `cargo xtask fetch` without `--page`")
            })?;
            documents.push(Document::read(&file, name, &bytes)?);
        }
        Ok(documents)
    }
}

/// Compares the documents and the list of pages with the file.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Failure> {
    let (_, record) = Record::read(workspace)?;
    let listed: BTreeSet<String> = sources::read(workspace)?.into_iter().map(|page| page.name).collect();
    let fetched: BTreeSet<String> = record.page.keys().cloned().collect();
    let help = "run `cargo xtask fetch`, or restore the file with git";
    let fail = |what: String, place: &str| Failure::out_of_date(what, Some(place), help);
    let decisions = sources::decisions(workspace)?;
    let is_decided = (&record.hold, &record.secret) == (&decisions.hold, &decisions.secret);
    let decided = (!is_decided).then(|| {
        fail("`hold` or `secret` is not what it was when the pages were fetched".to_owned(), SOURCES)
    });
    let unfetched = listed.difference(&fetched);
    let unfetched =
        unfetched.map(|name| fail(format!("the page `{name}` is listed, but has not been fetched"), SOURCES));
    let unlisted = fetched.difference(&listed);
    let unlisted =
        unlisted.map(|name| fail(format!("the page `{name}` was fetched, but is no longer listed"), LOCK));

    let hashes: BTreeMap<&String, &String> = record.page.values().flat_map(|page| &page.documents).collect();
    let found = documents::names(workspace)?;
    let (mut unknown, mut different) = (Vec::new(), Vec::new());
    for name in &found {
        let file = documents::file(name);
        match hashes.get(name) {
            None => unknown.push(fail("no fetched page contains this document".to_owned(), &file)),
            Some(hash) if sha256(&files::read(&workspace.path(&file))?) != **hash => {
                different.push(fail("the document differs from the one that was fetched".to_owned(), &file));
            }
            Some(_) => {}
        }
    }
    let missing = hashes.keys().filter(|name| !found.contains(name));
    let missing = missing
        .map(|name| fail("the document was fetched, but is missing".to_owned(), &documents::file(name)));
    let kinds = [
        decided.into_iter().collect(),
        unfetched.collect(),
        unlisted.collect(),
        unknown,
        different,
        missing.collect(),
    ];
    Failure::every(kinds.into_iter().filter_map(|of_kind| Failure::all(of_kind).err()))
}

/// In hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        // A string takes everything.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
