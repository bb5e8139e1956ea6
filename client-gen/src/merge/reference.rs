//! References, and the mappings of discriminators, lead somewhere.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::position::{Kind, visit};
use super::union::Members;
use super::{MergeReason, MergeWarning};
use crate::diagnostic::{Diagnostic, Location};
use crate::document::json::Json;

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
            Target::Found => {}
            Target::Missing => note(&mut dangling, reference, at),
            Target::External => note(&mut external, reference, at),
        },
        _ => problems.push(Diagnostic::new(
            MergeReason::Malformed { expected: "an object whose `$ref` is a string" },
            [at],
        )),
    };
    for (key, reading) in members {
        // Path items unite member by member, so theirs stand alone.
        if let ["paths", _, "$ref"] = key.tokens()[..] {
            reference(&reading.value, reading.location::<&str>(&[]));
        }
    }
    visit(members, |found| {
        if let Some(value) = found.object.get("$ref").filter(|_| found.kind.may_be_reference()) {
            reference(value, found.location());
        }
        let mapping =
            found.object.get("discriminator").and_then(|discriminator| discriminator.get("mapping"));
        if found.kind == Kind::Schema
            && let Some(mapping) = mapping.and_then(Json::as_object)
        {
            let schemas = mapping.values().filter_map(Json::as_str);
            for schema in schemas.filter(|schema| !is_schema(document, schema)) {
                note(&mut unmapped, schema, found.location());
            }
        }
    });

    problems.extend(
        dangling
            .into_iter()
            .map(|(reference, at)| Diagnostic::new(MergeReason::DanglingReference { reference }, at)),
    );
    warnings.extend(
        external
            .into_iter()
            .map(|(reference, at)| Diagnostic::new(MergeWarning::ExternalReference { reference }, at)),
    );
    warnings.extend(
        unmapped
            .into_iter()
            .map(|(schema, at)| Diagnostic::new(MergeWarning::UnresolvedMapping { schema }, at)),
    );
}

fn note(uses: &mut Uses, reference: &str, at: Location) {
    uses.entry(reference.to_owned()).or_default().push(at);
}

enum Target {
    Found,
    Missing,
    /// In another document, which isn't ours to look at.
    External,
}

/// Where a reference leads. An empty one or `#` would be the whole document, which is never what is meant.
fn target(document: &Json, reference: &str) -> Target {
    let Some(fragment) = reference.strip_prefix('#').or(reference.is_empty().then_some("")) else {
        return Target::External;
    };
    // A fragment should be percent-encoded, but names are often put into it as they are.
    let decoded = percent_decode_str(fragment).decode_utf8_lossy();
    match !fragment.is_empty() && [fragment, &decoded].iter().any(|pointer| document.at(pointer).is_some()) {
        true => Target::Found,
        false => Target::Missing,
    }
}

/// Whether a mapping's value is a schema's name or a reference that leads somewhere.
fn is_schema(document: &Json, value: &str) -> bool {
    let schemas = document.get("components").and_then(|components| components.get("schemas"));
    let is_name = schemas.and_then(|schemas| schemas.get(value)).is_some();
    is_name || matches!(target(document, value), Target::Found)
}
