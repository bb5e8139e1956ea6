//! Reading and writing files: whole or not at all.

use std::{
    fs::{self, DirEntry, File},
    io::{self, Write as _},
    path::Path,
};

use tempfile::NamedTempFile;

use crate::outcome::Failure;

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::io("read", path, &error))
}

pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))
}

/// The text of a file; none if there is no such file.
pub(crate) fn read_text_if_any(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        text => text.map(Some).map_err(|error| Failure::io("read", path, &error)),
    }
}

/// The names of what is in a folder, sorted.
pub(crate) fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let name = |entry: io::Result<DirEntry>| {
        let unreadable = |name| io::Error::other(format!("the name {name:?} isn't UTF-8"));
        entry?.file_name().into_string().map_err(unreadable)
    };
    let names = fs::read_dir(folder).and_then(|entries| entries.map(name).collect::<io::Result<Vec<_>>>());
    let mut names = names.map_err(|error| Failure::io("read the folder", folder, &error))?;
    names.sort();
    Ok(names)
}

/// Writes to a temporary file beside `path`, then renames it: a reader sees the old bytes or the new ones.
///
/// What is there and is no file, such as `/dev/null` or a pipe, is written to as it is: a file in its place would
/// take it away from everybody else.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::io("write", path, &error);
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return File::options()
            .write(true)
            .open(path)
            .and_then(|mut there| there.write_all(bytes))
            .map_err(failed);
    }
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    make_readable(&file).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Writes what a command was asked for to a file, whose folder is made if need be, or to stdout for `-`.
pub(crate) fn write_output(out: &Path, text: &str) -> Result<(), Failure> {
    if out == Path::new("-") {
        io::stdout().write_all(text.as_bytes())?;
        return Ok(());
    }
    if let Some(folder) = out.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::io("create the folder", folder, &error))?;
    }
    write(out, text.as_bytes())
}

/// Temporary files are their owner's alone; a file of a repository is everyone's to read.
#[cfg(unix)]
fn make_readable(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_file: &NamedTempFile) -> io::Result<()> {
    Ok(())
}
