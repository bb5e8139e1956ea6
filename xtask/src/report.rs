//! The report of a comparison, in five forms made from the same value, and the sentences that they share. What
//! changed, `compat` finds out.

mod changelog;
mod github;
mod html;
mod json;
mod markdown;
mod notice;
mod rust;
mod sentence;
mod text;

use collibra_client_gen::diagnostic::{Diagnostic, harmless};

use crate::{
    compat::{
        Comparison,
        change::{Change, Rust, Wire},
        part::Extent,
    },
    fetch::Notice,
};

/// How to write a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For a terminal
    Text,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
    /// For a browser
    Html,
    /// For GitHub's checks: annotations of the new document's lines
    Github,
}

impl Comparison {
    /// The report in this format. `new` is the text of the new document, `notices` is what there is to know of the pages
    /// that it comes from, if it comes from pages.
    pub(crate) fn render(&self, format: Format, new: &str, notices: &[Diagnostic<Notice>]) -> String {
        match format {
            Format::Text => harmless(&(notice::text(notices) + &text::render(self))),
            Format::Json => json::render(self, notices),
            Format::Markdown => harmless(&(notice::markdown(notices) + &markdown::render(self))),
            Format::Html => harmless(&html::render(self, notices)),
            Format::Github => harmless(&github::render(self, new, notices)),
        }
    }

    /// The version that is and the one that follows.
    pub(crate) fn version_line(&self) -> String {
        match &self.next {
            Some(next) if *next == self.current => format!("{next}, unchanged"),
            Some(next) => format!("{} -> {next}", self.current),
            None => format!("{}; the next one can't be determined", self.current),
        }
    }

    /// What happened to the items of the surface, in a line.
    pub(crate) fn rust_summary(&self) -> String {
        let count = |verdict: Rust| self.rust.items.iter().filter(|item| item.verdict == verdict).count();
        let counts = [(count(Rust::Breaking), "broken or gone"), (count(Rust::Additive), "new or grown")];
        let said: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        let summary = match (self.rust.verdict, said.is_empty()) {
            (Rust::None, _) => "the same code".to_owned(),
            (Rust::Unknown, _) => "a document doesn't become a client".to_owned(),
            (_, true) => "the same surface".to_owned(),
            (_, false) => format!("items of the surface: {}", said.join(", ")),
        };
        match self.part {
            Some(Extent { paths, of }) => {
                format!("{summary} (judged by {paths} of {of} paths, since the documents are large)")
            }
            None => summary,
        }
    }

    /// The changes by the operations that they reach, those with the worst change first.
    fn by_operations(&self) -> Vec<(String, Vec<&Change>)> {
        let mut groups: Vec<(String, Vec<&Change>)> = Vec::new();
        for change in &self.changes {
            let operations: Vec<&str> = change.operations.iter().map(String::as_str).collect();
            let heading = match operations.as_slice() {
                [] => "no operation".to_owned(),
                [_, _, _, ..] if self.operations.is_subset(&change.operations) => {
                    format!("all {} operations", operations.len())
                }
                [first, second, _, _, _, _, ..] => {
                    format!("{first}, {second} and {} more", operations.len() - 2)
                }
                few => few.join(", "),
            };
            match groups.iter_mut().find(|(known, _)| *known == heading) {
                Some((_, changes)) => changes.push(change),
                None => groups.push((heading, vec![change])),
            }
        }
        groups
    }
}

/// How many changes have each verdict, the worst first: `1 breaking, 2 docs`.
pub(crate) fn counts<'a>(changes: impl IntoIterator<Item = &'a Change>) -> String {
    let mut counts = [(Wire::Breaking, 0), (Wire::Review, 0), (Wire::Compatible, 0), (Wire::Docs, 0)];
    for change in changes {
        counts.iter_mut().filter(|(kind, _)| *kind == change.wire).for_each(|(_, count)| *count += 1);
    }
    let said = counts.iter().filter(|(_, count)| *count > 0).map(|(kind, count)| format!("{count} {kind}"));
    said.collect::<Vec<_>>().join(", ")
}
