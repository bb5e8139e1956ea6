//! What the merged document must keep as a whole: references and the mappings of discriminators lead somewhere, the
//! security schemes that operations require are there, and an operationId stands for one operation.

use std::collections::BTreeMap;

use super::union::{Members, objects};
use super::{MergeReason, MergeWarning};
use crate::diagnostic::{Diagnostic, Location};
use crate::document::grammar::Kind;
use crate::document::json::Json;
use crate::document::reference::{Why, target};

/// Where each reference, security scheme or operationId is used.
type Uses = BTreeMap<String, Vec<Location>>;

pub(super) fn check(
    members: &Members<'_>,
    document: &Json,
    problems: &mut Vec<Diagnostic<MergeReason>>,
    warnings: &mut Vec<Diagnostic<MergeWarning>>,
) {
    let (mut dangling, mut external, mut unmapped) = (Uses::new(), Uses::new(), Uses::new());
    let (mut unknown, mut operations) = (Uses::new(), Uses::new());
    let mut reference = |value: &Json, at: &dyn Fn() -> Location| match value {
        Json::String(reference) => match target(document, reference) {
            Ok(_) => {}
            Err(Why::External) => note(&mut external, reference, at()),
            Err(Why::Missing | Why::Cycle) => note(&mut dangling, reference, at()),
        },
        _ => problems
            .push(Diagnostic::new(MergeReason::Malformed("an object whose `$ref` is a string"), [at()])),
    };
    let schemes = &document["components"]["securitySchemes"];
    let mut security = |security: &Json, at: Location| {
        let requirements = security.as_array().unwrap_or_default().iter().filter_map(Json::as_object);
        let required = requirements.flat_map(|requirement| requirement.keys());
        required
            .filter(|scheme| schemes.get(scheme).is_none())
            .for_each(|scheme| note(&mut unknown, scheme, at.clone()));
    };

    for (key, reading) in members {
        match key.tokens()[..] {
            // Path items unite member by member, so theirs are members of their own.
            ["paths", _, "$ref"] => reference(&reading.value, &|| reading.location()),
            ["security"] | ["paths", _, _, "security"] => security(&reading.value, reading.location()),
            _ => {}
        }
    }
    for (kind, object, at) in objects(members) {
        if let Some(value) = object.get("$ref").filter(|_| kind.may_be_reference()) {
            reference(value, &at);
        }
        if let (Kind::Schema, Some(discriminator)) = (kind, object.get("discriminator")) {
            let schemas = discriminator.members("mapping").filter_map(|(_, schema)| schema.as_str());
            schemas
                .filter(|schema| !is_schema(document, schema))
                .for_each(|schema| note(&mut unmapped, schema, at()));
        }
        // Operations of callbacks keep theirs.
        if let (Kind::Operation, Some(required)) = (kind, object.get("security")) {
            security(required, at());
        }
        if let (Kind::Operation, Some(Json::String(id))) = (kind, object.get("operationId")) {
            note(&mut operations, id, at());
        }
    }
    for at in unknown.values_mut() {
        // What a document's root requires, each of its operations does.
        at.sort();
        at.dedup();
    }
    operations.retain(|_, at| at.len() > 1);

    problems.extend(each(dangling, MergeReason::DanglingReference));
    problems.extend(each(unknown, MergeReason::UnknownSecurityScheme));
    problems.extend(each(operations, MergeReason::RepeatedOperationId));
    warnings.extend(each(external, MergeWarning::ExternalReference));
    warnings.extend(each(unmapped, MergeWarning::UnresolvedMapping));
}

fn note(uses: &mut Uses, name: &str, at: Location) {
    uses.entry(name.to_owned()).or_default().push(at);
}

fn each<R>(uses: Uses, reason: fn(String) -> R) -> impl Iterator<Item = Diagnostic<R>> {
    uses.into_iter().map(move |(name, at)| Diagnostic::new(reason(name), at))
}

/// Whether a mapping's value is a schema's name or a reference that leads somewhere.
fn is_schema(document: &Json, value: &str) -> bool {
    document["components"]["schemas"].get(value).is_some() || target(document, value).is_ok()
}
