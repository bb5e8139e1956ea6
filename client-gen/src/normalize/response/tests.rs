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
        "200": json_reply(json!({ "type": "string" })), "202": {}, "400": json_reply(json!({})),
    } }));
    document.set("components", json!({ "schemas": { "ReadReply": { "type": "object" } } }));
    let mut findings = nothing_found();
    let decodings = normalize(&mut document, &mut findings);
    assert_eq!(decodings["read"], Decoding::ByStatus);
    assert_eq!(
        document["components"]["schemas"]["ReadReply2"]["oneOf"],
        json!([
            {
                "type": "object",
                "required": ["status_200"],
                "properties": { "status_200": { "type": "string" } },
                "additionalProperties": false,
            },
            { "type": "string", "enum": ["status_202"] },
        ])
    );
    assert_eq!(
        document["paths"]["/a"]["get"]["responses"]["2XX"],
        json!({ "description": "", "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/ReadReply2" },
        } } }),
    );
    assert_eq!(
        published(&findings, "/components/schemas/ReadReply2/oneOf/0/properties/status_200"),
        "/paths/~1a/get/responses/200/content/application~1json/schema",
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
