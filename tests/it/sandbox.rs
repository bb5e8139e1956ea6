//! The sandbox compared with the vendor's document and the RFCs, over real sockets.
//!
//! Without our client, since the sandbox is what the client is tested with.

use std::collections::HashSet;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use collibra_client_management::sandbox::{Registered, Sandbox};
use collibra_client_management::{Secret, Server};
use serde_json::{Value, json};

mod lifecycle;
mod members;
mod requests;
mod token;

const JSON: &str = "Content-Type: application/json";

/// A response, parsed by hand so that nothing is added to what the server sent.
#[derive(Debug)]
struct RawResponse {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl RawResponse {
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

    /// The `error` of the body.
    fn error(&self) -> String {
        self.described_error().0
    }

    /// The `error` of the body and its description, of the characters that RFC 6749, section 5.2, allows.
    fn described_error(&self) -> (String, String) {
        let body = self.json();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let (error, description) = (text("error"), text("error_description"));
        let is_allowed = |c: char| matches!(c, ' '..='~') && c != '"' && c != '\\';
        assert!(!description.is_empty() && description.chars().all(is_allowed), "{body}");
        (error, description)
    }
}

fn address(sandbox: &Sandbox) -> SocketAddr {
    sandbox.url().strip_prefix("http://").unwrap().parse().unwrap()
}

fn connect(sandbox: &Sandbox) -> TcpStream {
    let stream = TcpStream::connect(address(sandbox)).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// Sends the head of a request, with these header lines, on a connection of its own.
fn open(sandbox: &Sandbox, method: &str, path: &str, headers: &[&str]) -> TcpStream {
    let mut stream = connect(sandbox);
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

/// Reads up to the end of a response's head, byte by byte so as to leave the rest.
fn read_head(stream: &mut TcpStream) -> RawResponse {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let mut lines = str::from_utf8(&head).unwrap().trim_end().split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.to_ascii_lowercase(), value.to_owned())
    });
    RawResponse { status, headers: headers.collect(), body: Vec::new() }
}

/// Sends a whole request, and reads until the server closes the connection. An empty body isn't declared.
fn send(sandbox: &Sandbox, method: &str, path: &str, headers: &[&str], body: &[u8]) -> RawResponse {
    let length = format!("Content-Length: {}", body.len());
    let framing = ["Connection: close", &length];
    let framing = if body.is_empty() { &framing[..1] } else { &framing };
    let mut stream = open(sandbox, method, path, &[headers, framing].concat());
    stream.write_all(body).unwrap();
    let mut response = read_head(&mut stream);
    stream.read_to_end(&mut response.body).unwrap();
    response
}

/// A sandbox with one client.
async fn started() -> (Sandbox, Registered) {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.register("n", &[]).unwrap();
    (sandbox, client)
}

fn bearer(token: &Secret) -> String {
    format!("Authorization: Bearer {}", token.expose_secret())
}

fn path(client: &Registered) -> String {
    format!("{}/clients/{}", client.base_path, client.client_id)
}

fn get(sandbox: &Sandbox, path: &str) -> RawResponse {
    send(sandbox, "GET", path, &[&bearer(sandbox.token())], b"")
}

fn put(sandbox: &Sandbox, path: &str, body: impl AsRef<[u8]>) -> RawResponse {
    send(sandbox, "PUT", path, &[&bearer(sandbox.token()), JSON], body.as_ref())
}

fn delete(sandbox: &Sandbox, path: &str) -> RawResponse {
    send(sandbox, "DELETE", path, &[&bearer(sandbox.token())], b"")
}

/// Reads until the end of the stream, however it comes.
fn is_closed(mut stream: TcpStream) -> bool {
    match stream.read(&mut [0; 1]) {
        Ok(read) => read == 0,
        Err(error) => !matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut),
    }
}

#[tokio::test]
async fn a_client_is_read_updated_deleted_and_gone() {
    let sandbox = Sandbox::start().await.unwrap();
    for server in Server::ALL {
        let client = sandbox.register_at(*server, "reporting", Some(&["client_credentials"])).unwrap();
        let path = path(&client);
        assert!(path.starts_with(server.base_path()));

        let known = json!({
            "client_id": client.client_id,
            "client_id_issued_at": client.client_id_issued_at,
            "client_name": "reporting",
            "grant_types": ["client_credentials"],
        });
        let response = get(&sandbox, &path);
        assert_eq!((response.status, response.json()), (200, known));

        let response = put(&sandbox, &path, r#"{"client_name":"billing","grant_types":["password"]}"#);
        let secret = sandbox.registered(&client.client_id).unwrap().client_secret;
        let updated = json!({
            "client_id": client.client_id,
            "client_id_issued_at": client.client_id_issued_at,
            "client_name": "billing",
            "grant_types": ["password"],
            "client_secret": secret.expose_secret(),
        });
        assert_eq!((response.status, response.json()), (200, updated));

        let response = delete(&sandbox, &path);
        assert_eq!((response.status, response.body.as_slice()), (204, &b""[..]));
        assert_eq!((response.header("content-length"), response.header("content-type")), (None, None));
        assert_eq!(sandbox.count(*server), 0);
        assert!(sandbox.registered(&client.client_id).is_none());

        for response in
            [get(&sandbox, &path), delete(&sandbox, &path), put(&sandbox, &path, r#"{"client_name":"n"}"#)]
        {
            assert_eq!(response.status, 401);
            assert!(response.header("www-authenticate").unwrap().contains(r#"error="invalid_token""#));
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
        for response in [put(&sandbox, &path(&client), body), get(&sandbox, &path(&client))] {
            assert_eq!(response.status, 200, "{body}");
            assert_eq!(response.json().get("grant_types"), grant_types.as_ref(), "{body}");
        }
    }
}

#[tokio::test]
async fn each_update_brings_a_new_secret_that_is_never_read_again() {
    let (sandbox, client) = started().await;
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

#[tokio::test]
async fn names_are_unique_under_a_base_path() {
    let sandbox = Sandbox::start().await.unwrap();
    let first = sandbox.register("n", &[]).unwrap();
    let taken = sandbox.register("n", &[]).unwrap_err();
    assert_eq!(taken.client_name, "n");
    sandbox.register_at(Server::ALL[1], "n", None).unwrap();
    assert_eq!(delete(&sandbox, &path(&sandbox.register("N", &[]).unwrap())).status, 204, "another name");

    assert_eq!(put(&sandbox, &path(&first), r#"{"client_name":"m"}"#).status, 200);
    let second = sandbox.register("n", &[]).unwrap();
    assert_eq!(put(&sandbox, &path(&second), r#"{"client_name":"m"}"#).error(), "invalid_client_metadata");
    assert_eq!(delete(&sandbox, &path(&first)).status, 204);
    assert_eq!(put(&sandbox, &path(&second), r#"{"client_name":"m"}"#).status, 200);
    assert_eq!((sandbox.count(Server::ALL[0]), sandbox.count(Server::ALL[1])), (1, 1));
}

#[tokio::test]
async fn sandboxes_share_nothing() {
    let ((one, client), (other, others)) = (started().await, started().await);
    assert_ne!(one.url(), other.url());
    let parts = |client: &Registered| client.client_id.split(':').map(str::to_owned).collect::<Vec<_>>();
    let (id, others) = (parts(&client), parts(&others));
    assert_eq!((&id[..3], &*id[4], id.len()), (&["urn", "sys", "env"].map(str::to_owned)[..], "i", 6));
    assert_eq!(id[3].split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12], "{id:?}");
    assert!(id[5].len() >= 7 && id[3] != others[3] && id[5] != others[5], "{id:?}, {others:?}");
    assert!((1_700_000_000..5_000_000_000).contains(&client.client_id_issued_at), "{client:?}");
    assert_eq!(get(&one, &path(&client)).status, 200);
    assert_eq!(get(&other, &path(&client)).status, 401);
    assert_eq!(send(&other, "GET", &path(&client), &[&bearer(one.token())], b"").status, 401);
}

#[tokio::test]
async fn nothing_secret_is_shown() {
    let (sandbox, client) = started().await;
    put(&sandbox, &path(&client), r#"{"client_name":"n"}"#);
    let now = sandbox.registered(&client.client_id).unwrap();
    let shown = format!("{sandbox:?} {sandbox:#?} {client:?} {now:#?} {:?}", sandbox.ledger());
    assert!(shown.contains(sandbox.url()));
    for secret in [sandbox.token(), &client.client_secret, &now.client_secret] {
        assert!(!shown.contains(secret.expose_secret()), "{shown}");
    }
}
