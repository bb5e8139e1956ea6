//! The version that follows from what a change does in Rust, by Cargo's rules, with the document's own version
//! after the `+`.

use semver::{BuildMetadata, Version};

use super::change::Rust;

/// The client's next version; the current one if nothing changes. Nothing if there is no verdict, or the
/// document's version can't come after a `+`.
pub(crate) fn next(current: &Version, rust: Rust, api_version: &str) -> Option<Version> {
    let build = BuildMetadata::new(api_version).ok()?;
    let Version { major, minor, patch, .. } = *current;
    let rust = if rust == Rust::None && current.build != build { Rust::Patch } else { rust };
    let mut next = match (rust, major, minor) {
        (Rust::Unknown, ..) => return None,
        (Rust::None, ..) => current.clone(),
        (Rust::Breaking, 0, 0) => Version::new(0, 0, patch + 1),
        (Rust::Breaking, 0, _) => Version::new(0, minor + 1, 0),
        (Rust::Breaking, ..) => Version::new(major + 1, 0, 0),
        (Rust::Minor, 1.., _) => Version::new(major, minor + 1, 0),
        // Cargo takes 0.1.1 and 0.1.2 for compatible, whatever is new.
        (Rust::Minor | Rust::Patch, ..) => Version::new(major, minor, patch + 1),
    };
    next.build = build;
    Some(next)
}
