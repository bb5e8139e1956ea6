//! What the report says of the generated client.

use crate::compat::{
    change::Rust,
    rust::{Comparison, ItemChange},
};

impl Comparison {
    /// What happened to the items, in a line.
    pub(crate) fn summary(&self) -> String {
        let count = |verdict: Rust| self.items.iter().filter(|item| item.verdict == verdict).count();
        let counts = [(count(Rust::Breaking), "broken or gone"), (count(Rust::Additive), "new or grown")];
        let said: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        let summary = match (self.verdict, said.is_empty()) {
            (Rust::None, _) => "the same code".to_owned(),
            (Rust::Unknown, _) => "a document doesn't become a client".to_owned(),
            (_, true) => "the same surface".to_owned(),
            (_, false) => format!("items of the surface: {}", said.join(", ")),
        };
        match &self.part {
            Some(part) => format!("{summary} ({part})"),
            None => summary,
        }
    }
}

impl ItemChange {
    /// What was and what is; nothing if it wasn't or isn't.
    pub(crate) fn texts(&self) -> [String; 2] {
        [&self.was, &self.is].map(|item| item.as_ref().map(ToString::to_string).unwrap_or_default())
    }

    /// What was and what is, each line with its end.
    pub(super) fn lines(&self) -> [String; 2] {
        self.texts().map(|text| text.lines().map(|line| format!("{line}\n")).collect())
    }
}
