//! The snapshots in `tests/it/snapshots`, as insta writes them: what they should be, and what is there. A command that
//! writes them says that they are to be read.

use std::collections::BTreeMap;

use super::{
    change::Change,
    files,
    workspace::{MERGED, Workspace},
};
use crate::outcome::Failure;
use collibra_client_gen::Generated;

pub(crate) const SNAPSHOTS: &str = "tests/it/snapshots";

/// What insta writes above a snapshot's text, with the settings of the test that makes them.
const HEADER: &str = "---\nsource: tests/it/surface.rs\n---\n";

/// What it takes that the snapshots are the surface of this client, and no others are there.
pub(crate) fn change(workspace: &Workspace, generated: &Generated) -> Result<Change, Failure> {
    let expected = expected(generated)?;
    let gone: Vec<_> = found(workspace)?.into_iter().filter(|file| !expected.contains_key(file)).collect();
    Ok(Change::new(workspace, expected, gone))
}

/// The files that the surface of this client is to have, with their texts.
fn expected(generated: &Generated) -> Result<BTreeMap<String, String>, Failure> {
    let help = "adapt client-gen/src/rust/surface/reader.rs";
    let surface = generated.surface().map_err(|error| Failure::new(error, Some(MERGED), help))?;
    let file = |(name, item)| (format!("{SNAPSHOTS}/{name}.snap"), format!("{HEADER}{item}\n"));
    Ok(surface.into_iter().map(file).collect())
}

/// The files that are there.
fn found(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let names = files::names(&workspace.path(SNAPSHOTS))?;
    Ok(names.iter().map(|name| format!("{SNAPSHOTS}/{name}")).collect())
}
