//! `xtask check` on clones of the repository where one thing each isn't true: what it says, and what `--fix` mends.
#![allow(clippy::unwrap_used, reason = "helpers of tests, which the lint would let the tests themselves do")]

#[path = "../bump/clone.rs"]
#[allow(dead_code, reason = "the tests of `bump` need more of it")]
mod clone;

use std::fs;

use clone::Clone;

const DOCUMENT: &str = "openapi/documents/getClient.json";
const MERGED: &str = "openapi/client-management.json";
const SNAPSHOT: &str = "tests/it/snapshots/type__UpdateClient.snap";

/// What the command says of a clone where something was done; without the version, which changes.
fn said(spoil: impl FnOnce(&Clone), args: &[&str], code: i32) -> (Clone, String) {
    let clone = Clone::new();
    let version = clone.version();
    spoil(&clone);
    let ran = clone.xtask(args);
    assert_eq!(ran.code, Some(code), "{}", ran.stderr);
    let (number, api) = version.split_once('+').unwrap();
    let said = ran.stderr.replace(&version, "VERSION").replace(number, "NUMBER").replace(api, "API");
    (clone, said)
}

/// The failures alone.
fn told(spoil: impl FnOnce(&Clone), code: i32) -> String {
    let (_, said) = said(spoil, &["check"], code);
    said.lines().filter(|line| !line.starts_with("     Checked ")).map(|line| format!("{line}\n")).collect()
}

fn edit(clone: &Clone, file: &str, from: &str, to: &str) {
    let text = clone.read(file);
    assert!(text.contains(from), "{file} has no {from:?}");
    clone.write(file, &text.replacen(from, to, 1));
}

#[test]
fn documents_that_are_not_as_they_were_fetched() {
    let spoil = |clone: &Clone| {
        edit(clone, DOCUMENT, "Manage", "Mange");
        fs::remove_file(clone.path("openapi/documents/deleteClient.json")).unwrap();
        fs::copy(clone.path("openapi/documents/updateClient.json"), clone.path("openapi/documents/own.json"))
            .unwrap();
    };
    let told = told(spoil, 1);
    let about_documents: Vec<&str> = told.split_inclusive("error: ").take(4).collect();
    insta::assert_snapshot!(about_documents.concat());
}

#[test]
fn pages_that_are_listed_and_not_fetched_or_the_reverse() {
    let spoil = |clone: &Clone| edit(clone, "openapi/sources.toml", "\"client-management\"", "\"another\"");
    insta::assert_snapshot!(told(spoil, 3));
}

#[test]
fn a_merged_document_that_is_not_the_merge() {
    let spoil = |clone: &Clone| edit(clone, MERGED, "\"Client Management\"", "\"Another\"");
    insta::assert_snapshot!(told(spoil, 3));
}

#[test]
fn a_version_without_the_document_s_and_a_changelog_without_the_version() {
    let spoil = |clone: &Clone| edit(clone, "client/Cargo.toml", &clone.version(), "77.0.0+0.0.9");
    insta::assert_snapshot!(told(spoil, 3));
}

#[test]
fn snapshots_that_are_wrong_missing_pending_or_left_over() {
    insta::assert_snapshot!(told(spoil_snapshots, 3));
}

fn spoil_snapshots(clone: &Clone) {
    edit(clone, SNAPSHOT, "client_name", "name");
    fs::remove_file(clone.path("tests/it/snapshots/operations.snap")).unwrap();
    clone.write("tests/it/snapshots/type__Gone.snap", "---\n---\nstruct Gone\n");
    clone.write("tests/it/snapshots/type__ClientInformation.snap.new", "---\n---\nstruct New\n");
}

#[test]
fn commands_that_do_not_exist() {
    let spoil = |clone: &Clone| {
        clone.write(
            "README.md",
            "# Commands\n\n```sh\ncargo xtask demo      # this one does\ncargo xtask dmeo\ncargo xtask bump --fast\n\
             INSTA_UPDATE=always cargo test -p tests --test it surface\ncargo run -p collibra --example read\n\
             cargo run -p collibra-client-management --example write\n\
             cargo test -p collibra-client-management --features sand,schemars\nclient/benches/price.sh\n```\n\n\
             And `cargo bench -p collibra-client-management --bench none`.\n",
        );
    };
    insta::assert_snapshot!(told(spoil, 1));
}

#[test]
fn fix_mends_what_a_command_can_mend() {
    let spoil = |clone: &Clone| {
        edit(clone, MERGED, "\"Client Management\"", "\"Another\"");
        let version = clone.version();
        edit(clone, "client/Cargo.toml", &version, "77.0.0+0.0.9");
        edit(clone, "Cargo.lock", &version, "77.0.0+0.0.9");
        spoil_snapshots(clone);
    };
    let (clone, said) = said(spoil, &["check", "--fix"], 0);
    insta::assert_snapshot!(said);
    let after = clone.changed();
    let again = clone.xtask(&["check", "--fix"]);
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    assert!(!again.stderr.contains("Fixed"), "{}", again.stderr);
    assert_eq!(clone.changed(), after);
}

#[test]
fn fix_leaves_what_only_a_person_can_mend() {
    let spoil = |clone: &Clone| edit(clone, "README.md", "cargo xtask demo", "cargo xtask dmeo");
    let (clone, said) = said(spoil, &["check", "--fix"], 1);
    assert!(said.contains("there is no such command: `cargo xtask dmeo`"), "{said}");
    assert_eq!(clone.changed(), " M README.md\n");
}
