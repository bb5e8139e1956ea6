//! What `openapi/sources.toml` decides about the documents, in the form that travels in the package: `build.rs` reads
//! `openapi/decisions.json`. Making the client by it, and deciding what must be left out for that.

use std::collections::BTreeMap;

use collibra_client_gen::{
    Decisions, Generated, Held,
    diagnostic::List,
    document::{json::Json, pointer::Pointer, reference},
};

use super::{
    change::Change,
    files,
    lock_file::{LOCK, Record},
    sources::{self, SOURCES},
    workspace::{MERGED, Workspace},
};
use crate::{
    net::{self, Catch, Caught},
    outcome::Failure,
    terminal::Terminal,
};

pub(crate) const DECISIONS: &str = "openapi/decisions.json";

/// Those that the package has; none before there was such a file.
pub(crate) fn read(workspace: &Workspace) -> Result<Decisions, Failure> {
    match files::read_text_if_any(&workspace.path(DECISIONS))? {
        Some(text) => Ok(Decisions::parse(DECISIONS, &text)?),
        None => Ok(Decisions::default()),
    }
}

/// What it takes that the package has these.
pub(crate) fn change(workspace: &Workspace, decisions: &Decisions) -> Change {
    let file = (DECISIONS.to_owned(), decisions.to_json().to_pretty());
    Change::new(workspace, BTreeMap::from([file]), [])
}

pub(crate) fn check(workspace: &Workspace) -> Result<(), Failure> {
    if change(workspace, &sources::decisions(workspace)?).is_empty() {
        return Ok(());
    }
    let help = "run `cargo xtask fetch`, or `cargo xtask check --fix`";
    let what = format!("it isn't what {SOURCES} says in `hold` and `secret`");
    Err(Failure::out_of_date(what, Some(DECISIONS), help))
}

pub(crate) fn fix(workspace: &Workspace, terminal: &mut Terminal) -> Result<(), Failure> {
    change(workspace, &sources::decisions(workspace)?).apply(workspace)?;
    terminal.status("Fixed", format_args!("{DECISIONS}: as {SOURCES} says"));
    Ok(())
}

/// The client that a merged document gives.
pub(crate) fn client(document: &str, decisions: &Decisions) -> Result<Generated, Failure> {
    net::generate(MERGED, document, decisions)
}

/// The client that a merged document gives, with as little left out as must be, and what it takes to keep that out.
pub(crate) fn catch(
    workspace: &Workspace,
    document: &str,
    decisions: &Decisions,
    terminal: &mut Terminal,
) -> Result<(Catch, Change), Failure> {
    let catch = net::catch(MERGED, document, decisions, terminal)?;
    let change = hold(workspace, &catch.caught)?;
    Ok((catch, change))
}

/// Leaves these out from now on.
fn hold(workspace: &Workspace, caught: &[Caught]) -> Result<Change, Failure> {
    if caught.is_empty() {
        return Ok(Change::default());
    }
    let entries = || caught.iter().map(|caught| caught.entry.clone());
    let mut decisions = read(workspace)?;
    decisions.hold.extend(entries());
    let mut files = BTreeMap::from([(SOURCES.to_owned(), sources::with_hold(workspace, caught)?)]);
    if let (Some(_), mut record) = Record::read(workspace)? {
        record.hold.extend(entries());
        files.insert(LOCK.to_owned(), record.to_text()?);
    }
    Ok(Change::new(workspace, files, []).and(change(workspace, &decisions)))
}

/// The help that says how to leave these out.
pub(crate) fn to_hold(entries: &[String]) -> String {
    let list: Vec<String> = entries.iter().map(|entry| format!("{entry:?}")).collect();
    format!("or leave it out of the client: set this in {SOURCES}: hold = [{}]", list.join(", "))
}

/// Says what is left out, and which entries are to be looked at again. It is known of those that were just `caught` that
/// they are needed.
pub(crate) fn report(
    document: &str,
    generated: &Generated,
    decisions: &Decisions,
    caught: &[Caught],
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let warn = |what: String, help: &str| format!("warning: {what}\n  --> {SOURCES}\n  help: {help}");
    for held in &generated.held {
        terminal.status("Left out", format_args!("{held}: {SOURCES} holds it"));
    }
    for Caught { entry, reason } in caught {
        let help = "read what it says in `hold` now; it stays there until you remove it";
        terminal.print(warn(format!("{entry:?} must be left out of the client: {reason}"), help));
    }
    if !generated.given_up.is_empty() {
        terminal.print(List(&generated.given_up));
    }
    for entry in &generated.unknown {
        let what = format!("{entry:?} names nothing that the document has");
        terminal.print(warn(what, "remove it from the list, or correct it"));
    }
    let old = |held: &&Held| !caught.iter().any(|caught| caught.entry == held.entry);
    for Held { entry, .. } in generated.held.iter().filter(old) {
        if is_needless(entry, document, generated, decisions)? {
            let what = format!("{entry:?} is left out, though a client can be generated with it");
            terminal.print(warn(what, "remove it from `hold`, if nothing else keeps it there"));
        }
    }
    Ok(())
}

/// Whether this entry is the pointer of a reference that leads nowhere.
fn refers_to_nothing(entry: &str, document: &str) -> bool {
    let at = entry.strip_prefix('#').and_then(Pointer::parse);
    let Some((document, at)) = Json::parse(document).ok().zip(at) else { return false };
    document.at(&at).is_some_and(|held| reference::resolve(&document, held).is_err())
}

/// Whether there is a client without this entry too.
fn is_needless(
    entry: &str,
    document: &str,
    generated: &Generated,
    decisions: &Decisions,
) -> Result<bool, Failure> {
    // Some is held for the merge alone: no code follows from a security requirement, and what refers to nothing is any
    // value anyway.
    if refers_to_nothing(entry, document) {
        return Ok(false);
    }
    if generated.held.iter().any(|held| held.entry == entry && held.what.contains("/security")) {
        return Ok(false);
    }
    let hold = decisions.hold.iter().filter(|other| *other != entry).cloned().collect();
    net::gives_a_client(MERGED, document, &Decisions::new(hold, decisions.secret.clone()))
}
