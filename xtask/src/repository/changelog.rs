//! The CHANGELOG's entry of a bump: the section *Spec* as it is given, the others from what was noted under
//! `## Unreleased`, if there is such a heading.

use super::{
    files,
    workspace::{CHANGELOG, Workspace},
};
use crate::outcome::Failure;
use semver::Version;

const UNRELEASED: &str = "## Unreleased\n";

/// The file's text with the entry of this version, whose section *Spec* holds these lines.
pub(crate) fn with_entry(workspace: &Workspace, next: &Version, spec: &str) -> Result<String, Failure> {
    let text = files::read_text(&workspace.path(CHANGELOG))?;
    let heading = text.find("\n## ").map(|newline| newline + 1).ok_or_else(|| {
        Failure::new("no `## ` heading to add an entry above", Some(CHANGELOG), "add a first entry")
    })?;
    let (before, rest) = text.split_at(heading);
    // What was noted there is released now.
    let rest = rest.strip_prefix(UNRELEASED).map(|noted| noted.trim_start()).unwrap_or(rest);
    let entry = format!("## {next}\n\n### Spec\n\n{spec}\n");
    Ok(format!("{before}{entry}{rest}"))
}
