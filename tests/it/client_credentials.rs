//! Tokens from the instance's own endpoint, by the client credentials grant.

use std::{error::Error as _, time::Duration};

use collibra_client_management::{
    Client, ClientCredentials, Error, ErrorKind, Outcome, RetryPolicy, Secret, TokenError,
    sandbox::{Fault, Sandbox},
};
use reqwest::Method;

use crate::recorder::{Answer, AnswerEnd, READ, Recorder, json, response, unreachable};

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

/// Gives the client a token endpoint that answers like this, and its call the error.
async fn answered(script: Vec<Answer>) -> (Recorder, Result<u32, Error>) {
    let recorder = Recorder::scripted(script).await;
    let tokens = ClientCredentials::builder(recorder.url(), "the-id", "s3cr3t");
    let retry = RetryPolicy::default().base_delay(Duration::from_millis(1));
    let builder = Client::builder(recorder.url()).token_provider(tokens.build().unwrap()).retry(retry);
    let result = builder.build().unwrap().get_client("x").await.map(|read| read.attempts());
    (recorder, result)
}

#[tokio::test]
async fn what_the_endpoint_did_is_in_the_error() {
    let html = |status| response(status, &["content-type: text/html"], "<p>t0ken</p>");
    let granted = |members: &str| json(&format!(r#"{{"access_token":"t0ken",{members}}}"#));
    for (answer, status, requests, words) in [
        (html("404 Not Found"), 404, 1, "responded with 404 Not Found (text/html, 12 bytes)"),
        (
            html("302 Found"),
            302,
            1,
            "responded with 302 Found, a redirect that isn't followed (text/html, 12 bytes)",
        ),
        (
            response("401 Unauthorized", &[], ""),
            401,
            1,
            "responded with 401 Unauthorized (no content type, 0 bytes)",
        ),
        (
            response("201 Created", &["content-type: t/0ken"], ""),
            201,
            1,
            "(an uncommon content type, 0 bytes)",
        ),
        (html("429 Too Many Requests"), 429, 3, "responded with 429 Too Many Requests"),
        (html("503 Service Unavailable"), 503, 3, "responded with 503 Service Unavailable"),
        (
            response(
                "400 Bad Request",
                &[],
                r#"{"error":"invalid_scope","error_description":"the-id s3cr3t"}"#,
            ),
            400,
            1,
            "refused with 400 Bad Request: invalid_scope: [REDACTED] [REDACTED]",
        ),
        (
            response("401 Unauthorized", &[], r#"{"error":"Basic dGhlLWlkOnMzY3IzdA=="}"#),
            401,
            1,
            "refused with 401 Unauthorized: Basic [REDACTED]",
        ),
        (
            response("503 Service Unavailable", &[], r#"{"error":"busy"}"#),
            503,
            3,
            "503 Service Unavailable: busy",
        ),
        (
            json(r#"{"error":"access_denied","access_token":"t0ken"}"#),
            200,
            1,
            "refused with 200 OK: access_denied",
        ),
        (
            granted(r#""token_type":"mac""#),
            200,
            1,
            "issued a token of the type \"mac\"; only Bearer is supported",
        ),
        (granted(r#""token_type":"DPoP t0ken""#), 200, 1, "the type \"DPoP [REDACTED]\""),
        (
            granted(r#""expires_in":1"#),
            200,
            1,
            "without a token: `token_type` is missing (application/json, ",
        ),
        (json(r#"{"token_type":"Bearer"}"#), 200, 1, "`access_token` is missing"),
        (
            granted(r#""token_type":"Bearer","expires_in":"soon""#),
            200,
            1,
            "`expires_in` isn't a number of seconds",
        ),
        (
            granted(r#""token_type":"Bearer","expires_in":-1"#),
            200,
            1,
            "`expires_in` isn't a number of seconds",
        ),
        (html("200 OK"), 200, 1, "the body isn't a JSON object (text/html, 12 bytes)"),
    ] {
        let (recorder, result) = answered(vec![answer.clone().into()]).await;
        let error = result.expect_err(words);
        let source = refusal(&error);
        assert!(source.to_string().contains(words), "{answer}: {source}");
        assert_eq!(source.status().map(|status| status.as_u16()), Some(status), "{answer}");
        assert_eq!((error.is_retryable(), recorder.requests().len()), (requests > 1, requests), "{answer}");
        for hidden in ["t0ken", "s3cr3t", "the-id", "dGhlLWlkOnMzY3IzdA=="] {
            assert!(!format!("{error:?} {source:?} {source}").contains(hidden), "{answer}: {error:?}");
        }
    }
}

#[tokio::test]
async fn lifetimes_are_read_as_servers_send_them() {
    for lifetime in ["3600", r#""3600""#, "3599.5", "null", r#"" 60 ""#] {
        let token = format!(r#"{{"access_token":"t0ken","token_type":"bearer","expires_in":{lifetime}}}"#);
        let (recorder, result) = answered(vec![json(&token).into(), json(READ).into()]).await;
        assert_eq!(result.unwrap(), 1, "{lifetime}");
        assert!(recorder.requests()[1].contains("authorization: Bearer t0ken\r\n"), "{lifetime}");
    }
}

#[tokio::test]
async fn a_transient_failure_of_the_endpoint_is_retried_and_reported_as_such() {
    let token = || Answer::from(json(r#"{"access_token":"t0ken","token_type":"Bearer"}"#));
    for transient in [
        response("429 Too Many Requests", &["retry-after: 0"], "").into(),
        response("503 Service Unavailable", &[], "").into(),
        Answer::new("", AnswerEnd::Close),
        Answer::new("", AnswerEnd::Reset),
        Answer::new("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{", AnswerEnd::Close),
    ] {
        let (recorder, result) = answered(vec![transient.clone(), token(), json(READ).into()]).await;
        assert_eq!(result.unwrap(), 1, "{:?}", transient.end);
        assert_eq!(recorder.requests().len(), 3);
    }
    let (recorder, result) =
        answered(vec![response("429 Too Many Requests", &["retry-after: 3600"], "").into()]).await;
    let error = result.unwrap_err();
    assert_eq!((error.retry_after(), error.is_retryable()), (Some(Duration::from_secs(3600)), true));
    assert_eq!(recorder.requests().len(), 1);

    let (_taken, url) = unreachable();
    let tokens = ClientCredentials::builder(&url, "the-id", "s3cr3t").build().unwrap();
    let client = Client::builder(url).token_provider(tokens).build().unwrap();
    let error = client.delete_client("x").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::TokenProvider, Outcome::NotSent));
    assert!(error.is_retryable(), "{error:?}");
}

/// The response that asked for another token is still what the server said of the call.
#[tokio::test]
async fn a_failure_after_a_401_keeps_the_401() {
    let (recorder, result) = answered(vec![
        json(r#"{"access_token":"t0ken","token_type":"Bearer"}"#).into(),
        response("401 Unauthorized", &[r#"www-authenticate: Bearer error="invalid_token""#], "why").into(),
        response("500 Internal Server Error", &[], "").into(),
    ])
    .await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::TokenProvider, Outcome::Rejected));
    assert_eq!((error.status().unwrap().as_u16(), error.body()), (401, Some(&b"why"[..])));
    assert_eq!(error.challenges()[0].error.as_deref(), Some("invalid_token"));
    assert_eq!((error.attempts(), recorder.requests().len()), (1, 3));
    let words = error.to_string();
    assert!(
        words.starts_with("getClient: 401 Unauthorized: ") && !words.contains("nothing was sent"),
        "{words}"
    );
    assert!(words.ends_with("; then the token provider failed"), "{words}");
    assert_eq!(refusal(&error).status().unwrap().as_u16(), 500);
}

#[tokio::test]
async fn an_endpoint_elsewhere_gets_the_secret_in_the_form() {
    let token = r#"{"access_token":"t0ken","token_type":"Bearer"}"#;
    let recorder = Recorder::scripted(vec![json(token).into(), json(READ).into()]).await;
    let tokens = ClientCredentials::builder("https://example.collibra.com", "i d", "s+&ü")
        .token_url(format!("{}/oauth/token", recorder.url()))
        .secret_in_body();
    let client = Client::builder(recorder.url()).token_provider(tokens.build().unwrap()).build().unwrap();
    client.get_client("x").await.unwrap();
    let request = &recorder.requests()[0];
    assert!(request.starts_with("POST /oauth/token HTTP/1.1\r\n"), "{request}");
    assert!(!request.contains("authorization"), "{request}");
    let form = "grant_type=client_credentials&client_id=i+d&client_secret=s%2B%26%C3%BC";
    assert!(request.ends_with(&format!("\r\n\r\n{form}")), "{request}");

    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.register("one", &[]).unwrap().client_id;
    let (own_id, secret) = sandbox.client_credentials();
    let tokens = ClientCredentials::builder(sandbox.url(), own_id, secret).secret_in_body().build().unwrap();
    let client = Client::builder(sandbox.url()).token_provider(tokens).build().unwrap();
    client.get_client(id).await.unwrap();
}

#[test]
fn the_same_urls_are_refused_as_for_a_client_and_nothing_secret_shows() {
    for url in ["http://example.com", "https://u:p@example.com", "example.com"] {
        let error = ClientCredentials::builder(url, "id", "s3cr3t").build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
        let builder = ClientCredentials::builder("https://example.com", "id", "s3cr3t").token_url(url);
        assert_eq!(builder.build().unwrap_err().kind(), ErrorKind::Configuration, "{url}");
    }
    for (id, secret) in [("", "s3cr3t"), ("id", "")] {
        ClientCredentials::builder("https://example.com", id, secret).build().unwrap_err();
    }
    let builder = ClientCredentials::builder("https://example.com", "id", "s3cr3t");
    assert!(!format!("{builder:?} {:?}", builder.clone().build().unwrap()).contains("s3cr3t"));
}
