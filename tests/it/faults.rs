//! Every fault that a server or the network may have, by call: what it is reported as, whether the call was done, how
//! often it was sent, and that nothing secret shows or hangs.

use std::time::Duration;

use collibra_client_management::{
    Client, Error,
    ErrorKind::{self, BodyTooLarge, Decode, Forbidden, Timeout, Transport, Unauthorized, UnexpectedStatus},
    Outcome::{self, Rejected, Unknown},
    RetryPolicy,
    types::{ClientInformation, UpdateClient},
};
use tokio::task::JoinSet;

use crate::{
    recorder::{
        Answer,
        AnswerEnd::{self, Close, Drip, Reset, Stall},
        READ, Recorder, outwait, response,
    },
    secrets::{SECRET, TOKEN, assert_error_hides},
};

/// What a body may hold at most.
const LIMIT: usize = 64 << 10;

/// The call to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Get,
    Put,
    Delete,
}
use Call::{Delete, Get, Put};

/// What is expected of a call: nothing but success, or this kind, status and outcome.
type Expected = Option<(ErrorKind, Option<u16>, Outcome)>;

/// A complete response, then the connection closes.
fn whole(status: &str, headers: &[&str], body: &str) -> Answer {
    response(status, headers, body).into()
}

fn ok(body: &str) -> Answer {
    whole("200 OK", &["content-type: application/json"], body)
}

fn raw(text: &str, end: AnswerEnd) -> Answer {
    Answer::new(text, end)
}

/// A 200 whose body is these bytes.
fn ok_bytes(headers: &str, body: &[u8]) -> Answer {
    let head =
        format!("HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat().into()
}

async fn make(call: Call, client: &Client) -> Result<(), Error> {
    match call {
        Get => client.get_client("x").send().await.map(drop),
        Put => {
            let body = UpdateClient::builder().client_name("n");
            client.update_client("x", body).send().await.map(drop)
        }
        Delete => client.delete_client("x").send().await.map(drop),
    }
}

fn client(recorder: &Recorder) -> Client {
    let retry =
        RetryPolicy::default().base_delay(Duration::from_millis(1)).max_retry_after(Duration::from_millis(2));
    let builder = Client::builder(recorder.url()).bearer_token(TOKEN).retry(retry).max_body_bytes(LIMIT);
    builder.build().unwrap()
}

/// A name, a call, what it is answered with, what is expected, and how many requests the server sees.
type Case = (String, Call, Answer, Expected, usize);

/// Runs a table of cases: those that wait for a timeout one after the other, since they pause the clock, and the others
/// at once.
async fn run_all(cases: impl IntoIterator<Item = Case>) {
    let (waiting, others) =
        cases.into_iter().partition::<Vec<_>, _>(|(_, _, answer, ..)| matches!(answer.end, Stall | Drip));
    others.into_iter().map(run).collect::<JoinSet<_>>().join_all().await;
    for case in waiting {
        run(case).await;
    }
}

/// Makes the call and compares what comes of it with what is expected. What is sent more than once is what the error
/// calls retryable, and nothing else.
async fn run((name, call, answer, expected, requests): Case) {
    // What drips in comes without end.
    let sent = if answer.end == Drip { LIMIT } else { answer.bytes.len() };
    let waits = matches!(answer.end, Stall | Drip);
    let recorder = Recorder::answering(answer).await;
    let client = client(&recorder);
    let made = make(call, &client);
    let result = if waits { outwait(&recorder, made).await } else { made.await };
    assert_eq!(recorder.requests().len(), requests, "{name}: requests that the server saw");
    match (result, expected) {
        (Ok(()), None) => {}
        (Ok(()), Some(expected)) => panic!("{name} succeeded, and not {expected:?}"),
        (Err(error), None) => panic!("{name} failed: {error:?}"),
        (Err(error), Some((kind, status, outcome))) => {
            let found = (error.kind(), error.status().map(|status| status.as_u16()), error.outcome());
            assert_eq!(found, (kind, status, outcome), "{name}: {error:?}");
            assert_eq!(error.attempts() as usize, requests, "{name}");
            assert_eq!(error.is_retryable(), requests > 1, "{name}: {error:?}");
            assert!(error.body().is_none_or(|body| body.len() <= LIMIT.min(sent)), "{name}");
            assert_error_hides(&name, &error);
        }
    }
}

/// A table of cases.
macro_rules! cases {
    ($($name:expr, $call:expr, $answer:expr => $expected:expr, $requests:expr;)*) => {
        run_all([$(($name.to_owned(), $call, $answer, $expected, $requests)),*]).await
    };
}

fn secret_body(rest: &str) -> String {
    format!(r#"{{"client_secret":"{SECRET}"{rest}}}"#)
}

#[tokio::test]
async fn statuses() {
    let unexpected =
        |status| Some((UnexpectedStatus, Some(status), if status / 100 == 4 { Rejected } else { Unknown }));
    cases! {
        "204 with a body", Delete, whole("204 No Content", &[], "not empty") => None, 1;
        "204 that declares a body and sends none", Delete, raw("HTTP/1.1 204 No Content\r\ncontent-length: 9\r\n\r\n", Stall) => None, 1;
        "204 for GET", Get, whole("204 No Content", &[], "") => unexpected(204), 1;
        "201 for PUT", Put, whole("201 Created", &[], &secret_body("")) => unexpected(201), 1;
        "206 for GET", Get, whole("206 Partial Content", &[], "{}") => unexpected(206), 1;
        "304 for GET", Get, whole("304 Not Modified", &[], "") => unexpected(304), 1;
        "400 with an error object", Put, whole("400 Bad Request", &[], r#"{"error":"x"}"#) => unexpected(400), 1;
        "401 that quotes the token", Delete, whole("401 Unauthorized", &[&format!("www-authenticate: Bearer error=\"invalid_token\", error_description=\"{TOKEN}\"")], TOKEN) => Some((Unauthorized, Some(401), Rejected)), 1;
        "401 with 60 kB of challenge", Get, whole("401 Unauthorized", &[&format!("www-authenticate: Bearer realm=\"{}\"", "x".repeat(60_000))], "") => Some((Unauthorized, Some(401), Rejected)), 1;
        "401 with token68", Get, whole("401 Unauthorized", &["www-authenticate: Negotiate YWJj=="], "") => Some((Unauthorized, Some(401), Rejected)), 1;
        "401 with null", Get, whole("401 Unauthorized", &["www-authenticate: null"], "") => Some((Unauthorized, Some(401), Rejected)), 1;
        "403 with cookies", Put, whole("403 Forbidden", &[&format!("set-cookie: a={SECRET}")], SECRET) => Some((Forbidden, Some(403), Rejected)), 1;
        "404 in HTML", Get, whole("404 Not Found", &["content-type: text/html"], "<html>") => unexpected(404), 1;
        "418", Get, whole("418 I'm a teapot", &[], "short and stout") => unexpected(418), 1;
        "429 until a date", Get, whole("429 Too Many Requests", &["retry-after: Fri, 31 Dec 1999 23:59:59 GMT"], "") => unexpected(429), 3;
        "504 for GET", Get, whole("504 Gateway Timeout", &["retry-after: soon"], "") => unexpected(504), 3;
        "599", Get, whole("599 Whatever", &[], "") => unexpected(599), 1;
        "103 before the response", Get, raw(&format!("HTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n{}", response("200 OK", &[], READ)), Close) => None, 1;
        "100 before the response", Put, raw(&format!("HTTP/1.1 100 Continue\r\n\r\n{}", response("200 OK", &[], READ)), Close) => None, 1;
        "100 and nothing", Get, raw("HTTP/1.1 100 Continue\r\n\r\n", Stall) => Some((Timeout, None, Unknown)), 1;
    }
}

/// A PUT or DELETE is sent once whatever comes of it.
#[tokio::test]
async fn each_method_is_sent_as_often_as_its_failure_allows() {
    let status = |status: &str| whole(status, &["retry-after: 0"], SECRET);
    let unexpected = |status| (UnexpectedStatus, Some(status), Unknown);
    let mut cases = Vec::new();
    // What is answered, what that is reported as, and how often a GET is sent.
    for (answer, error, gets) in [
        (status("429 Too Many Requests"), (UnexpectedStatus, Some(429), Rejected), 3),
        (status("502 Bad Gateway"), unexpected(502), 3),
        (status("503 Service Unavailable"), unexpected(503), 3),
        (status("504 Gateway Timeout"), unexpected(504), 3),
        (status("500 Internal Server Error"), unexpected(500), 1),
        // A server that took too long to read a request may have read it all the same.
        (status("408 Request Timeout"), unexpected(408), 1),
        (status("400 Bad Request"), (UnexpectedStatus, Some(400), Rejected), 1),
        (status("401 Unauthorized"), (Unauthorized, Some(401), Rejected), 1),
        (status("403 Forbidden"), (Forbidden, Some(403), Rejected), 1),
        (status("302 Found"), unexpected(302), 1),
        (raw("", Close), (Transport, None, Unknown), 3),
        (raw("", Reset), (Transport, None, Unknown), 3),
        (raw("HTTP/1.1 200", Close), (Transport, None, Unknown), 3),
        (raw("", Stall), (Timeout, None, Unknown), 1),
        // The status counts, and of the body what came.
        (
            raw("HTTP/1.1 404 Not Found\r\ncontent-length: 9\r\n\r\n", Close),
            (UnexpectedStatus, Some(404), Rejected),
            1,
        ),
    ] {
        for (call, requests) in [(Get, gets), (Put, 1), (Delete, 1)] {
            let name = format!("{call:?}, answered {:?}", String::from_utf8_lossy(&answer.bytes));
            cases.push((name, call, answer.clone(), Some(error), requests));
        }
    }
    run_all(cases).await;
}

#[tokio::test]
async fn redirects_and_login_pages() {
    let elsewhere = Recorder::answering(response("200 OK", &[], READ)).await;
    let to = |url: &str| whole("302 Found", &[&format!("location: {url}")], "<html>Log in</html>");
    let found = Some((UnexpectedStatus, Some(302), Unknown));
    let other = format!("{}/login", elsewhere.url());
    cases! {
        "a login page with 200", Get, whole("200 OK", &["content-type: text/html"], "<html>Log in</html>") => Some((Decode, Some(200), Unknown)), 1;
        "302 to the same host", Get, to("/login") => found, 1;
        "302 to another host", Get, to(&other) => found, 1;
        "302 to another host for DELETE", Delete, to(&other) => found, 1;
        "302 to itself, over and over", Get, to("") => found, 1;
        "307 to another host", Put, whole("307 Temporary Redirect", &[&format!("location: {other}")], "") => Some((UnexpectedStatus, Some(307), Unknown)), 1;
        "308 to another host", Delete, whole("308 Permanent Redirect", &[&format!("location: {other}")], "") => Some((UnexpectedStatus, Some(308), Unknown)), 1;
        "301 to another host", Delete, whole("301 Moved Permanently", &[&format!("location: {other}")], "") => Some((UnexpectedStatus, Some(301), Unknown)), 1;
        "303 after a PUT", Put, whole("303 See Other", &["location: /done"], "") => Some((UnexpectedStatus, Some(303), Unknown)), 1;
        "a location and a body with the secret", Put, whole("302 Found", &[&format!("location: /?{SECRET}")], SECRET) => found, 1;
        "a location with the token", Get, to(&format!("https://example.com/?{TOKEN}")) => found, 1;
    }
    assert_eq!(elsewhere.requests(), Vec::<String>::new(), "nothing went elsewhere");
}

#[tokio::test]
async fn bodies_that_are_not_the_documented_json() {
    let decode = Some((Decode, Some(200), Unknown));
    let nested = |depth: usize| format!("{{\"x\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    cases! {
        "an empty 200", Get, ok("") => decode, 1;
        "another type for a member", Put, ok(&secret_body(r#","client_name":1"#)) => decode, 1;
        "a doubled member", Put, ok(&secret_body(&format!(r#","client_secret":"{SECRET}""#))) => decode, 1;
        "a secret that is a number", Put, ok(r#"{"client_secret":12345}"#) => decode, 1;
        "an array in place of an object", Get, ok(&format!("[\"{SECRET}\"]")) => decode, 1;
        "a string in place of an object", Put, ok(&format!("\"{SECRET}\"")) => decode, 1;
        "null in place of an object", Get, ok("null") => decode, 1;
        "JSON and more", Put, ok(&format!("{} {SECRET}", secret_body(""))) => decode, 1;
        "a secret in place of a time", Put, ok(&format!("{{\"client_id_issued_at\":\"{SECRET}\"}}")) => decode, 1;
        "a bad escape", Put, ok(&format!("{{\"client_secret\":\"{SECRET}\\x\"}}")) => decode, 1;
        "a secret in HTML", Put, whole("200 OK", &["content-type: text/html", &format!("set-cookie: a={SECRET}")], &format!("<p>{SECRET}</p>")) => decode, 1;
        "JSON cut off", Put, ok(&secret_body("")[..30]) => decode, 1;
        "a time that is a string", Get, ok(r#"{"client_id_issued_at":"1"}"#) => decode, 1;
        "a time that is a fraction", Get, ok(r#"{"client_id_issued_at":1.5}"#) => decode, 1;
        "a time beyond 64 bits", Get, ok(r#"{"client_id_issued_at":9223372036854775808}"#) => decode, 1;
        "the earliest time", Get, ok(r#"{"client_id_issued_at":-9223372036854775808}"#) => None, 1;
        "the latest time", Get, ok(r#"{"client_id_issued_at":9223372036854775807}"#) => None, 1;
        "grant types of null", Get, ok(r#"{"client_name":"n","grant_types":null}"#) => None, 1;
        "grant types that are a string", Get, ok(r#"{"grant_types":"a"}"#) => decode, 1;
        "grant types with null among them", Get, ok(r#"{"grant_types":[null]}"#) => decode, 1;
        "grant types nobody knows", Get, ok(r#"{"grant_types":["urn:x:y",""]}"#) => None, 1;
        "members nobody knows", Put, ok(&secret_body(r#","new":{"a":[1,2]},"other":null"#)) => None, 1;
        "members nobody knows, doubled", Get, ok(r#"{"client_name":"n","x":1,"x":2}"#) => decode, 1;
        "nesting of 10,000 in what nobody knows", Get, ok(&nested(10_000).replacen('{', r#"{"client_name":"n","#, 1)) => decode, 1;
        "nesting of 10,000 in a member", Get, ok(&nested(10_000).replace("\"x\"", "\"grant_types\"")) => decode, 1;
        "invalid UTF-8", Get, ok_bytes("", b"{\"client_name\":\"\xff\"}") => decode, 1;
        "a byte order mark", Get, ok_bytes("", b"\xef\xbb\xbf{}") => decode, 1;
        "UTF-16", Get, ok_bytes("content-type: application/json; charset=utf-16\r\n", b"\xff\xfe{\0}\0") => decode, 1;
        "a lone surrogate", Get, ok(r#"{"client_name":"\ud800"}"#) => decode, 1;
        "gzip, declared and not asked for", Put, ok_bytes("content-encoding: gzip\r\n", b"\x1f\x8b\x08\x00garbage") => decode, 1;
        "another content type", Get, whole("200 OK", &["content-type: text/plain"], READ) => None, 1;
        "a body beyond the limit", Put, ok(&format!("{}{}", secret_body(""), " ".repeat(LIMIT))) => Some((BodyTooLarge, Some(200), Unknown)), 1;
    }
}

#[tokio::test]
async fn connections_that_fail() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n";
    let broken = Some((Transport, None, Unknown));
    let cut = Some((Transport, Some(200), Unknown));
    let late = Some((Timeout, None, Unknown));
    let late_body = Some((Timeout, Some(200), Unknown));
    let secret = secret_body("");
    cases! {
        "closed within the head", Put, raw("HTTP/1.1 200 OK\r\ncont", Close) => broken, 1;
        "closed within the body", Get, raw(&format!("{head}{{"), Close) => cut, 1;
        "closed within the body, PUT", Put, raw(&format!("{head}{}", &secret[..20]), Close) => cut, 1;
        "closed before the body, DELETE", Delete, raw(head, Close) => Some((UnexpectedStatus, Some(200), Unknown)), 1;
        "silent within the head", Get, raw("HTTP/1.1 200 OK\r\n", Stall) => late, 1;
        "silent within the body", Get, raw(&format!("{head}{{"), Stall) => late_body, 1;
        "silent within the body, PUT", Put, raw(&format!("{head}{{\"client_secret\":\"{SECRET}"), Stall) => late_body, 1;
        "a byte now and then", Get, raw("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n", Drip) => late_body, 1;
        "a byte now and then, of an error", Get, raw("HTTP/1.1 403 Forbidden\r\ncontent-length: 100000\r\n\r\n", Drip) => Some((Forbidden, Some(403), Rejected)), 1;
        "less than the declared length", Put, raw(&format!("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{secret}"), Close) => cut, 1;
        "more than the declared length", Get, raw(&format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{READ}{READ}", READ.len()), Close) => None, 1;
        "a declared length of nonsense", Get, raw("HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n{}", Close) => broken, 3;
        "two lengths that differ", Put, raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}", Close) => broken, 1;
        "a chunk that breaks off", Get, raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{", Close) => cut, 1;
        "a chunk of nonsense", Get, raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}", Close) => cut, 1;
        "not HTTP", Put, raw(&format!("{SECRET}\r\n\r\n"), Close) => broken, 1;
        "an older HTTP", Get, raw("<html>", Close) => broken, 3;
        "another HTTP", Get, raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Close) => broken, 3;
        "a header that isn't one", Put, raw(&format!("HTTP/1.1 200 OK\r\n{SECRET}\r\n\r\n"), Close) => broken, 1;
        "a header of a megabyte", Get, raw(&format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "x".repeat(1 << 20)), Close) => broken, 3;
        "ten thousand headers", Put, raw(&format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(10_000)), Close) => broken, 1;
    }
}

/// The new secret of an update whose response can't be used is still there for who asks for it.
#[tokio::test]
async fn no_fault_of_a_response_loses_the_secret_in_it() {
    for (name, answer) in [
        ("a member of another type", ok(&secret_body(r#","client_name":1"#))),
        ("doubled", ok(&secret_body(&format!(r#","client_secret":"{SECRET}""#)))),
        ("another status", whole("201 Created", &[], &secret_body(""))),
        ("too much", ok(&format!("{}{}", secret_body(""), " ".repeat(LIMIT)))),
        (
            "cut off",
            raw(&format!("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{}", secret_body("")), Close),
        ),
        (
            "stalled",
            raw(&format!("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{}", secret_body("")), Stall),
        ),
    ] {
        let waits = answer.end == Stall;
        let recorder = Recorder::answering(answer).await;
        let client = client(&recorder);
        let made = make(Put, &client);
        let error = if waits { outwait(&recorder, made).await } else { made.await }.expect_err(name);
        let body = String::from_utf8_lossy(error.body().expect(name)).into_owned();
        assert!(body.contains(SECRET), "{name}: {error:?}");
        assert_error_hides(name, &error);
    }
}

#[test]
fn the_extremes_of_a_time_are_read() {
    for seconds in [i64::MIN, i64::MAX] {
        let json = format!(r#"{{"client_id_issued_at":{seconds}}}"#);
        let read: ClientInformation = serde_json::from_str(&json).unwrap();
        assert_eq!(read.client_id_issued_at, Some(seconds));
    }
}
