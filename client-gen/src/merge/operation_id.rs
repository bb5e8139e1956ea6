//! An operationId stands for one operation.

use std::collections::BTreeMap;

use super::MergeReason;
use super::union::{Members, objects};
use crate::diagnostic::{Diagnostic, Location};
use crate::document::grammar::Kind;
use crate::document::json::Json;

pub(super) fn check(members: &Members<'_>, problems: &mut Vec<Diagnostic<MergeReason>>) {
    let mut operations: BTreeMap<String, Vec<Location>> = BTreeMap::new();
    for (kind, object, at) in objects(members) {
        if let (Kind::Operation, Some(Json::String(id))) = (kind, object.get("operationId")) {
            operations.entry(id.clone()).or_default().push(at);
        }
    }
    let repeated = operations.into_iter().filter(|(_, at)| at.len() > 1);
    problems.extend(
        repeated
            .map(|(operation_id, at)| Diagnostic::new(MergeReason::RepeatedOperationId(operation_id), at)),
    );
}
