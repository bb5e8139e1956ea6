//! A Markdown page -> the OpenAPI documents in its `json` fences.
//!
//! What a page holds beside documents is prose and is skipped; what looks like a document and can't be read
//! as one is a problem, never skipped.

mod document;
mod fence;
mod folder;
mod name;
mod reason;

pub use document::Document;
pub use folder::{NameReason, one_per_name};
pub use reason::ExtractReason;

use crate::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::document::json::Json;
use fence::{Fence, fences};

/// The documents on a page, in its order. `page` is the page's name for messages: its path or URL.
///
/// A document is a fence that CommonMark sees outside of block quotes, whose info string begins with the word
/// `json`, and which holds a JSON object with a member `openapi`.
///
/// # Errors
/// Everything that is wrong with the page, each with its line.
pub fn extract(page: &str, bytes: &[u8]) -> Result<Vec<Document>, Diagnostics<ExtractReason>> {
    let line = |line| Location::Line { page: page.to_owned(), line };
    let text = text(page, bytes)?;
    if is_html(text) {
        return Err(Diagnostic::new(ExtractReason::Html, [line(1)]).into());
    }

    let lines = Lines::of(text);
    let mut documents = Vec::new();
    let mut problems = Vec::new();
    for fence in fences(text) {
        match document(page, &fence, &lines) {
            Ok(found) => documents.extend(found),
            Err((reason, at)) => problems.push(Diagnostic::new(reason, [line(at)])),
        }
    }
    if documents.is_empty() && problems.is_empty() {
        problems.push(Diagnostic::new(ExtractReason::NoDocument, [line(1)]));
    }
    Diagnostics::or(problems, documents)
}

/// The document in a fence, if it holds one.
fn document(
    page: &str,
    fence: &Fence<'_>,
    lines: &Lines,
) -> Result<Option<Document>, (ExtractReason, usize)> {
    let line = lines.at(fence.start);
    if fence.hides_the_rest() {
        return Err((ExtractReason::UnclosedFence, line));
    }
    if !fence.is_json() {
        return Ok(None);
    }
    match Json::parse(&fence.content) {
        Ok(json) if json.get("openapi").is_some() => {
            let name = name::of(&json, fence.heading.as_deref());
            Document::new(name, json, page, line).map(Some).map_err(|reason| (reason, line))
        }
        Ok(_example) => Ok(None),
        Err(error) if fence.mentions_openapi() => {
            Err((ExtractReason::Json(error.reason), lines.at(fence.page_offset(error.offset))))
        }
        Err(_example) => Ok(None),
    }
}

/// The text of a file, without a byte order mark.
fn text<'a>(page: &str, bytes: &'a [u8]) -> Result<&'a str, Diagnostic<ExtractReason>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + valid.iter().filter(|&&byte| byte == b'\n').count();
        Diagnostic::new(ExtractReason::InvalidUtf8, [Location::Line { page: page.to_owned(), line }])
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// A whole web page, as a site answers for a page that it doesn't have, or has in HTML only.
fn is_html(text: &str) -> bool {
    let start = text.trim_start();
    ["<!doctype html", "<html"]
        .iter()
        .any(|tag| start.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)))
}

/// Where the lines of a page end.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(offset, _)| offset).collect())
    }

    /// The line of an offset, counted from 1.
    fn at(&self, offset: usize) -> usize {
        1 + self.0.partition_point(|&end| end < offset)
    }
}
