//! Whatever a document says, `generate` gives code or says what is wrong: it never panics, overflows the stack or
//! runs on, and what it gives is Rust without a name twice.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::{collections::BTreeSet, path::Path, thread};

use collibra_client_gen::{GenerateReason, document::keyword::Keyword, generate};
use proptest::{
    collection::vec,
    prelude::{ProptestConfig, Strategy, any, prop_oneof, proptest},
    sample::{Index, select},
};
use serde_json::{Map, Value, json};
use syn::Item;

/// Names that mean something to Rust, to JSON pointers, to serde or to nobody.
const NAMES: &str = "type|self|Self|crate|super|async|gen|_|__|1||-|+1|a b|é|名|🦀|a/b|a~b|$ref|client_id|Client_ID|\
    body|send|new|Default|Error|extra";

/// Members whose replacement leads furthest, beside the keywords of schemas.
const MEMBERS: &str =
    "x-rust-type|operationId|parameters|requestBody|responses|content|schema|name|in|style|explode";

fn names() -> Vec<&'static str> {
    NAMES.split('|').collect()
}

fn keywords() -> Vec<&'static str> {
    Keyword::ALL.iter().map(|keyword| keyword.name()).chain(MEMBERS.split('|')).collect()
}

fn documents() -> Vec<Value> {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/client-management.json");
    let committed = serde_json::from_str(&std::fs::read_to_string(committed).unwrap()).unwrap();
    let text = json!({ "type": "string" });
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let of_everything = json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "1" },
        "servers": [{ "url": "https://{host}/v1", "variables": { "host": { "default": "h" } } }],
        "paths": {
            "/a/{id}": {
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": text }],
                "get": {
                    "operationId": "read",
                    "parameters": [
                        { "name": "q", "in": "query", "schema": { "type": "array", "items": reference("Kind") } },
                        { "name": "h", "in": "header", "schema": { "type": "integer", "minimum": 0 } },
                    ],
                    "responses": {
                        "200": { "content": { "application/json": { "schema": reference("Tree") } } },
                        "202": { "content": { "application/json": { "schema": { "type": "array", "items": text } } } },
                        "default": { "content": { "application/problem+json": { "schema": reference("Any") } } },
                    },
                },
                "put": {
                    "requestBody": { "content": { "application/json": { "schema": reference("Leaf") } } },
                    "responses": { "200": { "content": { "text/plain": { "schema": text } } } },
                },
            },
            "/b": {
                "post": {
                    "operationId": "form",
                    "requestBody": {
                        "content": { "application/x-www-form-urlencoded": { "schema": reference("Leaf") } },
                    },
                    "responses": { "204": {} },
                },
            },
        },
        "components": { "schemas": {
            "Kind": { "type": "string", "enum": ["a", "b", null], "nullable": true, "default": "a" },
            "Any": { "oneOf": [reference("Leaf"), reference("Kind"), { "type": "integer", "format": "int64" }] },
            "Leaf": {
                "type": "object",
                "required": ["secret"],
                "properties": {
                    "secret": { "type": "string", "format": "password" },
                    "count": { "type": "integer", "default": 3, "minimum": 1 },
                    "tags": { "type": "array", "items": text, "uniqueItems": true },
                },
                "additionalProperties": false,
            },
            "Tree": {
                "allOf": [reference("Leaf"), { "type": "object", "required": ["tags"], "properties": {
                    "children": { "type": "array", "items": reference("Tree") },
                    "by_name": { "type": "object", "additionalProperties": reference("Tree") },
                    "either": { "anyOf": [reference("Leaf"), text] },
                } }],
            },
        } },
    });
    vec![committed, of_everything]
}

/// One change of a document, at a place that is counted among all of its values.
#[derive(Clone, Debug)]
enum Change {
    Remove(Index),
    Replace(Index, Value),
    Copy(Index, Index),
    Rename(Index, String),
    Insert(Index, String, Value),
    Nest(Index, &'static str, usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let name = || prop_oneof![select(names()), select(keywords())].prop_map(str::to_owned);
    let keyword = || prop_oneof![4 => select(keywords()), 1 => select(names())].prop_map(str::to_owned);
    let change = prop_oneof![
        any::<Index>().prop_map(Change::Remove),
        (any::<Index>(), value()).prop_map(|(at, value)| Change::Replace(at, value)),
        (any::<Index>(), any::<Index>()).prop_map(|(to, from)| Change::Copy(to, from)),
        (any::<Index>(), name()).prop_map(|(at, name)| Change::Rename(at, name)),
        (any::<Index>(), keyword(), value()).prop_map(|(at, name, value)| Change::Insert(at, name, value)),
        (
            any::<Index>(),
            select(vec!["items", "not", "additionalProperties", "allOf", "oneOf", "properties"]),
            1..60_usize
        )
            .prop_map(|(at, keyword, depth)| Change::Nest(at, keyword, depth)),
    ];
    vec(change, 1..6)
}

fn value() -> impl Strategy<Value = Value> {
    let components = ["ClientInformation", "UpdateClient", "Tree", "Leaf", "Any", "Kind", "Nobody"];
    let reference = select(components.to_vec())
        .prop_map(|name| json!({ "$ref": format!("#/components/schemas/{name}") }));
    let kinds = ["string", "number", "integer", "boolean", "object", "array", "null"];
    let typed = select(kinds.to_vec()).prop_map(|kind| json!({ "type": kind }));
    let odd = select(vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("password"),
        json!("string"),
        json!("object"),
        json!("query"),
        json!("header"),
        json!([]),
        json!({}),
        json!([null]),
        json!(["a", "a", "A", 1, null, {}]),
        json!([{}]),
        json!([true]),
        json!([1, 2]),
        json!(["a", "b"]),
        json!(["secret", "tags", "nobody"]),
        json!({ "a": {}, "b": { "type": "string" } }),
        json!({ "type": "string", "format": "password", "nullable": true }),
        json!({ "type": "string", "enum": ["a", "-a", "a-"] }),
        json!({ "type": "array" }),
        json!({ "type": "array", "items": { "type": "string" }, "minItems": 2, "maxItems": 2 }),
        json!({ "type": "object", "properties": { "x": { "type": "string" } }, "required": ["x"] }),
        json!({ "$ref": "#/components/parameters/client_id" }),
        json!({ "$ref": "other.json" }),
        json!({ "content": { "application/json": {} } }),
        json!({ "content": { "application/pdf": {}, "text/html": {} } }),
    ]);
    let name = select(names()).prop_map(|name| json!(name));
    let leaf = prop_oneof![3 => reference, 2 => typed, 4 => odd, 1 => name];
    prop_oneof![
        3 => leaf.clone(),
        1 => vec(leaf.clone(), 0..3).prop_map(Value::Array),
        1 => (select(keywords()), leaf).prop_map(|(keyword, value)| json!({ keyword: value })),
    ]
}

/// The value that is the `index`th of its document.
fn pick<'a>(document: &'a mut Value, index: &Index) -> &'a mut Value {
    fn count(value: &Value) -> usize {
        1 + match value {
            Value::Array(list) => list.iter().map(count).sum(),
            Value::Object(object) => object.values().map(count).sum(),
            _ => 0_usize,
        }
    }
    fn nth(value: &mut Value, mut n: usize) -> Option<&mut Value> {
        if n == 0 {
            return Some(value);
        }
        n -= 1;
        let children: Vec<&mut Value> = match value {
            Value::Array(list) => list.iter_mut().collect(),
            Value::Object(object) => object.values_mut().collect(),
            _ => Vec::new(),
        };
        for child in children {
            let size = count(child);
            if n < size {
                return nth(child, n);
            }
            n -= size;
        }
        None
    }
    let size = count(document);
    nth(document, index.index(size)).unwrap()
}

fn apply(document: &mut Value, change: &Change) {
    match change {
        Change::Remove(at) => match pick(document, at) {
            Value::Array(list) => drop(list.pop()),
            Value::Object(object) => {
                let last = object.keys().nth(at.index(object.len().max(1))).cloned();
                last.and_then(|name| object.remove(&name));
            }
            other => *other = Value::Null,
        },
        Change::Replace(at, value) => *pick(document, at) = value.clone(),
        Change::Copy(to, from) => {
            let from = pick(document, from).clone();
            if from.to_string().len() < 2_000 {
                *pick(document, to) = from;
            }
        }
        Change::Rename(at, name) => {
            if let Value::Object(object) = pick(document, at) {
                let old = object.keys().nth(at.index(object.len().max(1))).cloned();
                if let Some(value) = old.and_then(|old| object.remove(&old)) {
                    object.insert(name.clone(), value);
                }
            }
        }
        Change::Insert(at, name, value) => {
            if let Value::Object(object) = pick(document, at) {
                object.insert(name.clone(), value.clone());
            }
        }
        Change::Nest(at, keyword, depth) => {
            let place = pick(document, at);
            for _ in 0..*depth {
                let inner = place.take();
                *place = match *keyword {
                    "allOf" | "oneOf" => json!({ *keyword: [inner] }),
                    "properties" => json!({ "type": "object", "properties": { "a": inner } }),
                    _ => Value::Object(Map::from_iter([(keyword.to_string(), inner)])),
                };
            }
        }
    }
}

/// What has a name twice in a module, if anything.
fn repeated_item(items: &[Item]) -> Option<String> {
    let mut names = BTreeSet::new();
    items.iter().find_map(|item| {
        let name = match item {
            Item::Struct(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Mod(item) => {
                if let Some(name) = item.content.as_ref().and_then(|(_, items)| repeated_item(items)) {
                    return Some(name);
                }
                &item.ident
            }
            Item::Static(item) => &item.ident,
            _ => return None,
        };
        (!names.insert(name.to_string())).then(|| name.to_string())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generates_or_says_why((document, changes) in (select(documents()), changes())) {
        let mut document = document;
        changes.iter().for_each(|change| apply(&mut document, change));
        match generate("hostile.json", &document.to_string()) {
            Ok(generated) => {
                // Types nest as deep as the document does.
                let parse = move || {
                    #[cfg(feature = "documents")]
                    generated.surface().unwrap();
                    repeated_item(&syn::parse_file(&generated.code).unwrap().items)
                };
                let thread = thread::Builder::new().stack_size(64 << 20).spawn(parse).unwrap();
                assert_eq!(thread.join().unwrap(), None, "{document}");
            }
            Err(problems) => {
                assert!(!problems.as_slice().is_empty());
                for problem in problems {
                    assert!(!matches!(problem.reason, GenerateReason::Patch(_)), "{problem}\n{document}");
                }
            }
        }
    }
}
