//! Tokens from the instance's own endpoint, by the client credentials grant.

use std::{error::Error as _, time::Duration};

use collibra_client_management::{
    Client, ClientCredentials, Error, ErrorKind, Secret, TokenError,
    sandbox::{Fault, Sandbox},
};
use reqwest::Method;

use crate::recorder::{Recorder, response};

fn client(sandbox: &Sandbox, id: impl Into<String>, secret: impl Into<Secret>) -> Client {
    let tokens = ClientCredentials::builder(sandbox.url(), id, secret).build().unwrap();
    Client::builder(sandbox.url()).token_provider(tokens).build().unwrap()
}

fn refusal(error: &Error) -> &TokenError {
    assert_eq!(error.kind(), ErrorKind::TokenProvider, "{error:?}");
    error.source().and_then(|source| source.downcast_ref()).expect("a TokenError as the source")
}

#[tokio::test]
async fn a_token_is_fetched_once_and_again_when_it_is_revoked() {
    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.register("one", &[]).unwrap().client_id;
    let (own_id, own_secret) = sandbox.client_credentials();
    let client = client(&sandbox, own_id, own_secret);
    for _ in 0..3 {
        assert_eq!(client.get_client(&id).send().await.unwrap().attempts(), 1);
    }
    assert_eq!(sandbox.token_requests(), 1);
    sandbox.revoke_tokens();
    assert_eq!(client.delete_client(&id).send().await.unwrap().attempts(), 2);
    assert_eq!(sandbox.token_requests(), 2);
}

#[tokio::test]
async fn a_registered_client_gets_tokens_with_its_secret_of_the_moment() {
    let sandbox = Sandbox::start().await.unwrap();
    let registered = sandbox.register("one", &["client_credentials"]).unwrap();
    let id = registered.client_id.clone();
    let client = client(&sandbox, &id, registered.client_secret);
    client.get_client(&id).send().await.unwrap();
}

#[tokio::test]
async fn refusals_are_in_the_endpoint_s_words() {
    let sandbox = Sandbox::start().await.unwrap();
    let without_grant = sandbox.register("one", &["refresh_token"]).unwrap();
    for (id, secret, code) in [
        ("nobody", Secret::from("s3cr3t"), "invalid_client"),
        (&without_grant.client_id, Secret::from("s3cr3t"), "invalid_client"),
        (&without_grant.client_id, without_grant.client_secret.clone(), "unauthorized_client"),
    ] {
        let error = client(&sandbox, id, secret.clone()).get_client("x").send().await.unwrap_err();
        let TokenError::Refused { error: found, .. } = refusal(&error) else { panic!("{error:?}") };
        assert_eq!(found, code);
        assert!(!format!("{error:?} {}", refusal(&error)).contains(secret.expose_secret()));
    }
}

/// Id and secret are form-urlencoded before they are joined (RFC 6749, section 2.3.1).
#[tokio::test]
async fn the_request_is_the_one_that_the_rfc_describes() {
    let token = r#"{"access_token":"t0ken","token_type":"Bearer","expires_in":3600}"#;
    let recorder = Recorder::answering(response("200 OK", &["content-type: application/json"], token)).await;
    let tokens = ClientCredentials::builder(format!("{}/prefix/", recorder.url()), "i d:1", "s+&ü")
        .scope("a")
        .scope("b");
    let client = Client::builder(recorder.url()).token_provider(tokens.build().unwrap()).build().unwrap();
    let _ = client.get_client("x").send().await;
    let requests = recorder.requests();
    assert!(requests[0].starts_with("POST /prefix/rest/oauth/v2/token HTTP/1.1\r\n"), "{requests:?}");
    // i+d%3A1:s%2B%26%C3%BC
    assert!(requests[0].contains("authorization: Basic aStkJTNBMTpzJTJCJTI2JUMzJUJD\r\n"), "{requests:?}");
    assert!(requests[0].contains("content-type: application/x-www-form-urlencoded\r\n"), "{requests:?}");
    assert!(requests[0].ends_with("\r\n\r\ngrant_type=client_credentials&scope=a+b"), "{requests:?}");
    assert!(requests[1].contains("authorization: Bearer t0ken\r\n"), "{requests:?}");
}

#[tokio::test]
async fn what_is_neither_token_nor_refusal_is_not_shown() {
    for fault in [
        Fault::json(r#"{"access_token":"t0ken-t0ken"}"#),
        Fault::json(r#"["t0ken-t0ken"]"#),
        Fault::login_page(),
        Fault::redirect("/login?t0ken-t0ken"),
        Fault::response(500, &[], "t0ken-t0ken"),
        Fault::response(400, &[], r#"{"error":1,"x":"t0ken-t0ken"}"#),
        Fault::json("x".repeat(1 << 20)),
        Fault::closed(),
        Fault::silence(),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        let (id, secret) = sandbox.client_credentials();
        let tokens = ClientCredentials::builder(sandbox.url(), id, secret).timeout(Duration::from_secs(2));
        let client = Client::builder(sandbox.url()).token_provider(tokens.build().unwrap()).build().unwrap();
        sandbox.fail_next(1, fault.clone().only(Method::POST));
        let error = client.get_client("x").send().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::TokenProvider, 0), "{fault:?}: {error:?}");
        let mut next: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(error) = next {
            assert!(!format!("{error} {error:?}").contains("t0ken-t0ken"), "{fault:?}: {error:?}");
            next = error.source();
        }
    }
}

#[test]
fn the_same_urls_are_refused_as_for_a_client_and_nothing_secret_shows() {
    for url in ["http://example.com", "https://u:p@example.com", "example.com"] {
        let error = ClientCredentials::builder(url, "id", "s3cr3t").build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
    }
    let builder = ClientCredentials::builder("https://example.com", "id", "s3cr3t");
    assert!(!format!("{builder:?} {:?}", builder.clone().build().unwrap()).contains("s3cr3t"));
}
