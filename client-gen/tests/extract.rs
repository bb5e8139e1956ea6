//! Which text on a page is a document, what a document is called, and what is wrong with a page.
#![cfg(feature = "documents")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use collibra_client_gen::diagnostic::Location;
use collibra_client_gen::document::json::{Json, ParseReason};
use collibra_client_gen::document::pointer::Pointer;
use collibra_client_gen::extract::{
    Document, ExtractReason, NameReason, Unread, YamlReason, extract, links, one_per_name,
};
use proptest::prelude::*;

const GET: &str = r#"{"openapi":"3.0.3","paths":{"/a":{"get":{"operationId":"getA"}}}}"#;

/// The same document.
const YAML: &str = "openapi: 3.0.3\npaths:\n  /a:\n    get:\n      operationId: getA";

/// The documents of a page with their lines, or its problems with theirs.
type Read = Result<Vec<(String, usize)>, Vec<(ExtractReason, usize)>>;

fn read(page: impl AsRef<[u8]>) -> Read {
    match extract("page.md", page.as_ref()) {
        Ok(found) => {
            Ok(found.documents.iter().map(|document| (document.name().to_owned(), document.line())).collect())
        }
        Err(problems) => {
            Err(problems.into_iter().map(|problem| (problem.reason, line(&problem.at))).collect())
        }
    }
}

/// What a page with one document besides says wasn't read, with the lines.
fn unread(page: &str) -> Vec<(Unread, usize)> {
    let page = extract("page.md", format!("{page}\n\n{}", fenced(GET)).as_bytes()).unwrap();
    assert_eq!(page.documents.last().map(Document::name), Some("getA"));
    page.unread.into_iter().map(|unread| (unread.reason, line(&unread.at))).collect()
}

fn line(at: &[Location]) -> usize {
    let [Location::Line { page, line, .. }] = at else { unreachable!("{at:?}") };
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
    extract("page.md", page.as_bytes()).unwrap().documents.remove(0)
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
        ("application/json", format!("```application/json\n{GET}\n```\n"), 1),
        ("json5 that is JSON", format!("```json5\n{GET}\n```\n"), 1),
        ("jsonc that is JSON", format!("```jsonc\n{GET}\n```\n"), 1),
        ("openapi that is JSON", format!("```openapi\n{GET}\n```\n"), 1),
        ("openapi that is YAML", format!("```openapi\n{YAML}\n```\n"), 1),
        ("yaml", format!("text\n\n```yaml\n{YAML}\n```\n"), 3),
        ("yml with marks of the document", format!("```yml\n---\n{YAML}\n...\n```\n"), 1),
        ("yaml in a list", format!("- a\n\n  ```yaml\n  {}\n  ```\n", YAML.replace('\n', "\n  ")), 3),
        ("yaml that is JSON", format!("```yaml\n{GET}\n```\n"), 1),
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
        ("an example", fenced(r#"{"client_name":"x"}"#)),
        ("an example with an array", fenced("[1]")),
        ("an example that isn't JSON", fenced("{ ... }")),
        ("an example that repeats a key", fenced(r#"{"a":1,"a":1}"#)),
        ("an example that nests deep", fenced(&"[".repeat(1000))),
        ("an empty fence", "```json\n```\n".to_owned()),
        ("an open snippet in a list", "- ```bash\n  curl\n\ntext\n".to_owned()),
        ("an open snippet that swallows an example", "```bash\ncurl\n\n```json\n{}\n```\n".to_owned()),
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
    let yaml = |text: &str| format!("```yaml\n{text}\n```\n");
    let yaml_problem = |reason: Option<YamlReason>, line| {
        problem(ExtractReason::Yaml(reason.unwrap_or(YamlReason::Syntax(String::new()))), line)
    };
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
        ("3.2.0", fenced(r#"{"openapi":"3.2.0"}"#), version("\"3.2.0\"")),
        ("3.1", fenced(r#"{"openapi":"3.1"}"#), version("\"3.1\"")),
        (
            "cut within a string",
            fenced("{\"openapi\":\"3.0.3\",\"info\":{\"title\":\"A cut"),
            json(ParseReason::OpenString("\"A cut".to_owned()), 2),
        ),
        ("3.1.0", fenced(&GET.replace("3.0.3", "3.1.0")), found(1)),
        ("YAML cut short", yaml("openapi: 3.0.3\ninfo: {title: \"A"), yaml_problem(None, 3)),
        (
            "YAML, a key twice",
            yaml("openapi: 3.0.3\na: 1\na: 1"),
            yaml_problem(Some(YamlReason::DuplicateKey("a".to_owned())), 4),
        ),
        (
            "YAML with an alias",
            yaml("openapi: 3.0.3\na: &a {}\nb: *a"),
            yaml_problem(Some(YamlReason::Alias), 4),
        ),
        (
            "YAML with a merge key",
            yaml("openapi: 3.0.3\na:\n  <<: {}"),
            yaml_problem(Some(YamlReason::Alias), 4),
        ),
        ("YAML with a tag", yaml("openapi: 3.0.3\na: !x 1"), yaml_problem(Some(YamlReason::Tag), 3)),
        (
            "YAML with an octal number",
            yaml("openapi: 3.0.3\na: 0o17"),
            yaml_problem(Some(YamlReason::Number("0o17".to_owned())), 3),
        ),
        (
            "YAML with a key that is none",
            yaml("openapi: 3.0.3\n[a]: 1"),
            yaml_problem(Some(YamlReason::Key), 3),
        ),
        (
            "YAML with two documents",
            yaml("openapi: 3.0.3\n---\nopenapi: 3.0.3"),
            yaml_problem(Some(YamlReason::Count), 4),
        ),
        (
            "YAML too deep",
            yaml(&format!("openapi: 3.0.3\nx: {}", "[".repeat(200))),
            yaml_problem(Some(YamlReason::TooDeep), 3),
        ),
        ("YAML, 3.1 as a number", yaml("openapi: 3.1"), version("3.1")),
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
        // The library's words for broken YAML are its own.
        let read = read(page).map_err(|mut problems| {
            for (reason, _) in &mut problems {
                if let ExtractReason::Yaml(YamlReason::Syntax(words)) = reason {
                    words.clear();
                }
            }
            problems
        });
        assert_eq!(read, expected, "{name}");
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
        fenced(r#"{"openapi":"3.2.0"}"#),
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
        "error: this document's `openapi` is `\"\\u001b[31m\\u{202e}'3.1'\"`, only 3.0.x and 3.1.x are supported\n  --> \
         a\\nb.md:1\n  help: ask the publisher for an OpenAPI 3.0 or 3.1 document"
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
        (b"{\"openapi\":\"3.2.0\"}", "only 3.0.x"),
    ] {
        let problems = Document::read("documents/getA.json", "getA", bytes).unwrap_err().to_string();
        assert!(problems.contains(expected), "{problems}");
    }
}

#[test]
fn the_account_is_complete() {
    let page = [
        "See [the other page](other.md#x) and <https://example.com/a>.\n\n".to_owned(),
        fenced("{\"client_name\":\"x\"}"),
        "```yaml\nclient_name: x\n```\n".to_owned(),
        "```bash\ncurl\n```\n".to_owned(),
        fenced("{ ... }"),
        fenced(GET),
    ];
    assert_eq!(links(page.concat().as_bytes()), ["other.md#x", "https://example.com/a"]);
    let page = extract("page.md", page.concat().as_bytes()).unwrap();
    assert_eq!((page.documents.len(), page.examples, page.unread.len()), (1, 3, 0));
}

#[test]
fn yaml_is_json_in_other_words() {
    let yaml = "openapi: '3.0.3'\nx-a: [1.10, 1E3, -0, ~, null, true, yes, 2020-01-01, 1_000, \"1\", !!str 1]\n\
        x-b: |\n  two\n  lines\n200: {a: , 'b': .a}\n";
    let json = r#"{"openapi":"3.0.3","x-a":[1.10,1E3,-0,null,null,true,"yes","2020-01-01","1_000","1","1"],"x-b":"two\nlines\n","200":{"a":null,"b":".a"}}"#;
    assert_eq!(one(&format!("```yaml\n{}```\n", yaml)).json().to_string(), json);
}

/// With the account: what keeps a page from being read may be what hides its documents.
#[test]
fn a_page_without_documents_says_what_it_has() {
    assert_eq!(
        extract(
            "page.md",
            format!("# A\n\n```json\n{{\"openapi\":\"3.0\n```\n\n```\n{GET}\n```\n").as_bytes()
        )
        .unwrap_err()
        .to_string(),
        "error: this OpenAPI document can't be read as JSON: the text ends within a string: `\"3.0`\n  \
         --> page.md:4:12\n  help: fix the page, or fetch it again if it was cut short\n\
         warning: an API description wasn't read: its code block has no language\n  --> page.md:7\n  \
         help: if it is a document, ask the publisher for a ```json or ```yaml fence with it alone"
    );
    let many =
        extract("page.md", format!("```\n{GET}\n```\n").repeat(30).as_bytes()).unwrap_err().to_string();
    assert_eq!(many.matches("page.md:").count(), 21, "{many}");
    assert!(many.ends_with(
        "\nwarning: 10 more like this: an API description wasn't read: its code block has no language"
    ));
}

/// A page shares what its documents repeat. None of them may show it.
#[test]
fn a_repeated_component_is_read_as_if_it_were_alone() {
    let document = |schemas: &str| {
        format!(r#"{{"openapi":"3.0.3","paths":{{}},"components":{{"schemas":{{{schemas}}}}}}}"#)
    };
    let schemas = [
        r#""A":{"maximum":1.0,"type":"number"}"#,
        r#""A":{"maximum":1.0,"type":"number"}"#,
        r#""A":{"maximum":1.00,"type":"number"}"#,
        r#""A":{"type":"number","maximum":1.0}"#,
        r#""A": {"maximum":1.0,"type":"number"}"#,
        r#""A":{"maximum":1.0,"type":"number","x":{}}"#,
        r#""A":{}"#,
        r#""A":{},"B":{"A":{"maximum":1.0,"type":"number"}}"#,
        r#""\u0041":{"maximum":1.0,"type":"number"}"#,
        r#""A":[{"maximum":1.0}]"#,
    ];
    let texts: Vec<_> = schemas.into_iter().chain(schemas.into_iter().rev()).map(document).collect();
    let page =
        extract("page.md", texts.iter().map(|text| fenced(text)).collect::<String>().as_bytes()).unwrap();
    let read: Vec<_> = page.documents.iter().map(|document| document.json().to_string()).collect();
    let alone: Vec<_> = texts.iter().map(|text| Json::parse(text).unwrap().to_string()).collect();
    assert_eq!(read, alone);

    let known = r#""A":{"maximum":1.0,"type":"number"}"#;
    for wrong in
        [format!("{known},{known}"), format!("{known}}}"), format!("{known} 1"), known.replace("1.0", "1.x")]
    {
        let page = fenced(&document(known)) + &fenced(&document(&wrong));
        let problems = extract("page.md", page.as_bytes()).unwrap_err();
        let error = Json::parse(&document(&wrong)).unwrap_err();
        let at = Location::Line { page: "page.md".to_owned(), line: 5, column: Some(error.offset + 1) };
        assert!(
            matches!(problems.as_slice(), [one] if one.reason == ExtractReason::Json(error.reason.clone()) && one.at == [at.clone()]),
            "{problems}"
        );
    }
}

/// What pages are made of, between `|`, in any order: what is opened may never be closed.
const PIECES: &str = "```json\n|```\n|````|~~~|`|\n|\r\n|\r|> |- |    |\t|# The A object\n|{|}|[|]|\"openapi\"|:|,|\
    \"3.0.3\"|openapi: 3.0.3\n|```yaml\n|  - a: b\n|{% openapi %}|<pre>|\"paths\"|{}|\"\\ud800\"|\u{feff}|\0|é|<html>|<!--|-->|1. |***|[a]: b\n|&amp;|\\";

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

#[test]
fn what_looks_like_an_api_description_and_is_not_read_is_named() {
    let info = |info: &str| Unread::Tag(info.to_owned());
    let platform = |tag: &str| Unread::Platform(tag.to_owned());
    let pointer = |at: &str| Pointer::parse(at).unwrap();
    let html = GET.replace('"', "&quot;");
    for (name, page, expected) in [
        ("no language", format!("a\n\n```\n{GET}\n```"), vec![(info(""), 3)]),
        ("another language", format!("```json-schema\n{GET}\n```"), vec![(info("json-schema"), 1)]),
        ("json isn't the first word", format!("```title json\n{GET}\n```"), vec![(info("title json"), 1)]),
        ("an invisible character in the tag", format!("```\u{200b}json\n{GET}\n```"), vec![(info("\u{200b}json"), 1)]),
        ("YAML without a language", format!("```\n{YAML}\n```"), vec![(info(""), 1)]),
        ("a fence in a longer fence", format!("````markdown\n```json\n{GET}\n```\n````"), vec![(info("markdown"), 1)]),
        ("paths alone, without a language", "```\n{\"paths\":{\"/a\":{\"get\":{}}}}\n```".to_owned(), vec![(info(""), 1)]),
        ("an indented code block", format!("a\n\n    {GET}\n"), vec![(Unread::Indented, 3)]),
        ("a quote", format!("a\n\n> ```json\n> {GET}\n> ```"), vec![(Unread::Quote, 3)]),
        ("a quote that leaves its fence open", format!("> ```json\n> {GET}\n"), vec![(Unread::Quote, 1)]),
        ("a quote in a list", format!("- > ```json\n  > {GET}\n  > ```"), vec![(Unread::Quote, 1)]),
        ("pre", format!("a\n\n<pre>\n{GET}\n</pre>"), vec![(Unread::Html, 3)]),
        ("pre, escaped", format!("<pre><code>{html}</code></pre>"), vec![(Unread::Html, 1)]),
        (
            "pre, coloured",
            "<pre><span class=\"k\">\"openapi\"</span><span>:</span> <span>\"3.0.3\"</span></pre>".to_owned(),
            vec![(Unread::Html, 1)],
        ),
        ("pre within a paragraph", format!("text <pre>{GET}</pre> text"), vec![(Unread::Prose, 1)]),
        ("a comment", format!("<!--\n```json\n{GET}\n```\n-->"), vec![(Unread::Html, 1)]),
        ("a code span", format!("a\n\nb ```json {GET}``` c"), vec![(Unread::Prose, 3)]),
        ("a list item", format!("- a\n\n- {GET}"), vec![(Unread::Prose, 3)]),
        (
            "GitBook's operation",
            "a\n\n{% openapi-operation spec=\"x\" path=\"/a\" method=\"get\" %}\n[x](x.yaml)\n{% endopenapi-operation %}"
                .to_owned(),
            vec![(platform("{% openapi-operation spec=\"x\" path=\"/a\" method=\"get\" %}"), 3)],
        ),
        (
            "GitBook's blocks",
            "{% openapi src=\"a\" %}\n{% endopenapi %}\n\n{%- swagger baseUrl=\"b\" %}\n".to_owned(),
            vec![(platform("{% openapi src=\"a\" %}"), 1), (platform("{%- swagger baseUrl=\"b\" %}"), 4)],
        ),
        ("GitBook's block, cut off", "{% openapi src".to_owned(), vec![(platform("{% openapi src"), 1)]),
        ("another block of GitBook's", "{% hint style=\"info\" %}\nWe like OpenAPI: it is good.\n{% endhint %}".to_owned(), vec![]),
        ("with CRLF", format!("a\r\n\r\nb {GET}\r\n"), vec![(Unread::Prose, 3)]),
        ("an array of documents", fenced(&format!("[{GET},{GET}]")), vec![(Unread::Within(pointer("/0")), 1), (Unread::Within(pointer("/1")), 1)]),
        ("a document under a key", fenced(&format!("{{\"spec\":{{\"v/1\":{GET}}}}}")), vec![(Unread::Within(pointer("/spec/v~11")), 1)]),
        ("YAML under a key", format!("```yaml\nspec:\n  {}\n```", YAML.replace('\n', "\n  ")), vec![(Unread::Within(pointer("/spec")), 1)]),
        ("Swagger", fenced(r#"{"swagger":"2.0","paths":{}}"#), vec![(Unread::NoVersion, 1)]),
        ("another spelling", fenced(r#"{"OpenAPI":"3.0.3","paths":{}}"#), vec![(Unread::NoVersion, 1)]),
        ("no version at all", fenced(r#"{"paths":{"/a":{"get":{}}}}"#), vec![(Unread::NoVersion, 1)]),
        (
            "json5 that isn't JSON",
            "```json5\n{\n// the API\n\"openapi\":\"3.0.3\"}\n```".to_owned(),
            vec![(Unread::NotJson(ParseReason::Syntax { expected: "a key in double quotes", found: Some('/') }), 3)],
        ),
        (
            "a method in capitals",
            format!("a\n\n{}", fenced(&GET.replace("\"get\"", "\"GET\""))),
            vec![(Unread::Method(pointer("/paths/~1a/GET")), 3)],
        ),
    ] {
        assert_eq!(unread(&page), expected, "{name}");
    }
}
