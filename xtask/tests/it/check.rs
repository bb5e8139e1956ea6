//! `xtask check` on repositories where one thing each isn't true: what it reports, and what `--fix` fixes.

use crate::{
    redact,
    repository::{MERGED, Repository},
};

const DOCUMENT: &str = "openapi/documents/getClient.json";
const SNAPSHOT: &str = "tests/it/snapshots/type__UpdateClient.snap";

/// The output where something was spoiled; without the version, which changes.
fn output(spoil: impl FnOnce(&Repository), args: &[&str], code: i32) -> (Repository, String) {
    let clone = Repository::released();
    let version = clone.version();
    spoil(&clone);
    let ran = clone.xtask(args, code);
    let (number, api) = version.split_once('+').unwrap();
    let output = redact(&ran.stderr, &[(&version, "VERSION"), (number, "NUMBER"), (api, "API")]);
    (clone, output)
}

/// The failures alone.
fn failures(spoil: impl FnOnce(&Repository), code: i32) -> String {
    let (_, output) = output(spoil, &["check"], code);
    output.lines().filter(|line| !line.starts_with("     Checked ")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn documents_that_are_not_as_they_were_fetched() {
    let spoil = |clone: &Repository| {
        clone.edit(DOCUMENT, "Manage", "Mange");
        clone.remove("openapi/documents/deleteClient.json");
        clone.write("openapi/documents/own.json", &clone.read("openapi/documents/updateClient.json"));
    };
    let failures = failures(spoil, 1);
    let about_documents: Vec<&str> = failures.split_inclusive("error: ").take(4).collect();
    insta::assert_snapshot!(about_documents.concat());
}

#[test]
fn pages_that_are_listed_and_not_fetched_or_the_reverse() {
    let spoil =
        |clone: &Repository| clone.edit("openapi/sources.toml", "\"client-management\"", "\"another\"");
    insta::assert_snapshot!(failures(spoil, 3));
}

#[test]
fn a_version_without_the_document_s_and_a_changelog_without_the_version() {
    let spoil = |clone: &Repository| clone.edit("client/Cargo.toml", &clone.version(), "77.0.0+0.0.9");
    insta::assert_snapshot!(failures(spoil, 3));
}

#[test]
fn a_generator_with_a_version_of_its_own() {
    let spoil = |clone: &Repository| clone.edit("client-gen/Cargo.toml", "\nversion = \"", "\nversion = \"7");
    let failures = failures(spoil, 3);
    assert!(failures.contains("client-gen/Cargo.toml\n  help: run `cargo xtask check --fix`"), "{failures}");
}

#[test]
fn snapshots_that_are_wrong_missing_pending_or_left_over() {
    insta::assert_snapshot!(failures(spoil_snapshots, 3));
}

fn spoil_snapshots(clone: &Repository) {
    clone.edit(SNAPSHOT, "client_name", "name");
    clone.remove("tests/it/snapshots/operations.snap");
    clone.write("tests/it/snapshots/type__Gone.snap", "---\n---\nstruct Gone\n");
    clone.write("tests/it/snapshots/type__ClientInformation.snap.new", "---\n---\nstruct New\n");
}

#[test]
fn of_many_failures_of_a_kind_the_first_are_listed() {
    let spoil = |clone: &Repository| {
        for number in 10..35 {
            clone.write(&format!("tests/it/snapshots/type__Gone{number}.snap"), "---\n---\nstruct Gone\n");
        }
        clone.remove("tests/it/snapshots/operations.snap");
    };
    let failures = failures(spoil, 3);
    assert_eq!(failures.matches("the surface has no item for this snapshot").count(), 20, "{failures}");
    assert!(failures.contains("Gone29.snap") && !failures.contains("Gone30.snap"), "{failures}");
    assert!(failures.contains("\nerror: 5 more like these\n"), "{failures}");
    assert!(failures.contains("error: a snapshot is missing"), "{failures}");
}

/// It isn't a failure, and every report says it.
#[test]
fn what_the_last_fetch_left_unread_is_a_warning() {
    let clone = Repository::released();
    clone.edit("openapi/sources.lock", "\nfetched = ", "\nunread = 2\nfetched = ");
    let warning = "warning: 2 things that look like an API description weren't read when the page \
                   `client-management` was fetched\n  help: to see them, run `cargo xtask fetch --dry-run`\n";
    let checked = clone.xtask(&["check"], 0).stderr;
    assert!(checked.contains(warning), "{checked}");
    for format in ["text", "markdown", "json", "html", "github"] {
        let report = clone.xtask(&["diff", "--format", format], 0).stdout;
        assert!(report.contains("2 things that look like an API description"), "{format}: {report}");
    }
}

#[test]
fn fix_fixes_what_a_command_can_fix() {
    let spoil = |clone: &Repository| {
        clone.edit(MERGED, "\"Client Management\"", "\"Another\"");
        let version = clone.version();
        clone.edit("client/Cargo.toml", &version, "77.0.0+0.0.9");
        spoil_snapshots(clone);
    };
    let (clone, output) = output(spoil, &["check", "--fix"], 0);
    insta::assert_snapshot!(output);
    let after = clone.changed();
    let again = clone.xtask(&["check", "--fix"], 0);
    assert!(!again.stderr.contains("Fixed"), "{}", again.stderr);
    assert_eq!(clone.changed(), after);
}
