//! The net under all rules of the generator: where it refuses a document, panics, runs out of stack or memory, or runs
//! away, the smallest part of the document that must be left out for a client is found by trying. It writes nothing and
//! knows no rule.

mod search;
mod trial;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use collibra_client_gen::{Decisions, Generated, Parts, generate_with};

use self::{search::Search, trial::Outcome};
use crate::{outcome::Failure, terminal::Terminal};

pub(crate) use search::Caught;
pub(crate) use trial::{COMMAND, answer};

/// How long a search says nothing.
const SILENCE: Duration = Duration::from_secs(60);

/// A client, and what was left out for it.
pub(crate) struct Catch {
    pub(crate) generated: Generated,
    pub(crate) caught: Vec<Caught>,
}

/// The client that a document gives as decided, in bounded time and memory.
pub(crate) fn generate(name: &str, document: &str, decisions: &Decisions) -> Result<Generated, Failure> {
    after(&trial::run(name, document, decisions)?, name, document, decisions)
}

/// Whether it gives one.
pub(crate) fn gives_a_client(name: &str, document: &str, decisions: &Decisions) -> Result<bool, Failure> {
    Ok(trial::run(name, document, decisions)? == Outcome::Works)
}

/// The client that a document gives as decided, with as little left out as must be. What is left out is printed.
pub(crate) fn catch(
    name: &str,
    document: &str,
    decisions: &Decisions,
    terminal: &mut Terminal,
) -> Result<Catch, Failure> {
    let first = trial::run(name, document, decisions)?;
    let parts = if first == Outcome::Works { None } else { Parts::new(name, document, decisions) };
    let Some(parts) = parts else {
        return Ok(Catch { generated: after(&first, name, document, decisions)?, caught: Vec::new() });
    };
    terminal.status("Searching", format_args!("what must be left out of {name} for a client"));
    let with = |held: &BTreeSet<String>| {
        let hold = decisions.hold.iter().chain(held).cloned().collect();
        Decisions::new(hold, decisions.secret.clone())
    };
    let (mut tries, mut last) = (0, Instant::now());
    let mut attempt = |held: &BTreeSet<String>| {
        tries += 1;
        if last.elapsed() > SILENCE {
            terminal.status("Searching", format_args!("{tries} tries so far"));
            last = Instant::now();
        }
        trial::run(name, document, &with(held))
    };
    let found = Search::new(&parts, first.clone(), &mut attempt).run()?;
    let Some(caught) = found else { return Err(none(&first, name, document, decisions)) };
    let generated =
        generate_with(name, document, &with(&caught.iter().map(|caught| caught.entry.clone()).collect()))?;
    if generated.operations.is_empty() && !parts.operations().is_empty() {
        // What is left is no client.
        return Err(none(&first, name, document, decisions));
    }
    Ok(Catch { generated, caught })
}

/// The client, after it was tried: what gave one, or was refused, is so once more.
fn after(outcome: &Outcome, name: &str, document: &str, decisions: &Decisions) -> Result<Generated, Failure> {
    match outcome {
        Outcome::Works | Outcome::Refused(_) => Ok(generate_with(name, document, decisions)?),
        Outcome::Ended(how) => {
            let help = "run `cargo xtask generate`, which finds the part that must be left out";
            Err(Failure::new(how, Some(name), help))
        }
    }
}

/// Why there is no client, though anything may be left out.
fn none(first: &Outcome, name: &str, document: &str, decisions: &Decisions) -> Failure {
    let what = "no client is left, whatever is left out";
    let failure = after(first, name, document, decisions).err();
    failure.map_or_else(
        || Failure::new(what, Some(name), "correct the document"),
        |failure| failure.and_help(what),
    )
}
