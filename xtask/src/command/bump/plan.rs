//! All that a bump changes, known before the first file changes. It is made in a copy of the tree first.

use std::{collections::BTreeMap, iter};

use crate::{
    compat::Comparison,
    fetch::Fetched,
    outcome::Failure,
    repository::{
        CHANGELOG, Change, DECISIONS, DOCUMENTS, LOCK, MERGED, PREGENERATED, SNAPSHOTS, Workspace, changelog,
        decisions, git::git, manifest, pregenerated, snapshots, sources::SOURCES,
    },
};
use collibra_client_gen::Generated;

/// The documents, the version with its entry in the changelog, the checked-in code, and the snapshots.
pub(crate) fn plan(
    workspace: &Workspace,
    fetched: &Fetched,
    generated: &Generated,
    report: &Comparison,
) -> Result<Change, Failure> {
    let next = report.next.as_ref().ok_or_else(|| no_version(report))?;
    let mut files = BTreeMap::new();
    if *next != report.current {
        files.extend(manifest::set(workspace, &report.current, next)?);
        let entry = changelog::with_entry(workspace, next, &report.changelog())?;
        files.insert(CHANGELOG.to_owned(), entry);
    }
    let release = Change::new(workspace, files, iter::empty());
    let code = pregenerated::change(workspace, generated);
    let plan =
        fetched.change(workspace)?.and(release).and(code).and(snapshots::change(workspace, generated)?);
    refuse_to_add(workspace, &plan, fetched)?;
    Ok(plan)
}

/// Why there is no version for the client.
fn no_version(report: &Comparison) -> Failure {
    if report.rust.problems.is_empty() {
        let api = report.rust.api_version.as_deref().unwrap_or_default();
        let what = format!("the document's `info.version`, {api:?}, isn't valid after the `+` of a version");
        let help = "ask the vendor for one that has only letters, digits, `-` and `.`";
        return Failure::new(what, Some(&format!("{MERGED}#/info/version")), help);
    }
    let what =
        format!("no client can be generated from the current document\n{}", report.rust.problems.join("\n"));
    Failure::new(what, Some(MERGED), "fix it, or run `cargo xtask fetch` and continue by hand")
}

/// Makes the change in the tree. What a bump changes was clean before, so git can undo the half of it.
pub(crate) fn apply(change: &Change, workspace: &Workspace) -> Result<(), Failure> {
    change.apply(workspace).map_err(|failure| {
        let sources = change.write.contains_key(SOURCES).then_some(SOURCES);
        let reach: Vec<_> = reach().chain(sources).collect();
        let reach = reach.join(" ");
        failure
            .and_help(&format!("to undo what was written, run: git restore {reach} && git clean -fd {reach}"))
    })
}

/// Refuses to go on if what a bump changes has changes that aren't committed: they would be mixed with
/// the bump's, and lost when it is undone.
pub(crate) fn refuse_to_overwrite(workspace: &Workspace) -> Result<(), Failure> {
    let text = uncommitted(workspace, reach())?;
    let Some(first) = text.lines().next() else { return Ok(()) };
    let others = text.lines().count() - 1;
    let more = if others == 0 { String::new() } else { format!(" (and {others} more)") };
    Err(Failure::new(
        "files that a bump changes have uncommitted changes",
        Some(&format!("{}{more}", first.get(3..).unwrap_or(first))),
        "commit or stash them, then run the command again",
    ))
}

/// Refuses to write to a `sources.toml` that has changes of the maintainer's: a bump may begin with them, but what it adds
/// couldn't be undone without them.
fn refuse_to_add(workspace: &Workspace, change: &Change, fetched: &Fetched) -> Result<(), Failure> {
    if !change.write.contains_key(SOURCES) || uncommitted(workspace, [SOURCES])?.is_empty() {
        return Ok(());
    }
    let what = "something must be left out of the client, and the file that says so has uncommitted changes";
    let help = "commit or stash them, then run the command again";
    Err(Failure::new(what, Some(SOURCES), help).and_help(&decisions::to_hold(fetched.hold())))
}

/// What git says of these files, one per line; nothing if all are as they are committed.
fn uncommitted<'a>(
    workspace: &Workspace,
    files: impl IntoIterator<Item = &'a str>,
) -> Result<String, Failure> {
    let args = ["status", "--porcelain", "--untracked-files=all", "--"].into_iter().chain(files);
    git(workspace, None, args).map_err(|what| {
        Failure::new(
            format_args!("failed to check whether the tree is clean: {what}"),
            Some(&workspace.path("").display().to_string()),
            "run the command in a clone of the repository",
        )
    })
}

fn reach() -> impl Iterator<Item = &'static str> {
    // Not `sources.toml`: a bump may begin with a change of it. `refuse_to_add` sees to what it writes there.
    [DOCUMENTS, MERGED, LOCK, DECISIONS, SNAPSHOTS, CHANGELOG, PREGENERATED]
        .into_iter()
        .chain(manifest::FILES)
}
