//! What `openapi/sources.toml` decides about the documents, in the form that travels in the package: `build.rs` reads
//! `openapi/decisions.json`. Making the client by it, and the line to add where that fails.

use std::collections::{BTreeMap, BTreeSet};

use collibra_client_gen::{
    Decisions, Generated,
    diagnostic::{List, Location},
    document::{grammar::Holds, grammar::Kind, json::Json, operation::operations, pointer::Pointer},
    generate_with,
};

use super::{
    change::Change,
    files,
    sources::{self, SOURCES},
    workspace::{MERGED, Workspace},
};
use crate::{outcome::Failure, terminal::Terminal};

pub(crate) const DECISIONS: &str = "openapi/decisions.json";

/// Of more operations than this, none is proposed: it would take minutes to find out.
const MOST_OPERATIONS: usize = 60;

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

/// The client that a merged document gives. If it gives none, the error says what to leave out, if that helps.
pub(crate) fn client(document: &str, decisions: &Decisions) -> Result<Generated, Failure> {
    generate_with(MERGED, document, decisions).map_err(|diagnostics| {
        let at = diagnostics.as_slice().iter().flat_map(|diagnostic| &diagnostic.at);
        let at: Vec<&Pointer> = at
            .filter_map(|at| match at {
                Location::Pointer { pointer, .. } => Some(pointer),
                _ => None,
            })
            .collect();
        let proposed = proposal(document, decisions, &at);
        let failure = Failure::from(diagnostics);
        match proposed {
            Some(hold) => failure.and_help(&to_hold(&hold)),
            None => failure,
        }
    })
}

/// How to leave these out.
pub(crate) fn to_hold(entries: &[String]) -> String {
    let list: Vec<String> = entries.iter().map(|entry| format!("{entry:?}")).collect();
    format!("or leave it out of the client: set this in {SOURCES}: hold = [{}]", list.join(", "))
}

/// A `hold` that gives a client: with the operations that can't be generated on their own, unless none would be left, or
/// else with the schemas that the errors are about.
fn proposal(document: &str, decisions: &Decisions, at: &[&Pointer]) -> Option<Vec<String>> {
    let json = Json::parse(document).ok()?;
    let names: Vec<String> = operations(&json)
        .map(|(path, method, at)| {
            let id = json.at(&at).and_then(|operation| operation["operationId"].as_str());
            id.map_or_else(|| format!("{} {path}", method.to_ascii_uppercase()), str::to_owned)
        })
        .filter(|name| !decisions.hold.contains(name))
        .collect();
    if names.len() > MOST_OPERATIONS {
        return None;
    }
    let gives_a_client = |more: &[String]| {
        let hold = [decisions.hold.as_slice(), more].concat();
        generate_with(MERGED, document, &Decisions::new(hold, decisions.secret.clone())).is_ok()
    };
    let all_but =
        |name: &String| -> Vec<String> { names.iter().filter(|other| *other != name).cloned().collect() };
    let failing: Vec<String> = names.iter().filter(|name| !gives_a_client(&all_but(name))).cloned().collect();
    let is_schema = |at: &&&Pointer| Holds::at(at) == Some(Holds::One(Kind::Schema));
    let schemas: BTreeSet<String> =
        at.iter().filter(is_schema).map(|at| format!("#{}", at.as_str())).collect();
    let operations = if failing.len() < names.len() { failing } else { Vec::new() };
    let candidates = [operations, schemas.into_iter().collect()];
    let found = candidates.into_iter().find(|more| !more.is_empty() && gives_a_client(more))?;
    Some([decisions.hold.clone(), found].concat())
}

/// Says what is left out, and which entries are to be looked at again.
pub(crate) fn report(document: &str, generated: &Generated, decisions: &Decisions, terminal: &mut Terminal) {
    for held in &generated.held {
        terminal.status("Left out", format_args!("{held}: {SOURCES} holds it"));
    }
    if !generated.given_up.is_empty() {
        terminal.print(List(&generated.given_up));
    }
    let warn = |what: String, help: &str| format!("warning: {what}\n  --> {SOURCES}\n  help: {help}");
    for entry in &generated.unknown {
        let what = format!("{entry:?} names nothing that the document has");
        terminal.print(warn(what, "remove it from the list, or correct it"));
    }
    for entry in needless(document, generated, decisions) {
        let what = format!("{entry:?} is left out, though a client can be generated with it");
        terminal.print(warn(what, "remove it from `hold`, if nothing else keeps it there"));
    }
}

/// The entries without which there is a client too.
fn needless<'a>(document: &str, generated: &'a Generated, decisions: &Decisions) -> Vec<&'a str> {
    let without = |entry: &str| {
        let hold = decisions.hold.iter().filter(|other| *other != entry).cloned().collect();
        generate_with(MERGED, document, &Decisions::new(hold, decisions.secret.clone())).is_ok()
    };
    // No code follows from a security requirement: it is held for the merge alone.
    let held = generated.held.iter().filter(|held| !held.what.contains("/security"));
    held.map(|held| held.entry.as_str()).filter(|entry| without(entry)).collect()
}
