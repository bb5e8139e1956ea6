use super::{super::testing::*, *};

fn read_a(parameters: Json) -> Json {
    with_operation(json!({ "parameters": parameters }))
}

fn query(name: &str, schema: Json) -> Json {
    json!({ "name": name, "in": "query", "schema": schema })
}

#[test]
fn operations_get_all_their_parameters() {
    let required = json!({ "name": "id", "in": "path", "schema": {}, "required": true });
    let nullable = json!({ "name": "id", "in": "path", "schema": { "nullable": true } });
    let ignored = json!({ "name": "ACCEPT", "in": "header", "schema": {} });
    let mut before = document(
        json!({ "/a/{id}": {
            "parameters": [nullable, query("a", json!({ "type": "string" })), ignored],
            "get": { "parameters": [query("b", json!({})), query("a", json!({ "type": "integer" }))] },
        } }),
        json!({}),
    );
    let mut findings = nothing_found();
    gather(&mut before, &mut findings);
    assert_eq!(
        before["paths"]["/a/{id}"],
        json!({ "get": { "parameters": [
        required,
        query("b", json!({})),
        query("a", json!({ "type": "integer" })),
    ] } })
    );
    let places = [0, 1, 2]
        .map(|index| published(&findings, &format!("/paths/~1a~1{{id}}/get/parameters/{index}/schema")));
    assert_eq!(
        places,
        [
            "/paths/~1a~1{id}/parameters/0/schema",
            "/paths/~1a~1{id}/get/parameters/0/schema",
            "/paths/~1a~1{id}/get/parameters/1/schema",
        ]
    );
}

#[test]
fn names_of_setters_are_told_apart() {
    let header = |name: &str| json!({ "name": name, "in": "header", "schema": { "type": "string" } });
    let text = || json!({ "type": "string" });
    for (what, parameters, told) in [
        (
            "signs",
            vec![query("T>", text()), query("T<", text()), query("t", text())],
            vec!["t_gt", "t_lt", "t"],
        ),
        ("places", vec![header("id"), query("id", text())], vec!["id", "id_query"]),
        (
            "cases",
            vec![query("a_b", text()), query("aB", text()), query("AB", text())],
            vec!["a_b", "a_b_query", "AB"],
        ),
        (
            "numbers",
            vec![query("a-b", text()), query("a.b", text()), header("a+b")],
            vec!["a_b_query", "a_b_2", "a+b"],
        ),
        (
            "the builder's own",
            vec![query("send", text()), query("body", text()), header("header_map")],
            vec!["send_query", "body", "header_map_header"],
        ),
    ] {
        let mut document = read_a(Json::Array(parameters.clone()));
        let names = separate_names(&mut document, &mut nothing_found()).remove("read").unwrap_or_default();
        let parameters_now = list(&document, &Pointer::new(["paths", "/a", "get", "parameters"]));
        let now: Vec<&str> =
            parameters_now.iter().map(|(_, parameter)| super::text(parameter, "name")).collect();
        assert_eq!(now, told, "{what}");
        for (before, now) in parameters.iter().zip(now) {
            assert_eq!(before["name"], names.get(now).map_or(now, String::as_str), "{what}");
        }
    }
}

#[test]
fn placeholders_keep_their_names() {
    let path = |name: &str| json!({ "name": name, "in": "path", "schema": { "type": "string" } });
    let document = |parameters: Json| {
        document(
            json!({ "/{id}/{ID}": { "get": { "operationId": "read", "parameters": parameters } } }),
            json!({}),
        )
    };
    assert_eq!(
        problems(document(json!([path("id"), path("ID")]))),
        "error: \"id\" would be the Rust name of several setters of one builder\n  \
         --> api.json#/paths/~1{id}~1{ID}/get\n  help: ask the vendor to rename one of them",
    );
}

#[test]
fn templates_and_parameters_match() {
    let of = |path: &str| {
        let parameter = json!([{ "name": "id", "in": "path", "schema": { "type": "string" } }]);
        let printed = problems(document(json!({ path: { "get": { "parameters": parameter } } }), json!({})));
        printed.lines().take(2).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(of("/{id}"), "");
    for (path, message) in [
        ("a/{id}", "the path template doesn't start with `/`"),
        ("//{id}", "the path template holds an empty segment, `?`, `#` or `\\`"),
        ("/{id}?b", "the path template holds an empty segment, `?`, `#` or `\\`"),
        ("/{id}}", "the path template closes a brace that isn't open"),
        ("/{id", "the path template leaves a brace open"),
        ("/{}{id}", "the path template holds an empty or broken placeholder"),
        ("/{id}{id}", "the path template holds a placeholder twice"),
        ("/{id}/{b}", "\"b\" is not both a placeholder of the path template and a path parameter"),
    ] {
        assert_eq!(of(path), format!("error: {message}\n  --> api.json#{}", Pointer::new(["paths", path])));
    }
    assert_eq!(
        of("/a"),
        "error: \"id\" is not both a placeholder of the path template and a path parameter\n  \
         --> api.json#/paths/~1a/get/parameters/0",
    );
}

#[test]
fn parameters_that_cannot_be_sent_as_documented() {
    let secret = || json!({ "type": "string", "format": "password", "x-a": 1 });
    let object = || json!({ "type": "object", "properties": { "a": {} } });
    for (parameter, why) in [
        (json!({ "name": "a", "in": "cookie", "schema": {} }), "is a cookie, or its `in` is unknown"),
        (json!({ "name": "a", "in": "query", "content": {} }), "has `content` in place of a `schema`"),
        (
            json!({ "name": "a", "in": "query", "schema": {}, "style": "spaceDelimited" }),
            "has a `style` that isn't supported",
        ),
        (
            json!({ "name": "a b", "in": "header", "schema": {} }),
            "has a name that isn't a header name (RFC 9110, section 5.1)",
        ),
        (query("a", secret()), "holds a secret: in a URL or a header it would reach logs"),
        (
            query("a", json!({ "type": "array", "items": secret() })),
            "holds a secret: in a URL or a header it would reach logs",
        ),
        (
            json!({ "name": "a", "in": "header", "schema": object() }),
            "is not a plain string, number or boolean",
        ),
        (json!({ "name": "a", "in": "header", "schema": {} }), "is not a plain string, number or boolean"),
        (
            json!({ "name": "a", "in": "header", "schema": { "type": "string", "enum": ["a", null] } }),
            "can be null, which it has no word for",
        ),
        (query("a", object()), "is an object"),
        (
            json!({ "name": "a", "in": "query", "schema": { "type": "array" }, "explode": false }),
            "is an array with `explode: false`",
        ),
    ] {
        let name = parameter["name"].clone();
        assert_eq!(
            problems(read_a(json!([parameter]))),
            format!(
                "error: the parameter {name} {why}\n  --> api.json#/paths/~1a/get/parameters/0\n  help: teach the \
                 generator how to send it (client-gen/src/normalize/parameter.rs), or ask the vendor"
            ),
        );
    }
}

#[test]
fn one_word_on_the_wire() {
    let text = json!({ "type": "string" });
    let reference = json!({ "$ref": "#/components/schemas/A" });
    for (schema, a, scalar) in [
        (reference.clone(), text.clone(), true),
        (json!({ "oneOf": [text, { "type": "integer" }] }), json!({}), true),
        (json!({ "allOf": [reference] }), json!({ "type": "boolean" }), true),
        (json!({ "oneOf": [text, { "type": "array" }] }), json!({}), false),
        (json!({ "oneOf": [text, {}] }), json!({}), false),
        // A cycle ends.
        (reference.clone(), json!({ "oneOf": [reference] }), false),
    ] {
        assert_eq!(is_scalar(&schema, &document(json!({}), json!({ "A": a }))), scalar, "{schema}");
    }
}
