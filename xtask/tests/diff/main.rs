//! `xtask diff` compared with a table of changes: `pairs/` has a file per change, with the verdicts that follow from the
//! principle (a request may only accept more, a response may only promise more) and from the client's surface.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which the lints would let the tests themselves do"
)]

mod edit;
mod oracle;
mod pairs;
mod report;
mod robust;

use std::{path::Path, process::Command};

/// The exit code of `xtask diff` in a folder, and what it says on stdout and stderr.
fn diff(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("diff")
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code(), stdout, stderr)
}

/// A folder with two documents, for the command to run in.
fn write(folder: &Path, documents: [&str; 2]) {
    // What marks a repository of this kind.
    std::fs::create_dir_all(folder.join("openapi/documents")).unwrap();
    for (file, document) in ["old.json", "new.json"].iter().zip(documents) {
        std::fs::write(folder.join(file), document).unwrap();
    }
}
