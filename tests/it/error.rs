//! What each outcome of a call is reported as: its kind, what came with it, and its message.

use std::error::Error as _;

use collibra_client_management::{
    Challenge, Client, DecodeCategory, DecodeError, Error, ErrorKind, RetryPolicy, types::UpdateClient,
};
use serde_json::{Value, json as value};

use crate::recorder::{Answer, READ, Recorder, json, response, unreachable};

fn client(recorder: &Recorder) -> Client {
    Client::builder(recorder.url()).max_body_bytes(100).retry(RetryPolicy::none()).build().unwrap()
}

/// The error of a GET that is answered like that.
async fn get(answer: impl Into<Answer>) -> Error {
    let recorder = Recorder::answering(answer).await;
    client(&recorder).get_client("x").send().await.expect_err("should fail")
}

#[tokio::test]
async fn every_status_that_is_no_documented_success_has_its_kind() {
    for (status, kind, message) in [
        (
            "401 Unauthorized",
            ErrorKind::Unauthorized,
            "getClient: 401 Unauthorized: the registered client doesn't exist on this server, or the access token is \
             missing or invalid (why); check the client id, the base path (`Server`) and the token",
        ),
        (
            "403 Forbidden",
            ErrorKind::Forbidden,
            "getClient: 403 Forbidden: the access token is valid, but not allowed to do this (why)",
        ),
        ("404 Not Found", ErrorKind::UnexpectedStatus, "getClient: 404 Not Found: why"),
        (
            "500 Internal Server Error",
            ErrorKind::UnexpectedStatus,
            "getClient: 500 Internal Server Error: why",
        ),
        (
            "201 Created",
            ErrorKind::UnexpectedStatus,
            "getClient: 201 Created: the document doesn't list this status as a success",
        ),
        (
            "302 Found",
            ErrorKind::UnexpectedStatus,
            "getClient: 302 Found: a redirect, which this client doesn't follow (why)",
        ),
    ] {
        let error = get(response(status, &["x-request-id: 7"], r#"{"error":"why"}"#)).await;
        assert_eq!(error.kind(), kind);
        assert_eq!(error.to_string(), message);
        assert_eq!(error.status().map(|s| s.as_u16()), status[..3].parse().ok());
        assert_eq!(error.body(), Some(br#"{"error":"why"}"#.as_slice()));
        assert_eq!(error.json::<Value>(), Ok(value!({ "error": "why" })));
        assert_eq!(error.headers().unwrap()["x-request-id"], "7");
        assert_eq!(error.operation_id(), Some("getClient"));
        assert!(error.source().is_none());
    }
}

#[tokio::test]
async fn the_code_and_description_in_a_body_are_read_and_shown() {
    let long = "x".repeat(1000);
    let (cut, long) = (format!("{}…", "x".repeat(200)), format!(r#"{{"error":"{long}"}}"#));
    let default = "the document doesn't list this status as a success";
    for (body, code, description, shown) in [
        (r#"{"error":"a","error_description":"b c"}"#, Some("a"), Some("b c"), "a: b c"),
        (r#"{"error_description":"b"}"#, None, Some("b"), "b"),
        (
            r#"{"statusCode":400,"errorCode":"e-1","titleMessage":"t","helpMessage":"h","userMessage":"u"}"#,
            Some("e-1"),
            Some("u"),
            "e-1: u",
        ),
        (r#"{"helpMessage":"h","titleMessage":"t","userMessage":""}"#, None, Some("t"), "t"),
        (r#"{"errorCode":"e","error":"a"}"#, Some("a"), None, "a"),
        (r#"{"error":{"code":"a"},"errorCode":"e"}"#, Some("e"), None, "e"),
        // On one line, and without the token and the id that were sent.
        (r#"{"error":"a\u001b[31m\n"}"#, Some("a\u{1b}[31m\n"), None, r"a\u{1b}[31m\n"),
        (
            r#"{"error_description":"the-token, of urn:a"}"#,
            None,
            Some("the-token, of urn:a"),
            "[REDACTED], of [REDACTED]",
        ),
        (&long, Some(&long[10..1010]), None, &cut),
        (r#"{"error":""}"#, None, None, default),
        (r#"{"error":1,"error_description":["a"]}"#, None, None, default),
        (r#"["error","a"]"#, None, None, default),
        (r#"{"error":"a""#, None, None, default),
        ("", None, None, default),
    ] {
        let recorder = Recorder::answering(response("400 Bad Request", &[], body)).await;
        let client = Client::builder(recorder.url()).bearer_token("the-token").build().unwrap();
        let error = client.get_client("urn:a").send().await.unwrap_err();
        let found = (error.error_code(), error.error_description());
        assert_eq!((found.0.as_deref(), found.1.as_deref()), (code, description), "{body}");
        assert_eq!(error.to_string(), format!("getClient: 400 Bad Request: {shown}"), "{body}");
    }
}

/// It may have the new secret in it.
#[tokio::test]
async fn nothing_in_the_body_of_a_success_is_shown() {
    let error = get(json(r#"{"error":"the code","client_name":"n"}"#)).await;
    assert_eq!(error.error_code().as_deref(), Some("the code"));
    assert!(!format!("{error} {error:?}").contains("the code"), "{error:?}");
}

#[tokio::test]
async fn what_an_update_may_have_delivered_is_had_by_name() {
    let json = "content-type: application/json";
    for (status, content_type, body, is_undelivered) in [
        ("200 OK", json, r#"{"data":{"client_secret":"a"}}"#, true),
        ("200 OK", json, r#"{"client_secret":"a"#, true),
        ("201 Created", json, r#"{"client_secret":"a"}"#, true),
        ("200 OK", "x-no: content-type", r#"{"client_secret":1}"#, true),
        ("500 Internal Server Error", json, r#"{"error":"a"}"#, true),
        ("200 OK", "content-type: text/html", "<html>", false),
        ("200 OK", "content-type: TEXT/HTML ; charset=utf-8", "<html>", false),
        ("200 OK", "content-type: application/xhtml+xml", "<html>", false),
        ("502 Bad Gateway", "content-type: text/html", "<html>", false),
        ("200 OK", json, "", false),
        ("401 Unauthorized", json, r#"{"error":"a"}"#, false),
        ("400 Bad Request", json, r#"{"client_secret":"a"}"#, false),
    ] {
        let recorder = Recorder::answering(response(status, &[content_type], body)).await;
        let update = UpdateClient::builder().client_name("n");
        let result = client(&recorder).update_client("x", update).send().await;
        let error = result.unwrap_err();
        let expected = is_undelivered.then_some(body.as_bytes());
        assert_eq!(error.undelivered_body(), expected, "{status}, {content_type}: {body}");
        assert_eq!(error.into_body().as_deref(), Some(body.as_bytes()));

        let recorder = Recorder::answering(response(status, &[content_type], "{}")).await;
        let read = client(&recorder).get_client("x").send().await;
        assert_eq!(read.unwrap_err().undelivered_body(), None, "a GET: {status}");
    }
    let error = get("").await;
    assert_eq!(error.undelivered_body(), None);
    assert_eq!(error.into_body(), None);
}

#[tokio::test]
async fn kinds_and_outcomes_have_words_and_the_most_common_a_question() {
    for (status, words, answers) in [
        ("401 Unauthorized", "unauthorized, rejected", [true, false, false]),
        ("403 Forbidden", "forbidden, rejected", [false, true, false]),
        ("429 Too Many Requests", "unexpected status, rejected", [false, false, true]),
        ("500 Whatever", "unexpected status, unknown whether it was carried out", [false; 3]),
    ] {
        let error = get(response(status, &[], "")).await;
        assert_eq!(format!("{}, {}", error.kind(), error.outcome()), words);
        assert_eq!([error.is_unauthorized(), error.is_forbidden(), error.is_rate_limited()], answers);
        assert!(!error.is_timeout() && !error.is_connect());
    }
    let (_socket, url) = unreachable();
    let client = Client::builder(url).retry(RetryPolicy::none()).build().unwrap();
    let error = client.get_client("x").send().await.unwrap_err();
    assert!(error.is_connect());
    assert_eq!(format!("{:>14}, {}", error.kind(), error.outcome()), " can't connect, not sent");
}

#[tokio::test]
async fn a_success_that_is_not_the_documented_json_keeps_its_body() {
    for (body, category) in [
        ("<html>", DecodeCategory::Syntax),
        ("", DecodeCategory::Eof),
        (r#"{"client_id":"#, DecodeCategory::Eof),
        (r#"{"client_id":1}"#, DecodeCategory::Data),
        (r#"{"client_id":"a","client_id":"b"}"#, DecodeCategory::Data),
        ("\"a string\"", DecodeCategory::Data),
        ("{} {}", DecodeCategory::Syntax),
    ] {
        let error = get(json(body)).await;
        assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, Some(body.as_bytes())), "{body}");
        let source = error.source().unwrap().downcast_ref::<DecodeError>().unwrap();
        assert_eq!(source.category, category, "{body}");
    }
}

#[tokio::test]
async fn a_message_about_a_body_says_what_it_is_and_where_it_went_wrong() {
    assert_eq!(
        get(response("200 OK", &["content-type: text/html"], "<html>")).await.to_string(),
        "getClient: 200 OK: the body (6 bytes of text/html) doesn't match the document: it isn't JSON (line 1, \
         column 1); `Error::body` has it"
    );
}

#[tokio::test]
async fn a_body_is_read_up_to_the_limit_whatever_its_length_is_said_to_be() {
    let long = format!("\"{}\"", "x".repeat(200));
    let chunked = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nca\r\n{long}\r\n0\r\n\r\n");
    let unsaid = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{long}");
    for answer in [json(&long), chunked, unsaid] {
        let error = get(answer).await;
        assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
        assert_eq!(error.body(), Some(&long.as_bytes()[..100]));
        assert_eq!(error.to_string(), "getClient: 200 OK: the body is larger than 100 bytes");
    }
}

#[tokio::test]
async fn an_error_s_body_is_bounded_and_its_status_counts_more_than_its_size() {
    let error = get(response("401 Unauthorized", &[], &"x".repeat(1000))).await;
    assert_eq!((error.kind(), error.body().map(<[u8]>::len)), (ErrorKind::Unauthorized, Some(100)));
}

#[tokio::test]
async fn a_response_that_never_came_has_neither_status_nor_body() {
    let error = get("").await;
    assert_eq!((error.kind(), error.status(), error.body()), (ErrorKind::Transport, None, None));
    assert_eq!(error.to_string(), "getClient: the connection failed before the response was complete");
}

/// The error of a GET that is answered 401 with these `WWW-Authenticate` headers, and its challenges.
async fn challenged(headers: &[impl AsRef<str>]) -> (Error, Vec<Challenge>) {
    let headers: Vec<_> =
        headers.iter().map(|header| format!("WWW-Authenticate: {}", header.as_ref())).collect();
    let headers: Vec<_> = headers.iter().map(String::as_str).collect();
    let error = get(response("401 Unauthorized", &headers, "")).await;
    let challenges = error.challenges();
    (error, challenges)
}

#[tokio::test]
async fn challenges_are_read_and_put_into_words() {
    for (headers, challenges, words) in [
        (&[][..], &[][..], ""),
        (&["Bearer"], &[("Bearer", None)], " (Bearer without an error code)"),
        (&[r#"Bearer realm="x""#], &[("Bearer", None)], " (Bearer without an error code)"),
        (
            &[r#"Bearer realm="x", error="invalid_token", error_description="The token expired""#],
            &[("Bearer", Some("invalid_token"))],
            " (invalid_token: The token expired)",
        ),
        (
            &[r#"Basic realm="y", error="invalid_client", Bearer error="invalid_token""#],
            &[("Basic", Some("invalid_client")), ("Bearer", Some("invalid_token"))],
            " (invalid_client) (invalid_token)",
        ),
        (
            &["Bearer", r#"DPoP error="use_dpop_nonce""#],
            &[("Bearer", None), ("DPoP", Some("use_dpop_nonce"))],
            " (Bearer without an error code) (use_dpop_nonce)",
        ),
        (&["null"], &[("null", None)], " (null without an error code)"),
        (&[r#"Bearer error="quo\"ted""#], &[("Bearer", Some("quo\"ted"))], " (quo\"ted)"),
        (&["=,=\"", "\u{fc}"], &[("", None), ("", None)], ""),
    ] {
        let (error, found) = challenged(headers).await;
        let found: Vec<_> = found.iter().map(|c| (c.scheme.as_str(), c.error.as_deref())).collect();
        assert_eq!(found, challenges, "{headers:?}");
        assert!(error.to_string().contains(&format!("or invalid{words}; check")), "{headers:?}: {error}");
    }
}

#[tokio::test]
async fn every_parameter_of_rfc_6750_is_read() {
    let headers = [
        r#"bearer REALM="a, \"b\"", error=insufficient_scope, error_description="a \\ b""#,
        r#"Basic realm="c", Bearer scope="d e", error_uri="https://example.com/?a,b", new="f""#,
    ];
    let (_, found) = challenged(&headers).await;
    let [first, second, third] = &found[..] else { panic!("three, not {found:?}") };
    assert_eq!((first.scheme.as_str(), first.realm.as_deref()), ("bearer", Some("a, \"b\"")));
    assert_eq!(
        (first.error.as_deref(), first.error_description.as_deref()),
        (Some("insufficient_scope"), Some("a \\ b"))
    );
    assert_eq!((second.scheme.as_str(), second.realm.as_deref()), ("Basic", Some("c")));
    assert_eq!((third.scheme.as_str(), third.scope.as_deref()), ("Bearer", Some("d e")));
    assert_eq!(third.error_uri.as_deref(), Some("https://example.com/?a,b"));
    assert!(found.iter().all(|challenge| challenge.raw.is_none()), "{found:?}");
}

/// What can't be parsed is kept as it came, and the other header is read anyway.
#[tokio::test]
async fn a_challenge_of_any_shape_and_size_is_read_or_kept() {
    let long = "x".repeat(64 << 10);
    for (what, header, raw) in [
        ("64 kB of realm", format!("Bearer realm=\"{long}\""), false),
        ("64 kB of scheme", long.clone(), false),
        ("64 kB of quotes", "\"".repeat(64 << 10), true),
        ("64 kB of commas", ",".repeat(64 << 10), true),
        ("64 kB of backslashes", format!("Bearer realm=\"{}\"", "\\".repeat(64 << 10)), false),
        ("token68", "Negotiate YWJj==".to_owned(), true),
        ("an unclosed quote", "Bearer realm=\"a".to_owned(), true),
        ("a parameter without a scheme", "realm=\"a\"".to_owned(), true),
        ("nothing", String::new(), true),
    ] {
        let (error, found) = challenged(&[header.as_str(), "Bearer error=\"a\""]).await;
        let [first, second] = &found[..] else { panic!("{what}: two, not {found:?}") };
        assert_eq!(first.raw.as_deref(), raw.then_some(header.as_str()), "{what}");
        assert_eq!(second.error.as_deref(), Some("a"), "{what}");
        assert!(error.to_string().len() < 1000, "{what}: {} bytes of message", error.to_string().len());
    }
}

/// A proxy may add a challenge of its own to the server's, in the same header.
#[tokio::test]
async fn a_challenge_that_can_not_be_parsed_does_not_hide_another() {
    let bearer = r#"Bearer realm="a, Basic b", error = "invalid_token", scope="c""#;
    for (header, raw) in [
        (format!("Negotiate YWJj==, {bearer}"), "Negotiate YWJj=="),
        (format!("{bearer}, NTLM YWJj="), "NTLM YWJj="),
        (format!("{bearer}, Basic realm=\"unclosed, Bearer"), "Basic realm=\"unclosed, Bearer"),
    ] {
        let (_, found) = challenged(&[header]).await;
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().any(|challenge| challenge.raw.as_deref() == Some(raw)), "{found:?}");
        let parsed = found.iter().find(|challenge| challenge.scheme == "Bearer").unwrap();
        assert_eq!(
            (parsed.realm.as_deref(), parsed.error.as_deref()),
            (Some("a, Basic b"), Some("invalid_token"))
        );
    }
}

/// A header with thousands of challenges costs what it holds, not that times their number.
#[tokio::test]
async fn a_message_shows_three_challenges_at_most() {
    let (error, found) = challenged(&[vec!["Bearer"; 8_000].join(", ")]).await;
    assert_eq!(found.len(), 8_000);
    assert!(found.iter().all(|challenge| challenge.raw.is_none()));
    assert_eq!(error.to_string().matches("Bearer").count(), 3);

    let (_, found) = challenged(&["=,="]).await;
    let [challenge] = &found[..] else { panic!("one challenge") };
    assert_eq!((challenge.scheme.as_str(), challenge.raw.as_deref()), ("", Some("=,=")));
}

#[tokio::test]
async fn retry_after_is_seconds_or_a_date() {
    for (header, from, to) in [
        ("7", Some(7), Some(7)),
        ("Wed, 21 Oct 2015 07:28:00 GMT", Some(0), Some(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", Some(1_000_000), Some(u64::MAX)),
        ("soon", None, None),
        ("-1", None, None),
        ("99999999999999999999999", Some(u64::MAX), Some(u64::MAX)),
    ] {
        let answer = response("503 Service Unavailable", &[&format!("retry-after: {header}")], "");
        let seconds = get(answer).await.retry_after().map(|duration| duration.as_secs());
        assert!(seconds >= from && seconds <= to, "{header}: {seconds:?}");
    }
}

#[tokio::test]
async fn what_a_builder_is_not_given_is_reported_before_anything_is_sent() {
    let recorder = Recorder::answering(json(READ)).await;
    let half = UpdateClient::builder().grant_types(Vec::new());
    let error = client(&recorder).update_client("x", half).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("no value supplied for client_name"), "{error}");
    assert_eq!(recorder.requests(), Vec::<String>::new());
}
