//! From a document to the subset of OpenAPI that progenitor accepts, with its meaning kept.
//!
//! Each rule is one small function in a submodule; this module puts them in order. What a rule can't express
//! without changing the meaning is a problem with a JSON pointer, never a guess. Nothing of this is ever
//! written to a file: the document on disk stays the vendor's word.

mod body;
mod composition;

mod operation_id;
mod parameter;
mod reason;
mod reference;
mod response;
mod schema;
mod secret;
mod shape;
#[cfg(test)]
mod testing;

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Location},
    document::operation::{self, Operation},
};

pub(crate) use parameter::WireNames;
pub use reason::NormalizeReason;
pub(crate) use response::Decoding;

/// What progenitor gets, and what the rest of the generation must know besides.
#[derive(Debug)]
pub(crate) struct Normalized {
    /// The normalized document.
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
pub(crate) fn normalize(name: &str, mut document: Value) -> Result<Normalized, Diagnostics<NormalizeReason>> {
    document.sort_all_objects();
    let mut findings = Findings { name, diagnostics: Vec::new(), origins: HashMap::new() };

    shape::drop_unread(&mut document);
    reference::inline(&mut document, &mut findings);
    shape::check_frame(&document, &mut findings);
    findings.stop_at_problems()?;

    operation_id::synthesise(&mut document);
    operation_id::check(&document, &mut findings);
    parameter::gather(&mut document, &mut findings);
    parameter::check(&document, &mut findings);
    let operations = operation::table(&document);
    let wire_names = parameter::separate_names(&mut document, &mut findings);
    body::normalize(&mut document, &mut findings);
    let decodings = response::normalize(&mut document, &mut findings);
    shape::check_schemas(&mut document, &mut findings);
    reference::check(&mut document, &mut findings);
    composition::check_cycles(&document, &mut findings);
    findings.stop_at_problems()?;

    schema::separate_type_names(&mut document, &mut findings);
    schema::infer_types(&mut document);
    schema::drop_idle_keywords(&mut document);
    schema::list_values_once(&mut document);
    schema::check_values(&mut document, &mut findings);
    schema::keep_absent_collections_apart(&mut document);
    composition::check(&mut document, &mut findings);
    schema::leave_strings_unchecked(&mut document);
    let secrets = secret::mark(&mut document, &mut findings);
    findings.stop_at_problems()?;
    Ok(Normalized { document, operations, wire_names, decodings, secrets })
}

/// The problems found so far, and how to name their places.
struct Findings<'a> {
    name: &'a str,
    diagnostics: Vec<Diagnostic<NormalizeReason>>,
    /// Places that hold what stands elsewhere in the published document: pointer now -> pointer there.
    origins: HashMap<String, String>,
}

impl Findings<'_> {
    fn add(&mut self, reason: NormalizeReason, at: &str) {
        let problem = Diagnostic::new(reason, [self.location(at)]);
        // What operations share is checked with each of them, and told once.
        if !self.diagnostics.contains(&problem) {
            self.diagnostics.push(problem);
        }
    }

    /// From now on, each first place holds what stood at the second.
    fn moved(&mut self, moves: impl IntoIterator<Item = (String, String)>) {
        let moves: Vec<_> = moves.into_iter().map(|(to, from)| (to, self.published(&from))).collect();
        self.origins.extend(moves);
    }

    fn stop_at_problems(&mut self) -> Result<(), Diagnostics<NormalizeReason>> {
        Diagnostics::or(std::mem::take(&mut self.diagnostics), ())
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
