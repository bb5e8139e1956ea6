use super::super::testing::*;
use super::*;

#[test]
fn secrets_are_marked_and_nothing_else() {
    let marked = |number: usize| json!({ "type": "string", "format": MARK, "maxLength": number });
    let rule = |document: &mut Json| drop(mark(document, &mut nothing_found()));
    before_and_after(
        rule,
        &[
            ("plain", json!({ "type": "string", "format": "password" }), marked(0)),
            ("without type", json!({ "format": "password" }), marked(0)),
            (
                "with keywords of all kinds",
                json!({ "type": "string", "format": "password", "default": "a", "enum": ["a"], "example": "a", "minLength": 1, "x-a": 1 }),
                marked(0),
            ),
            (
                "documented",
                json!({ "format": "password", "description": "d", "title": "t", "deprecated": true }),
                json!({ "type": "string", "format": MARK, "maxLength": 0, "description": "d", "title": "t", "deprecated": true }),
            ),
            (
                "nullable",
                json!({ "format": "password", "nullable": true }),
                json!({ "nullable": true, "allOf": [marked(0)] }),
            ),
            ("in an allOf", json!({ "allOf": [{ "format": "password" }, { "minLength": 8 }] }), marked(0)),
            (
                "two, in places",
                json!({ "items": { "format": "password" }, "oneOf": [{ "format": "password" }] }),
                json!({ "items": marked(0), "oneOf": [marked(1)] }),
            ),
            (
                "another format",
                json!({ "type": "string", "format": "byte" }),
                json!({ "type": "string", "format": "byte" }),
            ),
            (
                "no string",
                json!({ "type": "integer", "format": "password" }),
                json!({ "type": "integer", "format": "password" }),
            ),
        ],
    );
}

#[test]
fn places_are_those_of_the_published_document() {
    let secret = json!({ "type": "string", "format": "password" });
    let of = |document: Json| -> Vec<String> {
        normalized(document).secrets.iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        of(document(json!({}), json!({ "a": { "properties": { "b/c": secret } } }))),
        ["api.json#/components/schemas/a/properties/b~1c"],
    );
    let reply = json!({ "content": { "application/a+json": { "schema": secret } } });
    for replies in [json!({ "200": reply }), json!({ "200": reply, "202": {} })] {
        assert_eq!(
            of(with_operation(json!({ "responses": replies }))),
            ["api.json#/paths/~1a/get/responses/200/content/application~1a+json/schema"],
        );
    }
}
