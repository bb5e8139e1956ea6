//! `xtask bump` from one end to the other: what may become of the page, and what the command makes of it in a clone of
//! the repository.

use std::{collections::BTreeSet, fmt::Write as _, fs};

use serde_json::json;

mod page;

use self::page::Page;
use crate::{
    redact,
    repository::{Ran, Repository},
    site::{Response, Site},
};

const PATH: &str = "/client-management.md";
/// A version of the document that no published one has.
const API: &str = "77.0.0";

/// Which part of the client's version goes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Patch,
    /// What breaks callers, while the major version is 0.
    Breaking,
}

/// Bumps from this page. The summary is for a snapshot: without versions, which change.
fn bump(page: &Page, next: Next) -> (Repository, String) {
    let site = Site::start([(PATH, vec![Response::markdown(page.markdown())])]);
    let clone = Repository::clone_here();
    let before = clone.version();
    let ran = clone.xtask(&["bump", "--no-verify", "--from", site.url(), "--report", "target/report.md"]);
    assert_eq!(ran.code, Some(if next == Next::Breaking { 4 } else { 0 }), "{}", ran.stderr);
    assert_eq!(clone.version(), following(&before, next, &page.version()));
    let summary = summary(&clone, &ran, site.url(), &before);
    (clone, summary)
}

fn following(version: &str, next: Next, api: &str) -> String {
    let numbers: Vec<u64> =
        version.split('+').next().unwrap().split('.').map(|number| number.parse().unwrap()).collect();
    match (numbers.as_slice(), next) {
        ([major, minor, patch], Next::Patch) => format!("{major}.{minor}.{}+{api}", patch + 1),
        ([0, minor, _], Next::Breaking) => format!("0.{}.0+{api}", minor + 1),
        ([major, ..], Next::Breaking) => format!("{}.0.0+{api}", major + 1),
        (other, _) => panic!("{other:?} is no version"),
    }
}

/// The output, and the changelog's entry. The files that it lists as written and removed are all that differ.
fn summary(clone: &Repository, ran: &Ran, url: &str, before: &str) -> String {
    let listed = |verb: &str| {
        let files = ran.stderr.lines().filter_map(move |line| line.strip_prefix(&format!("{verb:>12} ")));
        files.map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let changed = clone.changed();
    let (gone, here): (Vec<_>, Vec<_>) = changed.lines().partition(|line| line.starts_with(" D"));
    let files = |lines: Vec<&str>| lines.iter().map(|line| line[3..].to_owned()).collect::<BTreeSet<_>>();
    assert_eq!((listed("Wrote"), listed("Removed")), (files(here), files(gone)));

    let mut summary = format!("{}\n", ran.stderr);
    let entry: Vec<String> = clone
        .git(&["diff", "--unified=0", "--", "CHANGELOG.md"])
        .lines()
        .filter_map(|line| line.strip_prefix('+'))
        .filter(|line| !line.starts_with("++"))
        .map(str::to_owned)
        .collect();
    writeln!(summary, "CHANGELOG.md:\n{}", entry.join("\n").trim_end()).unwrap();
    let (_, api) = before.split_once('+').unwrap();
    let api_string = format!("\"{api}\"");
    let names =
        [(url, "http://SITE"), (&clone.version(), "NEXT"), (before, "CURRENT"), (&api_string, "\"API\"")];
    redact(&summary, &names)
}

/// Bumps from these responses, which must leave the tree as it was.
fn unchanged(responses: Vec<Response>, code: i32) -> String {
    let site = Site::start([(PATH, responses)]);
    let clone = Repository::clone_here();
    let ran = clone.xtask(&["bump", "--from", site.url(), "--report", "target/report.md"]);
    assert_eq!(ran.code, Some(code), "{}", ran.stderr);
    assert_eq!(clone.changed(), "");
    assert!(!clone.path("target/report.md").exists());
    site.redact(&ran.stderr)
}

#[test]
fn a_reworded_description_is_a_patch_without_snapshots() {
    let page = Page::published().set(
        "/components/schemas/ClientWriteableInformation/properties/client_name/description",
        json!("Another word for it."),
    );
    let (clone, summary) = bump(&page, Next::Patch);
    insta::assert_snapshot!(summary);
    assert_eq!(clone.git(&["diff", "--", "tests/it/snapshots"]), "");
    let report = clone.read("target/report.md");
    assert!(report.contains("Another word for it."), "{report}");
}

/// With everything that the command does: the client is built, and all tests pass.
#[test]
fn a_new_optional_property_is_built_and_tested() {
    let page = Page::published()
        .set("/components/schemas/ClientWriteableInformation/properties/logo", json!({ "type": "string" }))
        .set("/info/version", json!(API));
    let site = Site::start([(PATH, vec![Response::markdown(page.markdown())])]);
    let clone = Repository::clone_to_build("a_new_optional_property_is_built_and_tested");
    let before = clone.version();
    let ran = clone.xtask(&["bump", "--from", site.url(), "--report", "target/report.md"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(clone.version(), following(&before, Next::Patch, API));
    insta::assert_snapshot!(summary(&clone, &ran, site.url(), &before));
    assert!(clone.read("target/report.md").starts_with("The client builds, and all tests pass.\n"));
    assert!(!clone.path("target/bump").exists());
    assert_eq!(clone.xtask(&["check"]).code, Some(0));
}

#[test]
fn a_new_required_request_property_breaks_callers() {
    let page = Page::published()
        .set("/components/schemas/ClientWriteableInformation/properties/logo", json!({ "type": "string" }))
        .set("/components/schemas/UpdateClient/required", json!(["client_name", "logo"]))
        .set("/info/version", json!(API));
    let (clone, summary) = bump(&page, Next::Breaking);
    insta::assert_snapshot!(summary);
    assert!(clone.read("target/report.md").starts_with("Not built and not tested yet.\n"));
}

#[test]
fn a_removed_operation_breaks_callers_and_takes_its_snapshots_along() {
    let (clone, summary) = bump(&Page::published().without("deleteClient"), Next::Breaking);
    insta::assert_snapshot!(summary);
    assert!(!clone.path("tests/it/snapshots/operation__deleteClient.snap").exists());
}

#[test]
fn a_changed_type_breaks_callers() {
    let page = Page::published().set(
        "/components/schemas/ClientReadOnlyInformation/properties/client_id_issued_at/type",
        json!("string"),
    );
    let page = page.set(
        "/components/schemas/ClientReadOnlyInformation/properties/client_id_issued_at/format",
        json!("date-time"),
    );
    insta::assert_snapshot!(bump(&page, Next::Breaking).1);
}

#[test]
fn a_second_success_status_changes_what_an_operation_gives() {
    let page = Page::published().set(
        "/paths/~1clients~1{client_id}/put/responses/202",
        json!({
            "description": "Will be updated.",
            "content": { "application/json": { "schema": { "type": "object", "properties": {
                "ticket": { "type": "string" },
            } } } },
        }),
    );
    insta::assert_snapshot!(bump(&page, Next::Breaking).1);
}

#[test]
fn another_page_brings_its_operations_and_types() {
    let page = Page::published();
    let site = Site::start([
        (PATH, vec![Response::markdown(page.markdown())]),
        ("/client-registration.md", vec![Response::markdown(page.sibling().markdown())]),
    ]);
    let clone = Repository::clone_here();
    let sources = clone.read("openapi/sources.toml");
    clone.write(
        "openapi/sources.toml",
        &format!("{sources}\n[[page]]\nname = \"client-registration\"\nurl = \"https://example.com/client-registration.md\"\n"),
    );
    clone.commit();
    let before = clone.version();
    let ran = clone.xtask(&["bump", "--no-verify", "--from", site.url()]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    insta::assert_snapshot!(summary(&clone, &ran, site.url(), &before));
    assert!(clone.read("tests/it/snapshots/operation__findClients.snap").contains("FoundClients"));
}

#[test]
fn a_broken_page_changes_nothing() {
    let page = Page::published().markdown().replacen("\"openapi\":\"3.0.3\"", "\"openapi\":\"3.0.3\",,", 1);
    insta::assert_snapshot!(unchanged(vec![Response::markdown(page)], 1));
}

#[test]
fn nothing_new_changes_nothing() {
    let page = Page::published().markdown();
    insta::assert_snapshot!(unchanged(vec![Response::markdown(page)], 0));
}

#[test]
fn a_client_that_can_not_be_built_changes_nothing() {
    let page = Page::published().set("/info/version", json!(API));
    let site = Site::start([(PATH, vec![Response::markdown(page.markdown())])]);
    let clone = Repository::clone_to_build("a_client_that_can_not_be_built_changes_nothing");
    clone.write("client/build.rs", "compile_error!(\"no client\");");
    clone.commit();
    let ran = clone.xtask(&["bump", "--from", site.url()]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(ran.stderr.contains("error: no client\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("error: the client doesn't build; nothing was changed\n"), "{}", ran.stderr);
    assert_eq!(clone.changed(), "");
    assert!(!clone.path("target/bump").exists());
}

#[test]
fn a_version_that_the_client_can_not_carry_changes_nothing() {
    let page = Page::published().set("/info/version", json!("2.0 (beta)"));
    insta::assert_snapshot!(unchanged(vec![Response::markdown(page.markdown())], 1));
}

#[test]
fn what_is_not_committed_is_not_overwritten() {
    let page = Page::published().set("/info/version", json!(API));
    let site = Site::start([(PATH, vec![Response::markdown(page.markdown())])]);
    let clone = Repository::clone_here();
    clone.write("CHANGELOG.md", "what I was about to say");
    let ran = clone.xtask(&["bump", "--from", site.url()]);
    assert_eq!(ran.code, Some(1));
    insta::assert_snapshot!(ran.stderr);
    assert_eq!(clone.read("CHANGELOG.md"), "what I was about to say");
}

#[test]
fn a_dry_run_says_what_would_change() {
    let page = Page::published().without("deleteClient").set("/info/version", json!(API));
    let site = Site::start([(PATH, vec![Response::markdown(page.markdown())])]);
    let clone = Repository::clone_here();
    let before = clone.version();
    let ran = clone.xtask(&["bump", "--dry-run", "--from", site.url()]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(clone.changed(), "");
    let next = following(&before, Next::Breaking, API);
    let names = [(site.url(), "http://SITE"), (&next, "NEXT"), (&before, "CURRENT")];
    insta::assert_snapshot!(redact(&ran.stderr, &names));
}

/// What was noted between two releases is released with the next.
#[test]
fn notes_under_unreleased_are_released() {
    let page = Page::published().set("/info/version", json!(API));
    let site = Site::start([(PATH, vec![Response::markdown(page.markdown())])]);
    let clone = Repository::clone_here();
    let (head, rest) =
        clone.read("CHANGELOG.md").split_once("\n## ").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    clone
        .write("CHANGELOG.md", &format!("{head}\n## Unreleased\n\n### Runtime\n\n- Something.\n\n## {rest}"));
    clone.commit();
    assert_eq!(clone.xtask(&["bump", "--no-verify", "--from", site.url()]).code, Some(0));
    let changelog = clone.read("CHANGELOG.md");
    assert!(!changelog.contains("Unreleased"), "{changelog}");
    let entry = changelog.split("\n## ").nth(1).unwrap();
    let (spec, runtime) =
        (entry.find("### Spec\n").unwrap(), entry.find("### Runtime\n\n- Something.\n").unwrap());
    assert!(spec < runtime, "{entry}");
}

/// Here a folder is where a snapshot should be removed.
#[test]
fn what_fails_half_way_is_undone_by_the_commands_that_it_names() {
    let snapshot = "tests/it/snapshots/operation__deleteClient.snap";
    let page = Page::published().without("deleteClient");
    let site = Site::start([(PATH, vec![Response::markdown(page.markdown())])]);
    let clone = Repository::clone_here();
    fs::remove_file(clone.path(snapshot)).unwrap();
    clone.write(&format!("{snapshot}/file"), "");
    clone.commit();
    let ran = clone.xtask(&["bump", "--no-verify", "--from", site.url()]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(clone.changed().contains(" M openapi/client-management.json"), "{}", clone.changed());
    assert!(!clone.changed().contains("sources.lock"), "{}", clone.changed());
    let (_, commands) = ran.stderr.trim_end().rsplit_once(": git ").unwrap();
    for command in commands.split(" && git ") {
        clone.git(&command.split(' ').collect::<Vec<_>>());
    }
    assert_eq!(clone.changed(), "");
}
