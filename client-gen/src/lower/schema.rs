//! Schemas: a walk over all of them, and the rules for types, collections and compositions.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use super::{Found, LowerReason, reference::unescape};
use crate::{operation, pointer};

type Object = Map<String, Value>;

/// Calls `rule` on every schema that progenitor will see, an outer one before those within it.
pub(super) fn for_each(document: &mut Value, rule: &mut dyn FnMut(&str, &mut Object)) {
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        for (name, schema) in schemas {
            visit(schema, &pointer::child("/components/schemas", name), rule);
        }
    }
    let items: BTreeSet<String> =
        operation::sites(document).iter().map(|(path, ..)| pointer::child("/paths", path)).collect();
    for item in items {
        visit_parameters(document, &pointer::child(&item, "parameters"), rule);
    }
    for (_, _, at) in operation::sites(document) {
        visit_parameters(document, &pointer::child(&at, "parameters"), rule);
        visit_content(document, &format!("{at}/requestBody/content"), rule);
        visit_content(document, &format!("{at}/responses/2XX/content"), rule);
    }
}

fn visit_parameters(document: &mut Value, at: &str, rule: &mut dyn FnMut(&str, &mut Object)) {
    let Some(Value::Array(parameters)) = document.pointer_mut(at) else { return };
    for (index, parameter) in parameters.iter_mut().enumerate() {
        if let Some(schema) = parameter.get_mut("schema") {
            visit(schema, &format!("{at}/{index}/schema"), rule);
        }
    }
}

fn visit_content(document: &mut Value, at: &str, rule: &mut dyn FnMut(&str, &mut Object)) {
    let Some(Value::Object(content)) = document.pointer_mut(at) else { return };
    for (media_type, value) in content {
        if let Some(schema) = value.get_mut("schema") {
            visit(schema, &format!("{}/schema", pointer::child(at, media_type)), rule);
        }
    }
}

fn visit(schema: &mut Value, at: &str, rule: &mut dyn FnMut(&str, &mut Object)) {
    let Value::Object(schema) = schema else { return };
    rule(at, schema);
    if schema.contains_key("$ref") {
        return;
    }
    for (keyword, value) in schema.iter_mut() {
        let at = pointer::child(at, keyword);
        match (keyword.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                for (name, property) in properties {
                    visit(property, &pointer::child(&at, name), rule);
                }
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(members)) => {
                for (index, member) in members.iter_mut().enumerate() {
                    visit(member, &format!("{at}/{index}"), rule);
                }
            }
            ("items" | "additionalProperties" | "not", value) => visit(value, &at, rule),
            _ => {}
        }
    }
}

/// The name of the component schema that a reference points at.
pub(super) fn component(reference: &str) -> Option<String> {
    reference.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/')).map(unescape)
}

/// What a schema is at the end of its references (at most 64 of them; more are a cycle).
pub(super) fn resolve<'a>(mut schema: &'a Value, document: &'a Value) -> &'a Value {
    for _ in 0..64 {
        let target = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(component)
            .and_then(|name| document["components"]["schemas"].get(name));
        match target {
            Some(target) => schema = target,
            None => return schema,
        }
    }
    schema
}

/// Component names that become one name in Rust get numbers, the first one in the alphabet excepted. A type's
/// name is ours to choose: it never reaches the wire.
pub(super) fn separate_type_names(document: &mut Value) {
    let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") else { return };
    let mut taken = BTreeSet::new();
    let mut renamed = BTreeMap::new();
    for name in schemas.keys().cloned().collect::<Vec<_>>() {
        let mut free = name.clone();
        let mut number = 2;
        while !taken.insert(free.to_upper_camel_case()) {
            free = format!("{name}{number}");
            number += 1;
        }
        if free != name
            && let Some(schema) = schemas.remove(&name)
        {
            schemas.insert(free.clone(), schema);
            renamed.insert(name, free);
        }
    }
    if renamed.is_empty() {
        return;
    }
    for_each(document, &mut |_, schema| {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(component);
        if let Some(free) = name.and_then(|name| renamed.get(&name)) {
            schema.insert("$ref".to_owned(), json!(format!("#{}", pointer::child("/components/schemas", free))));
        }
    });
}

/// Gives a schema without `type` the one that its keywords are about, if they agree. progenitor takes a
/// nullable schema of numbers or strings for an array otherwise, and `properties` alone for anything.
pub(super) fn infer_types(document: &mut Value) {
    for_each(document, &mut |_, schema| {
        if ["$ref", "type", "allOf", "oneOf", "anyOf", "not"].iter().any(|keyword| schema.contains_key(*keyword)) {
            return;
        }
        let kinds: BTreeSet<&str> = schema.keys().filter_map(|keyword| kind_of(keyword)).collect();
        match kinds.into_iter().collect::<Vec<_>>().as_slice() {
            [kind] => {
                schema.insert("type".to_owned(), json!(kind));
            }
            // Without `type`, `nullable` says nothing (OpenAPI 3.0.3, section 4.7.24, and its proposal).
            [] => {
                schema.remove("nullable");
            }
            _ => {}
        }
    });
}

/// Leaves the checking of strings to the server. A reply that breaks a rule must still be read (it may hold
/// the only copy of a secret), and `pattern` or a date would make every user compile a library for it.
pub(super) fn leave_strings_unchecked(document: &mut Value) {
    for_each(document, &mut |_, schema| {
        if schema.get("type").is_some_and(|kind| kind == "string") {
            schema.retain(|keyword, value| match keyword.as_str() {
                "pattern" | "minLength" | "maxLength" => false,
                "format" => *value == "password" || *value == "binary",
                _ => true,
            });
        }
    });
}

/// The type of the values that a keyword says something about.
fn kind_of(keyword: &str) -> Option<&'static str> {
    Some(match keyword {
        "properties" | "additionalProperties" | "required" | "minProperties" | "maxProperties" => "object",
        "items" | "minItems" | "maxItems" | "uniqueItems" => "array",
        "pattern" | "minLength" | "maxLength" => "string",
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => "number",
        _ => return None,
    })
}

/// No component is an `allOf` of itself: typify would not come to an end.
pub(super) fn check_compositions(document: &Value, found: &mut Found<'_>) {
    let none = Object::new();
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object).unwrap_or(&none);
    for name in schemas.keys() {
        let mut pending = vec![name.clone()];
        let mut seen = BTreeSet::new();
        while let Some(next) = pending.pop() {
            for part in schemas.get(&next).map(parts).unwrap_or_default() {
                if part == *name {
                    let reference = format!("#/components/schemas/{name}");
                    found.add(LowerReason::Cycle { reference }, &pointer::child("/components/schemas", name));
                    pending.clear();
                    break;
                }
                if seen.insert(part.clone()) {
                    pending.push(part);
                }
            }
        }
    }
}

/// The components that a schema consists of: what it refers to itself, in an `allOf`, or as the only
/// alternative.
fn parts(schema: &Value) -> Vec<String> {
    let mut parts: Vec<String> = schema.get("$ref").and_then(Value::as_str).and_then(component).into_iter().collect();
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let members = schema.get(keyword).and_then(Value::as_array).into_iter().flatten();
        parts.extend(members.flat_map(self::parts));
    }
    parts
}

/// An optional array or map becomes a nullable one, so that Rust has `Option<Vec<T>>` and tells an absent
/// one, which is not sent, from an empty one, which is.
pub(super) fn keep_absent_collections_apart(document: &mut Value) {
    let snapshot = document.clone();
    for_each(document, &mut |_, schema| repeat_required_collections(schema, &snapshot));
    for_each(document, &mut |_, schema| {
        let required = required(schema);
        let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
        for (_, property) in properties.iter_mut().filter(|(name, _)| !required.contains(name.as_str())) {
            if is_collection(property) {
                property["nullable"] = Value::Bool(true);
            }
        }
    });
}

/// A composition that requires a collection which one of its members leaves optional says so again beside
/// its `required`, where it isn't made nullable.
fn repeat_required_collections(schema: &mut Object, document: &Value) {
    if !schema.contains_key("allOf") {
        return;
    }
    let mut required = BTreeSet::new();
    let mut properties = BTreeMap::new();
    flatten(&Value::Object(schema.clone()), document, 0, &mut required, &mut properties);
    let repeated: Object = properties
        .into_iter()
        .filter(|(name, property)| required.contains(name) && is_collection(property))
        .collect();
    if repeated.is_empty() {
        return;
    }
    let mut names = self::required(schema);
    names.extend(repeated.keys().cloned());
    schema.insert("required".to_owned(), json!(names));
    let own = schema.entry("properties").or_insert_with(|| json!({}));
    for (name, property) in repeated {
        if own.get(&name).is_none() {
            own[&name] = property;
        }
    }
}

fn flatten(
    schema: &Value,
    document: &Value,
    depth: usize,
    required: &mut BTreeSet<String>,
    properties: &mut BTreeMap<String, Value>,
) {
    // Compositions have been checked for cycles; this bounds what slips through.
    if depth > 64 {
        return;
    }
    let Value::Object(schema) = resolve(schema, document) else { return };
    required.extend(self::required(schema));
    for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        properties.entry(name.clone()).or_insert_with(|| property.clone());
    }
    for member in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        flatten(member, document, depth + 1, required, properties);
    }
}

fn required(schema: &Object) -> BTreeSet<String> {
    let names = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Whether Rust would have a `Vec` or a map for this property, and so no way to say "absent".
fn is_collection(property: &Value) -> bool {
    match property.get("type").and_then(Value::as_str) {
        Some("array") => true,
        Some("object") => property.get("properties").is_none(),
        _ => match property.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
            Some([only]) => is_collection(only),
            _ => false,
        },
    }
}
