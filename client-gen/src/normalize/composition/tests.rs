use super::{super::testing::*, *};

fn first_problem(schemas: Json) -> String {
    problems(document(json!({}), schemas)).lines().take(2).collect::<Vec<_>>().join("\n")
}

fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

#[test]
fn what_consists_of_itself_is_a_cycle() {
    for cyclic in [
        reference("A"),
        json!({ "allOf": [reference("A")] }),
        json!({ "oneOf": [{ "anyOf": [reference("A")] }] }),
        json!({ "allOf": [reference("B")] }),
    ] {
        assert_eq!(
            first_problem(json!({ "A": cyclic, "B": reference("A") })),
            "error: \"#/components/schemas/A\" is defined by itself\n  --> api.json#/components/schemas/A",
        );
    }
}

#[test]
fn what_holds_itself_is_none() {
    for recursive in [
        json!({ "properties": { "a": reference("A") }, "required": ["a"] }),
        json!({ "items": reference("A") }),
        json!({ "additionalProperties": reference("A") }),
        json!({ "allOf": [{ "properties": { "a": reference("A") } }, { "properties": { "b": reference("A") } }] }),
        // The same type twice, and alternatives that no value has both of.
        json!({ "allOf": [{ "properties": { "a": reference("A") } }, { "properties": { "a": reference("A") } }] }),
        json!({ "oneOf": [
            { "properties": { "a": reference("A") }, "required": ["a"] },
            { "properties": { "a": { "items": reference("A") } }, "required": ["a"] },
        ] }),
    ] {
        assert_eq!(first_problem(json!({ "A": recursive })), "");
    }
}

/// typify would follow these until the stack is full.
#[test]
fn merging_comes_to_an_end() {
    let tree = json!({ "type": "object", "properties": { "child": reference("Tree") } });
    let of_children = |child| json!({ "allOf": [reference("Tree"), { "type": "object", "properties": { "child": child } }] });
    let of_additional = json!({ "allOf": [reference("Tree"), { "additionalProperties": reference("A") }] });
    for endless in
        [of_children(reference("A")), of_children(json!({ "allOf": [reference("A")] })), of_additional]
    {
        assert_eq!(
            first_problem(json!({ "A": endless, "Tree": tree })),
            "error: the schema describes a member twice, each time by types that hold themselves\n  \
             --> api.json#/components/schemas/A",
        );
    }
    let either =
        json!({ "properties": { "a": { "items": { "anyOf": [reference("B"), { "type": "string" }] } } } });
    assert_ne!(first_problem(json!({ "A": { "allOf": [reference("B"), either] }, "B": either })), "");
    let narrower = json!({ "allOf": [reference("Tree")], "description": "the same type in other words" });
    assert_eq!(first_problem(json!({ "A": of_children(narrower), "Tree": tree })), "");
}

/// Each of these would be a struct within a struct, without end.
#[test]
fn types_within_types_come_to_an_end() {
    let member = |schema| json!({ "A": { "type": "object", "properties": { "a": schema } } });
    let text = json!({ "properties": { "b": { "type": "string" } } });
    for endless in [
        json!({ "allOf": [reference("A"), text] }),
        json!({ "allOf": [reference("A")], "properties": { "b": {} } }),
        json!({ "type": "array", "items": { "oneOf": [reference("A"), text], "required": ["b"] } }),
    ] {
        assert_eq!(
            first_problem(member(endless)),
            "error: the schema composes itself anew in one of its members, which would need to be a component\n  \
             --> api.json#/components/schemas/A",
        );
    }
    for ending in [
        json!({ "allOf": [reference("A")], "type": "object", "description": "d", "nullable": true }),
        json!({ "oneOf": [reference("A"), { "type": "string" }] }),
        json!({ "type": "array", "items": reference("A") }),
    ] {
        assert_eq!(first_problem(member(ending)), "");
    }
}

#[test]
fn compositions_that_no_type_is() {
    for (schema, message) in [
        (json!({ "oneOf": [{}], "anyOf": [{}] }), "the schema has both `oneOf` and `anyOf`"),
        (json!({ "oneOf": [] }), "the schema has alternatives, but not one"),
        (
            json!({ "properties": { "a-b": {}, "a_b": {} } }),
            r#""a_b" would be the Rust name of several members of one object"#,
        ),
        (
            json!({ "allOf": [{ "properties": { "self": {} } }, { "properties": { "Self": {} } }] }),
            r#""self_" would be the Rust name of several members of one object"#,
        ),
        (
            json!({ "properties": { "extra": {} }, "additionalProperties": {} }),
            r#""extra" would be the Rust name of several members of one object"#,
        ),
    ] {
        assert_eq!(
            first_problem(json!({ "A": schema })),
            format!("error: {message}\n  --> api.json#/components/schemas/A"),
        );
    }
}
