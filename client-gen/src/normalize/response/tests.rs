use super::{super::testing::*, *};

fn json_reply(schema: Json) -> Json {
    json!({ "content": { "application/json": { "schema": schema } } })
}

#[test]
fn one_success_reply_is_left() {
    let text = || json!({ "type": "string" });
    let as_json = |schema: Json| json!({ "application/json": { "schema": schema } });
    let octets = || json!({ "application/octet-stream": {} });
    for (what, replies, decoding, content) in [
        ("none", json!({}), Decoding::Empty, json!({})),
        ("errors alone", json!({ "401": json_reply(text()), "5XX": {} }), Decoding::Empty, json!({})),
        (
            "JSON, and errors",
            json!({ "200": json_reply(text()), "default": json_reply(json!({})) }),
            Decoding::Json,
            as_json(text()),
        ),
        (
            "the same twice",
            json!({ "200": json_reply(text()), "201": json_reply(text()) }),
            Decoding::Json,
            as_json(text()),
        ),
        ("default alone", json!({ "default": json_reply(text()) }), Decoding::Json, as_json(text())),
        ("a range", json!({ "2XX": json_reply(text()) }), Decoding::Json, as_json(text())),
        (
            "JSON by another name",
            json!({ "200": { "content": { "application/scim+json": {} } } }),
            Decoding::Json,
            as_json(json!({})),
        ),
        (
            "JSON among others",
            json!({ "200": { "content": { "text/html": {}, "*/*": { "schema": text() } } } }),
            Decoding::Json,
            as_json(text()),
        ),
        ("bytes", json!({ "200": { "content": { "application/pdf": {} } } }), Decoding::Bytes, octets()),
        ("no bodies", json!({ "200": {}, "204": {} }), Decoding::Empty, json!({})),
    ] {
        let mut document = with_operation(json!({ "responses": replies }));
        let decodings = normalize(&mut document, &mut nothing_found());
        assert_eq!(decodings["read"], decoding, "{what}");
        let replies = &document["paths"]["/a"]["get"]["responses"];
        assert_eq!(*replies, json!({ "2XX": { "description": "", "content": content } }), "{what}");
    }
}

#[test]
fn different_success_replies_become_an_enum() {
    let mut document = with_operation(json!({ "responses": {
        "200": json_reply(json!({ "type": "string" })), "202": {}, "299": json_reply(json!({ "properties": {} })),
        "2XX": json_reply(json!({})), "400": json_reply(json!({})),
    } }));
    document.set("components", json!({ "schemas": { "ReadResponse": { "type": "object" } } }));
    let mut findings = nothing_found();
    let decodings = normalize(&mut document, &mut findings);
    let variant = |status, name: &str, has_body| Variant { status, name: name.to_owned(), has_body };
    assert_eq!(
        decodings["read"],
        Decoding::ByStatus(vec![
            variant(StatusSpec::Code(200), "Ok", true),
            variant(StatusSpec::Code(202), "Accepted", false),
            variant(StatusSpec::Code(299), "Status299", true),
            variant(StatusSpec::Range(2), "Success", true),
        ]),
    );
    let tagged = |name: &str, schema: Json| {
        json!({
            "type": "object", "required": [name], "properties": { name: schema }, "additionalProperties": false,
        })
    };
    assert_eq!(
        document["components"]["schemas"]["ReadResponse2"]["oneOf"],
        json!([
            tagged("Ok", json!({ "type": "string" })),
            { "type": "string", "enum": ["Accepted"] },
            tagged("Status299", json!({ "$ref": "#/components/schemas/ReadResponse2Status299" })),
            tagged("Success", json!({})),
        ])
    );
    assert_eq!(document["components"]["schemas"]["ReadResponse2Status299"], json!({ "properties": {} }));
    assert_eq!(
        document["paths"]["/a"]["get"]["responses"]["2XX"],
        json!({ "description": "", "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/ReadResponse2" },
        } } }),
    );
    assert_eq!(
        published(&findings, "/components/schemas/ReadResponse2/oneOf/0/properties/Ok"),
        "/paths/~1a/get/responses/200/content/application~1json/schema",
    );
    assert_eq!(
        published(&findings, "/components/schemas/ReadResponse2Status299/properties"),
        "/paths/~1a/get/responses/299/content/application~1json/schema/properties",
    );
}

#[test]
fn json_and_bytes_do_not_mix() {
    let replies = json!({ "200": json_reply(json!({})), "201": { "content": { "application/pdf": {} } } });
    assert_eq!(
        problems(with_operation(json!({ "responses": replies }))),
        "error: some success responses are JSON and some are not\n  --> api.json#/paths/~1a/get/responses\n  \
         help: ask the vendor for one media type, or teach client-gen/src/normalize/response.rs",
    );
}
