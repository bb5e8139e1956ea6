//! `bump`: from what the site serves now to a change that can be reviewed and merged.
//!
//! What is to change is worked out first, then made in a copy of the tree and tested there, and only then here, where
//! everything that it touches is committed: git undoes what can't be completed. `diff` knows how a change is judged.

mod plan;
mod verify;

use self::verify::Verified;
use crate::{
    command::diff,
    compat::{
        Comparison,
        change::{Rust, Wire},
    },
    fetch::{self, Fetched},
    outcome::Failure,
    report::{Format, counts},
    repository::{
        CHANGELOG, Change, SNAPSHOTS, Scratch, Source, Workspace, files, git::git, manifest::current_version,
        page_url::shown, sources,
    },
    terminal::Terminal,
};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    fetch: fetch::Options,
    /// Where to write the report for the pull request, as Markdown; `-` for stdout
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Change the tree without building the client and running its tests first
    #[arg(long)]
    no_verify: bool,
    /// Report what would change, without changing anything
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(args: &Args, workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    plan::refuse_to_overwrite(workspace)?;
    let mut fetched = fetch::fetch(&args.fetch, workspace, terminal)?;
    let generated = fetched.generate(workspace, terminal)?;
    let report = compare(workspace, &fetched)?;
    // The text around the documents may have changed, or their order: that isn't news.
    if report.changes.is_empty() && report.rust.verdict == Rust::None {
        terminal.status("Unchanged", format_args!("nothing new upstream: {}", fetched.summary()));
        return Ok(());
    }
    let breaks = report.wire == Wire::Breaking || report.rust.verdict == Rust::Breaking;
    report_verdicts(&report, breaks, terminal);
    let plan = plan::plan(workspace, &fetched, &generated, &report)?;
    if args.dry_run {
        plan.report(terminal, true);
        return Ok(());
    }
    let verified = if args.no_verify {
        Verified::Not
    } else {
        let scratch = Scratch::copy(workspace, "bump")?;
        plan.apply(scratch.workspace())?;
        verify::verify(&scratch, breaks, terminal)?
    };
    if let Some(file) = &args.report {
        files::write_output(file, &body(&report, &fetched, verified, &origin(workspace, &fetched)?))?;
    }
    plan::apply(&plan, workspace)?;
    plan.report(terminal, false);
    report_what_to_read(args, &report, &plan, terminal);
    terminal.status("Bumped", report.version_line());
    if breaks {
        return Err(Failure::done_and_breaking(
            "the bump is done, and it breaks callers",
            "read the report and the snapshots; then commit the bump, or undo it with git",
        ));
    }
    Ok(())
}

fn compare(workspace: &Workspace, fetched: &Fetched) -> Result<Comparison, Failure> {
    diff::compare(&Source::work_tree(workspace)?, &fetched.source(), current_version(workspace)?)
}

fn report_verdicts(report: &Comparison, breaks: bool, terminal: &mut Terminal) {
    if breaks {
        terminal.status("Breaking", "callers have to change their code: read the report before you merge");
    }
    terminal.status("Wire", format_args!("{}: {}", report.wire, counts(&report.changes)));
    terminal.status("Rust", format_args!("{}: {}", report.rust.verdict, report.rust_summary()));
    terminal.status("Version", report.version_line());
}

/// What was fetched when, and what it is compared with.
fn origin(workspace: &Workspace, fetched: &Fetched) -> Result<String, Failure> {
    let pages: Vec<String> =
        sources::read(workspace)?.iter().map(|page| format!("<{}>", shown(&page.url))).collect();
    let commit = git(workspace, None, ["rev-parse", "--short", "HEAD"]).unwrap_or_default();
    let date = jiff::Timestamp::now().strftime("%Y-%m-%d");
    let what = fetched.summary();
    Ok(format!("On {date}: {what}, {}, compared with commit `{}`.", pages.join(", "), commit.trim()))
}

/// The pull request's text.
fn body(report: &Comparison, fetched: &Fetched, verified: Verified, origin: &str) -> String {
    let report = report.render(Format::Markdown, fetched.merged(), &fetched.notices);
    format!("{}\n\n{origin}\n\n{report}", verified.sentence())
}

fn report_what_to_read(args: &Args, report: &Comparison, plan: &Change, terminal: &mut Terminal) {
    if let Some(file) = args.report.as_ref().filter(|file| *file != Path::new("-")) {
        terminal.status("To read", format_args!("{}: what changed, and what it means", file.display()));
    }
    let snapshots = plan.write.keys().chain(&plan.remove).filter(|file| file.starts_with(SNAPSHOTS)).count();
    if snapshots > 0 {
        let files = if snapshots == 1 { "file" } else { "files" };
        let what = "what changes for callers; CONTRIBUTING.md says how to read it";
        terminal.status("To read", format_args!("{SNAPSHOTS}, {snapshots} {files}: {what}"));
    }
    if report.next.as_ref() != Some(&report.current) {
        terminal
            .status("To read", format_args!("{CHANGELOG}: describe in your own words what the changes mean"));
    }
}
