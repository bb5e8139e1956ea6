//! What the CHANGELOG says about the document of a release, as a list.

use super::{markdown::code_span, sentence::Sentence};
use crate::compat::{Comparison, change::Wire};
use collibra_client_gen::diagnostic::harmless;

/// More lines than this nobody reads; the report has them all.
const MOST: usize = 20;

impl Comparison {
    /// The changes, worst first; those of documentation as one.
    pub(crate) fn changelog(&self) -> String {
        let (docs, others): (Vec<_>, Vec<_>) =
            self.changes.iter().partition(|change| change.wire == Wire::Docs);
        let mut lines = String::new();
        for change in others.iter().take(MOST) {
            let operations: Vec<String> = change.operations.iter().map(|name| code_span(name)).collect();
            let whom =
                if operations.is_empty() { String::new() } else { format!("{}: ", operations.join(", ")) };
            let sentence = Sentence::of(change);
            let subject = sentence.subject.as_deref().map(|name| format!("{} ", code_span(name)));
            let (subject, what) = (subject.unwrap_or_default(), sentence.what(code_span));
            lines.push_str(&format!("- **{}** {whom}{subject}{what}: {}.\n", change.wire, sentence.why));
        }
        let mut more = |count: usize, what: &str| {
            if count > 0 {
                let changes = if count == 1 { "change" } else { "changes" };
                lines.push_str(&format!("- {count} {changes} {what}.\n"));
            }
        };
        more(others.len().saturating_sub(MOST), "more: see `cargo xtask diff`");
        more(docs.len(), "to documentation and names, which aren't sent");
        if lines.is_empty() {
            lines.push_str("- No change.\n");
        }
        harmless(&lines)
    }
}
