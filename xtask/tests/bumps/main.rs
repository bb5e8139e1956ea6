//! Bumps of this repository as it is now, with the live documents, built and tested. The only tests of the maintainer's commands that are about the live documents.
//!
//! `cargo test --package xtask --test bumps` runs them, which takes minutes.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

use std::{fs, path::Path, process::Command};

use serde_json::json;

#[allow(dead_code, reason = "the tests of the commands use the rest")]
#[path = "../it/page.rs"]
mod page;
#[allow(dead_code, reason = "the tests of the commands use the rest")]
#[path = "../it/repository.rs"]
mod repository;
#[allow(dead_code, reason = "the tests of the commands use the rest")]
#[path = "../it/site.rs"]
mod site;

use self::{
    page::Page,
    repository::{Ran, Repository},
    site::{Response, Site},
};

/// For a snapshot: a name replaces each text that differs from run to run.
#[allow(dead_code, reason = "the site has use for it elsewhere")]
fn redact(text: &str, names: &[(&str, &str)]) -> String {
    names.iter().fold(text.to_owned(), |text, (what, name)| text.replace(what, name))
}

const REPORT: &str = "target/report.md";
const PASSED: &str = "The client builds, and the tests of the workspace pass. Not run: those of `xtask`,";

/// A clone of every file that git knows or would add, as it is in the work tree. It is where the test's last one was,
/// so that what is built takes the place of what was built then.
fn clone_here(test: &str) -> Repository {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    let clone = Repository::at(folder);
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let git_dir = format!("--git-dir={}", clone.path(".git").display());
    clone.git(&["init", "--quiet"]);
    clone.git(&["-C", root, &git_dir, "--work-tree=.", "add", "--all"]);
    clone.git(&["checkout-index", "--all"]);
    clone.commit();
    clone
}

/// The live documents as one page. What is decided about them stays.
fn live(clone: &Repository) -> Page {
    let sources = clone.read("openapi/sources.toml");
    let (decisions, _) = sources.split_once("[[page]]").unwrap();
    clone.list(&["client-management"]);
    clone.write("openapi/sources.toml", &format!("{decisions}{}", clone.read("openapi/sources.toml")));
    Page::of(&clone.path("openapi/documents"))
}

/// Bumps from these pages, and commits. All tests have passed.
fn bump(clone: &Repository, pages: &[(&'static str, String)], code: i32) {
    let pages = pages.iter().cloned().map(|(path, page)| (path, vec![Response::markdown(page)]));
    let site = Site::start(pages);
    let ran = clone.xtask(&["bump", "--from", site.url(), "--report", REPORT], code);
    let report = clone.read(REPORT);
    assert!(report.starts_with(PASSED), "{report}{}", ran.stderr);
    clone.commit();
    clone.xtask(&["check"], 0);
}

/// What the README says, `xtask` included.
fn test_all(clone: &Repository) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--workspace", "--all-features", "--no-fail-fast"]).current_dir(clone.path(""));
    Ran::of(cargo.env("CARGO_TARGET_DIR", target), 0);
}

const PAGE: &str = "/client-management.md";
const SIBLING: &str = "/registered-clients.md";

/// The sibling page under names that no live document has, now or later.
fn sibling(page: &Page) -> String {
    let names = [
        ("\"/clients\"", "\"/registered-clients\""),
        ("findClients", "findRegisteredClients"),
        ("ClientRegistrations", "RegisteredClients"),
        ("ClientInformationSummary", "RegisteredClientSummary"),
    ];
    redact(&page.sibling().markdown(), &names)
}

/// A new operation and new types.
#[test]
fn another_page_goes_green() {
    let clone = clone_here("another_page_goes_green");
    let page = live(&clone);
    clone.list(&["client-management", "registered-clients"]);
    bump(&clone, &[(PAGE, page.markdown()), (SIBLING, sibling(&page))], 0);
    assert!(clone.path("tests/it/snapshots/operation__findRegisteredClients.snap").exists());
}

/// One after the other. After each, the whole test command of the README passes.
#[test]
fn three_bumps_go_green() {
    let clone = clone_here("three_bumps_go_green");
    let page = live(&clone);
    clone.commit();
    let property = "/components/schemas/ClientWriteableInformation/properties/for_this_test";
    let page = page.set(property, json!({ "type": "string" }));
    bump(&clone, &[(PAGE, page.markdown())], 0);
    test_all(&clone);
    clone.list(&["client-management", "registered-clients"]);
    bump(&clone, &[(PAGE, page.markdown()), (SIBLING, sibling(&page))], 0);
    test_all(&clone);
    // What no test of the client uses goes without breaking one.
    clone.list(&["client-management"]);
    bump(&clone, &[(PAGE, page.markdown())], 4);
    test_all(&clone);
    assert!(!clone.path("tests/it/snapshots/operation__findRegisteredClients.snap").exists());
}

/// A client that doesn't build changes nothing.
#[test]
fn a_client_that_can_not_be_built_changes_nothing() {
    let clone = clone_here("a_client_that_can_not_be_built_changes_nothing");
    let page = live(&clone).set("/info/version", json!("77.0.0"));
    clone.write("client/build.rs", "compile_error!(\"no client\");");
    clone.commit();
    let site = Site::start([(PAGE, vec![Response::markdown(page.markdown())])]);
    let ran = clone.xtask(&["bump", "--from", site.url()], 1);
    for error in ["error: no client\n", "error: the client doesn't build; nothing was changed\n"] {
        assert!(ran.stderr.contains(error), "{}", ran.stderr);
    }
    assert_eq!(clone.changed(), "");
    assert!(!clone.path("target/bump").exists());
}
