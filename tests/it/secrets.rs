//! A token and a client_secret never show: not in Debug or Display of anything, nor in any source chain. The errors of
//! calls are checked in the tables of `faults`.

use std::{error::Error as StdError, fmt::Debug};

use collibra_client_management::{Client, Secret, types};

use crate::recorder::{Recorder, json, response};

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
    let body = format!(r#"{{"client_id":"i","client_name":"n","client_secret":"{SECRET}"}}"#);
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
    let recorder = Recorder::answering(json("{}")).await;
    let client = Client::builder(recorder.url()).bearer_token(TOKEN).build().unwrap();
    let error = client.delete_client(format!("{SECRET}/..")).send().await.unwrap_err();
    assert_error_hides("a refused id", &error);
    let error = client.get_client(SECRET.repeat(10_000)).send().await.unwrap_err();
    assert_error_hides("an id that is too long", &error);
}
