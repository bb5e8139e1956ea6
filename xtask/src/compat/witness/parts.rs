//! The schemas that are about the same value, and what they describe together.

use std::collections::BTreeSet;

use collibra_client_gen::document::json::Json;

use crate::compat::node::Node;

/// More schemas than this are left to a person.
pub(super) const MOST_SCHEMAS: usize = 1_000;

/// The names of the properties that are described somewhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) names: BTreeSet<String>,
    /// Others may be sent too.
    pub(super) any: bool,
}

impl Names {
    /// Adds what a schema describes, all its parts included but this choice. Gives whether it has a choice.
    pub(super) fn add(&mut self, node: &Node<'_>, without: Option<usize>) -> bool {
        let mut has_choice = false;
        for part in parts(node, &["allOf", "oneOf", "anyOf"], without) {
            for (name, _) in part.get("properties").iter().flat_map(Node::members) {
                self.names.insert(name.to_owned());
            }
            let others = part.get("additionalProperties");
            self.any |= others.is_some_and(|others| *others.value != Json::Bool(false));
            let choices = ["oneOf", "anyOf"].into_iter().filter_map(|name| part.get(name));
            has_choice |= choices.into_iter().any(|choice| Some(choice.address()) != without);
            has_choice |= part.get("discriminator").is_some_and(|of| of.get("mapping").is_some());
        }
        has_choice
    }
}

/// A schema and those of the same value that it leads to by these keywords, each once; but not by this choice.
pub(super) fn parts<'a>(node: &Node<'a>, by: &[&str], without: Option<usize>) -> Vec<Node<'a>> {
    let mut known = BTreeSet::new();
    let mut parts = Vec::new();
    let mut open = vec![node.clone()];
    while let Some(node) = open.pop() {
        let node = node.resolved();
        if parts.len() < MOST_SCHEMAS && known.insert(node.address()) {
            let lists = by.iter().filter_map(|keyword| node.get(keyword));
            let lists: Vec<_> = lists.filter(|list| Some(list.address()) != without).collect();
            open.extend(lists.iter().flat_map(Node::items));
            parts.push(node);
        }
    }
    parts
}

/// Whether a schema or one of the parts that hold together has this flag.
pub(super) fn has_flag(node: &Node<'_>, flag: &str) -> bool {
    parts(node, &["allOf"], None).iter().any(|part| part.flag(flag))
}
