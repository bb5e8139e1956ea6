//! What the CHANGELOG says about the document of a release, as a list.

use super::{markdown::code_span, rust, sentence::Sentence};
use crate::compat::{Comparison, change::Wire};
use collibra_client_gen::{diagnostic::harmless, surface::Fact};

/// More lines than this nobody reads; the report has them all.
const MOST: usize = 20;

impl Comparison {
    /// The changes, worst first; those of documentation as one, but for what callers should move away from.
    pub(crate) fn changelog(&self) -> String {
        let (docs, others): (Vec<_>, Vec<_>) =
            self.changes.iter().partition(|change| change.wire == Wire::Docs && !change.is_deprecation());
        let mut lines = String::new();
        for change in others.iter().take(MOST) {
            let operations: Vec<String> = change.operations.iter().map(|name| code_span(name)).collect();
            let whom =
                if operations.is_empty() { String::new() } else { format!("{}: ", operations.join(", ")) };
            let sentence = Sentence::of(change);
            let subject = sentence.subject.as_deref().map(|name| format!("{} ", code_span(name)));
            let (subject, what) = (subject.unwrap_or_default(), sentence.what(code_span));
            let example =
                sentence.example.iter().map(|(value, fate)| format!("; {} {fate}", code_span(value)));
            let why = sentence.why.clone() + &example.collect::<String>();
            lines.push_str(&format!("- **{}** {whom}{subject}{what}: {why}.\n", change.wire));
        }
        let mut more = |count: usize, what: &str| {
            if count > 0 {
                let changes = if count == 1 { "change" } else { "changes" };
                lines.push_str(&format!("- {count} {changes} {what}.\n"));
            }
        };
        more(others.len().saturating_sub(MOST), "more: see `cargo xtask diff`");
        more(docs.len(), "to documentation and names, which aren't sent");
        if !self.held.is_empty() {
            let held: Vec<String> = self.held.iter().map(|entry| code_span(entry)).collect();
            lines.push_str(&format!(
                "- Not in this client, though the document has it: {}.\n",
                held.join(", ")
            ));
        }
        if lines.is_empty() {
            lines.push_str("- No change.\n");
        }
        let callers = self.for_callers();
        if !callers.is_empty() {
            lines.push_str(&format!("\n### For callers\n\n{callers}"));
        }
        harmless(&lines)
    }

    /// What code has to change, line by line of the surface.
    fn for_callers(&self) -> String {
        let mut lines = String::new();
        for group in self.items().iter().filter(|group| group.is_breaking()) {
            let names: Vec<String> = group.names.iter().map(|item| code_span(&rust::name(item))).collect();
            let names = names.join(", ");
            for broken in group.item.breaks() {
                let text = |fact: &Option<Fact>| fact.as_ref().map(|fact| code_span(fact.to_string().trim()));
                let change = match [text(&broken.was), text(&broken.is)] {
                    [Some(was), Some(is)] => format!("write {is} instead of {was}"),
                    _ => rust::what(&broken, code_span),
                };
                lines.push_str(&format!("- {names}: {change}.\n"));
            }
        }
        lines
    }
}
