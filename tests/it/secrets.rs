//! A token and a client_secret never show: not in Debug or Display of anything, nor in any source chain.

use std::{
    error::Error as StdError,
    fmt::{Debug, Display},
};

use collibra_client_management::{Client, Error, Secret, types};

use crate::recorder::{Recorder, json, reply};

const TOKEN: &str = "t0ken-t0ken-t0ken";
const SECRET: &str = "s3cr3t-s3cr3t-s3cr3t";

fn assert_hidden(what: &str, text: &str) {
    // As it is, as bytes, and in the encoding of Basic credentials.
    let bytes = format!("{:?}", SECRET.as_bytes());
    for hidden in [TOKEN, SECRET, bytes.trim_matches(['[', ']']), "dXNlcjpzM2NyM3QtczNjcjN0LXMzY3IzdA=="] {
        assert!(!text.contains(hidden), "{what} shows a secret: {text}");
    }
}

fn assert_debug_hides(what: &str, value: &impl Debug) {
    assert_hidden(what, &format!("{value:?}"));
    assert_hidden(what, &format!("{value:#?}"));
}

fn assert_error_hides(what: &str, error: &(dyn StdError + 'static)) {
    fn display(error: &dyn Display) -> String {
        format!("{error} {error:#}")
    }
    let mut next = Some(error);
    while let Some(error) = next {
        assert_hidden(what, &format!("{} {error:?} {error:#?}", display(error)));
        next = error.source();
    }
}

#[tokio::test]
async fn nothing_that_succeeds_shows_a_secret() {
    let body = format!(r#"{{"client_id":"i","client_name":"n","client_secret":"{SECRET}"}}"#);
    let cookie = format!("set-cookie: session={SECRET}");
    let recorder =
        Recorder::answering(reply("200 OK", &["content-type: application/json", &cookie], &body)).await;
    for builder in [
        Client::builder(recorder.url()).bearer_token(TOKEN),
        Client::builder(recorder.url()).basic("user", SECRET),
    ] {
        assert_debug_hides("the client's builder", &builder);
        let client = builder.build().unwrap();
        assert_debug_hides("the client", &client);
        let update = types::UpdateClient::builder().client_name("n");
        let call = client.update_client().client_id("x").body(update);
        assert_debug_hides("an operation's builder", &call);
        let reply = call.send().await.unwrap();
        assert_eq!(reply.client_secret.as_ref().map(Secret::expose_secret), Some(SECRET));
        assert_debug_hides("a reply", &reply);
        let value = reply.into_inner();
        assert_debug_hides("a reply's value", &value);
        assert_debug_hides("a type's builder", &types::builder::ClientRegistration::from(value));
        assert_debug_hides("a secret", &Secret::from(SECRET));
    }
}

/// Whatever a server does with a secret, the error doesn't show it.
#[tokio::test]
async fn no_error_shows_a_secret() {
    let secret = |json: &str| json.replace("SECRET", SECRET);
    let challenge =
        format!(r#"www-authenticate: Bearer error="invalid_token", error_description="{TOKEN} expired""#);
    let cookie = format!("set-cookie: session={SECRET}");
    let replies = [
        ("another type", json(&secret(r#"{"client_id_issued_at":"SECRET"}"#))),
        ("a wrong type beside it", json(&secret(r#"{"client_secret":"SECRET","client_name":1}"#))),
        ("a doubled member", json(&secret(r#"{"client_secret":"SECRET","client_secret":"SECRET"}"#))),
        ("a secret as another value", json(&secret(r#"["SECRET"]"#))),
        ("no JSON", json(&secret("SECRET"))),
        ("cut off", json(&secret(r#"{"client_secret":"SECRET"#))),
        ("a bad escape", json(&secret(r#"{"client_secret":"SECRET\x"}"#))),
        ("as a content type", reply("200 OK", &["content-type: text/html"], &secret("<p>SECRET</p>"))),
        ("401 that quotes the token", reply("401 Unauthorized", &[&challenge], TOKEN)),
        ("403 with a body", reply("403 Forbidden", &[&cookie], SECRET)),
        ("500 with a body", reply("500 Internal Server Error", &[&cookie], SECRET)),
        ("a redirect", reply("302 Found", &[&format!("location: /?{SECRET}")], SECRET)),
        ("less than promised", format!("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{SECRET}")),
        ("not HTTP", format!("{SECRET}\r\n\r\n")),
        ("a bad header", format!("HTTP/1.1 200 OK\r\n{SECRET}\r\n\r\n")),
    ];
    for (what, reply) in replies {
        let recorder = Recorder::answering(reply).await;
        let client = Client::builder(recorder.url()).bearer_token(TOKEN).build().unwrap();
        let body = types::UpdateClient::builder().client_name("n");
        let error = client.update_client().client_id("x").body(body).send().await.expect_err(what);
        assert_error_hides(what, &error);
    }
}

/// What a builder was given and can't use isn't shown either.
#[tokio::test]
async fn no_refused_request_shows_its_values() {
    let recorder = Recorder::answering(json("{}")).await;
    let client = Client::builder(recorder.url()).bearer_token(TOKEN).build().unwrap();
    let error = client.delete_client().client_id(format!("{SECRET}/..")).send().await.unwrap_err();
    assert_error_hides("a refused id", &error);
    let error = client.get_client().client_id(SECRET.repeat(10_000)).send().await.unwrap_err();
    assert_error_hides("an id that is too long", &error);
}

/// The new secret of an update whose reply can't be read isn't lost.
#[tokio::test]
async fn a_secret_in_a_reply_that_cannot_be_decoded_can_be_saved() {
    let body = format!(r#"{{"client_secret":"{SECRET}","client_name":1}}"#);
    let recorder = Recorder::answering(json(&body)).await;
    let client = Client::builder(recorder.url()).build().unwrap();
    let update = types::UpdateClient::builder().client_name("n");
    let error: Error = client.update_client().client_id("x").body(update).send().await.unwrap_err();
    assert_eq!(error.body(), Some(body.as_bytes()));
    let saved: serde_json::Value = error.json().unwrap();
    assert_eq!(saved["client_secret"], SECRET);
}
