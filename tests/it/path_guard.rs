//! A call reaches its own endpoint or none: what a raw listener received for odd ids, or that it received nothing.

use collibra_client_management::{Client, ErrorKind};

use crate::recorder::{Recorder, response};

/// The path segment that the listener received, or the refusal's message. A DELETE, since that is what must not
/// go astray.
async fn delete(id: &str, base: &str) -> Result<String, String> {
    let recorder = Recorder::answering(response("204 No Content", &[], "")).await;
    let client = Client::builder(format!("{}{base}", recorder.url())).build().unwrap();
    match client.delete_client(id).send().await {
        Ok(_) => {
            let [request] = &recorder.requests()[..] else { panic!("one request for {id:?}") };
            let path = request.split(' ').nth(1).unwrap();
            let segment = path.strip_prefix(&format!("{base}/rest/auth/v1/clients/"));
            Ok(segment.unwrap_or_else(|| panic!("{id:?} went to {path}")).to_owned())
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{id:?}");
            assert_eq!(recorder.requests(), Vec::<String>::new(), "{id:?}");
            assert_eq!(error.operation_id(), Some("deleteClient"));
            Err(error.to_string())
        }
    }
}

#[tokio::test]
async fn an_id_goes_into_the_path_as_one_segment() {
    let long = "x".repeat(10_000);
    for (id, segment) in [
        (
            "urn:sys:env:2eeadf60-1a11-5170-7e57-000000000000:i:1cnxtsn",
            "urn:sys:env:2eeadf60-1a11-5170-7e57-000000000000:i:1cnxtsn",
        ),
        ("a/b", "a%2Fb"),
        ("a?b", "a%3Fb"),
        ("a#b", "a%23b"),
        ("a b", "a%20b"),
        (" a ", "%20a%20"),
        ("%2e%2e", "%252e%252e"),
        ("a%2Fb", "a%252Fb"),
        ("ü", "%C3%BC"),
        ("\0", "%00"),
        ("\t\r\n", "%09%0D%0A"),
        ("...", "..."),
        (".a", ".a"),
        ("a;b=c", "a;b=c"),
        ("//", "%2F%2F"),
        ("http://example.org/", "http:%2F%2Fexample.org%2F"),
        ("@", "@"),
        (long.as_str(), long.as_str()),
    ] {
        for base in ["", "/a/prefix"] {
            assert_eq!(delete(id, base).await.as_deref(), Ok(segment), "{id:?} after {base:?}");
        }
    }
}

#[tokio::test]
async fn an_id_that_would_lead_elsewhere_is_refused_and_nothing_is_sent() {
    for (id, why) in [
        ("", "is empty"),
        (".", "contains a dot segment (RFC 3986, section 3.3)"),
        ("..", "contains a dot segment (RFC 3986, section 3.3)"),
        ("../x", "contains a dot segment (RFC 3986, section 3.3)"),
        ("x/..", "contains a dot segment (RFC 3986, section 3.3)"),
        ("a/./b", "contains a dot segment (RFC 3986, section 3.3)"),
        ("a\\b", "contains a backslash, which URLs treat as a slash"),
        ("..\\..\\users\\1", "contains a backslash, which URLs treat as a slash"),
        // One segment after normalisation, and not the one that was meant.
        ("x\\..\\y", "contains a backslash, which URLs treat as a slash"),
    ] {
        for base in ["", "/a/prefix"] {
            let message = format!("deleteClient: the path parameter `client_id` {why}; nothing was sent");
            assert_eq!(delete(id, base).await, Err(message), "{id:?} after {base:?}");
        }
    }
}

/// A URL beyond what the HTTP library can hold.
#[tokio::test]
async fn an_id_that_no_url_can_hold_is_refused() {
    let recorder = Recorder::answering(response("204 No Content", &[], "")).await;
    let client = Client::builder(recorder.url()).build().unwrap();
    let error = client.delete_client("x".repeat(100_000)).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error:?}");
    assert_eq!(recorder.requests(), Vec::<String>::new());
}
