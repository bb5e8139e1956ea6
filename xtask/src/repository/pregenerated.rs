//! The generated client as it is checked in, for builds without the feature `codegen`.

use std::collections::BTreeMap;

use collibra_client_gen::Generated;

use super::{
    change::Change,
    merged,
    workspace::{PREGENERATED, Workspace},
};
use crate::{outcome::Failure, terminal::Terminal};

/// What it takes that the file is this client.
pub(crate) fn change(workspace: &Workspace, generated: &Generated) -> Change {
    let file = (PREGENERATED.to_owned(), generated.code.clone());
    Change::new(workspace, BTreeMap::from([file]), [])
}

/// Whether the file is what the client's `build.rs` generates, byte for byte.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Failure> {
    if change(workspace, &merged::client(workspace)?).is_empty() {
        return Ok(());
    }
    Err(Failure::out_of_date(
        "the checked-in client is out of date",
        Some(PREGENERATED),
        "run `cargo xtask generate`",
    ))
}

pub(crate) fn write(workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    let (generated, held) = merged::catch(workspace, terminal)?;
    terminal.status("Generated", merged::summary(&generated));
    let change = change(workspace, &generated).and(held);
    change.apply(workspace)?;
    change.report(terminal, false);
    if change.is_empty() {
        terminal.status("Unchanged", PREGENERATED);
    }
    Ok(())
}
