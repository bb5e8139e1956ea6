//! What differs apart from that: documentation, names and spellings that never get onto the wire.
//!
//! It is what the comparison of the wire leaves over, so that no difference gets lost: two documents that
//! aren't equal have at least one change.

mod difference;
mod reach;
mod rename;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    iter::successors,
};

use collibra_client_gen::document::{
    grammar::{Holds, Kind, Meaning, meaning},
    json::Json,
    pointer::Pointer,
};

use self::{difference::Difference, reach::Reach, rename::Renames};
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
    let found = Renames::left_by(&old, &new);
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
    let left = left.filter_map(|difference| {
        let beside = difference.place.pointer.parent().is_some_and(|object| objects.contains(&object));
        let root = if difference.place.version == Version::Old { &old } else { &new };
        let operations = reach.of(root, &difference.place.pointer);
        let below = difference.place.pointer.below(&components);
        let is_unused = below.is_some_and(|below| below != Pointer::default()) && operations.is_empty();
        let remainder = findings.remainder(&difference.place.pointer);
        let (kind, wire) = judged(&difference, beside, is_unused, is_empty, remainder.as_ref());
        // The other change says it all.
        if beside && matches!(kind, ChangeKind::Unsent { because: Unsent::Consequence, .. }) {
            return None;
        }
        let example = match remainder {
            Some(Remainder::Breaks(example, _)) if wire >= Wire::Review => Some(example),
            _ => None,
        };
        Some(Change { wire, operations, example, ..Change::new(difference.place, kind, Effect::Is(wire)) })
    });
    as_one(left.collect(), [&old, &new])
}

/// What is written differently in one schema is one fact, whatever members it shows in.
fn as_one(changes: Vec<Change>, [old, new]: [&Node<'_>; 2]) -> Vec<Change> {
    let mut kept = Vec::new();
    let mut respelled: BTreeMap<(Pointer, bool), Vec<Change>> = BTreeMap::new();
    for change in changes {
        match &change.kind {
            ChangeKind::Unsent { because: because @ (Unsent::Spelling | Unsent::Consequence), .. } => {
                let place = &change.place.pointer;
                let around = schema_around(place).unwrap_or_else(|| place.clone());
                respelled.entry((around, *because == Unsent::Spelling)).or_default().push(change);
            }
            _ => kept.push(change),
        }
    }
    for ((schema, is_spelling), changes) in respelled {
        match (changes.as_slice(), old.value.at(&schema), new.value.at(&schema)) {
            ([_, _, ..], Some(was), Some(is)) => {
                let member = schema.last().unwrap_or_default().into_owned();
                let (was, is) = (Some(was.clone()), Some(is.clone()));
                let because = if is_spelling { Unsent::Spelling } else { Unsent::Consequence };
                let kind = ChangeKind::Unsent { member, was, is, because };
                let place = Place { pointer: schema, version: Version::New };
                let operations = changes.into_iter().flat_map(|change| change.operations).collect();
                let change = Change::new(place, kind, Effect::Is(Wire::Docs));
                kept.push(Change { wire: Wire::Docs, operations, ..change });
            }
            _ => kept.extend(changes),
        }
    }
    kept
}

/// The schema that a member is said in.
fn schema_around(member: &Pointer) -> Option<Pointer> {
    let mut above = successors(member.parent(), Pointer::parent);
    above.find(|place| Holds::at(place) == Some(Holds::One(Kind::Schema)))
}

/// Whether one of the pointers is this one, or above or below it.
fn touch(pointers: &BTreeSet<&Pointer>, pointer: &Pointer) -> bool {
    // Everything below it, and nothing else, begins with it and a slash.
    let next = pointers.range::<Pointer, _>(pointer.child("")..).next();
    next.is_some_and(|next| next.below(pointer).is_some())
        || successors(Some(pointer.clone()), Pointer::parent).any(|above| pointers.contains(&above))
}

/// What a difference is, and what it does on the wire.
fn judged(
    difference: &Difference<'_>,
    beside: bool,
    is_unused: bool,
    is_empty: bool,
    remainder: Option<&Remainder>,
) -> (ChangeKind, Wire) {
    let pointer = &difference.place.pointer;
    let member = pointer.last().unwrap_or_default().into_owned();
    if let Some(was) = difference.name {
        let was = was.to_owned();
        let is_path = pointer.parent().is_some_and(|above| above.as_str() == "/paths");
        let kind = if is_path {
            ChangeKind::PathParameterNames { was, is: member }
        } else {
            ChangeKind::ComponentName { was, is: member }
        };
        // A discriminator's value may be the name of a component.
        let wire = match remainder.filter(|_| !is_path) {
            Some(Remainder::Breaks(_, false)) => Wire::Breaking,
            Some(Remainder::Breaks(..) | Remainder::Open | Remainder::Unjudged) => Wire::Review,
            _ => Wire::Docs,
        };
        return (kind, wire);
    }
    let meaning = meaning(pointer);
    let (was, is) = (difference.was.cloned(), difference.is.cloned());
    let because = match member.as_str() {
        _ if difference.reordered && meaning != Meaning::Unknown => Unsent::Order,
        "operationId" => Unsent::OperationId,
        "version" if pointer.as_str() == "/info/version" => Unsent::DocumentVersion,
        _ if meaning == Meaning::Words => Unsent::Documentation,
        _ if is_unused => Unsent::Unused,
        // Nobody has judged it: it may mean something.
        _ if meaning == Meaning::Unknown => {
            return (ChangeKind::keyword(&member, was, is), Wire::Review);
        }
        _ if difference.has_other_shape() && !matches!(member.as_str(), "type" | "additionalProperties") => {
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
            Some(Remainder::Unjudged) => return (ChangeKind::Unreadable { was, is }, Wire::Review),
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

/// Whether a place is in a schema, and not the whole of one.
fn is_in_schema(pointer: &Pointer) -> bool {
    schema_around(pointer).is_some()
}
