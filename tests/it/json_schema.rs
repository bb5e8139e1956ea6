//! The JSON schemas of the generated types, compared with the document.

use std::collections::BTreeSet;

use collibra_client_management::{Secret, types};
use schemars::{JsonSchema, schema_for};
use serde_json::Value;

fn document() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/client-management.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The names of a schema's properties and of the required ones among them, with those of its `allOf`.
fn documented(document: &Value, schema: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        return documented(document, document.pointer(&reference[1..]).unwrap());
    }
    let (mut properties, mut required) = names(schema);
    for member in schema["allOf"].as_array().into_iter().flatten() {
        let (more, needed) = documented(document, member);
        properties.extend(more);
        required.extend(needed);
    }
    (properties, required)
}

fn names(schema: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let properties = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone());
    let required = schema["required"].as_array().into_iter().flatten();
    (properties.collect(), required.map(|name| name.as_str().unwrap().to_owned()).collect())
}

#[test]
fn every_type_has_the_document_s_properties() {
    type Case = (&'static str, fn() -> schemars::Schema);
    fn case<T: JsonSchema>(name: &'static str) -> Case {
        (name, || schema_for!(T))
    }
    let cases = [
        case::<types::ClientInformation>("ClientInformation"),
        case::<types::ClientReadOnlyInformation>("ClientReadOnlyInformation"),
        case::<types::ClientRegistration>("ClientRegistration"),
        case::<types::ClientWriteableInformation>("ClientWriteableInformation"),
        case::<types::UpdateClient>("UpdateClient"),
    ];
    let document = document();
    let schemas = &document["components"]["schemas"];
    for (name, generated) in cases {
        let generated = generated().to_value();
        assert_eq!(names(&generated), documented(&document, &schemas[name]), "{name}: {generated:#}");
    }
}

#[test]
fn a_secret_is_a_write_only_password() {
    let secret = schema_for!(Secret).to_value();
    assert_eq!(
        (&secret["type"], &secret["format"], &secret["writeOnly"]),
        (&"string".into(), &"password".into(), &true.into())
    );
    let registration = schema_for!(types::ClientRegistration).to_value();
    assert_eq!(registration["properties"]["client_secret"]["format"], "password", "{registration:#}");
}
