use super::{super::testing::*, *};

#[test]
fn one_media_type_is_sent() {
    let schema = || json!({ "schema": { "$ref": "#/components/schemas/A" } });
    let text = || json!({ "schema": { "type": "string" } });
    for (what, before, after) in [
        ("none", json!({}), json!({})),
        (
            "JSON first",
            json!({ "text/plain": {}, "application/json": schema() }),
            json!({ "application/json": schema() }),
        ),
        (
            "without schema",
            json!({ "application/json": {} }),
            json!({ "application/json": { "schema": {} } }),
        ),
        (
            "with a parameter, an example and an encoding",
            json!({ "Application/JSON; charset=utf-8": {
                "schema": { "$ref": "#/components/schemas/A" }, "example": 1, "encoding": { "a": {} },
            } }),
            json!({ "application/json": schema() }),
        ),
        ("anything", json!({ "*/*": schema() }), json!({ "application/json": schema() })),
        (
            "a form",
            json!({ "application/x-www-form-urlencoded": schema(), "text/plain": {} }),
            json!({ "application/x-www-form-urlencoded": schema() }),
        ),
        (
            "text in place of a form that is encoded its own way",
            json!({ "application/x-www-form-urlencoded": { "encoding": { "a": {} } }, "text/plain": {} }),
            json!({ "text/plain": text() }),
        ),
        (
            "octets",
            json!({ "application/octet-stream": {} }),
            json!({ "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } }),
        ),
    ] {
        let mut document = with_operation(json!({ "requestBody": { "content": before } }));
        normalize(&mut document, &mut nothing_found());
        assert_eq!(document["paths"]["/a"]["get"]["requestBody"]["content"], after, "{what}");
    }
}

#[test]
fn the_place_of_the_schema_is_remembered() {
    let mut document = with_operation(json!({ "requestBody": { "content": { "*/*": {} } } }));
    let mut findings = nothing_found();
    normalize(&mut document, &mut findings);
    let content = "/paths/~1a/get/requestBody/content";
    assert_eq!(
        published(&findings, &format!("{content}/application~1json/schema/items")),
        format!("{content}/*~1*/schema/items"),
    );
}

#[test]
fn a_body_that_cannot_be_sent() {
    let content = json!({ "multipart/form-data": {}, "application/xml": {} });
    assert_eq!(
        problems(with_operation(json!({ "requestBody": { "content": content } }))),
        "error: a request body of application/xml, multipart/form-data can't be sent\n  \
         --> api.json#/paths/~1a/get/requestBody\n  help: supported are application/json, \
         application/x-www-form-urlencoded, text/plain and application/octet-stream",
    );
}
