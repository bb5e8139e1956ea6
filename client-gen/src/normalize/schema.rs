//! Schemas: the rules for types, values, names and collections.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Findings, NormalizeReason,
    subschema::{self, for_each},
};
use crate::document::{
    json::{Json, Object},
    keyword::{Keyword, Role, Type},
    reference,
};
use crate::names;

/// Names of the prelude that the generated types use without their path.
const TAKEN: [&str; 1] = ["Default"];

/// Component names that become one name in Rust get numbers, the first one in the alphabet excepted. A type's
/// name is ours to choose: it never reaches the wire.
pub(super) fn separate_type_names(document: &mut Json, findings: &mut Findings) {
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

/// Gives a schema without `type` the one that its keywords are about, if they agree. progenitor takes a
/// nullable schema of numbers or strings for an array otherwise, and `properties` alone for anything.
pub(super) fn infer_types(document: &mut Json) {
    for_each(document, &mut |_, schema| {
        let keywords: Vec<Keyword> = schema.keys().filter_map(|name| Keyword::from_name(name)).collect();
        if keywords.iter().any(|keyword| *keyword == Keyword::Type || keyword.role() == Role::Structures) {
            return;
        }
        let mut types: BTreeSet<Type> = keywords.iter().filter_map(|keyword| keyword.implies()).collect();
        types.extend(values(schema).filter_map(type_of));
        types.extend(schema.get("format").and_then(Json::as_str).and_then(type_of_format));
        match types.into_iter().collect::<Vec<_>>().as_slice() {
            [only] => {
                schema.insert("type".to_owned(), only.name().into());
            }
            // Without `type`, `nullable` and an unknown `format` say nothing (OpenAPI 3.0.3, section 4.7.24).
            [] => {
                schema.shift_remove("nullable");
                schema.shift_remove("format");
            }
            _ => {}
        }
    });
}

/// Drops keywords that say nothing of a value of the schema's type, such as the `format` of an object. progenitor
/// knows no type with them.
pub(super) fn drop_idle_keywords(document: &mut Json) {
    for_each(document, &mut |_, schema| {
        let Some(own) = schema.get("type").and_then(Json::as_str).and_then(Type::from_name) else { return };
        schema.retain(|name, _| {
            Keyword::from_name(name).is_none_or(|keyword| keyword.applies_to().contains(&own))
        });
    });
}

/// Leaves the checking of strings to the server. A response that breaks a rule must still be read (it may hold
/// the only copy of a secret), and `pattern` or a date would make every user compile a library for it.
pub(super) fn leave_strings_unchecked(document: &mut Json) {
    for_each(document, &mut |_, schema| {
        if schema.get("type").is_some_and(|own| *own == "string") {
            schema.retain(|name, value| match Keyword::from_name(name) {
                Some(Keyword::Format) => *value == "password",
                keyword => keyword.and_then(Keyword::implies) != Some(Type::String),
            });
        }
    });
}

/// The type that a format is one of (OpenAPI 3.0.3, section 4.4).
fn type_of_format(format: &str) -> Option<Type> {
    Some(match format {
        "int32" | "int64" => Type::Integer,
        "float" | "double" => Type::Number,
        "byte" | "binary" | "date" | "date-time" | "password" => Type::String,
        _ => return None,
    })
}

/// The type of a value, where whole numbers are numbers like all others.
fn type_of(value: &Json) -> Option<Type> {
    Type::of(value).map(|own| if own == Type::Integer { Type::Number } else { own })
}

/// The values that a schema lists, without `null`.
fn values(schema: &Object) -> impl Iterator<Item = &Json> {
    let values = schema.get("enum").and_then(Json::as_array).into_iter().flatten();
    values.filter(|value| **value != Json::Null)
}

/// A value that `enum` lists twice is listed once.
pub(super) fn list_values_once(document: &mut Json) {
    for_each(document, &mut |_, schema| {
        let Some(Json::Array(values)) = schema.get_mut("enum") else { return };
        let mut seen: Vec<Json> = Vec::new();
        values.retain(|value| {
            let first = !seen.contains(value);
            seen.push(value.clone());
            first
        });
    });
}

/// Listed values have the type that the schema says, and names of their own in Rust.
pub(super) fn check_values(document: &mut Json, findings: &mut Findings) {
    for_each(document, &mut |at, schema| {
        let own = schema.get("type").and_then(Json::as_str).and_then(Type::from_name);
        let fits = |value: &Json| match (own, value) {
            (Some(Type::Integer), Json::Number(number)) => number.spelling().parse::<i64>().is_ok(),
            (Some(own), value) => type_of(value) == Some(own),
            (None, _) => true,
        };
        let types: BTreeSet<Type> = values(schema).filter_map(type_of).collect();
        if types.len() > 1 || !values(schema).all(fits) {
            findings
                .add(NormalizeReason::UnsupportedSchema("lists values that aren't of one type, its own"), at);
        }
        let default = schema.get("default").filter(|default| **default != Json::Null);
        let is_listed =
            |default| schema.get("enum").is_none() || values(schema).any(|value| value == default);
        if default.is_some_and(|default| !fits(default) || !is_listed(default)) {
            findings.add(NormalizeReason::UnsupportedSchema("has a default that it doesn't allow"), at);
        }
        let values: Vec<&str> = values(schema).filter_map(Json::as_str).collect();
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

/// An optional array or map becomes a nullable one, so that Rust has `Option<Vec<T>>` and an absent
/// one, which is not sent, differs from an empty one, which is.
pub(super) fn keep_absent_collections_apart(document: &mut Json) {
    let snapshot = document.clone();
    for_each(document, &mut |_, schema| repeat_required_collections(schema, &snapshot));
    for_each(document, &mut |_, schema| {
        let required = required(schema);
        let Some(Json::Object(properties)) = schema.get_mut("properties") else { return };
        for (_, property) in properties.iter_mut().filter(|(name, _)| !required.contains(name.as_str())) {
            if is_collection(property) {
                property.set("nullable", true);
            }
        }
    });
}

/// A composition that requires a collection which one of its members leaves optional says so again beside
/// its `required`, where it isn't made nullable.
fn repeat_required_collections(schema: &mut Object, document: &Json) {
    if !schema.contains_key("allOf") {
        return;
    }
    let whole = Json::Object(schema.clone());
    let parts = subschema::parts(&whole, document);
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
    schema.insert("required".to_owned(), names.into_iter().collect());
    let own = schema.entry("properties".to_owned()).or_insert_with(|| Json::object([]));
    for (name, property) in repeated {
        if own.get(&name).is_none() {
            own.set(&name, property);
        }
    }
}

fn required(schema: &Object) -> BTreeSet<String> {
    let names = schema.get("required").and_then(Json::as_array).into_iter().flatten();
    names.filter_map(Json::as_str).map(str::to_owned).collect()
}

/// Whether Rust would have a `Vec` or a map for this property, and so no way to say "absent".
fn is_collection(property: &Json) -> bool {
    match property.get("type").and_then(Json::as_str) {
        Some("array") => true,
        Some("object") => property.get("properties").is_none(),
        _ => match property.get("allOf").and_then(Json::as_array) {
            Some([only]) => is_collection(only),
            _ => false,
        },
    }
}
