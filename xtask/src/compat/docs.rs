//! What differs apart from that: documentation, names and spellings that never get onto the wire.
//!
//! It is what the comparison of the wire leaves over, so that no difference gets lost: two documents that
//! aren't equal have at least one change.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    iter::successors,
};

use collibra_client_gen::document::{
    grammar::{Holds, Kind, Meaning, meaning},
    json::Json,
    operation::METHODS,
    pointer::Pointer,
    reference::{self, component_around},
    template::PathTemplate,
};

use super::{
    change::{Change, ChangeKind, Effect, Unsent, Wire},
    node::{Node, Place, Version},
    verdict::{Findings, Remainder},
};

/// Every difference that none of the changes is about.
pub(crate) fn left_over(
    old: &Json,
    new: &Json,
    changes: &[Change],
    findings: &Findings<'_, '_>,
) -> Vec<Change> {
    let (old, new) = (Node::root(Version::Old, old), Node::root(Version::New, new));
    let mut found = Vec::new();
    differences(&old, &new, &mut found);
    let pointers: BTreeSet<&Pointer> = changes.iter().map(|change| &change.place.pointer).collect();
    let required: HashSet<&str> = changes.iter().filter_map(Change::required_property).collect();
    // Of named components, each is on its own.
    let components = Pointer::new(["components"]);
    let objects: HashSet<Pointer> = changes
        .iter()
        .filter_map(|change| change.place.pointer.parent())
        .filter(|object| object.parent().as_ref() != Some(&components))
        .collect();
    let is_empty = [&old, &new].iter().any(|root| root.operations().next().is_none());
    let mut reach = Reach::default();
    let left = found.into_iter().filter(|difference| {
        !touch(&pointers, &difference.place.pointer) && !difference.is_required_property(&required)
    });
    left.map(|difference| {
        let beside = difference.place.pointer.parent().is_some_and(|object| objects.contains(&object));
        let root = if difference.place.version == Version::Old { &old } else { &new };
        let operations = reach.of(root, &difference.place.pointer);
        let below = difference.place.pointer.below(&components);
        let is_unused = below.is_some_and(|below| below != Pointer::default()) && operations.is_empty();
        let remainder = findings.remainder(&difference.place.pointer);
        let (kind, wire) = difference.judged(beside, is_unused, is_empty, remainder.as_ref());
        let example = match remainder {
            Some(Remainder::Breaks(example, _)) if wire >= Wire::Review => Some(example),
            _ => None,
        };
        Change { wire, operations, example, ..Change::new(difference.place, kind, Effect::Is(wire)) }
    })
    .collect()
}

/// Whether one of the pointers is this one, or above or below it.
fn touch(pointers: &BTreeSet<&Pointer>, pointer: &Pointer) -> bool {
    // Everything below it, and nothing else, begins with it and a slash.
    let next = pointers.range::<Pointer, _>(pointer.child("")..).next();
    next.is_some_and(|next| next.below(pointer).is_some())
        || successors(Some(pointer.clone()), Pointer::parent).any(|above| pointers.contains(&above))
}

struct Difference<'a> {
    place: Place,
    was: Option<&'a Json>,
    is: Option<&'a Json>,
    /// Both hold the same items.
    reordered: bool,
    /// The old template, of a path whose parameters only have other names.
    template: Option<&'a str>,
}

fn differences<'a>(old: &Node<'a>, new: &Node<'a>, found: &mut Vec<Difference<'a>>) {
    if old.value == new.value {
        return;
    }
    let add_whole = |found: &mut Vec<_>, reordered| {
        let whole = Difference::new(new.place.clone(), Some(old.value), Some(new.value));
        found.push(Difference { reordered, ..whole });
    };
    match (old.value, new.value) {
        (Json::Object(_), Json::Object(_)) => {
            let renamed = renamed_paths(old, new);
            for (name, was) in old.members() {
                let new_name = renamed.get(name);
                let Some(is) = new.get(new_name.map_or(name, String::as_str)) else {
                    found.push(Difference::new(was.place, Some(was.value), None));
                    continue;
                };
                if new_name.is_some() {
                    let difference = Difference::new(is.place.clone(), None, None);
                    found.push(Difference { template: Some(name), ..difference });
                }
                differences(&was, &is, found);
            }
            let added = new
                .members()
                .filter(|(name, _)| old.get(name).is_none() && !renamed.values().any(|now| now == name));
            found.extend(added.map(|(_, is)| Difference::new(is.place, None, Some(is.value))));
        }
        (Json::Array(was), Json::Array(is)) if was.len() == is.len() && !same_items(was, is) => {
            for (was, is) in old.items().zip(new.items()) {
                differences(&was, &is, found);
            }
        }
        (Json::Array(was), Json::Array(is)) => add_whole(found, was.len() == is.len()),
        _ => add_whole(found, false),
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

/// The new templates of paths whose parameters only have other names.
fn renamed_paths(old: &Node<'_>, new: &Node<'_>) -> HashMap<String, String> {
    if old.place.pointer.as_str() != "/paths" {
        return HashMap::new();
    }
    let gone = old.members().filter(|(name, _)| new.get(name).is_none());
    let mut by_key: BTreeMap<String, &str> = new
        .members()
        .filter(|(name, _)| old.get(name).is_none())
        .map(|(name, _)| (PathTemplate::new(name).without_names(), name))
        .collect();
    gone.filter_map(|(name, _)| {
        let now = by_key.remove(&PathTemplate::new(name).without_names())?;
        Some((name.to_owned(), now.to_owned()))
    })
    .collect()
}

impl<'a> Difference<'a> {
    fn new(place: Place, was: Option<&'a Json>, is: Option<&'a Json>) -> Self {
        Self { place, was, is, reordered: false, template: None }
    }

    /// Whether it is a list of required names where each that came or went is a change as a required property.
    fn is_required_property(&self, properties: &HashSet<&str>) -> bool {
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
    fn has_other_shape(&self) -> bool {
        let shape = |value: &Json| (value.as_object().is_some(), value.as_array().is_some());
        self.was.zip(self.is).is_some_and(|(was, is)| shape(was) != shape(is))
    }

    fn judged(
        &self,
        beside: bool,
        is_unused: bool,
        is_empty: bool,
        remainder: Option<&Remainder>,
    ) -> (ChangeKind, Wire) {
        let pointer = &self.place.pointer;
        let member = pointer.last().unwrap_or_default().into_owned();
        if let Some(was) = self.template {
            let kind = ChangeKind::PathParameterNames { was: was.to_owned(), is: member };
            return (kind, Wire::Docs);
        }
        let meaning = meaning(pointer);
        let (was, is) = (self.was.cloned(), self.is.cloned());
        let because = match member.as_str() {
            _ if self.reordered && meaning != Meaning::Unknown => Unsent::Order,
            "operationId" => Unsent::OperationId,
            "version" if pointer.as_str() == "/info/version" => Unsent::DocumentVersion,
            _ if meaning == Meaning::Words => Unsent::Documentation,
            _ if is_unused => Unsent::Unused,
            // Nobody has judged it: it may mean something.
            _ if meaning == Meaning::Unknown => {
                return (ChangeKind::keyword(&member, was, is), Wire::Review);
            }
            _ if self.has_other_shape() && !matches!(member.as_str(), "type" | "additionalProperties") => {
                return (ChangeKind::Unreadable { was, is }, Wire::Review);
            }
            // One document has no operation to compare.
            _ if is_empty => Unsent::Unused,
            _ => match remainder {
                Some(Remainder::Breaks(_, is_mapped)) => {
                    let wire = if *is_mapped { Wire::Review } else { Wire::Breaking };
                    return (ChangeKind::keyword(&member, was, is), wire);
                }
                Some(Remainder::Open) => return (ChangeKind::keyword(&member, was, is), Wire::Review),
                Some(Remainder::Safe) => return (ChangeKind::keyword(&member, was, is), Wire::Compatible),
                Some(Remainder::Same) => Unsent::Spelling,
                Some(Remainder::Explained) => Unsent::Consequence,
                None if beside => Unsent::Consequence,
                // Whoever looks at schemas didn't get there.
                None if is_in_schema(pointer) => return (ChangeKind::Unreadable { was, is }, Wire::Review),
                None => Unsent::Spelling,
            },
        };
        (ChangeKind::Unsent { member, was, is, because }, Wire::Docs)
    }
}

/// Whether a place is in a schema, and not the whole of one.
fn is_in_schema(pointer: &Pointer) -> bool {
    let mut above = successors(pointer.parent(), Pointer::parent);
    above.any(|place| Holds::at(&place) == Some(Holds::One(Kind::Schema)))
}

/// The operations of each place, found out when first asked for.
#[derive(Default)]
struct Reach(HashMap<Version, HashMap<Pointer, BTreeSet<String>>>);

impl Reach {
    fn of(&mut self, root: &Node<'_>, place: &Pointer) -> BTreeSet<String> {
        let mut tokens = place.tokens();
        match tokens.next().as_deref() {
            Some("paths") => {
                let path = Pointer::new(["paths", &*tokens.next().unwrap_or_default()]);
                let method = tokens.next().filter(|method| METHODS.contains(&&**method));
                let around = method.map_or_else(|| path.clone(), |method| path.child(&method));
                let within =
                    root.operations().filter(|(_, node)| node.place.pointer.below(&around).is_some());
                within.map(|(name, _)| name).collect()
            }
            Some("components") => {
                let known = self.0.entry(root.place.version).or_insert_with(|| users(root));
                component_around(place)
                    .and_then(|component| known.get(&component).cloned())
                    .unwrap_or_default()
            }
            _ => BTreeSet::new(),
        }
    }
}

/// Which operations use each component, by its pointer.
fn users(root: &Node<'_>) -> HashMap<Pointer, BTreeSet<String>> {
    let mut users: HashMap<Pointer, BTreeSet<String>> = HashMap::new();
    let mut within: HashMap<Pointer, Vec<Pointer>> = HashMap::new();
    for (kind, list) in root.get("components").iter().flat_map(Node::members) {
        for (name, _) in list.members() {
            let component = reference::component(kind, name);
            let led_to = root.components_of(&component);
            within.insert(component, led_to);
        }
    }
    for (name, operation) in root.operations() {
        let mut open = root.components_in(operation.value);
        // A requirement names its schemes.
        let required = operation.get("security").or_else(|| root.get("security"));
        for requirement in required.iter().flat_map(Node::items) {
            open.extend(requirement.members().map(|(name, _)| reference::component("securitySchemes", name)));
        }
        while let Some(component) = open.pop() {
            if users.entry(component.clone()).or_default().insert(name.clone()) {
                open.extend(within.get(&component).cloned().unwrap_or_default());
            }
        }
    }
    users
}
