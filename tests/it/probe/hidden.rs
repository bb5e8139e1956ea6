//! Nothing of what a server puts into unlikely places is in the report, the recording, or on the terminal.

use proptest::{prelude::*, test_runner::TestCaseResult};
use serde_json::{Value, json};

use super::{Probed, probe};
use crate::recorder::{Recorder, response};

/// What a server may say by mistake: tokens, secrets, ids, hosts, addresses, names.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9]{20,40}",
        "[a-z]{16,30}",
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "eyJ[A-Za-z0-9_-]{12,20}\\.[A-Za-z0-9_-]{20}\\.[A-Za-z0-9_-]{20}",
        "[a-z]{3,8}\\.[a-z]{3,8}@[a-z]{3,8}\\.example",
        "[a-z]{4,10}\\.[a-z]{4,10}\\.internal",
        "urn:[a-z]{6,9}:[0-9a-f]{8}-[0-9a-f]{12}:i:[a-z0-9]{7}",
        "[0-9]{10,16}",
    ]
}

/// A JSON value with a secret in each name and value, at any depth.
fn body(secrets: &[String]) -> Value {
    let [a, b, c, d] = [0, 1, 2, 3].map(|at| secrets[at].as_str());
    json!({
        "client_id": a,
        "client_name": b,
        "grant_types": [c, d],
        a: 1,
        "error": b,
        "error_description": format!("because of {c}, {d}"),
        "nested": { b: { c: [d, { d: [[a]] }] }, "owner": b, "token_type": c },
        "client_secret": { a: null },
        "errorCode": c,
        "scope": format!("{a} {b}"),
        "client_id_issued_at": d.parse::<u64>().unwrap_or(86_753_098_675),
    })
}

/// A response with secrets wherever one can be.
fn hostile(place: usize, secrets: &[String]) -> String {
    let [a, b, c, d] = [0, 1, 2, 3].map(|at| secrets[at].as_str());
    // A header's name, a scheme or a parameter must be a token.
    let token = |text: &str| text.replace(['@', ':', '.'], "-");
    let headers = [
        format!(
            "www-authenticate: {} realm=\"{a}\", Bearer {}=\"{c}\", error=\"{b}\", error_description=\"{d}\"",
            token(b),
            token(a)
        ),
        format!("www-authenticate: Negotiate {}==", token(c)),
        format!("www-authenticate: {a}"),
        format!("set-cookie: {}={d}; domain={a}", token(c)),
        format!("location: https://{}/{b}?{c}", token(a)),
        format!("x-{}: {d}", token(a)),
        format!("server: {c}"),
        format!("content-type: application/{}; charset={b}", token(a)),
    ];
    let headers: Vec<_> = headers.iter().map(String::as_str).collect();
    let object = body(secrets).to_string();
    let typed: Vec<_> = headers[..7].iter().copied().chain(["content-type: application/json"]).collect();
    match place {
        0 => response(
            "200 OK",
            &typed,
            &json!({ "client_id": a, "client_name": b, c: d, "n": { d: c } }).to_string(),
        ),
        1 => response("200 OK", &typed, &object),
        2 => response(&format!("401 {a}"), &headers, &object),
        3 => {
            response("403 Forbidden", &headers, &format!("<!doctype html><title>{a}</title>{b}<!-- {c} -->"))
        }
        4 => response("401 Unauthorized", &headers, &format!("{a} {b} {c}")),
        5 => response("302 Found", &headers, ""),
        6 => response("200 OK", &typed, &format!("[\"{a}\", \"{b}\"]")),
        7 => response("200 OK", &typed, &format!("\"{a}\"")),
        8 => response("200 OK", &typed, &format!("{{\"client_name\":\"{a}\",\"{b}\":\"{c}")),
        9 => response("500 Oops", &typed, &json!({ "type": a, "title": b, "detail": c, d: d }).to_string()),
        10 => response(
            "200 OK",
            &typed,
            &json!({ "access_token": a, "token_type": b, "expires_in": c, d: d }).to_string(),
        ),
        _ => format!("{a} {b}\r\n\r\n"),
    }
}

/// Also a part of a secret is one: eight characters in a row.
fn assert_hides(probed: &Probed, secrets: &[String]) -> TestCaseResult {
    let shown = [&*probed.stdout, &*probed.stderr, probed.file.as_deref().unwrap_or_default()].concat();
    for secret in secrets {
        let characters: Vec<char> = secret.chars().collect();
        for part in characters.windows(8).map(|part| part.iter().collect::<String>()) {
            // No part of what is secret.
            let is_of_the_form = [".internal", ".example"].iter().any(|form| form.contains(&part));
            prop_assert!(is_of_the_form || !shown.contains(&part), "{part} of {secret}: {shown}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_a_server_says_is_shown_or_recorded(
        secrets in prop::collection::vec(secret(), 4..=4),
        places in prop::collection::vec(0..12_usize, 6..=6),
        by_credentials: bool,
        as_json: bool,
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let script = places.iter().map(|place| hostile(*place, &secrets).into()).collect();
        let recorder = runtime.block_on(Recorder::scripted(script));
        let url = ("COLLIBRA_URL", recorder.url());
        let server = ("COLLIBRA_SERVER", "/rest/auth/v1");
        // The server also knows what it is sent, and may quote it.
        let target = ("COLLIBRA_TARGET_CLIENT_ID", &*secrets[2]);
        let environment = match by_credentials {
            true => vec![url, server, target, ("COLLIBRA_CLIENT_ID", &*secrets[1]), ("COLLIBRA_CLIENT_SECRET", &*secrets[0])],
            false => vec![url, server, target, ("COLLIBRA_TOKEN", "hunter-of-owls")],
        };
        let format = if as_json { "json" } else { "text" };
        let probed = probe(&environment, &["--yes", "--unknown-id", "--format", format]);
        assert_hides(&probed, &secrets)?;
        let all = format!("{}{}{:?}", probed.stdout, probed.stderr, probed.file);
        prop_assert!(!all.contains("hunter"));
        if let Some(file) = &probed.file {
            let read = collibra_client_management::sandbox::recording::Recording::read(file);
            prop_assert!(read.is_ok(), "{read:?}: {file}");
        }
        let requests = recorder.requests();
        prop_assert!(requests.len() <= 10);
        for request in requests {
            let is_for_token = request.starts_with("POST /rest/oauth/v2/token ");
            prop_assert!(request.starts_with("GET /rest/auth/v1/clients/") || by_credentials && is_for_token, "{request}");
        }
    }
}
