//! An operationId stands for one operation.

use std::collections::BTreeMap;

use super::MergeReason;
use super::position::{Kind, visit};
use super::union::Members;
use crate::diagnostic::{Diagnostic, Location};
use crate::document::json::Json;

pub(super) fn check(members: &Members<'_>, problems: &mut Vec<Diagnostic<MergeReason>>) {
    let mut operations: BTreeMap<String, Vec<Location>> = BTreeMap::new();
    visit(members, |found| {
        if let (Kind::Operation, Some(Json::String(id))) = (found.kind, found.object.get("operationId")) {
            operations.entry(id.clone()).or_default().push(found.location());
        }
    });
    let repeated = operations.into_iter().filter(|(_, at)| at.len() > 1);
    problems
        .extend(repeated.map(|(operation_id, at)| {
            Diagnostic::new(MergeReason::RepeatedOperationId { operation_id }, at)
        }));
}
