//! The client's version, in the manifests and the README. The generator has it too. Formatting is kept.

use super::{
    files,
    workspace::{CLIENT_MANIFEST, Workspace},
};
use crate::outcome::Failure;
use semver::Version;
use std::collections::BTreeMap;
use toml_edit::{DocumentMut, Item, value};

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
    let read = |file: &str| files::read_text(&workspace.path(file));
    let plain = Version { build: semver::BuildMetadata::EMPTY, ..next.clone() };
    let texts = [
        (
            CLIENT_MANIFEST,
            edited(CLIENT_MANIFEST, &read(CLIENT_MANIFEST)?, |manifest| {
                set_string(manifest.get_mut("package")?.get_mut("version")?, &next.to_string())
            })?,
        ),
        (
            GENERATOR_MANIFEST,
            edited(GENERATOR_MANIFEST, &read(GENERATOR_MANIFEST)?, |manifest| {
                set_string(manifest.get_mut("package")?.get_mut("version")?, &plain.to_string())
            })?,
        ),
        (
            MANIFEST,
            edited(MANIFEST, &read(MANIFEST)?, |manifest| {
                let dependencies = manifest.get_mut("workspace")?.get_mut("dependencies")?;
                set_string(dependencies.get_mut(CLIENT)?.get_mut("version")?, &plain.to_string())?;
                set_string(dependencies.get_mut(GENERATOR)?.get_mut("version")?, &format!("={plain}"))
            })?,
        ),
        (
            LOCK,
            edited(LOCK, &read(LOCK)?, |lock| {
                let packages = lock.get_mut("package")?.as_array_of_tables_mut()?;
                for (name, version) in [(CLIENT, next), (GENERATOR, &plain)] {
                    let mut found = packages
                        .iter_mut()
                        .filter(|package| package.get("name").and_then(Item::as_str) == Some(name));
                    set_string(found.next()?.get_mut("version")?, &version.to_string())?;
                }
                Some(())
            })?,
        ),
        (README, readme(&read(README)?, &requirement(current), &requirement(next))),
    ];
    Ok(texts.map(|(file, text)| (file.to_owned(), text)).into())
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

fn edited(
    file: &str,
    text: &str,
    edit: impl FnOnce(&mut DocumentMut) -> Option<()>,
) -> Result<String, Failure> {
    let failed = |what: &str| {
        Failure::new(
            format_args!("failed to set the version of {CLIENT}: {what}"),
            Some(file),
            "fix the file",
        )
    };
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| failed(error.message()))?;
    edit(&mut document).ok_or_else(|| failed("there is no version for it"))?;
    Ok(document.to_string())
}

/// Sets a string, and keeps the space and comments around it.
fn set_string(item: &mut Item, to: &str) -> Option<()> {
    let decor = item.as_value()?.decor().clone();
    *item = value(to);
    *item.as_value_mut()?.decor_mut() = decor;
    Some(())
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
