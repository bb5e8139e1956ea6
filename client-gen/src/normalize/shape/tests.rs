use super::{super::testing::*, *};

#[test]
fn what_has_no_part_in_the_client_is_dropped() {
    let mut before = json!({
        "openapi": "3.0.3", "info": {}, "tags": [], "security": [], "x-a": 1,
        "paths": { "/a": { "summary": "", "servers": [], "get": {
            "operationId": "a", "responses": {}, "callbacks": {}, "x-dropshot-websocket": {}, "tags": ["t"],
        } } },
    });
    drop_unread(&mut before);
    assert_eq!(
        before,
        json!({
            "openapi": "3.0.3", "info": {},
            "paths": { "/a": { "get": { "operationId": "a", "responses": {} } } },
        })
    );
}

#[test]
fn keywords_without_a_part_in_the_type_are_dropped() {
    let rule = |document: &mut Json| check_schemas(document, &mut nothing_found());
    before_and_after(
        rule,
        &[
            (
                "an extension",
                json!({ "type": "string", "x-rust-type": {}, "discriminator": {} }),
                json!({ "type": "string" }),
            ),
            (
                "what it is not",
                json!({ "type": "string", "not": { "enum": ["a"] } }),
                json!({ "type": "string" }),
            ),
            (
                "beside a reference",
                json!({ "$ref": "#/components/schemas/B", "title": "t" }),
                json!({ "$ref": "#/components/schemas/B" }),
            ),
            ("null", json!({ "pattern": null, "default": null }), json!({ "default": null })),
            ("a bound out of reach", json!({ "maxItems": 4_294_967_296_u64, "minItems": -1 }), json!({})),
            ("a bound that isn't there", json!({ "exclusiveMinimum": true }), json!({})),
            (
                "a member of that name",
                json!({ "properties": { "x-a": {}, "not": {} } }),
                json!({ "properties": { "x-a": {}, "not": {} } }),
            ),
        ],
    );
}

#[test]
fn keywords_hold_their_kind_of_json() {
    for (schema, expected) in [
        (json!({ "type": ["string", "null"] }), "string, number, integer, boolean, object or array"),
        (json!({ "type": "file" }), "string, number, integer, boolean, object or array"),
        (json!({ "description": 1 }), "a string"),
        (json!({ "$ref": 1 }), "a string"),
        (json!({ "nullable": "yes" }), "true or false"),
        (json!({ "exclusiveMinimum": 3, "minimum": 1 }), "true or false"),
        (json!({ "minimum": "1" }), "a number"),
        (json!({ "maxLength": "1" }), "a number"),
        (json!({ "required": true }), "a list of strings"),
        (json!({ "enum": "a" }), "a list"),
        (json!({ "items": [] }), "a schema"),
        (json!({ "additionalProperties": 1 }), "a schema, true or false"),
        (json!({ "allOf": [1] }), "a list of schemas"),
        (json!({ "properties": { "a": true } }), "an object of schemas"),
    ] {
        let keyword = schema.as_object().and_then(|schema| schema.keys().next()).cloned().unwrap_or_default();
        assert_eq!(
            problems(document(json!({}), json!({ "A": schema }))),
            format!(
                "error: {keyword:?} should be {expected}\n  --> api.json#/components/schemas/A/{keyword}\n  \
                 help: correct the document at that place"
            ),
        );
    }
}

#[test]
fn objects_and_lists_stand_where_they_should() {
    let at_operation = |member: &str, value: Json| with_operation(json!({ member: value }));
    for (document, pointer) in [
        (json!({ "paths": [] }), "/paths"),
        (json!({ "paths": { "/a": 1 } }), "/paths/~1a"),
        (json!({ "paths": { "/a": { "get": 5 } } }), "/paths/~1a/get"),
        (json!({ "components": 5 }), "/components"),
        (json!({ "components": { "schemas": 5 } }), "/components/schemas"),
        (json!({ "components": { "schemas": { "A": true } } }), "/components/schemas/A"),
        (at_operation("operationId", json!(1)), "/paths/~1a/get/operationId"),
        (at_operation("parameters", json!({})), "/paths/~1a/get/parameters"),
        (at_operation("parameters", json!([1])), "/paths/~1a/get/parameters/0"),
        (
            at_operation("parameters", json!([{ "name": "a", "in": "query", "schema": true }])),
            "/paths/~1a/get/parameters/0/schema",
        ),
        (at_operation("requestBody", json!([])), "/paths/~1a/get/requestBody"),
        (at_operation("requestBody", json!({ "content": 1 })), "/paths/~1a/get/requestBody/content"),
        (at_operation("responses", json!([])), "/paths/~1a/get/responses"),
        (at_operation("responses", json!({ "200": 1 })), "/paths/~1a/get/responses/200"),
        (at_operation("responses", json!({ "20": {} })), "/paths/~1a/get/responses/20"),
        (
            at_operation("responses", json!({ "200": { "content": { "a/b": { "schema": [] } } } })),
            "/paths/~1a/get/responses/200/content/a~1b/schema",
        ),
    ] {
        let printed = problems(document);
        assert!(
            printed.lines().any(|line| line == format!("  --> api.json#{pointer}")),
            "{pointer}: {printed}"
        );
    }
}
