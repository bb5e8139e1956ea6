//! Whatever goes wrong: it is output with the page, where it comes from and what to do, and nothing changes.

use std::fmt::Write as _;

use crate::{
    fetch::{LOCK, PATH, SOURCES},
    repository::{Repository, document, page, page_of},
    site::{Response, Site},
};

/// The output of each case, on a repository of its own. Nothing may have changed.
fn outputs<'a>(cases: impl IntoIterator<Item = (&'a str, Vec<Response>)>, args: &[&str]) -> String {
    let mut output = String::new();
    for (name, responses) in cases {
        let site = Site::start([(PATH, responses)]);
        let ran = Repository::fetched().unchanged_by(&[&["fetch", "--from", site.url()], args].concat(), 1);
        let count = site.requests().len();
        let requests = if count == 1 { "1 request".to_owned() } else { format!("{count} requests") };
        writeln!(output, "# {name}: {requests}\n{}", site.redact(&ran.stderr)).unwrap();
    }
    output
}

#[test]
fn statuses() {
    let at_once = |status| vec![Response::status(status).with("retry-after: 0")];
    let busy = |until| Response::status("503 Service Unavailable").with(&format!("retry-after: {until}"));
    insta::assert_snapshot!(outputs(
        [
            ("moved", vec![Response::status("404 Not Found")]),
            ("gone", vec![Response::status("410 Gone")]),
            ("for members only", vec![Response::status("401 Unauthorized").with("www-authenticate: Basic")]),
            ("for nobody", vec![Response::status("403 Forbidden")]),
            ("a teapot", vec![Response::status("418 I'm a teapot")]),
            ("no content", vec![Response::status("204 No Content")]),
            ("not modified, though nobody asked", vec![Response::status("304 Not Modified")]),
            ("busy", vec![busy("0")]),
            ("broken", at_once("500 Internal Server Error")),
            ("too many requests", at_once("429 Too Many Requests")),
            ("a date that has passed", vec![busy("Mon, 01 Jan 2001 00:00:00 GMT")]),
            ("busy, then moved", vec![busy("0"), Response::status("404 Not Found")]),
        ],
        &[],
    ));
}

#[test]
fn connections() {
    let stalled = Response::markdown(page("1.3.0")).stalled_after(1000);
    let output = [
        outputs([("slower than the timeout", vec![stalled])], &["--timeout", "1"]),
        outputs([("cut off", vec![Response::markdown(page("1.3.0")).cut_after(1000)])], &[]),
    ];
    insta::assert_snapshot!(output.concat());
}

/// Nobody listens on port 0, and the site has no TLS.
#[test]
fn servers_that_can_not_be_connected_to() {
    let site = Site::start([]);
    for url in ["http://127.0.0.1:0".to_owned(), site.url().replace("http:", "https:")] {
        let ran = Repository::fetched().unchanged_by(&["fetch", "--from", &url], 1);
        let what = "error: failed to fetch the page `client-management` after 3 tries: connection error: ";
        assert!(ran.stderr.contains(what), "{}", ran.stderr);
        assert_eq!(ran.stderr.matches("    Retrying client-management in ").count(), 2, "{}", ran.stderr);
    }
}

#[test]
fn bodies() {
    let html = "  <!DOCTYPE html><html><title>Sign in</title></html>";
    let page = || Response::markdown(page("1.3.0"));
    let large = || Response::markdown(vec![b' '; 65 << 20]);
    insta::assert_snapshot!(outputs(
        [
            (
                "HTML",
                vec![Response::status("200 OK").with("content-type: text/html; charset=utf-8").body(html)]
            ),
            ("HTML that says it is Markdown", vec![Response::markdown(html)]),
            ("a gzip stream that ends early", vec![page().gzipped().truncated(500)]),
            ("no gzip stream", vec![page().with("content-encoding: gzip")]),
            ("another encoding", vec![page().with("content-encoding: br")]),
            ("a gzip bomb", vec![large().gzipped()]),
            ("a large page", vec![large()]),
            ("an empty page", vec![Response::markdown("")]),
        ],
        &[],
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
            ("no client can be made of it", page_with("/rest/auth/v1\"", "/rest/auth/{version}\""),),
        ],
        &[],
    ));
}

#[test]
fn two_pages_that_disagree_are_both_reported() {
    let repository = Repository::fetched();
    repository.list(&["client-management", "client-registration"]);
    let (one, other) = (page("1.2.0"), page_of(&[document("getClient").replace("int64", "int32")]));
    let site = Site::start([
        (PATH, vec![Response::markdown(one)]),
        ("/client-registration.md", vec![Response::markdown(other)]),
    ]);
    let ran = repository.unchanged_by(&["fetch", "--from", site.url()], 1);
    insta::assert_snapshot!(site.redact(&ran.stderr));
}

#[test]
fn what_is_asked_for_makes_no_sense() {
    let repository = Repository::fetched();
    repository.list(&["client-management", "client-registration"]);
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
        let ran = repository.unchanged_by(&[&["fetch"], args].concat(), 2);
        assert!(!ran.stderr.contains("secret"));
        writeln!(output, "# {}\n{}", args.join(" ").replace("user:secret@", "…"), ran.stderr).unwrap();
    }
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
        let ran = repository.unchanged_by(&["fetch", "--from", "pages"], 1);
        assert!(!ran.stderr.contains("secret"), "{name}");
        writeln!(output, "# {name}\n{}", ran.stderr).unwrap();
    }
    insta::assert_snapshot!(output);
}

/// A password in `--from` gets nowhere but to the server; nor does the query, which in a signed link is a secret.
#[test]
fn secrets_of_a_url_are_neither_shown_nor_stored() {
    for (from, path) in [("http://user:secret@", PATH), ("http://", "/client-management.md?sig=secret")] {
        let site = Site::start([(path, vec![Response::markdown(page("1.3.0")).tagged("\"one\"")])]);
        let repository = Repository::fetched();
        let query = path.strip_prefix(PATH).unwrap();
        let from = site.url().replace("http://", from);
        let ran = repository.fetch(&["--from", &format!("{from}{query}")], 0);
        assert!(!ran.stderr.contains("secret"), "{}", ran.stderr);
        assert!(!repository.read(LOCK).contains("secret"), "{}", repository.read(LOCK));
        let ran = repository.fetch(&["--from", &format!("{from}/nowhere{query}")], 1);
        assert!(!ran.stderr.contains("secret"), "{}", ran.stderr);
        let first = &site.requests()[0];
        assert!(!query.is_empty() || first.contains("authorization: Basic "), "{first}");
    }
}

/// Another query may be another page: what is known of this one is no condition.
#[test]
fn a_page_with_a_query_is_always_asked_for_whole() {
    let path = "/client-management.md?sig=secret";
    let site = Site::start([(path, vec![Response::markdown(page("1.3.0")).tagged("\"one\"")])]);
    let repository = Repository::fetched();
    let from = format!("{}?sig=secret", site.url());
    for _ in 0..2 {
        repository.fetch(&["--from", &from], 0);
    }
    assert!(!site.requests()[1].contains("if-none-match"), "{}", site.requests()[1]);
}

#[test]
fn a_folder_without_the_page() {
    let ran = Repository::fetched().unchanged_by(&["fetch", "--from", "openapi/documents"], 1);
    insta::assert_snapshot!(ran.stderr);
}
