//! What the command says: the forms of its report, its exit codes and its failures.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder with two documents that differ in a bit of everything.
struct Documents(TempDir);

impl Documents {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/base/client-management.json");
        let old: Value = serde_json::from_str(&fs::read_to_string(base).unwrap()).unwrap();
        let mut new = old.clone();
        new["info"]["version"] = "1.3.0".into();
        new["paths"]["/clients/{client_id}"]["delete"] = Value::Null;
        new["paths"]["/clients/{client_id}"].as_object_mut().unwrap().remove("delete");
        let schemas = &mut new["components"]["schemas"];
        schemas["ClientWriteableInformation"]["properties"]["logo_uri"] = json!({ "type": "string" });
        schemas["ClientWriteableInformation"]["properties"]["client_name"]["description"] =
            "Hello @everybody, <b>`see`</b> | this.".into();
        schemas["UpdateClient"]["required"] = json!(["client_name", "logo_uri"]);
        crate::write(folder.path(), [&format!("{old:#}\n"), &format!("{new:#}\n")]);
        fs::write(folder.path().join("no_client.json"), r#"{ "openapi": "3.0.3", "paths": {} }"#).unwrap();
        fs::write(folder.path().join("text.json"), "# A page\n").unwrap();
        Self(folder)
    }

    /// The exit code, and what is said on stdout and stderr.
    fn diff(&self, args: &[&str]) -> (Option<i32>, String) {
        let (code, stdout, stderr) = crate::diff(self.0.path(), args);
        (code, stdout + &stderr)
    }
}

#[test]
fn the_report_has_these_forms() {
    let documents = Documents::new();
    for format in ["text", "markdown", "json", "html"] {
        let args = ["old.json", "new.json", "--current", "0.1.0+1.2.0", "--format", format];
        let (code, said) = documents.diff(&args);
        assert_eq!(code, Some(0), "{said}");
        insta::assert_snapshot!(format!("report.{format}"), said);
    }
}

/// What follows from a change isn't called the same as before.
#[test]
fn what_goes_with_a_change_is_reported_so() {
    let documents = Documents::new();
    let old = fs::read_to_string(documents.0.path().join("old.json")).unwrap();
    let mut new: Value = serde_json::from_str(&old).unwrap();
    new["components"]["schemas"]["ClientWriteableInformation"]["properties"]["client_name"] =
        json!({ "type": "array", "items": { "type": "string" } });
    fs::write(documents.0.path().join("list.json"), new.to_string()).unwrap();
    let (code, said) = documents.diff(&["old.json", "list.json", "--current", "0.1.0", "--format", "json"]);
    assert_eq!(code, Some(0), "{said}");
    let report: Value = serde_json::from_str(&said).unwrap();
    let changes = report["changes"].as_array().unwrap();
    let messages: Vec<String> = changes
        .iter()
        .filter(|change| change["location"].as_str().unwrap().contains("client_name"))
        .map(|change| format!("{} {}", change["wire"].as_str().unwrap(), change["message"].as_str().unwrap()))
        .collect();
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn equal_documents_have_no_change_in_any_form() {
    let documents = Documents::new();
    let mut all = String::new();
    for format in ["text", "markdown", "json"] {
        let args =
            ["old.json", "old.json", "--current", "0.1.0+1.2.0", "--format", format, "--fail-on", "any"];
        let (code, said) = documents.diff(&args);
        assert_eq!(code, Some(0), "{said}");
        all.push_str(&said);
    }
    insta::assert_snapshot!(all);
}

/// `diff --format html FILE`.
#[test]
fn a_page_can_be_written_to_a_file() {
    let documents = Documents::new();
    let args = ["old.json", "new.json", "--current", "0.1.0+1.2.0", "--format", "html", "page.html"];
    assert_eq!(documents.diff(&args), (Some(0), String::new()));
    let page = fs::read_to_string(documents.0.path().join("page.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("deleteClient"), "{page}");
    for reaching_out in ["<script", "<link", "src=", "url(", "@import"] {
        assert!(!page.contains(reaching_out), "{reaching_out}");
    }
}

/// Exit code 4 for what is at least as grave as asked.
#[test]
fn a_gate_is_closed_from_its_verdict_on() {
    let documents = Documents::new();
    for (gate, old, new, code) in [
        ("breaking", "old.json", "new.json", 4),
        ("review", "old.json", "new.json", 4),
        ("any", "old.json", "new.json", 4),
        ("any", "old.json", "old.json", 0),
    ] {
        let args = [old, new, "--current", "0.1.0", "--fail-on", gate];
        let (found, said) = documents.diff(&args);
        assert_eq!(found, Some(code), "{gate} {said}");
        assert_eq!(
            code == 4,
            said.contains("error: the change on the wire is breaking\n  --> new.json\n"),
            "{said}"
        );
    }
}

#[test]
fn every_failure_says_what_where_and_what_to_do() {
    let documents = Documents::new();
    let current = ["--current", "0.1.0"];
    let mut all = String::new();
    for args in [
        &["old.json", "missing.json"][..],
        &["old.json", "text.json"],
        &["git:no-such-revision", "new.json"],
        &["git:--output=x", "new.json"],
        &["old.json", "new.json", "--format", "pdf"],
        &["old.json", "no_client.json"],
        &["old.json", "new.json", "--upstream"],
        &["old.json", "new.json", "old.json"],
        &["old.json", "new.json", "--from", "pages"],
    ] {
        let (code, said) = documents.diff(&[args, &current].concat());
        all.push_str(&format!("xtask diff {}: {}\n{said}\n", args.join(" "), code.unwrap()));
    }
    let folder = documents.0.path().display().to_string();
    insta::assert_snapshot!(all.replace(&folder, "FOLDER"));
}
