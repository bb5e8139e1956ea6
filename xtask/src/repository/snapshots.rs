//! The snapshots in `tests/it/snapshots`, as insta writes them: what they are to hold, and what is there. Whoever
//! writes them has read them, or says that they are to be read.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use super::workspace::{MERGED, Workspace};
use crate::outcome::Failure;
use collibra_client_gen::Generated;

pub(crate) const SNAPSHOTS: &str = "tests/it/snapshots";

/// What insta writes above a snapshot's text, with the settings of the test that makes them.
const HEADER: &str = "---\nsource: tests/it/surface.rs\n---\n";

/// The files that the surface of this client is to have, with their texts.
pub(crate) fn expected(generated: &Generated) -> Result<BTreeMap<String, String>, Failure> {
    let help = "adapt client-gen/src/rust/surface/reader.rs";
    let surface = generated.surface().map_err(|error| Failure::new(error, Some(MERGED), help))?;
    let file = |(name, item)| (format!("{SNAPSHOTS}/{name}.snap"), format!("{HEADER}{item}\n"));
    Ok(surface.into_iter().map(file).collect())
}

/// The files that are there.
pub(crate) fn found(workspace: &Workspace) -> Result<BTreeSet<String>, Failure> {
    let folder = workspace.path(SNAPSHOTS);
    let entries = fs::read_dir(&folder).map_err(|error| Failure::io("read the folder", &folder, &error))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    Ok(names.map(|name| format!("{SNAPSHOTS}/{name}")).collect())
}
