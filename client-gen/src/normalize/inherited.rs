//! Inline enums, objects and compositions of a schema that others take over by `allOf` become components. All of these types then
//! have one type for the member, and convert into each other, where each would have got a copy under a name of its own.

use std::collections::BTreeSet;

use super::{Findings, composition, response::add_component, subschema::for_each};
use crate::{
    document::{
        json::{Json, Object},
        keyword::{Keyword, Role},
        pointer::Pointer,
        reference,
    },
    names,
};

/// Gives such schemas a component each.
pub(super) fn name_inline_types(document: &mut Json, findings: &mut Findings) {
    let mut inherited = BTreeSet::new();
    for_each(document, &mut |_, schema| {
        // The alternatives beside other parts take over what those have.
        let lists: &[&str] =
            if composition::is_merged(schema) { &["allOf", "oneOf", "anyOf"] } else { &["allOf"] };
        let members = lists.iter().filter_map(|list| schema.get(*list)?.as_array()).flatten();
        inherited.extend(members.filter_map(reference::reference).map(str::to_owned));
    });
    for reference in inherited {
        let Some(at) = reference::place(document, &reference) else { continue };
        let Some(name) = reference::component_name(&at, "schemas") else { continue };
        name_within(document, &at, &name, findings);
    }
}

/// Names the inline types of the schema at `at`, which has this name.
fn name_within(document: &mut Json, at: &Pointer, name: &str, findings: &mut Findings) {
    let Some(Json::Object(schema)) = document.at(at) else { return };
    let properties = schema.get("properties").and_then(Json::as_object).into_iter().flatten();
    let mut inline: Vec<(Pointer, String)> = properties
        .map(|(property, value)| {
            let (mut at, mut name) =
                (at.child("properties").child(property), format!("{name}{}", names::pascal(property)));
            let mut value = value;
            // What an array or a map holds.
            let held = |value: &Json| match value.get("additionalProperties") {
                _ if value["type"] == "array" => Some(("items", "Item")),
                Some(Json::Object(_)) if value.get("properties").is_none() => {
                    Some(("additionalProperties", "Value"))
                }
                _ => None,
            };
            while let Some((keyword, suffix)) = held(value) {
                at = at.child(keyword);
                name.push_str(suffix);
                value = &value[keyword];
            }
            (at, name)
        })
        .collect();
    inline.retain(|(at, _)| document.at(at).is_some_and(is_inline_type));
    let parts = (0..document.at(at).map_or(0, |schema| schema.items("allOf").len()))
        .map(|index| at.child("allOf").item(index));
    let parts: Vec<_> =
        parts.filter(|part| document.at(part).is_some_and(|part| part.get("$ref").is_none())).collect();
    for (at, name) in inline {
        let Some(Json::Object(schema)) = document.at(&at).cloned() else { continue };
        // What is said about the member stays with it.
        let (said, described): (Object, Object) =
            schema.into_iter().partition(|(keyword, _)| is_annotation(keyword));
        let described = described
            .into_iter()
            .chain(said.get("description").map(|text| ("description".to_owned(), text.clone())));
        let component = add_component(document, &name, Json::Object(described.collect()));
        findings.moved([(component.clone(), at.clone())]);
        let to = Json::object([("$ref", format!("#{component}").into())]);
        if let Some(place) = document.at_mut(&at) {
            *place = if said.is_empty() {
                to
            } else {
                Json::Object([("allOf".to_owned(), Json::Array(vec![to]))].into_iter().chain(said).collect())
            };
        }
        name_within(document, &component, &name, findings);
    }
    for part in parts {
        name_within(document, &part, name, findings);
    }
}

/// An enum, an object with members, or a composition: a type of its own.
fn is_inline_type(schema: &Json) -> bool {
    let Json::Object(keywords) = schema else { return false };
    let has_members = schema.get("properties").is_some_and(|members| *members != Json::object([]));
    let is_choice = keywords.contains_key("oneOf") || keywords.contains_key("anyOf");
    !keywords.contains_key("$ref")
        && (keywords.contains_key("enum") || has_members || is_choice || composition::is_merged(keywords))
}

/// Whether it says something about a value without describing it; `nullable` is also the member's.
fn is_annotation(keyword: &str) -> bool {
    let role = Keyword::from_name(keyword).map(Keyword::role);
    keyword == "nullable" || matches!(role, Some(Role::Annotates | Role::Documents))
}
