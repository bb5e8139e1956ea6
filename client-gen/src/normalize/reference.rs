//! References: parameters, request bodies and responses are copied to where they are used; references to
//! schemas stay, and must lead to a component.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{Findings, NormalizeReason, response::add_component, shape, subschema};
use crate::document::{
    grammar::{Holds, Kind},
    json::Json,
    keyword::Keyword,
    operation,
    pointer::Pointer,
    reference::{self, Why},
    walk,
};
use crate::names;

const MOST_ROUNDS: usize = 10;

/// Gives a component to each schema elsewhere that is referred to, such as one within an operation, a response or
/// another schema. One that has no type of its own is repeated instead.
pub(super) fn name_targets(document: &mut Json, findings: &mut Findings) {
    // A second round is for what the first one has brought from where nothing is read, such as a callback.
    for _ in 0..MOST_ROUNDS {
        let mut read = document.clone();
        shape::drop_unread(&mut read);
        // A place within another comes first, and is then a reference in the other.
        let mut targets: BTreeMap<Reverse<usize>, BTreeMap<Pointer, BTreeSet<String>>> = BTreeMap::new();
        let mut replaced = BTreeMap::new();
        subschema::for_each(&mut read, &mut |_, schema| {
            let Some(reference) = schema.get("$ref").and_then(Json::as_str).map(str::to_owned) else {
                return;
            };
            let whole = Json::Object(std::mem::take(schema));
            let direct = reference::place(document, &reference);
            let Ok(Some(end)) = reference::resolve(document, &whole) else { return };
            let is_direct = direct.is_some_and(|place| is_in(&place, SCHEMAS));
            let is_schema = Holds::at(&end.pointer) == Some(Holds::One(Kind::Schema));
            if is_direct || !is_schema || end.value.as_object().is_none() {
                return;
            }
            if is_in(&end.pointer, SCHEMAS) {
                replaced.insert(reference, (to(&end.pointer), None));
            } else if is_plain(end.value) {
                replaced.insert(reference, (end.value.clone(), Some(end.pointer)));
            } else {
                let depth = Reverse(end.pointer.tokens().count());
                targets.entry(depth).or_default().entry(end.pointer).or_default().insert(reference);
            }
        });
        if targets.is_empty() && replaced.is_empty() {
            return;
        }
        for (at, references) in targets.into_values().flatten() {
            let Some(schema) = document.at_mut(&at).map(std::mem::take) else { continue };
            let component = add_component(document, &component_name(&at), schema);
            let to = to(&component);
            if let Some(place) = document.at_mut(&at) {
                place.clone_from(&to);
            }
            findings.moved([(component, at)]);
            replaced.extend(references.into_iter().map(|reference| (reference, (to.clone(), None))));
        }
        subschema::for_each(document, &mut |at, schema| {
            let reference = schema.get("$ref").and_then(Json::as_str);
            if let Some((Json::Object(to), from)) = reference.and_then(|reference| replaced.get(reference)) {
                findings.moved(from.iter().map(|from| (at.clone(), from.clone())));
                schema.clone_from(to);
            }
        });
    }
}

/// A reference to a component.
fn to(component: &Pointer) -> Json {
    Json::object([("$ref", format!("#{component}").into())])
}

/// Whether a schema has no type of its own, so that it can as well be said twice: a type would be another one than where
/// nobody refers to it.
fn is_plain(schema: &Json) -> bool {
    let is_component = |reference: &str| {
        Pointer::parse(reference.trim_start_matches('#')).is_some_and(|at| is_in(&at, SCHEMAS))
    };
    let Json::Object(members) = schema else { return false };
    members.iter().all(|(name, value)| match Keyword::from_name(name) {
        Some(Keyword::Enum) => false,
        Some(Keyword::Ref) => value.as_str().is_some_and(is_component),
        Some(Keyword::Items) => is_plain(value),
        Some(Keyword::Description) => value.as_str().is_some_and(|words| words.len() < 1000),
        _ => !matches!(value, Json::Object(_) | Json::Array(_)),
    })
}

/// A name for what is at this place: its path without the words of the specification.
fn component_name(at: &Pointer) -> String {
    let mut holds = Holds::DOCUMENT;
    let mut name = Vec::new();
    for token in at.tokens() {
        let is_name =
            matches!(holds, Holds::Map(_) | Holds::One(Kind::Paths | Kind::PathItem | Kind::Responses));
        let is_media_type = holds == Holds::Map(Kind::MediaType);
        if is_name && !is_media_type {
            name.push(token.to_string());
        }
        holds = holds.child(&token).unwrap_or(Holds::Value);
    }
    names::pascal(&name.join(" "))
}

/// Puts the path items, parameters, request bodies and responses that are referred to in the references' place, and
/// drops every section of `components` but `schemas`.
pub(super) fn inline(document: &mut Json, findings: &mut Findings) {
    inline_path_items(document, findings);
    let mut targets = Vec::new();
    for site in walk::sites(&document["paths"], Holds::One(Kind::Paths)) {
        let section = match site.kind {
            Kind::Parameter => Some("parameters"),
            Kind::RequestBody => Some("requestBodies"),
            Kind::Response => Some("responses"),
            // OpenAPI 3.0 has no components of this kind.
            Kind::PathItem => None,
            _ => continue,
        };
        let at = Pointer::new(["paths"]).join(&site.pointer);
        let Some(value) = document.at(&at).filter(|_| site.object.contains_key("$ref")) else { continue };
        let Some(reference) = reference::reference(value) else {
            let reason = NormalizeReason::Malformed { member: "$ref".to_owned(), expected: "a string" };
            findings.add(reason, &at.child("$ref"));
            continue;
        };
        match reference::resolve(document, value) {
            Ok(Some(target))
                if section.is_some() && Holds::at(&target.pointer) == Some(Holds::One(site.kind)) =>
            {
                targets.push((at, target.pointer, target.value.clone()));
            }
            Ok(_) => {
                let reference = reference.to_owned();
                findings.add(NormalizeReason::ForeignReference(reference), &at);
            }
            Err((reference, why)) => findings.add(broken(document, reference, why, section), &at),
        }
    }
    for (at, from, value) in targets {
        if let Some(place) = document.at_mut(&at) {
            *place = value;
        }
        findings.moved([(at, from)]);
    }
    if let Some(components) = document.at_mut("/components").and_then(Json::as_object_mut) {
        components.retain(|section, _| section == "schemas");
    }
}

/// A path that refers to another one of the document has its operations, too, named after this path: their ids are theirs.
fn inline_path_items(document: &mut Json, findings: &mut Findings) {
    let items = document.members("paths").filter_map(|(path, item)| {
        let target = reference::resolve(document, item).ok()??;
        let is_item = Holds::at(&target.pointer) == Some(Holds::One(Kind::PathItem));
        is_item.then(|| (Pointer::new(["paths", path]), target.pointer, target.value.clone()))
    });
    for (at, from, mut value) in items.collect::<Vec<_>>() {
        for method in operation::METHODS {
            if let Some(operation) = value.get_mut(method).and_then(Json::as_object_mut) {
                operation.shift_remove("operationId");
            }
        }
        if let Some(place) = document.at_mut(&at) {
            *place = value;
        }
        findings.moved([(at, from)]);
    }
}

/// Every reference in a schema leads to a component schema, and is spelled as the generator spells it. A schema that
/// refers to something else is given up.
pub(super) fn check(document: &mut Json, findings: &mut Findings) {
    let snapshot = document.clone();
    subschema::for_each(document, &mut |at, schema| {
        let Some(Json::String(reference)) = schema.get_mut("$ref") else { return };
        let why = match reference::target(&snapshot, reference) {
            Ok(target) if is_in(&target.pointer, SCHEMAS) => {
                return *reference = format!("#{}", target.pointer);
            }
            Ok(_) | Err(Why::Missing | Why::External) => "refers to what is no schema of this document",
            Err(Why::Cycle) => "is defined by itself",
        };
        findings.give_up_schema(why, at, schema, &snapshot);
    });
}

const SCHEMAS: Option<&str> = Some("schemas");

/// Whether a place is that of a component in this section.
fn is_in(place: &Pointer, section: Option<&str>) -> bool {
    section.is_some_and(|section| reference::component_name(place, section).is_some())
}

fn broken(document: &Json, reference: &str, why: Why, section: Option<&str>) -> NormalizeReason {
    let place = reference::place(document, reference);
    let reference = reference.to_owned();
    match why {
        Why::Cycle => NormalizeReason::Cycle(reference),
        Why::Missing if place.is_some_and(|place| is_in(&place, section)) => {
            NormalizeReason::DanglingReference(reference)
        }
        Why::Missing | Why::External => NormalizeReason::ForeignReference(reference),
    }
}
