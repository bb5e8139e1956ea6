//! Whatever goes wrong: it is output with the page, where it comes from and what to do, and nothing changes.

use std::{fmt::Write as _, io::Write as _};

use flate2::{Compression, write::GzEncoder};

use crate::{
    fetch::{LOCK, PATH, SOURCES},
    repository::{Repository, document, page, page_of},
    site::{Response, Site},
};

/// The output of each case, on a repository of its own. Nothing may have changed.
fn outputs<'a>(
    cases: impl IntoIterator<Item = (&'a str, Vec<Response>)>,
    args: &[&str],
    code: i32,
) -> String {
    let mut output = String::new();
    for (name, responses) in cases {
        let site = Site::start([(PATH, responses)]);
        let repository = Repository::fetched();
        let before = repository.state();
        let ran = repository.fetch(&[&["--from", site.url()], args].concat());
        assert_eq!(ran.code, Some(code), "{name}: {}", ran.stderr);
        assert_eq!(repository.state(), before, "{name}");
        let count = site.requests().len();
        let requests = if count == 1 { "1 request".to_owned() } else { format!("{count} requests") };
        writeln!(output, "# {name}: {requests}\n{}", site.redact(&ran.stderr)).unwrap();
    }
    output
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn statuses() {
    let at_once = |status| vec![Response::status(status).with("retry-after: 0")];
    insta::assert_snapshot!(outputs(
        [
            ("moved", vec![Response::status("404 Not Found")]),
            ("gone", vec![Response::status("410 Gone")]),
            ("for members only", vec![Response::status("401 Unauthorized").with("www-authenticate: Basic")]),
            ("for nobody", vec![Response::status("403 Forbidden")]),
            ("a teapot", vec![Response::status("418 I'm a teapot")]),
            ("no content", vec![Response::status("204 No Content")]),
            ("not modified, though nobody asked", vec![Response::status("304 Not Modified")]),
            ("busy", at_once("503 Service Unavailable")),
            ("broken", at_once("500 Internal Server Error")),
            ("too many requests", at_once("429 Too Many Requests")),
            (
                "a date that has passed",
                vec![
                    Response::status("503 Service Unavailable")
                        .with("retry-after: Mon, 01 Jan 2001 00:00:00 GMT"),
                ],
            ),
            (
                "busy, then moved",
                vec![at_once("503 Service Unavailable").remove(0), Response::status("404 Not Found")]
            ),
        ],
        &[],
        1,
    ));
}

#[test]
fn connections() {
    let stalled = Response::markdown(page("1.3.0")).stalled_after(1000);
    let output = [
        outputs([("slower than the timeout", vec![stalled])], &["--timeout", "1"], 1),
        outputs([("cut off", vec![Response::markdown(page("1.3.0")).cut_after(1000)])], &[], 1),
    ];
    insta::assert_snapshot!(output.concat());
}

/// Nobody listens on port 0, and the site has no TLS.
#[test]
fn servers_that_can_not_be_connected_to() {
    let site = Site::start([]);
    for url in ["http://127.0.0.1:0".to_owned(), site.url().replace("http:", "https:")] {
        let repository = Repository::fetched();
        let before = repository.state();
        let ran = repository.fetch(&["--from", &url]);
        assert_eq!(ran.code, Some(1));
        let what = "error: failed to fetch the page `client-management` after 3 tries: connection error: ";
        assert!(ran.stderr.contains(what), "{}", ran.stderr);
        assert_eq!(ran.stderr.matches("    Retrying client-management in ").count(), 2, "{}", ran.stderr);
        assert_eq!(repository.state(), before);
    }
}

#[test]
fn bodies() {
    let html = "  <!DOCTYPE html><html><title>Sign in</title></html>";
    let gzipped = |body: Vec<u8>| vec![Response::markdown(body).with("content-encoding: gzip")];
    let mut damaged = gzip(page("1.3.0").as_bytes());
    damaged.truncate(500);
    insta::assert_snapshot!(outputs(
        [
            (
                "HTML",
                vec![Response::status("200 OK").with("content-type: text/html; charset=utf-8").body(html)]
            ),
            ("HTML that says it is Markdown", vec![Response::markdown(html)]),
            ("a gzip stream that ends early", gzipped(damaged)),
            ("no gzip stream", gzipped(page("1.3.0").into_bytes())),
            ("another encoding", vec![Response::markdown(page("1.3.0")).with("content-encoding: br")]),
            ("a gzip bomb", gzipped(gzip(&vec![b' '; 65 << 20]))),
            ("a large page", vec![Response::markdown(vec![b' '; 65 << 20])]),
            ("an empty page", vec![Response::markdown("")]),
        ],
        &[],
        1,
    ));
}

#[test]
fn redirects() {
    let to = |url: &str| vec![Response::status("302 Found").with(&format!("location: {url}"))];
    insta::assert_snapshot!(outputs(
        [
            ("to another host", to("http://localhost/client-management.md")),
            ("to another site, over https", to("https://login.example.com/?next=client-management.md")),
            ("to another port", to("http://127.0.0.1:1/client-management.md")),
            ("to itself", to(PATH)),
            ("nowhere", vec![Response::status("302 Found")]),
        ],
        &[],
        1,
    ));
}

#[test]
fn pages() {
    let get = document("getClient");
    let page_with = |from: &str, to: &str| {
        assert!(get.contains(from));
        vec![Response::markdown(page_of(&[get.replacen(from, to, 1)]))]
    };
    insta::assert_snapshot!(outputs(
        [
            ("no document", vec![Response::markdown("# Words\n\n```json\n{\"a\": 1}\n```\n")]),
            (
                "no client can be made of it",
                page_with("\"type\": \"integer\"", "\"type\": \"integer\", \"enum\": [\"one\"]"),
            ),
        ],
        &[],
        1,
    ));
}

#[test]
fn two_pages_that_disagree_are_both_reported() {
    let repository = Repository::fetched();
    repository.list(&["client-management", "client-registration"]);
    let before = repository.state();
    let (one, other) = (page("1.2.0"), page_of(&[document("getClient").replace("int64", "int32")]));
    let site = Site::start([
        (PATH, vec![Response::markdown(one)]),
        ("/client-registration.md", vec![Response::markdown(other)]),
    ]);
    let ran = repository.fetch(&["--from", site.url()]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(repository.state(), before);
    insta::assert_snapshot!(site.redact(&ran.stderr));
}

#[test]
fn what_is_asked_for_makes_no_sense() {
    let repository = Repository::fetched();
    repository.list(&["client-management", "client-registration"]);
    let before = repository.state();
    let mut output = String::new();
    for args in [
        &["--page", "clients"][..],
        &["--from", "https://example.com/client-management.md"],
        &["--from", "http://example.com/pages"],
        &["--from", "https://user:secret@["],
        &["--from", "file:///tmp"],
        &["--timeout", "0"],
        &["--timeout", "soon"],
    ] {
        let ran = repository.fetch(args);
        assert_eq!(ran.code, Some(2), "{args:?} {}", ran.stderr);
        assert!(!ran.stderr.contains("secret"));
        writeln!(output, "# {}\n{}", args.join(" ").replace("user:secret@", "…"), ran.stderr).unwrap();
    }
    assert_eq!(repository.state(), before);
    insta::assert_snapshot!(output);
}

#[test]
fn a_list_or_a_record_that_can_not_be_read() {
    let table = |name: &str, url: &str| format!("# Pages\n\n[[page]]\nname = {name}\nurl = {url}\n");
    let good = "\"https://example.com/a.md\"";
    let mut output = String::new();
    for (name, file, text) in [
        ("not TOML", SOURCES, "[[page\n".to_owned()),
        ("no page", SOURCES, "# none\n".to_owned()),
        ("an unknown key", SOURCES, table("\"a\"", good) + "colour = \"red\"\n"),
        ("no URL", SOURCES, "[[page]]\nname = \"a\"\n".to_owned()),
        ("no name for a file", SOURCES, table("\"../a\"", good)),
        ("the same name twice", SOURCES, table("\"a\"", good) + &table("\"a\"", good)),
        ("plain http", SOURCES, table("\"a\"", "\"http://example.com/a.md\"")),
        ("credentials", SOURCES, table("\"a\"", "\"https://user:secret@example.com/a.md\"")),
        ("a folder", SOURCES, table("\"a\"", "\"https://example.com/\"")),
        ("a record that was edited", LOCK, "[page.client-management]\nurl = 1\n".to_owned()),
    ] {
        let repository = Repository::fetched();
        repository.write(file, &text);
        let before = repository.state();
        let ran = repository.fetch(&["--from", "pages"]);
        assert_eq!(ran.code, Some(1), "{name}: {}", ran.stderr);
        assert!(!ran.stderr.contains("secret"));
        assert_eq!(repository.state(), before);
        writeln!(output, "# {name}\n{}", ran.stderr).unwrap();
    }
    insta::assert_snapshot!(output);
}

/// A password in `--from` gets nowhere but to the server.
#[test]
fn credentials_are_neither_shown_nor_stored() {
    let site = Site::start([(PATH, vec![Response::markdown(page("1.3.0"))])]);
    let repository = Repository::fetched();
    let from = site.url().replace("http://", "http://user:secret@");
    let ran = repository.fetch(&["--from", &from]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(!ran.stderr.contains("secret") && !repository.read(LOCK).contains("secret"));
    assert!(site.requests()[0].contains("authorization: Basic "));
    let ran = repository.fetch(&["--from", &format!("{from}/nowhere")]);
    assert_eq!(ran.code, Some(1));
    assert!(!ran.stderr.contains("secret"), "{}", ran.stderr);
}

/// Signed links have their secret in the query.
#[test]
fn a_query_is_neither_shown_nor_stored() {
    let path = "/client-management.md?sig=secret";
    let site = Site::start([(path, vec![Response::markdown(page("1.3.0")).tagged("\"one\"")])]);
    let repository = Repository::fetched();
    let from = format!("{}?sig=secret", site.url());
    let ran = repository.fetch(&["--from", &from]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(!ran.stderr.contains("secret"), "{}", ran.stderr);
    assert!(!repository.read(LOCK).contains("secret"), "{}", repository.read(LOCK));
    // Another query may be another page: what is known of this one is no condition.
    repository.fetch(&["--from", &from]);
    assert!(!site.requests()[1].contains("if-none-match"), "{}", site.requests()[1]);
    let ran = repository.fetch(&["--from", &from.replace("sig", "other")]);
    assert_eq!(ran.code, Some(1));
    assert!(!ran.stderr.contains("secret"), "{}", ran.stderr);
}

#[test]
fn a_folder_without_the_page() {
    let repository = Repository::fetched();
    let before = repository.state();
    let ran = repository.fetch(&["--from", "openapi/documents"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(repository.state(), before);
    insta::assert_snapshot!(ran.stderr);
}
