use super::{super::testing::*, *};

#[test]
fn parameters_bodies_and_replies_are_copied_in() {
    let mut before = with_operation(json!({
        "parameters": [{ "$ref": "#/components/parameters/P" }],
        "requestBody": { "$ref": "#/components/requestBodies/a~1b" },
        "responses": { "200": { "$ref": "#/components/responses/Twice" } },
    }));
    let components = json!({
        "parameters": { "P": { "name": "p" } },
        "requestBodies": { "a/b": { "content": {} } },
        "responses": { "Twice": { "$ref": "#/components/responses/Once" }, "Once": { "description": "d" } },
        "schemas": { "S": {} },
    });
    before.set("components", components);
    let mut findings = nothing_found();
    inline(&mut before, &mut findings);
    assert_eq!(
        before["paths"]["/a"]["get"],
        json!({
            "operationId": "read",
            "parameters": [{ "name": "p" }],
            "requestBody": { "content": {} },
            "responses": { "200": { "description": "d" } },
        })
    );
    assert_eq!(before["components"], json!({ "schemas": { "S": {} } }));
    assert_eq!(
        published(&findings, "/paths/~1a/get/responses/200/content"),
        "/components/responses/Once/content"
    );
    assert_eq!(published(&findings, "/paths/~1a/get/responses/2001"), "/paths/~1a/get/responses/2001");
}

#[test]
fn references_that_lead_nowhere() {
    let first = |document: Json| problems(document).lines().take(2).collect::<Vec<_>>().join("\n");
    let parameter = |reference: &str, components: Json| {
        let mut document = with_operation(json!({ "parameters": [{ "$ref": reference }] }));
        document.set("components", components);
        first(document)
    };
    assert_eq!(
        parameter("#/components/parameters/P", json!({})),
        "error: \"#/components/parameters/P\" points at nothing\n  --> api.json#/paths/~1a/get/parameters/0",
    );
    assert_eq!(
        parameter(
            "#/components/parameters/P",
            json!({ "parameters": { "P": { "$ref": "#/components/parameters/P" } } })
        ),
        "error: \"#/components/parameters/P\" is defined by itself\n  --> api.json#/paths/~1a/get/parameters/0",
    );
    assert_eq!(
        parameter("other.json#/P", json!({})),
        "error: \"other.json#/P\" doesn't point at a component of this document that fits here\n  \
         --> api.json#/paths/~1a/get/parameters/0",
    );
    assert_eq!(
        first(document(json!({ "/a": { "$ref": "a.json" } }), json!({}))),
        "error: \"a.json\" doesn't point at a component of this document that fits here\n  --> api.json#/paths/~1a",
    );
    for (reference, message) in [
        ("#/components/schemas/B", "\"#/components/schemas/B\" points at nothing"),
        (
            "#/components/schemas/A/items",
            "\"#/components/schemas/A/items\" doesn't point at a component of this document that fits here",
        ),
    ] {
        assert_eq!(
            first(document(json!({}), json!({ "A": { "items": { "$ref": reference } } }))),
            format!("error: {message}\n  --> api.json#/components/schemas/A/items"),
        );
    }
}
