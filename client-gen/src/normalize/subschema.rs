//! The schemas of a document, and what each is made of: the schemas of what a value holds, and those that describe
//! the same value. It has no rules.

use std::{collections::BTreeSet, ptr};

use crate::document::{
    grammar::Kind,
    json::{Json, Object},
    keyword::Role,
    pointer::Pointer,
    reference, walk,
};

/// Calls `rule` on every schema, an outer one before those within it.
pub(super) fn for_each(document: &mut Json, rule: &mut dyn FnMut(&Pointer, &mut Object)) {
    walk::visit_mut(document, &mut |kind, at, object| {
        if kind == Kind::Schema {
            rule(at, object);
        }
    });
}

/// The schemas of what a value holds: items and members.
pub(super) fn members(schema: &Object) -> impl Iterator<Item = &Json> {
    let within = walk::subschemas(schema).filter(|(keyword, _)| keyword.role() == Role::Asserts);
    within.map(|(_, schema)| schema)
}

/// The schemas of the same value that `allOf`, `oneOf` and `anyOf` list.
pub(super) fn members_of_lists(schema: &Object) -> impl Iterator<Item = &Json> {
    let within = walk::subschemas(schema).filter(|(keyword, _)| keyword.role() == Role::Structures);
    within.map(|(_, schema)| schema)
}

/// Whether `test` holds for the schema or for any that a value of it can hold.
pub(super) fn any_within(schema: &Json, document: &Json, test: fn(&Object) -> bool) -> bool {
    any_within_but(schema, document, test, &mut BTreeSet::new())
}

/// [`any_within`], without looking again into what is referred to and `known` not to hold any. What turns out to be so is
/// added.
pub(super) fn any_within_but(
    schema: &Json,
    document: &Json,
    test: fn(&Object) -> bool,
    known: &mut BTreeSet<*const Json>,
) -> bool {
    let (mut seen, mut referred) = (BTreeSet::new(), Vec::new());
    let mut pending = vec![schema];
    while let Some(next) = pending.pop() {
        let target = reference::resolved(document, next);
        let Json::Object(schema) = target else { continue };
        if !seen.insert(ptr::from_ref(target)) || known.contains(&ptr::from_ref(target)) {
            continue;
        }
        if !ptr::eq(target, next) {
            referred.push(ptr::from_ref(target));
        }
        if test(schema) {
            return true;
        }
        pending.extend(members(schema).chain(members_of_lists(schema)));
    }
    known.extend(referred);
    false
}

/// Everything that describes the same value as `schema` does: itself, what it refers to, the members of `allOf`,
/// and the alternatives.
pub(super) fn parts<'a>(schema: &'a Json, document: &'a Json) -> Vec<&'a Object> {
    let mut parts: Vec<&Object> = Vec::new();
    let mut pending = vec![schema];
    while let Some(next) = pending.pop() {
        let Json::Object(schema) = reference::resolved(document, next) else { continue };
        if !parts.iter().any(|part| ptr::eq(*part, schema)) {
            parts.push(schema);
            pending.extend(members_of_lists(schema));
        }
    }
    parts
}
