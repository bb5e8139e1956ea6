//! From a document to the subset of OpenAPI that progenitor accepts, with its meaning kept.
//!
//! Each rule is one small function in a submodule; this module puts them in order. What a rule can't express
//! without changing the meaning is a problem with a JSON pointer, never a guess. Nothing of this is ever
//! written to a file: the document on disk stays the vendor's word.

mod body;
mod composition;
pub(crate) mod name;
mod operation_id;
mod parameter;
mod reason;
mod reference;
mod reply;
mod schema;
mod secret;
mod shape;
#[cfg(test)]
mod testing;

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::{
    operation::{self, Operation},
    problem::{Location, Problem, Problems},
};

pub(crate) use parameter::WireNames;
pub use reason::LowerReason;
pub(crate) use reply::Decoding;

/// What progenitor gets, and what the rest of the generation must know besides.
#[derive(Debug)]
pub(crate) struct Lowered {
    /// The lowered document.
    pub(crate) document: Value,
    /// The operations as documented, error replies included.
    pub(crate) operations: Vec<Operation>,
    /// The parameters whose name progenitor knows differs from the one on the wire.
    pub(crate) wire_names: WireNames,
    /// How to read the reply of each operation, by operationId.
    pub(crate) decodings: BTreeMap<String, Decoding>,
    /// Where each secret stands. The one at index N has the number N in its mark, and in the module that its
    /// type is first generated under.
    pub(crate) secrets: Vec<Location>,
}

pub(crate) use secret::{MARK, placeholder_module};

/// Applies every rule.
///
/// # Errors
/// The problems found, each with its JSON pointer. Those of a later rule are not looked for in a document that an
/// earlier one found broken.
pub(crate) fn lower(name: &str, mut document: Value) -> Result<Lowered, Problems<LowerReason>> {
    document.sort_all_objects();
    let mut found = Found { name, problems: Vec::new(), origins: HashMap::new() };

    shape::drop_unread(&mut document);
    reference::inline(&mut document, &mut found);
    shape::check_frame(&document, &mut found);
    found.stop_at_problems()?;

    operation_id::synthesise(&mut document);
    operation_id::check(&document, &mut found);
    parameter::gather(&mut document, &mut found);
    parameter::check(&document, &mut found);
    let operations = operation::table(&document);
    let wire_names = parameter::separate_names(&mut document, &mut found);
    body::lower(&mut document, &mut found);
    let decodings = reply::lower(&mut document, &mut found);
    shape::check_schemas(&mut document, &mut found);
    reference::check(&mut document, &mut found);
    composition::check_cycles(&document, &mut found);
    found.stop_at_problems()?;

    schema::separate_type_names(&mut document, &mut found);
    schema::infer_types(&mut document);
    schema::drop_idle_keywords(&mut document);
    schema::list_values_once(&mut document);
    schema::check_values(&mut document, &mut found);
    schema::keep_absent_collections_apart(&mut document);
    composition::check(&mut document, &mut found);
    schema::leave_strings_unchecked(&mut document);
    let secrets = secret::mark(&mut document, &mut found);
    found.stop_at_problems()?;
    Ok(Lowered { document, operations, wire_names, decodings, secrets })
}

/// The problems found so far, and how to name their places.
struct Found<'a> {
    name: &'a str,
    problems: Vec<Problem<LowerReason>>,
    /// Places that hold what stands elsewhere in the published document: pointer now -> pointer there.
    origins: HashMap<String, String>,
}

impl Found<'_> {
    fn add(&mut self, reason: LowerReason, at: &str) {
        let problem = Problem::new(reason, [self.location(at)]);
        // What operations share is checked with each of them, and told once.
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// From now on, each first place holds what stood at the second.
    fn moved(&mut self, moves: impl IntoIterator<Item = (String, String)>) {
        let moves: Vec<_> = moves.into_iter().map(|(to, from)| (to, self.published(&from))).collect();
        self.origins.extend(moves);
    }

    fn stop_at_problems(&mut self) -> Result<(), Problems<LowerReason>> {
        Problems::or(std::mem::take(&mut self.problems), ())
    }

    /// The place in the document as published that `at` came from.
    fn location(&self, at: &str) -> Location {
        Location::Pointer { document: self.name.to_owned(), pointer: self.published(at) }
    }

    fn published(&self, at: &str) -> String {
        let ends = at.rmatch_indices('/').map(|(end, _)| end);
        let innermost = std::iter::once(at.len()).chain(ends).find_map(|end| {
            let (copy, rest) = at.split_at(end);
            Some(format!("{}{rest}", self.origins.get(copy)?))
        });
        innermost.unwrap_or_else(|| at.to_owned())
    }
}
