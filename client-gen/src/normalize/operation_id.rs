//! Operation ids: every operation gets one, and no two become the same Rust name.

use std::collections::BTreeSet;

use super::{Findings, GiveUp};
use crate::document::{json::Json, operation, pointer::Pointer};
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

/// What has the name of a builder already: the client's own methods.
const TAKEN: [&str; 6] = ["New", "NewWithClient", "Builder", "Clone", "FromEnv", "Spawn"];

/// An operation whose name in Rust is taken, by the client or by an operation before it, gets a number behind its id.
pub(super) fn separate(document: &mut Json, findings: &mut Findings) {
    let all: Vec<Pointer> = super::operations(document);
    let id_of =
        |at: &Pointer| document.at(at.child("operationId")).and_then(Json::as_str).unwrap_or_default();
    let mut ids: Vec<(Pointer, String)> = all.iter().map(|at| (at.clone(), id_of(at).to_owned())).collect();
    // A number is never one that another id has of itself.
    let own: BTreeSet<String> = ids.iter().map(|(_, id)| names::builder(id)).collect();
    let mut taken = BTreeSet::from(TAKEN.map(str::to_owned));
    for (at, id) in &mut ids {
        if taken.insert(names::builder(id)) {
            continue;
        }
        let is_free = |id: &str| [&own, &taken].iter().all(|of| !of.contains(&names::builder(id)));
        let free = names::first_free(id, is_free);
        taken.insert(names::builder(&free));
        let renamed = GiveUp::Renamed { what: "operation", name: id.clone(), rust: names::method(&free) };
        findings.give_up(renamed, at);
        if let Some(operation) = document.at_mut(&*at) {
            operation.set("operationId", free);
        }
    }
}
