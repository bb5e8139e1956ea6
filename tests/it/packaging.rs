//! The published packages are complete: the document, which is outside of the package's folder, is part of it.

use std::process::Command;

fn file_list(package: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--package", package])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(|line| line.replace('\\', "/")).collect()
}

#[test]
fn the_client_s_package_holds_the_document_and_the_readme() {
    let files = file_list("collibra-client-management");
    for file in [
        "openapi/client-management.json",
        "openapi/decisions.json",
        "build.rs",
        "src/pregenerated.rs",
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
    ] {
        assert!(files.iter().any(|found| found == file), "{file} is not in {files:?}");
    }
    assert!(!files.iter().any(|file| file.starts_with("openapi/documents")), "{files:?}");
}

#[test]
fn the_generator_s_package_holds_its_licences() {
    let files = file_list("collibra-client-gen");
    for file in ["src/lib.rs", "README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        assert!(files.iter().any(|found| found == file), "{file} is not in {files:?}");
    }
}
