//! What every command has in common, and `merge` and `generate`.

use std::{fs, path::Path};

use crate::repository::{MERGED, Ran, Repository, page};

#[test]
fn merge_leaves_a_current_document_untouched() {
    let repository = Repository::fetched();
    let before = repository.state();
    let ran = repository.xtask(&["merge"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(
        ran.stderr,
        "     Merging 3 documents of openapi/documents\n   Unchanged openapi/client-management.json\n"
    );
    assert_eq!(repository.state(), before);
    assert_eq!(repository.xtask(&["merge", "--check"]).code, Some(0));
}

#[test]
fn merge_check_shows_the_difference_and_merge_fixes_it() {
    let repository = Repository::fetched();
    let current = repository.read(MERGED);
    repository.write(MERGED, &current.replace("\"1.2.0\"", "\"1.1.0\""));
    let before = repository.state();
    let ran = repository.xtask(&["merge", "--check"]);
    assert_eq!(ran.code, Some(3));
    insta::assert_snapshot!(ran.stderr);
    assert_eq!(repository.state(), before, "--check writes nothing");
    assert_eq!(repository.xtask(&["merge"]).code, Some(0));
    assert_eq!(repository.read(MERGED), current);
}

/// The tool works without the file that it makes, and with one that the client can't be built from.
#[test]
fn merge_needs_no_valid_merged_document() {
    for broken in [None, Some(""), Some("{"), Some("[]")] {
        let repository = Repository::fetched();
        let current = repository.read(MERGED);
        match broken {
            None => fs::remove_file(repository.path(MERGED)).unwrap(),
            Some(text) => repository.write(MERGED, text),
        }
        assert_eq!(repository.xtask(&["merge"]).code, Some(0), "{broken:?}");
        assert_eq!(repository.read(MERGED), current);
    }
}

#[test]
fn every_conflict_is_reported_with_both_places_and_nothing_is_written() {
    let repository = Repository::fetched();
    let file = "openapi/documents/getClient.json";
    let changed = repository.read(file).replace("\"1.2.0\"", "\"1.3.0\"").replace("int64", "int32");
    repository.write(file, &changed);
    let before = repository.state();
    let ran = repository.xtask(&["merge"]);
    assert_eq!(ran.code, Some(1));
    insta::assert_snapshot!(ran.stderr);
    assert_eq!(repository.state(), before);
}

#[test]
fn every_broken_document_is_reported_with_its_line() {
    let repository = Repository::fetched();
    repository.write("openapi/documents/getClient.json", "{\n  \"openapi\": \"3.0.3\",\n  oops\n}\n");
    repository.write("openapi/documents/deleteClient.json", "{\"openapi\": \"3.1.0\"}\n");
    let ran = repository.xtask(&["merge"]);
    assert_eq!(ran.code, Some(1));
    insta::assert_snapshot!(ran.stderr);
}

#[test]
fn pages_are_merged_to_a_file_or_to_stdout() {
    let repository = Repository::fetched();
    repository.write("page.md", &page("1.2.0"));
    let ran = repository.xtask(&["merge", "--pages", "page.md", "--out", "out.json"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{}", ran.stderr);
    let ran = repository.xtask(&["merge", "--pages", "page.md", "page.md", "--out", "-"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(ran.stderr, "      Merged 6 documents of 2 pages\n");
    let merged: serde_json::Value = serde_json::from_str(&repository.read("out.json")).unwrap();
    let current: serde_json::Value = serde_json::from_str(&repository.read(MERGED)).unwrap();
    assert_eq!(merged, current);
    assert_eq!(ran.stdout, repository.read("out.json"));
}

/// A file in the place of `/dev/null` once broke every other program of a machine.
#[cfg(unix)]
#[test]
fn an_output_that_is_no_file_is_written_to_and_stays() {
    let repository = Repository::fetched();
    repository.write("page.md", &page("1.2.0"));
    std::os::unix::fs::symlink("/dev/null", repository.path("out.json")).unwrap();
    let ran = repository.xtask(&["merge", "--pages", "page.md", "--out", "out.json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(fs::read_link(repository.path("out.json")).unwrap(), Path::new("/dev/null"));
}

#[test]
fn a_failing_merge_leaves_the_output_as_it_was() {
    let repository = Repository::fetched();
    repository.write("out.json", "what was there");
    repository.write("page.md", "# No document\n");
    let ran = repository.xtask(&["merge", "--pages", "page.md", "--out", "out.json"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(repository.read("out.json"), "what was there");
    let missing = repository.xtask(&["merge", "--pages", "missing.md", "--out", "out.json"]);
    assert_eq!(missing.code, Some(1));
    insta::assert_snapshot!(format!("{}\n{}", ran.stderr, missing.stderr));
}

#[test]
fn generate_prints_what_the_client_is_built_from() {
    let repository = Repository::fetched();
    let generated = collibra_client_gen::generate("document", &repository.read(MERGED)).unwrap();
    let ran = repository.xtask(&["generate", "--out", "-"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), generated.code.as_str()), "{}", ran.stderr);
    assert_eq!(repository.xtask(&["generate", "--out", "client.rs"]).code, Some(0));
    assert_eq!(repository.read("client.rs"), generated.code);
}

#[test]
fn generate_check_fails_until_generate_has_written_the_client() {
    const PREGENERATED: &str = "client/src/pregenerated.rs";
    let clone = Repository::clone_here();
    assert_eq!(clone.xtask(&["generate", "--check"]).code, Some(0));
    let committed = clone.read(PREGENERATED);
    clone.edit(PREGENERATED, "pub client_name: ", "pub client_nam: ");
    let ran = clone.xtask(&["generate", "--check"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("--> client/src/pregenerated.rs\n  help: run `cargo xtask generate`"),
        "{}",
        ran.stderr
    );
    assert_eq!(clone.xtask(&["generate"]).code, Some(0));
    assert_eq!(clone.read(PREGENERATED), committed);
    assert_eq!(clone.xtask(&["generate", "--check"]).code, Some(0));
}

#[test]
fn generate_reports_where_a_document_is_wrong() {
    let repository = Repository::fetched();
    repository.write(MERGED, &repository.read(MERGED).replace("schemas/UpdateClient\"", "schemas/Missing\""));
    let ran = repository.xtask(&["generate", "--out", "client.rs"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("  --> openapi/client-management.json#/paths/~1clients"), "{}", ran.stderr);
    assert!(!repository.path("client.rs").exists());
}

#[test]
fn usage_errors_have_a_code_of_their_own() {
    let repository = Repository::fetched();
    let mut all = String::new();
    for args in [
        &["frobnicate"][..],
        &["merge", "--frobnicate"],
        &["merge", "--pages", "page.md"],
        &["merge", "--out", "x"],
        &["merge", "--check", "--pages", "x", "--out", "-"],
        &["serve", "--port", "99999"],
    ] {
        let ran = repository.xtask(args);
        assert_eq!(ran.code, Some(2), "{args:?}");
        all.push_str(&format!("cargo xtask {}\n{}\n", args.join(" "), ran.stderr));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn without_a_command_the_commands_are_listed() {
    let ran = Repository::fetched().xtask(&[]);
    assert_eq!(ran.code, Some(0));
    insta::assert_snapshot!(ran.stdout);
}

/// Colours are for terminals; here one that says it takes them.
#[test]
fn status_lines_have_colours_only_where_they_are_wanted() {
    let repository = Repository::fetched();
    let with =
        |name: &str| Ran::of(repository.command(&["merge"]).env_remove("NO_COLOR").env(name, "1")).stderr;
    assert!(with("CLICOLOR_FORCE").contains("\u{1b}[1m\u{1b}[32m     Merging\u{1b}[0m 3 documents"));
    assert!(!with("NO_COLOR").contains('\u{1b}'));
    assert!(!with("TERM").contains('\u{1b}'), "stderr is no terminal");
}

#[test]
fn outside_of_a_repository_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let ran = Ran::of(Repository::fetched().command(&["merge"]).current_dir(folder.path()));
    assert_eq!(ran.code, Some(1));
    insta::assert_snapshot!(
        ran.stderr.replace(&folder.path().canonicalize().unwrap().display().to_string(), "FOLDER")
    );
}
