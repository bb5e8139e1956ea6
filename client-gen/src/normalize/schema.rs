//! Schemas: the rules for types, strings and collections.

use std::collections::BTreeSet;

use super::{Findings, subschema::for_each};
use crate::document::{
    json::{Json, Object},
    keyword::{Keyword, Role, Type},
};

/// Says `null` beside other listed values by `nullable` alone. A list of nothing else stays: it says that a value is null.
pub(super) fn say_null_once(document: &mut Json) {
    for_each(document, &mut |_, schema| {
        let Some(Json::Array(values)) = schema.get_mut("enum") else { return };
        if values.contains(&Json::Null) && values.iter().any(|value| *value != Json::Null) {
            values.retain(|value| *value != Json::Null);
            schema.insert("nullable".to_owned(), true.into());
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
        // Where values are listed, they alone say what there is.
        let mut types: BTreeSet<Type> = values(schema).filter_map(type_of).collect();
        if types.is_empty() {
            types.extend(keywords.iter().filter_map(|keyword| keyword.implies()));
            types.extend(schema.get("format").and_then(Json::as_str).and_then(type_of_format));
        }
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

/// Gives up a schema without `type` that has keywords about several: what is of none of these types is valid, too.
pub(super) fn give_up_untyped(document: &mut Json, findings: &mut Findings) {
    let snapshot = document.clone();
    for_each(document, &mut |at, schema| {
        let keywords = || schema.keys().filter_map(|name| Keyword::from_name(name));
        let says_more = keywords().any(|keyword| keyword != Keyword::Enum && keyword.implies().is_some());
        let is_known =
            keywords().any(|keyword| keyword == Keyword::Type || keyword.role() == Role::Structures);
        if says_more && !is_known {
            findings.give_up_schema("has keywords for several types, and no type", at, schema, &snapshot);
        }
    });
}

/// Describes a member that is required, and not described, as any value.
pub(super) fn describe_required(document: &mut Json) {
    for_each(document, &mut |_, schema| {
        let required = required(schema);
        let Some(Json::Object(properties)) = schema.get_mut("properties") else { return };
        for name in required {
            properties.entry(name).or_insert_with(|| Json::object([]));
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

/// An optional array or map becomes a nullable one, so that Rust has `Option<Vec<T>>` and an absent
/// one, which is not sent, differs from an empty one, which is. One with a default is never absent.
pub(super) fn keep_absent_collections_apart(document: &mut Json) {
    for_each(document, &mut |_, schema| {
        let required = required(schema);
        let Some(Json::Object(properties)) = schema.get_mut("properties") else { return };
        for (_, property) in properties.iter_mut().filter(|(name, _)| !required.contains(name.as_str())) {
            if is_collection(property) && property.get("default").is_none() {
                property.set("nullable", true);
            }
        }
    });
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
