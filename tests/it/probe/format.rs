//! The format of a recording: what it doesn't know is an error with its place.

use std::{fs, io};

use collibra_client_management::{
    Server,
    sandbox::{Sandbox, recording::Recording},
};
use serde_json::{Value, json};

use super::{environment, new_file, probe};

/// A recording of the sandbox, and of a client with members of its own.
async fn recorded() -> Value {
    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.register("n", &["client_credentials"]).unwrap().client_id;
    sandbox.set_member(&id, "redirect_uris", json!(["https://a.example/"]));
    sandbox.set_member(&id, "team_owner", json!({ "level": 3 }));
    let probed = probe(&environment(&sandbox, &id), &["--yes", "--unknown-id"]);
    serde_json::from_str(probed.file.as_ref().unwrap()).unwrap()
}

#[tokio::test]
async fn what_a_recording_must_not_hold_is_refused_with_its_place() {
    let recording = recorded().await;
    let text = recording.to_string();
    assert!(Recording::read(&text).is_ok(), "{recording:#}");
    assert_eq!(recording["kept"]["unregistered"], json!(["level", "team_owner"]), "{recording:#}");

    let cases = [
        ("/version", json!(2), "/version"),
        ("/version", json!("1"), "/version"),
        ("/server", json!("https://hush.example"), "/server"),
        ("/note", json!("hush"), "/note"),
        ("/hush@example.com", json!(1), "/…"),
        ("/exchanges/0/note", json!("hush"), "/exchanges/0/note"),
        ("/exchanges/0/question", json!("hush"), "/exchanges/0/question"),
        ("/exchanges/1/question", json!("known_client"), "/exchanges/1"),
        ("/exchanges/0/client", json!("hush"), "/exchanges/0/client"),
        ("/exchanges/0/client", json!({ "refused": "hush" }), "/exchanges/0/client/refused"),
        ("/exchanges/0/milliseconds", json!(-1), "/exchanges/0/milliseconds"),
        ("/exchanges/0/response/status", json!(1), "/exchanges/0/response/status"),
        ("/exchanges/0/response/headers/0", json!("x-hush"), "/exchanges/0/response/headers/0"),
        ("/exchanges/0/response/media_type", json!("text/hush"), "/exchanges/0/response/media_type"),
        ("/exchanges/0/response/body/kind", json!("hush"), "/exchanges/0/response/body/kind"),
        ("/exchanges/0/response/body/text", json!("hush"), "/exchanges/0/response/body"),
        ("/exchanges/0/response/body/json/client_name", json!("hush"), "/response/body/json/client_name"),
        ("/exchanges/0/response/body/json/client_name", json!(42), "/response/body/json/client_name"),
        (
            "/exchanges/0/response/body/json/redirect_uris/0",
            json!("https://hush.example/"),
            "/redirect_uris/0",
        ),
        ("/exchanges/0/response/body/json/team_owner/level", json!(false), "/json/team_owner/level"),
        ("/exchanges/0/response/body/json/hJ7xK2pQ9vR4tY8w", json!(1), "/exchanges/0/response/body/json"),
        ("/exchanges/1/response/challenges/0/scheme", json!("hush"), "/challenges/0/scheme"),
        ("/exchanges/1/response/challenges/0/parameters/0/1", json!("hush"), "/challenges/0/parameters/0/1"),
        ("/kept/unregistered/0", json!("hush"), "/kept"),
    ];
    for (pointer, value, place) in cases {
        let mut changed = recording.clone();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        match changed.pointer_mut(parent).unwrap() {
            Value::Array(items) => items[name.parse::<usize>().unwrap()] = value.clone(),
            other => other[name] = value.clone(),
        }
        let error = Recording::read(&changed.to_string()).expect_err(pointer).to_string();
        assert!(error.contains(place), "{pointer}: {error}");
        assert!(!error.contains("hush") && !error.contains("hJ7x"), "{pointer}: {error}");
    }
    let error = Recording::read("{\n  \"version\": hush").unwrap_err().to_string();
    assert!(error.contains("line 2, column") && !error.contains("hush"), "{error}");
}

#[tokio::test]
async fn a_sandbox_does_not_start_with_what_it_can_not_read() {
    let missing = Sandbox::builder().recording("missing.json").start().await.unwrap_err();
    assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    assert!(missing.to_string().contains("missing.json"), "{missing}");
    let file = new_file();
    fs::write(&file, r#"{"version": 2}"#).unwrap();
    let error = Sandbox::builder().recording(&file).start().await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    assert!(error.to_string().contains(&format!("{}: ", file.display())), "{error}");
    assert!(error.to_string().contains("/version"), "{error}");

    // As `cargo xtask check` has it checked.
    let path = file.to_str().unwrap();
    assert_eq!(probe(&[], &["--check", path]).code, 1);
    fs::write(&file, Recording::new(Server::default()).to_json()).unwrap();
    assert_eq!(probe(&[], &["--check", path]).code, 0);
    fs::remove_file(file).unwrap();
}
