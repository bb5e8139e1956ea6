use super::{super::testing::*, *};

#[test]
fn types_are_inferred_from_what_the_keywords_are_about() {
    before_and_after(
        infer_types,
        &[
            ("an object", json!({ "properties": {} }), json!({ "type": "object", "properties": {} })),
            ("an array", json!({ "items": {} }), json!({ "type": "array", "items": {} })),
            ("a string", json!({ "minLength": 1 }), json!({ "type": "string", "minLength": 1 })),
            (
                "a nullable number",
                json!({ "maximum": 1, "nullable": true }),
                json!({ "type": "number", "maximum": 1, "nullable": true }),
            ),
            ("an integer", json!({ "format": "int64" }), json!({ "type": "integer", "format": "int64" })),
            (
                "listed values",
                json!({ "enum": ["a", null] }),
                json!({ "type": "string", "enum": ["a", null] }),
            ),
            ("nothing said", json!({ "nullable": true, "format": "x" }), json!({})),
            ("two kinds", json!({ "items": {}, "minLength": 1 }), json!({ "items": {}, "minLength": 1 })),
            ("a composition", json!({ "allOf": [], "required": [] }), json!({ "allOf": [], "required": [] })),
            (
                "within",
                json!({ "items": { "pattern": "." } }),
                json!({ "type": "array", "items": { "type": "string", "pattern": "." } }),
            ),
        ],
    );
}

#[test]
fn keywords_about_other_types_are_dropped() {
    before_and_after(
        drop_idle_keywords,
        &[
            (
                "an object",
                json!({ "type": "object", "format": "map", "items": {} }),
                json!({ "type": "object" }),
            ),
            (
                "an integer",
                json!({ "type": "integer", "format": "int32", "minimum": 1 }),
                json!({ "type": "integer", "format": "int32", "minimum": 1 }),
            ),
            (
                "a string",
                json!({ "type": "string", "format": "uuid", "minimum": 1 }),
                json!({ "type": "string", "format": "uuid" }),
            ),
            ("no type", json!({ "items": {}, "minimum": 1 }), json!({ "items": {}, "minimum": 1 })),
        ],
    );
}

#[test]
fn a_value_is_listed_once() {
    before_and_after(
        list_values_once,
        &[(
            "strings and null",
            json!({ "enum": ["a", "b", "a", null, null] }),
            json!({ "enum": ["a", "b", null] }),
        )],
    );
}

#[test]
fn strings_are_left_to_the_server() {
    before_and_after(
        leave_strings_unchecked,
        &[
            (
                "rules",
                json!({ "type": "string", "pattern": "a", "minLength": 1, "maxLength": 2, "format": "date-time", "enum": ["a"] }),
                json!({ "type": "string", "enum": ["a"] }),
            ),
            (
                "a secret",
                json!({ "type": "string", "format": "password" }),
                json!({ "type": "string", "format": "password" }),
            ),
            (
                "octets",
                json!({ "type": "string", "format": "binary" }),
                json!({ "type": "string", "format": "binary" }),
            ),
            (
                "a number",
                json!({ "type": "integer", "format": "int64" }),
                json!({ "type": "integer", "format": "int64" }),
            ),
        ],
    );
}

#[test]
fn optional_collections_become_nullable() {
    let array = json!({ "type": "array", "items": {} });
    let nullable = json!({ "type": "array", "items": {}, "nullable": true });
    let object =
        |required: Json, property: Json| json!({ "required": required, "properties": { "a": property } });
    before_and_after(
        keep_absent_collections_apart,
        &[
            ("an optional array", object(json!([]), array.clone()), object(json!([]), nullable.clone())),
            ("a required array", object(json!(["a"]), array.clone()), object(json!(["a"]), array.clone())),
            (
                "an optional map",
                object(json!([]), json!({ "type": "object" })),
                object(json!([]), json!({ "type": "object", "nullable": true })),
            ),
            (
                "a map in an allOf",
                object(json!([]), json!({ "allOf": [{ "type": "object" }] })),
                object(json!([]), json!({ "allOf": [{ "type": "object" }], "nullable": true })),
            ),
            (
                "a struct",
                object(json!([]), json!({ "type": "object", "properties": {} })),
                object(json!([]), json!({ "type": "object", "properties": {} })),
            ),
            (
                "a string",
                object(json!([]), json!({ "type": "string" })),
                object(json!([]), json!({ "type": "string" })),
            ),
            (
                "required by the composition, optional in its part",
                json!({ "allOf": [{ "properties": { "a": array } }], "required": ["a"] }),
                json!({
                    "allOf": [{ "properties": { "a": nullable } }],
                    "required": ["a"],
                    "properties": { "a": array },
                }),
            ),
            (
                "required by one part, optional in the other",
                json!({ "allOf": [{ "properties": { "a": array } }, { "required": ["a"] }] }),
                json!({
                    "allOf": [{ "properties": { "a": nullable } }, { "required": ["a"] }],
                    "required": ["a"],
                    "properties": { "a": array },
                }),
            ),
        ],
    );
}

/// Without remembering what it has seen, the walk would double with every level.
#[test]
fn diamonds_are_walked_once() {
    let level = |next: usize| {
        let reference = json!({ "$ref": format!("#/components/schemas/A{next}") });
        json!({ "allOf": [reference.clone(), { "allOf": [reference] }] })
    };
    let mut schemas: Object = (0..60).map(|n| (format!("A{n}"), level(n + 1))).collect();
    schemas.insert("A60".to_owned(), json!({ "type": "object" }));
    let document = document(json!({}), Json::Object(schemas));
    assert!(!subschema::any_within(&document["components"]["schemas"]["A0"], &document, |_| false));
    keep_absent_collections_apart(&mut document.clone());
}

#[test]
fn types_of_one_name_get_numbers() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut before = document(
        json!({}),
        json!({ "a_b": {}, "AB": {}, "a-b": { "items": reference("a_b") }, "Default": reference("a-b") }),
    );
    before.sort();
    let mut findings = nothing_found();
    separate_type_names(&mut before, &mut findings);
    assert_eq!(
        before["components"]["schemas"],
        json!({ "AB": {}, "a-b": { "items": reference("a_b2") }, "a_b2": {}, "Default2": reference("a-b") }),
    );
    assert_eq!(published(&findings, "/components/schemas/a_b2/items"), "/components/schemas/a_b/items");
}

#[test]
fn values_that_no_enum_can_hold() {
    let of = |schema: Json| {
        let printed = problems(document(json!({}), json!({ "A": schema })));
        printed.lines().next().unwrap_or_default().to_owned()
    };
    let other_type = "error: the schema lists values that aren't of one type, its own";
    assert_eq!(of(json!({ "enum": ["a", 1] })), other_type);
    assert_eq!(of(json!({ "type": "integer", "enum": [1.5] })), other_type);
    assert_eq!(of(json!({ "type": "string", "enum": ["a", null], "nullable": true })), "");
    let default = "error: the schema has a default that it doesn't allow";
    assert_eq!(of(json!({ "type": "integer", "default": "1" })), default);
    assert_eq!(of(json!({ "enum": ["a"], "default": "b" })), default);
    assert_eq!(of(json!({ "enum": ["a"], "default": "a" })), "");
    assert_eq!(
        of(json!({ "enum": ["a", "A"] })),
        r#"error: "A" would be the Rust name of several listed values"#
    );
    assert_eq!(of(json!({ "enum": [">", ">="] })), "");
}
