//! What `build` refuses and accepts, before anything is sent.

use std::error::Error as _;

use collibra_client_management::{Client, ClientBuilder, ErrorKind, Server};

use crate::recorder::{READ, Recorder, json};

fn refusal(builder: ClientBuilder) -> String {
    let error = builder.build().expect_err("should be refused");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!((error.operation_id(), error.status()), (None, None));
    error.to_string()
}

#[test]
fn instance_urls_that_are_refused() {
    for (url, why) in [
        ("", "isn't an absolute URL"),
        ("example.collibra.com", "isn't an absolute URL"),
        ("/rest", "isn't an absolute URL"),
        ("//example.collibra.com", "isn't an absolute URL"),
        ("https://", "isn't an absolute URL"),
        ("https://exa mple.com", "isn't an absolute URL"),
        ("example.collibra.com:443", "is neither http nor https"),
        ("ftp://example.collibra.com", "is neither http nor https"),
        ("file:///etc/passwd", "is neither http nor https"),
        ("unix:/run/socket", "is neither http nor https"),
        ("https://user@example.collibra.com", "contains credentials"),
        ("https://user:pass@example.collibra.com", "contains credentials"),
        ("https://:pass@example.collibra.com", "contains credentials"),
        ("https://example.collibra.com?a=b", "has a query or a fragment"),
        ("https://example.collibra.com/?", "has a query or a fragment"),
        ("https://example.collibra.com/#top", "has a query or a fragment"),
        ("http://example.collibra.com", "is plain http"),
        ("http://127.0.0.1.example.com", "is plain http"),
        ("http://localhost.example.com", "is plain http"),
        ("http://10.0.0.1", "is plain http"),
        ("http://[::2]", "is plain http"),
        ("http://0.0.0.0", "is plain http"),
        ("https://example.collibra.com/rest/auth/v1", "choose `Server::RestAuthV1`"),
        ("https://example.collibra.com/a/REST/Auth/v1/", "choose `Server::RestAuthV1`"),
        ("https://example.collibra.com/rest/auth/v1/platform//", "choose `Server::RestAuthV1Platform`"),
    ] {
        let message = refusal(Client::builder(url));
        assert!(message.starts_with("the instance URL ") && message.contains(why), "{url}: {message}");
        assert!(!message.contains("user") && !message.contains("pass@"), "{message}");
    }
}

#[test]
fn instance_urls_that_are_accepted() {
    for url in [
        "https://example.collibra.com",
        "HTTPS://EXAMPLE.collibra.com:8443/",
        "https://example.collibra.com/a/prefix//",
        "https://[2001:db8::1]/",
        "http://localhost",
        "http://localhost.:8080",
        "http://a.localhost",
        "http://127.0.0.1:1",
        "http://127.9.9.9",
        "http://[::1]:8080/prefix",
    ] {
        Client::builder(url).build().unwrap_or_else(|error| panic!("{url}: {error}"));
    }
    Client::builder("http://example.collibra.com").allow_plain_http().build().unwrap();
}

#[test]
fn settings_that_can_not_be_are_refused() {
    let builder = || Client::builder("https://example.collibra.com");
    for (builder, why) in [
        (builder().bearer_token(""), "the bearer token is empty"),
        (builder().bearer_token("  "), "the bearer token is empty"),
        (builder().bearer_token("s3cr3t\n"), "such as a space or a line break"),
        (builder().bearer_token("s3cr3t\0"), "such as a space or a line break"),
        (builder().bearer_token("s3cr3t a"), "such as a space or a line break"),
        (builder().bearer_token("s3cr3té"), "such as a space or a line break"),
        (builder().bearer_token("bearer s3cr3t"), "begins with `Bearer `: pass the token alone"),
        (
            builder().default_header("Authorization", "s3cr3t"),
            "the header `authorization` is set by the client",
        ),
        (builder().default_header("host", "s3cr3t"), "the header `host` is set by the client"),
        (builder().default_header("x-team", "s3cr3t\n"), "the value for the header `x-team` can't be sent"),
        (builder().default_header("s3cr3t team", ""), "a header's name isn't a token"),
        (builder().base_url("example.com"), "the base URL isn't an absolute URL"),
        (builder().base_url("http://example.com/"), "the base URL is plain http"),
        (builder().basic("us:er", "s3cr3t"), "a user-id can't contain a colon"),
        (builder().user_agent("a\r\nb: c"), "the user agent contains a character"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
        assert!(!format!("{error} {error:?} {error:#?}").contains("s3cr3t"), "{error:?}");
        assert!(error.to_string().contains("URL") || error.source().is_none());
    }
}

#[test]
fn a_client_is_cloned_shared_and_sent() {
    fn is<T: Clone + Send + Sync + std::fmt::Debug + 'static>() {}
    is::<Client>();
    is::<ClientBuilder>();
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_error::<collibra_client_management::Error>();
    fn is_send<T: Send>(_: &T) {}
    let client = Client::builder("https://example.collibra.com").build().unwrap();
    is_send(&client.get_client("x").send());
}

#[tokio::test]
async fn a_base_url_replaces_the_instance_and_the_server() {
    for (path, called) in [("", "/clients/x"), ("/", "/clients/x"), ("/mock/v2/", "/mock/v2/clients/x")] {
        let recorder = Recorder::answering(json(READ)).await;
        let builder = Client::builder("https://example.collibra.com").server(Server::RestAuthV1Platform);
        let client = builder.base_url(format!("{}{path}", recorder.url())).build().unwrap();
        client.get_client("x").await.unwrap();
        let request = recorder.requests().concat();
        assert!(request.starts_with(&format!("GET {called} HTTP/1.1\r\n")), "{path:?}: {request}");
    }
}

#[tokio::test]
async fn default_headers_are_sent_and_replace_none() {
    let recorder = Recorder::answering(json(READ)).await;
    let client = Client::builder(recorder.url())
        .default_header("x-tenant", "one")
        .default_header("accept", "text/html")
        .build()
        .unwrap();
    client.get_client("x").await.unwrap();
    let request = recorder.requests().concat();
    assert!(request.contains("\r\nx-tenant: one\r\n"), "{request}");
    assert!(request.contains("\r\naccept: application/json\r\n") && !request.contains("html"), "{request}");
}

#[test]
fn a_server_is_read_from_its_base_path() {
    for server in Server::ALL {
        assert_eq!(server.to_string().parse(), Ok(*server));
        let json = serde_json::to_string(server).unwrap();
        assert_eq!(json, format!("{:?}", server.base_path()));
        assert_eq!(serde_json::from_str::<Server>(&json).unwrap(), *server);
    }
    let all = "expected one of `/rest/auth/v1`, `/rest/auth/v1/platform`";
    for text in ["", "/rest/auth/v2", "RestAuthV1"] {
        assert!(text.parse::<Server>().unwrap_err().to_string().ends_with(all), "{text}");
        let error = serde_json::from_str::<Server>(&format!("{text:?}")).unwrap_err();
        assert!(error.to_string().contains(all), "{error}");
    }
}
