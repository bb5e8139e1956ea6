//! The security schemes that operations require are there.

use std::collections::{BTreeMap, BTreeSet};

use super::MergeReason;
use super::union::{Members, objects};
use crate::diagnostic::{Diagnostic, Location};
use crate::document::grammar::Kind;
use crate::document::json::Json;

pub(super) fn check(members: &Members<'_>, document: &Json, problems: &mut Vec<Diagnostic<MergeReason>>) {
    let mut unknown: BTreeMap<String, BTreeSet<Location>> = BTreeMap::new();
    let schemes = &document["components"]["securitySchemes"];
    let mut note = |security: &Json, at: &dyn Fn() -> Location| {
        let requirements = security.as_array().unwrap_or_default().iter().filter_map(Json::as_object);
        for scheme in requirements.flat_map(|requirement| requirement.keys()) {
            if schemes.get(scheme).is_none() {
                unknown.entry(scheme.clone()).or_default().insert(at());
            }
        }
    };

    for (key, reading) in members {
        if let ["security"] | ["paths", _, _, "security"] = key.tokens()[..] {
            note(&reading.value, &|| reading.location());
        }
    }
    // Operations of callbacks keep theirs.
    for (kind, object, at) in objects(members) {
        if let (Kind::Operation, Some(security)) = (kind, object.get("security")) {
            note(security, &|| at.clone());
        }
    }
    problems.extend(
        unknown
            .into_iter()
            .map(|(scheme, at)| Diagnostic::new(MergeReason::UnknownSecurityScheme(scheme), at)),
    );
}
