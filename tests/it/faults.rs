//! Every fault that a server or the network may have, by call: what it is told as, whether the call was done, how
//! often the server saw it, and that nothing secret shows or hangs.

use std::{
    error::Error as StdError,
    time::{Duration, Instant},
};

use collibra_client_management::{
    Client, Error,
    ErrorKind::{self, BodyTooLarge, Decode, Forbidden, Timeout, Transport, Unauthorized, UnexpectedStatus},
    Outcome::{self, Rejected, Unknown},
    RetryPolicy,
    types::{ClientInformation, UpdateClient},
};

use crate::recorder::{
    End::{self, Close, Drip, Reset, Stall},
    Recorder, reply,
};

const TOKEN: &str = "t0ken-t0ken-t0ken";
const SECRET: &str = "s3cr3t-s3cr3t-s3cr3t";
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

/// What a call is answered with.
struct Answer {
    bytes: Vec<u8>,
    end: End,
}

/// A complete reply, then the connection closes.
fn whole(status: &str, headers: &[&str], body: &str) -> Answer {
    raw(&reply(status, headers, body), Close)
}

fn ok(body: &str) -> Answer {
    whole("200 OK", &["content-type: application/json"], body)
}

fn raw(text: &str, end: End) -> Answer {
    Answer { bytes: text.as_bytes().to_vec(), end }
}

/// A 200 whose body is these bytes.
fn ok_bytes(headers: &str, body: &[u8]) -> Answer {
    let head =
        format!("HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    Answer { bytes: [head.as_bytes(), body].concat(), end: Close }
}

async fn make(call: Call, client: &Client) -> Result<(), Error> {
    match call {
        Get => client.get_client().client_id("x").send().await.map(drop),
        Put => {
            let body = UpdateClient::builder().client_name("n");
            client.update_client().client_id("x").body(body).send().await.map(drop)
        }
        Delete => client.delete_client().client_id("x").send().await.map(drop),
    }
}

fn assert_shows_no_secret(name: &str, error: &Error) {
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        let shown = format!("{error} {error:?} {error:#?}");
        for hidden in [TOKEN, SECRET] {
            assert!(!shown.contains(hidden), "{name} shows {hidden}: {shown}");
        }
        next = error.source();
    }
}

/// Makes the call and holds what comes of it against what is expected.
async fn run(name: &str, call: Call, answer: Answer, expected: Expected, requests: usize) {
    let sent = answer.bytes.len();
    let recorder = Recorder::ending(answer.bytes, answer.end).await;
    let retry =
        RetryPolicy::default().base_delay(Duration::from_millis(1)).max_retry_after(Duration::from_millis(2));
    let builder = Client::builder(recorder.url()).bearer_token(TOKEN).retry(retry).max_body_bytes(LIMIT);
    let client =
        builder.timeout(Duration::from_millis(400)).deadline(Duration::from_secs(20)).build().unwrap();
    let started = Instant::now();
    let result = make(call, &client).await;
    assert!(started.elapsed() < Duration::from_secs(20), "{name} went on for {:?}", started.elapsed());
    assert_eq!(recorder.requests().len(), requests, "{name}: requests that the server saw");
    match (result, expected) {
        (Ok(()), None) => {}
        (Ok(()), Some(expected)) => panic!("{name} succeeded, and not {expected:?}"),
        (Err(error), None) => panic!("{name} failed: {error:?}"),
        (Err(error), Some((kind, status, outcome))) => {
            let found = (error.kind(), error.status().map(|status| status.as_u16()), error.outcome());
            assert_eq!(found, (kind, status, outcome), "{name}: {error:?}");
            assert_eq!(error.attempts() as usize, requests, "{name}");
            assert!(error.body().is_none_or(|body| body.len() <= LIMIT.min(sent)), "{name}");
            assert_shows_no_secret(name, &error);
        }
    }
}

/// A table of cases, one after the other: name, call, answer, expectation, requests that the server sees.
macro_rules! cases {
    ($($name:expr, $call:expr, $answer:expr => $expected:expr, $requests:expr;)*) => {
        $(run($name, $call, $answer, $expected, $requests).await;)*
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
        "200 for DELETE", Delete, ok(SECRET) => None, 1;
        "202 for DELETE", Delete, whole("202 Accepted", &[], "") => None, 1;
        "204 with a body", Delete, whole("204 No Content", &[], "not empty") => None, 1;
        "204 for GET", Get, whole("204 No Content", &[], "") => unexpected(204), 1;
        "201 for PUT", Put, whole("201 Created", &[], &secret_body("")) => unexpected(201), 1;
        "206 for GET", Get, whole("206 Partial Content", &[], "{}") => unexpected(206), 1;
        "304 for GET", Get, whole("304 Not Modified", &[], "") => unexpected(304), 1;
        "400 with an error object", Put, whole("400 Bad Request", &[], r#"{"error":"x"}"#) => unexpected(400), 1;
        "401 without challenge", Get, whole("401 Unauthorized", &[], SECRET) => Some((Unauthorized, Some(401), Rejected)), 1;
        "401 that quotes the token", Delete, whole("401 Unauthorized", &[&format!("www-authenticate: Bearer error=\"invalid_token\", error_description=\"{TOKEN}\"")], TOKEN) => Some((Unauthorized, Some(401), Rejected)), 1;
        "401 with 60 kB of challenge", Get, whole("401 Unauthorized", &[&format!("www-authenticate: Bearer realm=\"{}\"", "x".repeat(60_000))], "") => Some((Unauthorized, Some(401), Rejected)), 1;
        "401 with token68", Get, whole("401 Unauthorized", &["www-authenticate: Negotiate YWJj=="], "") => Some((Unauthorized, Some(401), Rejected)), 1;
        "401 with null", Get, whole("401 Unauthorized", &["www-authenticate: null"], "") => Some((Unauthorized, Some(401), Rejected)), 1;
        "403 with cookies", Put, whole("403 Forbidden", &[&format!("set-cookie: a={SECRET}")], SECRET) => Some((Forbidden, Some(403), Rejected)), 1;
        "404 in HTML", Get, whole("404 Not Found", &["content-type: text/html"], "<html>") => unexpected(404), 1;
        "405", Delete, whole("405 Method Not Allowed", &["allow: GET"], "") => unexpected(405), 1;
        "409", Put, whole("409 Conflict", &[], "") => unexpected(409), 1;
        "418", Get, whole("418 I'm a teapot", &[], "short and stout") => unexpected(418), 1;
        "429 for GET", Get, whole("429 Too Many Requests", &["retry-after: 1"], "") => unexpected(429), 3;
        "429 for PUT", Put, whole("429 Too Many Requests", &["retry-after: 1"], "") => unexpected(429), 1;
        "429 until a date", Get, whole("429 Too Many Requests", &["retry-after: Fri, 31 Dec 9999 23:59:59 GMT"], "") => unexpected(429), 3;
        "500 for GET", Get, whole("500 Internal Server Error", &[], SECRET) => unexpected(500), 1;
        "500 for DELETE", Delete, whole("500 Internal Server Error", &[], SECRET) => unexpected(500), 1;
        "502 for GET", Get, whole("502 Bad Gateway", &[], "<html>") => unexpected(502), 3;
        "503 for GET", Get, whole("503 Service Unavailable", &["retry-after: 0"], "") => unexpected(503), 3;
        "503 for DELETE", Delete, whole("503 Service Unavailable", &["retry-after: 0"], "") => unexpected(503), 1;
        "504 for GET", Get, whole("504 Gateway Timeout", &["retry-after: soon"], "") => unexpected(504), 3;
        "504 for PUT", Put, whole("504 Gateway Timeout", &[], "") => unexpected(504), 1;
        "599", Get, whole("599 Whatever", &[], "") => unexpected(599), 1;
        "103 before the reply", Get, raw(&format!("HTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n{}", reply("200 OK", &[], "{}")), Close) => None, 1;
        "100 before the reply", Put, raw(&format!("HTTP/1.1 100 Continue\r\n\r\n{}", reply("200 OK", &[], "{}")), Close) => None, 1;
        "100 and nothing", Get, raw("HTTP/1.1 100 Continue\r\n\r\n", Stall) => Some((Timeout, None, Unknown)), 1;
    }
}

#[tokio::test]
async fn redirects_and_login_pages() {
    let elsewhere = Recorder::answering(reply("200 OK", &[], "{}")).await;
    let to = |url: &str| whole("302 Found", &[&format!("location: {url}")], "<html>Log in</html>");
    let found = Some((UnexpectedStatus, Some(302), Unknown));
    let other = format!("{}/login", elsewhere.url());
    cases! {
        "a login page with 200", Get, whole("200 OK", &["content-type: text/html"], "<html>Log in</html>") => Some((Decode, Some(200), Unknown)), 1;
        "a login page for PUT", Put, whole("200 OK", &["content-type: text/html"], "<html>Log in</html>") => Some((Decode, Some(200), Unknown)), 1;
        "302 to the same host", Get, to("/login") => found, 1;
        "302 to the same host for PUT", Put, to("/login") => found, 1;
        "302 to another host", Get, to(&other) => found, 1;
        "302 to another host for DELETE", Delete, to(&other) => found, 1;
        "302 to itself, over and over", Get, to("") => found, 1;
        "307 to another host", Put, whole("307 Temporary Redirect", &[&format!("location: {other}")], "") => Some((UnexpectedStatus, Some(307), Unknown)), 1;
        "308 to another host", Delete, whole("308 Permanent Redirect", &[&format!("location: {other}")], "") => Some((UnexpectedStatus, Some(308), Unknown)), 1;
        "303 after a PUT", Put, whole("303 See Other", &["location: /done"], "") => Some((UnexpectedStatus, Some(303), Unknown)), 1;
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
        "an empty 200 for PUT", Put, ok("") => decode, 1;
        "another type for a member", Put, ok(&secret_body(r#","client_name":1"#)) => decode, 1;
        "a doubled member", Put, ok(&secret_body(&format!(r#","client_secret":"{SECRET}""#))) => decode, 1;
        "a secret that is a number", Put, ok(r#"{"client_secret":12345}"#) => decode, 1;
        "an array in place of an object", Get, ok(&format!("[\"{SECRET}\"]")) => decode, 1;
        "a string in place of an object", Put, ok(&format!("\"{SECRET}\"")) => decode, 1;
        "null in place of an object", Get, ok("null") => decode, 1;
        "JSON and more", Put, ok(&format!("{} {SECRET}", secret_body(""))) => decode, 1;
        "JSON cut off", Put, ok(&secret_body("")[..30]) => decode, 1;
        "a time that is a string", Get, ok(r#"{"client_id_issued_at":"1"}"#) => decode, 1;
        "a time that is a fraction", Get, ok(r#"{"client_id_issued_at":1.5}"#) => decode, 1;
        "a time beyond 64 bits", Get, ok(r#"{"client_id_issued_at":9223372036854775808}"#) => decode, 1;
        "the earliest time", Get, ok(r#"{"client_id_issued_at":-9223372036854775808}"#) => None, 1;
        "the latest time", Get, ok(r#"{"client_id_issued_at":9223372036854775807}"#) => None, 1;
        "grant types of null", Get, ok(r#"{"grant_types":null}"#) => None, 1;
        "grant types that are a string", Get, ok(r#"{"grant_types":"a"}"#) => decode, 1;
        "grant types with null among them", Get, ok(r#"{"grant_types":[null]}"#) => decode, 1;
        "grant types nobody knows", Get, ok(r#"{"grant_types":["urn:x:y",""]}"#) => None, 1;
        "members nobody knows", Put, ok(&secret_body(r#","new":{"a":[1,2]},"other":null"#)) => None, 1;
        "members nobody knows, doubled", Get, ok(r#"{"x":1,"x":2}"#) => None, 1;
        "nesting of 10,000 in what nobody knows", Get, ok(&nested(10_000)) => None, 1;
        "nesting of 10,000 in a member", Get, ok(&nested(10_000).replace("\"x\"", "\"grant_types\"")) => decode, 1;
        "invalid UTF-8", Get, ok_bytes("", b"{\"client_name\":\"\xff\"}") => decode, 1;
        "a byte order mark", Get, ok_bytes("", b"\xef\xbb\xbf{}") => decode, 1;
        "UTF-16", Get, ok_bytes("content-type: application/json; charset=utf-16\r\n", b"\xff\xfe{\0}\0") => decode, 1;
        "a lone surrogate", Get, ok(r#"{"client_name":"\ud800"}"#) => decode, 1;
        "gzip, declared and not asked for", Put, ok_bytes("content-encoding: gzip\r\n", b"\x1f\x8b\x08\x00garbage") => decode, 1;
        "another content type", Get, whole("200 OK", &["content-type: text/plain"], "{}") => None, 1;
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
        "closed before a byte", Get, raw("", Close) => broken, 3;
        "closed before a byte, PUT", Put, raw("", Close) => broken, 1;
        "closed before a byte, DELETE", Delete, raw("", Close) => broken, 1;
        "reset before a byte", Get, raw("", Reset) => broken, 3;
        "reset before a byte, PUT", Put, raw("", Reset) => broken, 1;
        "reset before a byte, DELETE", Delete, raw("", Reset) => broken, 1;
        "closed within the head", Put, raw("HTTP/1.1 200 OK\r\ncont", Close) => broken, 1;
        "closed within the body", Get, raw(&format!("{head}{{"), Close) => cut, 1;
        "closed within the body, PUT", Put, raw(&format!("{head}{}", &secret[..20]), Close) => cut, 1;
        "closed before the body, DELETE", Delete, raw(head, Close) => None, 1;
        "silent from the start", Get, raw("", Stall) => late, 1;
        "silent from the start, PUT", Put, raw("", Stall) => late, 1;
        "silent from the start, DELETE", Delete, raw("", Stall) => late, 1;
        "silent within the head", Get, raw("HTTP/1.1 200 OK\r\n", Stall) => late, 1;
        "silent within the body", Get, raw(&format!("{head}{{"), Stall) => late_body, 1;
        "silent within the body, PUT", Put, raw(&format!("{head}{{\"client_secret\":\"{SECRET}"), Stall) => late_body, 1;
        "a byte now and then", Get, raw("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n", Drip) => late_body, 1;
        "a byte now and then, of an error", Get, raw("HTTP/1.1 403 Forbidden\r\ncontent-length: 100000\r\n\r\n", Drip) => Some((Forbidden, Some(403), Rejected)), 1;
        "less than the declared length", Put, raw(&format!("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{secret}"), Close) => cut, 1;
        "more than the declared length", Get, raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}{}{}", Close) => None, 1;
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

/// The new secret of an update whose reply can't be used is still there for who asks for it.
#[tokio::test]
async fn no_fault_of_a_reply_loses_the_secret_in_it() {
    for (name, answer) in [
        ("another type beside it", ok(&secret_body(r#","client_name":1"#))),
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
        let recorder = Recorder::ending(answer.bytes, answer.end).await;
        let builder =
            Client::builder(recorder.url()).max_body_bytes(LIMIT).timeout(Duration::from_millis(400));
        let error = make(Put, &builder.build().unwrap()).await.expect_err(name);
        let body = String::from_utf8_lossy(error.body().expect(name)).into_owned();
        assert!(body.contains(SECRET), "{name}: {error:?}");
        assert_shows_no_secret(name, &error);
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
