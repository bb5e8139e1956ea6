//! The CHANGELOG's entry of a bump: the section *Spec* from the changes, the others from what was noted under
//! `## Unreleased`, if there is such a heading.

use super::{
    files,
    workspace::{CHANGELOG, Workspace},
};
use crate::{
    compat::change::Wire,
    outcome::Failure,
    report::{Report, code_span},
};
use semver::Version;

/// More lines than this nobody reads; the report has them all.
const MOST: usize = 20;
const UNRELEASED: &str = "## Unreleased\n";

/// The file's text with the entry of this version.
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

/// The changes, worst first; those of words as one.
pub(crate) fn spec(report: &Report) -> String {
    let (words, others): (Vec<_>, Vec<_>) =
        report.changes.iter().partition(|change| change.wire == Wire::Docs);
    let mut lines = String::new();
    for change in others.iter().take(MOST) {
        let operations: Vec<String> = change.operations.iter().map(|name| code_span(name)).collect();
        let whom = if operations.is_empty() { String::new() } else { format!("{}: ", operations.join(", ")) };
        let what = match (change.was.as_str(), change.is.as_str()) {
            ("", is) => code_span(is),
            (was, "") => format!("{}, gone", code_span(was)),
            (was, is) => format!("{} -> {}", code_span(was), code_span(is)),
        };
        let subject = change.subject().map(|name| format!("{} ", code_span(&name))).unwrap_or_default();
        lines.push_str(&format!("- **{}** {whom}{subject}{what}: {}.\n", change.wire, change.why));
    }
    let mut more = |count: usize, what: &str| {
        if count > 0 {
            let changes = if count == 1 { "change" } else { "changes" };
            lines.push_str(&format!("- {count} {changes} {what}.\n"));
        }
    };
    more(others.len().saturating_sub(MOST), "more: `cargo xtask diff` tells them");
    more(words.len(), "of words and names, which aren't sent");
    if lines.is_empty() {
        lines.push_str("- No change.\n");
    }
    lines
}
