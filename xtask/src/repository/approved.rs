//! `openapi/approved.toml`: changes that a reviewer has accepted, so that `diff --fail-on` passes with them.

use serde::Deserialize;
use toml::Spanned;

use super::{files, toml_file, workspace::Workspace};
use crate::outcome::Failure;

pub(crate) const APPROVED: &str = "openapi/approved.toml";
const HELP: &str =
    "each accepted change is a table `[[approved]]` with its `fingerprint`, its `rule` and a `reason`";

/// A change that is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Approval {
    pub(crate) fingerprint: String,
    pub(crate) rule: String,
    pub(crate) reason: String,
    /// The place of the table, for messages.
    pub(crate) place: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    #[serde(default)]
    approved: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    fingerprint: Spanned<String>,
    rule: String,
    reason: Spanned<String>,
}

/// The accepted changes; none without the file.
pub(crate) fn read(workspace: &Workspace) -> Result<Vec<Approval>, Failure> {
    let Some(text) = files::read_text_if_any(&workspace.path(APPROVED))? else { return Ok(Vec::new()) };
    let content: Content = toml_file::parse(APPROVED, &text, HELP)?;
    let mut approvals = Vec::new();
    for Entry { fingerprint, rule, reason } in content.approved {
        let place = toml_file::place(APPROVED, &text, fingerprint.span().start);
        if reason.get_ref().trim().is_empty() {
            let place = toml_file::place(APPROVED, &text, reason.span().start);
            return Err(Failure::new(
                "an accepted change has no reason",
                Some(&place),
                "say why it is accepted",
            ));
        }
        let (fingerprint, reason) = (fingerprint.into_inner(), reason.into_inner());
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        approvals.push(Approval { fingerprint, rule, reason, place });
    }
    Ok(approvals)
}
