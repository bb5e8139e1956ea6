//! What a caller sets for one call: options, and the arguments of what is required.

use std::time::Duration;

use collibra_client_management::{Client, ErrorKind, types::UpdateClient};

use crate::recorder::{Answer, Recorder, json, response};

#[tokio::test]
async fn a_call_is_awaited_or_sent() {
    let recorder = Recorder::answering(json(r#"{"client_id":"x"}"#)).await;
    let client = Client::builder(recorder.url()).build().unwrap();
    let awaited = client.get_client("x").await.unwrap();
    let sent = client.get_client(String::from("x")).send().await.unwrap();
    assert_eq!(awaited.into_inner(), sent.into_inner());
    assert_eq!(recorder.requests().len(), 2);
}

#[tokio::test]
async fn a_body_is_a_value_or_a_builder() {
    let recorder = Recorder::answering(json(r#"{"client_id":"x"}"#)).await;
    let client = Client::builder(recorder.url()).build().unwrap();
    let builder = || UpdateClient::builder().client_name("n");
    let value: UpdateClient = builder().try_into().unwrap();
    client.update_client("x", value).await.unwrap();
    client.update_client("x", builder()).await.unwrap();
    let requests = recorder.requests();
    assert!(requests.iter().all(|request| request.ends_with(r#"{"client_name":"n"}"#)), "{requests:?}");
}

#[tokio::test]
async fn a_call_has_headers_of_its_own() {
    let recorder = Recorder::answering(response("204 No Content", &[], "")).await;
    let client = Client::builder(recorder.url()).build().unwrap();
    client.delete_client("x").header("traceparent", "00-1").header("User-Agent", "mine").await.unwrap();
    let request = recorder.requests().remove(0).to_lowercase();
    assert!(request.contains("\r\ntraceparent: 00-1\r\n"), "{request}");
    assert_eq!(request.matches("\r\nuser-agent: mine\r\n").count(), 1, "{request}");
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_fails_the_call() {
    let recorder = Recorder::answering(response("204 No Content", &[], "")).await;
    let client = Client::builder(recorder.url()).bearer_token("t0ken").build().unwrap();
    for (name, value, message) in [
        ("Authorization", "Bearer other", "the header `authorization` is set by the client"),
        ("host", "elsewhere", "the header `host` is set by the client"),
        ("Content-Length", "0", "the header `content-length` is set by the client"),
        ("a b", "c", "a header's name isn't a token"),
        ("x-y", "s3cr3t\n", "the value for the header `x-y` can't be sent"),
    ] {
        let call = client.delete_client("x").header(name, value);
        assert!(!format!("{call:?}").contains("s3cr3t"));
        let error = call.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(message), "{error}");
        assert!(!format!("{error:?}").contains("s3cr3t"));
    }
    let call = client.get_client("x").header("x-key", "s3cr3t");
    assert!(!format!("{call:?}").contains("s3cr3t"), "{call:?}");
    assert_eq!(recorder.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_call_has_a_timeout_of_its_own() {
    let recorder = Recorder::answering(Answer::stalling_after("")).await;
    let client = Client::builder(recorder.url()).build().unwrap();
    let error = client.delete_client("x").timeout(Duration::from_millis(50)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1), "{error:?}");
}
