//! The texts of what differs in the generated client.

use collibra_client_gen::surface::{Fact, Item, ItemName};

use crate::compat::{
    Comparison,
    change::Rust,
    rust::{ItemChange, if_gone, if_new},
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
        self.names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
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

    /// The facts that only one of both has.
    fn difference(&self) -> [Vec<&Fact>; 2] {
        let [was, is] = [facts(&self.was), facts(&self.is)];
        [(was, is), (is, was)].map(|(of, other)| of.iter().filter(|fact| !other.contains(fact)).collect())
    }

    /// Each fact whose absence or presence breaks callers, with the one that has taken its place: what was, what is.
    pub(super) fn breaking(&self) -> Vec<[Option<&Fact>; 2]> {
        let [gone, new] = self.difference();
        let gone = gone.into_iter().filter(|fact| if_gone(fact) == Rust::Breaking);
        let instead = |was: &Fact| new.iter().copied().find(|is| is_in_place_of(was, is));
        let mut breaking: Vec<_> = gone.map(|was| [Some(was), instead(was)]).collect();
        let required = new.iter().copied().filter(|fact| if_new(fact, true) == Rust::Breaking);
        let required: Vec<_> =
            required.filter(|fact| !breaking.iter().any(|[_, is]| *is == Some(fact))).collect();
        breaking.extend(required.into_iter().map(|is| [None, Some(is)]));
        breaking
    }
}

fn facts(item: &Option<Item>) -> &[Fact] {
    item.as_ref().map_or(&[], |item| &item.facts)
}

fn is_in_place_of(was: &Fact, is: &Fact) -> bool {
    match (was, is) {
        (Fact::Field(was), Fact::Field(is)) | (Fact::Variant(was), Fact::Variant(is)) => was.name == is.name,
        (Fact::Start(_), Fact::Start(_)) | (Fact::Definition(_), Fact::Definition(_)) => true,
        (Fact::Server { base_path: was, .. }, Fact::Server { base_path: is, .. }) => was == is,
        _ => false,
    }
}
