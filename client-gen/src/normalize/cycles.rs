//! Components that are their own alternatives, through others or not.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, subschema};
use crate::document::{json::Json, reference};

/// A component that is one of its own alternatives is given up: reading it would never end.
pub(super) fn break_all(document: &mut Json, findings: &mut Findings) {
    let snapshot = document.clone();
    let schemas = snapshot["components"].members("schemas");
    let parts = schemas.map(|(name, schema)| (name.clone(), components(schema, &snapshot))).collect();
    let mut cycles = Cycles { parts, is_open: BTreeMap::new(), found: BTreeSet::new() };
    for name in cycles.parts.keys().cloned().collect::<Vec<_>>() {
        cycles.visit(&name);
    }
    for name in cycles.found {
        let at = reference::component("schemas", &name);
        if let Some(Json::Object(schema)) = document.at_mut(&at) {
            findings.give_up_schema("is defined by itself", &at, schema, &snapshot);
        }
    }
}

struct Cycles {
    /// What components are made of, or have for alternatives.
    parts: BTreeMap<String, Vec<String>>,
    /// Whether the walk is within a component; none has been left otherwise.
    is_open: BTreeMap<String, bool>,
    found: BTreeSet<String>,
}

impl Cycles {
    fn visit(&mut self, name: &str) {
        match self.is_open.get(name) {
            Some(true) => drop(self.found.insert(name.to_owned())),
            Some(false) => {}
            None => {
                self.is_open.insert(name.to_owned(), true);
                for part in self.parts.get(name).cloned().unwrap_or_default() {
                    self.visit(&part);
                }
                self.is_open.insert(name.to_owned(), false);
            }
        }
    }
}

/// The components that a schema refers to itself, in an `allOf`, or as an alternative.
fn components(schema: &Json, document: &Json) -> Vec<String> {
    let place = reference::reference(schema).and_then(|reference| reference::place(document, reference));
    let mut components: Vec<String> =
        place.and_then(|place| reference::component_name(&place, "schemas")).into_iter().collect();
    let Json::Object(schema) = schema else { return components };
    components
        .extend(subschema::members_of_lists(schema).flat_map(|member| self::components(member, document)));
    components
}
