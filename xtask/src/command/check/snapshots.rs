//! The snapshots: one for each item of the surface, and no others.

use crate::{
    outcome::Failure,
    repository::{Workspace, merged, snapshots},
    terminal::Terminal,
};

pub(crate) fn check(workspace: &Workspace) -> Result<(), Failure> {
    const FIX: &str = "run `cargo xtask check --fix`, then read the snapshot before you commit it";
    let change = snapshots::change(workspace, &merged::client(workspace)?)?;
    let mut failures = Vec::new();
    for file in change.write.keys() {
        let is_there = workspace.path(file).exists();
        let what = if is_there { "the snapshot differs from the surface" } else { "a snapshot is missing" };
        failures.push(Failure::out_of_date(what, Some(file), FIX));
    }
    for file in &change.remove {
        let (what, help) = if file.ends_with(".snap.new") {
            ("a snapshot is pending", "read it; then run `cargo xtask check --fix`")
        } else {
            ("the surface has no item for this snapshot", "run `cargo xtask check --fix`, which removes it")
        };
        failures.push(Failure::out_of_date(what, Some(file), help));
    }
    Failure::all(failures)
}

pub(crate) fn fix(workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    let change = snapshots::change(workspace, &merged::client(workspace)?)?;
    change.apply(workspace)?;
    for file in change.write.keys() {
        terminal.status("Fixed", format_args!("{file}: read it before you commit it"));
    }
    for file in &change.remove {
        terminal.status("Removed", file);
    }
    Ok(())
}
