//! What `openapi/sources.toml` decides: operations that are left out, accepted faults and secrets.

use serde_json::json;

use super::{PATH, Upstream};
use crate::{
    page::Page,
    repository::{DECISIONS, Repository},
    site::{Response, Site},
};

const SOURCES: &str = "openapi/sources.toml";

/// A page with one more operation, whose body could never end.
fn impossible() -> Page {
    let operation = json!({
        "operationId": "uploadLogo",
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/Logo" },
        } } },
        "responses": { "204": { "description": "Done." } },
    });
    let endless = json!({ "Logo": { "allOf": [{ "$ref": "#/components/schemas/Logo" }] } });
    Page::published().operation("/logo", "post", operation, endless)
}

fn decide(repository: &Repository, line: &str) {
    repository.write(SOURCES, &format!("{line}\n\n{}", repository.read(SOURCES)));
}

/// What is impossible is proposed to be held; what is held is said everywhere, and when it is to be looked at again.
#[test]
fn an_operation_that_can_not_be_generated_is_held() {
    let upstream = Upstream::of(&impossible());
    let refused = upstream.unchanged(&[], 1);
    let (_, line) = refused.trim_end().rsplit_once("set this in openapi/sources.toml: ").unwrap();
    decide(&upstream.repository, line);
    let ran = upstream.bump(&["--no-verify", "--report", "target/report.md"], 0);
    let repository = &upstream.repository;
    repository.commit();
    let mut all = format!("{refused}\n{}\n", upstream.site.redact(&ran.stderr));
    let lines = |file: &str, word: &str| -> String {
        let text = repository.read(file);
        text.lines().filter(|line| line.contains(word)).map(|line| format!("{file}: {line}\n")).collect()
    };
    for file in [
        "CHANGELOG.md",
        "openapi/decisions.json",
        "openapi/sources.lock",
        "target/report.md",
        "tests/it/snapshots/operations.snap",
    ] {
        all.push_str(&lines(file, "uploadLogo"));
    }
    let code = repository.xtask(&["generate", "--out", "-"], 0).stdout;
    all.extend(code.lines().filter(|line| line.contains("uploadLogo")).map(|line| format!("code: {line}\n")));
    assert!(!code.contains("Logo {"), "its types are left out too");
    all.push_str(&repository.xtask(&["check"], 0).stderr);

    let operation =
        json!({ "operationId": "uploadLogo", "responses": { "204": { "description": "Done." } } });
    let possible = Page::published().operation("/logo", "post", operation, json!({}));
    for (what, page) in [("possible", possible), ("gone", Page::published())] {
        let site = Site::start([(PATH, vec![Response::markdown(page.markdown())])]);
        let ran = repository.xtask(&["fetch", "--dry-run", "--from", site.url()], 0);
        all.push_str(&format!("\n{what}:\n{}", site.redact(&ran.stderr)));
    }
    insta::assert_snapshot!(all);
}

/// A fault of the vendor's stops no bump, once it is accepted.
#[test]
fn faults_of_the_document_are_accepted_by_pointer() {
    let page = Page::published()
        .set(
            "/components/schemas/ClientWriteableInformation/properties/logo",
            json!({ "$ref": "#/components/schemas/None" }),
        )
        .set("/paths/~1clients~1{client_id}/put/security", json!([{ "unheard_of": [] }]));
    let upstream = Upstream::of(&page);
    let refused = upstream.unchanged(&[], 1);
    let (_, line) = refused.trim_end().rsplit_once("set this in openapi/sources.toml: ").unwrap();
    decide(&upstream.repository, line);
    let ran = upstream.bump(&["--no-verify"], 4);
    insta::assert_snapshot!(format!("{refused}\n{}", upstream.site.redact(&ran.stderr)));
    let written = upstream.repository.read("tests/it/snapshots/type__ClientWriteableInformation.snap");
    assert!(written.contains("logo: Option<::serde_json::Value>"), "{written}");
}

#[test]
fn a_string_is_marked_as_a_secret() {
    let at = "/components/schemas/ClientReadOnlyInformation/properties/registration_access_token";
    let page = Page::published().set(at, json!({ "type": "string" }));
    let upstream = Upstream::of(&page);
    decide(&upstream.repository, &format!("secret = [\"#{at}\"]"));
    let ran = upstream.bump(&["--no-verify"], 0);
    assert!(ran.stderr.contains("Wire compatible"), "{}", ran.stderr);
    let read = upstream.repository.read("tests/it/snapshots/type__ClientReadOnlyInformation.snap");
    assert!(read.contains("registration_access_token: Option<crate::Secret>"), "{read}");
}

#[test]
fn decisions_that_can_not_be_followed() {
    let secret = "#/components/schemas/ClientRegistration";
    let mut all = String::new();
    for line in [
        format!("hold = [\"{secret}\"]"),
        "hold = [\"#/info/title\"]".to_owned(),
        format!("secret = [\"{secret}\"]"),
        "hold = \"getClient\"".to_owned(),
    ] {
        let upstream = Upstream::of(&Page::published());
        decide(&upstream.repository, &line);
        all.push_str(&format!("{line}\n{}\n", upstream.site.redact(&upstream.bump(&[], 1).stderr)));
    }
    insta::assert_snapshot!(all);
    let repository = Repository::released();
    repository.edit(DECISIONS, "[]", "[\"getClient\"]");
    let ran = repository.xtask(&["check"], 3);
    assert!(ran.stderr.contains("it isn't what openapi/sources.toml says"), "{}", ran.stderr);
}
