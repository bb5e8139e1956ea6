//! From a document to the subset of OpenAPI that progenitor accepts, with its meaning kept.
//!
//! Each rule is one small function in a submodule; this module puts them in order. What a rule can't express
//! without changing the meaning is a diagnostic with a JSON pointer, never a guess. Nothing of this is ever
//! written to a file: the document on disk stays the vendor's word.

mod alternatives;
mod body;
mod call;
mod composition;
mod cycles;
mod deprecated;
mod findings;
mod give_up;
mod inherited;
mod merge;
mod operation_id;
mod parameter;
mod reason;
mod reference;
mod response;
mod schema;
mod secret;
mod server;
mod shape;
mod subschema;
#[cfg(test)]
mod tests;
mod type_names;
mod values;
mod words;

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Location},
    document::{
        json::Json,
        operation::{self, Operation},
        pointer::Pointer,
        v31::{self, Said, Unsaid},
    },
};

pub(crate) use call::{BodyContent, BodySpec, CallSpec, ParameterLocation, ParameterSpec, Style};
pub(crate) use deprecated::MARK as DEPRECATED;
use findings::Findings;
pub(crate) use findings::Places;
pub use give_up::GiveUp;
pub(crate) use give_up::lines as lines_of_given_up;
pub use reason::NormalizeReason;
pub(crate) use response::{Decoding, Payload, Variant};
pub(crate) use secret::{MARK, placeholder_module};
pub(crate) use words::WireWords;

/// What progenitor gets, and what the rest of the generation must know.
#[derive(Debug)]
pub(crate) struct Normalized {
    /// The normalized document.
    pub(crate) document: Json,
    /// Where its parts are in the document as published.
    pub(crate) places: Places,
    /// The operations as documented, error responses included.
    pub(crate) operations: Vec<Operation>,
    /// Their calls.
    pub(crate) calls: Vec<CallSpec>,
    /// The words that the generator got others for.
    pub(crate) wire_words: WireWords,
    /// How to read the response of each operation, by operationId.
    pub(crate) decodings: BTreeMap<String, Decoding>,
    /// Where each secret is. The one at index N has the number N in its mark, and in the module that its
    /// type is first generated under.
    pub(crate) secrets: Vec<Location>,
    /// What is given up.
    pub(crate) given_up: Vec<Diagnostic<GiveUp>>,
}

/// Applies every rule.
///
/// # Errors
/// What was found, each with its JSON pointer. Those of a later rule are not looked for in a document that an
/// earlier one found broken.
pub(crate) fn normalize(name: &str, said: Said) -> Result<Normalized, Diagnostics<NormalizeReason>> {
    let mut findings = Findings::new(name);
    let mut document = of_said(said, &mut findings);
    document.sort();

    server::check(&document, &mut findings);
    reference::name_targets(&mut document, &mut findings);
    shape::drop_unread(&mut document);
    shape::escape_words(&mut document);
    reference::inline(&mut document, &mut findings);
    body::drop_content_references(&mut document, &mut findings);
    shape::check_frame(&document, &mut findings);
    findings.stop_if_any()?;

    operation_id::synthesise(&mut document);
    operation_id::separate(&mut document, &mut findings);
    parameter::gather(&mut document, &mut findings);
    parameter::match_places(&mut document, &mut findings);
    response::drop_impossible_bodies(&mut document);
    let mut operations = operation::table(&document);
    let decodings = response::normalize(&mut document, &mut findings);
    let calls = call::separate(&mut document, &mut operations, &mut findings);
    shape::check_schemas(&mut document, &mut findings);
    reference::check(&mut document, &mut findings);
    findings.stop_if_any()?;

    schema::say_null_once(&mut document);
    inherited::name_inline_types(&mut document, &mut findings);
    type_names::separate_components(&mut document, &mut findings);
    alternatives::simplify(&mut document, &mut findings);
    schema::infer_types(&mut document);
    schema::drop_idle_keywords(&mut document);
    composition::compose(&mut document, &mut findings);
    cycles::break_all(&mut document, &mut findings);
    schema::drop_idle_keywords(&mut document);
    schema::give_up_untyped(&mut document, &mut findings);
    schema::describe_required(&mut document);
    alternatives::choose_one(&mut document);
    values::list_strings(&mut document, &mut findings);
    schema::keep_absent_collections_apart(&mut document);
    schema::leave_strings_unchecked(&mut document);
    type_names::separate_null(&mut document, &mut findings);
    type_names::separate_inline(&mut document, &mut findings);
    let wire_words = words::separate(&mut document, &mut findings);
    values::check_defaults(&mut document, &mut findings);
    // What the rules have added comes where it would be in a document of the vendor's.
    document.sort();
    let secrets = secret::mark(&mut document, &mut findings);
    deprecated::mark(&mut document);
    let (places, given_up) = findings.into_result()?;
    Ok(Normalized { document, places, operations, calls, wire_words, decodings, secrets, given_up })
}

/// A document in the words of OpenAPI 3.0, as one. What it can't say is found.
fn of_said(said: Said, findings: &mut Findings) -> Json {
    let Said { mut document, unsaid, moved } = said;
    if v31::is_3_1(&document) {
        document.set("openapi", "3.0.3");
    }
    for moved in moved {
        findings.moved([moved]);
    }
    for Unsaid { what, at, .. } in unsaid {
        findings.add(NormalizeReason::Unsaid(what), &at);
    }
    document
}

/// Where the operations are.
pub(crate) fn operations(document: &Json) -> Vec<Pointer> {
    operation::operations(document).map(|(_, _, at)| at).collect()
}
