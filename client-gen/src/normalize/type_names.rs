//! The names of types: of components, and of what has a type within them and within operations. typify names those after
//! their titles or places, takes the first of two for both, and lets one of a component's name stand beside it.
//!
//! A component keeps its name before all others. What is renamed gets a number. A type's name never reaches the wire.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;

use super::{
    Findings, GiveUp,
    merge::{is_annotation, same_values},
    operations,
    response::add_component,
    subschema::{self, for_each},
};
use crate::{
    document::{
        json::{Json, Object},
        members::is_secret,
        pointer::Pointer,
        reference,
    },
    names,
};

/// Names that generated code uses without their path.
const TAKEN: [&str; 9] = ["Default", "Err", "From", "None", "Ok", "Result", "Self_", "Some", "String"];

/// Components whose names are one in Rust, or one that is taken, get numbers, the first one in the alphabet excepted.
pub(super) fn separate_components(document: &mut Json, findings: &mut Findings) {
    let Some(Json::Object(schemas)) = document.at_mut("/components/schemas") else { return };
    let mut taken = BTreeSet::from(TAKEN.map(str::to_owned));
    let mut renamed = BTreeMap::new();
    for name in schemas.keys().cloned().collect::<Vec<_>>() {
        let free = names::first_free(&name, |name| !taken.contains(&names::pascal(name)));
        taken.insert(names::pascal(&free));
        if free != name
            && let Some(schema) = schemas.shift_remove(&name)
        {
            schemas.insert(free.clone(), schema);
            renamed.insert(name, free);
        }
    }
    if renamed.is_empty() {
        return;
    }
    let place = |name: &str| reference::component("schemas", name);
    findings.moved(renamed.iter().map(|(name, free)| (place(free), place(name))));
    for (name, free) in &renamed {
        report(findings, &place(free), name, &names::pascal(free));
    }
    let renamed: BTreeMap<String, String> = renamed
        .iter()
        .map(|(name, free)| (format!("#{}", place(name)), format!("#{}", place(free))))
        .collect();
    for_each(document, &mut |_, schema| {
        if let Some(Json::String(reference)) = schema.get_mut("$ref")
            && let Some(free) = renamed.get(reference)
        {
            reference.clone_from(free);
        }
    });
}

fn report(findings: &mut Findings, at: &Pointer, name: &str, rust: &str) {
    findings.give_up(GiveUp::Renamed { what: "type", name: name.to_owned(), rust: rust.to_owned() }, at);
}

/// Puts a composition that may be null into a schema of its own: the one around it has the documentation, and is an
/// `Option`. A component's gets a component, for typify would give both its name.
pub(super) fn separate_null(document: &mut Json, findings: &mut Findings) {
    let mut components = Vec::new();
    for_each(document, &mut |at, schema| {
        let is_reference = |part: &Json| part.get("$ref").is_some();
        let is_inline = match schema.get("allOf").and_then(Json::as_array) {
            Some([only]) => !is_reference(only),
            _ => schema.contains_key("oneOf") || schema.contains_key("anyOf"),
        };
        if schema.get("nullable") != Some(&Json::Bool(true)) || !is_inline {
            return;
        }
        if reference::component_name(at, "schemas").is_some() {
            components.push(at.clone());
        } else if !schema.contains_key("allOf") {
            let inner = take_composition(schema);
            let place = at.child("allOf").item(0);
            let lists = ["oneOf", "anyOf"].map(|list| (place.child(list), at.child(list)));
            findings.moved(lists);
            schema.insert("allOf".to_owned(), Json::Array(vec![Json::Object(inner)]));
        }
    });
    for at in components {
        let Some(Json::Object(schema)) = document.at_mut(&at) else { continue };
        let inner = take_composition(schema);
        let name = format!("{}Inner", at.last().unwrap_or_default());
        let component = add_component(document, &name, Json::Object(inner));
        findings.moved([(component.clone(), at.clone())]);
        if let Some(schema) = document.at_mut(&at) {
            schema.set("allOf", Json::Array(vec![Json::object([("$ref", format!("#{component}").into())])]));
        }
    }
}

/// Takes what is not documentation out of a schema; a title is the name of the type.
fn take_composition(schema: &mut Object) -> Object {
    let is_outer = |keyword: &str| keyword != "title" && (keyword == "nullable" || is_annotation(keyword));
    let (outer, inner) = std::mem::take(schema).into_iter().partition(|(keyword, _)| is_outer(keyword));
    *schema = outer;
    inner
}

/// Gives types within components and operations titles where their names would be another one's. One that says the same
/// as the component of its name is that component.
pub(super) fn separate_inline(document: &mut Json, findings: &mut Findings) {
    let snapshot = document.clone();
    let components: Vec<(&String, &Json)> = snapshot["components"].members("schemas").collect();
    let taken = components.iter().map(|(name, schema)| (names::pascal(name), (*schema, Some(*name))));
    let mut walk = Walk { document: &snapshot, taken: taken.collect(), changes: Vec::new(), findings };
    for name in TAKEN {
        walk.taken.insert(name.to_owned(), (&Json::Null, None));
    }
    for (name, schema) in components {
        walk.schema(schema, &reference::component("schemas", name), &Name::Component(name));
    }
    for at in operations(&snapshot) {
        let Some(operation) = snapshot.at(&at) else { continue };
        let id = operation["operationId"].as_str().unwrap_or_default();
        let mut named = |at: Pointer, what: &str| {
            if let Some(schema) = snapshot.at(&at) {
                walk.schema(schema, &at, &Name::Place(names::pascal(&format!("{id}-{what}"))));
            }
        };
        for (index, parameter) in operation.items("parameters").enumerate() {
            let at = at.child("parameters").item(index).child("schema");
            named(at, parameter["name"].as_str().unwrap_or_default());
        }
        let bodies = [("body", at.child("requestBody")), ("response", at.child("responses").child("2XX"))];
        for (what, at) in bodies {
            for (media_type, _) in snapshot.at(&at).into_iter().flat_map(|body| body.members("content")) {
                named(at.child("content").child(media_type).child("schema"), what);
            }
        }
    }
    for (at, change) in walk.changes {
        let Some(Json::Object(schema)) = document.at_mut(&at) else { continue };
        match change {
            Change::Title(title) => {
                schema.insert("title".to_owned(), title.into());
            }
            Change::Component(name) => {
                let to = format!("#{}", reference::component("schemas", &name));
                let to = Json::object([("$ref", to.into())]);
                schema.retain(|keyword, _| keyword == "nullable" || is_annotation(keyword));
                schema.insert("allOf".to_owned(), Json::Array(vec![to]));
            }
        }
    }
}

/// How typify names the type of a schema, if it has one.
enum Name<'a> {
    /// As the component.
    Component(&'a str),
    /// By its title, or else this.
    Place(String),
}

enum Change {
    Title(String),
    Component(String),
}

struct Walk<'a> {
    document: &'a Json,
    /// The names of types in Rust: what has them, and the component that it is.
    taken: BTreeMap<String, (&'a Json, Option<&'a String>)>,
    changes: Vec<(Pointer, Change)>,
    findings: &'a mut Findings,
}

impl<'a> Walk<'a> {
    fn schema(&mut self, schema: &'a Json, at: &Pointer, name: &Name<'_>) {
        let Json::Object(members) = schema else { return };
        if members.contains_key("$ref") {
            return;
        }
        if let Some([only]) = members.get("allOf").and_then(Json::as_array) {
            return self.schema(only, &at.child("allOf").item(0), name);
        }
        let title = members.get("title").and_then(Json::as_str);
        let (raw, rust) = match name {
            // Of a component that may be null the type within is another one.
            Name::Component(name) if schema.flag("nullable") && is_type(members) => {
                let inner = format!("{name}Inner");
                let title = title.filter(|title| names::pascal(title) != names::pascal(name));
                let Some(rust) = self.free(schema, at, title.unwrap_or(&inner)) else { return };
                if members.contains_key("title") && self.changes.last().is_none_or(|(of, _)| of != at) {
                    self.changes.push((at.clone(), Change::Title(title.unwrap_or(&inner).to_owned())));
                }
                (inner, rust)
            }
            Name::Component(name) => ((*name).to_owned(), names::pascal(name)),
            Name::Place(place) if is_type(members) => {
                let Some(rust) = self.free(schema, at, title.unwrap_or(place)) else { return };
                (place.clone(), rust)
            }
            Name::Place(place) => (place.clone(), names::pascal(title.unwrap_or(place))),
        };
        for (property, value) in schema.members("properties") {
            let at = at.child("properties").child(property);
            self.schema(value, &at, &Name::Place(format!("{rust}_{}", property.to_snake_case())));
        }
        if let Some(items) = members.get("items") {
            self.schema(items, &at.child("items"), &Name::Place(format!("{rust}Item")));
        }
        if let Some(value) = members.get("additionalProperties") {
            let name = if is_type(members) { format!("{rust}_extraValue") } else { format!("{raw}Value") };
            self.schema(value, &at.child("additionalProperties"), &Name::Place(name));
        }
        for (index, alternative) in schema.items("oneOf").enumerate() {
            let (at, name) = (at.child("oneOf").item(index), format!("{rust}Variant{index}"));
            if alternative.get("properties").is_some() {
                self.variant(alternative, &at, &name);
            } else {
                self.schema(alternative, &at, &Name::Place(name));
            }
        }
        for (index, alternative) in schema.items("anyOf").enumerate() {
            let (at, name) = (at.child("anyOf").item(index), format!("{rust}Subtype{index}"));
            self.schema(alternative, &at, &Name::Place(name));
        }
    }

    /// An object that is an alternative has its members in a variant, and no type. typify has several ways to name what is
    /// in it, so that a title says the name.
    fn variant(&mut self, schema: &'a Json, at: &Pointer, name: &str) {
        for (property, value) in schema.members("properties") {
            let at = at.child("properties").child(property);
            let place = format!("{name}_{}", property.to_snake_case());
            let before = self.changes.len();
            self.schema(value, &at, &Name::Place(place.clone()));
            let is_titled =
                value.get("title").is_some() || self.changes[before..].iter().any(|(of, _)| *of == at);
            if !is_titled && value.as_object().is_some_and(is_type) {
                self.changes.push((at, Change::Title(place)));
            }
        }
        if let Some(value) = schema.get("additionalProperties") {
            self.schema(value, &at.child("additionalProperties"), &Name::Place(format!("{name}_extraValue")));
        }
    }

    /// Of two types within others that would be one, typify never looks into the second: a secret in it would be missed.
    fn can_be_shared(&self, schema: &Json, component: Option<&String>) -> bool {
        component.is_some() || !subschema::any_within(schema, self.document, is_secret)
    }

    /// The name that the type gets: this one, or the first that is free. None if it needs no type of its own.
    fn free(&mut self, schema: &'a Json, at: &Pointer, wanted: &str) -> Option<String> {
        let rust = names::pascal(wanted);
        let free = match self.taken.get(&rust) {
            None => rust,
            Some((known, component))
                if same_values(known, schema) && self.can_be_shared(schema, *component) =>
            {
                if let Some(component) = component {
                    self.changes.push((at.clone(), Change::Component((*component).clone())));
                }
                return None;
            }
            Some(_) => {
                let title = names::first_free(wanted, |name| !self.taken.contains_key(&names::pascal(name)));
                let free = names::pascal(&title);
                report(self.findings, at, &rust, &free);
                self.changes.push((at.clone(), Change::Title(title)));
                free
            }
        };
        self.taken.insert(free.clone(), (schema, None));
        Some(free)
    }
}

/// Whether typify makes a type with a name for the schema itself.
fn is_type(schema: &Object) -> bool {
    let has = |keyword: &str, is_some: fn(&Json) -> bool| schema.get(keyword).is_some_and(is_some);
    let is_string = schema.get("type").is_none_or(|of| *of == "string");
    is_string
        && has("enum", |values| {
            values.as_array().is_some_and(|values| values.iter().any(|value| *value != Json::Null))
        })
        || has("properties", |members| *members != Json::object([]))
        || has("required", |names| names.as_array().is_some_and(|names| !names.is_empty()))
        || has("additionalProperties", |allowed| *allowed == Json::Bool(false))
        || schema.contains_key("oneOf")
        || schema.contains_key("anyOf")
}
