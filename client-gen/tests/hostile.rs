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

fn read(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The document that has something of everything, or the values that are put into it.
fn case(name: &str) -> Value {
    read("tests/cases/hostile.json")[name].take()
}

fn documents() -> Vec<Value> {
    let committed = read("../openapi/client-management.json");
    let mut newer = case("document");
    newer["openapi"] = json!("3.1.0");
    vec![committed, case("document"), newer]
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
    let places = [
        "components/schemas/Any/oneOf/2",
        "components/schemas/Leaf/properties/count",
        "components/schemas/Tree/allOf/1",
        "components/schemas/Tree/allOf/1/properties/children",
        "paths/~1a~1{id}/get/responses/200/content/application~1json/schema",
        "paths",
    ];
    let elsewhere = select(places.to_vec());
    let elsewhere = elsewhere.prop_map(|place| json!({ "$ref": format!("#/{place}"), "title": "t" }));
    // Of 3.1.
    let types = select(vec![json!(["string", "null"]), json!([]), json!(["null", "integer", "array"])]);
    let kinds = ["string", "number", "integer", "boolean", "object", "array", "null"];
    let typed = select(kinds.to_vec()).prop_map(|kind| json!({ "type": kind }));
    let Value::Array(odd) = case("values") else { unreachable!() };
    let odd = select(odd);
    let name = select(names()).prop_map(|name| json!(name));
    let leaf = prop_oneof![3 => reference, 1 => elsewhere, 2 => typed, 1 => types, 4 => odd, 1 => name];
    prop_oneof![
        3 => leaf.clone(),
        1 => vec(leaf.clone(), 0..3).prop_map(Value::Array),
        1 => (select(keywords()), leaf).prop_map(|(keyword, value)| json!({ keyword: value })),
    ]
}

/// The pointers of a value and of every value in it.
fn places(value: &Value, at: String) -> Vec<String> {
    let within: Vec<String> = match value {
        Value::Array(list) => {
            list.iter().enumerate().flat_map(|(index, item)| places(item, format!("{at}/{index}"))).collect()
        }
        Value::Object(object) => {
            let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
            object.iter().flat_map(|(name, value)| places(value, format!("{at}/{}", escaped(name)))).collect()
        }
        _ => Vec::new(),
    };
    [at].into_iter().chain(within).collect()
}

fn pick<'a>(document: &'a mut Value, index: &Index) -> &'a mut Value {
    let places = places(document, String::new());
    document.pointer_mut(index.get::<String>(&places)).unwrap()
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
