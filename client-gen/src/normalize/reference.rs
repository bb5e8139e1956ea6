//! References: parameters, request bodies and responses are copied to where they are used; references to
//! schemas stay, and must lead to a component.

use super::{Findings, NormalizeReason, subschema};
use crate::document::{
    grammar::{Holds, Kind},
    json::Json,
    pointer::Pointer,
    reference::{self, Why},
    walk,
};

/// Puts the parameters, request bodies and responses that operations refer to in the references' place, and
/// drops every section of `components` but `schemas`.
pub(super) fn inline(document: &mut Json, findings: &mut Findings) {
    let mut targets = Vec::new();
    for site in walk::sites(&document["paths"], Holds::One(Kind::Paths)) {
        let section = match site.kind {
            Kind::Parameter => Some("parameters"),
            Kind::RequestBody => Some("requestBodies"),
            Kind::Response => Some("responses"),
            // OpenAPI 3.0 has no components of this kind.
            Kind::PathItem => None,
            _ => continue,
        };
        let at = Pointer::new(["paths"]).join(&site.pointer);
        let Some(value) = document.at(&at).filter(|_| site.object.contains_key("$ref")) else { continue };
        let Some(reference) = reference::reference(value) else {
            let reason = NormalizeReason::Malformed { member: "$ref".to_owned(), expected: "a string" };
            findings.add(reason, &at.child("$ref"));
            continue;
        };
        match reference::resolve(document, value) {
            Ok(Some(target)) if is_in(&target.pointer, section) => {
                targets.push((at, target.pointer, target.value.clone()));
            }
            Ok(_) => {
                let reference = reference.to_owned();
                findings.add(NormalizeReason::ForeignReference(reference), &at);
            }
            Err((reference, why)) => findings.add(broken(document, reference, why, section), &at),
        }
    }
    for (at, from, value) in targets {
        if let Some(place) = document.at_mut(&at) {
            *place = value;
        }
        findings.moved([(at, from)]);
    }
    if let Some(components) = document.at_mut("/components").and_then(Json::as_object_mut) {
        components.retain(|section, _| section == "schemas");
    }
}

/// Every reference in a schema leads to a component schema, and is spelled as the generator spells it.
pub(super) fn check(document: &mut Json, findings: &mut Findings) {
    let snapshot = document.clone();
    subschema::for_each(document, &mut |at, schema| {
        let Some(Json::String(reference)) = schema.get_mut("$ref") else { return };
        match reference::target(&snapshot, reference) {
            Ok(target) if is_in(&target.pointer, SCHEMAS) => *reference = format!("#{}", target.pointer),
            Ok(_) => findings.add(NormalizeReason::ForeignReference(reference.clone()), at),
            Err(why) => findings.add(broken(&snapshot, reference, why, SCHEMAS), at),
        }
    });
}

const SCHEMAS: Option<&str> = Some("schemas");

/// Whether a place is that of a component in this section.
fn is_in(place: &Pointer, section: Option<&str>) -> bool {
    section.is_some_and(|section| reference::component_name(place, section).is_some())
}

fn broken(document: &Json, reference: &str, why: Why, section: Option<&str>) -> NormalizeReason {
    let place = reference::place(document, reference);
    let reference = reference.to_owned();
    match why {
        Why::Cycle => NormalizeReason::Cycle(reference),
        Why::Missing if place.is_some_and(|place| is_in(&place, section)) => {
            NormalizeReason::DanglingReference(reference)
        }
        Why::Missing | Why::External => NormalizeReason::ForeignReference(reference),
    }
}
