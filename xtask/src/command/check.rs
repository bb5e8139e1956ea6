//! `check`: what must be true of the repository itself, offline. Every failure says what, where, and which
//! command fixes it; all are reported. `--fix` fixes those that a command can fix.

mod recordings;
mod release;
mod snapshots;

use crate::{
    fetch,
    outcome::Failure,
    repository::{Workspace, decisions, lock_file, merged, pregenerated},
    terminal::Terminal,
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Fix what a command can fix, then check again
    #[arg(long)]
    fix: bool,
}

/// What must be true, and how to make it true.
struct Check {
    what: &'static str,
    holds: Step,
    fix: Option<Step>,
}

type Step = fn(&Workspace, &mut Terminal) -> Result<(), Failure>;

// A later fix may follow from an earlier one.
const CHECKS: [Check; 9] = [
    Check {
        what: "the documents are those that were fetched",
        holds: |workspace, _| lock_file::check(workspace),
        fix: None,
    },
    Check {
        what: "the merged document is the merge of the documents",
        holds: |workspace, terminal| merged::check(workspace, terminal).map(drop),
        fix: Some(merged::write),
    },
    Check {
        what: "the package has what is decided about the document",
        holds: |workspace, _| decisions::check(workspace),
        fix: Some(decisions::fix),
    },
    Check { what: "generating twice gives the same code", holds: deterministic, fix: None },
    Check {
        what: "the checked-in client is what `build.rs` generates",
        holds: |workspace, _| pregenerated::check(workspace),
        fix: Some(pregenerated::write),
    },
    Check {
        what: "the version has the document's `info.version` after its `+`, and the generator follows it",
        holds: |workspace, _| release::version(workspace),
        fix: Some(release::fix_version),
    },
    Check {
        what: "the changelog has an entry for the version",
        holds: |workspace, _| release::changelog(workspace),
        fix: Some(release::fix_changelog),
    },
    Check {
        what: "the snapshots match the surface",
        holds: |workspace, _| snapshots::check(workspace),
        fix: Some(snapshots::fix),
    },
    Check {
        what: "the recordings hold no value of a server",
        holds: |workspace, _| recordings::check(workspace),
        fix: None,
    },
];

pub(crate) fn run(args: &Args, workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    let mut failures = Vec::new();
    for Check { what, holds, fix } in CHECKS {
        let mut result = holds(workspace, terminal);
        if let (Err(_), true, Some(fix)) = (&result, args.fix, fix) {
            result = fix(workspace, terminal).and_then(|()| holds(workspace, terminal));
        }
        match result {
            Ok(()) => terminal.status("Checked", what),
            Err(failure) => failures.push(failure),
        }
    }
    // Nobody should take what is checked for all that the pages have.
    match fetch::unread_before(workspace) {
        Ok(notices) => fetch::print_notices(&notices, terminal),
        Err(failure) => failures.push(failure),
    }
    if failures.is_empty() {
        merged::report_held(workspace, terminal)?;
    }
    Failure::every(failures)
}

fn deterministic(workspace: &Workspace, _: &mut Terminal) -> Result<(), Failure> {
    if merged::client(workspace)?.code == merged::client(workspace)?.code {
        return Ok(());
    }
    Err(Failure::new(
        "generating twice gave different code",
        Some("client-gen"),
        "fix client-gen: something iterates in random order",
    ))
}
