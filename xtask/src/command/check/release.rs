//! The version and the changelog: a release says which document it is for, and what changed.

use crate::{
    command::diff,
    outcome::Failure,
    repository::{
        CHANGELOG, CLIENT_MANIFEST, Change, Source, Workspace, changelog as entry, files,
        manifest::{self, current_version},
        merged,
    },
    terminal::Terminal,
};
use semver::{BuildMetadata, Version};

pub(crate) fn version(workspace: &Workspace) -> Result<(), Failure> {
    let (current, due) = versions(workspace)?;
    if current != due {
        let api = &due.build;
        return Err(Failure::out_of_date(
            format_args!("the version is {current}, but the document's `info.version` is {api}"),
            Some(CLIENT_MANIFEST),
            "run `cargo xtask check --fix`, which sets the part after `+`",
        ));
    }
    let others = Change::new(workspace, manifest::set(workspace, &current, &due)?, []);
    let differs = |file: &String| {
        let what = format!("another version than the client's, {due}");
        Failure::out_of_date(what, Some(file), "run `cargo xtask check --fix`, which sets the client's")
    };
    Failure::all(others.write.keys().map(differs).collect())
}

pub(crate) fn fix_version(workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    let (current, due) = versions(workspace)?;
    let change = Change::new(workspace, manifest::set(workspace, &current, &due)?, []);
    change.apply(workspace)?;
    for file in change.write.keys() {
        terminal.status("Fixed", format_args!("{file}: the client's version is {due}"));
    }
    Ok(())
}

/// The client's version, and with the document's after its `+`.
fn versions(workspace: &Workspace) -> Result<(Version, Version), Failure> {
    let current = current_version(workspace)?;
    let api = merged::client(workspace)?.api_version;
    let build = BuildMetadata::new(&api).map_err(|error| {
        let what = format!("the document's `info.version`, {api:?}, isn't valid in a version: {error}");
        Failure::new(
            what,
            Some(CLIENT_MANIFEST),
            "ask the vendor for one that has only letters, digits, `-` and `.`",
        )
    })?;
    Ok((current.clone(), Version { build, ..current }))
}

pub(crate) fn changelog(workspace: &Workspace) -> Result<(), Failure> {
    let version = current_version(workspace)?.to_string();
    let changelog = files::read_text(&workspace.path(CHANGELOG))?;
    let is_heading =
        |line: &str| line.starts_with("## ") && line.split_whitespace().any(|word| word == version);
    if changelog.lines().any(is_heading) {
        return Ok(());
    }
    Err(Failure::out_of_date(
        format_args!("there is no entry for {version}"),
        Some(CHANGELOG),
        "run `cargo xtask check --fix`, which adds it with the changes since the last commit; then describe what they mean",
    ))
}

pub(crate) fn fix_changelog(workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    let version = current_version(workspace)?;
    let report = diff::compare(
        &Source::named(workspace, "git:HEAD")?,
        &Source::work_tree(workspace)?,
        version.clone(),
    )?;
    let text = entry::with_entry(workspace, &version, &report.changelog())?;
    files::write(&workspace.path(CHANGELOG), text.as_bytes())?;
    terminal.status(
        "Fixed",
        format_args!("{CHANGELOG}: an entry for {version}; describe in your own words what it means"),
    );
    Ok(())
}
