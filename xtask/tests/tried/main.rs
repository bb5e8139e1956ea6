//! What the generator makes of documents that aren't the vendor's, each compiled as a module of the real client crate: small
//! ones with one kind of fault each, and whole ones. What is given up of them is one snapshot each, to be reviewed.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
};

use flate2::read::GzDecoder;
use serde_json::value::RawValue;

/// The small documents of which there is no client that compiles without a warning, and why. The list is to shrink.
const FAILING: &[(&str, &str)] = &[];

/// The whole ones.
const FAILING_OF_CORPUS: &[(&str, &str)] = &[];

/// They are compiled in one folder.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// What `cargo xtask try` says of these documents, by their names.
fn tried(set: &str, documents: &BTreeMap<String, Vec<u8>>) -> (String, String) {
    let _guard = ONE_AT_A_TIME.lock();
    // In the repository, which the command looks for.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(set);
    fs::create_dir_all(&folder).unwrap();
    let files: Vec<PathBuf> = documents.keys().map(|name| format!("{name}.json").into()).collect();
    for (file, document) in files.iter().zip(documents.values()) {
        fs::write(folder.join(file), document).unwrap();
    }
    let target = Path::new(env!("CARGO_BIN_EXE_xtask")).ancestors().nth(2).unwrap();
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    xtask.arg("try").args(files).current_dir(&folder).env("CARGO_TARGET_DIR", target);
    let output = xtask.output().unwrap();
    let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (stdout, stderr)
}

/// The documents without a client that compiles without a warning.
fn failing<'a>(documents: &'a BTreeMap<String, Vec<u8>>, said: &str) -> BTreeSet<&'a str> {
    let compiles = |name: &str| {
        said.lines().any(|line| line.starts_with(&format!("{name}.json: ")) && line.ends_with(" compiles"))
    };
    documents.keys().map(String::as_str).filter(|name| !compiles(name)).collect()
}

/// Without the count of lines, which any change of the generator changes.
fn without_lines(said: &str) -> String {
    let short = |line: &str| {
        let parts = line.split(", ").filter(|part| !part.ends_with(" lines of Rust"));
        parts.collect::<Vec<_>>().join(", ") + "\n"
    };
    said.lines().map(short).collect()
}

#[test]
fn each_small_document_gives_a_client_that_compiles() {
    let cases: BTreeMap<String, &RawValue> = serde_json::from_str(include_str!("cases.json")).unwrap();
    let cases = cases.into_iter().map(|(name, case)| (name, case.get().as_bytes().to_vec())).collect();
    let (said, errors) = tried("cases", &cases);
    let expected: BTreeSet<&str> = FAILING.iter().map(|(name, _)| *name).collect();
    assert_eq!(failing(&cases, &said), expected, "{errors}");
    insta::assert_snapshot!(without_lines(&said));
}

#[test]
fn each_whole_document_gives_a_client_that_compiles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tried/corpus");
    let mut documents = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Some(name) = path.file_name().unwrap().to_str().unwrap().strip_suffix(".json.gz") else {
            continue;
        };
        let mut document = Vec::new();
        GzDecoder::new(fs::File::open(&path).unwrap()).read_to_end(&mut document).unwrap();
        documents.insert(name.to_owned(), document);
    }
    let (said, errors) = tried("corpus", &documents);
    let expected: BTreeSet<&str> = FAILING_OF_CORPUS.iter().map(|(name, _)| *name).collect();
    assert_eq!(failing(&documents, &said), expected, "{errors}");
    insta::assert_snapshot!(without_lines(&said));
}
