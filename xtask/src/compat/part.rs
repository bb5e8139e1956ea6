//! The part of two large documents that their changes are about, for the generator: a client of thousands of
//! operations takes minutes to make, and all but a few of its items are the same in both.
//!
//! What an item looks like follows from what its operation reaches, so the part is complete where it matters: the
//! paths that a change reaches, the components that it is in, and all that those refer to.

use std::collections::BTreeSet;

use collibra_client_gen::document::{
    json::Json,
    pointer::Pointer,
    reference::{self, component_around},
    template::PathTemplate,
};

use super::{
    change::Change,
    node::{Node, Version},
};

/// Documents below this many bytes are compared whole, in seconds.
const LARGE: usize = 1 << 20;
/// Of a change that reaches more operations than this, such as that of a common error, only these are looked at.
const MOST_OPERATIONS: usize = 50;

/// How many of the documents' paths are in the part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    pub(crate) paths: usize,
    pub(crate) of: usize,
}

/// Parts of both documents.
pub(crate) struct Part {
    pub(crate) texts: [String; 2],
    pub(crate) extent: Extent,
}

impl Part {
    /// The part, or nothing if the documents are small enough to be compared whole.
    pub(crate) fn of(documents: [&Json; 2], texts: [&str; 2], changes: &[Change]) -> Option<Self> {
        if texts.iter().all(|text| text.len() < LARGE) {
            return None;
        }
        let names: BTreeSet<&str> = changes
            .iter()
            .flat_map(|change| change.operations.iter().take(MOST_OPERATIONS).map(String::as_str))
            .collect();
        let roots = [(Version::Old, documents[0]), (Version::New, documents[1])]
            .map(|(version, document)| Node::root(version, document));
        let all = || roots.iter().flat_map(Node::operations);
        let kept: BTreeSet<String> = all()
            .filter(|(name, _)| names.contains(name.as_str()))
            .map(|(_, operation)| path(&operation.place.pointer))
            .collect();
        let paths = roots.each_ref().map(|root| paths(root, &kept));
        // What only one of them still uses is in both: it must not look as if it were gone.
        let changed = changes.iter().filter_map(|change| component_around(&change.place.pointer));
        let used = roots.iter().zip(&paths).flat_map(|(root, paths)| root.components_in(paths));
        let open: Vec<Pointer> = changed.chain(used).collect();
        let wanted: BTreeSet<Pointer> = roots.iter().flat_map(|root| reached(root, open.clone())).collect();
        let count = all().map(|(_, operation)| path(&operation.place.pointer)).collect::<BTreeSet<_>>().len();
        Some(Self {
            texts: [0, 1].map(|index| cut(&roots[index], &paths[index], &wanted).to_pretty()),
            extent: Extent { paths: kept.len(), of: count },
        })
    }
}

/// The path that a pointer leads into, whatever its parameters' names are.
fn path(inner: &Pointer) -> String {
    PathTemplate::new(&inner.tokens().nth(1).unwrap_or_default()).without_names()
}

/// The paths of these operations, whole: what is generated for one operation may follow from another of its path.
fn paths(root: &Node<'_>, kept: &BTreeSet<String>) -> Json {
    let paths = root.get("paths");
    let paths = paths.iter().flat_map(Node::members);
    let kept = paths.filter(|(template, _)| kept.contains(&PathTemplate::new(template).without_names()));
    Json::Object(kept.map(|(template, item)| (template.to_owned(), item.value.clone())).collect())
}

/// These components and all that they refer to, by their pointers.
fn reached(root: &Node<'_>, mut open: Vec<Pointer>) -> BTreeSet<Pointer> {
    let mut reached = BTreeSet::new();
    while let Some(component) = open.pop() {
        if !reached.contains(&component) {
            open.extend(root.components_of(&component));
            reached.insert(component);
        }
    }
    reached
}

/// The document with these paths and components alone.
fn cut(root: &Node<'_>, paths: &Json, wanted: &BTreeSet<Pointer>) -> Json {
    let kept = |kind: &str, list: Node<'_>| -> Json {
        let kept = list.members().filter(|(name, _)| {
            // Nothing refers to a security scheme by a reference.
            kind == "securitySchemes" || wanted.contains(&reference::component(kind, name))
        });
        Json::Object(kept.map(|(name, member)| (name.to_owned(), member.value.clone())).collect())
    };
    let member = |(name, member): (&str, Node<'_>)| {
        let value = match name {
            "paths" => paths.clone(),
            "components" => Json::Object(
                member.members().map(|(kind, list)| (kind.to_owned(), kept(kind, list))).collect(),
            ),
            _ => member.value.clone(),
        };
        (name.to_owned(), value)
    };
    Json::Object(root.members().map(member).collect())
}
