//! Whether the documents in the repository are those that were fetched, as `openapi/sources.lock` has them.

use super::{
    documents, files,
    lock_file::{LOCK, Record, sha256},
    sources::{self, SOURCES},
    workspace::{DOCUMENTS, Workspace},
};
use crate::outcome::Failure;
use std::collections::{BTreeMap, BTreeSet};

const FETCH: &str = "run `cargo xtask fetch`, or check the file out again";

/// Holds the folder and the list of pages against the record.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Failure> {
    let (_, record) = Record::read(workspace)?;
    let listed: BTreeSet<String> = sources::read(workspace)?.into_iter().map(|page| page.name).collect();
    let fetched: BTreeSet<String> = record.page.keys().cloned().collect();
    let mut failures = Vec::new();
    let mut fail = |what: String, place: &str| {
        failures.push(Failure::out_of_date(what, Some(place), FETCH));
    };
    for name in listed.difference(&fetched) {
        fail(format!("the page `{name}` is listed, but has not been fetched"), SOURCES);
    }
    for name in fetched.difference(&listed) {
        fail(format!("the page `{name}` was fetched, but isn't listed any more"), LOCK);
    }
    let hashes: BTreeMap<&String, &String> = record.page.values().flat_map(|page| &page.documents).collect();
    let found = documents::names(workspace)?;
    for name in &found {
        let file = format!("{DOCUMENTS}/{name}.json");
        match hashes.get(name) {
            None => fail("no page that was fetched has this document".to_owned(), &file),
            Some(hash) if sha256(&files::read(&workspace.path(&file))?) != **hash => {
                fail("the document isn't as it was fetched".to_owned(), &file);
            }
            Some(_) => {}
        }
    }
    for name in hashes.keys().filter(|name| !found.contains(name)) {
        fail("the document was fetched, and is missing".to_owned(), &format!("{DOCUMENTS}/{name}.json"));
    }
    Failure::all(failures)
}
