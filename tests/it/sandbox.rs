//! The sandbox held against the vendor's document and the RFCs, over real sockets.
//!
//! Without our client: it is what this server is to be trusted to judge.

use std::collections::HashSet;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use collibra_client_management::sandbox::{Registered, Sandbox};
use collibra_client_management::{Secret, Server};
use serde_json::{Value, json};

const JSON: &str = "Content-Type: application/json";

/// A reply, taken apart by hand so that nothing is made up for the server.
#[derive(Debug)]
struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Reply {
    /// The value of a header that may occur once.
    fn header(&self, name: &str) -> Option<&str> {
        let mut values =
            self.headers.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_str());
        let value = values.next();
        assert_eq!(values.next(), None, "{name} came twice");
        value
    }

    fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"), "{self:?}");
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The `error` of the body, which must come with a description.
    fn error(&self) -> String {
        let body = self.json();
        assert!(body["error_description"].as_str().is_some_and(|text| !text.is_empty()), "{body}");
        body["error"].as_str().unwrap().to_owned()
    }
}

fn address(sandbox: &Sandbox) -> SocketAddr {
    sandbox.url().strip_prefix("http://").unwrap().parse().unwrap()
}

fn connect(sandbox: &Sandbox) -> TcpStream {
    let stream = TcpStream::connect(address(sandbox)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// Sends these bytes on a connection of their own and reads until the server closes it.
fn exchange(sandbox: &Sandbox, request: &[u8]) -> Reply {
    let mut stream = connect(sandbox);
    stream.write_all(request).unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).unwrap();
    let end = reply.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
    parsed(&reply[..end], reply[end + 4..].to_vec())
}

fn parsed(head: &[u8], body: Vec<u8>) -> Reply {
    let mut lines = str::from_utf8(head).unwrap().split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.to_ascii_lowercase(), value.to_owned())
    });
    Reply { status, headers: headers.collect(), body }
}

/// A request with these header lines, and a body unless it is empty.
fn send(sandbox: &Sandbox, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Reply {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for line in headers {
        head += line;
        head += "\r\n";
    }
    if !body.is_empty() {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    head += "\r\n";
    exchange(sandbox, &[head.as_bytes(), body].concat())
}

fn bearer(token: &Secret) -> String {
    format!("Authorization: Bearer {}", token.expose_secret())
}

fn path(client: &Registered) -> String {
    format!("{}/clients/{}", client.base_path, client.client_id)
}

fn get(sandbox: &Sandbox, path: &str) -> Reply {
    send(sandbox, "GET", path, &[&bearer(sandbox.token())], b"")
}

fn put(sandbox: &Sandbox, path: &str, body: impl AsRef<[u8]>) -> Reply {
    send(sandbox, "PUT", path, &[&bearer(sandbox.token()), JSON], body.as_ref())
}

fn delete(sandbox: &Sandbox, path: &str) -> Reply {
    send(sandbox, "DELETE", path, &[&bearer(sandbox.token())], b"")
}

#[tokio::test]
async fn a_client_is_read_updated_deleted_and_gone() {
    let sandbox = Sandbox::start().await.unwrap();
    for server in Server::ALL {
        let client = sandbox.register_at(*server, "reporting", Some(&["client_credentials"])).unwrap();
        let path = path(&client);
        assert!(path.starts_with(server.as_str()));

        let known = json!({
            "client_id": client.client_id,
            "client_id_issued_at": client.client_id_issued_at,
            "client_name": "reporting",
            "grant_types": ["client_credentials"],
        });
        let reply = get(&sandbox, &path);
        assert_eq!((reply.status, reply.json()), (200, known));

        let reply = put(&sandbox, &path, r#"{"client_name":"billing","grant_types":["password"]}"#);
        let secret = sandbox.registered(&client.client_id).unwrap().client_secret;
        let updated = json!({
            "client_id": client.client_id,
            "client_id_issued_at": client.client_id_issued_at,
            "client_name": "billing",
            "grant_types": ["password"],
            "client_secret": secret.expose_secret(),
        });
        assert_eq!((reply.status, reply.json()), (200, updated));

        let reply = delete(&sandbox, &path);
        assert_eq!((reply.status, reply.body.as_slice()), (204, &b""[..]));
        assert_eq!((reply.header("content-length"), reply.header("content-type")), (None, None));
        assert_eq!(sandbox.count(*server), 0);
        assert!(sandbox.registered(&client.client_id).is_none());

        for reply in
            [get(&sandbox, &path), delete(&sandbox, &path), put(&sandbox, &path, r#"{"client_name":"n"}"#)]
        {
            assert_eq!(reply.status, 401);
            assert!(reply.header("www-authenticate").unwrap().contains(r#"error="invalid_token""#));
        }
    }
}

#[tokio::test]
async fn an_omitted_member_is_deleted_and_an_empty_list_is_kept() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &["password"]).unwrap();
    for (body, grant_types) in [
        (r#"{"client_name":"n","grant_types":[]}"#, Some(json!([]))),
        (r#"{"client_name":"n","grant_types":["a","b"]}"#, Some(json!(["a", "b"]))),
        (r#"{"client_name":"n"}"#, None),
    ] {
        let updated = put(&sandbox, &path(&client), body);
        let read = get(&sandbox, &path(&client));
        assert_eq!((updated.status, read.status), (200, 200), "{body}");
        assert_eq!(updated.json().get("grant_types"), grant_types.as_ref(), "{body}");
        assert_eq!(read.json().get("grant_types"), grant_types.as_ref(), "{body}");
    }
}

#[tokio::test]
async fn each_update_brings_a_new_secret_that_is_never_read_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &[]).unwrap();
    let mut secrets = HashSet::from([client.client_secret.expose_secret().to_owned()]);
    for updates in 1..=5 {
        let secret = put(&sandbox, &path(&client), r#"{"client_name":"n"}"#).json()["client_secret"].clone();
        let secret = secret.as_str().unwrap().to_owned();
        assert!(secret.len() >= 32);

        let now = sandbox.registered(&client.client_id).unwrap();
        assert_eq!((now.client_secret.expose_secret(), now.updates), (secret.as_str(), updates));
        assert_eq!(get(&sandbox, &path(&client)).json().get("client_secret"), None);
        assert!(secrets.insert(secret), "a secret came again");
    }
}

/// What is sent (in words, path, headers), and the status and challenge it earns.
type AccessCase<'a> = (&'a str, &'a str, &'a [&'a str], u16, Option<&'a str>);

#[tokio::test]
async fn who_is_refused_and_how_it_is_told() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &[]).unwrap();
    let other = sandbox.register("m", &[]).unwrap();
    let mine = path(&client);
    let good = bearer(sandbox.token());
    let good_lower = good.replace("Bearer", "bearer");
    let longer = format!("{good}x");
    let shorter = &good[..good.len() - 1];
    let basic = good.replace("Bearer", "Basic");
    let deleted = sandbox.register("d", &[]).unwrap();
    let denied = bearer(&sandbox.token_except([&client.client_id, &deleted.client_id]));
    let deleted = path(&deleted);
    assert_eq!(delete(&sandbox, &deleted).status, 204);
    let elsewhere = bearer(&sandbox.token_except([&other.client_id]));
    let unknown = format!("{mine}x");
    let by_other_base = mine.replace(Server::ALL[0].as_str(), Server::ALL[1].as_str());
    let sentence = "This client doesn't exist on this server, or the provided access token is invalid";
    let invalid = format!(r#"Bearer realm="sandbox", error="invalid_token", error_description="{sentence}""#);
    let (bare, invalid) = (Some(r#"Bearer realm="sandbox""#), Some(invalid.as_str()));

    let cases: &[AccessCase<'_>] = &[
        ("the token", &mine, &[&good], 200, None),
        ("a scheme in lower case", &mine, &[&good_lower], 200, None),
        ("a token denied elsewhere", &mine, &[&elsewhere], 200, None),
        ("no token", &mine, &[], 401, bare),
        ("no token, unknown client", &unknown, &[], 401, bare),
        ("another scheme", &mine, &[&basic], 401, bare),
        ("an empty header", &mine, &["Authorization:"], 401, bare),
        ("a scheme alone", &mine, &["Authorization: Bearer"], 401, invalid),
        ("a token too long", &mine, &[&longer], 401, invalid),
        ("a token too short", &mine, &[shorter], 401, invalid),
        ("two headers, one good", &mine, &[&good, &basic], 401, invalid),
        ("two headers, both good", &mine, &[&good, &good], 401, invalid),
        ("unknown client", &unknown, &[&good], 401, invalid),
        ("a client that is gone", &deleted, &[&good], 401, invalid),
        ("a client that is gone, denied token", &deleted, &[&denied], 401, invalid),
        ("the client of another base path", &by_other_base, &[&good], 401, invalid),
        ("a denied token", &mine, &[&denied], 403, None),
    ];
    for method in ["GET", "PUT", "DELETE", "HEAD"] {
        for &(what, path, headers, status, challenge) in cases {
            if status == 200 && method == "DELETE" {
                continue;
            }
            let body = if method == "PUT" { br#"{"client_name":"n"}"#.as_slice() } else { b"" };
            let reply = send(&sandbox, method, path, &[headers, &[JSON]].concat(), body);
            let told = (reply.status, reply.header("www-authenticate"));
            assert_eq!(told, (status, challenge), "{method} with {what}");
            assert!(status == 200 || reply.body.is_empty(), "{method} with {what}");
        }
    }
    assert_eq!(sandbox.count(Server::default()), 2);
}

#[tokio::test]
async fn which_updates_are_refused_and_why() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &["password"]).unwrap();
    sandbox.register("taken", &[]).unwrap();
    let path = path(&client);
    let deep = format!(r#"{{"client_name":"n","x":{}{}}}"#, "[".repeat(50_000), "]".repeat(50_000));
    let id = format!(r#"{{"client_name":"n","client_id":"{}"}}"#, client.client_id);

    let (request, metadata) = (Some("invalid_request"), Some("invalid_client_metadata"));
    let cases: &[(&[u8], Option<&str>)] = &[
        (br#"{"client_name":"n"}"#, None),
        (b" {\"x\" : {\"y\":[null]}, \"grant_types\":[], \"client_name\" : \"\\u006e\" } ", None),
        (br#"{"client_name":"n","client_id_issued_at":"x","client_secret":1}"#, None),
        (id.as_bytes(), None),
        (b"{", request),
        (b"client_name=n", request),
        (b"null", request),
        (br#"["n",[]]"#, request),
        (br#"{"client_name":"n"}{}"#, request),
        (br#"{"client_name":"n","client_name":"n"}"#, request),
        (br#"{"client_name":"n","x":1,"x":1}"#, request),
        (b"{\"client_name\":\"n\xff\"}", request),
        (b"{\"client_name\":\"n\",\"x\":\"\xc0\xaf\"}", request),
        (b"\xef\xbb\xbf{\"client_name\":\"n\"}", request),
        (br#"{"client_name":"\ud800"}"#, request),
        (deep.as_bytes(), request),
        (b"{}", metadata),
        (br#"{"grant_types":[]}"#, metadata),
        (br#"{"client_name":null}"#, metadata),
        (br#"{"client_name":["n"]}"#, metadata),
        (br#"{"client_name":"n","grant_types":null}"#, metadata),
        (br#"{"client_name":"n","grant_types":"password"}"#, metadata),
        (br#"{"client_name":"n","grant_types":[null]}"#, metadata),
        (br#"{"client_name":"n","client_id":"other"}"#, metadata),
        (br#"{"client_name":"taken"}"#, metadata),
    ];
    for (body, error) in cases {
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]);
        let before = sandbox.registered(&client.client_id).unwrap();
        let reply = put(&sandbox, &path, body);
        let after = sandbox.registered(&client.client_id).unwrap();
        match error {
            None => assert_eq!((reply.status, after.updates), (200, before.updates + 1), "{shown}"),
            Some(error) => {
                assert_eq!((reply.status, reply.error().as_str()), (400, *error), "{shown}");
                assert_eq!(after.updates, before.updates, "{shown}");
                assert_eq!(
                    after.client_secret.expose_secret(),
                    before.client_secret.expose_secret(),
                    "{shown}"
                );
            }
        }
    }
    let empty = send(&sandbox, "PUT", &path, &[&bearer(sandbox.token()), JSON, "Content-Length: 0"], b"");
    assert_eq!((empty.status, empty.error().as_str()), (400, "invalid_request"));
}

#[tokio::test]
async fn only_json_is_taken() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &[]).unwrap();
    let cases: &[(&[&str], u16)] = &[
        (&["Content-Type: application/json"], 200),
        (&["Content-Type: application/json; charset=utf-8"], 200),
        (&["content-type: Application/JSON ;a=b"], 200),
        (&[], 415),
        (&["Content-Type:"], 415),
        (&["Content-Type: text/plain"], 415),
        (&["Content-Type: application/json5"], 415),
        (&["Content-Type: application/problem+json"], 415),
        (&["Content-Type: application/x-www-form-urlencoded"], 415),
        (&["Content-Type: application/json", "Content-Type: application/json"], 415),
    ];
    let good = bearer(sandbox.token());
    for &(headers, status) in cases {
        let headers = [headers, &[&good]].concat();
        let reply = send(&sandbox, "PUT", &path(&client), &headers, br#"{"client_name":"n"}"#);
        assert_eq!(reply.status, status, "{headers:?}");
        assert!(status == 200 || reply.error() == "invalid_request");
    }
}

#[tokio::test]
async fn a_body_may_be_one_mebibyte_and_no_more() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &[]).unwrap();
    let padded = |size: usize| {
        let object = r#"{"client_name":"n"}"#;
        object.to_owned() + &" ".repeat(size - object.len())
    };
    for (size, status) in [(1 << 20, 200), ((1 << 20) + 1, 413), (8 << 20, 413)] {
        let reply = put(&sandbox, &path(&client), padded(size));
        assert_eq!(reply.status, status, "{size} bytes");

        let chunked = format!("{size:x}\r\n{}\r\n0\r\n\r\n", padded(size));
        let head = format!(
            "PUT {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}\r\n{JSON}\r\n\
             Transfer-Encoding: chunked\r\n\r\n",
            path(&client),
            bearer(sandbox.token()),
        );
        let reply = exchange(&sandbox, (head + &chunked).as_bytes());
        assert_eq!(reply.status, status, "{size} bytes, chunked");
    }
}

#[tokio::test]
async fn a_refusal_does_not_wait_for_the_body_and_ignores_what_is_in_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &[]).unwrap();
    let good = bearer(sandbox.token());
    let denied = bearer(&sandbox.token_except([&client.client_id]));
    let cases: &[(&[&str], u16)] = &[
        (&[JSON], 401),
        (&[JSON, "Authorization: Bearer bad"], 401),
        (&[JSON, &denied], 403),
        (&[&good], 415),
        (&[JSON, &good], 413),
        (&["Content-Type: text/plain"], 401),
    ];
    for &(headers, status) in cases {
        let mut stream = connect(&sandbox);
        let head =
            format!("PUT {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", path(&client), headers.join("\r\n"));
        stream.write_all(format!("{head}Content-Length: 2000000\r\n\r\n").as_bytes()).unwrap();
        // Not a byte of the body has been sent.
        assert_eq!(read_head(&mut stream).status, status, "{headers:?}");
        // Whoever sends it nevertheless can: the connection isn't reset.
        stream.write_all(&vec![b'{'; 2_000_000]).unwrap();
    }
}

/// Reads up to the end of a reply's head, byte by byte so as to leave the rest.
fn read_head(stream: &mut TcpStream) -> Reply {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    parsed(&head[..head.len() - 4], Vec::new())
}

#[tokio::test]
async fn a_connection_is_kept_after_a_refusal() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &[]).unwrap();
    let mut stream = connect(&sandbox);
    for _ in 0..3 {
        let head = format!(
            "PUT {} HTTP/1.1\r\nHost: localhost\r\n{JSON}\r\nContent-Length: 200000\r\n\r\n",
            path(&client)
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&vec![b' '; 200_000]).unwrap();
        assert_eq!(read_head(&mut stream).status, 401);
    }
}

#[tokio::test]
async fn a_body_is_asked_for_only_once_it_may_be_sent_and_the_client_may_be_gone_by_then() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &[]).unwrap();
    let body = r#"{"client_name":"n"}"#;
    let ask = |authorization: &str| {
        let mut stream = connect(&sandbox);
        let request = format!(
            "PUT {} HTTP/1.1\r\nHost: localhost\r\n{authorization}\r\n{JSON}\r\nExpect: 100-continue\r\n\
             Content-Length: {}\r\n\r\n",
            path(&client),
            body.len(),
        );
        stream.write_all(request.as_bytes()).unwrap();
        let status = read_head(&mut stream).status;
        (stream, status)
    };
    let (stream, status) = ask("Authorization: Bearer bad");
    assert_eq!(status, 401);
    assert!(is_closed(stream), "the body will not come, so nothing can follow it");

    let (mut stream, status) = ask(&bearer(sandbox.token()));
    assert_eq!(status, 100);
    assert_eq!(delete(&sandbox, &path(&client)).status, 204);
    stream.write_all(body.as_bytes()).unwrap();
    assert_eq!(read_head(&mut stream).status, 401);
    let statuses: Vec<_> = sandbox.ledger().iter().map(|entry| entry.status.as_u16()).collect();
    assert_eq!(statuses, [401, 204, 401]);
}

#[tokio::test]
async fn what_is_not_served_is_not_found_or_not_allowed() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &[]).unwrap();
    let mine = path(&client);
    let base = client.base_path;
    for not_found in [
        "/".to_owned(),
        base.to_owned(),
        format!("{base}/"),
        format!("{base}/clients"),
        format!("{base}/clients/"),
        format!("{mine}/"),
        format!("{mine}/secret"),
        format!("/{mine}"),
        mine.replace("clients", "Clients"),
        mine.replace("clients", "client%73"),
    ] {
        let reply = get(&sandbox, &not_found);
        assert_eq!((reply.status, reply.error().as_str()), (404, "invalid_request"), "{not_found}");
    }
    for method in ["POST", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        let reply = send(&sandbox, method, &mine, &[&bearer(sandbox.token())], b"");
        assert_eq!((reply.status, reply.error().as_str()), (405, "invalid_request"), "{method}");
        let allowed: HashSet<_> = reply.header("allow").unwrap().split(',').map(str::trim).collect();
        assert_eq!(allowed, HashSet::from(["GET", "HEAD", "PUT", "DELETE"]), "{method}");
    }
    assert_eq!(get(&sandbox, &format!("{mine}?a=b")).status, 200, "a query is no part of the path");
}

#[tokio::test]
async fn an_id_is_decoded_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &[]).unwrap();
    let id = &client.client_id;
    let cases = [
        (id.clone(), id.clone(), 200),
        (id.replace(':', "%3A"), id.clone(), 200),
        (id.replace(':', "%3a").replace('u', "%75"), id.clone(), 200),
        (id.replace(':', "%253A"), id.replace(':', "%3A"), 401),
        (id.to_uppercase(), id.to_uppercase(), 401),
        (format!("{id}%20"), format!("{id} "), 401),
        ("a%2Fb".to_owned(), "a/b".to_owned(), 401),
        ("%FF".to_owned(), String::new(), 401),
        ("..".to_owned(), "..".to_owned(), 401),
    ];
    for (sent, decoded, status) in cases {
        let reply = get(&sandbox, &format!("{}/clients/{sent}", client.base_path));
        assert_eq!(reply.status, status, "{sent}");
        assert_eq!(sandbox.ledger().pop().unwrap().client_id, Some(decoded), "{sent}");
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &[]).unwrap();
    let (head, get) = (
        send(&sandbox, "HEAD", &path(&client), &[&bearer(sandbox.token())], b""),
        get(&sandbox, &path(&client)),
    );
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["content-type", "content-length", "cache-control"] {
        assert_eq!(head.header(name), get.header(name), "{name}");
    }
}

#[tokio::test]
async fn every_reply_is_not_to_be_stored_and_has_a_request_id_of_its_own() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &[]).unwrap();
    let mine = path(&client);
    let good = bearer(sandbox.token());
    let denied = bearer(&sandbox.token_except([&client.client_id]));
    let requests: &[(&str, &str, &[&str], &str, u16)] = &[
        ("GET", &mine, &[&good], "", 200),
        ("PUT", &mine, &[&good, JSON], r#"{"client_name":"n"}"#, 200),
        ("PUT", &mine, &[&good, JSON], "{", 400),
        ("GET", &mine, &[], "", 401),
        ("GET", &mine, &[&denied], "", 403),
        ("GET", "/nowhere", &[], "", 404),
        ("POST", &mine, &[], "", 405),
        ("PUT", &mine, &[&good], "{}", 415),
        ("DELETE", &mine, &[&good], "", 204),
    ];
    let mut ids = Vec::new();
    for &(method, path, headers, body, status) in requests {
        let reply = send(&sandbox, method, path, headers, body.as_bytes());
        assert_eq!((reply.status, reply.header("cache-control")), (status, Some("no-store")), "{method}");
        ids.push(reply.header("x-request-id").unwrap().to_owned());
    }

    let ledger = sandbox.ledger();
    assert_eq!(ledger.len(), requests.len());
    for ((entry, id), (method, path, _, _, status)) in ledger.iter().zip(&ids).zip(requests) {
        assert_eq!((entry.method.as_str(), entry.status.as_u16()), (*method, *status));
        assert_eq!(&entry.request_id, id);
        let addressed = (*path == mine).then_some((client.base_path, client.client_id.as_str()));
        assert_eq!(entry.base_path.zip(entry.client_id.as_deref()), addressed);
    }
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
}

#[tokio::test]
async fn names_are_unique_under_a_base_path() {
    let sandbox = Sandbox::start().await.unwrap();
    let first = sandbox.register("n", &[]).unwrap();
    let taken = sandbox.register("n", &[]).unwrap_err();
    assert_eq!(taken.client_name, "n");
    sandbox.register_at(Server::ALL[1], "n", None).unwrap();

    assert_eq!(put(&sandbox, &path(&first), r#"{"client_name":"m"}"#).status, 200);
    let second = sandbox.register("n", &[]).unwrap();
    assert_eq!(put(&sandbox, &path(&second), r#"{"client_name":"m"}"#).error(), "invalid_client_metadata");
    assert_eq!(delete(&sandbox, &path(&first)).status, 204);
    assert_eq!(put(&sandbox, &path(&second), r#"{"client_name":"m"}"#).status, 200);
    assert_eq!((sandbox.count(Server::ALL[0]), sandbox.count(Server::ALL[1])), (1, 1));
}

#[tokio::test]
async fn sandboxes_share_nothing() {
    let (one, other) = (Sandbox::start().await.unwrap(), Sandbox::start().await.unwrap());
    assert_ne!(one.url(), other.url());
    let client = one.register("n", &[]).unwrap();
    assert_eq!(get(&one, &path(&client)).status, 200);
    assert_eq!(get(&other, &path(&client)).status, 401);
    assert_eq!(send(&other, "GET", &path(&client), &[&bearer(one.token())], b"").status, 401);
}

#[tokio::test]
async fn nothing_secret_is_shown() {
    let sandbox = Sandbox::builder().port(0).start().await.unwrap();
    let client = sandbox.register("n", &[]).unwrap();
    put(&sandbox, &path(&client), r#"{"client_name":"n"}"#);
    let now = sandbox.registered(&client.client_id).unwrap();
    let shown = format!("{sandbox:?} {sandbox:#?} {client:?} {now:#?} {:?}", sandbox.ledger());
    assert!(shown.contains(sandbox.url()));
    for secret in [sandbox.token(), &client.client_secret, &now.client_secret] {
        assert!(!shown.contains(secret.expose_secret()), "{shown}");
    }
}

/// Reads until the end of the stream, however it comes.
fn is_closed(mut stream: TcpStream) -> bool {
    match stream.read(&mut [0; 1]) {
        Ok(read) => read == 0,
        Err(error) => !matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut),
    }
}

async fn drop_closes_the_port() {
    let sandbox = Sandbox::start().await.unwrap();
    let (url, port) = (sandbox.url().to_owned(), address(&sandbox).port());
    let taken = Sandbox::builder().port(port).start().await.unwrap_err();
    assert_eq!(taken.kind(), io::ErrorKind::AddrInUse);

    let idle = connect(&sandbox);
    let mut halfway = connect(&sandbox);
    halfway.write_all(b"PUT / HTTP/1.1\r\n").unwrap();
    drop(sandbox);
    assert!(is_closed(idle) && is_closed(halfway));

    let again = Sandbox::builder().port(port).start().await.unwrap();
    assert_eq!(again.url(), url);
}

#[tokio::test]
async fn drop_closes_the_port_in_a_current_thread_runtime() {
    drop_closes_the_port().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn drop_closes_the_port_in_a_multi_thread_runtime() {
    drop_closes_the_port().await;
}

#[test]
fn a_sandbox_outlives_its_runtime_and_is_dropped_without_one() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    drop(runtime);
    let client = sandbox.register("n", &[]).unwrap();
    assert_eq!(get(&sandbox, &path(&client)).status, 200);
    let idle = connect(&sandbox);
    drop(sandbox);
    assert!(is_closed(idle));
}

#[tokio::test]
async fn a_start_that_is_given_up_leaves_nothing() {
    let port = {
        let sandbox = Sandbox::start().await.unwrap();
        address(&sandbox).port()
    };
    {
        let mut start = Box::pin(Sandbox::builder().port(port).start());
        let polled_once =
            std::future::poll_fn(|context| std::task::Poll::Ready(start.as_mut().poll(context)));
        let _ = polled_once.await;
    }
    Sandbox::builder().port(port).start().await.unwrap();
}

#[tokio::test]
async fn many_run_at_once() {
    let mut sandboxes = Vec::new();
    for _ in 0..64 {
        sandboxes.push(Sandbox::start().await.unwrap());
    }
    for sandbox in &sandboxes {
        let client = sandbox.register("n", &[]).unwrap();
        assert_eq!(get(sandbox, &path(&client)).status, 200);
    }
    assert_eq!(sandboxes.iter().map(Sandbox::url).collect::<HashSet<_>>().len(), sandboxes.len());
}

/// 256 callers update one client and a client of their own, ten times each: every update is counted, every
/// secret is new, and the secret in force is that of the last update in the ledger.
#[tokio::test(flavor = "multi_thread")]
async fn concurrent_updates_are_all_kept() {
    const CALLERS: usize = 256;
    const ROUNDS: usize = 10;
    let sandbox = Sandbox::start().await.unwrap();
    let shared = sandbox.register("shared", &[]).unwrap();
    let http = reqwest::Client::new();

    let mut tasks = tokio::task::JoinSet::new();
    for caller in 0..CALLERS {
        let own = sandbox.register(format!("caller {caller}"), &[]).unwrap();
        let targets = [(path(&shared), "shared".to_owned()), (path(&own), own.client_name)];
        let (http, url, token) = (http.clone(), sandbox.url().to_owned(), sandbox.token().clone());
        tasks.spawn(async move {
            let mut told = Vec::new();
            for round in 0..ROUNDS {
                for (path, client_name) in &targets {
                    let body =
                        json!({"client_name": client_name, "grant_types": [format!("{caller}/{round}")]});
                    let request =
                        http.put(format!("{url}{path}")).bearer_auth(token.expose_secret()).json(&body);
                    let reply = request.send().await.unwrap().error_for_status().unwrap();
                    let request_id = reply.headers()["x-request-id"].to_str().unwrap().to_owned();
                    told.push((request_id, reply.json::<Value>().await.unwrap()));
                }
            }
            (own.client_id, told)
        });
    }
    let mut told = Vec::new();
    for (own, mut replies) in tasks.join_all().await {
        let now = sandbox.registered(&own).unwrap();
        assert_eq!(now.updates, ROUNDS as u64);
        let (_, last) = replies.last().unwrap();
        assert_eq!(last["client_secret"], now.client_secret.expose_secret());
        assert_eq!(last["grant_types"], json!(now.grant_types));
        told.append(&mut replies);
    }

    let now = sandbox.registered(&shared.client_id).unwrap();
    assert_eq!(now.updates, (CALLERS * ROUNDS) as u64);
    let secrets: HashSet<_> = told.iter().map(|(_, body)| body["client_secret"].as_str().unwrap()).collect();
    assert_eq!(secrets.len(), CALLERS * ROUNDS * 2);

    let ledger = sandbox.ledger();
    assert_eq!(ledger.len(), told.len());
    assert!(ledger.iter().all(|entry| entry.method == "PUT" && entry.status == 200));
    let last = ledger.iter().rfind(|entry| entry.client_id.as_deref() == Some(&shared.client_id)).unwrap();
    let (_, last) = told.iter().find(|(request_id, _)| *request_id == last.request_id).unwrap();
    assert_eq!(last["client_secret"], now.client_secret.expose_secret());
    assert_eq!(last["grant_types"], json!(now.grant_types));
}
