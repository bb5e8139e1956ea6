//! Where the compared documents come from: files, and revisions of the repository.

use std::path::Path;

use super::{
    decisions::{self, DECISIONS},
    files,
    git::git,
    manifest,
    workspace::{CLIENT_MANIFEST, MERGED, Workspace},
};
use crate::outcome::Failure;
use collibra_client_gen::Decisions;
use semver::Version;

/// A document, not yet read as JSON.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Its name in messages.
    pub(crate) name: String,
    pub(crate) text: String,
    /// The client's version that goes with it, if it is a revision's.
    pub(crate) client: Option<Version>,
    /// What is decided about it.
    pub(crate) decisions: Decisions,
}

impl Source {
    /// A file, or `git:REV`: the merged document of that revision.
    pub(crate) fn named(workspace: &Workspace, name: &str) -> Result<Self, Failure> {
        if let Some(revision) = name.strip_prefix("git:") {
            let text = show(workspace, revision, MERGED)?;
            let client = show(workspace, revision, CLIENT_MANIFEST)
                .ok()
                .and_then(|text| manifest::client_version(&text).ok());
            // Older revisions have none.
            let decisions = show(workspace, revision, DECISIONS).ok();
            let decisions = decisions.map(|text| Decisions::parse(DECISIONS, &text)).transpose()?;
            let decisions = decisions.unwrap_or_default();
            return Ok(Self { name: format!("{revision}:{MERGED}"), text, client, decisions });
        }
        let text = files::read_text(Path::new(name))?;
        Ok(Self { name: name.to_owned(), text, client: None, decisions: Decisions::default() })
    }

    /// The merge of what was fetched, in memory.
    pub(crate) fn fetched(merged: String, decisions: Decisions) -> Self {
        Self { name: format!("{MERGED}, fetched"), text: merged, client: None, decisions }
    }

    /// The merged document as it is in the work tree.
    pub(crate) fn work_tree(workspace: &Workspace) -> Result<Self, Failure> {
        let text = files::read_text(&workspace.path(MERGED))?;
        let decisions = decisions::read(workspace)?;
        Ok(Self { name: MERGED.to_owned(), text, client: None, decisions })
    }
}

/// A file of a revision.
fn show(workspace: &Workspace, revision: &str, file: &str) -> Result<String, Failure> {
    let failed = |what: String| {
        let help = "give a revision that git knows, such as git:HEAD, or a file";
        Failure::new(
            format_args!("failed to show the file with git: {what}"),
            Some(&format!("{revision}:{file}")),
            help,
        )
    };
    // A revision isn't an option, even if it looks like one.
    let object = format!("{revision}:./{file}");
    git(workspace, None, ["show", "--no-textconv", "--end-of-options", &object]).map_err(failed)
}
