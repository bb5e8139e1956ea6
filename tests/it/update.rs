//! Read, change, write: an update that starts from what was read doesn't drop what it doesn't mention.

use collibra_client_management::types::{ClientInformation, ClientRegistration, UpdateClient};
use serde_json::{Value, json};

fn read(json: &str) -> ClientInformation {
    serde_json::from_str(json).unwrap()
}

#[test]
fn everything_that_can_be_written_is_carried_over() {
    for (json, name, grant_types) in [
        (
            r#"{"client_id":"i","client_name":"n","grant_types":["a","b"]}"#,
            "n",
            Some(vec!["a".to_owned(), "b".to_owned()]),
        ),
        (r#"{"client_name":"n","grant_types":[]}"#, "n", Some(Vec::new())),
        (r#"{"client_name":"n"}"#, "n", None),
    ] {
        let update = UpdateClient::try_from(read(json)).unwrap();
        assert_eq!((update.client_name.as_str(), update.grant_types), (name, grant_types), "{json}");
    }
}

#[test]
fn what_is_required_and_was_not_read_is_an_error() {
    let error = UpdateClient::try_from(read(r#"{"grant_types":["a"]}"#)).unwrap_err();
    assert_eq!(error.to_string(), "`client_name` is required here, and what was read doesn't have it");
}

/// An update keeps what the document doesn't name, except what RFC 7592, section 2.2, forbids to send.
#[test]
fn what_the_document_does_not_name_is_carried_over() {
    let read = read(
        r#"{"client_id":"i","client_name":"n","client_id_issued_at":1,"client_secret_expires_at":0,
            "registration_access_token":"s3cr3t","registration_client_uri":"https://a.example/",
            "redirect_uris":["https://a.example/"],"x":{"password":"s3cr3t","null":null}}"#,
    );
    assert!(!format!("{read:?}").contains("s3cr3t"), "{read:?}");
    assert_eq!(read.undocumented.get("registration_access_token").unwrap(), "s3cr3t");
    let mut update = read.to_update().unwrap();
    assert!(!format!("{update:?}").contains("s3cr3t"), "{update:?}");
    let sent = serde_json::to_value(&update).unwrap();
    let expected = json!({
        "client_name": "n",
        "redirect_uris": ["https://a.example/"],
        "x": { "password": "s3cr3t", "null": null },
    });
    assert_eq!(sent, expected);
    update.undocumented.clear();
    assert_eq!(serde_json::to_value(&update).unwrap(), json!({ "client_name": "n" }));
}

#[test]
fn what_an_update_gave_can_be_updated_again() {
    let gave = r#"{"client_id":"i","client_name":"n","client_secret":"s3cr3t","redirect_uris":[]}"#;
    let gave: ClientRegistration = serde_json::from_str(gave).unwrap();
    let sent = serde_json::to_value(gave.to_update().unwrap()).unwrap();
    assert_eq!(sent, json!({ "client_name": "n", "redirect_uris": [] }));
}

/// Every member that the document lets an update write is carried over, those of later versions included.
#[test]
fn everything_that_the_document_lets_be_written_is_carried_over() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/client-management.json");
    let document: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let writeable = &document["components"]["schemas"]["ClientWriteableInformation"]["properties"];
    let all: Value = writeable
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, of)| (name.clone(), value(&document, of)))
        .collect();
    let update = UpdateClient::try_from(read(&all.to_string())).unwrap();
    assert_eq!(serde_json::to_value(update).unwrap(), all);
}

/// A value that the schema allows, as the client writes it.
fn value(document: &Value, schema: &Value) -> Value {
    let of = |schema: &Value| value(document, schema);
    if let Some(reference) = schema["$ref"].as_str() {
        return of(document.pointer(reference.trim_start_matches('#')).unwrap());
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(first) = schema[choice].get(0) {
            return of(first);
        }
    }
    let members = schema["allOf"].as_array().into_iter().flatten().chain([schema]);
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let object: serde_json::Map<String, Value> = members
        .flat_map(|member| required.clone().filter_map(|name| Some((name, member["properties"].get(name)?))))
        .map(|(name, schema)| (name.to_owned(), of(schema)))
        .collect();
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("string"), Some("uuid")) => "2eeadf60-1a11-5170-8e57-000000000000".into(),
        (Some("string"), Some("date")) => "2026-01-01".into(),
        (Some("string"), Some("date-time")) => "2026-01-01T00:00:00Z".into(),
        (Some("string"), Some("uri")) => "https://a.example/".into(),
        (Some("string"), _) => "a".into(),
        (Some("array"), _) => vec![of(&schema["items"])].into(),
        (Some("boolean"), _) => true.into(),
        (Some("integer" | "number"), _) => 1.into(),
        _ => object.into(),
    }
}
