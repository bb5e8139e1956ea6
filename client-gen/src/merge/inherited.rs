//! `security` and `servers`: an operation has those of its document's root unless it has its own.
//!
//! A documentation site cuts an API into one document an operation, and moves the operation's own `security`
//! to the new document's root. So the root's word is taken for the operations it was said with, and for no
//! others.

use std::borrow::Cow;

use super::key::Key;
use super::union::Members;
use crate::document::json::{Json, Object};

/// A member that operations inherit.
pub(super) struct Inherited {
    pub(super) member: &'static str,
    /// Whether path items can hold it too.
    pub(super) is_on_path_items: bool,
    /// The specification's default: what an operation has that nobody says anything about.
    default: fn() -> Vec<Json>,
    /// Whether an empty array is an answer. For `security` it is "none"; for `servers` it is as good as no
    /// member.
    empty_is_said: bool,
}

pub(super) const INHERITED: [Inherited; 2] = [
    Inherited { member: "security", is_on_path_items: false, default: Vec::new, empty_is_said: true },
    Inherited { member: "servers", is_on_path_items: true, default: default_servers, empty_is_said: false },
];

fn default_servers() -> Vec<Json> {
    vec![Json::Object(Object::from([("url".to_owned(), Json::from("/"))]))]
}

impl Inherited {
    pub(super) fn default_value(&self) -> Json {
        Json::Array((self.default)())
    }

    pub(super) fn says_something(&self, value: &Json) -> bool {
        self.empty_is_said || !is_empty(value)
    }
}

/// An empty list of `servers` is as good as none.
pub(super) fn is_empty(value: &Json) -> bool {
    value.as_array().is_some_and(<[_]>::is_empty)
}

/// Moves what all operations agree on to the root, and takes it from those that inherit it anyway.
///
/// If they don't agree, there is none at the root: each operation has its own, the default spelled out,
/// unless its path item gives it the same.
pub(super) fn hoist(members: &mut Members<'_>) {
    for Inherited { member, .. } in &INHERITED {
        let (of_operations, mut others): (Members<'_>, Members<'_>) = std::mem::take(members)
            .into_iter()
            .partition(|(key, _)| matches!(key.tokens()[..], ["paths", _, _, last] if last == *member));
        let mut values = of_operations.values().map(|reading| &reading.value);
        let first = values.next();
        let all_agree = values.all(|value| Some(value) == first);

        let mut kept = Members::new();
        let mut at_root = None;
        for (key, reading) in of_operations {
            let of_path_item = others.get(&Key::new(key.tokens().into_iter().take(2)).child(member));
            let is_inherited =
                of_path_item.map_or(all_agree, |of_path_item| of_path_item.value == reading.value);
            let is_said = matches!(reading.value, Cow::Borrowed(_));
            if !is_inherited {
                kept.insert(key, reading);
            } else if all_agree && is_said && at_root.is_none() {
                // A default that no document spells out stays unsaid.
                at_root = Some(reading);
            }
        }
        others.extend(kept);
        others.extend(at_root.map(|reading| (Key::new([*member]), reading)));
        *members = others;
    }
}
