//! Alternatives: those that say `null`, and lists that say nothing about a type.

use super::{Findings, merge::asserts_nothing, subschema::for_each};
use crate::document::{
    json::{Json, Object},
    keyword::Keyword,
    members::is_secret,
    reference,
};

const LISTS: [&str; 2] = ["oneOf", "anyOf"];

/// Says `null` by `nullable`, drops lists that only ask for members, which is the server's to check, and alternatives
/// that another one includes.
pub(super) fn simplify(document: &mut Json, findings: &mut Findings) {
    let snapshot = document.clone();
    for_each(document, &mut |at, schema| {
        for keyword in LISTS {
            let Some(Json::Array(list)) = schema.get_mut(keyword) else { continue };
            if list.is_empty() {
                findings.give_up_schema("has alternatives, but not one", at, schema, &snapshot);
                return;
            }
            let all = list.len();
            list.retain(|alternative| !is_null(alternative));
            let (left, has_null) = (list.len(), list.len() < all);
            if left > 0 && list.iter().all(only_requires) {
                schema.shift_remove(keyword);
            } else {
                drop_included(list);
                if list.len() == 1 && all > 1 {
                    let only = std::mem::take(list);
                    schema.shift_remove(keyword);
                    let parts =
                        schema.entry("allOf".to_owned()).or_insert_with(|| Json::from_iter([] as [Json; 0]));
                    *parts = parts.as_array().unwrap_or_default().iter().cloned().chain(only).collect();
                }
            }
            if left == 0 && asserts_nothing(&without(schema, keyword)) {
                schema.shift_remove(keyword);
                schema.insert("enum".to_owned(), Json::from_iter([Json::Null]));
            } else if left == 0 {
                schema.shift_remove(keyword);
                schema.insert("nullable".to_owned(), true.into());
            } else if has_null {
                schema.insert("nullable".to_owned(), true.into());
            }
        }
    });
}

fn without(schema: &Object, keyword: &str) -> Object {
    let others = schema.iter().filter(|(name, _)| *name != keyword);
    others.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// What converters from other languages write for `null`, which OpenAPI 3.0 has no type for.
fn is_null(schema: &Json) -> bool {
    let Json::Object(members) = schema else { return false };
    let is_null = |values: &Json| {
        values
            .as_array()
            .is_some_and(|values| !values.is_empty() && values.iter().all(|value| *value == Json::Null))
    };
    asserts_nothing(members) && schema.flag("nullable") || members.get("enum").is_some_and(is_null)
}

/// Whether it says which members an object has, and nothing of what they are.
fn only_requires(schema: &Json) -> bool {
    let Json::Object(schema) = schema else { return false };
    schema.contains_key("required")
        && schema.iter().all(|(name, value)| match Keyword::from_name(name) {
            Some(Keyword::Required | Keyword::MinProperties | Keyword::MaxProperties | Keyword::Nullable) => {
                true
            }
            Some(Keyword::Type) => *value == "object",
            Some(Keyword::Properties) => value
                .as_object()
                .is_some_and(|members| members.values().all(|member| *member == Json::object([]))),
            Some(keyword) => super::merge::is_annotation(keyword.name()),
            None => false,
        })
}

/// Where any string is an alternative, those that list strings are no more than documentation.
fn drop_included(list: &mut Vec<Json>) {
    let is_string = |schema: &Object| schema.get("type").is_some_and(|of| *of == "string");
    let is_any_string = |schema: &Json| {
        schema
            .as_object()
            .is_some_and(|schema| is_string(schema) && !schema.contains_key("enum") && !is_secret(schema))
    };
    if list.iter().any(is_any_string) {
        list.retain(|schema| {
            let is_listed =
                |schema: &Object| is_string(schema) && schema.contains_key("enum") && !is_secret(schema);
            !schema.as_object().is_some_and(is_listed)
        });
    }
}

/// Has typify choose one of the alternatives where it would make a struct that has the members of all of them, and some
/// aren't objects: those would be lost.
pub(super) fn choose_one(document: &mut Json) {
    let snapshot = document.clone();
    for_each(document, &mut |_, schema| {
        let are_objects =
            |list: &Json| list.as_array().unwrap_or_default().iter().all(|one| is_object(one, &snapshot, 8));
        if schema.get("anyOf").is_some_and(|list| !are_objects(list))
            && let Some(list) = schema.shift_remove("anyOf")
        {
            schema.insert("oneOf".to_owned(), list);
        }
    });
}

fn is_object(schema: &Json, document: &Json, levels: usize) -> bool {
    let schema = reference::resolved(document, schema);
    let Some(levels) = levels.checked_sub(1) else { return false };
    if let Some(of) = schema.get("type") {
        return *of == "object" && !schema.flag("nullable");
    }
    let mut lists = ["allOf", "oneOf", "anyOf"]
        .iter()
        .filter_map(|keyword| schema.get(keyword)?.as_array())
        .flatten()
        .peekable();
    lists.peek().is_some() && lists.all(|part| is_object(part, document, levels))
}
