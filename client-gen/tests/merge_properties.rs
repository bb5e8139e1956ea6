//! What holds for the merge of any documents: order doesn't matter, and cutting a document up and merging it
//! gives it back.
#![cfg(feature = "documents")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;

use collibra_client_gen::document::json::Json;
use collibra_client_gen::extract::{Document, extract};
use collibra_client_gen::merge::merge;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const METHODS: [&str; 4] = ["get", "put", "delete", "patch"];

/// An operation: its method, its summary, the schema it replies with, and the security scheme it requires.
#[derive(Clone, Debug)]
struct Operation {
    method: &'static str,
    summary: String,
    schema: &'static str,
    security: &'static str,
}

const SCHEMAS: [(&str, &str); 4] = [
    (
        "Pet",
        r##"{"type":"object","properties":{"id":{"maximum":1.10},"$ref":{"$ref":"#/components/schemas/Tag"}}}"##,
    ),
    ("Tag", r#"{"type":"string","maxLength":1E3}"#),
    ("Error", r##"{"type":"object","example":{"$ref":"#/components/schemas/None"}}"##),
    ("Empty", "{}"),
];

fn api() -> impl Strategy<Value = BTreeMap<String, Vec<Operation>>> {
    let operations = subsequence(METHODS.to_vec(), 1..=4).prop_flat_map(|methods| {
        methods
            .into_iter()
            .map(|method| {
                let parts = (
                    any::<String>(),
                    select(SCHEMAS.map(|(name, _)| name).to_vec()),
                    select(vec!["", "a", "b"]),
                );
                parts.prop_map(move |(summary, schema, security)| Operation {
                    method,
                    summary,
                    schema,
                    security,
                })
            })
            .collect::<Vec<_>>()
    });
    prop::collection::btree_map("/[a-c/~é ]{0,3}(/\\{id\\})?", operations, 0..5)
}

impl Operation {
    fn text(&self, path: &str, security: &str) -> String {
        let Self { method, summary, schema, .. } = self;
        let id = Json::String(format!("{method} {path}"));
        let summary = Json::from(summary.as_str());
        let content = format!(r##"{{"t":{{"schema":{{"$ref":"#/components/schemas/{schema}"}}}}}}"##);
        let responses = format!(r#"{{"200":{{"content":{content}}}}}"#);
        format!(r#""{method}":{{"operationId":{id},"summary":{summary},"responses":{responses}{security}}}"#)
    }

    fn requirement(&self) -> String {
        match self.security {
            "" => "[]".to_owned(),
            scheme => format!(r#"[{{"{scheme}":[]}}]"#),
        }
    }
}

fn root(paths: &str, components: &str, security: &str) -> Json {
    let tags = r#"[{"name":"a"},{"name":"b","description":"B"}]"#;
    Json::parse(&format!(
        r#"{{"openapi":"3.0.3","info":{{"title":"T","version":"1"}},"servers":[{{"url":"/v1"}}],"paths":{{{paths}}},
            "components":{{{components}}}{security},"tags":{tags},"x-a":-0}}"#
    ))
    .unwrap()
}

/// The components of a whole API: schemas and security schemes, sorted.
fn components(schemas: &[&str]) -> String {
    let schemas: BTreeMap<_, _> = SCHEMAS.into_iter().filter(|(name, _)| schemas.contains(name)).collect();
    let schemas: Vec<_> = schemas.iter().map(|(name, schema)| format!(r#""{name}":{schema}"#)).collect();
    format!(
        r#""schemas":{{{}}},"securitySchemes":{{"a":{{"type":"http"}},"b":{{"type":"http"}}}}"#,
        schemas.join(",")
    )
}

/// The API as one document, in the order that a merge gives.
fn whole(api: &BTreeMap<String, Vec<Operation>>) -> Json {
    let mut requirements: Vec<_> = api.values().flatten().map(Operation::requirement).collect();
    requirements.dedup();
    let is_agreed = requirements.len() < 2;
    let at_root = requirements.first().filter(|_| is_agreed).map(|all| format!(r#","security":{all}"#));
    let paths: Vec<_> = api
        .iter()
        .map(|(path, operations)| {
            let security = |operation: &Operation| match is_agreed {
                true => String::new(),
                false => format!(r#","security":{}"#, operation.requirement()),
            };
            let operations: Vec<_> =
                operations.iter().map(|operation| operation.text(path, &security(operation))).collect();
            format!("{}:{{{}}}", Json::from(path.as_str()), operations.join(","))
        })
        .collect();
    root(&paths.join(","), &components(&SCHEMAS.map(|(name, _)| name)), &at_root.unwrap_or_default())
}

/// The API as a documentation site cuts it: one document an operation and one for the components.
fn cut(api: &BTreeMap<String, Vec<Operation>>) -> Vec<Document> {
    let mut documents = vec![root("", &components(&["Error", "Empty", "Pet", "Tag"]), "")];
    for (path, operation) in
        api.iter().flat_map(|(path, operations)| operations.iter().map(move |one| (path, one)))
    {
        let paths = format!("{}:{{{}}}", Json::from(path.as_str()), operation.text(path, ""));
        let security = format!(r#","security":{}"#, operation.requirement());
        documents.push(root(&paths, &components(&[operation.schema, "Tag"]), &security));
    }
    let fences: Vec<_> = documents.iter().map(|json| format!("````json\n{json}\n````\n")).collect();
    extract("page.md", fences.concat().as_bytes()).unwrap().documents
}

/// Keys in the other order, at every level.
fn reversed(json: &Json) -> Json {
    match json {
        Json::Array(items) => Json::Array(items.iter().map(reversed).collect()),
        Json::Object(members) => {
            Json::Object(members.iter().rev().map(|(key, value)| (key.clone(), reversed(value))).collect())
        }
        scalar => scalar.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn merging_what_was_cut_gives_it_back(api in api()) {
        let merged = merge(&cut(&api)).unwrap().document;
        let mut expected = whole(&api);
        if api.is_empty() {
            // Nobody is left who has a say in them.
            if let Json::Object(members) = &mut expected {
                members.shift_remove("servers");
            }
        }
        prop_assert_eq!(merged.to_pretty(), expected.to_pretty());
    }

    #[test]
    fn a_merged_document_merges_to_itself(api in api()) {
        let merged = merge(&cut(&api)).unwrap().document.to_pretty();
        let again = Document::read("merged.json", "merged", merged.as_bytes()).unwrap();
        prop_assert_eq!(merge(&[again]).unwrap().document.to_pretty(), merged);
    }

    #[test]
    fn the_order_of_documents_and_repeats_do_not_matter(
        (documents, shuffled) in api().prop_map(|api| {
            let mut documents = cut(&api);
            // The same documents as someone else writes them.
            let respelled = documents.iter().map(|document| {
                let text = reversed(document.json()).to_string().replace("1.10", "1.1").replace("1E3", "1000");
                Document::read("other.json", document.name(), text.as_bytes()).unwrap()
            });
            documents.extend(respelled.collect::<Vec<_>>());
            documents
        }).prop_flat_map(|documents| (Just(documents.clone()), Just(documents).prop_shuffle()))
    ) {
        let [one, other] = [&documents, &shuffled].map(|documents| merge(documents).unwrap());
        prop_assert_eq!(one.document.to_pretty(), other.document.to_pretty());
        prop_assert_eq!(one.warnings, other.warnings);
    }

    #[test]
    fn problems_do_not_depend_on_order_either(
        (documents, shuffled) in api().prop_map(|api| {
            let mut documents = cut(&api);
            documents.extend(cut(&api).iter().map(|document| {
                let text = document.json().to_string().replace("1.10", "2.2").replace("\"T\"", "\"U\"");
                Document::read("other.json", &format!("{}-b", document.name()), text.as_bytes()).unwrap()
            }));
            documents
        }).prop_flat_map(|documents| (Just(documents.clone()), Just(documents).prop_shuffle()))
    ) {
        let [one, other] = [&documents, &shuffled].map(|documents| merge(documents).unwrap_err().to_string());
        prop_assert_eq!(one, other);
    }
}
