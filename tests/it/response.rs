//! What a successful response holds: the value, and everything that the server sent with it.

use collibra_client_management::{
    Client, Response,
    types::{ClientRegistration, UpdateClient},
};
use serde_json::json as value;

use crate::recorder::{Recorder, json, response};

const BODY: &str = r#"{"client_id":"x","client_secret":"new-secret","registration_access_token":"new-token",
    "deep":{"a":[1,null]}, "esc\u0061ped":true}"#;

async fn update(body: &str) -> Response<ClientRegistration> {
    let recorder =
        Recorder::answering(response("200 OK", &["content-type: application/json", "x-request-id: 7"], body))
            .await;
    let client = Client::builder(recorder.url()).build().unwrap();
    let body = UpdateClient::builder().client_name("n");
    client.update_client("x", body).send().await.unwrap()
}

#[tokio::test]
async fn the_body_is_kept_as_it_was_received() {
    let updated = update(BODY).await;
    assert_eq!(updated.raw_body(), BODY.as_bytes());

    let recorder = Recorder::answering(json(BODY)).await;
    let client = Client::builder(recorder.url()).build().unwrap();
    let read = client.get_client("x").send().await.unwrap();
    assert_eq!(read.raw_body(), BODY.as_bytes());
}

#[tokio::test]
async fn any_member_is_had_by_its_name() {
    let updated = update(BODY).await;
    for (name, expected) in [
        ("registration_access_token", Some(value!("new-token"))),
        ("client_id", Some(value!("x"))),
        ("deep", Some(value!({ "a": [1, null] }))),
        ("escaped", Some(value!(true))),
        ("a", None),
        ("", None),
    ] {
        assert_eq!(updated.member(name), expected, "{name}");
    }
}

#[tokio::test]
async fn debug_shows_neither_the_body_nor_the_secret() {
    let shown = format!("{:?}", update(BODY).await);
    assert!(shown.contains("[REDACTED]"), "{shown}");
    assert!(!shown.contains("new-"), "{shown}");
}

#[tokio::test]
async fn the_parts_stay_together() {
    let updated = update(BODY).await;
    let name = updated.clone().map(|value| value.client_id);
    assert_eq!((name.as_deref(), name.request_id()), (Some("x"), Some("7")));
    assert_eq!(name.raw_body(), BODY.as_bytes());
    let (value, rest) = updated.into_parts();
    assert_eq!(value.client_id.as_deref(), Some("x"));
    assert_eq!((rest.status().as_u16(), rest.attempts(), rest.request_id()), (200, 1, Some("7")));
    assert_eq!(rest.raw_body(), BODY.as_bytes());
}

#[tokio::test]
async fn responses_are_equal_if_all_that_came_is() {
    let response = |body: &str| {
        Response::new(1, reqwest::StatusCode::OK, reqwest::header::HeaderMap::new()).with_raw_body(body)
    };
    assert_eq!(response("ab"), response("ab"));
    for other in [response("ac"), response("a"), response("abc"), response("ab").map(|one| one + 1)] {
        assert_ne!(response("ab"), other);
    }
}
