//! What a discriminator says: which alternative, or which subtype, a value has to match.

use std::collections::BTreeMap;

use collibra_client_gen::document::pointer::Pointer;
use serde_json::{Map, Value, json};

use super::{Around, Translator};
use crate::compat::{node::Node, witness::parts::parts};

impl Translator<'_> {
    /// The alternatives that a discriminator chooses from, each with the values that pick it: those that the mapping
    /// has for it, or its own schema has, or else its name.
    pub(super) fn discriminated(
        &mut self,
        node: &Node<'_>,
        around: &Around<'_, '_>,
        schema: &mut Map<String, Value>,
        also: &mut Vec<Value>,
    ) {
        let Some(discriminator) = node.get("discriminator") else { return };
        let Some(property) = discriminator.str("propertyName") else {
            self.gap = true;
            return;
        };
        let choices: Vec<Node<'_>> = ["oneOf", "anyOf"].iter().filter_map(|name| node.get(name)).collect();
        let mut mapped: BTreeMap<Pointer, (Node<'_>, Vec<String>)> = BTreeMap::new();
        for (value, target) in discriminator.get("mapping").iter().flat_map(Node::members) {
            match target.value.as_str().and_then(|name| target.mapped_schema(name)) {
                Some(to) => {
                    let known = mapped.entry(to.place.pointer.clone()).or_insert_with(|| (to, Vec::new()));
                    known.1.push(value.to_owned());
                }
                None => self.gap = true,
            }
        }
        let picked =
            |values: Value| json!({ "required": [property], "properties": { property: { "enum": values } } });
        for choice in choices.iter().filter(|choice| choice.items().count() > 1) {
            let mut each = Vec::new();
            for one in choice.items() {
                let target = one.clone().resolved();
                let own = target.get("properties").and_then(|all| all.child(property));
                let picks = match mapped.get(&target.place.pointer) {
                    Some((_, values)) => Some(json!(values)),
                    None if own.is_some_and(|own| own.get("enum").is_some()) => None,
                    None => target.component_name().map(|name| json!([name])),
                };
                let one = self.alternative(&one, choice, around);
                each.push(json!({ "allOf": [one, picks.map_or(json!(true), picked)] }));
            }
            schema.insert("anyOf".to_owned(), each.into());
        }
        if !choices.is_empty() {
            return;
        }
        for subtype in node.subtypes() {
            mapped.entry(subtype.place.pointer.clone()).or_insert_with(|| (subtype, Vec::new()));
        }
        let is_base = |target: &Node<'_>| target.address() == node.address();
        let is_above = |target: &Node<'_>| !is_base(target) && self.above.contains(&target.address());
        // What is one of the subtypes already is no choice of them.
        if mapped.is_empty() || mapped.values().any(|(target, _)| is_above(target)) {
            return;
        }
        let mut each: Vec<Value> = Vec::new();
        for (target, values) in mapped.values() {
            let one =
                if is_base(target) { json!(true) } else { self.alternative(target, &discriminator, around) };
            let picks = match target.component_name().filter(|_| values.is_empty()) {
                Some(_) if lists(target, property, node) => json!(true),
                Some(name) => picked(json!([name])),
                None => picked(json!(values)),
            };
            each.push(json!({ "allOf": [one, picks] }));
        }
        each.extend(node.component_name().map(|name| picked(json!([name]))));
        also.push(json!({ "anyOf": each }));
    }
}

/// Whether a subtype lists the values of a property, apart from what its base says.
fn lists(subtype: &Node<'_>, property: &str, base: &Node<'_>) -> bool {
    let own = parts(subtype, &["allOf"], None);
    let own = own.iter().filter(|part| part.address() != base.address());
    let mut said = own.filter_map(|part| part.get("properties")?.child(property));
    said.any(|said| said.get("enum").is_some())
}
