//! What a page consists of, as CommonMark sees it: fenced code blocks, links, and all the rest of its text.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::fence::Fence;

/// The parts of a page, each in its order.
#[derive(Default)]
pub(super) struct Blocks<'a> {
    /// The fences outside of block quotes: what a quote holds is prose.
    pub(super) fences: Vec<Fence<'a>>,
    /// Everything else.
    pub(super) others: Vec<Other<'a>>,
    /// Where its links lead, as they are written.
    pub(super) links: Vec<String>,
}

/// Text that isn't in a fence.
pub(super) struct Other<'a> {
    pub(super) kind: OtherKind,
    /// Where it begins on the page.
    pub(super) start: usize,
    /// As it is written.
    pub(super) text: &'a str,
}

/// What kind of text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OtherKind {
    /// An indented code block.
    Indented,
    /// A block quote.
    Quote,
    /// HTML.
    Html,
    /// Paragraphs, headings, lists, tables.
    Prose,
}

/// The parts of a page.
pub(super) fn blocks(page: &str) -> Blocks<'_> {
    let end_of_text = page.trim_end().len();
    let mut blocks = Blocks::default();
    let mut taken = Vec::new();
    let mut quotes = 0_usize;
    let mut heading = Heading::default();
    let mut events = Parser::new_ext(page, Options::empty()).into_offset_iter();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::BlockQuote(_)) => {
                if quotes == 0 {
                    taken.push((Some(OtherKind::Quote), range));
                }
                quotes += 1;
            }
            Event::End(TagEnd::BlockQuote(_)) => quotes -= 1,
            Event::Start(Tag::Heading { .. }) if quotes == 0 => heading.begin(),
            Event::End(TagEnd::Heading(_)) => heading.end(),
            Event::Start(Tag::Link { dest_url, .. }) => blocks.links.push(dest_url.into_string()),
            Event::Text(text) | Event::Code(text) => heading.push(&text),
            Event::SoftBreak | Event::HardBreak => heading.push(" "),
            Event::Start(Tag::HtmlBlock) if quotes == 0 => taken.push((Some(OtherKind::Html), range)),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) if quotes == 0 => {
                taken.push((Some(OtherKind::Indented), range));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if quotes == 0 => {
                let text = events.by_ref().map_while(|(event, range)| match event {
                    Event::Text(text) => Some((text, range)),
                    _ => None,
                });
                let fence = Fence::read(page, range.clone(), info, text, heading.text.clone(), end_of_text);
                blocks.fences.push(fence);
                taken.push((None, range));
            }
            _ => {}
        }
    }
    blocks.others = others(page, taken);
    blocks
}

/// The blocks that are text of their own, and the prose between all of them by paragraphs. A fence has no kind.
fn others(page: &str, taken: Vec<(Option<OtherKind>, Range<usize>)>) -> Vec<Other<'_>> {
    let mut others = Vec::new();
    let mut end = 0;
    let end_of_page = (None, page.len()..page.len());
    for (kind, range) in taken.into_iter().chain([end_of_page]) {
        let mut start = end;
        for paragraph in paragraphs(page.get(end..range.start).unwrap_or_default()) {
            others.push(Other { kind: OtherKind::Prose, start, text: paragraph });
            start += paragraph.len();
        }
        if let (Some(kind), Some(text)) = (kind, page.get(range.clone())) {
            others.push(Other { kind, start: range.start, text });
        }
        end = end.max(range.end);
    }
    others
}

/// A text in pieces that end with a blank line.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            end += line.len();
            if line.trim().is_empty() {
                break;
            }
        }
        let (paragraph, after) = rest.split_at(end);
        rest = after;
        (!paragraph.is_empty()).then_some(paragraph)
    })
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
