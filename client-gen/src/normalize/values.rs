//! Values: the ones that a schema lists, and the one that an absent member has. What a Rust type can't say of them is
//! left to the server or given up.

use std::collections::BTreeSet;

use super::{Findings, GiveUp, subschema::for_each};
use crate::document::{
    json::{Json, Object},
    keyword::{Keyword, Type},
    reference,
};

/// What typify looks into of a default's schema, and this does.
const MOST_LEVELS: usize = 16;

/// A value that `enum` lists twice is listed once; values that aren't all strings, or not of the schema's type, are not
/// listed at all: a number is one whatever its value, and what is several things is any JSON value.
pub(super) fn list_strings(document: &mut Json, findings: &mut Findings) {
    let snapshot = document.clone();
    for_each(document, &mut |at, schema| {
        let Some(Json::Array(values)) = schema.get_mut("enum") else { return };
        let mut seen: Vec<Json> = Vec::new();
        values.retain(|value| {
            let first = !seen.contains(value);
            if first {
                seen.push(value.clone());
            }
            first
        });
        seen.retain(|value| *value != Json::Null);
        let own = schema.get("type").and_then(Json::as_str).and_then(Type::from_name);
        let types: BTreeSet<Option<Type>> = seen.iter().map(Type::of).collect();
        let is_of = |wanted: Type| types.iter().all(|of| of.is_some_and(|of| wanted.includes(of)));
        match own {
            _ if seen.is_empty() => only_null(schema),
            None if is_of(Type::String) => {}
            None => findings.give_up_schema("lists values of several types", at, schema, &snapshot),
            Some(own) if !is_of(own) => {
                schema.shift_remove("enum");
                findings.give_up(GiveUp::Values("lists values that aren't of its type"), at);
            }
            Some(Type::String | Type::Boolean) => {}
            Some(Type::Integer) if seen.iter().any(|value| !is_i64(value)) => {
                if seen.iter().all(is_u64) {
                    schema.insert("format".to_owned(), "uint64".into());
                    say_values(schema, &seen);
                } else {
                    findings.give_up_schema("lists integers that no type of Rust has", at, schema, &snapshot);
                }
            }
            Some(_) => say_values(schema, &seen),
        }
    });
}

/// A value that is null whatever type it is of; where there is more to say, it may be null.
fn only_null(schema: &mut Object) {
    let says_more = |name: &str| {
        !matches!(name, "enum" | "format" | "nullable" | "type") && !super::merge::is_annotation(name)
    };
    if schema.keys().any(|name| says_more(name)) {
        schema.shift_remove("enum");
        schema.insert("nullable".to_owned(), true.into());
    } else {
        schema.retain(|name, _| !matches!(name.as_str(), "format" | "nullable" | "type"));
    }
}

fn is_i64(value: &Json) -> bool {
    matches!(value, Json::Number(number) if number.spelling().parse::<i64>().is_ok())
}

fn is_u64(value: &Json) -> bool {
    matches!(value, Json::Number(number) if number.spelling().parse::<u64>().is_ok())
}

/// Says the values in the documentation. A response with another one must still be read.
fn say_values(schema: &mut Object, values: &[Json]) {
    schema.shift_remove("enum");
    let values: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    let values = format!("One of {}.", values.join(", "));
    let said = schema.get("description").and_then(Json::as_str).filter(|said| !said.is_empty());
    let said = said.map_or(values.clone(), |said| format!("{said}\n\n{values}"));
    schema.insert("description".to_owned(), said.into());
}

/// Drops the defaults that their own schemas don't allow. One of `null` says what an absent member says.
pub(super) fn check_defaults(document: &mut Json, findings: &mut Findings) {
    let snapshot = document.clone();
    for_each(document, &mut |at, schema| {
        let Some(default) = schema.shift_remove("default").filter(|default| *default != Json::Null) else {
            return;
        };
        match why_not(&default, &Json::Object(schema.clone()), &snapshot, MOST_LEVELS) {
            None => {
                schema.insert("default".to_owned(), default);
            }
            Some(why) => findings.give_up(GiveUp::Default(why), &at.child("default")),
        }
    });
}

/// Why a value isn't one of the schema's, as far as typify would say so.
fn why_not(value: &Json, schema: &Json, document: &Json, levels: usize) -> Option<&'static str> {
    let Json::Object(schema) = reference::resolved(document, schema) else { return None };
    let Some(levels) = levels.checked_sub(1) else { return Some("is too deep") };
    let within = |value, schema| why_not(value, schema, document, levels);
    if *value == Json::Null {
        let is_nullable = schema.get("nullable") == Some(&Json::Bool(true));
        return (!is_nullable && schema.contains_key("type")).then_some("holds a null that it doesn't allow");
    }
    if let Some(Json::Array(values)) = schema.get("enum")
        && !values.contains(value)
    {
        return Some("is none of the listed values");
    }
    for part in schema.get("allOf").and_then(Json::as_array).into_iter().flatten() {
        if let Some(why) = within(value, part) {
            return Some(why);
        }
    }
    for list in ["oneOf", "anyOf"].iter().filter_map(|keyword| schema.get(*keyword)?.as_array()) {
        let fitting = list.iter().filter(|alternative| within(value, alternative).is_none()).count();
        match fitting {
            0 => return Some("is of none of the alternatives"),
            1 => {}
            _ if matches!(value, Json::Object(_) | Json::Array(_)) => {
                return Some("is of several of the alternatives");
            }
            _ => {}
        }
    }
    let own = schema.get("type").and_then(Json::as_str).and_then(Type::from_name)?;
    if !Type::of(value).is_some_and(|of| own.includes(of)) {
        return Some("is of another type");
    }
    match value {
        Json::Number(number) => outside(number.spelling(), own, schema).then_some("is out of bounds"),
        Json::Array(items) => {
            let of_items = schema.get("items");
            let is_repeated =
                |items: &[Json]| (1..items.len()).any(|index| items[..index].contains(&items[index]));
            if schema.get("uniqueItems") == Some(&Json::Bool(true)) && is_repeated(items) {
                return Some("holds an item twice");
            }
            items.iter().find_map(|item| of_items.and_then(|schema| within(item, schema)))
        }
        Json::Object(members) => {
            let required = schema.get("required").and_then(Json::as_array).into_iter().flatten();
            let mut required = required.filter_map(Json::as_str);
            if required.any(|name| !members.contains_key(name)) {
                return Some("doesn't have all required members");
            }
            let properties = schema.get("properties").and_then(Json::as_object);
            let additional = schema.get("additionalProperties");
            members.iter().find_map(|(name, member)| {
                match (properties.and_then(|properties| properties.get(name)), additional) {
                    (Some(schema), _) | (None, Some(schema @ Json::Object(_))) => within(member, schema),
                    (None, Some(Json::Bool(true)) | None) if properties.is_none() => None,
                    _ => Some("has members that aren't documented"),
                }
            })
        }
        _ => None,
    }
}

/// Whether a number is outside the bounds of its schema or of its type.
fn outside(number: &str, own: Type, schema: &Object) -> bool {
    let Ok(value) = number.parse::<f64>() else { return true };
    let bound = |bound: Keyword, exclusion: Keyword| {
        let Some(Json::Number(number)) = schema.get(bound.name()) else { return None };
        let is_excluded = schema.get(exclusion.name()) == Some(&Json::Bool(true));
        Some((number.spelling().parse::<f64>().ok()?, is_excluded))
    };
    let below = bound(Keyword::Minimum, Keyword::ExclusiveMinimum);
    let above = bound(Keyword::Maximum, Keyword::ExclusiveMaximum);
    if below.is_some_and(|(bound, excluded)| value < bound || excluded && value == bound)
        || above.is_some_and(|(bound, excluded)| value > bound || excluded && value == bound)
    {
        return true;
    }
    own == Type::Integer
        && match schema.get("format").and_then(Json::as_str) {
            Some("int8") => number.parse::<i8>().is_err(),
            Some("int16") => number.parse::<i16>().is_err(),
            Some("int32" | "int") => number.parse::<i32>().is_err(),
            Some("uint8") => number.parse::<u8>().is_err(),
            Some("uint16") => number.parse::<u16>().is_err(),
            Some("uint32" | "uint") => number.parse::<u32>().is_err(),
            Some("uint64") => number.parse::<u64>().is_err(),
            _ => number.parse::<i64>().is_err(),
        }
}
