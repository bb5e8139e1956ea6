//! Where two documents differ: the smallest values that aren't the same, each with its place.
//!
//! What only has another name is followed under it: a component, a path's parameter.

use std::collections::{BTreeSet, HashSet};

use collibra_client_gen::document::json::Json;

use super::rename::Renames;
use crate::compat::node::{Node, Place};

pub(super) struct Difference<'a> {
    pub(super) place: Place,
    pub(super) was: Option<&'a Json>,
    pub(super) is: Option<&'a Json>,
    /// Both hold the same items.
    pub(super) reordered: bool,
    /// The old name, of what has another one and no other difference here.
    pub(super) name: Option<&'a str>,
}

/// Every difference of two documents.
pub(super) fn differences<'a>(
    old: &Node<'a>,
    new: &Node<'a>,
    renames: &Renames,
    found: &mut Vec<Difference<'a>>,
) {
    if old.value == new.value {
        return;
    }
    let whole = || Difference::new(new.place.clone(), Some(old.value), Some(new.value));
    match (old.value, new.value) {
        (Json::Object(_), Json::Object(_)) => {
            let mut known = BTreeSet::new();
            for (name, was) in old.members() {
                let now = renames.now(&old.place.pointer, name);
                let Some(is) = new.get(now.as_deref().unwrap_or(name)) else {
                    found.push(Difference::new(was.place, Some(was.value), None));
                    continue;
                };
                if now.is_some() && renames.is_declared_at(&old.place.pointer) {
                    found.push(Difference {
                        name: Some(name),
                        ..Difference::new(is.place.clone(), None, None)
                    });
                }
                differences(&was, &is, renames, found);
                known.insert(now.unwrap_or_else(|| name.to_owned()));
            }
            let added = new.members().filter(|(name, _)| !known.contains(*name));
            found.extend(added.map(|(_, is)| Difference::new(is.place, None, Some(is.value))));
        }
        (Json::Array(was), Json::Array(is)) if was.len() == is.len() && !same_items(was, is) => {
            for (was, is) in old.items().zip(new.items()) {
                differences(&was, &is, renames, found);
            }
        }
        (Json::Array(was), Json::Array(is)) => {
            found.push(Difference { reordered: was.len() == is.len(), ..whole() });
        }
        _ if renames.explain(old, new) => {}
        _ => found.push(whole()),
    }
}

fn same_items(was: &[Json], is: &[Json]) -> bool {
    let sorted = |items: &[Json]| {
        let mut texts: Vec<String> = items.iter().map(ToString::to_string).collect();
        texts.sort();
        texts
    };
    sorted(was) == sorted(is)
}

impl<'a> Difference<'a> {
    pub(super) fn new(place: Place, was: Option<&'a Json>, is: Option<&'a Json>) -> Self {
        Self { place, was, is, reordered: false, name: None }
    }

    /// Whether it is a list of required names where each that came or went is a change as a required property.
    pub(super) fn is_required_property(&self, properties: &HashSet<&str>) -> bool {
        let names = |list: Option<&Json>| -> Option<BTreeSet<String>> {
            let items = list.and_then(Json::as_array).unwrap_or_default().iter();
            items.map(|item| item.as_str().map(str::to_owned)).collect()
        };
        let (Some(was), Some(is)) = (names(self.was), names(self.is)) else { return false };
        let mut moved = was.symmetric_difference(&is).peekable();
        self.place.pointer.last().is_some_and(|member| member == "required")
            && moved.peek().is_some()
            && moved.all(|name| properties.contains(name.as_str()))
    }

    /// Whether there was an object or a list, and is something else now, or the reverse: one of them can't be read.
    pub(super) fn has_other_shape(&self) -> bool {
        let shape = |value: &Json| (value.as_object().is_some(), value.as_array().is_some());
        self.was.zip(self.is).is_some_and(|(was, is)| shape(was) != shape(is))
    }
}
