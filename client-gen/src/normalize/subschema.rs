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

/// A schema that takes part in a composition.
pub(super) struct Part<'a> {
    pub(super) schema: &'a Object,
    /// The alternatives that lead to it: which of which `oneOf` or `anyOf`.
    choices: Vec<(&'a Json, usize)>,
}

impl Part<'_> {
    /// Whether it holds for every value, whatever alternative that is.
    pub(super) fn always_holds(&self) -> bool {
        self.choices.is_empty()
    }
}

/// Everything that describes the same value as `schema` does: itself, what it refers to, the members of `allOf`,
/// and the alternatives.
pub(super) fn parts<'a>(schema: &'a Json, document: &'a Json) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    collect(schema, document, &[], &mut parts);
    parts
}

fn collect<'a>(
    schema: &'a Json,
    document: &'a Json,
    choices: &[(&'a Json, usize)],
    parts: &mut Vec<Part<'a>>,
) {
    let Json::Object(schema) = reference::resolved(document, schema) else { return };
    if parts.iter().any(|part| ptr::eq(part.schema, schema)) {
        return;
    }
    parts.push(Part { schema, choices: choices.to_vec() });
    for member in schema.get("allOf").and_then(Json::as_array).into_iter().flatten() {
        collect(member, document, choices, parts);
    }
    for list in ["oneOf", "anyOf"].iter().filter_map(|keyword| schema.get(*keyword)) {
        for (index, member) in list.as_array().into_iter().flatten().enumerate() {
            collect(member, document, &[choices, &[(list, index)]].concat(), parts);
        }
    }
}
