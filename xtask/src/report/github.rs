//! The report as annotations of the document's lines, for GitHub's checks.

use std::collections::BTreeMap;

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

    let changes = report.changes.iter().filter(|change| change.wire > Wire::Docs);
    notices.chain(changes.map(|change| annotation(change, &report.documents[1], text))).collect()
}

fn annotation(change: &Change, file: &str, text: &str) -> String {
    let level = match change.wire {
        _ if change.approved.is_some() => "notice",
        Wire::Breaking => "error",
        Wire::Review => "warning",
        _ => "notice",
    };
    let line = line(text, &change.place.pointer);
    let message = format!("{} [{}]", Sentence::of(change), change.fingerprint);
    let (file, title) = (property(file), property(&format!("{}: {}", change.wire, change.rule())));
    format!("::{level} file={file},line={line},title={title}::{}\n", data(&message))
}

/// The line of a place in the text of a document, or of what is around it if the document has no such place.
fn line(text: &str, pointer: &Pointer) -> usize {
    let mut found = text;
    for token in pointer.tokens() {
        let inner = match serde_json::from_str::<BTreeMap<String, &RawValue>>(found) {
            Ok(members) => members.get(token.as_ref()).copied(),
            Err(_) => {
                let items: Vec<&RawValue> = serde_json::from_str(found).unwrap_or_default();
                token.parse().ok().and_then(|index: usize| items.get(index).copied())
            }
        };
        let Some(inner) = inner else { break };
        found = inner.get();
    }
    let offset = (found.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    1 + text.bytes().take(offset).filter(|&byte| byte == b'\n').count()
}

/// GitHub's escapes in a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// GitHub's escapes in a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
