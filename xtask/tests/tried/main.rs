//! What the generator makes of small documents with one kind of fault each, compiled as modules of the real client crate.
//! What is given up of them is one snapshot, to be reviewed.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::value::RawValue;

/// What `cargo xtask try` says of these documents, by their names.
fn tried(documents: &BTreeMap<String, Vec<u8>>) -> (String, String) {
    // In the repository, which the command looks for.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cases");
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
fn failing<'a>(documents: &'a BTreeMap<String, Vec<u8>>, said: &str) -> Vec<&'a str> {
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
    let (said, errors) = tried(&cases);
    assert_eq!(failing(&cases, &said), Vec::<&str>::new(), "{errors}");
    insta::assert_snapshot!(without_lines(&said));
}
