//! Operation ids: every operation gets one, and no two become the same Rust name.

use std::collections::BTreeSet;

use super::{Findings, NormalizeReason};
use crate::document::{json::Json, operation};
use crate::names;
use heck::ToLowerCamelCase;

/// Names an operation without `operationId` after its method and path: `get /clients/{id}` is `getClientsId`.
pub(super) fn synthesise(document: &mut Json) {
    let sites: Vec<_> =
        operation::operations(document).map(|(path, method, at)| (path.to_owned(), method, at)).collect();
    let mut taken: Vec<String> = sites
        .iter()
        .filter_map(|(_, _, at)| document.at(at)?.get("operationId")?.as_str().map(names::pascal))
        .collect();
    for (path, method, at) in sites {
        let Some(Json::Object(operation)) = document.at_mut(&at) else { continue };
        if operation.get("operationId").is_some_and(|id| id.as_str().is_some_and(|id| !id.is_empty())) {
            continue;
        }
        let base = format!("{method} {path}").to_lower_camel_case();
        let id = names::first_free(&base, |id| !taken.contains(&names::pascal(id)));
        taken.push(names::pascal(&id));
        operation.insert("operationId".to_owned(), id.into());
    }
}

/// What has the name of a builder already: imports beside the builders, and methods of the client.
const TAKEN: [&str; 6] = ["Error", "Response", "New", "NewWithClient", "Builder", "Spawn"];

/// No two operations share a name in Rust, none has one that is taken, and every method has a call in reqwest.
pub(super) fn check(document: &Json, findings: &mut Findings) {
    let mut taken = BTreeSet::from(TAKEN.map(str::to_owned));
    for (_, method, at) in operation::operations(document) {
        if matches!(method, "options" | "trace") {
            findings.add(NormalizeReason::UnsupportedMethod(method), &at);
        }
        let id = document.at(at.child("operationId")).and_then(Json::as_str);
        // The builder's name; the method's differs where this one does.
        let rust = names::pascal(&names::snake(id.unwrap_or_default()));
        if !taken.insert(rust.clone()) {
            findings.add(NormalizeReason::NameClash { rust, what: "builders" }, &at);
        }
    }
}
