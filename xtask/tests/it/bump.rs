//! `xtask bump` from one end to the other: what may become of the page, and what the command makes of it in a repository
//! where the client of version 1.2.0 was released. What is built and tested too is in `tests/bumps`.

use std::collections::BTreeSet;

use serde_json::json;

mod decisions;
mod table;

use crate::{
    page::Page,
    repository::{Ran, Repository},
    site::{Response, Site},
};

const PATH: &str = "/client-management.md";
const REPORT: &str = "target/report.md";
/// A version of the document that no published one has.
const API: &str = "77.0.0";

/// A repository, and the site that it is bumped from.
struct Upstream {
    site: Site,
    repository: Repository,
}

impl Upstream {
    fn of(page: &Page) -> Self {
        Self::with(page.markdown(), Repository::released())
    }

    fn with(page: String, repository: Repository) -> Self {
        let site = Site::start([(PATH, vec![Response::markdown(page)])]);
        Self { site, repository }
    }

    fn bump(&self, args: &[&str], code: i32) -> Ran {
        self.repository.xtask(&[&["bump", "--from", self.site.url()], args].concat(), code)
    }

    /// Bumps without effect. The output is for a snapshot.
    fn unchanged(&self, args: &[&str], code: i32) -> String {
        let ran = self.bump(args, code);
        assert_eq!(self.repository.changed(), "");
        assert!(!self.repository.path(REPORT).exists());
        self.site.redact(&ran.stderr)
    }

    /// The output, and the changelog's entry. The files that it lists as written and removed are all that differ. For a
    /// snapshot.
    fn summary(&self, ran: &Ran) -> String {
        let listed = |verb: &str| {
            let files = ran.stderr.lines().filter_map(move |line| line.strip_prefix(&format!("{verb:>12} ")));
            files.map(str::to_owned).collect::<BTreeSet<String>>()
        };
        let changed = self.repository.changed();
        let (gone, here): (Vec<_>, Vec<_>) = changed.lines().partition(|line| line.starts_with(" D"));
        let files = |lines: Vec<&str>| lines.iter().map(|line| line[3..].to_owned()).collect();
        assert_eq!((listed("Wrote"), listed("Removed")), (files(here), files(gone)));

        let diff = self.repository.git(&["diff", "--unified=0", "--", "CHANGELOG.md"]);
        let added =
            diff.lines().filter_map(|line| line.strip_prefix('+')).filter(|line| !line.starts_with("++"));
        let entry = added.collect::<Vec<_>>().join("\n");
        self.site.redact(&format!("{}\nCHANGELOG.md:\n{}\n", ran.stderr, entry.trim_end()))
    }
}

/// Bumps from this page. The summary is for a snapshot.
fn bump(page: &Page, code: i32) -> (Repository, String) {
    let upstream = Upstream::of(page);
    let ran = upstream.bump(&["--no-verify", "--report", REPORT], code);
    let summary = upstream.summary(&ran);
    (upstream.repository, summary)
}

#[test]
fn a_reworded_description_is_a_patch_without_snapshots() {
    let page = Page::published().set(
        "/components/schemas/ClientWriteableInformation/properties/client_name/description",
        json!("Another word for it."),
    );
    let (repository, summary) = bump(&page, 0);
    insta::assert_snapshot!(summary);
    assert_eq!(repository.git(&["diff", "--", "tests/it/snapshots"]), "");
    let report = repository.read(REPORT);
    assert!(report.contains("Another word for it."), "{report}");
}

#[test]
fn a_new_required_request_property_breaks_callers() {
    let page = Page::published()
        .set("/components/schemas/ClientWriteableInformation/properties/logo", json!({ "type": "string" }))
        .set("/components/schemas/UpdateClient/required", json!(["client_name", "logo"]))
        .set("/info/version", json!(API));
    let (repository, summary) = bump(&page, 4);
    insta::assert_snapshot!(summary);
    assert!(repository.read(REPORT).starts_with("Not built and not tested yet.\n"));
}

#[test]
fn a_removed_operation_breaks_callers_and_takes_its_snapshots_along() {
    let (repository, summary) = bump(&Page::published().without("deleteClient"), 4);
    insta::assert_snapshot!(summary);
    assert!(!repository.path("tests/it/snapshots/operation__deleteClient.snap").exists());
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
    insta::assert_snapshot!(bump(&page, 4).1);
}

/// The new page may be listed without being committed.
#[test]
fn another_page_brings_its_operations_and_types() {
    let page = Page::published();
    let repository = Repository::released();
    repository.list(&["client-management", "client-registration"]);
    let pages = [(PATH, page.markdown()), ("/client-registration.md", page.sibling().markdown())];
    let site = Site::start(pages.map(|(path, page)| (path, vec![Response::markdown(page)])));
    let upstream = Upstream { site, repository };
    let ran = upstream.bump(&["--no-verify"], 0);
    upstream.repository.git(&["add", "openapi/sources.toml"]);
    upstream.repository.git(&[
        "-c",
        "user.name=T",
        "-c",
        "user.email=t@example.com",
        "commit",
        "--quiet",
        "-m",
        "The page",
    ]);
    insta::assert_snapshot!(upstream.summary(&ran));
    let operation = upstream.repository.read("tests/it/snapshots/operation__findClients.snap");
    assert!(operation.contains("ClientRegistrations"), "{operation}");
}

#[test]
fn a_dry_run_says_what_would_change() {
    let upstream = Upstream::of(&Page::published().without("deleteClient").set("/info/version", json!(API)));
    insta::assert_snapshot!(upstream.unchanged(&["--dry-run"], 0));
}

#[test]
fn a_broken_page_changes_nothing() {
    let page = Page::published().markdown().replacen("\"openapi\":\"3.0.3\"", "\"openapi\":\"3.0.3\",,", 1);
    let upstream = Upstream::with(page, Repository::released());
    insta::assert_snapshot!(upstream.unchanged(&["--report", REPORT], 1));
}

#[test]
fn nothing_new_changes_nothing() {
    insta::assert_snapshot!(Upstream::of(&Page::published()).unchanged(&["--report", REPORT], 0));
}

#[test]
fn a_version_that_the_client_can_not_carry_changes_nothing() {
    let page = Page::published().set("/info/version", json!("2.0 (beta)"));
    insta::assert_snapshot!(Upstream::of(&page).unchanged(&["--report", REPORT], 1));
}

#[test]
fn what_is_not_committed_is_not_overwritten() {
    let upstream = Upstream::of(&Page::published().set("/info/version", json!(API)));
    upstream.repository.write("CHANGELOG.md", "what I was about to say");
    insta::assert_snapshot!(upstream.bump(&[], 1).stderr);
    assert_eq!(upstream.repository.read("CHANGELOG.md"), "what I was about to say");
}

/// What was noted between two releases is released with the next.
#[test]
fn notes_under_unreleased_are_released() {
    let upstream = Upstream::of(&Page::published().set("/info/version", json!(API)));
    let repository = &upstream.repository;
    repository.edit("CHANGELOG.md", "\n## ", "\n## Unreleased\n\n### Runtime\n\n- Something.\n\n## ");
    repository.commit();
    upstream.bump(&["--no-verify"], 0);
    let changelog = repository.read("CHANGELOG.md");
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
    let repository = &upstream.repository;
    repository.remove(snapshot);
    repository.write(&format!("{snapshot}/file"), "");
    repository.commit();
    let ran = upstream.bump(&["--no-verify"], 1);
    assert!(repository.changed().contains(" M openapi/client-management.json"), "{}", repository.changed());
    assert!(!repository.changed().contains("sources.lock"), "{}", repository.changed());
    let (_, commands) = ran.stderr.trim_end().rsplit_once(": git ").unwrap();
    for command in commands.split(" && git ") {
        repository.git(&command.split(' ').collect::<Vec<_>>());
    }
    assert_eq!(repository.changed(), "");
}
