//! `diff`: what changed between two documents, for the wire and for Rust, and the version that follows. It changes
//! nothing.

use std::{
    path::{Path, PathBuf},
    thread,
};

use crate::{
    compat::{
        Comparison, Document,
        change::{Change, Wire},
    },
    fetch::{self, Notice},
    outcome::Failure,
    report::Format,
    repository::{
        Source, Workspace,
        approved::{self, APPROVED, Approval},
        files,
        manifest::current_version,
    },
    terminal::Terminal,
};
use collibra_client_gen::{diagnostic::Diagnostic, document::json::ParseError};
use semver::Version;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The old document and the new one: files, or git:REV for the merged document of a revision. git:HEAD and the
    /// work tree by default. With `--format html`, a last one that ends with .html is where to write the page
    #[arg(value_name = "OLD NEW", num_args = 0..=3)]
    documents: Vec<String>,
    /// Compare the merged document with what the site serves now, and change nothing
    #[arg(long)]
    upstream: bool,
    #[command(flatten)]
    fetch: fetch::Options,
    /// How to write the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Exit with 4 if a change on the wire is at least this severe and not accepted in openapi/approved.toml
    #[arg(long, value_enum, value_name = "VERDICT")]
    fail_on: Option<FailOn>,
    /// The client's version that the next one follows; the repository's own by default
    #[arg(long, value_name = "VERSION")]
    current: Option<Version>,
    /// Where to write the report; `-` for stdout
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
}

/// How many changes the help for a failure spells out.
const MOST_SHOWN: usize = 20;

/// The mildest change that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    Breaking,
    Review,
    Any,
}

pub(crate) fn run(args: &Args, workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    let page = args.documents.last().filter(|file| args.format == Format::Html && file.ends_with(".html"));
    let documents = args.documents.len() - usize::from(page.is_some());
    let ([old, new], notices) =
        sources(args, args.documents.get(..documents).unwrap_or_default(), workspace, terminal)?;
    let out = page.map_or(args.out.as_path(), Path::new);
    let current = match (&args.current, &old.client) {
        (Some(current), _) | (None, Some(current)) => current.clone(),
        (None, None) => current_version(workspace)?,
    };
    let mut report = compare(&old, &new, current)?;
    accept(&mut report, &approved::read(workspace)?)?;
    files::write_output(out, &report.render(args.format, &new.text, &notices))?;
    if out != Path::new("-") {
        terminal.status("Wrote", out.display());
    }
    let limit = match args.fail_on {
        None => return Ok(()),
        Some(FailOn::Breaking) => Wire::Breaking,
        Some(FailOn::Review) => Wire::Review,
        Some(FailOn::Any) => Wire::Docs,
    };
    let failing: Vec<&Change> =
        report.changes.iter().filter(|change| change.wire >= limit && change.approved.is_none()).collect();
    let Some(worst) = failing.iter().map(|change| change.wire).max() else { return Ok(()) };
    Err(Failure::breaking(
        format_args!("the change on the wire is {worst}"),
        Some(&new.name),
        &how_to_accept(&failing),
    ))
}

/// Marks the changes that a reviewer has accepted.
fn accept(report: &mut Comparison, approvals: &[Approval]) -> Result<(), Failure> {
    for approval in approvals {
        let accepted = report.changes.iter_mut().filter(|change| change.fingerprint == approval.fingerprint);
        for change in accepted {
            let rule = change.rule();
            if rule != approval.rule {
                return Err(Failure::new(
                    format_args!("the fingerprint is that of a change by another rule: {rule}"),
                    Some(&approval.place),
                    "correct the rule, if this is the change that you mean to accept",
                ));
            }
            change.approved = Some(approval.reason.clone());
        }
    }
    Ok(())
}

fn how_to_accept(failing: &[&Change]) -> String {
    let mut help = format!("read the report; to accept a change, say why in {APPROVED}:");
    for change in failing.iter().take(MOST_SHOWN) {
        help.push_str(&format!(
            "\n\n    [[approved]]\n    fingerprint = \"{}\"\n    rule = \"{}\"\n    reason = \"\"",
            change.fingerprint,
            change.rule(),
        ));
    }
    match failing.len().saturating_sub(MOST_SHOWN) {
        0 => {}
        more => help.push_str(&format!("\n\n    and {more} more: `--format json` has all fingerprints")),
    }
    help
}

/// The two documents that are asked for.
fn sources(
    args: &Args,
    documents: &[String],
    workspace: &Workspace,
    terminal: &mut Terminal,
) -> Result<([Source; 2], Vec<Diagnostic<Notice>>), Failure> {
    if args.upstream {
        if !documents.is_empty() {
            let what =
                "`--upstream` takes no documents: it compares the merged one with what the site serves";
            return Err(Failure::usage(what, "leave out the documents, or `--upstream`"));
        }
        let fetched = fetch::fetch(&args.fetch, workspace, terminal)?;
        let documents = [Source::work_tree(workspace)?, fetched.source()];
        return Ok((documents, fetched.notices));
    }
    if args.fetch.is_given() {
        let what = "`--from` and `--page` need `--upstream`";
        return Err(Failure::usage(what, "add `--upstream`, or leave them out"));
    }
    let named = |name: &String| Source::named(workspace, name);
    let documents = match documents {
        [] => [Source::named(workspace, "git:HEAD")?, Source::work_tree(workspace)?],
        [old] => [named(old)?, Source::work_tree(workspace)?],
        [old, new] => return Ok(([named(old)?, named(new)?], Vec::new())),
        _ => return Err(Failure::usage("there are more than two documents", "give OLD and NEW")),
    };
    Ok((documents, fetch::unread_before(workspace)?))
}

/// Compares on a thread with room for documents that nest deeply, or refer in long chains.
pub(crate) fn compare(old: &Source, new: &Source, current: Version) -> Result<Comparison, Failure> {
    let failed = |what: &str| {
        Failure::new(
            format_args!("the documents can't be compared: {what}"),
            Some(&new.name),
            "report it, with both documents",
        )
    };
    let [was, is] = [parse(old)?, parse(new)?];
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(1 << 30);
        let thread = thread.spawn_scoped(scope, || Comparison::new(&was, &is, current));
        match thread.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(comparison)) => Ok(comparison),
            Ok(Err(_)) => Err(failed("the comparison panicked")),
            Err(error) => Err(failed(&error.to_string())),
        }
    })
}

fn parse(source: &Source) -> Result<Document<'_>, Failure> {
    Document::parse(&source.name, &source.text, &source.decisions).map_err(
        |ParseError { reason, line, .. }| {
            let place = format!("{}:{line}", source.name);
            Failure::new(
                format_args!("not JSON: {reason}"),
                Some(&place),
                "give an OpenAPI 3.0 document as JSON",
            )
        },
    )
}
