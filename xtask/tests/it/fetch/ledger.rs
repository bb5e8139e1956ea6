//! What a page has beside the documents that are read: it is named, and if operations may be missing for it, nothing is
//! taken over.

use std::fmt::Write as _;

use crate::{
    fetch::{LOCK, PATH},
    repository::{Repository, document, page, page_of},
    site::{Response, Site},
};

/// One document in each of these fences.
fn fenced(open: &str, name: &str, close: &str) -> String {
    format!("## An operation\n\n{open}\n{}\n{close}\n\n", document(name).trim_end())
}

/// A page with two documents that are read, and this.
fn with(rest: &str) -> Response {
    Response::markdown(page_of(&[document("getClient"), document("updateClient")]) + rest)
}

fn site(response: Response) -> Site {
    Site::start([(PATH, vec![response])])
}

/// What may hold the operation that is gone.
#[test]
fn an_operation_that_may_be_in_what_was_not_read_is_no_removal() {
    let mut output = String::new();
    let get = "{% openapi-operation spec=\"api\" path=\"/clients/{client_id}\" method=\"delete\" %}";
    for (name, rest) in [
        ("without a language", fenced("```", "deleteClient", "```")),
        ("in HTML", fenced("<pre>", "deleteClient", "</pre>")),
        ("left unrendered", format!("{get}\n[api](api.yaml)\n{{% endopenapi-operation %}}\n")),
        ("with a direction of its own", fenced("```\u{202e}json", "deleteClient", "```")),
    ] {
        let site = site(with(&rest));
        let ran = Repository::fetched().unchanged_by(&["fetch", "--from", site.url()], 1);
        writeln!(output, "# {name}\n{}", site.redact(&ran.stderr)).unwrap();
    }
    insta::assert_snapshot!(output);
}

#[test]
fn that_it_is_gone_can_be_accepted() {
    let repository = Repository::fetched();
    let site = site(with(&fenced("```", "deleteClient", "```")).tagged("\"one\""));
    let ran = repository.fetch(&["--from", site.url(), "--accept-gone"], 0);
    insta::assert_snapshot!(site.redact(&ran.stderr));
    assert_eq!(repository.documents(), ["getClient.json", "updateClient.json"]);
    assert!(repository.read(LOCK).contains("\nunread = 1\n"), "{}", repository.read(LOCK));
    // It is read again, so that it is said again.
    let ran = repository.unchanged_by(&["fetch", "--from", site.url()], 0);
    assert!(ran.stderr.contains("warning: an API description wasn't read"), "{}", ran.stderr);
    assert!(!site.requests()[1].contains("if-none-match"));
}

#[test]
fn what_was_not_read_is_in_every_report() {
    let site =
        site(with(&(fenced("```json", "deleteClient", "```") + &fenced("```text", "deleteClient", "```"))));
    for format in ["text", "markdown", "html", "json", "github"] {
        let args = ["diff", "--upstream", "--from", site.url(), "--current", "0.1.0", "--format", format];
        let ran = Repository::fetched().unchanged_by(&args, 0);
        for output in [&ran.stdout, &ran.stderr] {
            assert!(output.contains("its code block has the language `text`"), "{format}: {output}");
        }
    }
}

#[test]
fn a_page_in_yaml_is_the_same_page() {
    let repository = Repository::fetched();
    let merged = repository.read(crate::repository::MERGED);
    let site = site(Response::markdown(page("1.2.0").replace("```json", "```yaml")));
    repository.fetch(&["--from", site.url()], 0);
    assert_eq!(repository.read(crate::repository::MERGED), merged);
}

#[test]
fn a_page_that_was_split_says_where_its_parts_may_be() {
    let links = "See [registration](client-registration), [models](/models.md#top), [itself](client-management.md), \
        [elsewhere](https://example.org/clients.md), [index](https://example.com/llms.txt) and \
        [registration](https://example.com/client-registration.md).\n";
    let part = page_of(&[document("getClient")]) + links;
    let mut output = String::new();
    for (name, page, code) in [
        ("one of three is left", part.clone(), 0),
        ("with another version", part.replace("\"1.2.0\"", "\"1.3.0\""), 0),
        ("others are there", page_of(&[document("getClient").replace("/clients", "/other")]), 0),
        ("no document is left", links.to_owned(), 1),
    ] {
        let site = site(Response::markdown(page));
        let args = ["fetch", "--from", site.url(), "--dry-run"];
        let ran = Repository::fetched().unchanged_by(&args, code);
        writeln!(output, "# {name}\n{}", site.redact(&ran.stderr)).unwrap();
    }
    insta::assert_snapshot!(output);
}

#[test]
fn a_page_that_has_moved_for_good_says_so() {
    let to = |status, path: &str| vec![Response::status(status).with(&format!("location: {path}"))];
    let mut output = String::new();
    for (name, first, second) in [
        ("for good", to("301 Moved Permanently", "/new.md"), Response::markdown(page("1.2.0"))),
        (
            "for good, and then for now",
            to("308 Permanent Redirect", "/new.md"),
            Response::status("302 Found").with("location: /newer.md"),
        ),
        ("for now", to("302 Found", "/new.md"), Response::markdown(page("1.2.0"))),
    ] {
        let newer = vec![Response::markdown(page("1.2.0"))];
        let site = Site::start([(PATH, first), ("/new.md", vec![second]), ("/newer.md", newer)]);
        let args = ["fetch", "--from", site.url(), "--dry-run"];
        let ran = Repository::fetched().unchanged_by(&args, 0);
        writeln!(output, "# {name}\n{}", site.redact(&ran.stderr)).unwrap();
    }
    insta::assert_snapshot!(output);
}

/// Neither on a terminal nor in a report.
#[test]
fn nothing_on_a_page_plays_tricks_on_a_reader() {
    let evil = "\u{1b}[31m\u{202e}\u{9b}";
    let rest = fenced(&format!("```x{evil}"), "deleteClient", "```");
    let site = site(Response::markdown(
        page("1.2.0")
            .replace("\"description\": \"", &format!("\"description\": \"\\u001b\u{202e}\u{9b}{}", ""))
            + &rest,
    ));
    for format in ["text", "markdown", "html", "json", "github"] {
        let ran = Repository::fetched().unchanged_by(
            &["diff", "--upstream", "--from", site.url(), "--current", "0.1.0", "--format", format],
            0,
        );
        for output in [&ran.stdout, &ran.stderr] {
            assert!(!output.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{format}: {output}");
        }
        assert!(ran.stdout.contains("202e"), "{format}: {}", ran.stdout);
        if format == "json" {
            serde_json::from_str::<serde_json::Value>(&ran.stdout).unwrap();
        }
    }
}
