//! `xtask bump` from one end to the other: what may become of the page, and what the command makes of it in a clone of
//! the repository.

use std::collections::BTreeSet;

use semver::Version;
use serde_json::json;

mod page;
mod table;

use self::page::Page;
use crate::{
    redact,
    repository::{Ran, Repository},
    site::{Response, Site},
};

const PATH: &str = "/client-management.md";
const REPORT: &str = "target/report.md";
/// A version of the document that no published one has.
const API: &str = "77.0.0";

/// Which part of the client's version goes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Patch,
    /// What breaks callers, while the major version is 0.
    Breaking,
}

/// A clone, and the site that it is bumped from.
struct Upstream {
    site: Site,
    clone: Repository,
    /// The clone's version at first.
    before: String,
}

impl Upstream {
    fn of(page: &Page) -> Self {
        Self::with(page.markdown(), Repository::clone_here())
    }

    fn with(page: String, clone: Repository) -> Self {
        let site = Site::start([(PATH, vec![Response::markdown(page)])]);
        Self { site, before: clone.version(), clone }
    }

    fn bump(&self, args: &[&str], code: i32) -> Ran {
        self.clone.xtask(&[&["bump", "--from", self.site.url()], args].concat(), code)
    }

    /// Bumps without effect. The output is for a snapshot.
    fn unchanged(&self, args: &[&str], code: i32) -> String {
        let ran = self.bump(args, code);
        assert_eq!(self.clone.changed(), "");
        assert!(!self.clone.path(REPORT).exists());
        self.site.redact(&ran.stderr)
    }

    /// The version that follows, with that of the document.
    fn next(&self, next: Next, api: &str) -> String {
        let Version { major, minor, patch, .. } = Version::parse(&self.before).unwrap();
        let number = match (next, major) {
            (Next::Patch, _) => format!("{major}.{minor}.{}", patch + 1),
            (Next::Breaking, 0) => format!("0.{}.0", minor + 1),
            (Next::Breaking, _) => format!("{}.0.0", major + 1),
        };
        format!("{number}+{api}")
    }

    /// The output, and the changelog's entry. The files that it lists as written and removed are all that differ. For a
    /// snapshot: without versions, which change.
    fn summary(&self, ran: &Ran) -> String {
        let listed = |verb: &str| {
            let files = ran.stderr.lines().filter_map(move |line| line.strip_prefix(&format!("{verb:>12} ")));
            files.map(str::to_owned).collect::<BTreeSet<String>>()
        };
        let changed = self.clone.changed();
        let (gone, here): (Vec<_>, Vec<_>) = changed.lines().partition(|line| line.starts_with(" D"));
        let files = |lines: Vec<&str>| lines.iter().map(|line| line[3..].to_owned()).collect();
        assert_eq!((listed("Wrote"), listed("Removed")), (files(here), files(gone)));

        let diff = self.clone.git(&["diff", "--unified=0", "--", "CHANGELOG.md"]);
        let added =
            diff.lines().filter_map(|line| line.strip_prefix('+')).filter(|line| !line.starts_with("++"));
        let entry = added.collect::<Vec<_>>().join("\n");
        let summary = format!("{}\nCHANGELOG.md:\n{}\n", ran.stderr, entry.trim_end());
        let (_, api) = self.before.split_once('+').unwrap();
        let api = format!("\"{api}\"");
        let next = self.clone.version();
        let versions = [(&*next, "NEXT"), (&self.before, "CURRENT"), (&api, "\"API\"")];
        redact(&self.site.redact(&summary), &versions)
    }
}

/// Bumps from this page. The summary is for a snapshot.
fn bump(page: &Page, next: Next) -> (Repository, String) {
    let upstream = Upstream::of(page);
    let code = if next == Next::Breaking { 4 } else { 0 };
    let ran = upstream.bump(&["--no-verify", "--report", REPORT], code);
    assert_eq!(upstream.clone.version(), upstream.next(next, &page.version()));
    let summary = upstream.summary(&ran);
    (upstream.clone, summary)
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
    let report = clone.read(REPORT);
    assert!(report.contains("Another word for it."), "{report}");
}

/// With everything that the command does: the client is built, and all tests pass.
#[test]
fn a_new_optional_property_is_built_and_tested() {
    let page = Page::published()
        .set("/components/schemas/ClientWriteableInformation/properties/logo", json!({ "type": "string" }))
        .set("/info/version", json!(API));
    let clone = Repository::clone_to_build("a_new_optional_property_is_built_and_tested");
    let upstream = Upstream::with(page.markdown(), clone);
    let ran = upstream.bump(&["--report", REPORT], 0);
    let clone = &upstream.clone;
    assert_eq!(clone.version(), upstream.next(Next::Patch, API));
    insta::assert_snapshot!(upstream.summary(&ran));
    assert!(clone.read(REPORT).starts_with("The client builds, and all tests pass.\n"));
    assert!(!clone.path("target/bump").exists());
    clone.xtask(&["check"], 0);
}

#[test]
fn a_new_required_request_property_breaks_callers() {
    let page = Page::published()
        .set("/components/schemas/ClientWriteableInformation/properties/logo", json!({ "type": "string" }))
        .set("/components/schemas/UpdateClient/required", json!(["client_name", "logo"]))
        .set("/info/version", json!(API));
    let (clone, summary) = bump(&page, Next::Breaking);
    insta::assert_snapshot!(summary);
    assert!(clone.read(REPORT).starts_with("Not built and not tested yet.\n"));
}

#[test]
fn a_removed_operation_breaks_callers_and_takes_its_snapshots_along() {
    let (clone, summary) = bump(&Page::published().without("deleteClient"), Next::Breaking);
    insta::assert_snapshot!(summary);
    assert!(!clone.path("tests/it/snapshots/operation__deleteClient.snap").exists());
}

#[test]
fn a_changed_type_breaks_callers() {
    let issued_at = "/components/schemas/ClientReadOnlyInformation/properties/client_id_issued_at";
    let page = Page::published()
        .set(&format!("{issued_at}/type"), json!("string"))
        .set(&format!("{issued_at}/format"), json!("date-time"));
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
    let clone = Repository::clone_here();
    clone.list(&["client-management", "client-registration"]);
    clone.commit();
    let pages = [(PATH, page.markdown()), ("/client-registration.md", page.sibling().markdown())];
    let site = Site::start(pages.map(|(path, page)| (path, vec![Response::markdown(page)])));
    let upstream = Upstream { site, before: clone.version(), clone };
    let ran = upstream.bump(&["--no-verify"], 0);
    insta::assert_snapshot!(upstream.summary(&ran));
    assert!(upstream.clone.read("tests/it/snapshots/operation__findClients.snap").contains("FoundClients"));
}

#[test]
fn a_broken_page_changes_nothing() {
    let page = Page::published().markdown().replacen("\"openapi\":\"3.0.3\"", "\"openapi\":\"3.0.3\",,", 1);
    let upstream = Upstream::with(page, Repository::clone_here());
    insta::assert_snapshot!(upstream.unchanged(&["--report", REPORT], 1));
}

#[test]
fn nothing_new_changes_nothing() {
    insta::assert_snapshot!(Upstream::of(&Page::published()).unchanged(&["--report", REPORT], 0));
}

#[test]
fn a_client_that_can_not_be_built_changes_nothing() {
    let page = Page::published().set("/info/version", json!(API));
    let clone = Repository::clone_to_build("a_client_that_can_not_be_built_changes_nothing");
    clone.write("client/build.rs", "compile_error!(\"no client\");");
    clone.commit();
    let upstream = Upstream::with(page.markdown(), clone);
    let output = upstream.unchanged(&[], 1);
    for error in ["error: no client\n", "error: the client doesn't build; nothing was changed\n"] {
        assert!(output.contains(error), "{output}");
    }
    assert!(!upstream.clone.path("target/bump").exists());
}

#[test]
fn a_version_that_the_client_can_not_carry_changes_nothing() {
    let page = Page::published().set("/info/version", json!("2.0 (beta)"));
    insta::assert_snapshot!(Upstream::of(&page).unchanged(&["--report", REPORT], 1));
}

#[test]
fn what_is_not_committed_is_not_overwritten() {
    let upstream = Upstream::of(&Page::published().set("/info/version", json!(API)));
    upstream.clone.write("CHANGELOG.md", "what I was about to say");
    insta::assert_snapshot!(upstream.bump(&[], 1).stderr);
    assert_eq!(upstream.clone.read("CHANGELOG.md"), "what I was about to say");
}

#[test]
fn a_dry_run_says_what_would_change() {
    let upstream = Upstream::of(&Page::published().without("deleteClient").set("/info/version", json!(API)));
    let output = upstream.unchanged(&["--dry-run"], 0);
    let next = upstream.next(Next::Breaking, API);
    insta::assert_snapshot!(redact(&output, &[(&next, "NEXT"), (&upstream.before, "CURRENT")]));
}

/// What was noted between two releases is released with the next.
#[test]
fn notes_under_unreleased_are_released() {
    let upstream = Upstream::of(&Page::published().set("/info/version", json!(API)));
    let clone = &upstream.clone;
    clone.edit("CHANGELOG.md", "\n## ", "\n## Unreleased\n\n### Runtime\n\n- Something.\n\n## ");
    clone.commit();
    upstream.bump(&["--no-verify"], 0);
    let changelog = clone.read("CHANGELOG.md");
    assert!(!changelog.contains("Unreleased"), "{changelog}");
    let entry = changelog.split("\n## ").nth(1).unwrap();
    let (_, after_spec) = entry.split_once("### Spec\n").unwrap();
    assert!(after_spec.contains("### Runtime\n\n- Something.\n"), "{entry}");
}

/// Here a folder is where a snapshot should be removed.
#[test]
fn what_fails_half_way_is_undone_by_the_commands_that_it_names() {
    let snapshot = "tests/it/snapshots/operation__deleteClient.snap";
    let upstream = Upstream::of(&Page::published().without("deleteClient"));
    let clone = &upstream.clone;
    clone.remove(snapshot);
    clone.write(&format!("{snapshot}/file"), "");
    clone.commit();
    let ran = upstream.bump(&["--no-verify"], 1);
    assert!(clone.changed().contains(" M openapi/client-management.json"), "{}", clone.changed());
    assert!(!clone.changed().contains("sources.lock"), "{}", clone.changed());
    let (_, commands) = ran.stderr.trim_end().rsplit_once(": git ").unwrap();
    for command in commands.split(" && git ") {
        clone.git(&command.split(' ').collect::<Vec<_>>());
    }
    assert_eq!(clone.changed(), "");
}
