//! Read, change, write: an update that starts from what was read doesn't drop what it doesn't mention.

use collibra_client_management::types::{ClientInformation, UpdateClient};

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

/// Every member that an update can write can be read too, so that the conversion above loses none. Held against
/// the document itself.
#[test]
fn the_document_lets_everything_be_read_that_can_be_written() {
    let all = read(r#"{"client_id":"i","client_id_issued_at":1,"client_name":"n","grant_types":["a"]}"#);
    let update = serde_json::to_value(UpdateClient::try_from(all).unwrap()).unwrap();
    let document: serde_json::Value = serde_json::from_str(
        &std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/client-management.json"))
            .unwrap(),
    )
    .unwrap();
    let writeable = &document["components"]["schemas"]["ClientWriteableInformation"]["properties"];
    let names = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&update), names(writeable));
}
