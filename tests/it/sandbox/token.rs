//! The token endpoint, rule by rule: RFC 6749, sections 2.3, 3.2, 4.4, 5.1 and 5.2.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::*;

const PATH: &str = "/rest/oauth/v2/token";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded";
const GRANT: &str = "grant_type=client_credentials";

/// Every byte as `%XX`: what a form may always be.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// The header with these two, unencoded, as user and password.
fn basic(id: &str, secret: &str) -> String {
    format!("Authorization: Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

/// The header for the sandbox's own client.
fn own(sandbox: &Sandbox) -> String {
    let (id, secret) = sandbox.client_credentials();
    basic(&encoded(&id), &encoded(secret.expose_secret()))
}

fn ask(sandbox: &Sandbox, headers: &[&str], form: &str) -> RawResponse {
    send(sandbox, "POST", PATH, headers, form.as_bytes())
}

#[tokio::test]
async fn a_token_comes_with_its_lifetime_and_scope_and_is_not_to_be_stored() {
    let sandbox = Sandbox::builder().token_lifetime(Duration::from_secs(1234)).start().await.unwrap();
    let client = sandbox.register("n", &[]).unwrap();
    for (form, scope) in [
        (GRANT, Value::Null),
        ("grant_type=client_credentials&scope=", Value::Null),
        ("scope=a&grant_type=client_credentials", json!("a")),
        ("grant_type=client_credentials&scope=a+b%20c", json!("a b c")),
        ("%67rant_type=client%5Fcredentials&scope=%C3%BC&else=x", json!("ü")),
    ] {
        let response = ask(&sandbox, &[FORM, &own(&sandbox)], form);
        assert_eq!(response.status, 200, "{form}: {response:?}");
        let stored = (response.header("cache-control"), response.header("pragma"));
        assert_eq!(stored, (Some("no-store"), Some("no-cache")), "{form}");
        let body = response.json();
        assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(1234)), "{form}");
        assert_eq!(body["scope"], scope, "{form}");
        let token = Secret::from(body["access_token"].as_str().unwrap());
        assert_eq!(send(&sandbox, "GET", &path(&client), &[&bearer(&token)], b"").status, 200, "{form}");
    }
}

#[tokio::test]
async fn what_is_not_a_form_with_one_grant_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let own = own(&sandbox);
    let (invalid, unsupported) = ((400, "invalid_request"), (400, "unsupported_grant_type"));
    for (what, headers, form, refusal) in [
        ("no content type", vec![&*own], GRANT, invalid),
        ("JSON", vec![&own, JSON], r#"{"grant_type":"client_credentials"}"#, invalid),
        ("two content types", vec![&own, FORM, FORM], GRANT, invalid),
        ("an empty form", vec![&own, FORM], "", invalid),
        ("no grant", vec![&own, FORM], "scope=a", invalid),
        ("a grant without a value", vec![&own, FORM], "grant_type", invalid),
        ("an empty grant", vec![&own, FORM], "grant_type=&scope=a", invalid),
        ("the grant twice", vec![&own, FORM], &format!("{GRANT}&{GRANT}"), invalid),
        ("the scope twice", vec![&own, FORM], &format!("{GRANT}&scope=a&scope=a"), invalid),
        ("twice, once encoded", vec![&own, FORM], &format!("{GRANT}&%73cope=a&scope=b"), invalid),
        ("not UTF-8", vec![&own, FORM], &format!("{GRANT}&scope=%ff"), invalid),
        ("two authentications", vec![&own, FORM], &format!("{GRANT}&client_secret=s"), invalid),
        ("another grant", vec![&own, FORM], "grant_type=password", unsupported),
        ("the grant in upper case", vec![&own, FORM], "grant_type=CLIENT_CREDENTIALS", unsupported),
    ] {
        let response = ask(&sandbox, &headers, form);
        assert_eq!((response.status, &*response.error()), refusal, "{what}");
        assert_eq!(response.header("www-authenticate"), None, "{what}");
        assert_eq!(response.header("cache-control"), Some("no-store"), "{what}");
    }
}

#[tokio::test]
async fn a_client_that_does_not_prove_itself_is_challenged() {
    let sandbox = Sandbox::start().await.unwrap();
    let (id, secret) = sandbox.client_credentials();
    let secret = secret.expose_secret();
    let good = own(&sandbox);
    let unregistered = sandbox.register("n", &["refresh_token"]).unwrap();
    let registered = sandbox.register("m", &["client_credentials"]).unwrap();
    let of = |client: &Registered| basic(&encoded(&client.client_id), client.client_secret.expose_secret());
    let before = of(&registered);
    assert_eq!(ask(&sandbox, &[FORM, &before], GRANT).status, 200);
    assert_eq!(put(&sandbox, &path(&registered), r#"{"client_name":"m"}"#).status, 200);
    let without = sandbox.registered(&registered.client_id).unwrap();

    let in_body = format!("{GRANT}&client_id={}&client_secret={}", encoded(&id), encoded(secret));
    assert_eq!(ask(&sandbox, &[FORM], &in_body).status, 200, "client_secret_post");
    assert_eq!(
        ask(&sandbox, &[FORM], &format!("{in_body}x")).status,
        401,
        "client_secret_post, another secret"
    );

    let lower = good.replace("Basic", "bAsIc");
    assert_eq!(ask(&sandbox, &[FORM, &lower], GRANT).status, 200, "a scheme in any case");

    for (what, headers) in [
        ("nothing", vec![]),
        ("a bearer token", vec![bearer(sandbox.token())]),
        ("a scheme alone", vec!["Authorization: Basic".to_owned()]),
        ("not base64", vec!["Authorization: Basic ???".to_owned()]),
        ("two headers", vec![good.clone(), good.clone()]),
        ("a user alone", vec![format!("Authorization: Basic {}", STANDARD.encode(encoded(&id)))]),
        ("an id whose colons are not encoded", vec![basic(&id, secret)]),
        ("an unknown id", vec![basic("nobody", secret)]),
        ("an unknown id beyond ASCII", vec![basic("%C3%BC+%2B%25%3A", secret)]),
        ("an id that is not UTF-8", vec![basic("%FF", secret)]),
        ("another secret", vec![basic(&encoded(&id), &format!("{secret}x"))]),
        ("half the secret", vec![basic(&encoded(&id), &secret[..secret.len() / 2])]),
        ("no secret", vec![basic(&encoded(&id), "")]),
        ("the secret twice encoded", vec![basic(&encoded(&id), &encoded(&encoded(secret)))]),
        ("another client's secret", vec![basic(&encoded(&unregistered.client_id), secret)]),
        ("a secret that was replaced", vec![before]),
    ] {
        let headers: Vec<_> = headers.iter().map(String::as_str).chain([FORM]).collect();
        let response = ask(&sandbox, &headers, GRANT);
        assert_eq!((response.status, &*response.error()), (401, "invalid_client"), "{what}");
        assert_eq!(response.header("www-authenticate"), Some(r#"Basic realm="sandbox""#), "{what}");
    }
    for (what, client) in [("another grant", &unregistered), ("no grant any more", &without)] {
        let response = ask(&sandbox, &[FORM, &of(client)], GRANT);
        assert_eq!((response.status, &*response.error()), (400, "unauthorized_client"), "{what}");
    }
}

#[tokio::test]
async fn only_post_is_served_and_only_a_small_body() {
    let sandbox = Sandbox::start().await.unwrap();
    for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let response = send(&sandbox, method, PATH, &[FORM, &own(&sandbox)], b"");
        assert_eq!((response.status, response.header("allow")), (405, Some("POST")), "{method}");
    }
    for size in [(1 << 20) + 1, 8 << 20] {
        let response = ask(&sandbox, &[FORM, &own(&sandbox)], &format!("{GRANT}&scope={}", "x".repeat(size)));
        assert_eq!((response.status, &*response.error()), (413, "invalid_request"), "{size} bytes");
    }
    assert_eq!(sandbox.token_requests(), 8);
}

/// With a lifetime of zero, a token has expired when it arrives.
#[tokio::test]
async fn an_expired_or_revoked_token_is_invalid() {
    let sandbox = Sandbox::builder().token_lifetime(Duration::ZERO).start().await.unwrap();
    let lasting = Sandbox::start().await.unwrap();
    for (what, sandbox) in [("expired", &sandbox), ("revoked", &lasting)] {
        let client = sandbox.register("n", &[]).unwrap();
        let response = ask(sandbox, &[FORM, &own(sandbox)], GRANT).json();
        let token = Secret::from(response["access_token"].as_str().unwrap());
        if what == "revoked" {
            sandbox.revoke_tokens();
        }
        let response = send(sandbox, "GET", &path(&client), &[&bearer(&token)], b"");
        assert_eq!(response.status, 401, "{what}");
        let challenge = response.header("www-authenticate").unwrap();
        assert!(challenge.contains(r#"error="invalid_token""#), "{what}: {challenge}");
        assert_eq!(get(sandbox, &path(&client)).status, 200, "{what}: the sandbox's own token stays");
    }
}
