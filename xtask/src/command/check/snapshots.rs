//! The snapshots: all that the surface has, as it is, and none besides.

use crate::{
    outcome::Failure,
    repository::{
        files, merged,
        snapshots::{expected, found},
        workspace::Workspace,
    },
    terminal::Terminal,
};
use std::fs;

pub(crate) fn check(workspace: &Workspace) -> Result<(), Failure> {
    const FIX: &str = "run `cargo xtask check --fix`, and read it before you commit it";
    let (expected, found) = (expected(&merged::client(workspace)?)?, found(workspace)?);
    let mut failures = Vec::new();
    for (file, text) in &expected {
        let what = if !found.contains(file) {
            "a snapshot is missing"
        } else if files::read_text(&workspace.path(file))? != *text {
            "the snapshot isn't the surface of the document"
        } else {
            continue;
        };
        failures.push(Failure::out_of_date(what, Some(file), FIX));
    }
    for file in found.iter().filter(|file| !expected.contains_key(*file)) {
        let (what, help) = if file.ends_with(".snap.new") {
            ("a snapshot is pending", "read it; then run `cargo xtask check --fix`")
        } else {
            ("nothing refers to this snapshot", "run `cargo xtask check --fix`, which removes it")
        };
        failures.push(Failure::out_of_date(what, Some(file), help));
    }
    Failure::all(failures)
}

pub(crate) fn fix(workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    let expected = expected(&merged::client(workspace)?)?;
    for (file, text) in &expected {
        let path = workspace.path(file);
        if fs::read_to_string(&path).ok().as_ref() != Some(text) {
            files::write(&path, text.as_bytes())?;
            terminal.status("Fixed", format_args!("{file}: read it before you commit it"));
        }
    }
    for file in found(workspace)?.iter().filter(|file| !expected.contains_key(*file)) {
        let path = workspace.path(file);
        fs::remove_file(&path).map_err(|error| Failure::io("remove", &path, &error))?;
        terminal.status("Removed", file);
    }
    Ok(())
}
