//! The client's version, in the manifests and the README. The generator has it too. Formatting is kept.

use super::{
    files,
    workspace::{CLIENT_MANIFEST, Workspace},
};
use crate::outcome::Failure;
use semver::Version;
use std::collections::BTreeMap;
use toml_edit::{DocumentMut, Item};

const CLIENT: &str = "collibra-client-management";
const GENERATOR: &str = "collibra-client-gen";
const GENERATOR_MANIFEST: &str = "client-gen/Cargo.toml";
const MANIFEST: &str = "Cargo.toml";
const LOCK: &str = "Cargo.lock";
const README: &str = "README.md";

/// The files that contain the version.
pub(crate) const FILES: [&str; 5] = [CLIENT_MANIFEST, GENERATOR_MANIFEST, MANIFEST, LOCK, README];

/// The texts of those files with the next version instead of the current one.
pub(crate) fn set(
    workspace: &Workspace,
    current: &Version,
    next: &Version,
) -> Result<BTreeMap<String, String>, Failure> {
    let plain = Version { build: semver::BuildMetadata::EMPTY, ..next.clone() };
    let (next_text, exactly, plain) = (next.to_string(), format!("={plain}"), plain.to_string());
    let read = |file: &str| files::read_text(&workspace.path(file));
    let manifest = edited(MANIFEST, &read(MANIFEST)?, &plain, |manifest| in_workspace(manifest, CLIENT))?;
    let lock = edited(LOCK, &read(LOCK)?, &next_text, |lock| locked(lock, CLIENT))?;
    let texts = [
        edited(CLIENT_MANIFEST, &read(CLIENT_MANIFEST)?, &next_text, of_package)?,
        edited(GENERATOR_MANIFEST, &read(GENERATOR_MANIFEST)?, &plain, of_package)?,
        edited(MANIFEST, &manifest, &exactly, |manifest| in_workspace(manifest, GENERATOR))?,
        edited(LOCK, &lock, &plain, |lock| locked(lock, GENERATOR))?,
        readme(&read(README)?, &requirement(current), &requirement(next)),
    ];
    Ok(FILES.map(str::to_owned).into_iter().zip(texts).collect())
}

fn of_package(manifest: &mut DocumentMut) -> Option<&mut Item> {
    manifest.get_mut("package")?.get_mut("version")
}

fn in_workspace<'a>(manifest: &'a mut DocumentMut, name: &str) -> Option<&'a mut Item> {
    manifest.get_mut("workspace")?.get_mut("dependencies")?.get_mut(name)?.get_mut("version")
}

fn locked<'a>(lock: &'a mut DocumentMut, name: &str) -> Option<&'a mut Item> {
    let mut packages = lock.get_mut("package")?.as_array_of_tables_mut()?.iter_mut();
    packages.find(|package| package.get("name").and_then(Item::as_str) == Some(name))?.get_mut("version")
}

/// What a user's manifest asks for: the part of the version that Cargo takes for an interface.
fn requirement(version: &Version) -> String {
    match (version.major, version.minor) {
        (0, 0) => format!("0.0.{}", version.patch),
        (0, minor) => format!("0.{minor}"),
        (major, _) => major.to_string(),
    }
}

/// The lines that a user copies.
fn readme(text: &str, current: &str, next: &str) -> String {
    let line = |line: &str| {
        if line.starts_with(&format!("{CLIENT} = ")) {
            line.replacen(&format!("\"{current}\""), &format!("\"{next}\""), 1)
        } else {
            line.to_owned()
        }
    };
    text.split_inclusive('\n').map(line).collect()
}

/// The text with this version where it is found. The space and comments around it are kept.
fn edited(
    file: &str,
    text: &str,
    version: &str,
    find: impl FnOnce(&mut DocumentMut) -> Option<&mut Item>,
) -> Result<String, Failure> {
    let failed = |what: &str| {
        Failure::new(format!("failed to set the client's version: {what}"), Some(file), "fix the file")
    };
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| failed(error.message()))?;
    let found = find(&mut document).and_then(Item::as_value_mut);
    let found = found.ok_or_else(|| failed("there is no version for it"))?;
    let decor = found.decor().clone();
    *found = version.into();
    *found.decor_mut() = decor;
    Ok(document.to_string())
}

/// The version of the client in the work tree.
pub(crate) fn current_version(workspace: &Workspace) -> Result<Version, Failure> {
    client_version(&files::read_text(&workspace.path(CLIENT_MANIFEST))?)
}

pub(crate) fn client_version(manifest: &str) -> Result<Version, Failure> {
    let failed = |what: String| Failure::new(what, Some(CLIENT_MANIFEST), "set it, as in \"0.1.0+1.2.0\"");
    let manifest: DocumentMut = manifest
        .parse()
        .map_err(|error: toml_edit::TomlError| failed(format!("invalid manifest: {}", error.message())))?;
    let version = manifest.get("package").and_then(|package| package.get("version")).and_then(|v| v.as_str());
    let version = version.ok_or_else(|| failed("`package.version` is missing".to_owned()))?;
    Version::parse(version).map_err(|error| failed(format!("`package.version` is {version:?}: {error}")))
}
