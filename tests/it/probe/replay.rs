//! A sandbox that replays a recording gives the client what the recorded server gave it, kind by kind.

use std::{fs, path::Path};

use collibra_client_management::{
    ErrorKind, Server,
    sandbox::{
        Fault, Registered, Sandbox,
        recording::{BodyShape, Exchange, Question, Recording, Shape, Verdict},
    },
    types::UpdateClient,
};
use reqwest::Method;
use serde_json::json;

use super::{Probed, environment, new_file, probe};

/// A sandbox that replays this recording, with one client.
async fn replaying(recording: &str) -> (Sandbox, Registered) {
    let file = new_file();
    fs::write(&file, recording).unwrap();
    let sandbox = Sandbox::builder().recording(&file).start().await.unwrap();
    fs::remove_file(file).unwrap();
    let client = sandbox.register("n", &["client_credentials"]).unwrap();
    (sandbox, client)
}

/// Everything but the times and the headers that say nothing of the response. The values of a success, and which grants
/// it has, are the state's.
fn said(exchange: &Exchange) -> String {
    let response = exchange.response().map(|response| {
        let body = match response.body() {
            BodyShape::Json(Shape::Object(members)) if exchange.client() == Verdict::Accepted => {
                let types = members.iter().map(|(name, shape)| (name, shape.json_type()));
                format!("{:?}", types.filter(|(name, _)| *name != "grant_types").collect::<Vec<_>>())
            }
            body => format!("{body:?}"),
        };
        (response.status(), response.media_type(), response.challenges(), body)
    });
    // Why a body isn't JSON is in what was not recorded.
    let kind = match exchange.client() {
        Verdict::Refused { kind, .. } => Some(kind),
        _ => None,
    };
    format!("{:?} {response:?} {kind:?}", exchange.question())
}

fn assert_same(what: &str, one: &Recording, other: &Recording) {
    for exchange in one.exchanges() {
        let replayed = other.exchange(exchange.question()).unwrap_or_else(|| panic!("{what}: {exchange:?}"));
        assert_eq!(said(exchange), said(replayed), "{what}");
    }
}

fn all(server: &Sandbox, id: &str) -> Probed {
    probe(&environment(server, id), &["--yes", "--unknown-id"])
}

#[tokio::test]
async fn what_a_probe_recorded_is_what_a_probe_of_its_replay_records() {
    let object = [("content-type", "application/json")];
    let page = [
        ("content-type", "text/html"),
        ("www-authenticate", "Bearer"),
        ("www-authenticate", "Basic realm=\"a\""),
    ];
    let success =
        r#"{"client_id":"the-id","client_name":"n","redirect_uris":["https://a.example/cb"],"active":false}"#;
    let known = [
        ("a success", Fault::json(success)),
        ("another success status", Fault::response(203, &object, success)),
        ("an error object", Fault::json(r#"{"error":"invalid_token","error_description":"no"}"#)),
        ("another client", Fault::json(r#"{"client_id":"another","client_name":"n"}"#)),
        ("another type", Fault::json(r#"{"client_id":"the-id","client_id_issued_at":"1"}"#)),
        ("a number too large", Fault::json(r#"{"client_id_issued_at":18446744073709551615}"#)),
        ("a duplicate", Fault::json(r#"{"client_name":"a","client_name":"b"}"#)),
        ("an envelope", Fault::json(r#"{"data":{"client_id":"the-id"}}"#)),
        ("an array", Fault::json("[1, 2]")),
        (
            "no JSON",
            Fault::json("a text that isn't JSON, and isn't short either, so that it is of another class"),
        ),
        ("nothing", Fault::json("")),
        ("a page", Fault::login_page()),
        ("not allowed", Fault::response(403, &[], "")),
        ("busy", Fault::response(503, &object, r#"{"statusCode":503,"errorCode":"a"}"#)),
    ];
    for (what, fault) in known {
        let server = Sandbox::start().await.unwrap();
        server.fail_next(1, fault);
        server.fail_next(1, Fault::response(401, &page, "<html>no"));
        server.fail_next(1, Fault::response(400, &object, r#"{"error":"invalid_request"}"#));
        server.fail_next(1, Fault::response(404, &[("www-authenticate", "Negotiate abc==")], "gone"));
        let recorded = all(&server, "the-id");
        let (sandbox, client) = replaying(recorded.file.as_ref().unwrap()).await;
        let replayed = all(&sandbox, &client.client_id);
        assert_same(what, &recorded.recording(), &replayed.recording());
    }
}

/// A recorded answer is about reading; what is written stays under the sandbox's own rules.
#[tokio::test]
async fn the_state_is_the_sandbox_s_own() {
    let server = Sandbox::start().await.unwrap();
    let read = r#"{"client_id":"the-id","client_name":"n","redirect_uris":["https://a.example/cb"],
        "registration_access_token":"hush-hush-hush","client_secret":"hush"}"#;
    server.fail_next(1, Fault::json(read));
    // An open server: it takes any token.
    server.fail_next(2, Fault::json(r#"{"client_id":"the-id","client_name":"n"}"#));
    server.fail_next(1, Fault::response(404, &[], "").only(Method::GET));
    let recorded = all(&server, "the-id");
    let (sandbox, registered) = replaying(recorded.file.as_ref().unwrap()).await;
    let (client, id) = (sandbox.client(), &registered.client_id);

    let read = client.get_client(id).await.unwrap();
    assert_eq!(read.client_name.as_deref(), Some("n"));
    assert_eq!(read.client_id_issued_at, None, "the recorded server doesn't send it");
    assert_eq!(read.member("redirect_uris"), Some(json!(["https://placeholder.invalid/"])));
    assert_eq!(read.member("client_secret"), Some(json!(registered.client_secret.expose_secret())));
    let rotated = client.update_client(id, UpdateClient::builder().client_name("m")).await.unwrap();
    assert!(rotated.client_secret.is_some());
    let read = client.get_client(id).await.unwrap();
    assert_eq!(read.client_name.as_deref(), Some("m"));
    assert_eq!(read.member("redirect_uris"), None, "the update didn't send it");
    assert!(read.member("registration_access_token").is_some(), "the server sets it");

    // A recorded success of a GET doesn't let a write through.
    let stranger = sandbox.client_builder().bearer_token("not-valid").build().unwrap();
    let error = stranger.delete_client(id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(sandbox.registered(id).is_some());
    // But how it refuses is as recorded for writes too.
    let error = client.delete_client("unknown").await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
}

#[tokio::test]
async fn a_token_endpoint_that_refuses_the_header_takes_the_form() {
    let server = Sandbox::start().await.unwrap();
    let id = server.register("n", &[]).unwrap().client_id;
    let basic = [("content-type", "application/json"), ("www-authenticate", "Basic realm=\"a\"")];
    let run = |sandbox: &Sandbox, id: &str| {
        let (own_id, secret) = sandbox.client_credentials();
        let environment = [
            ("COLLIBRA_URL", sandbox.url()),
            ("COLLIBRA_SERVER", "/rest/auth/v1"),
            ("COLLIBRA_CLIENT_ID", &own_id),
            ("COLLIBRA_CLIENT_SECRET", secret.expose_secret()),
            ("COLLIBRA_TARGET_CLIENT_ID", id),
        ];
        probe(&environment, &["--yes"])
    };
    server.fail_next(1, Fault::response(401, &basic, r#"{"error":"invalid_client"}"#));
    let recorded = run(&server, &id);
    let recording = recorded.recording();
    let refused = recording.exchange(Question::TokenByHeader).unwrap();
    assert!(matches!(refused.client(), Verdict::Refused { kind: ErrorKind::TokenProvider, .. }));
    assert_eq!(recording.exchange(Question::TokenByForm).unwrap().client(), Verdict::Accepted);

    let (sandbox, client) = replaying(recorded.file.as_ref().unwrap()).await;
    assert_same("the replay", &recording, &run(&sandbox, &client.client_id).recording());
}

/// The recordings of real servers, which maintainers commit, and of those that others wrote.
#[tokio::test]
async fn each_committed_recording_can_be_replayed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = ["openapi/recordings", "tests/interop/recordings"].map(|folder| root.join(folder));
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let files =
        files.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "json"));
    let mut count = 0;
    for file in files {
        count += 1;
        let what = file.display().to_string();
        let recording = Recording::read_file(&file).unwrap();
        let sandbox = Sandbox::builder().recording(&file).start().await.unwrap();
        let id = sandbox.register_at(recording.server(), "n", None).unwrap().client_id;
        let environment = environment(&sandbox, &id).map(|(name, value)| match name {
            "COLLIBRA_SERVER" => (name, recording.server().base_path()),
            _ => (name, value),
        });
        assert_same(&what, &recording, &probe(&environment, &["--yes", "--unknown-id"]).recording());

        // Writing works, and read-change-write keeps what the document doesn't name.
        let Some(known) = recording.exchange(Question::KnownClient) else { continue };
        if known.client() == Verdict::Accepted {
            let client = sandbox.client_builder().server(recording.server()).build().unwrap();
            let read = client.get_client(&id).await.unwrap().into_inner();
            let mut update = read.to_update().unwrap();
            update.client_name = "m".to_owned();
            let before = sandbox.registered(&id).unwrap().undocumented;
            client.update_client(&id, update).await.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!(sandbox.registered(&id).unwrap().undocumented, before, "{what}");
            client.delete_client(&id).await.unwrap();
            assert_eq!(sandbox.count(Server::default()), 0);
        }
    }
    assert!(count >= 2, "{count}");
}
