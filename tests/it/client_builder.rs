//! What `build` refuses and accepts, before anything is sent.

use std::error::Error as _;

use collibra_client_management::{Client, ClientBuilder, ErrorKind};

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
        ("https://example.collibra.com/rest/auth/v1", "ends with a base path"),
        ("https://example.collibra.com/rest/auth/v1/platform/", "ends with a base path"),
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
fn credentials_and_user_agents_that_no_header_can_hold_are_refused() {
    let builder = || Client::builder("https://example.collibra.com");
    for (builder, why) in [
        (builder().bearer_token(""), "the bearer token is empty"),
        (builder().bearer_token("s3cr3t\n"), "such as a line break"),
        (builder().bearer_token("s3cr3t\0"), "such as a line break"),
        (builder().basic("us:er", "s3cr3t"), "a user-id can't contain a colon"),
        (builder().user_agent("a\r\nb: c"), "the user agent contains a character"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
        assert!(!format!("{error} {error:?} {error:#?}").contains("s3cr3t"), "{error:?}");
        assert!(error.source().is_none());
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
