//! What the tests of the rules share.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Findings, Normalized, normalize};

/// A document with these paths and component schemas.
pub(super) fn document(paths: Value, schemas: Value) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// A document with one operation, `get /a`, of the id `read`.
pub(super) fn with_operation(mut operation: Value) -> Value {
    if operation.get("operationId").is_none() {
        operation["operationId"] = json!("read");
    }
    document(json!({ "/a": { "get": operation } }), json!({}))
}

pub(super) fn nothing_found() -> Findings<'static> {
    Findings { name: "api.json", diagnostics: Vec::new(), origins: HashMap::new() }
}

/// The document after all rules.
pub(super) fn normalized(document: Value) -> Normalized {
    normalize("api.json", document).unwrap_or_else(|problems| panic!("{problems}"))
}

/// What is wrong with the document, as printed.
pub(super) fn problems(document: Value) -> String {
    normalize("api.json", document).err().map(|problems| problems.to_string()).unwrap_or_default()
}

/// Holds a rule for schemas to its cases: what it is about, the schema before, and after. `A` is the schema,
/// `B` an array of strings, `C` a string.
pub(super) fn before_and_after(rule: impl Fn(&mut Value), cases: &[(&str, Value, Value)]) {
    let around = |schema: &Value| {
        let others = (json!({ "type": "array", "items": { "type": "string" } }), json!({ "type": "string" }));
        document(json!({}), json!({ "A": schema, "B": others.0, "C": others.1 }))
    };
    for (what, before, after) in cases {
        let mut document = around(before);
        rule(&mut document);
        assert_eq!(document["components"]["schemas"]["A"], *after, "{what}");
    }
}
