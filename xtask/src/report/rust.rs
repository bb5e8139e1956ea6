//! The texts of what differs in the generated client.

use collibra_client_gen::surface::ItemName;

use crate::compat::{
    Comparison,
    change::{Change, Rust},
    rust::{Break, ItemChange},
};

/// Items with the same difference.
pub(super) struct Group<'a> {
    pub(super) names: Vec<&'a ItemName>,
    /// One of them.
    pub(super) item: &'a ItemChange,
}

impl Group<'_> {
    /// The names on a line.
    pub(super) fn heading(&self) -> String {
        self.names.iter().map(|item| name(item)).collect::<Vec<_>>().join(", ")
    }

    /// The verdict, or that it is new or gone.
    pub(super) fn verdict(&self) -> &'static str {
        match (&self.item.was, &self.item.is) {
            (None, _) => "new",
            (_, None) => "gone",
            _ => self.item.verdict.name(),
        }
    }

    pub(super) fn is_breaking(&self) -> bool {
        self.item.verdict == Rust::Breaking
    }
}

impl Comparison {
    /// The items that differ, those that break callers first. What several have through `allOf` is listed once.
    pub(super) fn items(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for item in &self.rust.items {
            let [was, is] = item.texts();
            if was == is {
                // Something inside, which has no text.
                continue;
            }
            let same = |group: &&mut Group<'_>| {
                item.was.is_some() && item.is.is_some() && item.difference() == group.item.difference()
            };
            match groups.iter_mut().find(same) {
                Some(group) => group.names.push(&item.name),
                None => groups.push(Group { names: vec![&item.name], item }),
            }
        }
        groups.sort_by_key(|group| std::cmp::Reverse(group.item.verdict));
        groups
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

/// How callers name an item: its type's path, or its `operationId`.
pub(super) fn name(item: &ItemName) -> String {
    match item {
        ItemName::Type(name) => format!("types::{name}"),
        ItemName::Operation(id) => id.clone(),
        other => other.to_string(),
    }
}

/// How many reasons are listed beside a change; the surface has them all.
const MOST: usize = 3;

/// Why a change of the document breaks code, each reason in a few words, with code in this style.
pub(super) fn reasons(change: &Change, style: impl Fn(&str) -> String) -> Vec<String> {
    let mut reasons: Vec<String> = change
        .breaks
        .iter()
        .take(MOST)
        .map(|broken| format!("{}: {}", names(broken, &style), what(broken, &style)))
        .collect();
    if let more @ 1.. = change.breaks.len().saturating_sub(MOST) {
        reasons.push(format!("{more} more: see the surface of the generated client"));
    }
    reasons
}

fn names(broken: &Break, style: impl Fn(&str) -> String) -> String {
    broken.items.iter().map(|item| style(&name(item))).collect::<Vec<_>>().join(", ")
}

/// What became of a fact.
pub(super) fn what(broken: &Break, style: impl Fn(&str) -> String) -> String {
    let texts =
        [&broken.was, &broken.is].map(|fact| fact.as_ref().map(|fact| style(fact.to_string().trim())));
    match texts {
        [Some(was), Some(is)] => format!("{was} becomes {is}"),
        [Some(was), None] => format!("{was} is gone"),
        [None, Some(is)] => format!("{is} is new, and required"),
        [None, None] => "gone".to_owned(),
    }
}
