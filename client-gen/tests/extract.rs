//! Which text on a page is a document, what a document is called, and what is wrong with a page.
#![cfg(feature = "documents")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use collibra_client_gen::diagnostic::Location;
use collibra_client_gen::document::json::{Json, ParseReason};
use collibra_client_gen::extract::{Document, ExtractReason, NameReason, extract, one_per_name};
use proptest::prelude::*;

const GET: &str = r#"{"openapi":"3.0.3","paths":{"/a":{"get":{"operationId":"getA"}}}}"#;

/// The documents of a page with their lines, or its problems with theirs.
type Read = Result<Vec<(String, usize)>, Vec<(ExtractReason, usize)>>;

fn read(page: impl AsRef<[u8]>) -> Read {
    match extract("page.md", page.as_ref()) {
        Ok(found) => Ok(found.iter().map(|document| (document.name().to_owned(), document.line())).collect()),
        Err(problems) => {
            Err(problems.into_iter().map(|problem| (problem.reason, line(&problem.at))).collect())
        }
    }
}

fn line(at: &[Location]) -> usize {
    let [Location::Line { page, line }] = at else { unreachable!("{at:?}") };
    assert_eq!(page, "page.md");
    *line
}

fn found(line: usize) -> Read {
    Ok(vec![("getA".to_owned(), line)])
}

fn problem(reason: ExtractReason, line: usize) -> Read {
    Err(vec![(reason, line)])
}

fn one(page: &str) -> Document {
    extract("page.md", page.as_bytes()).unwrap().remove(0)
}

fn fenced(json: &str) -> String {
    format!("```json\n{json}\n```\n")
}

#[test]
fn every_kind_of_fence_is_read() {
    for (name, page, line) in [
        ("plain", format!("# A\n\n```json\n{GET}\n```\n"), 3),
        ("no blank lines around", format!("text\n```json\n{GET}\n```\ntext"), 2),
        ("no final line end", format!("```json\n{GET}\n```"), 1),
        ("four backticks", format!("````json\n{GET}\n````\n"), 1),
        ("closed by more than opened it", format!("```json\n{GET}\n``````\n"), 1),
        ("tildes", format!("~~~json\n{GET}\n~~~\n"), 1),
        ("backticks within tildes", format!("~~~json\n{GET}\n~~~\n\n```\ncode\n```\n"), 1),
        ("upper case", format!("```JSON\n{GET}\n```\n"), 1),
        ("blank before the info string", format!("``` json\n{GET}\n```\n"), 1),
        ("attributes", format!("```json title=\"x\" lines\n{GET}\n```\n"), 1),
        ("braces", format!("```json{{1,3}}\n{GET}\n```\n"), 1),
        ("comma", format!("```json,ignore\n{GET}\n```\n"), 1),
        ("indented by three", format!("   ```json\n   {GET}\n   ```\n"), 1),
        ("in a list", format!("- item\n\n  ```json\n  {GET}\n  ```\n"), 3),
        ("in a list in a list", format!("1. item\n   - ```json\n     {GET}\n     ```\n"), 2),
        ("CRLF", format!("# A\r\n\r\n```json\r\n{GET}\r\n```\r\n"), 3),
        ("CRLF inside", format!("```json\r\n{}\r\n```\r\n", GET.replace(',', ",\r\n")), 1),
        ("BOM", format!("\u{feff}```json\n{GET}\n```\n"), 1),
        ("blank lines inside", format!("```json\n\n\n{GET}\n\n```\n"), 1),
        ("on many lines", fenced(&Json::parse(GET).unwrap().to_pretty()), 1),
    ] {
        assert_eq!(read(page), found(line), "{name}");
    }
}

#[test]
fn prose_is_skipped() {
    let document = fenced(GET);
    for (name, prose) in [
        ("another language", "```bash\ncurl\n```\n".to_owned()),
        ("no language", format!("```\n{GET}\n```\n")),
        ("json5", format!("```json5\n{GET}\n```\n")),
        ("jsonc", format!("```jsonc\n{GET}\n```\n")),
        ("json-schema", format!("```json-schema\n{GET}\n```\n")),
        ("not the first word", format!("```title json\n{GET}\n```\n")),
        ("an example", fenced(r#"{"client_name":"x"}"#)),
        ("an example with an array", fenced("[1]")),
        ("an example with openapi further down", fenced(r#"{"a":{"openapi":"3.0.3"}}"#)),
        ("an example that isn't JSON", fenced("{ ... }")),
        ("an example that repeats a key", fenced(r#"{"a":1,"a":1}"#)),
        ("an example that nests deep", fenced(&"[".repeat(1000))),
        ("an empty fence", "```json\n```\n".to_owned()),
        ("an indented code block", format!("    ```json\n    {GET}\n    ```\n")),
        ("a quote", format!("> ```json\n> {GET}\n> ```\n")),
        ("a quote that leaves its fence open", format!("> ```json\n> {GET}\n\n")),
        ("a quote in a list", format!("- > ```json\n  > {GET}\n  > ```\n")),
        ("a fence in a longer fence", format!("````markdown\n```json\n{GET}\n```\n````\n")),
        ("a fence in a fence of the other kind", format!("~~~\n```json\n{GET}\n```\n~~~\n")),
        ("a code span", format!("a ```json {GET}``` b\n")),
        ("an open snippet in a list", "- ```bash\n  curl\n\ntext\n".to_owned()),
        ("an open snippet that swallows an example", "```bash\ncurl\n\n```json\n{}\n```\n".to_owned()),
        ("a comment", format!("<!--\n```json\n{GET}\n```\n-->\n")),
    ] {
        let lines = prose.lines().count() + 1;
        assert_eq!(read(format!("{prose}\n{document}")), found(lines + 1), "{name}");
        assert_eq!(read(&prose), problem(ExtractReason::NoDocument, 1), "{name}");
    }
}

#[test]
fn what_can_hide_a_document_is_an_error() {
    for (name, page, at) in [
        ("open json", format!("# A\n\n```json\n{GET}\n"), 3),
        ("open json before more", format!("```json\n{GET}\n\n# B\n\ntext\n"), 1),
        ("closed by too few", format!("````json\n{GET}\n```\n"), 1),
        ("closed by the other kind", format!("~~~json\n{GET}\n```\n"), 1),
        ("a closing fence indented by four is content", format!("```json\n{GET}\n    ```\n"), 1),
        ("a closing fence has no info string", format!("```json\n{GET}\n``` end\n"), 1),
        ("open at the very end", "```json".to_owned(), 1),
        ("an open example in a list", "- ```json\n  {}\n\ntext\n".to_owned(), 1),
        ("open json in a list", format!("- ```json\n  {GET}\n\ntext\n"), 1),
        ("an open snippet that swallows the page", format!("{}\n```bash\ncurl\n\ntext\n", fenced(GET)), 5),
        ("an open snippet that swallows a document", format!("```bash\ncurl\n\n{}", fenced(GET)), 1),
        ("a stray fence", format!("text\n```\n\n{}\ntext\n", fenced(GET)), 2),
        ("open json that swallows a document", format!("```json\n{GET}\n{}", fenced(GET)), 1),
        ("an open snippet in a list with a document", format!("- ```yaml\n  {GET}\n\ntext\n"), 1),
    ] {
        let problems = read(&page).unwrap_err();
        assert!(problems.contains(&(ExtractReason::UnclosedFence, at)), "{name}: {problems:?}");
    }
}

#[test]
fn what_should_be_a_document_and_is_not_is_an_error() {
    let json = |reason, line| problem(ExtractReason::Json(reason), line);
    let duplicate = |key: &str| ParseReason::DuplicateKey(key.to_owned());
    let version = |found: &str| problem(ExtractReason::Version(found.to_owned()), 1);
    let deep = format!("{{\"openapi\":\"3.0.3\",\n\"x\":{}{}}}", "[".repeat(128), "]".repeat(128));
    let fits = format!("{{\"openapi\":\"3.0.3\",\n\"x\":{}{}}}", "[".repeat(127), "]".repeat(127));
    let end_of_text = ParseReason::Syntax { expected: "`,` or `}`", found: None };
    let no_key = ParseReason::Syntax { expected: "a key in double quotes", found: Some('}') };
    for (name, page, expected) in [
        ("cut short", fenced("{\"openapi\":\"3.0.3\""), json(end_of_text, 3)),
        ("a trailing comma", fenced("{\n\"openapi\":\"3.0.3\",\n}"), json(no_key.clone(), 4)),
        (
            "in a list",
            "- a\n  - ~~~json\n    {\n    \"openapi\":1,\n    }\n    ~~~".to_owned(),
            json(no_key.clone(), 5),
        ),
        ("with CRLF", "a\r\n\r\n```json\r\n{\r\n\"openapi\":1,\r\n}\r\n```\r\n".to_owned(), json(no_key, 6)),
        ("repeats a key", fenced("{\"openapi\":\"3.0.3\",\n\"a\":1,\n\"a\":1}"), json(duplicate("a"), 4)),
        (
            "repeats openapi",
            fenced("{\"openapi\":\"3.0.3\",\"openapi\":\"3.0.3\"}"),
            json(duplicate("openapi"), 2),
        ),
        (
            "repeats a key far down",
            fenced("{\"openapi\":\"3.0.3\",\"x\":[{\"a\":1,\"a\":2}]}"),
            json(duplicate("a"), 2),
        ),
        (
            "a lone surrogate",
            fenced("{\"openapi\":\"3.0.3\",\n\"x\":\"\\ud800\"}"),
            json(ParseReason::LoneSurrogate("\"\\ud800\"".to_owned()), 3),
        ),
        ("too deep", fenced(&deep), json(ParseReason::TooDeep, 3)),
        ("deep enough", fenced(&fits), Ok(vec![(one(&fenced(&fits)).name().to_owned(), 1)])),
        ("3.1.0", fenced(r#"{"openapi":"3.1.0"}"#), version("\"3.1.0\"")),
        ("2.0", fenced(r#"{"openapi":"2.0"}"#), version("\"2.0\"")),
        ("3.0", fenced(r#"{"openapi":"3.0"}"#), version("\"3.0\"")),
        ("3.00.1", fenced(r#"{"openapi":"3.00.1"}"#), version("\"3.00.1\"")),
        ("3.0.01", fenced(r#"{"openapi":"3.0.01"}"#), version("\"3.0.01\"")),
        ("3.0.+1", fenced(r#"{"openapi":"3.0.+1"}"#), version("\"3.0.+1\"")),
        ("3.0.3-rc1", fenced(r#"{"openapi":"3.0.3-rc1"}"#), version("\"3.0.3-rc1\"")),
        ("a number", fenced(r#"{"openapi":3.0}"#), version("3.0")),
        ("null", fenced(r#"{"openapi":null}"#), version("null")),
        ("an object", fenced(r#"{"openapi":{}}"#), version("{}")),
    ] {
        assert_eq!(read(page), expected, "{name}");
    }
}

#[test]
fn what_is_no_page_is_an_error() {
    for (name, page, expected) in [
        ("empty", &b""[..], problem(ExtractReason::NoDocument, 1)),
        ("BOM alone", "\u{feff}".as_bytes(), problem(ExtractReason::NoDocument, 1)),
        ("prose", b"# A\n\ntext\n", problem(ExtractReason::NoDocument, 1)),
        ("HTML", b"\n <!DOCTYPE html><p>```json</p>", problem(ExtractReason::Html, 1)),
        ("HTML with a BOM", "\u{feff}<HTML lang=en>".as_bytes(), problem(ExtractReason::Html, 1)),
        ("not UTF-8", b"# A\n\ntext \xff\n```json\n", problem(ExtractReason::InvalidUtf8, 3)),
        ("UTF-16", b"\xff\xfe#\0", problem(ExtractReason::InvalidUtf8, 1)),
        (
            "cut within a character",
            "a\né".as_bytes().split_last().unwrap().1,
            problem(ExtractReason::InvalidUtf8, 2),
        ),
    ] {
        assert_eq!(read(page), expected, "{name}");
    }
}

#[test]
fn all_problems_are_reported() {
    let page = [
        fenced(r#"{"openapi":"3.1.0"}"#),
        fenced(GET),
        fenced(r#"{"openapi":"#),
        fenced(r#"{"openapi":"3.0.3","a":1,"a":2}"#),
        "```json\n".to_owned(),
    ];
    let lines: Vec<_> = read(page.concat()).unwrap_err().iter().map(|(_, line)| *line).collect();
    assert_eq!(lines, [1, 9, 11, 13]);
}

#[test]
fn problems_read_well_and_show_nothing_harmful() {
    let page = fenced("{\"openapi\":\"\\u001b[31m\u{202e}'3.1'\"}");
    assert_eq!(
        extract("a\nb.md", page.as_bytes()).unwrap_err().to_string(),
        "error: this document's `openapi` is `\"\\u001b[31m\\u{202e}'3.1'\"`, only 3.0.x is supported\n  --> a\\nb.md:1\n  \
         help: ask the publisher for an OpenAPI 3.0 document, or convert it to one"
    );
    let long = fenced(&format!("{{\"openapi\":\"{}\"}}", "9".repeat(1_000_000)));
    assert!(extract("page.md", long.as_bytes()).unwrap_err().to_string().len() < 300);
}

#[test]
fn content_is_kept_as_published() {
    let text = r#"{"openapi":"3.0.3","x-b":[1.10,1E3,-0,123456789012345678901234567890],"x-a":"\u00e9"}"#;
    assert_eq!(one(&fenced(text)).json().to_string(), text.replace("\\u00e9", "é"));
}

#[test]
fn names_follow_from_content() {
    let operation = |id: &str| {
        let id = serde_json::to_string(id).unwrap();
        fenced(&format!(r#"{{"openapi":"3.0.3","paths":{{"/a":{{"get":{{"operationId":{id}}}}}}}}}"#))
    };
    let components =
        |names: &str| fenced(&format!(r#"{{"openapi":"3.0.3","components":{{"schemas":{{{names}}}}}}}"#));
    let long = "a".repeat(101);
    for (name, page, expected) in [
        ("operationId", operation("getClient"), "getClient"),
        ("dots and dashes", operation("clients.get-one_1"), "clients.get-one_1"),
        ("slashes", operation("clients/get"), "clients-get-7fa87454"),
        ("another with the same letters", operation("clients\\get"), "clients-get-a2e880c3"),
        ("dots alone", operation(".."), "document-a3d4a70d"),
        ("leads out", operation("../../etc/passwd"), "etc-passwd-6fadc99a"),
        ("hidden", operation(".hidden"), "hidden-4747f185"),
        ("ends with a dot", operation("a."), "a-01248e26"),
        ("NUL", operation("a\0b"), "a-b-10f3abd2"),
        ("a device", operation("NUL"), "_NUL-4fad0f80"),
        ("a device with an extension", operation("com1.get"), "_com1.get-d0273eeb"),
        ("no device", operation("community"), "community"),
        ("no letters we know", operation("日本"), "document-9f26ee51"),
        ("empty", operation(""), "get-a-9f138ebd"),
        ("long", operation(&long), &format!("{}-8868c4a8", "a".repeat(91))),
        (
            "no operationId",
            fenced(r#"{"openapi":"3.0.3","paths":{"/a/{b}":{"put":{}}}}"#),
            "put-a-b-e849f665",
        ),
        (
            "two operations",
            fenced(r#"{"openapi":"3.0.3","paths":{"/a":{"put":{},"get":{"operationId":"getA"}}}}"#),
            "getA-put-a-b59a9849",
        ),
        ("heading", format!("## The `Pet` object\n{}", components("\"Pet\":{}")), "The-Pet-object-0dcb3e74"),
        (
            "heading, more components",
            format!("The Pet\nobject\n---\n{}", components("\"Pet\":{},\"Tag\":{}")),
            "The-Pet-object-0dcb3e74",
        ),
        ("vague heading", format!("# Models\n{}", components("\"Pet\":{}")), "Models-schemas-Pet-e2c8d6ea"),
        ("no heading", components("\"Pet\":{},\"Cat\":{}"), "schemas-Cat-schemas-Pet-d2ec86ee"),
        (
            "quoted heading",
            format!("> # The Pet object\n\n{}", components("\"Pet\":{}")),
            "schemas-Pet-1c6982f6",
        ),
        ("nothing at all", fenced(r#"{"openapi":"3.0.3"}"#), "document-811c9dc5"),
    ] {
        assert_eq!(one(&page).name(), expected, "{name}");
    }
}

#[test]
fn one_document_stays_for_each_name() {
    let named = |id: &str, rest: &str| {
        one(&fenced(&format!(
            r#"{{"openapi":"3.0.3","paths":{{"/a":{{"get":{{"operationId":"{id}"}}}}}},"x-a":{rest}}}"#
        )))
    };
    let (spelled, otherwise, another) = (named("b", "1.0"), named("b", "1"), named("a", "1"));
    for documents in [[&spelled, &another, &otherwise, &another], [&otherwise, &spelled, &another, &spelled]]
    {
        let kept = one_per_name(documents.map(Clone::clone).to_vec()).unwrap();
        assert_eq!(kept.iter().map(Document::json).collect::<Vec<_>>(), [another.json(), spelled.json()]);
        assert_eq!(kept.last().unwrap().json().to_string(), spelled.json().to_string());
    }

    let reasons = |documents: &[&Document]| {
        let problems = one_per_name(documents.iter().copied().cloned().collect()).unwrap_err();
        problems.into_iter().map(|problem| problem.reason).collect::<Vec<_>>()
    };
    let repeated = NameReason::Repeated("b".to_owned());
    assert_eq!(reasons(&[&spelled, &named("b", "2"), &another]), [repeated]);
    let names = vec!["getA".to_owned(), "geta".to_owned()];
    assert_eq!(reasons(&[&named("geta", "1"), &another, &named("getA", "1")]), [NameReason::OnlyCase(names)]);
}

#[test]
fn a_stored_document_is_read() {
    let document = Document::read("documents/getA.json", "getA", GET.as_bytes()).unwrap();
    assert_eq!((document.name(), document.json()), ("getA", one(&fenced(GET)).json()));
    for (bytes, expected) in [
        (&b"{\"openapi\":\n\xff"[..], "documents/getA.json:2"),
        (b"{\"openapi\":\n}", "documents/getA.json:2"),
        (b"[]", "no JSON object with a member `openapi`"),
        (b"{\"openapi\":\"3.1.0\"}", "only 3.0.x"),
    ] {
        let problems = Document::read("documents/getA.json", "getA", bytes).unwrap_err().to_string();
        assert!(problems.contains(expected), "{problems}");
    }
}

/// What pages are made of, between `|`, in any order: what is opened may never be closed.
const PIECES: &str = "```json\n|```\n|````|~~~|`|\n|\r\n|\r|> |- |    |\t|# The A object\n|{|}|[|]|\"openapi\"|:|,|\
    \"3.0.3\"|\"paths\"|{}|\"\\ud800\"|\u{feff}|\0|é|<html>|<!--|-->|1. |***|[a]: b\n|&amp;|\\";

fn hostile_page() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES.split('|').chain([GET]).collect::<Vec<_>>());
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_page_is_read_or_refused(page in hostile_page()) {
        let lines = page.lines().count().max(1) + 1;
        let at: Vec<_> = match read(&page) {
            Ok(found) => found.into_iter().map(|(_, line)| line).collect(),
            Err(problems) => problems.into_iter().map(|(_, line)| line).collect(),
        };
        prop_assert!(!at.is_empty());
        prop_assert!(at.iter().all(|line| (1..=lines).contains(line)), "{:?}", at);
    }

    #[test]
    fn any_bytes_are_read_or_refused(page in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(page).is_err());
    }

    #[test]
    fn any_operation_id_gives_a_file_name(id in any::<String>()) {
        let json = format!(r#"{{"openapi":"3.0.3","paths":{{"/a":{{"get":{{"operationId":{}}}}}}}}}"#, Json::String(id));
        let document = one(&fenced(&json));
        let name = document.name();
        prop_assert!(!name.is_empty() && name.len() <= 101);
        prop_assert!(name.chars().all(|char| char.is_ascii_alphanumeric() || "_-.".contains(char)), "{}", name);
        prop_assert!(!name.starts_with(['.', '-']) && !name.ends_with('.'), "{}", name);
    }
}

#[test]
fn hostile_pages_take_no_time() {
    let megabytes = 5_000_000;
    for page in [
        "`".repeat(megabytes),
        "[".repeat(megabytes),
        fenced(&format!("[\"openapi\",{}", "[".repeat(megabytes))),
        fenced(GET).repeat(20_000),
        "```json\n{\"openapi\":\n```\n".repeat(20_000),
        format!("# {}\n{}", "x".repeat(megabytes), fenced(GET).repeat(1_000)),
    ] {
        let started = std::time::Instant::now();
        let _either = read(page);
        // Far above what it takes in a debug build, far below what quadratic time would.
        assert!(started.elapsed().as_secs() < 60);
    }
}
