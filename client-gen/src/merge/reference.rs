//! References, and the mappings of discriminators, lead somewhere.

use std::collections::BTreeMap;

use super::union::{Members, objects};
use super::{MergeReason, MergeWarning};
use crate::diagnostic::{Diagnostic, Location};
use crate::document::grammar::Kind;
use crate::document::json::Json;
use crate::document::reference::{Why, target};

/// Where each reference is used.
type Uses = BTreeMap<String, Vec<Location>>;

pub(super) fn check(
    members: &Members<'_>,
    document: &Json,
    problems: &mut Vec<Diagnostic<MergeReason>>,
    warnings: &mut Vec<Diagnostic<MergeWarning>>,
) {
    let (mut dangling, mut external, mut unmapped) = (Uses::new(), Uses::new(), Uses::new());
    let mut reference = |value: &Json, at: Location| match value {
        Json::String(reference) => match target(document, reference) {
            Ok(_) => {}
            Err(Why::External) => note(&mut external, reference, at),
            Err(Why::Missing | Why::Cycle) => note(&mut dangling, reference, at),
        },
        _ => {
            problems.push(Diagnostic::new(MergeReason::Malformed("an object whose `$ref` is a string"), [at]))
        }
    };
    for (key, reading) in members {
        // Path items unite member by member, so theirs are members of their own.
        if let ["paths", _, "$ref"] = key.tokens()[..] {
            reference(&reading.value, reading.location());
        }
    }
    for (kind, object, at) in objects(members) {
        if let Some(value) = object.get("$ref").filter(|_| kind.may_be_reference()) {
            reference(value, at.clone());
        }
        let mapping = object.get("discriminator").map(|discriminator| &discriminator["mapping"]);
        if let (Kind::Schema, Some(Json::Object(mapping))) = (kind, mapping) {
            let schemas = mapping.values().filter_map(Json::as_str);
            for schema in schemas.filter(|schema| !is_schema(document, schema)) {
                note(&mut unmapped, schema, at.clone());
            }
        }
    }

    problems.extend(each(dangling, |reference| MergeReason::DanglingReference(reference)));
    warnings.extend(each(external, |reference| MergeWarning::ExternalReference(reference)));
    warnings.extend(each(unmapped, |schema| MergeWarning::UnresolvedMapping(schema)));
}

fn note(uses: &mut Uses, reference: &str, at: Location) {
    uses.entry(reference.to_owned()).or_default().push(at);
}

fn each<R>(uses: Uses, reason: fn(String) -> R) -> impl Iterator<Item = Diagnostic<R>> {
    uses.into_iter().map(move |(reference, at)| Diagnostic::new(reason(reference), at))
}

/// Whether a mapping's value is a schema's name or a reference that leads somewhere.
fn is_schema(document: &Json, value: &str) -> bool {
    document["components"]["schemas"].get(value).is_some() || target(document, value).is_ok()
}
