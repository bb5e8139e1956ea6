//! What every command has in common, and `merge` and `generate`.

use std::{fs, path::Path};

use crate::repository::{DECISIONS, MERGED, Ran, Repository, page};

#[test]
fn merge_leaves_a_current_document_untouched() {
    let repository = Repository::fetched();
    let ran = repository.unchanged_by(&["merge"], 0);
    assert_eq!(
        ran.stderr,
        "     Merging 3 documents of openapi/documents\n   Unchanged openapi/client-management.json\n"
    );
    repository.xtask(&["merge", "--check"], 0);
}

#[test]
fn merge_check_shows_the_difference_and_merge_fixes_it() {
    let repository = Repository::fetched();
    let current = repository.read(MERGED);
    repository.edit(MERGED, "\"1.2.0\"", "\"1.1.0\"");
    insta::assert_snapshot!(repository.unchanged_by(&["merge", "--check"], 3).stderr);
    repository.xtask(&["merge"], 0);
    assert_eq!(repository.read(MERGED), current);
}

/// The tool works without the file that it makes, and with one that the client can't be built from.
#[test]
fn merge_needs_no_valid_merged_document() {
    let repository = Repository::fetched();
    let current = repository.read(MERGED);
    for broken in [None, Some(""), Some("{"), Some("[]")] {
        match broken {
            None => repository.remove(MERGED),
            Some(text) => repository.write(MERGED, text),
        }
        repository.xtask(&["merge"], 0);
        assert_eq!(repository.read(MERGED), current, "{broken:?}");
    }
}

#[test]
fn every_conflict_is_reported_with_both_places_and_nothing_is_written() {
    let repository = Repository::fetched();
    let file = "openapi/documents/getClient.json";
    let changed = repository.read(file).replace("\"1.2.0\"", "\"1.3.0\"").replace("int64", "int32");
    repository.write(file, &changed);
    insta::assert_snapshot!(repository.unchanged_by(&["merge"], 1).stderr);
}

#[test]
fn every_broken_document_is_reported_with_its_line() {
    let repository = Repository::fetched();
    repository.write("openapi/documents/getClient.json", "{\n  \"openapi\": \"3.0.3\",\n  oops\n}\n");
    repository.write("openapi/documents/deleteClient.json", "{\"openapi\": \"3.2.0\"}\n");
    insta::assert_snapshot!(repository.xtask(&["merge"], 1).stderr);
}

#[test]
fn pages_are_merged_to_a_file_or_to_stdout() {
    let repository = Repository::fetched();
    repository.write("page.md", &page("1.2.0"));
    assert_eq!(repository.xtask(&["merge", "--pages", "page.md", "--out", "out.json"], 0).stdout, "");
    let ran = repository.xtask(&["merge", "--pages", "page.md", "page.md", "--out", "-"], 0);
    assert_eq!(ran.stderr, "      Merged 6 documents of 2 pages\n");
    let [merged, current] = ["out.json", MERGED]
        .map(|file| serde_json::from_str::<serde_json::Value>(&repository.read(file)).unwrap());
    assert_eq!(merged, current);
    assert_eq!(ran.stdout, repository.read("out.json"));
}

/// A file in the place of `/dev/null` once broke every other program of a machine.
#[cfg(unix)]
#[test]
fn an_output_that_is_no_file_is_written_to_and_stays() {
    let repository = Repository::fetched();
    std::os::unix::fs::symlink("/dev/null", repository.path("out.json")).unwrap();
    repository.xtask(&["merge", "--pages", "pages/client-management.md", "--out", "out.json"], 0);
    assert_eq!(fs::read_link(repository.path("out.json")).unwrap(), Path::new("/dev/null"));
}

#[test]
fn a_failing_merge_leaves_the_output_as_it_was() {
    let repository = Repository::fetched();
    repository.write("out.json", "what was there");
    repository.write("page.md", "# No document\n");
    let failing = ["page.md", "missing.md"]
        .map(|page| repository.unchanged_by(&["merge", "--pages", page, "--out", "out.json"], 1).stderr);
    insta::assert_snapshot!(failing.join("\n"));
}

#[test]
fn generate_prints_what_the_client_is_built_from() {
    let repository = Repository::fetched();
    let generated = collibra_client_gen::generate("document", &repository.read(MERGED)).unwrap();
    assert_eq!(repository.xtask(&["generate", "--out", "-"], 0).stdout, generated.code);
    repository.xtask(&["generate", "--out", "client.rs"], 0);
    assert_eq!(repository.read("client.rs"), generated.code);
}

#[test]
fn generate_check_fails_until_generate_has_written_the_client() {
    const PREGENERATED: &str = "client/src/pregenerated.rs";
    let clone = Repository::released();
    clone.xtask(&["generate", "--check"], 0);
    let committed = clone.read(PREGENERATED);
    clone.edit(PREGENERATED, "pub client_name: ", "pub client_nam: ");
    let ran = clone.xtask(&["generate", "--check"], 3);
    assert!(
        ran.stderr.contains("--> client/src/pregenerated.rs\n  help: run `cargo xtask generate`"),
        "{}",
        ran.stderr
    );
    clone.xtask(&["generate"], 0);
    assert_eq!(clone.read(PREGENERATED), committed);
    clone.xtask(&["generate", "--check"], 0);
}

/// A schema in the merged document.
const SCHEMA: &str = r##"{
                "$ref": "#/components/schemas/UpdateClient"
              }"##;
/// What can't be one, in its place.
const NO_SCHEMA: &str = "[]";

#[test]
fn generate_reports_where_a_document_is_wrong() {
    let repository = Repository::fetched();
    repository.edit(MERGED, SCHEMA, NO_SCHEMA);
    let ran = repository.unchanged_by(&["generate", "--out", "client.rs"], 1);
    assert!(ran.stderr.contains("  --> openapi/client-management.json#/paths/~1clients"), "{}", ran.stderr);
}

/// What must be left out is written where `hold` is kept, with all else there as it was; then nothing is searched again.
#[test]
fn generate_records_what_must_be_left_out() {
    let clone = Repository::released();
    clone.write(
        "openapi/sources.toml",
        &format!("hold = [] # Nothing.\n{}", clone.read("openapi/sources.toml")),
    );
    clone.edit(MERGED, SCHEMA, NO_SCHEMA);
    clone.unchanged_by(&["generate", "--check"], 1);
    let searched = clone.xtask(&["generate"], 0).stderr;
    let mut all = format!("{searched}\n{}\n{}", clone.changed(), clone.read("openapi/sources.toml"));
    for file in [DECISIONS, "openapi/sources.lock", "client/src/pregenerated.rs"] {
        let text = clone.read(file);
        let lines = text.lines().filter(|line| line.contains("requestBody"));
        all.extend(lines.map(|line| format!("{file}: {line}\n")));
    }
    clone.xtask(&["generate", "--check"], 0);
    all.push_str(&clone.unchanged_by(&["generate"], 0).stderr);
    insta::assert_snapshot!(all);
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
        let ran = repository.xtask(args, 2);
        all.push_str(&format!("cargo xtask {}\n{}\n", args.join(" "), ran.stderr));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn without_a_command_the_commands_are_listed() {
    insta::assert_snapshot!(Repository::fetched().xtask(&[], 0).stdout);
}

/// Colours are for terminals; here one that says it takes them.
#[test]
fn status_lines_have_colours_only_where_they_are_wanted() {
    let repository = Repository::fetched();
    let with =
        |name: &str| Ran::of(repository.command(&["merge"]).env_remove("NO_COLOR").env(name, "1"), 0).stderr;
    assert!(with("CLICOLOR_FORCE").contains("\u{1b}[1m\u{1b}[32m     Merging\u{1b}[0m 3 documents"));
    assert!(!with("NO_COLOR").contains('\u{1b}'));
    assert!(!with("TERM").contains('\u{1b}'), "stderr is no terminal");
}

#[test]
fn outside_of_a_repository_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let ran = Ran::of(Repository::fetched().command(&["merge"]).current_dir(folder.path()), 1);
    let path = folder.path().canonicalize().unwrap();
    insta::assert_snapshot!(ran.stderr.replace(&path.display().to_string(), "FOLDER"));
}
