//! The snapshots: one for each item of the surface, and no others.

use crate::{
    outcome::Failure,
    repository::{Workspace, merged, snapshots},
    terminal::Terminal,
};

pub(crate) fn check(workspace: &Workspace) -> Result<(), Failure> {
    const FIX: &str = "run `cargo xtask check --fix`, then read the snapshot before you commit it";
    let change = snapshots::change(workspace, &merged::client(workspace)?)?;
    let (there, missing): (Vec<_>, Vec<_>) =
        change.write.keys().partition(|file| workspace.path(file).exists());
    let (pending, left): (Vec<_>, Vec<_>) =
        change.remove.iter().partition(|file| file.ends_with(".snap.new"));
    let kinds = [
        (there, "the snapshot differs from the surface", FIX),
        (missing, "a snapshot is missing", FIX),
        (pending, "a snapshot is pending", "read it; then run `cargo xtask check --fix`"),
        (
            left,
            "the surface has no item for this snapshot",
            "run `cargo xtask check --fix`, which removes it",
        ),
    ];
    let of_kind = kinds.into_iter().filter_map(|(files, what, help)| {
        let failures = files.into_iter().map(|file| Failure::out_of_date(what, Some(file), help));
        Failure::all(failures.collect()).err()
    });
    Failure::every(of_kind)
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
