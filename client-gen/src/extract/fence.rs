//! A fenced code block of a page: what it says it holds, and whether it hides something.

use std::{borrow::Cow, ops::Range};

use pulldown_cmark::CowStr;

use super::looks::looks_like_api;

/// What the first word of an info string promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// JSON.
    Json,
    /// What may be JSON, with comments and more.
    Json5,
    /// YAML.
    Yaml,
    /// An OpenAPI document, in one of them.
    OpenApi,
}

impl Language {
    /// `json`, `JSON title="x"` and `json{1,3}`, but not `json-schema`.
    fn of(info: &str) -> Option<Self> {
        let is_word = |char: char| char.is_alphanumeric() || "-_+.#/".contains(char);
        let word = info.split(|char| !is_word(char)).next().unwrap_or_default().to_ascii_lowercase();
        Some(match word.as_str() {
            "json" | "application/json" => Self::Json,
            "json5" | "jsonc" => Self::Json5,
            "yaml" | "yml" => Self::Yaml,
            "openapi" => Self::OpenApi,
            _ => return None,
        })
    }
}

/// A fenced code block outside of block quotes: what a quote holds is prose.
pub(super) struct Fence<'a> {
    /// Where it begins on the page.
    pub(super) start: usize,
    /// The lines between the fences, without the indentation of the list that they may be in.
    pub(super) content: Cow<'a, str>,
    /// The text of the nearest heading before it.
    pub(super) heading: Option<String>,
    pub(super) info: CowStr<'a>,
    /// The run of characters that opens it.
    marker: &'a str,
    is_closed: bool,
    /// Whether nothing but blank lines follow it on the page.
    is_last: bool,
    /// Each piece of the content that is one on the page: where it begins in the content and on the page.
    pieces: Vec<(usize, usize)>,
}

impl<'a> Fence<'a> {
    pub(super) fn read(
        page: &'a str,
        range: Range<usize>,
        info: CowStr<'a>,
        text: impl Iterator<Item = (CowStr<'a>, Range<usize>)>,
        heading: Option<String>,
        end_of_text: usize,
    ) -> Self {
        let block = page.get(range.clone()).unwrap_or_default();
        let marker = leading_run(block.trim_start());
        let mut content = Cow::Borrowed("");
        let mut pieces = Vec::new();
        let mut end_of_content = range.start + block.find(['\n', '\r']).unwrap_or(block.len());
        for (text, range) in text {
            let continues =
                |&(start, on_page): &(usize, usize)| on_page + (content.len() - start) == range.start;
            if !pieces.last().is_some_and(continues) {
                pieces.push((content.len(), range.start));
            }
            content = match (content, pieces.as_slice()) {
                // What is on the page as it is needn't be copied from there.
                (Cow::Borrowed(_), &[(_, start)]) if page.get(range.clone()) == Some(&text) => {
                    Cow::Borrowed(page.get(start..range.end).unwrap_or_default())
                }
                (content, _) => Cow::Owned(content.into_owned() + &text),
            };
            end_of_content = range.end;
        }
        // An unclosed block ends with its content, a closed one with a line that isn't content.
        let closing = page.get(end_of_content..range.end).unwrap_or_default().trim();
        Self {
            start: range.start,
            content,
            heading,
            info,
            marker,
            is_closed: !closing.is_empty(),
            is_last: range.end >= end_of_text,
            pieces,
        }
    }

    /// What it should hold, if that is something that a document can be written in.
    pub(super) fn language(&self) -> Option<Language> {
        Language::of(&self.info)
    }

    /// Whether it may be meant as an OpenAPI document, valid or not.
    pub(super) fn mentions_openapi(&self) -> bool {
        self.content.contains("\"openapi\"") || looks_like_api(&self.content)
    }

    /// Whether its end is missing in a way that can hide a document.
    ///
    /// CommonMark closes an open block with the list item that it is in or with the page, or takes the
    /// end of the next fence for its end. The first is harmless for a snippet in a list; the others hide what
    /// follows.
    pub(super) fn hides_the_rest(&self) -> bool {
        let unclosed = !self.is_closed
            && (matches!(self.language(), Some(Language::Json)) || self.is_last || self.mentions_openapi());
        unclosed || self.mentions_openapi() && self.content.lines().any(|line| self.is_fence_within(line))
    }

    /// Whether this line of the content would open a fence that is read, and be long enough to be closed inside this
    /// one: whoever shows a fence inside a fence must choose a longer one outside.
    fn is_fence_within(&self, line: &str) -> bool {
        line.trim_start().strip_prefix(self.marker).is_some_and(|rest| {
            let info = rest.trim_start_matches(self.marker.chars().next().unwrap_or_default());
            Language::of(info.trim_start()).is_some()
        })
    }

    /// Where a line and column of the content, counted from 1, are on the page.
    pub(super) fn offset_of(&self, line: usize, column: usize) -> usize {
        let starts = std::iter::once(0).chain(self.content.match_indices('\n').map(|(end, _)| end + 1));
        let start = starts.take(line).last().unwrap_or_default();
        let rest = self.content.get(start..).unwrap_or_default();
        let within = rest.char_indices().nth(column - 1).map_or(rest.len(), |(offset, _)| offset);
        self.page_offset(start + within)
    }

    /// Where a place in the content is on the page.
    pub(super) fn page_offset(&self, offset: usize) -> usize {
        let after = self.pieces.partition_point(|&(start, _)| start <= offset);
        match after.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            Some((start, on_page)) => on_page + (offset - start),
            None => self.start,
        }
    }
}

/// The run of equal characters that a text begins with.
fn leading_run(text: &str) -> &str {
    let first = text.chars().next().unwrap_or_default();
    text.split_at(text.len() - text.trim_start_matches(first).len()).0
}
