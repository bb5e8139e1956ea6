//! The version carries the document's.

use collibra_client_management::API_VERSION;

use crate::surface::generated;

#[test]
fn the_part_after_the_plus_is_the_document_s_version() {
    let manifest =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../client/Cargo.toml")).unwrap();
    let line = manifest.lines().find(|line| line.starts_with("version = ")).unwrap();
    assert_eq!(generated().api_version, API_VERSION);
    assert!(line.ends_with(&format!("+{API_VERSION}\"")), "{line}");
}
