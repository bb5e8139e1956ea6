//! The report as annotations of the document's lines, for GitHub's checks.

use std::collections::HashMap;

use collibra_client_gen::{
    diagnostic::{Diagnostic, Reason as _},
    document::pointer::Pointer,
};
use serde_json::value::RawValue;

use super::sentence::Sentence;
use crate::{
    compat::{
        Comparison,
        change::{Change, Wire},
    },
    fetch::Notice,
};

/// One line per notice, and per change that means something on the wire. `text` is the new document's.
pub(crate) fn render(report: &Comparison, text: &str, notices: &[Diagnostic<Notice>]) -> String {
    let notices = notices.iter().map(|Diagnostic { reason, .. }| {
        format!("::warning::{}\n", data(&format!("{reason}\nhelp: {}", reason.help())))
    });

    let mut lines = Lines::new(text);
    let changes = report.changes.iter().filter(|change| change.wire > Wire::Docs);
    notices.chain(changes.map(|change| annotation(change, &report.documents[1], &mut lines))).collect()
}

fn annotation(change: &Change, file: &str, lines: &mut Lines<'_>) -> String {
    let level = match change.wire {
        _ if change.approved.is_some() => "notice",
        Wire::Breaking => "error",
        Wire::Review => "warning",
        _ => "notice",
    };
    let line = lines.line(&change.place.pointer);
    let message = format!("{} [{}]", Sentence::of(change), change.fingerprint);
    let (file, title) = (property(file), property(&format!("{}: {}", change.wire, change.rule())));
    format!("::{level} file={file},line={line},title={title}::{}\n", data(&message))
}

/// The lines of a document. Each of its values is parsed once, however many places are asked for in it.
struct Lines<'a> {
    text: &'a str,
    /// Where each line ends.
    ends: Vec<usize>,
    /// What is in the values that were asked about, by where they begin.
    members: HashMap<usize, HashMap<String, &'a str>>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect();
        Self { text, ends, members: HashMap::new() }
    }

    /// The line of a place, or of what is around it if the document has no such place.
    fn line(&mut self, pointer: &Pointer) -> usize {
        let mut found = self.text;
        for token in pointer.tokens() {
            let members = self.members.entry(self.offset(found)).or_insert_with(|| members(found));
            let Some(inner) = members.get(token.as_ref()) else { break };
            found = inner;
        }
        let offset = self.offset(found);
        1 + self.ends.partition_point(|end| *end < offset)
    }

    /// Where a part of the text begins in it.
    fn offset(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }
}

/// The texts of an object's members, or of an array's items by their numbers.
fn members(text: &str) -> HashMap<String, &str> {
    if let Ok(members) = serde_json::from_str::<HashMap<String, &RawValue>>(text) {
        return members.into_iter().map(|(name, value)| (name, value.get())).collect();
    }
    let items: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
    items.into_iter().enumerate().map(|(index, item)| (index.to_string(), item.get())).collect()
}

/// GitHub's escapes in a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// GitHub's escapes in a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
