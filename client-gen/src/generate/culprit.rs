//! Which schema or operation progenitor refuses a document for: its own words seldom say.

use std::collections::BTreeSet;

use crate::{
    document::{json::Json, operation, pointer::Pointer, reference},
    normalize::operations,
};

/// The place of the first component, or else operation, with which and those before it `is_refused` holds; nothing if it
/// does for none of them. Components that others are made of come before these.
pub(super) fn find(document: &Json, is_refused: &dyn Fn(&Json) -> bool) -> Option<Pointer> {
    let names = document["components"].members("schemas").map(|(name, _)| name.as_str());
    let mut components: Vec<(&str, BTreeSet<String>)> =
        names.map(|name| (name, reached(document, name))).collect();
    components.sort_by_key(|(_, reached)| reached.len());
    let without_operations = |count: usize| {
        let kept: BTreeSet<&str> =
            components[..count].iter().flat_map(|(_, reached)| reached).map(String::as_str).collect();
        let mut part = document.clone();
        part.set("paths", Json::object([]));
        if let Some(Json::Object(schemas)) = part.at_mut("/components/schemas") {
            schemas.retain(|name, _| kept.contains(name.as_str()));
        }
        part
    };
    let operations: Vec<Pointer> = operations(document);
    let with_operations = |count: usize| {
        let kept: BTreeSet<&Pointer> = operations[..count].iter().collect();
        let mut part = document.clone();
        let methods = operation::operations(document).map(|(_, method, _)| method).collect::<BTreeSet<_>>();
        for (path, item) in part.at_mut("/paths").and_then(Json::as_object_mut).into_iter().flatten() {
            let Json::Object(item) = item else { continue };
            let at = Pointer::new(["paths", path]);
            item.retain(|member, _| !methods.contains(member.as_str()) || kept.contains(&at.child(member)));
        }
        part
    };
    if let Some(last) = first(components.len(), &|count| is_refused(&without_operations(count))) {
        return components.get(last).map(|(name, _)| reference::component("schemas", name));
    }
    let last = first(operations.len(), &|count| is_refused(&with_operations(count)))?;
    operations.get(last).cloned()
}

/// The index of the last one of the fewest that `test` holds for, as it does for all more.
fn first(all: usize, test: &dyn Fn(usize) -> bool) -> Option<usize> {
    if !test(all) {
        return None;
    }
    let (mut passes, mut fails) = (0, all);
    while fails - passes > 1 {
        let middle = usize::midpoint(passes, fails);
        if test(middle) { fails = middle } else { passes = middle }
    }
    fails.checked_sub(1)
}

/// The component itself and those that it refers to, directly or not.
fn reached(document: &Json, name: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        if !reached.insert(name.clone()) {
            continue;
        }
        let Some(schema) = document.at(reference::component("schemas", &name)) else { continue };
        let places = reference::references(schema).filter_map(|to| reference::place(document, to));
        open.extend(places.filter_map(|place| reference::component_name(&place, "schemas")));
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_or_operation_that_is_refused() {
        let document = Json::parse(
            r##"{
                "paths": { "/a": { "get": { "operationId": "a" }, "put": { "operationId": "b" } } },
                "components": { "schemas": {
                    "A": { "items": { "$ref": "#/components/schemas/B" } },
                    "B": { "items": { "$ref": "#/components/schemas/C" } },
                    "C": {},
                    "D": {}
                } }
            }"##,
        );
        let document = document.unwrap_or_default();
        let refused_for = |place: &str| {
            find(&document, &|part| part.at(place).is_some()).map(|at| at.to_string()).unwrap_or_default()
        };
        for place in ["/components/schemas/B", "/components/schemas/D", "/paths/~1a/get", "/paths/~1a/put"] {
            assert_eq!(refused_for(place), place);
        }
        assert_eq!(refused_for("/paths/~1b"), "");
    }
}
