//! References: parameters, request bodies and replies are copied to where they are used; references to
//! schemas stay, and must lead somewhere.

#[cfg(test)]
mod tests;

use serde_json::Value;

use super::{Findings, NormalizeReason, schema};
use crate::{
    document::operation,
    document::pointer::{self, unescape},
};

/// Puts the parameters, request bodies and replies that operations refer to in the references' place, and
/// drops every section of `components` but `schemas`.
pub(super) fn inline(document: &mut Value, findings: &mut Findings<'_>) {
    let components = document.get("components").cloned().unwrap_or_default();
    let items: Vec<String> = document
        .get("paths")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(path, _)| pointer::child("/paths", path))
        .collect();
    for item in items {
        if document.pointer(&item).is_some_and(|item| item.get("$ref").is_some()) {
            let reference = document.pointer(&item).and_then(|i| i["$ref"].as_str()).unwrap_or_default();
            findings.add(NormalizeReason::ForeignReference { reference: reference.to_owned() }, &item);
        }
        inline_list(document, &components, &pointer::child(&item, "parameters"), findings);
    }
    for (_, _, at) in operation::sites(document) {
        inline_list(document, &components, &pointer::child(&at, "parameters"), findings);
        inline_one(document, &components, "requestBodies", &pointer::child(&at, "requestBody"), findings);
        let responses = pointer::child(&at, "responses");
        let statuses: Vec<String> = document
            .pointer(&responses)
            .and_then(Value::as_object)
            .map(|map| map.keys().cloned().collect())
            .unwrap_or_default();
        for status in statuses {
            inline_one(document, &components, "responses", &pointer::child(&responses, &status), findings);
        }
    }
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        components.retain(|section, _| section == "schemas");
    }
}

fn inline_list(document: &mut Value, components: &Value, at: &str, findings: &mut Findings<'_>) {
    let length = document.pointer(at).and_then(Value::as_array).map_or(0, Vec::len);
    for index in 0..length {
        inline_one(document, components, "parameters", &format!("{at}/{index}"), findings);
    }
}

/// Replaces the reference at `at`, and the one it leads to, by what stands at the end.
fn inline_one(
    document: &mut Value,
    components: &Value,
    section: &str,
    at: &str,
    findings: &mut Findings<'_>,
) {
    let Some(place) = document.pointer_mut(at) else { return };
    let mut seen = Vec::new();
    while let Some(reference) = place.get("$ref").and_then(Value::as_str).map(str::to_owned) {
        let Some(name) = reference.strip_prefix(&format!("#/components/{section}/")) else {
            return findings.add(NormalizeReason::ForeignReference { reference }, at);
        };
        if seen.contains(&reference) {
            return findings.add(NormalizeReason::Cycle { reference }, at);
        }
        let Some(target) = components[section].get(unescape(name)) else {
            return findings.add(NormalizeReason::DanglingReference { reference }, at);
        };
        *place = target.clone();
        seen.push(reference);
    }
    if let Some(last) = seen.last() {
        findings.moved([(at.to_owned(), last.trim_start_matches('#').to_owned())]);
    }
}

/// Every reference in a schema leads to a component schema.
pub(super) fn check(document: &mut Value, findings: &mut Findings<'_>) {
    let names: Vec<String> = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .map(|schemas| schemas.keys().cloned().collect())
        .unwrap_or_default();
    schema::for_each(document, &mut |at, schema| {
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { return };
        let reference = reference.to_owned();
        match schema::component(&reference) {
            None => findings.add(NormalizeReason::ForeignReference { reference }, at),
            Some(name) if !names.contains(&name) => {
                findings.add(NormalizeReason::DanglingReference { reference }, at);
            }
            Some(_) => {}
        }
    });
}
