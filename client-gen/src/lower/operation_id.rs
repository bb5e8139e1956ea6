//! Operation ids: every operation gets one, and no two become the same Rust name.

use std::collections::BTreeMap;

use heck::{ToLowerCamelCase, ToSnakeCase};
use serde_json::Value;

use super::{Found, LowerReason};
use crate::operation;

/// Names an operation without `operationId` after its method and path: `get /clients/{id}` is `getClientsId`.
pub(super) fn synthesise(document: &mut Value) {
    let sites = operation::sites(document);
    let mut taken: Vec<String> = sites
        .iter()
        .filter_map(|(_, _, at)| Some(document.pointer(at)?.get("operationId")?.as_str()?.to_snake_case()))
        .collect();
    for (path, method, at) in sites {
        let Some(Value::Object(operation)) = document.pointer_mut(&at) else { continue };
        if operation.get("operationId").is_some_and(|id| id.as_str().is_some_and(|id| !id.is_empty())) {
            continue;
        }
        let base = format!("{method} {path}").to_lower_camel_case();
        let mut id = base.clone();
        let mut number = 2;
        while taken.contains(&id.to_snake_case()) {
            id = format!("{base}{number}");
            number += 1;
        }
        taken.push(id.to_snake_case());
        operation.insert("operationId".to_owned(), Value::String(id));
    }
}

/// No two operation ids share a Rust name, and every method has a call in reqwest.
pub(super) fn check(document: &Value, found: &mut Found<'_>) {
    let mut names = BTreeMap::new();
    for (_, method, at) in operation::sites(document) {
        if matches!(method, "options" | "trace") {
            found.add(LowerReason::UnsupportedMethod { method }, &at);
        }
        let id = document.pointer(&at).and_then(|operation| operation["operationId"].as_str());
        let rust = id.unwrap_or_default().to_snake_case();
        if names.insert(rust.clone(), ()).is_some() {
            found.add(LowerReason::NameClash { rust, what: "operations" }, &at);
        }
    }
}
