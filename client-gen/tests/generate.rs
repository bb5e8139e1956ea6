//! From a document to the client, through the public API.
#![cfg(feature = "documents")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

mod common;

use std::{path::Path, thread};

use collibra_client_gen::{
    Decisions, Generated,
    diagnostic::is_harmful,
    generate, generate_with,
    surface::{Fact, ItemName},
};
use common::document;
use quote::ToTokens;
use serde_json::{Value, json};
use syn::{File, Item};

/// The vendor's document of version 1.2.0, whatever the repository has now.
fn published() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/client-management.json");
    std::fs::read_to_string(path).unwrap()
}

fn generated(document: &Value) -> Generated {
    generate("api.json", &document.to_string()).unwrap_or_else(|problems| panic!("{problems}\n{document:#}"))
}

fn file(document: &Value) -> File {
    syn::parse_file(&generated(document).code).unwrap()
}

fn module<'a>(items: &'a [Item], name: &str) -> &'a [Item] {
    let content = items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    &content.unwrap_or_else(|| panic!("no module {name}")).1
}

/// The types of a struct's fields, without spaces.
fn field_types(file: &File, name: &str) -> Vec<(String, String)> {
    let found = module(&file.items, "types").iter().find_map(|item| match item {
        Item::Struct(item) if item.ident == name => Some(item),
        _ => None,
    });
    let fields = found.unwrap_or_else(|| panic!("no struct {name}")).fields.iter();
    fields
        .map(|field| {
            let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            (
                name,
                field
                    .ty
                    .to_token_stream()
                    .to_string()
                    .replace(' ', "")
                    .replace("::std::", "")
                    .replace(",>", ">"),
            )
        })
        .collect()
}

fn type_of(file: &File, of: &str, field: &str) -> String {
    field_types(file, of).into_iter().find(|(name, _)| name == field).map(|(_, ty)| ty).unwrap_or_default()
}

#[test]
fn the_same_bytes_whoever_generates() {
    let document = published();
    let here = generate("a.json", &document).unwrap().code;
    thread::scope(|scope| {
        let there = [(); 2].map(|()| scope.spawn(|| generate("a.json", &document).unwrap().code));
        assert!(there.into_iter().all(|code| code.join().unwrap() == here));
    });
    // Key order means nothing: `Value` sorts keys, and `reversed` writes them the other way round.
    let value: Value = serde_json::from_str(&document).unwrap();
    assert!(generate("a.json", &reversed(&value)).unwrap().code == here);
}

fn reversed(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let members =
                object.iter().rev().map(|(key, value)| format!("{}:{}", json!(key), reversed(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(reversed).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

#[test]
fn every_type_can_grow() {
    fn check(items: &[Item]) -> usize {
        let of = |attributes: &[syn::Attribute]| {
            assert!(attributes.iter().any(|attribute| attribute.path().is_ident("non_exhaustive")));
            1
        };
        let checked = items.iter().map(|item| match item {
            Item::Struct(item) => of(&item.attrs),
            Item::Enum(item) => of(&item.attrs),
            Item::Mod(module) => module.content.as_ref().map_or(0, |(_, items)| check(items)),
            _ => 0,
        });
        checked.sum()
    }
    let file = syn::parse_file(&generate("a.json", &published()).unwrap().code).unwrap();
    // Five types and their builders, the conversion error, three operations, the client, the servers.
    assert_eq!(check(&file.items), 5 + 5 + 1 + 3 + 1 + 1);
}

#[test]
fn setters_name_types_as_people_do() {
    let code = generate("a.json", &published()).unwrap().code;
    assert!(code.contains("\"conversion to `String` for client_id failed\""));
    assert!(!code.contains(":: std ::"));
}

#[test]
fn absent_and_empty_collections_differ() {
    let strings = || json!({ "type": "array", "items": { "type": "string" } });
    let map = || json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let file = file(&document(
        json!({}),
        json!({
            "Part": { "type": "object", "properties": { "a": strings(), "b": strings(), "m": map(), "n": reference("Names") } },
            "Own": { "type": "object", "required": ["a"], "properties": { "a": strings(), "b": strings() } },
            "Whole": { "allOf": [reference("Part")], "required": ["a"] },
            "Names": strings(),
        }),
    ));
    let vec = "vec::Vec<string::String>";
    let optional = format!("option::Option<{vec}>");
    assert_eq!(type_of(&file, "Part", "a"), optional);
    assert_eq!(
        type_of(&file, "Part", "m"),
        "option::Option<collections::BTreeMap<string::String,string::String>>"
    );
    assert_eq!(type_of(&file, "Part", "n"), "option::Option<Names>");
    assert_eq!(type_of(&file, "Own", "a"), vec);
    assert_eq!(type_of(&file, "Own", "b"), optional);
    assert_eq!(type_of(&file, "Whole", "a"), vec);
    assert_eq!(type_of(&file, "Whole", "b"), optional);
}

#[test]
fn every_secret_has_the_secret_type() {
    let secret = || json!({ "type": "string", "format": "password" });
    let with = |more: Value| {
        let mut secret = secret();
        secret.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        secret
    };
    let reference = json!({ "$ref": "#/components/schemas/Password" });
    let option = "option::Option<crate::Secret>";
    let cases = [
        ("plain", secret(), option),
        ("extension", with(json!({ "x-mask": true })), option),
        ("length", with(json!({ "minLength": 8, "maxLength": 9, "pattern": "." })), option),
        ("listed", with(json!({ "enum": ["a", "b"] })), option),
        ("by_default", with(json!({ "default": "a" })), option),
        ("nullable", with(json!({ "nullable": true })), option),
        ("write_only", with(json!({ "writeOnly": true, "example": "a", "description": "d" })), option),
        ("items", json!({ "type": "array", "items": secret() }), "option::Option<vec::Vec<crate::Secret>>"),
        (
            "map",
            json!({ "type": "object", "additionalProperties": secret() }),
            "option::Option<collections::BTreeMap<string::String,crate::Secret>>",
        ),
        ("all_of", json!({ "allOf": [secret()] }), option),
        ("reference", reference.clone(), "option::Option<Password>"),
        (
            "reference_in_all_of",
            json!({ "allOf": [reference], "description": "d" }),
            "option::Option<Password>",
        ),
    ];
    let properties: serde_json::Map<String, Value> =
        cases.iter().map(|(name, schema, _)| ((*name).to_owned(), schema.clone())).collect();
    let code = generated(&document(
        json!({ "/a": { "post": {
            "operationId": "send",
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Holder" } } } },
            "responses": { "200": { "content": { "application/json": { "schema": secret() } } } },
        } } }),
        json!({
            "Holder": { "type": "object", "properties": properties },
            "Either": { "oneOf": [secret(), { "type": "integer" }] },
            "Password": secret(),
        }),
    ))
    .code;
    let file = syn::parse_file(&code).unwrap();
    for (name, _, expected) in cases {
        assert_eq!(type_of(&file, "Holder", name), expected, "{name}");
    }
    assert_eq!(type_of(&file, "Password", ""), "crate::Secret");
    assert!(code.contains("Response<crate::Secret>"));
    let either = code.split("pub enum Either").nth(1).unwrap();
    assert!(either.trim_start().starts_with("{\n        Secret(crate::Secret),"), "{}", &either[..80]);
    assert!(!code.contains("__secret_"));
}

fn sending(responses: Value) -> String {
    let tree = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let code = generated(&document(
        json!({ "/a": { "get": { "operationId": "read", "responses": responses } } }),
        json!({ "T": tree }),
    ))
    .code;
    let send = code.split("pub async fn send").nth(1).unwrap();
    let result = send.split("Response<").nth(1).unwrap().split(">, Error>").next().unwrap();
    // The first gives the URL.
    let call = send.split(".inner").nth(2).unwrap().split('(').next().unwrap().trim();
    format!("{} by {call}", result.replace("::std::", ""))
}

#[test]
fn responses_of_every_kind() {
    let response = |schema: Value| json!({ "content": { "application/json": { "schema": schema } } });
    let tree = || response(json!({ "$ref": "#/components/schemas/T" }));
    let text = || response(json!({ "type": "string" }));
    let error =
        json!({ "content": { "application/json": {}, "application/problem+json": {}, "text/html": {} } });
    for (responses, expected) in [
        (json!({ "200": tree() }), "types::T by .json"),
        (json!({ "200": tree(), "default": text() }), "types::T by .json"),
        (json!({ "200": tree(), "400": error, "5XX": error, "404": text() }), "types::T by .json"),
        (json!({ "200": tree(), "202": {} }), "types::ReadResponse by .json_by_status"),
        (json!({ "200": tree(), "201": text() }), "types::ReadResponse by .json_by_status"),
        (json!({ "default": text() }), "string::String by .json"),
        (json!({ "204": {} }), "() by .empty"),
        (json!({}), "() by .empty"),
        (json!({ "200": { "content": { "application/pdf": {} } } }), "vec::Vec<u8> by .bytes"),
    ] {
        assert_eq!(sending(responses.clone()), expected, "{responses}");
    }
}

#[test]
fn the_status_chooses_the_response() {
    let response = |schema: Value| json!({ "content": { "application/json": { "schema": schema } } });
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let generated = generated(&document(
        json!({ "/a": { "get": { "operationId": "read", "responses": {
            "200": response(json!({ "$ref": "#/components/schemas/T" })),
            "201": response(object.clone()),
            "204": {},
            "205": {},
            "207": response(json!({ "type": "string", "format": "password" })),
            "208": response(json!({ "type": "array", "items": object })),
            "226": response(json!({ "enum": ["x", "y"] })),
            "299": response(json!({})),
            "2XX": response(json!({ "type": "string", "nullable": true })),
        } } } }),
        json!({ "T": object }),
    ));
    let squeezed = generated.code.split_whitespace().collect::<String>();
    let declared = squeezed.split("pubenumReadResponse{").nth(1).unwrap().split('}').next().unwrap();
    assert_eq!(
        declared.replace("::std::", ""),
        "Ok(T),Created(ReadResponseCreated),NoContent,ResetContent,MultiStatus(crate::Secret),\
         AlreadyReported(vec::Vec<ReadResponseAlreadyReportedItem>),ImUsed(ReadResponseImUsed),\
         Status299(::serde_json::Value),Success(option::Option<string::String>),",
    );
    let surface = generated.surface().unwrap()[&ItemName::Type("ReadResponse".to_owned())].to_string();
    assert!(
        surface.starts_with("enum types::ReadResponse: Clone + Debug + PartialEq [non_exhaustive]\n"),
        "{surface}"
    );
    assert!(!surface.contains("FromResponse"), "{surface}");
    let arms = squeezed.split("implcrate::runtime::FromResponsefortypes::ReadResponse{").nth(1).unwrap();
    for arm in [
        "StatusSpec::Code(200u16)=>::serde_json::from_slice(body).map(Self::Ok),",
        "StatusSpec::Code(204u16)=>::std::result::Result::Ok(Self::NoContent),",
        "StatusSpec::Code(299u16)=>{::serde_json::from_slice(body).map(Self::Status299)}",
        "StatusSpec::Range(2u16)=>::serde_json::from_slice(body).map(Self::Success),",
        "_=>{::std::result::Result::Err(",
    ] {
        assert!(arms.contains(arm), "{arm} in {arms}");
    }
}

#[test]
fn operations_as_documented() {
    let parameter =
        |name: &str, location: &str| json!({ "name": name, "in": location, "schema": { "type": "string" } });
    let generated = generated(&document(
        json!({ "/a/{id}": {
            "parameters": [parameter("id", "path")],
            "get": { "parameters": [parameter("T", "query"), parameter("T<", "query"), parameter("id", "header")], "responses": {
                "default": { "content": { "text/html": {} } }, "5XX": {}, "200": {}, "404": {},
            } },
        } }),
        json!({}),
    ));
    let surface = generated.surface().unwrap();
    assert_eq!(
        surface[&ItemName::Operations].to_string(),
        "info.version 1\nserver \"\" Server::Root (default)\n\
         GET /a/{id} getAId(id: string in path, T?: string in query, T<?: string in query, id?: string in header) \
         -> 200, 404, 5XX, default text/html any",
    );
    let squeezed = generated.code.split_whitespace().collect::<String>();
    for entry in [
        r#"pubstaticGET_A_ID:Operation=Operation{id:"getAId",method:::reqwest::Method::GET,path:"/a/{id}",accepts_json:false,responses:&["#,
        "ResponseSpec{status:StatusSpec::Code(200u16),has_body:false,members:&[],}",
        "ResponseSpec{status:StatusSpec::Range(5u16),has_body:false,members:&[],}",
        "ResponseSpec{status:StatusSpec::Default,has_body:true,members:&[],}",
        "pubstaticALL:&[&Operation]=&[&GET_A_ID];",
        // The names on the wire, whatever the setters are called.
        r#"Field::new("T",crate::parameter::Style::Form,true"#,
        r#"Field::new("T<",crate::parameter::Style::Form,true"#,
        r#"Field::new("id",crate::parameter::Style::Simple,false"#,
    ] {
        assert!(squeezed.contains(entry), "{entry}");
    }
    let builder = surface[&ItemName::Operation("getAId".to_owned())].to_string();
    assert!(builder.contains("fn id_header("), "{builder}");
}

/// An operation is matched with its call by its id, whatever that is in Rust.
#[test]
fn each_operation_has_its_own_call() {
    let ids = ["getA", "1abc", "type", "self", "-", "don't Do"];
    let methods = ["get", "put", "post", "delete", "patch", "head"];
    let item: serde_json::Map<String, Value> = methods
        .iter()
        .zip(ids)
        .map(|(method, id)| ((*method).to_owned(), json!({ "operationId": id, "responses": { "204": {} } })))
        .collect();
    let surface = generated(&document(json!({ "/a": item }), json!({}))).surface().unwrap();
    let starts = ids.map(|id| surface[&ItemName::Operation(id.to_owned())].facts[0].to_string());
    let names = ["get_a", "_1abc", "type_", "self_", "x", "dont_do"];
    let calls = ["GetACall", "_1abcCall", "TypeCall", "Self_Call", "XCall", "DontDoCall"];
    for ((start, name), call) in starts.iter().zip(names).zip(calls) {
        assert_eq!(*start, format!("Client::fn {name}(&self) -> calls::{call}<'_>"));
    }
}

#[test]
fn what_is_deprecated_is_so_in_rust() {
    let member = |more: Value| {
        let mut schema = json!({ "type": "string", "deprecated": true });
        schema.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        schema
    };
    let schemas = json!({
        "Old": { "type": "object", "deprecated": true, "description": "Words.", "properties": {
            "kept": { "type": "string", "description": "Kept words." },
        } },
        "Young": { "type": "object", "properties": {
            "bare": member(json!({})),
            "said": member(json!({ "title": "Title", "description": "Said words." })),
            "secret": member(json!({ "format": "password", "description": "Secret words." })),
            "list": { "type": "array", "items": { "type": "string" }, "deprecated": true },
            "kept": { "allOf": [{ "$ref": "#/components/schemas/Old" }] },
        } },
    });
    let parameter = |name: &str| json!({ "name": name, "in": "query", "deprecated": name == "old", "schema": { "type": "string" } });
    let paths = json!({ "/a": { "get": {
        "operationId": "read", "parameters": [parameter("old"), parameter("young")], "responses": { "204": {} },
    } } });
    let generated = generated(&document(paths, schemas));
    let surface = generated.surface().unwrap();
    let facts: Vec<String> = surface.values().flat_map(|item| &item.facts).map(ToString::to_string).collect();
    let note = "deprecated = \"the API's documentation says so\"";
    let deprecated: Vec<&str> = facts
        .iter()
        .filter_map(|fact| fact.split_once(&format!("[{note}]")).map(|(before, _)| before.trim()))
        .collect();
    let names: Vec<&str> = deprecated
        .iter()
        .map(|fact| fact.split(':').nth(usize::from(fact.starts_with("struct")) * 2).unwrap())
        .collect();
    assert_eq!(names, ["Old", "bare", "list", "said", "secret"]);
    let code: String = generated.code.split_whitespace().collect::<Vec<_>>().join(" ");
    // The type, its fields, and what sets them, or the parameter.
    assert_eq!(code.matches(note).count(), 1 + 4 + 4 + 1);
    assert!(code.contains(&format!("#[{note}] pub fn old(")), "{}", generated.code);
    for words in ["\"Words.\"", "\"Said words.\"", "\"Secret words.\""] {
        assert!(code.contains(words), "{words}: {}", generated.code);
    }
    assert!(!code.contains('\u{fdd0}'));
}

/// What generated code may have one day is a fact or an error: it doesn't vanish from the surface.
#[test]
fn nothing_is_missing_from_the_surface() {
    let schema = json!({ "type": "object", "properties": { "type": { "type": "string" } } });
    let paths = json!({ "/a": { "get": { "operationId": "read", "responses": { "204": {} } } } });
    let generated = generated(&document(paths, json!({ "A": schema })));
    let with = |old: &str, new: &str| {
        assert!(generated.code.contains(old), "{old}");
        let mut changed = generated.clone();
        changed.code = changed.code.replacen(old, new, 1);
        changed.surface()
    };
    let field = |old: &str, new: &str| {
        let item = &with(old, new).unwrap()[&ItemName::Type("A".to_owned())];
        let field = item.facts.iter().find(|fact| matches!(fact, Fact::Field(_)));
        field.unwrap().to_string()
    };
    let usual = "  type_: Option<String> as \"type\", not sent if is_none";
    let rename = "rename = \"type\"";
    assert_eq!(field(rename, rename), usual);
    assert_eq!(field("pub type_:", "type_:"), usual.replace("type_", "private type_"));
    assert_eq!(field("pub type_:", "#[deprecated] pub type_:"), format!("{usual} [deprecated]"));
    assert_eq!(field("pub type_:", "#[doc = \"words\"] pub type_:"), usual);
    for (serde, shown) in [
        ("alias = \"a\"", "alias = \"a\""),
        ("borrow", "borrow"),
        ("bound(serialize = \"T\")", "bound (serialize = \"T\")"),
        ("= what", "serde (rename = \"type\" , = what"),
    ] {
        assert!(field(rename, &format!("{rename}, {serde}")).contains(shown), "{serde}");
    }
    for (old, new) in [
        ("pub mod types {", "pub fn more() {} pub mod types {"),
        ("pub mod types {", "pub mod types { pub type More = A;"),
        ("pub mod types {", "pub mod types { pub use super::Server as More;"),
        ("pub mod types {", "pub mod types { pub mod more {}"),
        ("pub mod types {", "pub mod types { impl From<u8> for u16 {}"),
        ("impl A {", "impl A { pub const MORE: u8 = 1;"),
        ("impl Client {", "impl Client { pub fn more(&self) {}"),
        ("pub fn read(", "pub fn write("),
        ("pub struct ReadCall<", "pub struct Write<"),
        ("pub mod types {", "pub mod"),
    ] {
        assert!(with(old, new).is_err(), "{new}");
    }
}

#[test]
fn servers_by_their_base_path() {
    let of = |servers: Value| -> Vec<(String, String)> {
        let mut document = document(json!({}), json!({}));
        document["servers"] = servers;
        generated(&document).servers.into_iter().map(|server| (server.variant, server.base_path)).collect()
    };
    for (servers, expected) in [
        (json!([]), vec![("Root", "")]),
        (json!([{ "url": "/" }]), vec![("Root", "")]),
        (
            json!([{ "url": "/rest/v1/" }, { "url": "/rest/v2" }]),
            vec![("RestV1", "/rest/v1"), ("RestV2", "/rest/v2")],
        ),
        (json!([{ "url": "https://a.example/v1" }, { "url": "https://b.example/v1" }]), vec![("V1", "/v1")]),
        (json!([{ "url": "https://a.example" }]), vec![("Root", "")]),
        (
            json!([{ "url": "https://{host}/{base}", "variables": {
                "host": { "default": "h" }, "base": { "default": "b" },
            } }]),
            vec![("B", "/b")],
        ),
        (
            json!([{ "url": "https://{host}:{port}/v1" }, { "url": "{base}/v2" }]),
            vec![("V1", "/v1"), ("V2", "/v2")],
        ),
        (json!([{ "url": "/a-b" }, { "url": "/a_b" }]), vec![("AB", "/a-b"), ("AB2", "/a_b")]),
        (
            json!([{ "url": "/1" }, { "url": "/é" }, { "url": "/self" }]),
            vec![("Path1", "/1"), ("Path", "/é"), ("PathSelf", "/self")],
        ),
    ] {
        let expected: Vec<_> =
            expected.into_iter().map(|(name, path)| (name.to_owned(), path.to_owned())).collect();
        assert_eq!(of(servers.clone()), expected, "{servers}");
    }
}

/// `GET /a` gives `Read`, `PUT /a` takes `Write`.
fn update(read: Value, write: Value) -> String {
    let content = |name: &str| json!({ "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } } });
    let paths = json!({ "/a": {
        "get": { "responses": { "200": content("Read") } },
        "put": { "requestBody": content("Write"), "responses": { "204": {} } },
    } });
    let code = generated(&document(paths, json!({ "Read": read, "Write": write }))).code;
    let conversion = code.split("impl ::std::convert::TryFrom<types::Read> for types::Write {").nth(1);
    let members = conversion.and_then(|code| code.split("Ok(Self {").nth(1)?.split("})").next());
    let members = members.unwrap_or("none").split_whitespace().collect::<Vec<_>>().join(" ");
    let kept = "undocumented: value.undocumented.into_update(),";
    members.strip_suffix(kept).map_or(members.clone(), |rest| rest.trim_end().to_owned())
}

#[test]
fn updates_start_from_what_was_read() {
    let object = |required: Value, properties: Value| json!({ "type": "object", "required": required, "properties": properties });
    let text = || json!({ "type": "string" });
    let optional = || object(json!([]), json!({ "a": text(), "more": text() }));
    let required = || object(json!(["a"]), json!({ "a": text() }));
    assert_eq!(update(required(), required()), "a: value.a,");
    assert_eq!(
        update(optional(), required()),
        "a: value.a.ok_or(\"`a` is required here, and what was read doesn't have it\")?,",
    );
    assert_eq!(
        update(required(), object(json!([]), json!({ "a": text() }))),
        "a: ::std::option::Option::Some(value.a),"
    );
    assert_eq!(
        update(required(), optional()),
        "a: ::std::option::Option::Some(value.a), more: ::std::option::Option::None,"
    );
    // Half a conversion would drop what it exists to keep.
    assert_eq!(update(required(), object(json!(["b"]), json!({ "a": text(), "b": text() }))), "none");
    assert_eq!(update(required(), object(json!([]), json!({ "a": { "type": "integer" } }))), "none");
}

/// Inline enums and objects that several types have through `allOf` are one type, so that updates still start from
/// what was read.
#[test]
fn inline_types_are_shared_through_all_of() {
    let content = |name: &str| json!({ "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } } });
    let paths = json!({ "/a": {
        "get": { "responses": { "200": content("Read") } },
        "put": { "requestBody": content("Write"), "responses": { "200": content("Written") } },
    } });
    let part = || json!({ "$ref": "#/components/schemas/Part" });
    let kind = || json!({ "type": "string", "enum": ["a", "b"] });
    let generated = generated(&document(
        paths,
        json!({
            "Part": { "type": "object", "properties": {
                "kind": { "type": "string", "enum": ["a", "b"], "description": "The kind.", "nullable": true },
                "kinds": { "type": "array", "items": kind() },
                "own": { "type": "object", "properties": { "inner": kind() }, "description": "Its own." },
                "other": { "type": "string", "enum": ["x", "y"], "default": "x" },
            } },
            "Read": { "allOf": [{ "type": "object", "properties": { "id": { "type": "string" } } }, part()] },
            "Write": { "allOf": [part()], "required": ["own"] },
            "Written": { "allOf": [part(), { "type": "object", "properties": { "id": { "type": "string" } } }] },
        }),
    ));
    let surface = generated.surface().unwrap();
    let names: Vec<String> =
        surface.keys().map(ToString::to_string).filter(|name| name.starts_with("type__")).collect();
    assert_eq!(
        names,
        [
            "Part",
            "PartKind",
            "PartKindsItem",
            "PartOther",
            "PartOwn",
            "PartOwnInner",
            "Read",
            "Write",
            "Written"
        ]
        .map(|name| format!("type__{name}")),
    );
    let write = surface[&ItemName::Type("Write".to_owned())].to_string();
    for fact in [
        "kind: Option<PartKind>",
        "kinds: Option<Vec<PartKindsItem>>",
        "other: PartOther",
        "own: PartOwn",
        "impl TryFrom<types::Read> for types::Write",
        "impl TryFrom<types::Written> for types::Write",
    ] {
        assert!(write.contains(fact), "{fact}\n{write}\n{}", generated.code);
    }
}

/// What is required is an argument, in the order of the path, then of the document, the body last; the rest are
/// setters.
#[test]
fn what_is_required_is_an_argument() {
    let parameter = |name: &str, place: &str, required: bool| json!({ "name": name, "in": place, "required": required, "schema": { "type": "string" } });
    let body = |required: bool| json!({ "required": required, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/B" } } } });
    let start = |required: bool| {
        let operation = json!({
            "operationId": "op",
            "parameters": [
                parameter("z", "query", true), parameter("X-A", "header", true), parameter("b", "path", true),
                parameter("m", "query", false), parameter("timeout", "query", false), parameter("a", "path", true),
                parameter("c", "query", true),
            ],
            "requestBody": body(required),
            "responses": { "204": {} },
        });
        let of = json!({ "B": { "type": "object", "properties": { "x": { "type": "string" } } } });
        generated(&document(json!({ "/{a}/{b}": { "put": operation } }), of))
    };
    let facts = |generated: &Generated| {
        generated.surface().unwrap()[&ItemName::Operation("op".to_owned())].to_string()
    };
    let text = "impl TryInto<String>";
    let of_body = "impl TryInto<types::B, Error: Display>";
    let required = facts(&start(true));
    let arguments = format!("a: {text}, b: {text}, z: {text}, x_a: {text}, c: {text}");
    let expected = format!("Client::fn op(&self, {arguments}, body: {of_body}) -> calls::OpCall<'_>\n");
    assert!(required.starts_with(&expected), "{required}");
    for setter in [
        format!("fn m(self, m: {text}) -> Self"),
        format!("fn timeout_query(self, timeout_query: {text}) -> Self"),
    ] {
        assert!(required.contains(&setter), "{required}");
    }
    let optional = start(false);
    let shown = facts(&optional);
    assert!(
        shown.starts_with(&format!("Client::fn op(&self, {arguments}) -> calls::OpCall<'_>\n")),
        "{shown}"
    );
    assert!(shown.contains(&format!("fn body(self, body: {of_body}) -> Self")), "{shown}");
    let squeezed = optional.code.split_whitespace().collect::<String>();
    let sent = "ifletSome(body)=self.body.map_err(invalid)?{request=request.json(&body);}";
    assert!(squeezed.contains(sent), "{}", optional.code);
}

/// Each schema in the words of 3.1 and of 3.0, as a component and as a member.
#[test]
fn a_document_of_3_1_makes_the_client_of_its_3_0_twin() {
    let b = json!({ "$ref": "#/components/schemas/B" });
    for (name, new, old) in [
        ("null", json!({ "type": ["string", "null"] }), json!({ "type": "string", "nullable": true })),
        (
            "a reference or null",
            json!({ "anyOf": [b, { "type": "null" }] }),
            json!({ "allOf": [b], "nullable": true }),
        ),
        (
            "one of several or null",
            json!({ "oneOf": [{ "type": "string" }, { "type": "boolean" }, { "type": "null" }] }),
            json!({ "oneOf": [{ "type": "string" }, { "type": "boolean" }], "nullable": true }),
        ),
        (
            "two types",
            json!({ "type": ["string", "boolean"] }),
            json!({ "oneOf": [{ "type": "string" }, { "type": "boolean" }] }),
        ),
        ("a constant", json!({ "const": "a" }), json!({ "enum": ["a"] })),
        (
            "a bound",
            json!({ "type": "integer", "exclusiveMinimum": 0 }),
            json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true }),
        ),
        (
            "a reference with a description",
            json!({ "$ref": "#/components/schemas/B", "description": "d" }),
            json!({ "allOf": [b], "description": "d" }),
        ),
        (
            "a secret or null",
            json!({ "type": ["string", "null"], "format": "password", "examples": ["x"] }),
            json!({ "type": "string", "format": "password", "nullable": true, "example": "x" }),
        ),
    ] {
        let schemas = |schema: &Value| {
            json!({
                "A": { "type": "object", "required": ["m"], "properties": { "m": schema, "o": schema } },
                "B": { "type": "object", "properties": { "x": { "type": "string" } } },
            })
        };
        let mut twin = document(json!({}), schemas(&new));
        twin["openapi"] = json!("3.1.0");
        twin["webhooks"] = json!({ "w": { "post": {} } });
        let old = generated(&document(json!({}), schemas(&old)));
        assert_eq!(generated(&twin).code, old.code, "{name}");
        if name.contains("null") {
            let fields = field_types(&syn::parse_file(&old.code).unwrap(), "A");
            assert!(fields.iter().all(|(_, of)| of.starts_with("option::Option")), "{name}: {fields:?}");
        }
    }
}

/// What is decided names places of the document as published, and is about what 3.0 makes of them.
#[test]
fn decisions_reach_what_only_3_1_can_say() {
    let schemas = json!({
        "A": { "type": "object", "properties": {
            "inner": { "$ref": "#/components/schemas/A/$defs/Inner/$defs/Deep" },
            "token": { "type": ["string", "null"] },
            "pattern": { "type": "object", "patternProperties": { "^x": {} } },
            "never": false,
        }, "$defs": {
            "Inner": { "$defs": { "Deep": { "type": "object", "properties": { "x": { "type": ["string", "null"] } } } } },
            "Unused": { "if": {} },
        } },
    });
    let operation = |id: &str, content: Value| {
        json!({ "operationId": id, "responses": { "200": {
        "description": "d", "content": { "application/json": { "schema": content } },
    } } })
    };
    let mut document = document(json!({ "/a": { "$ref": "#/components/pathItems/P" } }), schemas);
    document["openapi"] = json!("3.1.0");
    document["components"]["pathItems"] = json!({ "P": {
        "get": operation("read", json!({ "$ref": "#/components/schemas/A" })),
        "put": operation("replace", json!({ "prefixItems": [] })),
        "delete": operation("remove", json!({ "if": {} })),
    } });
    let text = document.to_string();
    let of = |hold: &[&str]| {
        let hold = hold.iter().map(|entry| (*entry).to_owned()).collect();
        let secret = vec!["#/components/schemas/A/properties/token".to_owned()];
        generate_with("api.json", &text, &Decisions::new(hold, secret))
    };
    let property = |name: &str| format!("#/components/schemas/A/properties/{name}");
    let [pattern, never] = ["pattern", "never"].map(property);
    let of_put = "#/components/pathItems/P/put/responses/200/content/application~1json/schema";
    // Each is an error with its place, until it is held.
    let mut hold = Vec::new();
    for (entry, place) in [
        ("PUT /a", of_put),
        ("remove", "#/components/pathItems/P/delete/responses/200/content/application~1json/schema"),
        (&*pattern, &*pattern),
        (&*never, &*never),
    ] {
        let refused = of(&hold).unwrap_err().to_string();
        assert!(refused.contains(&format!("api.json{place}\n")), "{place}: {refused}");
        hold.push(entry);
        let held = of(&hold);
        if let Err(refused) = held {
            assert!(!refused.to_string().contains(&format!("api.json{place}\n")), "{place}: {refused}");
        }
    }
    let generated = of(&hold).unwrap();
    let held: Vec<&str> = generated.held.iter().map(|held| &*held.entry).collect();
    assert_eq!((held, generated.unknown.len()), (hold, 0));
    let file = syn::parse_file(&generated.code).unwrap();
    let fields = field_types(&file, "A");
    let of = |name: &str| &*fields.iter().find(|(field, _)| field == name).unwrap().1;
    assert!(of("token").contains("crate :: Secret") || of("token").contains("crate::Secret"), "{fields:?}");
    assert!(of("inner").contains("Deep"), "{fields:?}");
    assert!(!generated.code.contains("Unused"), "{}", generated.code);
    assert!(of("never").contains("Value") && of("pattern").contains("Value"), "{fields:?}");
}

/// The compiler refuses comments that change the direction of what is read.
#[test]
fn no_words_of_a_document_play_tricks_on_a_reader() {
    let evil = "a\u{202e}b\u{1b}[31m\r\nc\r";
    let operation = json!({
        "operationId": "read", "summary": evil, "description": evil,
        "parameters": [{ "name": "q", "in": "query", "description": evil, "schema": { "type": "string" } }],
        "responses": { "200": { "description": evil, "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/A" },
        } } } },
    });
    let schema = json!({ "description": evil, "type": "object", "properties": {
        "m": { "title": evil, "description": evil, "type": "string", "enum": [evil, "x"], "example": evil },
    } });
    let mut document = document(json!({ "/a": { "get": operation } }), json!({ "A": schema }));
    document["info"]["title"] = json!(evil);
    document["info"]["description"] = json!(evil);
    document["servers"] = json!([{ "url": "/", "description": evil }]);
    let code = generated(&document).code;
    assert!(code.contains("a\\u{202e}b"), "{code}");
    let line = code.lines().find(|line| line.contains(is_harmful));
    assert_eq!(line, None);
}

#[test]
fn enums_in_responses_are_open() {
    let one_of = |values: Value| json!({ "type": "string", "enum": values });
    let operation = json!({
        "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Sent" } } } },
        "responses": { "200": { "description": "", "content": { "application/json": { "schema": {
            "type": "array", "items": { "$ref": "#/components/schemas/Read" },
        } } } } },
    });
    let schemas = json!({
        "Order": one_of(json!(["ASC", "asc"])),
        "Read": { "type": "object", "properties": {
            "order": { "$ref": "#/components/schemas/Order" },
            "taken": one_of(json!(["unknown"])),
            "either": { "oneOf": [{ "$ref": "#/components/schemas/First" }, { "$ref": "#/components/schemas/Order" }] },
        } },
        "First": one_of(json!(["first"])),
        "Sent": { "type": "object", "properties": { "state": one_of(json!(["on", "off"])) } },
    });
    let file = file(&document(json!({ "/a": { "post": operation } }), schemas));
    let types = module(&file.items, "types");
    let variants = |name: &str| {
        let found = types.iter().find_map(|item| match item {
            Item::Enum(item) if item.ident == name => Some(item),
            _ => None,
        });
        let variants = found.unwrap().variants.iter().map(|variant| {
            let attributes = variant.attrs.iter().filter(|attribute| attribute.path().is_ident("serde"));
            let attributes: String = attributes.map(|of| of.meta.to_token_stream().to_string()).collect();
            format!("{} {} {attributes}", variant.ident, variant.fields.to_token_stream()).replace(" ()", "")
        });
        variants.collect::<Vec<_>>()
    };
    let other = "(:: std :: string :: String) serde (untagged)";
    assert_eq!(
        variants("Order"),
        ["Asc  serde (rename = \"ASC\")", "Asc2  serde (rename = \"asc\")", &format!("Unknown {other}")],
    );
    assert_eq!(
        variants("ReadTaken"),
        ["Unknown  serde (rename = \"unknown\")", &format!("Unknown2 {other}")]
    );
    assert_eq!(variants("SentState").len(), 2);
    // An alternative after it may be the one.
    assert_eq!(variants("First").len(), 1);
}

#[test]
fn an_item_is_not_made_from_a_page() {
    let item = json!({ "type": "object", "properties": { "name": { "type": "string" }, "id": { "type": "string" } } });
    let page = json!({ "type": "object", "properties": { "items": { "type": "array", "items": {} } } });
    assert_eq!(update(page, item.clone()), "none");
    let read = json!({ "type": "object", "properties": { "name": { "type": "string" } } });
    assert_eq!(update(read, item), "id: ::std::option::Option::None, name: value.name,");
}
