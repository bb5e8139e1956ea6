//! What `openapi/sources.toml` decides: operations that are left out, accepted faults and secrets.

use serde_json::json;

use super::{PATH, Upstream};
use crate::{
    page::Page,
    repository::{DECISIONS, Repository},
    site::{Response, Site},
};

const SOURCES: &str = "openapi/sources.toml";

/// A page with one more operation, whose body is this.
fn with_logo(logo: serde_json::Value) -> Page {
    let operation = json!({
        "operationId": "uploadLogo",
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/Logo" },
        } } },
        "responses": { "204": { "description": "Done." } },
    });
    Page::published().operation("/logo", "post", operation, json!({ "Logo": logo }))
}

fn decide(repository: &Repository, line: &str) {
    repository.write(SOURCES, &format!("{line}\n\n{}", repository.read(SOURCES)));
}

/// What is impossible is left out, as little of it as can be, and written where `hold` is kept; that is said everywhere,
/// and when it is to be looked at again.
#[test]
fn what_can_not_be_generated_is_held() {
    // Its secret can't be any JSON value, so the operation that uses it is left out.
    let key = json!({ "type": "string", "format": "password" });
    let endless = json!({ "allOf": [{ "$ref": "#/components/schemas/Logo" }], "properties": { "key": key } });
    let upstream = Upstream::of(&with_logo(endless));
    // What a bump writes can be undone, so that it doesn't write to what isn't committed.
    decide(&upstream.repository, "# A page is to be added.");
    let before = upstream.repository.read(SOURCES);
    let refused = upstream.site.redact(&upstream.bump(&[], 1).stderr);
    assert_eq!(upstream.repository.changed(), " M openapi/sources.toml\n");
    assert_eq!(upstream.repository.read(SOURCES), before);
    upstream.repository.commit();
    let dry = upstream.unchanged(&["--dry-run"], 0);
    assert!(dry.contains("Would write openapi/sources.toml"), "{dry}");
    let ran = upstream.bump(&["--no-verify", "--report", "target/report.md"], 0);
    let repository = &upstream.repository;
    repository.commit();
    let mut all = format!("{refused}\n{}\n", upstream.site.redact(&ran.stderr));
    all.push_str(&repository.read(SOURCES));
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
    assert!(!code.contains("fn upload_logo"), "{code}");
    all.push_str(&repository.xtask(&["check"], 0).stderr);

    let possible = with_logo(json!({ "type": "string" }));
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
