//! Inline enums and objects of a schema that others take over by `allOf` become components. All of these types then
//! have one type for the member, and convert into each other, where each would have got a copy under a name of its own.

use std::collections::BTreeSet;

use super::{Findings, response::add_component, subschema::for_each};
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
        let members = schema.get("allOf").and_then(Json::as_array).unwrap_or_default();
        inherited.extend(members.iter().filter_map(reference::reference).map(str::to_owned));
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
            let (at, name) =
                (at.child("properties").child(property), format!("{name}{}", names::pascal(property)));
            if value["type"] == "array" { (at.child("items"), format!("{name}Item")) } else { (at, name) }
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

/// An enum, or an object with members, that is a type of its own.
fn is_inline_type(schema: &Json) -> bool {
    let composed =
        ["$ref", "allOf", "anyOf", "oneOf", "not"].iter().any(|keyword| schema.get(keyword).is_some());
    let has_members = schema.get("properties").is_some_and(|members| *members != Json::object([]));
    !composed && (schema.get("enum").is_some() || has_members)
}

/// Whether it says something about a value without describing it; `nullable` is also the member's.
fn is_annotation(keyword: &str) -> bool {
    let role = Keyword::from_name(keyword).map(Keyword::role);
    keyword == "nullable" || matches!(role, Some(Role::Annotates | Role::Documents))
}
