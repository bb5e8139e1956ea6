//! What `generate` gives no client for, and what it says then.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use collibra_client_gen::generate;
use common::document;
use serde_json::json;

/// What `generate` says of a text that it gives no client for.
fn refused(text: &str) -> String {
    generate("api.json", text).err().map(|problems| problems.to_string()).unwrap_or_default()
}

#[test]
fn texts_that_are_no_openapi_document() {
    let correct = "  help: correct the document at that place";
    let anew = "  help: correct the document, or write it anew with `cargo xtask merge`";
    for (text, message, help) in [
        ("", "not JSON: expected a value, found the end of the text\n  --> api.json:1", anew),
        (
            "{\n  \"a\": tru\n}",
            "not JSON: no JSON string, number, `true`, `false` or `null`: `tru`\n  --> api.json:2",
            anew,
        ),
        ("[]", "not an OpenAPI 3.0 document: it has no `openapi` member\n  --> api.json#", correct),
        ("null", "not an OpenAPI 3.0 document: it has no `openapi` member\n  --> api.json#", correct),
        (
            r#"{"swagger":"2.0"}"#,
            "not an OpenAPI 3.0 document: it has no `openapi` member\n  --> api.json#",
            correct,
        ),
        (
            r#"{"openapi":"3.2.0"}"#,
            "not an OpenAPI 3.0 document: `openapi` is \"3.2.0\", not 3.0.x or 3.1.x\n  --> api.json#",
            correct,
        ),
        (
            r#"{"openapi":"3.0.3"}"#,
            "not an OpenAPI 3.0 document: it has no `info.version`\n  --> api.json#",
            correct,
        ),
        (
            r#"{"openapi":"3.0.3","info":{"title":"T","version":"1"}}"#,
            "not an OpenAPI 3.0 document: missing field `paths`\n  --> api.json#",
            correct,
        ),
        (
            r#"{"openapi":"3.0.3","info":{"version":"1"},"paths":{}}"#,
            "not an OpenAPI 3.0 document: missing field `title`\n  --> api.json#/info",
            correct,
        ),
    ] {
        assert_eq!(refused(text), format!("error: {message}\n{help}"));
    }
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(refused(&deep).starts_with("error: not JSON: nested deeper than 128 levels"));
}

#[test]
fn a_number_out_of_range_is_at_its_place() {
    let text = document(json!({}), json!({ "A": { "type": "number", "minimum": 12345 } })).to_string();
    assert_eq!(
        refused(&text.replace("12345", "1e999")),
        "error: the number `1e999` is out of range\n  --> api.json#/components/schemas/A/minimum\n  \
         help: ask the vendor for a number that a double-precision one can hold",
    );
}

#[test]
fn a_secret_is_never_given_up() {
    // Any JSON value would be printed, whatever is in it.
    let secret = json!({ "A": { "type": "object", "properties": { "pw": { "allOf": [
        { "type": "string", "format": "password" },
        { "type": "integer" },
    ] } } } });
    assert_eq!(
        refused(&document(json!({}), secret).to_string()),
        "error: the schema is composed of types that no value is of\n  \
         --> api.json#/components/schemas/A/properties/pw\n  help: there is a secret in it, which `Debug` would \
         print as part of any JSON value: hold the operations that use it, or give it a rule in \
         client-gen/src/normalize",
    );
}
