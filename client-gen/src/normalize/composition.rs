//! Compositions: what a schema consists of, and those of which a Rust type can't be made.

use std::{
    collections::{BTreeMap, BTreeSet},
    ptr,
};

use super::{
    Findings, NormalizeReason,
    subschema::{self, Part, parts},
};
use crate::document::{
    json::{Json, Object},
    keyword::{Keyword, Role},
    reference,
};
use crate::names;

/// The most components that one is made of. Each takes over what all below it have: what typify makes of a chain
/// grows with the square of its length, and the time with more than that.
const MOST_PARTS: usize = 100;

/// No component consists of itself, for typify would not come to an end, or of so many that it would take too long.
pub(super) fn check_size(document: &Json, findings: &mut Findings) {
    let none = Object::new();
    let schemas = document["components"]["schemas"].as_object().unwrap_or(&none);
    let parts: BTreeMap<&str, Vec<String>> =
        schemas.iter().map(|(name, schema)| (name.as_str(), components(schema, document))).collect();
    for name in schemas.keys() {
        let mut pending = vec![name.as_str()];
        let mut seen = BTreeSet::new();
        while let Some(next) = pending.pop() {
            if seen.len() > MOST_PARTS {
                break;
            }
            pending.extend(
                parts.get(next).into_iter().flatten().map(String::as_str).filter(|part| seen.insert(*part)),
            );
        }
        let at = reference::component("schemas", name);
        if seen.contains(name.as_str()) {
            findings.add(NormalizeReason::Cycle(format!("#{at}")), &at);
        } else if seen.len() > MOST_PARTS {
            findings.add(NormalizeReason::UnsupportedSchema("is composed of more than 100 components"), &at);
        }
    }
}

/// The components that a schema refers to itself, in an `allOf`, or as an alternative.
fn components(schema: &Json, document: &Json) -> Vec<String> {
    let place = reference::reference(schema).and_then(|reference| reference::place(document, reference));
    let mut components: Vec<String> =
        place.and_then(|place| reference::component_name(&place, "schemas")).into_iter().collect();
    let Json::Object(schema) = schema else { return components };
    components
        .extend(subschema::members_of_lists(schema).flat_map(|member| self::components(member, document)));
    components
}

/// Every composition is one that typify can merge: not both kinds of alternatives, no alternatives without
/// one, no members that become one field, and no merging that never ends.
pub(super) fn check(document: &mut Json, findings: &mut Findings) {
    let snapshot = document.clone();
    let (mut known_pairs, mut known_types) = (BTreeMap::new(), BTreeMap::new());
    subschema::for_each(document, &mut |at, schema| {
        if schema.contains_key("$ref") {
            return;
        }
        let mut unsupported = |why| findings.add(NormalizeReason::UnsupportedSchema(why), at);
        let length = |keyword: &str| schema.get(keyword).and_then(Json::as_array).map(<[_]>::len);
        match (length("oneOf"), length("anyOf")) {
            (Some(_), Some(_)) => unsupported("has both `oneOf` and `anyOf`"),
            (Some(0), _) | (_, Some(0)) => unsupported("has alternatives, but not one"),
            _ => {}
        }
        let Some(original) = snapshot.at(at) else { return };
        let merged_with = |pair| merged_with(pair, &snapshot);
        let mut pairs = merged_within(original, &snapshot).into_iter();
        if pairs.any(|pair| is_endless(pair, &merged_with, &mut known_pairs)) {
            unsupported("describes a member twice, each time by types that hold themselves");
        }
        if is_endless([original], &|schema| within(schema, &snapshot), &mut known_types) {
            unsupported("composes itself anew in one of its members, which would need to be a component");
        }
        for rust in repeated(parts(original, &snapshot).iter().filter(|part| part.always_holds())) {
            findings.add(NormalizeReason::NameClash { rust, what: "members of one object" }, at);
        }
    });
}

/// The Rust names that several of the members have.
fn repeated<'a>(parts: impl Iterator<Item = &'a Part<'a>>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut taken = BTreeSet::new();
    for part in parts {
        names.extend(
            part.schema
                .get("properties")
                .and_then(Json::as_object)
                .into_iter()
                .flat_map(|members| members.keys()),
        );
        if part.schema.get("additionalProperties").is_some_and(|schema| schema.as_object().is_some()) {
            // typify's name for the map of them.
            taken.insert("extra".to_owned());
        }
    }
    names.into_iter().map(|name| names::snake(name)).filter(|rust| !taken.insert(rust.clone())).collect()
}

/// Whether a walk that goes on from each node to the nodes that `next` gives comes back to one that it is on.
fn is_endless<'a, const N: usize>(
    node: [&'a Json; N],
    next: &impl Fn([&'a Json; N]) -> Vec<[&'a Json; N]>,
    known: &mut BTreeMap<[*const Json; N], bool>,
) -> bool {
    let key = node.map(ptr::from_ref);
    if let Some(known) = known.get(&key) {
        return *known;
    }
    // True while the walk is on it.
    known.insert(key, true);
    let is_endless = next(node).into_iter().any(|node| self::is_endless(node, next, known));
    known.insert(key, is_endless);
    is_endless
}

/// The schemas that give types within the type that the schema gives. A reference is none, unless it is a part of what
/// is merged.
fn within<'a>([schema]: [&'a Json; 1], document: &'a Json) -> Vec<[&'a Json; 1]> {
    let within: Vec<&Json> = match schema {
        Json::Object(object) if object.contains_key("$ref") => Vec::new(),
        Json::Object(object) if is_merged(object) => {
            parts(schema, document).iter().flat_map(|part| subschema::members(part.schema)).collect()
        }
        Json::Object(object) => {
            subschema::members(object).chain(subschema::members_of_lists(object)).collect()
        }
        _ => Vec::new(),
    };
    within.into_iter().map(|schema| [schema]).collect()
}

/// The pairs of schemas that typify merges into one when it merges the parts of this schema.
fn merged_within<'a>(schema: &'a Json, document: &'a Json) -> Vec<[&'a Json; 2]> {
    let parts = parts(schema, document);
    let pairs = parts.iter().enumerate().flat_map(|(index, part)| {
        parts[index + 1..].iter().filter(|second| part.meets(second)).map(move |second| (part, second))
    });
    pairs.flat_map(|(one, other)| shared_members(one.schema, other.schema)).collect()
}

/// The pairs of schemas that typify merges into one when it merges these two.
fn merged_with<'a>([one, other]: [&'a Json; 2], document: &'a Json) -> Vec<[&'a Json; 2]> {
    // Of two references to one component, typify keeps one.
    if one == other && one.get("$ref").is_some() {
        return Vec::new();
    }
    let mut pairs = merged_within(one, document);
    pairs.extend(merged_within(other, document));
    let others = parts(other, document);
    for one in parts(one, document) {
        pairs.extend(others.iter().flat_map(|other| shared_members(one.schema, other.schema)));
    }
    pairs
}

/// Whether typify merges what the schema is composed of, in place of naming it: several parts, or one with more
/// said than its type and its documentation.
fn is_merged(schema: &Object) -> bool {
    let is_more = |keyword: Keyword| {
        matches!(keyword.role(), Role::Asserts | Role::Structures)
            && !matches!(keyword, Keyword::Type | Keyword::Nullable)
    };
    let keywords: Vec<Keyword> = schema
        .keys()
        .filter_map(|name| Keyword::from_name(name))
        .filter(|keyword| is_more(*keyword))
        .collect();
    match keywords.as_slice() {
        [Keyword::AllOf] => schema.get("allOf").and_then(Json::as_array).is_some_and(|parts| parts.len() > 1),
        [_] => false,
        keywords => keywords.iter().any(|keyword| keyword.role() == Role::Structures),
    }
}

/// The schemas of what both describe: items, and members by their name or as additional ones.
fn shared_members<'a>(one: &'a Object, other: &'a Object) -> Vec<[&'a Json; 2]> {
    let mut shared: Vec<_> = ["items", "additionalProperties"]
        .iter()
        .filter_map(|keyword| Some([one.get(*keyword)?, other.get(*keyword)?]))
        .collect();
    for (one, other) in [(one, other), (other, one)] {
        let properties = one.get("properties").and_then(Json::as_object).into_iter().flatten();
        shared.extend(properties.filter_map(|(name, member)| Some([member, member_of(other, name)?])));
    }
    shared
}

fn member_of<'a>(schema: &'a Object, name: &str) -> Option<&'a Json> {
    let named = schema.get("properties").and_then(|properties| properties.get(name));
    named.or_else(|| schema.get("additionalProperties"))
}
