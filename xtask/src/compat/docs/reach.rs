//! Which operations a place of a document reaches.

use std::collections::{BTreeSet, HashMap};

use collibra_client_gen::document::{
    operation::METHODS,
    pointer::Pointer,
    reference::{self, component_around},
};

use crate::compat::node::{Node, Version};

/// The operations of each place, found out when first asked for.
#[derive(Default)]
pub(super) struct Reach(HashMap<Version, HashMap<Pointer, BTreeSet<String>>>);

impl Reach {
    pub(super) fn of(&mut self, root: &Node<'_>, place: &Pointer) -> BTreeSet<String> {
        let mut tokens = place.tokens();
        match tokens.next().as_deref() {
            Some("paths") => {
                let path = Pointer::new(["paths", &*tokens.next().unwrap_or_default()]);
                let method = tokens.next().filter(|method| METHODS.contains(&&**method));
                let around = method.map_or_else(|| path.clone(), |method| path.child(&method));
                let within =
                    root.operations().filter(|(_, node)| node.place.pointer.below(&around).is_some());
                within.map(|(name, _)| name).collect()
            }
            Some("components") => {
                let known = self.0.entry(root.place.version).or_insert_with(|| users(root));
                component_around(place)
                    .and_then(|component| known.get(&component).cloned())
                    .unwrap_or_default()
            }
            _ => BTreeSet::new(),
        }
    }
}

/// Which operations use each component, by its pointer.
fn users(root: &Node<'_>) -> HashMap<Pointer, BTreeSet<String>> {
    let mut users: HashMap<Pointer, BTreeSet<String>> = HashMap::new();
    let mut within: HashMap<Pointer, Vec<Pointer>> = HashMap::new();
    for (kind, list) in root.get("components").iter().flat_map(Node::members) {
        for (name, _) in list.members() {
            let component = reference::component(kind, name);
            let led_to = root.components_of(&component);
            within.insert(component, led_to);
        }
    }
    for (name, operation) in root.operations() {
        let mut open = root.components_in(operation.value);
        // A requirement names its schemes.
        let required = operation.get("security").or_else(|| root.get("security"));
        for requirement in required.iter().flat_map(Node::items) {
            open.extend(requirement.members().map(|(name, _)| reference::component("securitySchemes", name)));
        }
        while let Some(component) = open.pop() {
            if users.entry(component.clone()).or_default().insert(name.clone()) {
                open.extend(within.get(&component).cloned().unwrap_or_default());
            }
        }
    }
    users
}
