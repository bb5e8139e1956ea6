//! The recordings of real servers: nothing in them but what their format allows, and that has no room for a secret, a
//! token, an e-mail address or a host. The client knows the format; its example `probe` checks.

use std::{ffi::OsString, fs};

use crate::{
    outcome::Failure,
    repository::{RECORDINGS, Workspace},
};

pub(crate) fn check(workspace: &Workspace) -> Result<(), Failure> {
    let folder = workspace.path(RECORDINGS);
    let read = |error| Failure::io("read the folder of the recordings", &folder, &error);
    if !folder.exists() {
        return Ok(());
    }
    let mut recordings = Vec::new();
    for entry in fs::read_dir(&folder).map_err(read)? {
        let path = entry.map_err(read)?.path();
        match path.file_name() {
            Some(name) if name == "README.md" => {}
            _ => recordings.push(path.into_os_string()),
        }
    }
    if recordings.is_empty() {
        return Ok(());
    }
    recordings.sort();
    let arguments: Vec<OsString> = [OsString::from("--check")].into_iter().chain(recordings).collect();
    let status = workspace.example("probe", &arguments).status();
    match status.map_err(|error| Failure::io("run cargo for the example", &folder, &error))?.success() {
        true => Ok(()),
        false => Err(Failure::new(
            "a recording holds what its format doesn't allow, or couldn't be checked",
            Some(RECORDINGS),
            "see above for the place; commit recordings as `cargo xtask probe` writes them",
        )),
    }
}
