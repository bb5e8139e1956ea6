//! From a document to the subset of OpenAPI that progenitor accepts, with its meaning kept.
//!
//! Each rule is one small function in a submodule; this module puts them in order. What a rule can't express
//! without changing the meaning is a problem with a JSON pointer, never a guess. Nothing of this is ever
//! written to a file: the document on disk stays the vendor's word.

mod body;
mod operation_id;
mod parameter;
mod reason;
mod reference;
mod reply;
mod schema;
mod secret;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    operation::{self, Operation},
    problem::{Location, Problem, Problems},
};

pub use reason::LowerReason;
pub(crate) use reply::Decoding;

/// What progenitor gets, and what the rest of the generation must know besides.
#[derive(Debug)]
pub(crate) struct Lowered {
    /// The lowered document.
    pub(crate) document: Value,
    /// The operations as documented, error replies included.
    pub(crate) operations: Vec<Operation>,
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
/// All problems found, each with its JSON pointer.
pub(crate) fn lower(name: &str, mut document: Value) -> Result<Lowered, Problems<LowerReason>> {
    document.sort_all_objects();
    let mut found = Found { name, problems: Vec::new(), origins: Vec::new() };

    reference::inline(&mut document, &mut found);
    operation_id::synthesise(&mut document);
    operation_id::check(&document, &mut found);
    parameter::lower(&mut document, &mut found);
    let operations = operation::table(&document);
    body::lower(&mut document, &mut found);
    let decodings = reply::lower(&mut document, &mut found);

    reference::check(&mut document, &mut found);
    if found.problems.is_empty() {
        schema::separate_type_names(&mut document);
        schema::infer_types(&mut document);
        schema::check_compositions(&document, &mut found);
    }
    if found.problems.is_empty() {
        schema::keep_absent_collections_apart(&mut document);
    }
    schema::leave_strings_unchecked(&mut document);
    let secrets = secret::mark(&mut document, &mut found);

    Problems::or(found.problems, Lowered { document, operations, decodings, secrets })
}

/// The problems found so far, and how to name their places.
struct Found<'a> {
    name: &'a str,
    problems: Vec<Problem<LowerReason>>,
    /// Places that were copied: (pointer of the copy, pointer of the original).
    origins: Vec<(String, String)>,
}

impl Found<'_> {
    fn add(&mut self, reason: LowerReason, at: &str) {
        let problem = Problem::new(reason, [self.location(at)]);
        // What operations share is checked with each of them, and told once.
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// The place in the document as published that `at` came from.
    fn location(&self, at: &str) -> Location {
        let mut pointer = at.to_owned();
        // A copy may stand within a copy, the outer one was made first.
        for (copy, original) in &self.origins {
            match pointer.strip_prefix(copy.as_str()) {
                Some(rest) if rest.is_empty() || rest.starts_with('/') => pointer = format!("{original}{rest}"),
                _ => {}
            }
        }
        Location::Pointer { document: self.name.to_owned(), pointer }
    }
}
