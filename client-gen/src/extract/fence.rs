//! The fenced code blocks of a page, as CommonMark sees them.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

/// A fenced code block outside of block quotes: what a quote holds is prose.
pub(super) struct Fence<'a> {
    /// Where it begins on the page.
    pub(super) start: usize,
    /// The lines between the fences, without the indentation of the list that they may be in.
    pub(super) content: String,
    /// The text of the nearest heading before it.
    pub(super) heading: Option<String>,
    info: CowStr<'a>,
    /// The run of characters that opens it.
    marker: &'a str,
    is_closed: bool,
    /// Whether nothing but blank lines follow it on the page.
    is_last: bool,
    /// Each piece of the content: where it begins in the content and on the page.
    pieces: Vec<(usize, usize)>,
}

/// The fences of a page, in its order.
pub(super) fn fences(page: &str) -> Vec<Fence<'_>> {
    let end_of_text = page.trim_end().len();
    let mut fences = Vec::new();
    let mut quotes = 0_usize;
    let mut heading = Heading::default();
    let mut events = Parser::new_ext(page, Options::empty()).into_offset_iter();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::BlockQuote(_)) => quotes += 1,
            Event::End(TagEnd::BlockQuote(_)) => quotes -= 1,
            Event::Start(Tag::Heading { .. }) if quotes == 0 => heading.begin(),
            Event::End(TagEnd::Heading(_)) => heading.end(),
            Event::Text(text) | Event::Code(text) => heading.push(&text),
            Event::SoftBreak | Event::HardBreak => heading.push(" "),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if quotes == 0 => {
                let text = events.by_ref().map_while(|(event, range)| match event {
                    Event::Text(text) => Some((text, range)),
                    _ => None,
                });
                fences.push(Fence::read(page, range, info, text, heading.text.clone(), end_of_text));
            }
            _ => {}
        }
    }
    fences
}

impl<'a> Fence<'a> {
    fn read(
        page: &'a str,
        range: Range<usize>,
        info: CowStr<'a>,
        text: impl Iterator<Item = (CowStr<'a>, Range<usize>)>,
        heading: Option<String>,
        end_of_text: usize,
    ) -> Self {
        let block = page.get(range.clone()).unwrap_or_default();
        let marker = leading_run(block.trim_start());
        let mut content = String::new();
        let mut pieces = Vec::new();
        let mut end_of_content = range.start + block.find(['\n', '\r']).unwrap_or(block.len());
        for (text, range) in text {
            pieces.push((content.len(), range.start));
            content.push_str(&text);
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

    /// Whether the first word of the info string is `json`; the attributes after it don't matter.
    pub(super) fn is_json(&self) -> bool {
        is_json(&self.info)
    }

    /// Whether it may be meant as an OpenAPI document, valid or not.
    pub(super) fn mentions_openapi(&self) -> bool {
        self.content.contains("\"openapi\"")
    }

    /// Whether its end is missing in a way that can hide a document.
    ///
    /// CommonMark closes an open block with the list item that it is in or with the page, or takes the
    /// end of the next fence for its end. The first is harmless for a snippet in a list; the others hide what
    /// follows.
    pub(super) fn hides_the_rest(&self) -> bool {
        let unclosed = !self.is_closed && (self.is_json() || self.is_last || self.mentions_openapi());
        unclosed
            || self.mentions_openapi() && self.content.lines().any(|line| self.is_json_fence_within(line))
    }

    /// Whether this line of the content would open a `json` fence and be long enough to be closed inside this
    /// one: whoever shows a fence inside a fence must choose a longer one outside.
    fn is_json_fence_within(&self, line: &str) -> bool {
        line.trim_start().strip_prefix(self.marker).is_some_and(|rest| {
            let info = rest.trim_start_matches(self.marker.chars().next().unwrap_or_default());
            is_json(info.trim_start())
        })
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

/// `json`, `JSON title="x"` and `json{1,3}`, but not `json5`, `jsonc` or `json-schema`.
fn is_json(info: &str) -> bool {
    let is_word = |char: char| char.is_alphanumeric() || "-_+.#/".contains(char);
    info.split(|char| !is_word(char)).next().is_some_and(|word| word.eq_ignore_ascii_case("json"))
}

/// The run of equal characters that a text begins with.
fn leading_run(text: &str) -> &str {
    let first = text.chars().next().unwrap_or_default();
    text.split_at(text.len() - text.trim_start_matches(first).len()).0
}

/// Headings are kept for the names of documents: a page that has more in one can't make us copy it to every
/// fence.
const MAX_HEADING: usize = 200;

/// The text of the last heading.
#[derive(Default)]
struct Heading {
    text: Option<String>,
    is_open: bool,
}

impl Heading {
    fn begin(&mut self) {
        *self = Self { text: Some(String::new()), is_open: true };
    }

    fn push(&mut self, text: &str) {
        if self.is_open {
            let heading = self.text.get_or_insert_default();
            let room = MAX_HEADING.saturating_sub(heading.chars().count());
            heading.extend(text.chars().take(room));
        }
    }

    fn end(&mut self) {
        self.is_open = false;
    }
}
