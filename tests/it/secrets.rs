//! A token and a client_secret never show: not in Debug or Display of anything, nor in any source chain. The errors of
//! calls are checked in the tables of `faults`.

use std::{error::Error as StdError, fmt::Debug};

use collibra_client_management::{Client, ErrorKind, Secret, types};

use crate::recorder::{READ, Recorder, json, response};

pub(crate) const TOKEN: &str = "t0ken-t0ken-t0ken";
pub(crate) const SECRET: &str = "s3cr3t-s3cr3t-s3cr3t";

fn assert_hidden(what: &str, text: &str) {
    // As it is, as bytes, and in the encoding of Basic credentials.
    let bytes = format!("{:?}", SECRET.as_bytes());
    for hidden in [TOKEN, SECRET, bytes.trim_matches(['[', ']']), "dXNlcjpzM2NyM3QtczNjcjN0LXMzY3IzdA=="] {
        assert!(!text.contains(hidden), "{what} shows a secret: {text}");
    }
}

fn assert_debug_hides(what: &str, value: &impl Debug) {
    assert_hidden(what, &format!("{value:?} {value:#?}"));
}

/// Checks an error and all its sources.
pub(crate) fn assert_error_hides(what: &str, error: &(dyn StdError + 'static)) {
    let mut next = Some(error);
    while let Some(error) = next {
        assert_hidden(what, &format!("{error} {error:#} {error:?} {error:#?}"));
        next = error.source();
    }
}

#[tokio::test]
async fn nothing_that_succeeds_shows_a_secret() {
    let body = format!(r#"{{"client_id":"x","client_name":"n","client_secret":"{SECRET}"}}"#);
    let cookie = format!("set-cookie: session={SECRET}");
    let recorder =
        Recorder::answering(response("200 OK", &["content-type: application/json", &cookie], &body)).await;
    for builder in [
        Client::builder(recorder.url()).bearer_token(TOKEN),
        Client::builder(recorder.url()).basic("user", SECRET),
    ] {
        assert_debug_hides("the client's builder", &builder);
        let client = builder.build().unwrap();
        assert_debug_hides("the client", &client);
        let update = types::UpdateClient::builder().client_name("n");
        let call = client.update_client("x", update);
        assert_debug_hides("an operation's builder", &call);
        let updated = call.send().await.unwrap();
        assert_eq!(updated.client_secret.as_ref().map(Secret::expose_secret), Some(SECRET));
        assert_debug_hides("a response", &updated);
        let value = updated.into_inner();
        assert_debug_hides("a response's value", &value);
        assert_debug_hides("a type's builder", &types::builder::ClientRegistrationBuilder::from(value));
        assert_debug_hides("a secret", &Secret::from(SECRET));
    }
}

/// What a builder was given and can't use isn't shown either.
#[tokio::test]
async fn no_refused_request_shows_its_values() {
    let recorder = Recorder::answering(json(READ)).await;
    let client = Client::builder(recorder.url()).bearer_token(TOKEN).build().unwrap();
    let error = client.delete_client(format!("{SECRET}/..")).send().await.unwrap_err();
    assert_error_hides("a refused id", &error);
    let error = client.get_client(SECRET.repeat(10_000)).send().await.unwrap_err();
    assert_error_hides("an id that is too long", &error);
}

/// What a server quotes of the request isn't shown either: the credentials as they were sent, and the client's id.
#[tokio::test]
async fn no_response_that_quotes_the_request_makes_an_error_show_it() {
    let basic = "dXNlcjpzM2NyM3QtczNjcjN0LXMzY3IzdA==";
    let id = "urn:x/y-z";
    for quoted in [TOKEN, SECRET, basic, id, "urn%3Ax%2Fy-z", &format!("Basic {basic}"), &format!("({id})")] {
        let challenge = format!(
            "www-authenticate: Bearer error=\"invalid_token\", error_description=\"of {quoted}, \u{e9}\""
        );
        for (answer, kind) in [
            (response("401 Unauthorized", &[&challenge], ""), ErrorKind::Unauthorized),
            (response("200 OK", &[&format!("content-type: application/{quoted}")], "["), ErrorKind::Decode),
        ] {
            let recorder = Recorder::answering(answer).await;
            for builder in [
                Client::builder(recorder.url()).bearer_token(TOKEN),
                Client::builder(recorder.url()).basic("user", SECRET),
            ] {
                // Each hides what it has sent.
                let has_sent = match quoted {
                    TOKEN => format!("{builder:?}").contains("Bearer"),
                    id if id.contains("urn") => true,
                    _ => format!("{builder:?}").contains("Basic"),
                };
                let client = builder.build().unwrap();
                let error = client.get_client(id).await.unwrap_err();
                assert_eq!(error.kind(), kind, "{quoted}");
                assert!(!has_sent || !format!("{error} {error:?}").contains(quoted), "{quoted}: {error}");
            }
        }
    }
}

#[test]
fn secrets_are_compared_as_a_whole() {
    let secret = Secret::from(SECRET);
    for (other, same) in
        [(SECRET, true), ("", false), (&SECRET[1..], false), (&SECRET[..5], false), (TOKEN, false)]
    {
        assert_eq!(secret == Secret::from(other), same, "{other}");
    }
    assert_eq!(Secret::from(""), Secret::from(""));
}
