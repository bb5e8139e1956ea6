//! Documents that are large, or odd, still get their report.

use std::{fmt::Write as _, fs, path::Path};

use serde_json::{Value, json};

fn run(folder: &Path, old: &str, new: &str) -> (Option<i32>, Value, String) {
    crate::write(folder, [old, new]);
    let (code, stdout, stderr) =
        crate::diff(folder, &["old.json", "new.json", "--format", "json", "--current", "0.1.0"]);
    (code, serde_json::from_str(&stdout).unwrap_or(Value::Null), stderr)
}

/// Twelve megabytes with three edits: everything is reported, and the client is judged by the part that they are about.
#[test]
fn a_large_document_is_judged_by_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/base/schemas.json"));
    let base: Value = serde_json::from_str(&text.unwrap()).unwrap();
    let mut document = base.clone();
    document["paths"] = json!({});
    document["components"]["schemas"] = json!({});
    let text = base.to_string();
    for copy in 0..12_000_000 / text.len() {
        let own = text.replace("#/components/schemas/", &format!("#/components/schemas/C{copy}"));
        let own = own.replace("\"operationId\":\"", &format!("\"operationId\":\"c{copy}_"));
        let own: Value = serde_json::from_str(&own).unwrap();
        for (name, schema) in own["components"]["schemas"].as_object().unwrap() {
            document["components"]["schemas"][format!("C{copy}{name}")] = schema.clone();
        }
        for (path, item) in own["paths"].as_object().unwrap() {
            document["paths"][format!("/c{copy}{path}")] = item.clone();
        }
    }
    let mut edited = document.clone();
    edited["components"]["schemas"]["C7Order"]["properties"]["note"]["type"] = "integer".into();
    edited["components"]["schemas"]["C99Card"]["description"] = "Another word.".into();
    edited["info"]["description"] = "Another word.".into();
    let (code, report, stderr) = run(folder.path(), &document.to_string(), &edited.to_string());
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(report["verdict"], "breaking");
    assert_eq!(report["rust"], "breaking", "{}", report["problems"]);
    assert_eq!(report["changes"].as_array().unwrap().len(), 3, "{report:#}");
    let items: Vec<_> = report["surface"].as_array().unwrap().iter().map(|item| &item["item"]).collect();
    assert_eq!(items, ["type__C7Order"]);
    let (_, report, _) = run(folder.path(), &document.to_string(), &document.to_string());
    assert_eq!(report["verdict"], "none");
}

/// They are JSON, and that is all that is asked of them.
#[test]
fn odd_documents_get_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let cycle = r##"{"paths":{"/a":{"get":{"responses":{"200":{"content":{"application/json":
        {"schema":{"$ref":"#/components/schemas/A"}}}}}}}},"components":{"schemas":{"A":{"allOf":
        [{"$ref":"#/components/schemas/A"},{"oneOf":[{"$ref":"#/components/schemas/B"}]}]},
        "B":{"$ref":"#/components/schemas/A"}}}}"##;
    let nested = format!("{}1{}", r#"{"not":"#.repeat(100), "}".repeat(100));
    let odd = [
        "null",
        "[]",
        "\"text\"",
        "{}",
        r#"{"paths":[]}"#,
        r#"{"paths":{"/a":null,"/b":{"get":1},"":{"get":{"responses":[]}}}}"#,
        r##"{"$ref":"#","paths":{"/a":{"$ref":"#/paths/~1a"}}}"##,
        r#"{"openapi":"4.0.0","info":7,"servers":{},"security":[[]],"components":{"schemas":[]}}"#,
        cycle,
        &nested,
    ];
    let mut wrong = String::new();
    for old in odd {
        for new in odd {
            let (code, report, stderr) = run(folder.path(), old, new);
            if code != Some(0) || (report["verdict"] == "none") != (old == new) {
                writeln!(wrong, "{old}\n-> {new}\n{code:?} {report} {stderr}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What isn't JSON is reported with its line; and a panic would have another exit code.
#[test]
fn what_is_not_json_is_reported_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, stderr) = run(folder.path(), "{}", "{\n  \"a\": 1,\n}\n");
    assert_eq!(code, Some(1));
    assert!(stderr.contains("new.json:3\n  help: "), "{stderr}");
}

/// What is at the end of a chain that is too long to follow isn't called the same.
#[test]
fn a_long_chain_ends_in_a_review() {
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = String::new();
    for kind in [
        "REF",
        r#"{"allOf":[REF]}"#,
        r#"{"anyOf":[REF]}"#,
        r#"{"not":REF}"#,
        r#"{"oneOf":[REF,{"type":"integer"}]}"#,
        r#"{"allOf":[REF,REF]}"#,
        r#"{"type":"object","properties":{"a":REF}}"#,
    ] {
        let document = |end: Value| {
            let mut schemas = serde_json::Map::new();
            for link in 0..3_000 {
                let next = json!({ "$ref": format!("#/components/schemas/C{}", link + 1) }).to_string();
                let link = format!("C{link}");
                schemas.insert(link, serde_json::from_str(&kind.replace("REF", &next)).unwrap());
            }
            schemas.insert("C3000".to_owned(), end);
            let first = json!({ "schema": { "$ref": "#/components/schemas/C0" } });
            let body = json!({ "content": { "application/json": first } });
            let operation = json!({ "requestBody": body, "responses": {} });
            json!({ "paths": { "/a": { "post": operation } }, "components": { "schemas": schemas } })
                .to_string()
        };
        let (old, new) = (json!({ "type": "string" }), json!({ "type": "string", "maxLength": 3 }));
        let (code, report, stderr) = run(folder.path(), &document(old), &document(new));
        let expected = if kind.contains("properties") { "breaking" } else { "review" };
        if code != Some(0) || report["verdict"] != expected {
            writeln!(wrong, "{kind}: {} {stderr}", report["verdict"]).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
