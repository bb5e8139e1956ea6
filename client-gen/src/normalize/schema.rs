//! Schemas: a walk over all of them, and the rules for types, collections and compositions.

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    ptr,
};

use serde_json::{Map, Value, json};

use super::{Findings, NormalizeReason, composition};
use crate::document::{operation, pointer};
use crate::names;

type Object = Map<String, Value>;

/// Calls `rule` on every schema that progenitor will see, an outer one before those within it.
pub(super) fn for_each(document: &mut Value, rule: &mut dyn FnMut(&str, &mut Object)) {
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        for (name, schema) in schemas {
            visit(schema, &pointer::child("/components/schemas", name), rule);
        }
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
            ("items" | "additionalProperties", value) => visit(value, &at, rule),
            _ => {}
        }
    }
}

/// The name of the component schema that a reference points at.
pub(super) fn component(reference: &str) -> Option<String> {
    reference.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/')).map(pointer::unescape)
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

/// The schemas of what a value holds: items and members.
pub(super) fn members(schema: &Object) -> impl Iterator<Item = &Value> {
    let named = schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::values);
    ["items", "additionalProperties"].into_iter().filter_map(|keyword| schema.get(keyword)).chain(named)
}

/// The schemas of the same value that `allOf`, `oneOf` and `anyOf` list.
pub(super) fn members_of_lists(schema: &Object) -> impl Iterator<Item = &Value> {
    let lists = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|keyword| schema.get(keyword)?.as_array());
    lists.flatten()
}

/// Whether `test` holds for the schema or for any that a value of it can hold.
pub(super) fn any_within(schema: &Value, document: &Value, test: fn(&Object) -> bool) -> bool {
    let mut seen: Vec<&Value> = Vec::new();
    let mut pending = vec![schema];
    while let Some(next) = pending.pop() {
        let next = resolve(next, document);
        let Value::Object(schema) = next else { continue };
        if seen.iter().any(|known| ptr::eq(*known, next)) {
            continue;
        }
        seen.push(next);
        if test(schema) {
            return true;
        }
        pending.extend(members(schema).chain(members_of_lists(schema)));
    }
    false
}

/// Names of the prelude that the generated types use without their path.
const TAKEN: [&str; 1] = ["Default"];

/// Component names that become one name in Rust get numbers, the first one in the alphabet excepted. A type's
/// name is ours to choose: it never reaches the wire.
pub(super) fn separate_type_names(document: &mut Value, findings: &mut Findings<'_>) {
    let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") else { return };
    let mut taken = BTreeSet::from(TAKEN.map(str::to_owned));
    let mut renamed = BTreeMap::new();
    for name in schemas.keys().cloned().collect::<Vec<_>>() {
        let mut free = name.clone();
        let mut number = 2;
        while !taken.insert(names::pascal(&free)) {
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
    let place = |name: &str| pointer::child("/components/schemas", name);
    findings.moved(renamed.iter().map(|(name, free)| (place(free), place(name))));
    for_each(document, &mut |_, schema| {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(component);
        if let Some(free) = name.and_then(|name| renamed.get(&name)) {
            schema.insert("$ref".to_owned(), json!(format!("#{}", place(free))));
        }
    });
}

/// Gives a schema without `type` the one that its keywords are about, if they agree. progenitor takes a
/// nullable schema of numbers or strings for an array otherwise, and `properties` alone for anything.
pub(super) fn infer_types(document: &mut Value) {
    for_each(document, &mut |_, schema| {
        if ["$ref", "type", "allOf", "oneOf", "anyOf"].iter().any(|keyword| schema.contains_key(*keyword)) {
            return;
        }
        let mut kinds: BTreeSet<&str> = schema.keys().filter_map(|keyword| kind_of(keyword)).collect();
        kinds.extend(values(schema).map(kind_of_value));
        kinds.extend(schema.get("format").and_then(Value::as_str).and_then(kind_of_format));
        match kinds.into_iter().collect::<Vec<_>>().as_slice() {
            [kind] => {
                schema.insert("type".to_owned(), json!(kind));
            }
            // Without `type`, `nullable` and an unknown `format` say nothing (OpenAPI 3.0.3, section 4.7.24).
            [] => {
                schema.remove("nullable");
                schema.remove("format");
            }
            _ => {}
        }
    });
}

/// Drops keywords that say nothing of a value of the schema's type, such as the `format` of an object. progenitor
/// knows no type with them.
pub(super) fn drop_idle_keywords(document: &mut Value) {
    for_each(document, &mut |_, schema| {
        let Some(kind) = schema.get("type").and_then(Value::as_str).map(str::to_owned) else { return };
        let kind = if kind == "integer" { "number" } else { &kind };
        schema.retain(|keyword, _| match keyword.as_str() {
            "format" => matches!(kind, "string" | "number"),
            keyword => kind_of(keyword).is_none_or(|about| about == kind),
        });
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

/// The type that a format is one of (OpenAPI 3.0.3, section 4.4).
fn kind_of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "int32" | "int64" => "integer",
        "float" | "double" => "number",
        "byte" | "binary" | "date" | "date-time" | "password" => "string",
        _ => return None,
    })
}

/// The values that a schema lists, without `null`.
fn values(schema: &Object) -> impl Iterator<Item = &Value> {
    schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter(|value| !value.is_null())
}

const fn kind_of_value(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A value that `enum` lists twice is listed once.
pub(super) fn list_values_once(document: &mut Value) {
    for_each(document, &mut |_, schema| {
        let Some(Value::Array(values)) = schema.get_mut("enum") else { return };
        let mut seen: Vec<Value> = Vec::new();
        values.retain(|value| {
            let first = !seen.contains(value);
            seen.push(value.clone());
            first
        });
    });
}

/// Listed values have the type that the schema says, and names of their own in Rust.
pub(super) fn check_values(document: &mut Value, findings: &mut Findings<'_>) {
    for_each(document, &mut |at, schema| {
        let kind = schema.get("type").and_then(Value::as_str);
        let fits = |value: &Value| match kind {
            Some("integer") => value.is_i64(),
            Some(kind) => kind_of_value(value) == kind,
            None => true,
        };
        let kinds: BTreeSet<&str> = values(schema).map(kind_of_value).collect();
        if kinds.len() > 1 || !values(schema).all(fits) {
            findings.add(
                NormalizeReason::UnsupportedSchema { why: "lists values that aren't of one type, its own" },
                at,
            );
        }
        let default = schema.get("default").filter(|default| !default.is_null());
        let is_listed =
            |default| schema.get("enum").is_none() || values(schema).any(|value| value == default);
        if default.is_some_and(|default| !fits(default) || !is_listed(default)) {
            findings
                .add(NormalizeReason::UnsupportedSchema { why: "has a default that it doesn't allow" }, at);
        }
        let values: Vec<&str> = values(schema).filter_map(Value::as_str).collect();
        if let Some(rust) = repeated(values.iter().map(|value| names::pascal(value)))
            // Where that gives one name twice, typify spells out what else it would have left out.
            && repeated(values.iter().map(|value| names::pascal(&spelled_out(value)))).is_some()
        {
            findings.add(NormalizeReason::NameClash { rust, what: "listed values" }, at);
        }
    });
}

fn spelled_out(value: &str) -> String {
    value.replace(|c: char| !c.is_alphanumeric(), "X")
}

/// The first name that comes a second time.
fn repeated(mut names: impl Iterator<Item = String>) -> Option<String> {
    let mut taken = BTreeSet::new();
    names.find(|name| !taken.insert(name.clone()))
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
    let whole = Value::Object(schema.clone());
    let parts = composition::parts(&whole, document);
    let members: Vec<&Object> =
        parts.iter().filter(|part| part.always_holds()).map(|part| part.schema).collect();
    let required: BTreeSet<String> = members.iter().flat_map(|member| self::required(member)).collect();
    let properties = members.iter().filter_map(|member| member.get("properties")?.as_object()).flatten();
    let repeated: Object = properties
        .filter(|(name, property)| required.contains(*name) && is_collection(property))
        .map(|(name, property)| (name.clone(), property.clone()))
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
