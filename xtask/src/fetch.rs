//! `fetch`: the pages of `openapi/sources.toml` -> documents, their merge, and a record of what was fetched.
//!
//! [`gather`] finds out everything and changes nothing; [`Fetched::change`] is what follows for the repository.

mod body;
mod download;
pub(crate) mod origin;
mod redirect;
mod trouble;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    time::Duration,
};

use self::{
    download::{Downloader, Reply},
    origin::{Origin, Origins},
    trouble::Trouble,
};
use crate::{
    outcome::Failure,
    repository::{
        change::Change,
        documents,
        lock_file::{LOCK, PageRecord, Record, sha256},
        sources::{self, Page},
        workspace::{DOCUMENTS, MERGED, OPENAPI, Workspace},
    },
    terminal::Terminal,
};
use collibra_client_gen::{
    Generated,
    extract::{Document, ExtractReason, extract, one_per_name},
    generate,
};
use jiff::Timestamp;
use reqwest::StatusCode;

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    what: What,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

const FETCHING: &str = "What to fetch";

/// What to fetch, and from where.
#[derive(clap::Args)]
pub(crate) struct What {
    /// Fetch this page only, and keep the documents of the others
    #[arg(long, value_name = "NAME", help_heading = FETCHING)]
    page: Option<String>,
    /// Fetch from here: a folder or its URL, with the pages called like the last part of their URLs; or the one page,
    /// ending with `.md`
    #[arg(long, value_name = "URL-OR-DIR", help_heading = FETCHING)]
    from: Option<String>,
    /// Seconds for each of three tries
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds, help_heading = FETCHING)]
    timeout: Duration,
}

impl What {
    /// Whether it says where from or which, so that it is meant to be used.
    pub(crate) fn is_given(&self) -> bool {
        self.page.is_some() || self.from.is_some()
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.filter(|seconds| !seconds.is_zero()).ok_or_else(|| "not a number of seconds".to_owned())
}

pub(crate) fn run(args: &Args, workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    let fetched = gather(&args.what, workspace, terminal)?;
    fetched.generate()?;
    let change = fetched.change(workspace)?;
    if change.is_empty() {
        terminal.status("Unchanged", format_args!("{OPENAPI}: {}", fetched.summary()));
    } else if args.dry_run {
        change.report(terminal, true);
    } else {
        change.apply(workspace)?;
        change.report(terminal, false);
        terminal.status("Fetched", fetched.summary());
    }
    Ok(())
}

/// What `openapi/` is to hold.
#[derive(Clone, Debug)]
pub(crate) struct Fetched {
    /// Sorted by name.
    documents: Vec<Document>,
    /// The text of the merged document.
    merged: String,
    /// The text of `openapi/sources.lock`.
    lock: String,
    pages: usize,
}

impl Fetched {
    /// What has to change in this repository, which may be another than the one that it was prepared for.
    pub(crate) fn change(&self, workspace: &Workspace) -> Result<Change, Failure> {
        let mut files =
            BTreeMap::from([(MERGED.to_owned(), self.merged.clone()), (LOCK.to_owned(), self.lock.clone())]);
        for document in &self.documents {
            files.insert(file(document.name()), document.json().to_pretty());
        }
        let present = documents::names(workspace)?.into_iter().map(|name| file(&name));
        let gone: Vec<_> = present.filter(|file| !files.contains_key(file)).collect();
        Ok(Change::new(workspace, files, gone))
    }

    /// The client that it makes.
    pub(crate) fn generate(&self) -> Result<Generated, Failure> {
        Ok(generate(MERGED, &self.merged)?)
    }

    /// The text of the merged document.
    pub(crate) fn merged(&self) -> &str {
        &self.merged
    }

    pub(crate) fn summary(&self) -> String {
        let plural = |count| if count == 1 { "" } else { "s" };
        let documents = self.documents.len();
        format!("{documents} document{} of {} page{}", plural(documents), self.pages, plural(self.pages))
    }
}

fn file(document: &str) -> String {
    format!("{DOCUMENTS}/{document}.json")
}

/// Fetches the pages, extracts and merges, all in memory. If that fails, everything that is wrong is told.
///
/// What is as it was last time is recorded as it was, so that there is no change if nothing has changed.
pub(crate) fn gather(
    what: &What,
    workspace: &Workspace,
    terminal: &mut Terminal,
) -> Result<Fetched, Failure> {
    let pages = sources::read(workspace)?;
    let (lock, last) = Record::read(workspace)?;
    let is_asked = |page: &Page| what.page.as_ref().is_none_or(|name| *name == page.name);
    let asked = pages.iter().filter(|page| is_asked(page)).count();
    let from = Origins::parse(what.from.as_deref())?;
    check_usage(what, &pages, asked, &from)?;

    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for page in &pages {
        let last = last.page.get(&page.name);
        let result = if is_asked(page) {
            fetch(page, &from.of(page), last, what.timeout, workspace, terminal)
        } else {
            keep(page, last, workspace)
        };
        match result {
            Ok(page) => found.push(page),
            Err(failure) => failures.push(failure),
        }
    }
    Failure::all(failures)?;
    assemble(found, lock, &last, terminal)
}

fn check_usage(what: &What, pages: &[Page], asked: usize, from: &Origins) -> Result<(), Failure> {
    if let Some(name) = what.page.as_ref().filter(|_| asked == 0) {
        let names: Vec<_> = pages.iter().map(|page| format!("`{}`", page.name)).collect();
        return Err(Failure::usage(
            format_args!("{} lists no page {name:?}", sources::SOURCES),
            &format!("it lists {}", names.join(", ")),
        ));
    }
    if asked > 1 && matches!(from, Origins::Page(_)) {
        return Err(Failure::usage(
            format_args!("`--from` is one page, and there are {asked} to fetch"),
            "say which one it is with `--page`, or give the folder of all",
        ));
    }
    Ok(())
}

/// A page's documents, and what is to be recorded of it but for them.
struct Found {
    name: String,
    documents: Vec<Document>,
    record: PageRecord,
}

fn fetch(
    page: &Page,
    origin: &Origin,
    last: Option<&PageRecord>,
    timeout: Duration,
    workspace: &Workspace,
    terminal: &mut Terminal,
) -> Result<Found, Failure> {
    terminal.status("Fetching", format_args!("{} from {origin}", page.name));
    let name = page.name.clone();
    let place = origin.to_string();
    let failure = |trouble: Trouble| trouble.failure(&page.name, &place);
    let (bytes, url, etag, last_modified) = match origin {
        Origin::File(path) => {
            let bytes = fs::read(path).map_err(|error| failure(Trouble::File(error)))?;
            (bytes, page.url.to_string(), None, None)
        }
        Origin::Listed(asked) | Origin::Given(asked) => {
            // "It hasn't changed" is of use only to someone who still has it.
            let kept = last.filter(|last| last.url == place && last.has_condition()).and_then(|last| {
                let documents = last.documents(workspace).ok()?;
                Some((last, documents))
            });
            let condition = kept.as_ref().map(|(last, _)| *last);
            // Not before: who has the pages needs nothing of what a download needs.
            let downloader = Downloader::new(timeout)?;
            match (downloader.get(&page.name, asked, condition, terminal).map_err(failure)?, kept) {
                (Reply::Page { bytes, etag, last_modified }, _) if origin.is_told_whole() => {
                    (bytes, place.clone(), etag, last_modified)
                }
                // Nobody could tell which page an entity tag would be of.
                (Reply::Page { bytes, .. }, _) => (bytes, place.clone(), None, None),
                (Reply::NotModified, Some((last, documents))) => {
                    terminal.status("Unchanged", format_args!("{name}, says the server"));
                    return Ok(Found { name, documents, record: last.clone() });
                }
                (Reply::NotModified, None) => {
                    let status = StatusCode::NOT_MODIFIED;
                    return Err(failure(Trouble::Status { status, retry_after: None }));
                }
            }
        }
    };
    let documents = extract(&place, &bytes).map_err(|problems| {
        if problems.as_slice().iter().any(|problem| problem.reason == ExtractReason::Html) {
            return failure(Trouble::Html);
        }
        problems.into()
    })?;
    let fetched = format!("{:.0}", Timestamp::now());
    let record =
        PageRecord { url, etag, last_modified, sha256: sha256(&bytes), fetched, documents: BTreeMap::new() };
    Ok(Found { name, documents, record })
}

/// A page that isn't asked for, as it was fetched last.
fn keep(page: &Page, last: Option<&PageRecord>, workspace: &Workspace) -> Result<Found, Failure> {
    let last = last.ok_or_else(|| {
        Failure::new(
            format_args!("the page `{}` has not been fetched yet", page.name),
            Some(LOCK),
            "fetch every page: run `cargo xtask fetch` without `--page`",
        )
    })?;
    Ok(Found { name: page.name.clone(), documents: last.documents(workspace)?, record: last.clone() })
}

fn assemble(
    found: Vec<Found>,
    lock: Option<String>,
    last: &Record,
    terminal: &mut Terminal,
) -> Result<Fetched, Failure> {
    let mut all = Vec::new();
    let mut pages = Vec::new();
    for page in found {
        let names: BTreeSet<String> =
            page.documents.iter().map(|document| document.name().to_owned()).collect();
        all.extend(page.documents);
        pages.push((page.name, page.record, names));
    }
    let documents = one_per_name(all)?;
    let merged = documents::merge(&documents, terminal)?.document.to_pretty();

    let hash = |document: &Document| sha256(document.json().to_pretty().as_bytes());
    let hashes: BTreeMap<_, _> =
        documents.iter().map(|document| (document.name().to_owned(), hash(document))).collect();
    let mut record = Record::default();
    for (name, mut page, names) in pages {
        page.documents = hashes.iter().filter(|(name, _)| names.contains(*name)).map(own).collect();
        let same = last
            .page
            .get(&name)
            .filter(|last| last.sha256 == page.sha256 && last.documents == page.documents);
        let page = same.cloned().unwrap_or(page);
        record.page.insert(name, page);
    }
    let pages = record.page.len();
    let lock = match lock {
        Some(text) if record == *last => text,
        _ => record.to_text()?,
    };
    Ok(Fetched { documents, merged, lock, pages })
}

fn own((name, hash): (&String, &String)) -> (String, String) {
    (name.clone(), hash.clone())
}
