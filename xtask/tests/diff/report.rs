//! What the command says: the forms of its report, its exit codes and its failures.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::edit::Edit;

/// A folder with two documents that differ in a bit of everything.
struct Documents(TempDir);

impl Documents {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/base/client-management.json");
        let old: Value = serde_json::from_str(&fs::read_to_string(base).unwrap()).unwrap();
        let mut new = old.clone();
        new["info"]["version"] = "1.3.0".into();
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

    /// What is said on stdout and stderr, with this exit code, of a client at version 0.1.0+1.2.0.
    fn diff(&self, args: &[&str], code: i32) -> String {
        let args = [args, &["--current", "0.1.0+1.2.0"]].concat();
        let (found, stdout, stderr) = crate::diff(self.0.path(), &args);
        assert_eq!(found, Some(code), "{args:?}: {stderr}");
        stdout + &stderr
    }
}

#[test]
fn the_report_has_these_forms() {
    let documents = Documents::new();
    for format in ["text", "markdown", "json", "html"] {
        let said = documents.diff(&["old.json", "new.json", "--format", format], 0);
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
    let report = documents.diff(&["old.json", "list.json", "--format", "json"], 0);
    let report: Value = serde_json::from_str(&report).unwrap();
    let changes = report["changes"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let messages: Vec<String> = changes
        .filter(|change| text(&change["location"]).contains("client_name"))
        .map(|change| text(&change["wire"]) + " " + &text(&change["message"]))
        .collect();
    insta::assert_snapshot!(messages.join("\n"));
}

/// The changes of an edit of a document, as its JSON says them.
fn changes(base: &str, edits: &[&str]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/diff/base/{base}.json"));
    let old: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut new = old.clone();
    for edit in edits {
        let edit: Edit = toml_edit::de::from_str(edit).unwrap();
        edit.apply(&mut new).unwrap();
    }
    crate::write(folder.path(), [&old.to_string(), &new.to_string()]);
    let (_, stdout, _) =
        crate::diff(folder.path(), &["old.json", "new.json", "--format", "json", "--current", "0.1.0"]);
    let report: Value = serde_json::from_str(&stdout).unwrap();
    report["changes"].as_array().unwrap().clone()
}

/// However many members of the document it shows in.
#[test]
fn one_fact_is_one_line() {
    let mut all = String::new();
    for (what, base, edits) in [
        (
            "a component renamed",
            "schemas",
            &[
                "rename = '/components/schemas/Transfer'\nto = 'BankTransfer'",
                "set = '/components/schemas/Payment/oneOf/1/$ref'\nvalue = '\"#/components/schemas/BankTransfer\"'",
                "set = '/components/schemas/Payment/discriminator/mapping/transfer'\nvalue = '\"#/components/schemas/BankTransfer\"'",
            ][..],
        ),
        (
            "members moved into an allOf",
            "schemas",
            &[
                "set = '/components/schemas/Card'\nvalue = '{\"allOf\":[{\"type\":\"object\",\"required\":[\"kind\",\"number\"]},{\"type\":\"object\",\"properties\":{\"kind\":{\"type\":\"string\",\"enum\":[\"card\"]},\"number\":{\"type\":\"string\"}}}]}'",
            ],
        ),
        (
            "a path parameter renamed",
            "client-management",
            &[
                "rename = '/paths/~1clients~1{client_id}'\nto = '/clients/{id}'",
                "set = '/components/parameters/client_id/name'\nvalue = '\"id\"'",
            ],
        ),
    ] {
        for change in changes(base, edits) {
            all.push_str(&format!("{what}: {} {}\n", change["wire"], change["message"]));
        }
    }
    insta::assert_snapshot!(all);
}

/// Neither as what was or is, nor as an example, in whatever form.
#[test]
fn no_value_of_a_secret_is_shown() {
    let at = "/components/schemas/Password";
    for edit in [
        format!("set = '{at}/enum'\nvalue = '[\"correct horse\"]'"),
        format!("set = '{at}/default'\nvalue = '\"correct horse\"'"),
        format!("set = '{at}/example'\nvalue = '\"correct horse\"'"),
        format!("remove = '{at}/enum'"),
        format!("remove = '{at}'"),
        "set = '/paths/~1secret_listed/post/requestBody/content/application~1json/schema'\nvalue = '{\"format\":\"password\",\"enum\":[\"correct horse\"]}'".to_owned(),
    ] {
        let changes = changes("evidence", &[&edit]);
        assert!(!changes.is_empty());
        let said = json!(changes).to_string();
        assert!(!said.contains("hunter2") && !said.contains("correct horse"), "{edit}: {said}");
    }
}

/// Two optional objects are added, each compatible on the wire and new in Rust; but the one type no longer becomes the
/// other. That is said beside them, and why.
#[test]
fn what_breaks_code_is_said_beside_the_changes_that_cause_it() {
    let documents = Documents::new();
    let old = fs::read_to_string(documents.0.path().join("old.json")).unwrap();
    let mut new: Value = serde_json::from_str(&old).unwrap();
    let logo = json!({ "type": "object", "properties": { "uri": { "type": "string" } } });
    for name in ["ClientReadOnlyInformation", "UpdateClient"] {
        new["components"]["schemas"][name]["properties"]["logo"] = logo.clone();
    }
    fs::write(documents.0.path().join("logo.json"), new.to_string()).unwrap();
    let report = documents.diff(&["old.json", "logo.json", "--format", "json"], 0);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!((&report["verdict"], &report["rust"]), (&json!("compatible"), &json!("breaking")));
    for change in report["changes"].as_array().unwrap() {
        assert_eq!(
            (&change["wire"], &change["rust"]),
            (&json!("compatible"), &json!("breaking")),
            "{change}"
        );
        let breaks = change["breaks"].to_string();
        assert!(breaks.contains("to_update") && breaks.contains("is gone"), "{change}");
    }
}

#[test]
fn equal_documents_have_no_change_in_any_form() {
    let documents = Documents::new();
    let all = ["text", "markdown", "json"]
        .map(|format| documents.diff(&["old.json", "old.json", "--format", format, "--fail-on", "any"], 0));
    insta::assert_snapshot!(all.concat());
}

/// `diff --format html FILE`.
#[test]
fn a_page_can_be_written_to_a_file() {
    let documents = Documents::new();
    assert_eq!(
        documents.diff(&["old.json", "new.json", "--format", "html", "page.html"], 0),
        "       Wrote page.html\n"
    );
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
    for gate in ["breaking", "review", "any"] {
        let said = documents.diff(&["old.json", "new.json", "--fail-on", gate], 4);
        let error = "error: the change on the wire is breaking\n  --> new.json\n";
        assert!(said.contains(error), "{gate}: {said}");
    }
}

#[test]
fn every_failure_says_what_where_and_what_to_do() {
    let documents = Documents::new();
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
        let current = ["--current", "0.1.0"];
        let (code, stdout, stderr) = crate::diff(documents.0.path(), &[args, &current].concat());
        all.push_str(&format!("xtask diff {}: {}\n{stdout}{stderr}\n", args.join(" "), code.unwrap()));
    }
    let folder = documents.0.path().display().to_string();
    insta::assert_snapshot!(all.replace(&folder, "FOLDER"));
}

/// A reviewed break passes: by its fingerprint, with a reason.
#[test]
fn what_a_reviewer_accepts_passes() {
    let documents = Documents::new();
    let folder = documents.0.path();
    let args = ["old.json", "new.json", "--fail-on", "breaking"];
    let refused = documents.diff(&args, 4);
    let (_, tables) = refused.split_once("in openapi/approved.toml:").unwrap();
    let tables = tables
        .replace("reason = \"\"", "reason = \"agreed with\n  the callers\"")
        .replace("\"agreed with\n", "\"\"\"agreed with\n")
        .replace("callers\"", "callers\"\"\"");
    let approve = |text: &str| {
        fs::create_dir_all(folder.join("openapi")).unwrap();
        fs::write(folder.join("openapi/approved.toml"), text).unwrap();
    };
    approve(&tables);
    let accepted = documents.diff(&args, 0);
    assert_eq!(accepted.matches("; accepted: agreed with the callers").count(), 2, "{accepted}");
    insta::assert_snapshot!(
        "report.github",
        documents.diff(&[&args[..], &["--format", "github"]].concat(), 0)
    );
    for (wrong, code, message) in [
        (
            tables.replace("rule = \"operation-removed\"", "rule = \"operation-added\""),
            1,
            "by another rule: operation-removed",
        ),
        (tables.replace("agreed with\n  the callers", ""), 1, "an accepted change has no reason"),
        (tables.replace("reason", "because"), 1, "unknown field `because`"),
        (
            tables.replacen("fingerprint = \"", "fingerprint = \"0", 1),
            4,
            "the change on the wire is breaking",
        ),
    ] {
        approve(&wrong);
        let said = documents.diff(&args, code);
        assert!(said.contains(message), "{said}");
    }
}
