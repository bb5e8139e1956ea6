//! The pages put together: every document once, their merge, and the lock file.

use std::collections::{BTreeMap, BTreeSet};

use collibra_client_gen::{
    Decisions, Generated,
    diagnostic::{Diagnostic, Diagnostics},
    document::json::Json,
    extract::{Document, one_per_name},
};

use super::{
    notice::{self, Gone, Notice},
    page::FetchedPage,
};
use crate::{
    net::{Catch, Caught},
    outcome::Failure,
    repository::{
        Change, LOCK, MERGED, Record, Source, Workspace, decisions, documents, files, lock_file::sha256,
    },
    terminal::Terminal,
};

/// What belongs in `openapi/`.
#[derive(Debug)]
pub(crate) struct Fetched {
    /// Sorted by name.
    documents: Vec<Document>,
    /// The text of the merged document.
    merged: String,
    /// The text of `openapi/sources.lock`, and what is in it.
    lock: String,
    record: Record,
    /// What `openapi/sources.toml` decides about the documents.
    decisions: Decisions,
    /// What must be left out too, and what it takes.
    caught: Vec<Caught>,
    held: Change,
    pages: usize,
    /// What to know of the pages, the most important first.
    pub(crate) notices: Vec<Diagnostic<Notice>>,
}

impl Fetched {
    /// What has to change in the repository.
    pub(crate) fn change(&self, workspace: &Workspace) -> Result<Change, Failure> {
        let mut files =
            BTreeMap::from([(MERGED.to_owned(), self.merged.clone()), (LOCK.to_owned(), self.lock.clone())]);
        for document in &self.documents {
            files.insert(documents::file(document.name()), document.json().to_pretty());
        }
        let present = documents::names(workspace)?.into_iter().map(|name| documents::file(&name));
        let gone: Vec<_> = present.filter(|file| !files.contains_key(file)).collect();
        let change = Change::new(workspace, files, gone).and(decisions::change(workspace, &self.decisions));
        Ok(self.held.clone().and(change))
    }

    /// The client that it makes, with as little left out as must be: that is decided by this.
    pub(crate) fn generate(
        &mut self,
        workspace: &Workspace,
        terminal: &mut Terminal,
    ) -> Result<Generated, Failure> {
        let (Catch { generated, caught }, held) =
            decisions::catch(workspace, &self.merged, &self.decisions, terminal)?;
        if !caught.is_empty() {
            self.decisions.hold.extend(caught.iter().map(|caught| caught.entry.clone()));
            self.record.hold.clone_from(&self.decisions.hold);
            self.lock = self.record.to_text()?;
        }
        (self.caught, self.held) = (caught, held);
        decisions::report(&self.merged, &generated, &self.decisions, &self.caught, terminal)?;
        Ok(generated)
    }

    /// What the client leaves out.
    pub(crate) fn hold(&self) -> &[String] {
        &self.decisions.hold
    }

    /// The text of the merged document.
    pub(crate) fn merged(&self) -> &str {
        &self.merged
    }

    /// The merged document, to compare.
    pub(crate) fn source(&self) -> Source {
        Source::fetched(self.merged.clone(), self.decisions.clone())
    }

    pub(crate) fn summary(&self) -> String {
        let plural = |count| if count == 1 { "" } else { "s" };
        let documents = self.documents.len();
        format!("{documents} document{} of {} page{}", plural(documents), self.pages, plural(self.pages))
    }
}

/// A page that is as it was keeps its record, so that nothing is written if nothing has changed.
pub(crate) fn assemble(
    fetched: Vec<FetchedPage>,
    lock: Option<String>,
    last: &Record,
    decisions: Decisions,
    accept_gone: bool,
    workspace: &Workspace,
    terminal: &mut Terminal,
) -> Result<Fetched, Failure> {
    let (mut all, mut pages) = (Vec::new(), Vec::new());
    let (mut notices, mut links) = (Vec::new(), Vec::new());
    for page in fetched {
        notices.extend(page.notices);
        links.extend(page.links.into_iter().filter(|link| !links.contains(link)).collect::<Vec<_>>());
        let names: BTreeSet<String> =
            page.documents.iter().map(|document| document.name().to_owned()).collect();
        all.extend(page.documents);
        pages.push((page.name, page.record, names));
    }
    let documents = one_per_name(all)?;
    let merged = documents::merge(&documents, &decisions, terminal)?.document;
    // Without a document to compare with, nothing is gone.
    let old = files::read_text(&workspace.path(MERGED)).ok().and_then(|text| Json::parse(&text).ok());
    let is_unread = |notice: &Diagnostic<Notice>| {
        matches!(notice.reason, Notice::Unread(_) | Notice::UnreadBefore { .. })
    };
    let may_be_unread = !accept_gone && notices.iter().any(is_unread);
    let gone = old.and_then(|old| Gone::between(&old, &merged, links, may_be_unread));
    if let Some(gone) = gone {
        if may_be_unread {
            return Err(Diagnostics::from(gone).into());
        }
        notice::print(std::slice::from_ref(&gone), terminal);
        notices.insert(0, gone);
    }
    let merged = merged.to_pretty();

    let hash = |document: &Document| sha256(document.json().to_pretty().as_bytes());
    let hashes: BTreeMap<_, _> =
        documents.iter().map(|document| (document.name().to_owned(), hash(document))).collect();
    let Decisions { hold, secret, .. } = decisions.clone();
    let mut record = Record { hold, secret, ..Record::default() };
    for (name, mut page, names) in pages {
        page.documents = hashes.clone();
        page.documents.retain(|name, _| names.contains(name));
        let same = last.page.get(&name).filter(|last| {
            (&last.sha256, last.unread, &last.documents) == (&page.sha256, page.unread, &page.documents)
        });
        let page = same.cloned().unwrap_or(page);
        record.page.insert(name, page);
    }
    let pages = record.page.len();
    let lock = match lock {
        Some(text) if record == *last => text,
        _ => record.to_text()?,
    };
    let (caught, held) = (Vec::new(), Change::default());
    Ok(Fetched { documents, merged, lock, record, decisions, caught, held, pages, notices })
}
