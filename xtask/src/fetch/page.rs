//! One page: fetched, or kept as it was fetched last.

use std::{collections::BTreeMap, fs};

use collibra_client_gen::{
    diagnostic::Diagnostic,
    extract::{self, Document, ExtractReason, extract},
};
use jiff::Timestamp;
use ureq::http::StatusCode;
use url::Url;

use super::{
    error::FetchError,
    http::{Downloader, PageResponse},
    link,
    notice::{Notice, candidates},
    origin::Origin,
};
use crate::{
    outcome::Failure,
    repository::{LOCK, Page, PageRecord, Workspace, lock_file::sha256, page_url::shown},
    terminal::Terminal,
};

/// A page's documents, and what is to be recorded of it but for them.
pub(crate) struct FetchedPage {
    pub(crate) name: String,
    pub(crate) documents: Vec<Document>,
    pub(crate) record: PageRecord,
    pub(crate) notices: Vec<Diagnostic<Notice>>,
    /// The pages that it links to, and that aren't listed.
    pub(crate) links: Vec<Url>,
}

pub(crate) fn fetch(
    page: &Page,
    origin: &Origin,
    last: Option<&PageRecord>,
    listed: &[&Page],
    downloader: &Downloader,
    workspace: &Workspace,
    terminal: &mut Terminal,
) -> Result<FetchedPage, Failure> {
    terminal.status("Fetching", format_args!("{} from {origin}", page.name));
    let name = page.name.clone();
    let place = origin.to_string();
    let failure = |error: FetchError| error.failure(&page.name, &place);
    let mut notices = Vec::new();
    let (bytes, url, etag, last_modified) = match origin {
        Origin::File(path) => {
            let bytes = fs::read(path).map_err(|error| failure(FetchError::File(error)))?;
            (bytes, page.url.to_string(), None, None)
        }
        Origin::Listed(asked) | Origin::Given(asked) => {
            // A 304 is of use only if the documents are still here, and nothing else is worth reading again.
            let kept = last
                .filter(|last| last.url == place && last.has_condition() && last.unread == 0)
                .and_then(|last| {
                    let documents = last.documents(workspace).ok()?;
                    Some((last, documents))
                });
            let condition = kept.as_ref().map(|(last, _)| *last);
            let (response, moved) =
                downloader.get(&page.name, asked, condition, terminal).map_err(failure)?;
            notices
                .extend(moved.map(|to| {
                    Diagnostic::new(Notice::Moved { page: page.name.clone(), to: shown(&to) }, [])
                }));
            match (response, kept) {
                (PageResponse::Page { bytes, etag, last_modified }, _) if origin.is_shown_whole() => {
                    (bytes, place.clone(), etag, last_modified)
                }
                // Without the query, the URL doesn't say which page an entity tag is of.
                (PageResponse::Page { bytes, .. }, _) => (bytes, place.clone(), None, None),
                (PageResponse::NotModified, Some((last, documents))) => {
                    terminal.status("Unchanged", format_args!("{name}: not modified"));
                    return Ok(FetchedPage {
                        name,
                        documents,
                        record: last.clone(),
                        notices,
                        links: Vec::new(),
                    });
                }
                (PageResponse::NotModified, None) => {
                    let status = StatusCode::NOT_MODIFIED;
                    return Err(failure(FetchError::Status { status, retry_after: None }));
                }
            }
        }
    };
    let links = link::candidates(page, &bytes, listed);
    let extract::Page { documents, unread, .. } = extract(&place, &bytes).map_err(|diagnostics| {
        let is = |reason| diagnostics.as_slice().iter().any(|diagnostic| diagnostic.reason == reason);
        if is(ExtractReason::Html) {
            return failure(FetchError::Html);
        }
        let may_be_elsewhere = is(ExtractReason::NoDocument) && !links.is_empty();
        let failure = Failure::from(diagnostics);
        if may_be_elsewhere {
            return failure.and_help(&candidates("if they are on another page, list it", &links));
        }
        failure
    })?;
    let fetched = format!("{:.0}", Timestamp::now());
    let record = PageRecord {
        url,
        etag,
        last_modified,
        sha256: sha256(&bytes),
        unread: unread.len(),
        fetched,
        documents: BTreeMap::new(),
    };
    notices
        .extend(unread.into_iter().map(|unread| Diagnostic::new(Notice::Unread(unread.reason), unread.at)));
    Ok(FetchedPage { name, documents, record, notices, links })
}

/// A page that isn't asked for, as it was fetched last.
pub(crate) fn keep(
    page: &Page,
    last: Option<&PageRecord>,
    workspace: &Workspace,
) -> Result<FetchedPage, Failure> {
    let last = last.ok_or_else(|| {
        Failure::new(
            format_args!("the page `{}` has not been fetched yet", page.name),
            Some(LOCK),
            "fetch every page: run `cargo xtask fetch` without `--page`",
        )
    })?;
    let name = page.name.clone();
    let unread = Notice::UnreadBefore { page: name.clone(), count: last.unread };
    Ok(FetchedPage {
        name,
        documents: last.documents(workspace)?,
        record: last.clone(),
        notices: (last.unread > 0).then(|| Diagnostic::new(unread, [])).into_iter().collect(),
        links: Vec::new(),
    })
}
