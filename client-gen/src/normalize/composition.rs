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

/// No component consists of itself: typify would not come to an end.
pub(super) fn check_cycles(document: &Json, findings: &mut Findings) {
    let none = Object::new();
    let schemas = document["components"]["schemas"].as_object().unwrap_or(&none);
    let parts: BTreeMap<&str, Vec<String>> =
        schemas.iter().map(|(name, schema)| (name.as_str(), components(schema, document))).collect();
    for name in schemas.keys() {
        let mut pending = vec![name.as_str()];
        let mut seen = BTreeSet::new();
        while let Some(next) = pending.pop() {
            pending.extend(
                parts.get(next).into_iter().flatten().map(String::as_str).filter(|part| seen.insert(*part)),
            );
        }
        if seen.contains(name.as_str()) {
            let at = reference::component("schemas", name);
            findings.add(NormalizeReason::Cycle(format!("#{at}")), &at);
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
    let mut merges = Merges { document: &snapshot, known: BTreeMap::new(), nests: BTreeMap::new() };
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
        if merges.within_never_end(original) {
            unsupported("describes a member twice, each time by types that hold themselves");
        }
        if merges.nests_endlessly(original) {
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
            part.schema.get("properties").and_then(Json::as_object).into_iter().flat_map(Object::keys),
        );
        if part.schema.get("additionalProperties").is_some_and(|schema| schema.as_object().is_some()) {
            // typify's name for the map of them.
            taken.insert("extra".to_owned());
        }
    }
    names.into_iter().map(|name| names::snake(name)).filter(|rust| !taken.insert(rust.clone())).collect()
}

/// Follows typify's merging of two schemas into one, which goes into the members that both describe.
struct Merges<'a> {
    document: &'a Json,
    /// What is known of a pair; `None` while it is being followed.
    known: BTreeMap<(*const Json, *const Json), Option<bool>>,
    /// What is known of the types within one.
    nests: BTreeMap<*const Json, Option<bool>>,
}

impl<'a> Merges<'a> {
    /// Whether the schema gives a type that has another of its own within it, and so on. A reference ends that,
    /// unless it is a part of what is merged.
    fn nests_endlessly(&mut self, schema: &'a Json) -> bool {
        if schema.get("$ref").is_some() {
            return false;
        }
        let key = ptr::from_ref(schema);
        if let Some(known) = self.nests.get(&key) {
            return known.unwrap_or(true);
        }
        self.nests.insert(key, None);
        let within: Vec<&Json> = match schema {
            Json::Object(object) if is_merged(object) => {
                parts(schema, self.document).iter().flat_map(|part| subschema::members(part.schema)).collect()
            }
            Json::Object(object) => {
                subschema::members(object).chain(subschema::members_of_lists(object)).collect()
            }
            _ => Vec::new(),
        };
        let endless = within.into_iter().any(|member| self.nests_endlessly(member));
        self.nests.insert(key, Some(endless));
        endless
    }

    /// Whether the parts of the schema can't be merged.
    fn within_never_end(&mut self, schema: &'a Json) -> bool {
        let parts = parts(schema, self.document);
        let mut pairs = parts.iter().enumerate().flat_map(|(index, part)| {
            parts[index + 1..].iter().filter(|second| part.meets(second)).map(move |second| (part, second))
        });
        pairs.any(|(one, other)| self.members_never_end(one, other))
    }

    fn never_end(&mut self, one: &'a Json, other: &'a Json) -> bool {
        // Of two references to one component, typify keeps one.
        if one == other && one.get("$ref").is_some() {
            return false;
        }
        let pair = (ptr::from_ref(one), ptr::from_ref(other));
        if let Some(known) = self.known.get(&pair) {
            return known.unwrap_or(true);
        }
        self.known.insert(pair, None);
        let others = parts(other, self.document);
        let never = self.within_never_end(one)
            || self.within_never_end(other)
            || parts(one, self.document)
                .iter()
                .any(|one| others.iter().any(|other| self.members_never_end(one, other)));
        self.known.insert(pair, Some(never));
        never
    }

    fn members_never_end(&mut self, one: &Part<'a>, other: &Part<'a>) -> bool {
        shared_members(one.schema, other.schema).into_iter().any(|(one, other)| self.never_end(one, other))
    }
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
fn shared_members<'a>(one: &'a Object, other: &'a Object) -> Vec<(&'a Json, &'a Json)> {
    let mut shared: Vec<_> = ["items", "additionalProperties"]
        .iter()
        .filter_map(|keyword| Some((one.get(*keyword)?, other.get(*keyword)?)))
        .collect();
    for (one, other) in [(one, other), (other, one)] {
        let properties = one.get("properties").and_then(Json::as_object).into_iter().flatten();
        shared.extend(properties.filter_map(|(name, member)| Some((member, member_of(other, name)?))));
    }
    shared
}

fn member_of<'a>(schema: &'a Object, name: &str) -> Option<&'a Json> {
    let named = schema.get("properties").and_then(|properties| properties.get(name));
    named.or_else(|| schema.get("additionalProperties"))
}
