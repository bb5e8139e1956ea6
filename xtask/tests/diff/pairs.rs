//! The table: each file is applied to its base, and the real command tells what changed, in both directions.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde::Deserialize;
use serde_json::Value;

use crate::edit::{self, Edit};

/// The version of the client that the next one follows.
const CURRENT: &str = "0.1.0";

/// A file of `pairs/SUBJECT/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    /// What the change is and why it is judged so, for people.
    about: String,
    /// `client-management`, or a file of `base/` without its extension.
    base: String,
    /// The worst verdict of all changes on the wire.
    wire: Wire,
    /// Left out where the client can't be generated from one of the documents, as is `bump`.
    rust: Option<Rust>,
    /// The version that follows, without what comes after `+`; empty if it is the current one.
    bump: Option<String>,
    /// Where a change must be reported.
    at: Vec<String>,
    /// What holds for the same two documents the other way round.
    reverse: Reverse,
    edit: Vec<Edit>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reverse {
    wire: Wire,
    rust: Option<Rust>,
    bump: Option<String>,
    /// Left out where it is the same place.
    at: Option<Vec<String>>,
}

/// What must be reported of a pair, one way round.
struct Expected<'a> {
    wire: Wire,
    rust: Option<Rust>,
    bump: Option<&'a str>,
    at: &'a [String],
}

impl Pair {
    fn expected(&self) -> [Expected<'_>; 2] {
        let Reverse { wire, rust, bump, at } = &self.reverse;
        [
            Expected { wire: self.wire, rust: self.rust, bump: self.bump.as_deref(), at: &self.at },
            Expected {
                wire: *wire,
                rust: *rust,
                bump: bump.as_deref(),
                at: at.as_deref().unwrap_or(&self.at),
            },
        ]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Wire {
    None,
    Docs,
    Compatible,
    Review,
    Breaking,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Rust {
    None,
    Patch,
    Minor,
    Breaking,
}

/// What the command's JSON says.
#[derive(Debug, Deserialize)]
struct Report {
    verdict: String,
    rust: String,
    version: Option<String>,
    changes: Vec<Change>,
}

#[derive(Debug, Deserialize)]
struct Change {
    location: String,
}

/// A pair with the documents that it is of.
struct Case {
    name: String,
    pair: Pair,
    old: Value,
    new: Value,
}

macro_rules! subjects {
    ($($subject:ident)*) => {
        const SUBJECTS: &[&str] = &[$(stringify!($subject)),*];

        $(
            #[test]
            fn $subject() {
                compare(stringify!($subject));
            }
        )*
    };
}

// A test each, so that they run side by side.
subjects! { composition docs operation parameter reference request_body response schema security server }

#[test]
fn every_file_is_read() {
    let folders: BTreeSet<String> = names(&folder().join("pairs"));
    assert_eq!(folders, SUBJECTS.iter().map(|subject| (*subject).to_owned()).collect());
    let cases: Vec<Case> = SUBJECTS.iter().flat_map(|subject| cases(subject)).collect();
    assert!(cases.len() >= 140, "only {} pairs", cases.len());
    let published = cases.iter().filter(|case| case.pair.base == "client-management").count();
    assert!(published >= 100, "only {published} pairs are of the published document");
}

/// Not one of the documents differs from itself, whatever order its keys are written in.
#[test]
fn the_order_of_keys_is_no_change() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = BTreeSet::new();
    let mut wrong = String::new();
    for case in SUBJECTS.iter().flat_map(|subject| cases(subject)) {
        for document in [&case.old, &case.new] {
            if !seen.insert(document.to_string()) {
                continue;
            }
            let (text, backwards) = (format!("{document:#}"), edit::backwards(document));
            match diff_texts(folder.path(), [&text, &backwards], api_version(document)) {
                Ok(found) if found.verdict == "none" && found.rust == "none" && found.changes.is_empty() => {}
                Ok(found) => writeln!(wrong, "{}: {found:?}", case.name).unwrap(),
                Err(failure) => writeln!(wrong, "{}: {failure}", case.name).unwrap(),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_table_says_of_itself_what_follows() {
    let mut wrong = String::new();
    for case in SUBJECTS.iter().flat_map(|subject| cases(subject)) {
        let mut check = |holds: bool, what: &str| {
            if !holds {
                writeln!(wrong, "{}: {what}", case.name).unwrap();
            }
        };
        let ways = case.pair.expected();
        check(case.pair.about.ends_with('.'), "`about` is no sentence");
        check(
            (ways[0].wire == Wire::None) == (ways[1].wire == Wire::None),
            "a change one way is none the other way",
        );
        let is_breaking = ways.iter().any(|way| way.wire == Wire::Breaking);
        check(
            !(is_breaking && ways.iter().any(|way| way.wire == Wire::Docs)),
            "what breaks one way is only documentation the other way",
        );
        for way in ways {
            let bump = way.rust.map(|rust| match rust {
                Rust::None => "",
                Rust::Patch | Rust::Minor => "0.1.1",
                Rust::Breaking => "0.2.0",
            });
            check(way.bump == bump, "`bump` doesn't follow from `rust`");
            check(way.at.is_empty() == (way.wire == Wire::None), "`at` doesn't say where the change is");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Compares every pair of a subject with what the command says, both ways round.
fn compare(subject: &str) {
    let folder = tempfile::tempdir().unwrap();
    let mut report = String::new();
    let mut wrong = 0;
    let mut compared = 0;
    for case in cases(subject) {
        let [expected, reverse] = case.pair.expected();
        for (way, old, new, expected) in
            [("", &case.old, &case.new, expected), (", reversed", &case.new, &case.old, reverse)]
        {
            compared += 1;
            let mismatches = match diff(folder.path(), old, new) {
                Ok(found) => mismatches(&expected, &found, new),
                Err(failure) => failure,
            };
            if !mismatches.is_empty() {
                wrong += 1;
                writeln!(report, "\n{}{way}: {}\n{mismatches}", case.name, case.pair.about).unwrap();
            }
        }
    }
    assert!(wrong == 0, "{wrong} of {compared} comparisons aren't as the table says:\n{report}");
}

/// The fields that aren't as expected, one a line.
fn mismatches(expected: &Expected<'_>, found: &Report, new: &Value) -> String {
    let mut report = String::new();
    let mut check = |field: &str, expected: &str, found: &str| {
        if expected != found {
            writeln!(report, "  {field}: expected {expected:?}, got {found:?}").unwrap();
        }
    };
    check("wire", &lowercase(&expected.wire), &found.verdict);
    if let Some(rust) = expected.rust {
        check("rust", &lowercase(&rust), &found.rust);
    }
    if let Some(bump) = expected.bump {
        let version = found.version.as_deref().unwrap_or_default();
        let (number, build) = version.split_once('+').unwrap_or((version, ""));
        check("bump", if bump.is_empty() { CURRENT } else { bump }, number);
        check("bump, after the `+`", api_version(new), build);
    }
    let locations: Vec<&str> = found.changes.iter().map(|change| change.location.as_str()).collect();
    for at in expected.at {
        if !locations.iter().any(|location| is_within(at, location) || is_within(location, at)) {
            check("at", at, &locations.join(" "));
        }
    }
    report
}

/// Whether the second pointer is the first one or starts with it.
fn is_within(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Runs the command on the two documents.
fn diff(folder: &Path, old: &Value, new: &Value) -> Result<Report, String> {
    diff_texts(
        folder,
        [old, new].map(|document| format!("{document:#}")).each_ref().map(String::as_str),
        api_version(old),
    )
}

fn diff_texts(folder: &Path, [old, new]: [&str; 2], api_version: &str) -> Result<Report, String> {
    for (file, document) in [("old.json", old), ("new.json", new)] {
        fs::write(folder.join(file), document).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("diff")
        .args([folder.join("old.json"), folder.join("new.json")])
        .args(["--format", "json", "--current", &format!("{CURRENT}+{api_version}")])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&stdout).map_err(|error| {
        let stderr = String::from_utf8_lossy(&output.stderr);
        format!("  no report ({error}), {}: {stderr}", output.status)
    })
}

fn api_version(document: &Value) -> &str {
    document["info"]["version"].as_str().unwrap_or_default()
}

fn lowercase(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").to_lowercase()
}

/// The pairs of a subject, in the order of their names, with their documents made.
fn cases(subject: &str) -> Vec<Case> {
    let files = folder().join("pairs").join(subject);
    names(&files).into_iter().map(|file| case(subject, &files.join(&file), &file)).collect()
}

fn case(subject: &str, path: &Path, file: &str) -> Case {
    let name = format!("{subject}/{file}");
    let text = fs::read_to_string(path).unwrap();
    let pair: Pair = toml_edit::de::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let old = base(&pair.base).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut new = old.clone();
    for edit in &pair.edit {
        edit.apply(&mut new).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    Case { name, pair, old, new }
}

/// A document to edit. Collibra's is one of version 1.2.0, and stays: a bump is no reason to look at each pair.
fn base(name: &str) -> Result<Value, String> {
    let path = folder().join("base").join(format!("{name}.json"));
    let text = fs::read_to_string(&path).map_err(|error| format!("the base {name:?}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("the base {name:?}: {error}"))
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff")
}
