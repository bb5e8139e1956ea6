//! What the tests of the rules share.

use super::{Findings, Normalized, normalize};
use crate::document::{json::Json, pointer::Pointer};

#[path = "../../tests/common/mod.rs"]
mod common;

/// JSON as it is written, with other JSON in it.
macro_rules! json {
    ($($json:tt)+) => { $crate::document::json::Json::from(::serde_json::json!($($json)+)) };
}
pub(super) use json;

/// So that [`json!`] takes it.
impl serde::Serialize for Json {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().map_err(|_| serde::ser::Error::custom("out of range"))?.serialize(serializer)
    }
}

/// A document with these paths and component schemas.
pub(super) fn document(paths: Json, schemas: Json) -> Json {
    common::document(serde_json::json!(paths), serde_json::json!(schemas)).into()
}

/// A document with one operation, `get /a`, of the id `read`.
pub(super) fn with_operation(mut operation: Json) -> Json {
    if operation.get("operationId").is_none() {
        operation.set("operationId", "read");
    }
    document(json!({ "/a": { "get": operation } }), json!({}))
}

pub(super) fn nothing_found() -> Findings {
    Findings::new("api.json")
}

/// How the place at this pointer is called in the published document.
pub(super) fn published(findings: &Findings, at: &str) -> String {
    Pointer::parse(at).map(|at| findings.published(&at).to_string()).unwrap_or_default()
}

/// The document after all rules.
pub(super) fn normalized(document: Json) -> Normalized {
    normalize("api.json", document).unwrap_or_else(|problems| panic!("{problems}"))
}

/// What is wrong with the document, as printed.
pub(super) fn problems(document: Json) -> String {
    normalize("api.json", document).err().map(|problems| problems.to_string()).unwrap_or_default()
}

/// What a rule for schemas makes of each case: what it is about, the schema before, and after. `A` is the schema,
/// `B` an array of strings, `C` a string.
pub(super) fn before_and_after(rule: impl Fn(&mut Json), cases: &[(&str, Json, Json)]) {
    let around = |schema: &Json| {
        let others = (json!({ "type": "array", "items": { "type": "string" } }), json!({ "type": "string" }));
        document(json!({}), json!({ "A": schema, "B": others.0, "C": others.1 }))
    };
    for (what, before, after) in cases {
        let mut document = around(before);
        rule(&mut document);
        assert_eq!(document["components"]["schemas"]["A"], *after, "{what}");
    }
}
