//! The exact bytes of each operation's request, as a server receives them.

use std::error::Error as _;

use collibra_client_management::{
    API_VERSION, Client, ClientBuilder, ClientCredentials, ErrorKind, Server, TokenError, operations,
    types::UpdateClient,
};

use crate::{
    recorder::{READ, Recorder, json, response},
    version::version,
};

const ID: &str = "urn:sys:env:2eeadf60-1a11-5170-7e57-000000000000:i:1cnxtsn";

fn client(recorder: &Recorder) -> Client {
    builder(recorder).build().unwrap()
}

fn builder(recorder: &Recorder) -> ClientBuilder {
    Client::builder(recorder.url()).bearer_token("the-token").user_agent("tests/1.0")
}

/// The request as text, with the port, which differs in each run, and the order of headers, which means
/// nothing, taken out.
fn request(recorder: &Recorder) -> String {
    let [request] = &recorder.requests()[..] else { panic!("one request, not {:?}", recorder.requests()) };
    let request = request.replace(recorder.url().strip_prefix("http://").unwrap(), "HOST");
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let (line, headers) = head.split_once("\r\n").unwrap();
    let mut headers: Vec<&str> = headers.split("\r\n").collect();
    headers.sort_unstable();
    format!("{line}\n{}\n\n{body}", headers.join("\n"))
}

#[tokio::test]
async fn get_client() {
    let recorder = Recorder::answering(json(READ)).await;
    client(&recorder).get_client(ID).send().await.unwrap();
    assert_eq!(
        request(&recorder),
        "\
GET /rest/auth/v1/clients/urn:sys:env:2eeadf60-1a11-5170-7e57-000000000000:i:1cnxtsn HTTP/1.1
accept: application/json
authorization: Bearer the-token
host: HOST
user-agent: tests/1.0

"
    );
}

#[tokio::test]
async fn update_client() {
    let recorder = Recorder::answering(json(READ)).await;
    let body =
        UpdateClient::builder().client_name("a name").grant_types(vec!["client_credentials".to_owned()]);
    client(&recorder).update_client(ID, body).send().await.unwrap();
    assert_eq!(
        request(&recorder),
        r#"PUT /rest/auth/v1/clients/urn:sys:env:2eeadf60-1a11-5170-7e57-000000000000:i:1cnxtsn HTTP/1.1
accept: application/json
authorization: Bearer the-token
content-length: 61
content-type: application/json
host: HOST
user-agent: tests/1.0

{"client_name":"a name","grant_types":["client_credentials"]}"#
    );
}

#[tokio::test]
async fn delete_client() {
    let recorder = Recorder::answering(response("204 No Content", &[], "")).await;
    client(&recorder).delete_client(ID).send().await.unwrap();
    assert_eq!(
        request(&recorder),
        "\
DELETE /rest/auth/v1/clients/urn:sys:env:2eeadf60-1a11-5170-7e57-000000000000:i:1cnxtsn HTTP/1.1
accept: */*
authorization: Bearer the-token
host: HOST
user-agent: tests/1.0

"
    );
}

/// Whatever another crate of the build turns on in reqwest: a decompressed body would be measured by the limit on
/// bodies before it grows, and kept in another form than the server sent.
#[tokio::test]
async fn compression_is_neither_asked_for_nor_undone() {
    // `{}`, compressed: a client that decompresses would read it.
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00";
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        gzip.len()
    );
    let compressed = [head.as_bytes(), gzip].concat();

    let recorder = Recorder::answering(compressed.clone()).await;
    let error = client(&recorder).get_client("x").send().await.unwrap_err();
    assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, Some(&gzip[..])));
    assert!(!request(&recorder).contains("accept-encoding"), "{}", request(&recorder));

    let recorder = Recorder::answering(compressed).await;
    let tokens = ClientCredentials::builder(recorder.url(), "id", "secret").build().unwrap();
    let client = Client::builder(recorder.url()).token_provider(tokens).build().unwrap();
    let error = client.get_client("x").send().await.unwrap_err();
    let source = error.source().and_then(|source| source.downcast_ref());
    assert!(matches!(source, Some(TokenError::Malformed { .. })), "{error:?}");
    assert!(!request(&recorder).contains("accept-encoding"), "{}", request(&recorder));
}

/// An absent list is not sent, an empty one is.
#[tokio::test]
async fn absent_and_empty_lists_differ() {
    let absent = UpdateClient::builder().client_name("n");
    let empty = UpdateClient::builder().client_name("n").grant_types(Vec::new());
    for (body, sent) in
        [(absent, r#"{"client_name":"n"}"#), (empty, r#"{"client_name":"n","grant_types":[]}"#)]
    {
        let recorder = Recorder::answering(json(READ)).await;
        client(&recorder).update_client(ID, body).send().await.unwrap();
        assert_eq!(request(&recorder).split_once("\n\n").unwrap().1, sent);
    }
}

/// An absent list is read as absent, `null` too, an empty one as empty.
#[tokio::test]
async fn absent_and_null_lists_are_none_and_empty_ones_are_empty() {
    let some = |list: &[&str]| Some(list.iter().map(|&item| item.to_owned()).collect::<Vec<_>>());
    for (body, expected) in [
        (READ, None),
        (r#"{"client_name":"n","grant_types":null}"#, None),
        (r#"{"grant_types":[]}"#, some(&[])),
        (r#"{"grant_types":["a"]}"#, some(&["a"])),
    ] {
        let recorder = Recorder::answering(json(body)).await;
        let read = client(&recorder).get_client(ID).send().await.unwrap();
        assert_eq!(read.grant_types, expected, "{body}");
    }
}

#[tokio::test]
async fn the_base_path_and_a_prefix_stand_before_the_operation_s_path() {
    for (suffix, server, line) in [
        ("", Server::RestAuthV1, "GET /rest/auth/v1/clients/x HTTP/1.1"),
        ("/", Server::RestAuthV1, "GET /rest/auth/v1/clients/x HTTP/1.1"),
        ("///", Server::RestAuthV1, "GET /rest/auth/v1/clients/x HTTP/1.1"),
        ("", Server::RestAuthV1Platform, "GET /rest/auth/v1/platform/clients/x HTTP/1.1"),
        ("/a/b", Server::RestAuthV1, "GET /a/b/rest/auth/v1/clients/x HTTP/1.1"),
        ("/a/b/", Server::RestAuthV1Platform, "GET /a/b/rest/auth/v1/platform/clients/x HTTP/1.1"),
    ] {
        let recorder = Recorder::answering(json(READ)).await;
        let client = Client::builder(format!("{}{suffix}", recorder.url())).server(server).build().unwrap();
        client.get_client("x").send().await.unwrap();
        assert_eq!(request(&recorder).lines().next(), Some(line), "{suffix:?}");
    }
}

#[tokio::test]
async fn credentials_and_headers_are_sent_as_asked_for() {
    type Change = fn(ClientBuilder) -> ClientBuilder;
    let cases: [(Change, &str, bool); 5] = [
        (|b| b.basic("user", "pässword"), "authorization: Basic dXNlcjpww6Rzc3dvcmQ=", true),
        (|b| b.basic("", ""), "authorization: Basic Og==", true),
        (|b| b.send_api_version(true), "api-version: ", true),
        (|b| b, "api-version", false),
        (|b| b.user_agent("mine/2"), "user-agent: mine/2", true),
    ];
    for (change, header, sent) in cases {
        let recorder = Recorder::answering(json(READ)).await;
        change(builder(&recorder)).build().unwrap().get_client("x").send().await.unwrap();
        assert_eq!(request(&recorder).contains(header), sent, "{header}");
    }
}

#[tokio::test]
async fn without_credentials_none_are_sent() {
    let recorder = Recorder::answering(json(READ)).await;
    let client = Client::builder(recorder.url()).build().unwrap();
    client.get_client("x").send().await.unwrap();
    let request = request(&recorder);
    assert!(!request.contains("authorization"), "{request}");
    let user_agent = format!("user-agent: collibra-client-management/{}", version());
    assert!(request.contains(&user_agent), "{request}");
}

/// A client that was handed in and follows redirects: what comes from elsewhere is no success.
#[tokio::test]
async fn a_response_from_elsewhere_is_an_error() {
    let elsewhere = Recorder::answering(json(READ)).await;
    let location = format!("location: {}/", elsewhere.url());
    let recorder = Recorder::answering(response("302 Found", &[&location], "")).await;
    let client = builder(&recorder).http_client(reqwest::Client::new()).build().unwrap();
    let error = client.get_client(ID).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirected);
}

#[tokio::test]
async fn the_api_version_is_the_document_s() {
    let recorder = Recorder::answering(json(READ)).await;
    let client = builder(&recorder).send_api_version(true).build().unwrap();
    client.get_client("x").send().await.unwrap();
    assert!(request(&recorder).contains(&format!("\napi-version: {API_VERSION}\n")));
}

#[test]
fn the_operation_table_has_the_document_s_operations() {
    let table: Vec<String> = operations::ALL
        .iter()
        .map(|operation| format!("{} {} {operation}", operation.method(), operation.path_template()))
        .collect();
    for operation in [
        "GET /clients/{client_id} getClient",
        "PUT /clients/{client_id} updateClient",
        "DELETE /clients/{client_id} deleteClient",
    ] {
        assert!(table.iter().any(|found| found == operation), "{operation} is not in {table:?}");
    }
}
