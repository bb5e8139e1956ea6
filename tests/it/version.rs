//! The version carries the document's.

use collibra_client_management::API_VERSION;

use crate::surface::generated;

/// The client's version, from its manifest.
pub(crate) fn version() -> String {
    let manifest =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../client/Cargo.toml")).unwrap();
    let line = manifest.lines().find_map(|line| line.strip_prefix("version = "));
    line.unwrap().trim_matches('"').to_owned()
}

#[test]
fn the_part_after_the_plus_is_the_document_s_version() {
    assert_eq!(generated().api_version, API_VERSION);
    assert_eq!(version().split_once('+').unwrap().1, API_VERSION);
}
