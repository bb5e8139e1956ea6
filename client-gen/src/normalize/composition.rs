//! Compositions: what a schema is made of by `allOf`, alone or beside alternatives, is said in one schema. What typify
//! makes of such parts by itself takes no bounded time, and never ends for types that hold themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Findings,
    merge::{NOTHING_FITS, asserts_nothing, is_annotation, merge, same_values, without_annotations},
    subschema,
};
use crate::document::{
    json::{Json, Object},
    pointer::Pointer,
    reference,
};

/// The most components that one is made of. Each takes over what all below it have, so that what is said of a chain grows
/// with the square of its length.
const MOST_PARTS: usize = 100;

/// The most combinations of its parts' alternatives that a schema has.
const MOST_ALTERNATIVES: usize = 100;

/// The most members that all compositions of a document take over.
const MOST_MEMBERS: usize = 50_000;

/// The most levels that a composition is within others.
const MOST_TOKENS: usize = 200;

/// The most alternatives within alternatives.
const MOST_LEVELS: usize = 16;

/// Why a schema can't be composed: what follows "the schema".
type Why = &'static str;

/// Says every composition in one schema, and gives up those that there is none for.
pub(super) fn compose(document: &mut Json, findings: &mut Findings) {
    let snapshot = document.clone();
    let mut composer = Composer {
        document: &snapshot,
        findings,
        known: BTreeMap::new(),
        open: Vec::new(),
        members: 0,
        without_secret: BTreeSet::new(),
    };
    subschema::for_each(document, &mut |at, schema| {
        if !is_merged(schema) {
            return;
        }
        let parts = match reference::component_name(at, "schemas") {
            _ if at.tokens().count() > MOST_TOKENS => {
                Err("composes itself anew in one of its members, which would need to be a component")
            }
            Some(name) => composer.component(&name),
            None => composer.gather(schema, at),
        };
        match parts.and_then(|parts| composer.said(parts, MOST_LEVELS)) {
            Ok((said, origins)) => {
                composer.findings.moved(origins.into_iter().map(|(below, from)| (at.join(&below), from)));
                *schema = said;
            }
            Err(why) => composer.give_up(why, at, schema),
        }
    });
}

/// Whether a schema is made of several parts. One of a single part is another name for it.
pub(super) fn is_merged(schema: &Object) -> bool {
    let parts = schema.get("allOf").and_then(Json::as_array).map_or(0, <[_]>::len);
    let lists = ["oneOf", "anyOf"].iter().filter(|keyword| schema.contains_key(**keyword)).count();
    let own = plain(schema);
    !schema.contains_key("$ref")
        && parts + lists > 0
        && parts + lists + usize::from(!says_only_type(&own)) > 1
}

/// The schema without its parts.
fn plain(schema: &Object) -> Object {
    let is_plain = |name: &str| !matches!(name, "$ref" | "allOf" | "oneOf" | "anyOf");
    schema
        .iter()
        .filter(|(name, _)| is_plain(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn says_only_type(schema: &Object) -> bool {
    without_annotations(schema).keys().all(|keyword| matches!(keyword.as_str(), "type" | "nullable"))
}

/// What describes one value: what always holds, and the lists of alternatives of which one does.
#[derive(Clone, Debug, Default)]
struct Parts {
    plain: Object,
    /// Where the schemas in `plain` come from.
    origins: Vec<(Pointer, Pointer)>,
    lists: Vec<List>,
    components: BTreeSet<String>,
}

#[derive(Clone, Debug)]
struct List {
    keyword: &'static str,
    alternatives: Vec<(Json, Pointer)>,
}

struct Composer<'a> {
    document: &'a Json,
    findings: &'a mut Findings,
    /// What components are made of; nothing while that is being found out.
    known: BTreeMap<String, Option<Result<Parts, Why>>>,
    /// The pairs of schemas that are being merged.
    open: Vec<[Json; 2]>,
    members: usize,
    /// What holds no secret.
    without_secret: BTreeSet<*const Json>,
}

impl Composer<'_> {
    fn give_up(&mut self, why: Why, at: &Pointer, schema: &mut Object) {
        self.findings.give_up_schema_but(why, at, schema, self.document, &mut self.without_secret);
    }

    /// What the component is made of.
    fn component(&mut self, name: &str) -> Result<Parts, Why> {
        match self.known.get(name) {
            Some(Some(known)) => return known.clone(),
            // It is being asked for while its own parts are collected: what it says itself is what they add to it.
            Some(None) => return self.without_lists(name, &mut BTreeSet::new()),
            None => {}
        }
        let at = reference::component("schemas", name);
        let document = self.document;
        let Some(Json::Object(schema)) = document.at(&at) else { return Ok(Parts::default()) };
        self.known.insert(name.to_owned(), None);
        let parts = self.gather(schema, &at);
        self.known.insert(name.to_owned(), Some(parts.clone()));
        parts
    }

    fn without_lists(&mut self, name: &str, seen: &mut BTreeSet<String>) -> Result<Parts, Why> {
        let at = reference::component("schemas", name);
        let document = self.document;
        let Some(Json::Object(schema)) = document.at(&at) else { return Ok(Parts::default()) };
        seen.insert(name.to_owned());
        let mut parts = own(schema, &at);
        parts.lists.clear();
        for (member, at) in members(schema, &at) {
            let of_member = match (component_of(self.document, member), member) {
                (Some(name), _) if seen.contains(&name) => continue,
                (Some(name), _) => self.without_lists(&name, seen)?,
                (None, Json::Object(member)) => own(member, &at),
                (None, _) => continue,
            };
            self.add(&mut parts, of_member)?;
        }
        parts.components.insert(name.to_owned());
        Ok(parts)
    }

    /// What the schema at this place is made of.
    fn gather(&mut self, schema: &Object, at: &Pointer) -> Result<Parts, Why> {
        let mut parts = own(schema, at);
        let mut is_null_allowed = Vec::new();
        for (member, at) in members(schema, at) {
            let of_member = self.part(member, &at)?;
            is_null_allowed.push(is_nullable(&of_member.plain));
            self.add(&mut parts, of_member)?;
        }
        if asserts_nothing(&plain(schema))
            && !is_null_allowed.is_empty()
            && is_null_allowed.into_iter().all(|is| is)
        {
            parts.plain.insert("nullable".to_owned(), true.into());
        }
        Ok(parts)
    }

    /// What a part is made of. A list of which a component that is being looked at is an alternative says nothing: it
    /// is that alternative.
    fn part(&mut self, part: &Json, at: &Pointer) -> Result<Parts, Why> {
        let Some(name) = component_of(self.document, part) else {
            let Json::Object(part) = part else { return Ok(Parts::default()) };
            return self.gather(part, at);
        };
        let mut parts = self.component(&name)?;
        parts.components.insert(name);
        let open: BTreeSet<&String> =
            self.known.iter().filter(|(_, parts)| parts.is_none()).map(|(name, _)| name).collect();
        let document = self.document;
        let is_open = |(alternative, _): &(Json, Pointer)| {
            component_of(document, alternative).is_some_and(|name| open.contains(&name))
        };
        parts.lists.retain(|list| !list.alternatives.iter().any(is_open));
        Ok(parts)
    }

    /// Adds what else describes the value.
    fn add(&mut self, parts: &mut Parts, other: Parts) -> Result<(), Why> {
        parts.lists.extend(other.lists);
        parts.components.extend(other.components);
        let origins: BTreeMap<Pointer, Pointer> = other.origins.into_iter().collect();
        let mut twice = Vec::new();
        let mut added = Vec::new();
        merge(&mut parts.plain, other.plain, &mut |below, schemas| match schemas {
            [None, Some(_)] => added.push(below.clone()),
            [Some(one), Some(other)] => twice.push((below.clone(), [one.clone(), other.clone()])),
            _ => {}
        })?;
        self.members += added.len();
        if parts.components.len() > MOST_PARTS {
            return Err("is composed of more than 100 components");
        }
        if self.members > MOST_MEMBERS {
            return Err("is one of too many that take over members of others");
        }
        for below in added {
            parts.origins.extend(origins.get(&below).map(|from| (below, from.clone())));
        }
        for (below, pair) in twice {
            let from = origins.get(&below).cloned().unwrap_or_default();
            let merged = self.both(pair.clone()).unwrap_or_else(|why| {
                let mut whole = all_of(&pair);
                self.give_up(why, &from, &mut whole);
                Json::Object(whole)
            });
            set_below(&mut parts.plain, &below, merged);
        }
        Ok(())
    }

    /// One schema for what both describe.
    fn both(&mut self, pair: [Json; 2]) -> Result<Json, Why> {
        let [one, other] = &pair;
        let names = [one, other].map(|schema| component_of(self.document, schema));
        if same_values(one, other) || names[0].is_some() && names[0] == names[1] {
            return Ok(one.clone());
        }
        for (schema, rest) in [(one, other), (other, one)] {
            if schema.as_object().is_some_and(asserts_nothing) {
                return Ok(rest.clone());
            }
        }
        if let [Some(first), Some(second)] = &names {
            // What is made of the other says all that the other does.
            for (schema, name, part) in [(one, first, second), (other, second, first)] {
                if is_made_of(self.document, name, part) {
                    return Ok(schema.clone());
                }
            }
        }
        if self.open.contains(&pair) {
            return Err("describes a member twice, each time by types that hold themselves");
        }
        self.open.push(pair.clone());
        let said = self.said_of_both(&pair, &names);
        self.open.pop();
        said
    }

    fn said_of_both(&mut self, pair: &[Json; 2], names: &[Option<String>; 2]) -> Result<Json, Why> {
        let parts = self.gather(&all_of(pair), &Pointer::default())?;
        for (schema, name) in pair.iter().zip(names) {
            if let Some(name) = name
                && self.is_all_of(&parts, name)
            {
                return Ok(schema.clone());
            }
        }
        Ok(Json::Object(self.said(parts, MOST_LEVELS)?.0))
    }

    /// Whether the parts say no more than this component.
    fn is_all_of(&mut self, parts: &Parts, component: &str) -> bool {
        self.component(component).is_ok_and(|own| {
            own.lists.len() == parts.lists.len()
                && without_annotations(&own.plain) == without_annotations(&parts.plain)
        })
    }

    /// One schema for the parts, and where what is in it comes from.
    fn said(&mut self, parts: Parts, levels: usize) -> Result<(Object, Vec<(Pointer, Pointer)>), Why> {
        let Parts { mut plain, mut origins, mut lists, components } = parts;
        let keyword = match lists.as_slice() {
            [] => return Ok((plain, origins)),
            lists if lists.iter().all(|list| list.keyword == "oneOf") => "oneOf",
            _ => "anyOf",
        };
        let mut alternatives: Vec<(Json, Pointer)> = Vec::new();
        if says_only_type(&plain) && lists.len() == 1 {
            alternatives = lists.pop().map(|list| list.alternatives).unwrap_or_default();
        } else {
            let levels = levels.checked_sub(1).ok_or("is an alternative of itself")?;
            let always = Parts {
                plain: without_annotations(&plain),
                origins: std::mem::take(&mut origins),
                lists: Vec::new(),
                components,
            };
            for (alternative, at) in self.combinations(always, &lists, levels)? {
                if !alternatives.iter().any(|(known, _)| *known == alternative) {
                    alternatives.push((alternative, at));
                }
            }
        }
        plain.retain(|keyword, _| keyword == "nullable" || is_annotation(keyword));
        let at = Pointer::new([keyword]);
        let places = alternatives.iter().enumerate().map(|(index, (_, from))| (at.item(index), from.clone()));
        let places = places.collect();
        plain.insert(
            keyword.to_owned(),
            alternatives.into_iter().map(|(alternative, _)| alternative).collect(),
        );
        Ok((plain, places))
    }

    /// What holds in each combination of an alternative of each list. Those that no value fits are left out.
    fn combinations(
        &mut self,
        always: Parts,
        lists: &[List],
        levels: usize,
    ) -> Result<Vec<(Json, Pointer)>, Why> {
        let mut combined = vec![(always, None, Pointer::default())];
        for list in lists {
            let mut next = Vec::new();
            for (parts, _, _) in &combined {
                for (alternative, at) in &list.alternatives {
                    let of_alternative = self.part(alternative, at)?;
                    let mut joined = parts.clone();
                    match self.add(&mut joined, of_alternative) {
                        Ok(()) => next.push((joined, Some(alternative), at.clone())),
                        Err(why) if why == NOTHING_FITS => {}
                        Err(why) => return Err(why),
                    }
                    if next.len() > MOST_ALTERNATIVES {
                        return Err("has more than 100 combinations of alternatives");
                    }
                }
            }
            combined = next;
        }
        if combined.is_empty() {
            return Err(NOTHING_FITS);
        }
        let mut said = Vec::new();
        for (parts, last, at) in combined {
            let last = last.filter(|_| lists.len() == 1);
            let name = last.and_then(|last| component_of(self.document, last));
            said.push(match (last, name) {
                (Some(last), Some(name)) if self.is_all_of(&parts, &name) => (last.clone(), at),
                _ => (Json::Object(self.said(parts, levels)?.0), at),
            });
        }
        Ok(said)
    }
}

/// What a schema says itself.
fn own(schema: &Object, at: &Pointer) -> Parts {
    let plain = plain(schema);
    let mut origins = Vec::new();
    for name in ["items", "additionalProperties"].iter().filter(|name| plain.contains_key(**name)) {
        origins.push((Pointer::new([name]), at.child(name)));
    }
    for name in
        plain.get("properties").and_then(Json::as_object).into_iter().flat_map(|members| members.keys())
    {
        let below = Pointer::new(["properties", name]);
        origins.push((below.clone(), at.join(&below)));
    }
    let lists = ["oneOf", "anyOf"].into_iter().filter_map(|keyword| {
        let list = at.child(keyword);
        let alternatives = schema.get(keyword)?.as_array()?.iter().enumerate();
        let alternatives = alternatives.map(|(index, alternative)| (alternative.clone(), list.item(index)));
        Some(List { keyword, alternatives: alternatives.collect() })
    });
    Parts { lists: lists.collect(), plain, origins, components: BTreeSet::new() }
}

/// The members of `allOf`, and what a reference refers to.
fn members<'a>(schema: &'a Object, at: &Pointer) -> impl Iterator<Item = (&'a Json, Pointer)> {
    let at = at.child("allOf");
    let members = schema.get("allOf").and_then(Json::as_array).unwrap_or_default();
    members.iter().enumerate().map(move |(index, member)| (member, at.item(index)))
}

/// The component that a schema is another name for.
fn component_of(document: &Json, schema: &Json) -> Option<String> {
    if let Some(to) = reference::reference(schema) {
        return reference::component_name(&reference::place(document, to)?, "schemas");
    }
    let Json::Object(schema) = schema else { return None };
    match schema.get("allOf")?.as_array()? {
        [only] if without_annotations(schema).len() == 1 => component_of(document, only),
        _ => None,
    }
}

/// Whether the component has the other one for a part, directly or not.
fn is_made_of(document: &Json, component: &str, part: &str) -> bool {
    let (mut seen, mut open) = (BTreeSet::new(), vec![component.to_owned()]);
    while let Some(name) = open.pop() {
        let schema = document.at(reference::component("schemas", &name));
        let parts = schema.into_iter().flat_map(|schema| schema.items("allOf"));
        for name in parts.filter_map(|part| component_of(document, part)) {
            if name == part {
                return true;
            }
            if seen.insert(name.clone()) {
                open.push(name);
            }
        }
    }
    false
}

fn all_of(parts: &[Json]) -> Object {
    Object::from_iter([("allOf".to_owned(), Json::Array(parts.to_vec()))])
}

fn is_nullable(schema: &Object) -> bool {
    schema.get("nullable") == Some(&Json::Bool(true))
}

fn set_below(schema: &mut Object, below: &Pointer, value: Json) {
    let mut whole = Json::Object(std::mem::take(schema));
    if let Some(place) = whole.at_mut(below) {
        *place = value;
    }
    if let Json::Object(whole) = whole {
        *schema = whole;
    }
}
