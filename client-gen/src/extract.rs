//! A Markdown page -> the OpenAPI documents on it, and an account of what else is there.
//!
//! What a page holds beside documents is prose and is skipped. What should be a document and can't be read is an error;
//! what merely looks like one is named in the account. What to do about that is the caller's decision.

mod block;
mod document;
mod fence;
mod folder;
mod looks;
mod name;
mod reason;
mod yaml;

pub use document::Document;
pub(crate) use document::sort;
pub use folder::{NameReason, one_per_name};
pub use reason::{ExtractReason, Unread};
pub use yaml::YamlReason;

use crate::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::document::json::{Json, Seen};
use block::{Blocks, Other, OtherKind, blocks};
use fence::{Fence, Language};

/// A page, accounted for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page {
    /// Its documents, in its order.
    pub documents: Vec<Document>,
    /// What looks like an API description and wasn't read, each with its line, in its order.
    pub unread: Vec<Diagnostic<Unread>>,
    /// How many blocks of JSON or YAML are no documents, and don't look like one.
    pub examples: usize,
}

/// Reads a page. `page` is its name for messages: its path or URL.
///
/// A document is a fence that CommonMark sees outside of block quotes, whose info string begins with `json`, `yaml` or
/// `openapi`, and which holds an object with a member `openapi`.
///
/// # Errors
/// Everything that is wrong with the page, each with its line; among it what looks like an API description and wasn't
/// read.
pub fn extract(page: &str, bytes: &[u8]) -> Result<Page, Diagnostics<ExtractReason>> {
    let text = text(page, bytes)?;
    if is_html(text) {
        return Err(Diagnostic::new(ExtractReason::Html, [Location::line(page, 1)]).into());
    }
    let Blocks { fences, others, .. } = blocks(text);
    let mut reader = Reader {
        name: page,
        text,
        lines: Lines::of(text),
        seen: Seen::default(),
        page: Page::default(),
        problems: Vec::new(),
    };
    fences.iter().for_each(|fence| reader.fence(fence));
    others.iter().for_each(|other| reader.other(other));
    reader.finish()
}

/// Where the links of a page lead, as they are written. A page that was split may link to its parts.
#[must_use]
pub fn links(bytes: &[u8]) -> Vec<String> {
    blocks(&String::from_utf8_lossy(bytes)).links
}

/// A page that is being read.
struct Reader<'a> {
    name: &'a str,
    text: &'a str,
    lines: Lines,
    seen: Seen<'a>,
    page: Page,
    problems: Vec<Diagnostic<ExtractReason>>,
}

impl<'a> Reader<'a> {
    fn fence(&mut self, fence: &'a Fence<'_>) {
        if fence.hides_the_rest() {
            self.problem(ExtractReason::UnclosedFence, fence.start);
            // A page that was cut off says where.
            if fence.language() == Some(Language::Json) && fence.mentions_openapi() {
                self.json_problem(fence);
            }
            return;
        }
        let is_json_text = fence.content.trim_start().starts_with(['{', '[']);
        match fence.language() {
            None => self.untagged(fence),
            Some(Language::Yaml) => self.yaml(fence),
            Some(Language::OpenApi) if !is_json_text => self.yaml(fence),
            Some(language) => self.json(fence, language),
        }
    }

    fn json(&mut self, fence: &'a Fence<'_>, language: Language) {
        match Json::parse_sharing(&fence.content, &mut self.seen) {
            Ok(json) => self.value(fence, json),
            Err(_) if !fence.mentions_openapi() => self.page.examples += 1,
            Err(error) if language == Language::Json5 => {
                self.unread(Unread::NotJson(error.reason), fence.page_offset(error.offset));
            }
            Err(_) => self.json_problem(fence),
        }
    }

    /// Why the content of a fence is no JSON, if it isn't.
    fn json_problem(&mut self, fence: &Fence<'_>) {
        if let Err(error) = Json::parse(&fence.content) {
            self.problem_in_line(ExtractReason::Json(error.reason), fence.page_offset(error.offset));
        }
    }

    fn yaml(&mut self, fence: &Fence<'_>) {
        match yaml::parse(&fence.content) {
            Ok(json) => self.value(fence, json),
            Err(_) if !fence.mentions_openapi() => self.page.examples += 1,
            Err(error) => {
                let offset = fence.offset_of(error.line, error.column);
                self.problem_in_line(ExtractReason::Yaml(error.reason), offset);
            }
        }
    }

    /// What a fence holds.
    fn value(&mut self, fence: &Fence<'_>, json: Json) {
        if json.get("openapi").is_some() {
            for at in looks::misspelled_methods(&json) {
                self.unread(Unread::Method(at), fence.start);
            }
            let name = name::of(&json, fence.heading.as_deref());
            match Document::new(name, json, self.name, self.lines.at(fence.start)) {
                Ok(document) => self.page.documents.push(document),
                Err(reason) => self.problem(reason, fence.start),
            }
            return;
        }
        let descriptions = looks::descriptions(&json);
        self.page.examples += usize::from(descriptions.is_empty());
        for at in descriptions {
            let reason = if at.as_str().is_empty() { Unread::NoVersion } else { Unread::Within(at) };
            self.unread(reason, fence.start);
        }
    }

    /// A fence in a language that isn't read.
    fn untagged(&mut self, fence: &Fence<'_>) {
        let is_description =
            || Json::parse(&fence.content).is_ok_and(|json| !looks::descriptions(&json).is_empty());
        if looks::looks_like_api(&fence.content) || is_description() {
            self.unread(Unread::Tag(fence.info.trim().to_owned()), fence.start);
        }
        for (offset, tag) in looks::platform_tags(&fence.content) {
            self.unread(Unread::Platform(tag.to_owned()), fence.page_offset(offset));
        }
    }

    /// Text outside of fences.
    fn other(&mut self, other: &Other<'_>) {
        let before_fence =
            (other.kind == OtherKind::Prose).then(|| looks::invisible_before_fence(other.text));
        if let Some((offset, cause)) = before_fence.flatten() {
            self.unread(Unread::Invisible(cause), other.start + offset);
        } else if looks::looks_like_api(other.text) {
            let reason = match other.kind {
                OtherKind::Indented => Unread::Indented,
                OtherKind::Quote => Unread::Quote,
                OtherKind::Html => Unread::Html,
                OtherKind::Prose => Unread::Prose,
            };
            let blank = other.text.len() - other.text.trim_start().len();
            self.unread(reason, other.start + blank);
        }
        for (offset, tag) in looks::platform_tags(other.text) {
            self.unread(Unread::Platform(tag.to_owned()), other.start + offset);
        }
    }

    fn unread(&mut self, reason: Unread, offset: usize) {
        let at = Location::line(self.name, self.lines.at(offset));
        self.page.unread.push(Diagnostic::new(reason, [at]));
    }

    fn problem(&mut self, reason: ExtractReason, offset: usize) {
        let at = Location::line(self.name, self.lines.at(offset));
        self.problems.push(Diagnostic::new(reason, [at]));
    }

    /// Documents are often on one line: the column says where.
    fn problem_in_line(&mut self, reason: ExtractReason, offset: usize) {
        let before = self.text.get(..offset).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = 1 + before.get(line_start..).unwrap_or_default().chars().count();
        let line = self.lines.at(offset);
        let at = Location::Line { page: self.name.to_owned(), line, column: Some(column) };
        self.problems.push(Diagnostic::new(reason, [at]));
    }

    fn finish(mut self) -> Result<Page, Diagnostics<ExtractReason>> {
        self.page.unread.sort_by(|one, other| one.at.cmp(&other.at));
        if self.page.documents.is_empty() && self.problems.is_empty() {
            self.problem(ExtractReason::NoDocument, 0);
        }
        if !self.problems.is_empty() {
            let unread = self.page.unread.drain(..);
            self.problems.extend(
                unread.map(|unread| Diagnostic::new(ExtractReason::Unread(unread.reason), unread.at)),
            );
        }
        Diagnostics::or(self.problems, self.page)
    }
}

/// The text of a file, without a byte order mark.
fn text<'a>(page: &str, bytes: &'a [u8]) -> Result<&'a str, Diagnostic<ExtractReason>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + valid.iter().filter(|&&byte| byte == b'\n').count();
        Diagnostic::new(ExtractReason::InvalidUtf8, [Location::line(page, line)])
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
