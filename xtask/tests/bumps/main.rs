//! Bumps of this repository as it is now, with the live documents, built and tested. They are the only tests of the
//! maintainer's commands that are about the live documents.
//!
//! `cargo test --package xtask --test bumps` runs them, which takes minutes. They share the builds of the repository, so
//! they run one at a time: cargo tells the builds of two clones apart by nothing but the time.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

use std::{
    fs,
    path::Path,
    process::Command,
    sync::{Mutex, MutexGuard, PoisonError},
};

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
const BUILDS: &str = "The client builds. **Tests or examples that were written for the old one fail**";

/// One test at a time.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

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

/// Bumps from these pages, and commits. The report begins with this.
fn bump(clone: &Repository, pages: &[(&'static str, String)], code: i32, verified: &str) -> Ran {
    let pages = pages.iter().cloned().map(|(path, page)| (path, vec![Response::markdown(page)]));
    let site = Site::start(pages);
    let ran = clone.xtask(&["bump", "--from", site.url(), "--report", REPORT], code);
    let report = clone.read(REPORT);
    assert!(report.starts_with(verified), "{report}{}", ran.stderr);
    clone.commit();
    clone.xtask(&["check"], 0);
    ran
}

/// What the README says to run, `xtask` included. These are all that fail: tests by their names, and what doesn't compile.
fn test_all(clone: &Repository, broken: &[&str]) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--workspace", "--all-features", "--no-fail-fast"]).current_dir(clone.path(""));
    let code = if broken.is_empty() { 0 } else { 101 };
    let Ran { stdout, stderr } = Ran::of(cargo.env("CARGO_TARGET_DIR", target), code);
    let failed = stdout.lines().filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
    let uncompiled = stderr.lines().filter_map(|line| {
        Some(line.strip_prefix("error: could not compile ")?.split(" due to ").next().unwrap())
    });
    assert_eq!(failed.chain(uncompiled).collect::<Vec<_>>(), broken, "{stdout}{stderr}");
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
    let _turn = turn();
    let clone = clone_here("another_page_goes_green");
    let page = live(&clone);
    clone.list(&["client-management", "registered-clients"]);
    bump(&clone, &[(PAGE, page.markdown()), (SIBLING, sibling(&page))], 0, PASSED);
    assert!(clone.path("tests/it/snapshots/operation__findRegisteredClients.snap").exists());
}

/// A test that was written for the operation of the sibling page.
const WRITTEN: &str = "tests/tests/written_for_the_sibling.rs";

/// What the removal of that page must break, and nothing else.
const BROKEN: [&str; 1] = ["`tests` (test \"written_for_the_sibling\")"];

/// One after the other. After each, the whole test command of the README passes.
#[test]
fn three_bumps_go_green() {
    let _turn = turn();
    let clone = clone_here("three_bumps_go_green");
    let page = live(&clone);
    clone.commit();

    let property = "/components/schemas/ClientWriteableInformation/properties/for_this_test";
    let page = page.set(property, json!({ "type": "string", "deprecated": true }));
    let ran = bump(&clone, &[(PAGE, page.markdown())], 0, PASSED);
    assert!(!ran.stderr.contains("use of deprecated"), "{}", ran.stderr);
    let surface = clone.read("tests/it/snapshots/type__ClientWriteableInformation.snap");
    assert!(
        surface.contains("for_this_test: Option<String>") && surface.contains("[deprecated = "),
        "{surface}"
    );
    test_all(&clone, &[]);

    clone.list(&["client-management", "registered-clients"]);
    bump(&clone, &[(PAGE, page.markdown()), (SIBLING, sibling(&page))], 0, PASSED);
    test_all(&clone, &[]);

    let uses = "use collibra_client_management::Client;\n\n#[test]\nfn the_operation_is_there() {\n    \
                let _ = Client::find_registered_clients;\n}\n";
    clone.write(WRITTEN, uses);
    clone.list(&["client-management"]);
    clone.commit();
    bump(&clone, &[(PAGE, page.markdown())], 4, BUILDS);
    assert!(!clone.path("tests/it/snapshots/operation__findRegisteredClients.snap").exists());
    test_all(&clone, &BROKEN);
    clone.remove(WRITTEN);
    test_all(&clone, &[]);
}

/// A client that doesn't build changes nothing.
#[test]
fn a_client_that_can_not_be_built_changes_nothing() {
    let _turn = turn();
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
