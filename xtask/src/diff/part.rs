//! The part of two large documents that their changes are about, for the generator: a client of thousands of
//! operations takes minutes to make, and all but a few of its items are the same in both.
//!
//! What an item looks like follows from what its operation reaches, so the part is complete where it matters: the
//! operations that a change reaches, the components that it is in, and all that those refer to.

use std::collections::{BTreeMap, BTreeSet};

use collibra_client_gen::{
    json::{Json, Object, pointer},
    operation::METHODS,
};

use super::{
    change::Change,
    document::{Node, Version, references},
    wire,
};

/// Documents below this many bytes are compared whole, in seconds.
const LARGE: usize = 1 << 20;
/// Of a change that reaches more operations than this, such as that of a common error, these stand for all.
const MOST_OPERATIONS: usize = 50;

/// Parts of both documents.
pub(super) struct Part {
    pub(super) texts: [String; 2],
    /// What is missing, in words.
    pub(super) about: String,
}

/// An operation by its method and its path, whatever the path's parameters are called.
type Key = (&'static str, String);

impl Part {
    /// The part, or nothing if the documents are small enough to be compared whole.
    pub(super) fn of(documents: [&Json; 2], texts: [&str; 2], changes: &[Change]) -> Option<Self> {
        if texts.iter().all(|text| text.len() < LARGE) {
            return None;
        }
        let names: BTreeSet<&str> = changes
            .iter()
            .flat_map(|change| change.operations.iter().take(MOST_OPERATIONS).map(String::as_str))
            .collect();
        let roots = [(Version::Old, documents[0]), (Version::New, documents[1])]
            .map(|(version, document)| Node::root(version, document));
        let all = roots.each_ref().map(operations);
        let keys: BTreeSet<Key> = all
            .iter()
            .flatten()
            .filter(|(_, name)| names.contains(name.as_str()))
            .map(|(key, _)| key.clone())
            .collect();
        let paths = roots.each_ref().map(|root| paths(root, &keys));
        // What only one of them still uses is in both: it must not look as if it were gone.
        let changed = changes.iter().filter_map(|change| component(&change.place.pointer));
        let open: Vec<String> = changed.chain(paths.iter().flat_map(within)).collect();
        let wanted: BTreeSet<String> = roots.iter().flat_map(|root| reached(root, open.clone())).collect();
        let count = all.iter().map(BTreeMap::len).max().unwrap_or_default();
        Some(Self {
            texts: [0, 1].map(|index| cut(&roots[index], &paths[index], &wanted).to_pretty()),
            about: format!("judged by {} of {count} operations, for the documents are large", keys.len()),
        })
    }
}

/// The operations with their names.
fn operations(root: &Node<'_>) -> BTreeMap<Key, String> {
    let paths: Vec<_> = root.get("paths").iter().flat_map(Node::members).collect();
    let of = |(template, item): &(&str, Node<'_>)| {
        let named = METHODS.into_iter().filter_map(|method| {
            let name = wire::operation_name(&item.get(method)?, method, template);
            Some(((method, wire::anonymous(template)), name))
        });
        named.collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

/// The pointer of the component that a pointer leads into.
fn component(inner: &str) -> Option<String> {
    let mut tokens = inner.strip_prefix("/components/")?.split('/');
    Some(format!("/components/{}/{}", tokens.next()?, tokens.next()?))
}

/// The paths with only these operations.
fn paths(root: &Node<'_>, keys: &BTreeSet<Key>) -> Json {
    let mut paths = Object::new();
    for (template, item) in root.get("paths").iter().flat_map(Node::members) {
        let anonymous = wire::anonymous(template);
        let is_kept = |method| keys.contains(&(method, anonymous.clone())) && item.get(method).is_some();
        let kept: Vec<&str> = METHODS.into_iter().filter(|method| is_kept(method)).collect();
        if !kept.is_empty() {
            let members = item.members().filter(|(name, _)| !METHODS.contains(name) || kept.contains(name));
            let members = members.map(|(name, member)| (name.to_owned(), member.value.clone())).collect();
            paths.insert(template.to_owned(), Json::Object(members));
        }
    }
    Json::Object(paths)
}

/// These components and all that they refer to, by their pointers.
fn reached(root: &Node<'_>, mut open: Vec<String>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    while let Some(component) = open.pop() {
        let value = root.value.at(&component);
        if reached.insert(component) {
            open.extend(value.iter().copied().flat_map(within));
        }
    }
    reached
}

/// The document with these paths and components alone.
fn cut(root: &Node<'_>, paths: &Json, wanted: &BTreeSet<String>) -> Json {
    let kept = |kind: &str, list: Node<'_>| -> Json {
        let kept = list.members().filter(|(name, _)| {
            // Nothing refers to a security scheme by a reference.
            kind == "securitySchemes" || wanted.contains(&pointer(["components", kind, name]))
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

/// The components that a value refers to.
fn within(value: &Json) -> Vec<String> {
    references(value).filter_map(|reference| component(reference.strip_prefix('#')?)).collect()
}
