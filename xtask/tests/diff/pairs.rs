//! The table: each file is applied to its base, and the real command tells what changed, in both directions.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use serde_json::Value;

use crate::edit::Edit;

/// The version of the client that the next one follows.
const CURRENT: &str = "0.1.0";

/// A file of `pairs/SUBJECT/`. The fields of the one way round are those of [`Expected`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    /// What the change is and why it is judged so, for people.
    about: String,
    /// A file of `base/` without its extension.
    base: String,
    wire: String,
    rust: Option<String>,
    bump: Option<String>,
    at: Vec<String>,
    /// What holds for the same two documents the other way round.
    reverse: Expected,
    edit: Vec<Edit>,
}

/// What must be reported of a pair, one way round.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// The worst verdict of all changes on the wire.
    wire: String,
    /// Left out where the client can't be generated from one of the documents, as is `bump`.
    rust: Option<String>,
    /// The version that follows, without what comes after `+`; empty if it is the current one.
    bump: Option<String>,
    /// Where a change must be reported; left out where it is the same place.
    at: Option<Vec<String>>,
}

impl Pair {
    fn expected(&self) -> [Expected; 2] {
        let (wire, rust, bump) = (self.wire.clone(), self.rust.clone(), self.bump.clone());
        let forward = Expected { wire, rust, bump, at: Some(self.at.clone()) };
        let at = self.reverse.at.clone().or_else(|| forward.at.clone());
        [forward, Expected { at, ..self.reverse.clone() }]
    }
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
subjects! { composition docs evidence operation parameter reference request_body response schema security server }

#[test]
fn every_file_is_read() {
    let folders: BTreeSet<String> = names(&folder().join("pairs"));
    assert_eq!(folders, SUBJECTS.iter().map(|subject| (*subject).to_owned()).collect());
    let cases: Vec<Case> = SUBJECTS.iter().flat_map(|subject| cases(subject)).collect();
    assert!(cases.len() >= 140, "only {} pairs", cases.len());
    let published = cases.iter().filter(|case| case.pair.base == "client-management").count();
    assert!(published >= 100, "only {published} pairs are of the published document");
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
        check((ways[0].wire == "none") == (ways[1].wire == "none"), "a change one way is none the other way");
        let is_breaking = ways.iter().any(|way| way.wire == "breaking");
        check(
            !(is_breaking && ways.iter().any(|way| way.wire == "docs")),
            "what breaks one way is only documentation the other way",
        );
        for way in ways {
            let bump = way.rust.as_deref().map(|rust| match rust {
                "none" if matches!(way.wire.as_str(), "none" | "docs") => "",
                "breaking" => "0.2.0",
                _ => "0.1.1",
            });
            check(way.bump.as_deref() == bump, "`bump` doesn't follow from the verdicts");
            let is_located = way.at.is_some_and(|at| !at.is_empty());
            check(is_located == (way.wire != "none"), "`at` doesn't say where the change is");
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
fn mismatches(expected: &Expected, found: &Report, new: &Value) -> String {
    let mut report = String::new();
    let mut check = |field: &str, expected: &str, found: &str| {
        if expected != found {
            writeln!(report, "  {field}: expected {expected:?}, got {found:?}").unwrap();
        }
    };
    check("wire", &expected.wire, &found.verdict);
    if let Some(rust) = &expected.rust {
        check("rust", rust, &found.rust);
    }
    if let Some(bump) = &expected.bump {
        let version = found.version.as_deref().unwrap_or_default();
        let (number, build) = version.split_once('+').unwrap_or((version, ""));
        check("bump", if bump.is_empty() { CURRENT } else { bump }, number);
        check("bump, after the `+`", api_version(new), build);
    }
    let locations: Vec<&str> = found.changes.iter().map(|change| change.location.as_str()).collect();
    for at in expected.at.iter().flatten() {
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
    crate::write(folder, [&format!("{old:#}"), &format!("{new:#}")]);
    let current = format!("{CURRENT}+{}", api_version(old));
    let (code, stdout, stderr) =
        crate::diff(folder, &["old.json", "new.json", "--format", "json", "--current", &current]);
    serde_json::from_str(&stdout).map_err(|error| format!("  no report ({error}), {code:?}: {stderr}"))
}

fn api_version(document: &Value) -> &str {
    document["info"]["version"].as_str().unwrap_or_default()
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
