//! What the generator makes of small documents with one kind of fault each, compiled as modules of the real client crate.
//! What is given up of them is one snapshot, to be reviewed.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::value::RawValue;

/// The small documents of which there is no client that compiles without a warning, and why. The list is to shrink.
const FAILING: &[(&str, &str)] = &[
    ("additional-and-extra-prop", "it warns: unused import: super::types"),
    ("anyof-null-only-default-null", "it warns: unused import: super::types"),
    ("anyof-object-or-empty-nullable", "it warns: unused import: super::types"),
    ("builders-same-name", "it warns: unused import: super::types"),
    ("component-named-Clone", "it warns: unused import: super::types"),
    ("component-named-Option", "it warns: unused import: super::types"),
    ("component-path-item-ref", "it warns: unused import: super::types"),
    ("default-array-element-not-in-enum", "it warns: unused import: super::types"),
    ("default-not-in-enum", "it warns: unused import: super::types"),
    ("default-of-anyof", "it warns: unused import: super::types"),
    ("default-only-reply-bytes", "it warns: unused import: super::types"),
    ("enum-empty-string", "it warns: unused import: super::types"),
    ("enum-mixed-types", "it warns: unused import: super::types"),
    ("enum-null-only", "it warns: unused import: super::types"),
    ("enum-values-same-name-case", "it warns: unused import: super::types"),
    ("enum-values-same-name-sign", "it warns: unused import: super::types"),
    ("head-op", "it warns: unused import: super::types"),
    ("inline-anyof-name-is-component", "it warns: unused import: super::types"),
    ("inline-name-is-component-enum", "it warns: unused import: super::types"),
    ("integer-enum-over-i64", "it warns: unused import: super::types"),
    ("large-oneof-names", "it warns: unused import: super::types"),
    ("octet-body", "it warns: unused import: super::types"),
    ("param-names", "it warns: unused import: super::types"),
    ("property-default-nullable-ref", "it warns: unused import: super::types"),
    ("ref-into-allof", "it warns: unused import: super::types"),
    ("ref-into-schema-properties", "it warns: unused import: super::types"),
    ("request-only-required-oneof-anyof", "it warns: unused import: super::types"),
    ("title-is-other-component", "it warns: unused import: super::types"),
    ("type-list-3.1-in-3.0", "it warns: unused import: super::types"),
    ("undefined-security-scheme", "it warns: unused import: super::types"),
    (
        "body-form-deepobject-encoding",
        "no client: a request body of application/x-www-form-urlencoded can't be sent",
    ),
    ("body-image", "no client: a request body of image/png can't be sent"),
    ("body-multipart", "no client: a request body of multipart/form-data can't be sent"),
    ("component-named-String", "it warns: unused import: super::types"),
    ("content-extension-ref-3.1-mediaTypes", "no client: \"$ref\" should be an object"),
    ("header-with-array", "no client: the parameter \"X-A\" is not a plain string, number or boolean"),
    ("method-options", "no client: the method \"options\" can't be called"),
    ("param-array-explode-false", "no client: the parameter \"q\" is an array with `explode: false`"),
    ("param-cookie", "no client: the parameter \"q\" is a cookie, or its `in` is unknown"),
    ("param-header-object", "no client: the parameter \"X-M\" is not a plain string, number or boolean"),
    ("param-object-form", "no client: the parameter \"q\" is an object"),
    ("param-path-untyped", "no client: the parameter \"i\" is not a plain string, number or boolean"),
    ("path-array", "no client: the parameter \"i\" is not a plain string, number or boolean"),
    ("path-query", "no client: the path template holds an empty segment, `?`, `#` or `\\`"),
    ("placeholder-undeclared", "no client: a placeholder of the path has no parameter"),
    ("replies-json-and-bytes", "no client: some success responses are JSON and some are not"),
];

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
    let (said, errors) = tried(&cases);
    let expected: BTreeSet<&str> = FAILING.iter().map(|(name, _)| *name).collect();
    assert_eq!(failing(&cases, &said), expected, "{errors}");
    insta::assert_snapshot!(without_lines(&said));
}
