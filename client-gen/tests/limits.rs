//! Documents that are large in one way or another: there is a client or an error, and soon.
#![allow(clippy::unwrap_used, reason = "a test may fail")]
use collibra_client_gen::generate;
use serde_json::{Map, Value, json};
use std::time::Instant;

fn chain(length: usize, with_members: bool) -> Value {
    let part = |number: usize| {
        let next = json!({ "$ref": format!("#/components/schemas/C{}", number + 1) });
        let members =
            json!({ "type": "object", "properties": { format!("p{number}"): { "type": "string" } } });
        json!({ "allOf": if with_members { vec![next, members] } else { vec![next] } })
    };
    let mut schemas: Map<String, Value> =
        (0..length).map(|number| (format!("C{number}"), part(number))).collect();
    schemas.insert(
        format!("C{length}"),
        json!({ "type": "object", "properties": { "a": { "type": "string" } } }),
    );
    json!({ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": { "/a": { "get": { "operationId": "a", "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/C0" } } } } } } } }, "components": { "schemas": schemas } })
}

/// What is given up of a document, and how long that takes.
fn seconds(document: &Value) -> (Vec<String>, f64) {
    let started = Instant::now();
    let given_up = generate("api.json", &document.to_string()).unwrap().given_up;
    (given_up.iter().map(ToString::to_string).collect(), started.elapsed().as_secs_f64())
}

#[test]
fn chains_of_allof_end_soon() {
    for with_members in [true, false] {
        let (given_up, seconds) = seconds(&chain(3000, with_members));
        // A chain of names alone takes over nothing.
        let first = "warning: the schema is composed of more than 100 components: it is any JSON value\n  --> \
                     api.json#/components/schemas/C0\n";
        assert_eq!(given_up.iter().any(|given_up| given_up.starts_with(first)), with_members, "{given_up:?}");
        // Far above what it takes in a debug build.
        assert!(seconds < 30.0, "{seconds}");
    }
    assert!(seconds(&chain(40, true)).0.is_empty());
}
