//! Paths and their operations, and the callbacks of an operation.

use std::collections::{BTreeMap, BTreeSet};

use collibra_client_gen::document::{grammar::is_extension, operation::METHODS, template::PathTemplate};
use indexmap::IndexMap;

use super::{Element, Encoding, Node, Side, Walk};

impl<'a> Walk<'a> {
    pub(crate) fn operations(&mut self, old: &Node<'a>, new: &Node<'a>) {
        let [mut was, is] = paths([old, new]);
        for (key, new_path) in &is {
            let old_path = was.shift_remove(key);
            self.path([old_path.as_ref(), Some(new_path)], [old, new]);
        }
        for old_path in was.values() {
            self.path([Some(old_path), None], [old, new]);
        }
    }

    fn path(&mut self, [old, new]: [Option<&Path<'a>>; 2], [old_root, new_root]: [&Node<'a>; 2]) {
        for method in METHODS {
            let [was, is] = [old, new].map(|path| path.and_then(|path| path.item.child(method)));
            let template = new.or(old).map_or("", |path| path.template);
            match (was, is) {
                (Some(was), Some(is)) => {
                    let (Some(old), Some(new)) = (old, new) else { continue };
                    self.scope.operation = is.operation_name(method, template);
                    self.servers(&[&was, &old.item, old_root], &[&is, &new.item, new_root]);
                    self.security([&was, old_root], [&is, new_root]);
                    self.operation([old, new], [&was, &is]);
                }
                // Announced or not: a client that calls what is gone gets nothing.
                (was, is) => {
                    let is_added = is.is_some();
                    let Some(node) = is.or(was) else { continue };
                    self.scope.operation = node.operation_name(method, template);
                    let operation = Element::Operation { method, template: template.to_owned() };
                    self.on_offer(node.place, operation, is_added);
                }
            }
        }
    }

    /// An operation of both documents, which the client sends; or in a callback, the server.
    fn operation(&mut self, [old_path, new_path]: [&Path<'a>; 2], [old, new]: [&Node<'a>; 2]) {
        let side = self.scope.side;
        self.parameters([&old_path.item, old], [&new_path.item, new], [old_path.template, new_path.template]);
        self.request_body(old, new);
        self.within(side.reversed(), Encoding::Json, |walk| walk.responses(old, new));
        self.callbacks(old, new);
    }

    /// Requests that the server sends: their sides are the other way round.
    fn callbacks(&mut self, old: &Node<'a>, new: &Node<'a>) {
        let (was, is) = (old.get("callbacks"), new.get("callbacks"));
        let calls = |node: &Option<Node<'a>>| -> BTreeMap<String, Node<'a>> {
            let callbacks =
                node.iter().flat_map(Node::members).map(|(name, callback)| (name, callback.resolved()));
            let each = callbacks.flat_map(|(name, callback)| {
                let items: Vec<_> = callback
                    .members()
                    .filter(|(url, _)| !is_extension(url))
                    .map(|(url, item)| (format!("{name} {url}"), item.resolved()))
                    .collect();
                items
            });
            each.collect()
        };
        let (was, is) = (calls(&was), calls(&is));
        for (name, item) in was.iter().filter(|(name, _)| !is.contains_key(*name)) {
            self.callback(item, name, None, false);
        }
        for (name, item) in is {
            let Some(old_item) = was.get(&name) else {
                self.callback(&item, &name, None, true);
                continue;
            };
            let (old, new) =
                (Path { template: "", item: old_item.clone() }, Path { template: "", item: item.clone() });
            for method in METHODS {
                match (old.item.child(method), new.item.child(method)) {
                    (Some(was), Some(is)) => {
                        self.within(Side::Response, Encoding::Json, |walk| {
                            walk.operation([&old, &new], [&was, &is]);
                        });
                    }
                    (Some(gone), None) => self.callback(&gone, &name, Some(method), false),
                    (None, Some(added)) => self.callback(&added, &name, Some(method), true),
                    (None, None) => {}
                }
            }
        }
    }

    fn callback(&mut self, node: &Node<'a>, name: &str, method: Option<&'static str>, is_added: bool) {
        let callback = Element::Callback { name: name.to_owned(), method };
        self.on_offer(node.place.clone(), callback, is_added);
    }
}

/// A path template and its item.
pub(crate) struct Path<'a> {
    template: &'a str,
    item: Node<'a>,
}

/// The paths of both documents by their template without the parameters' names, which never get onto the wire. Two
/// templates that differ in nothing else are not allowed; where they are there nevertheless, each keeps its name.
fn paths<'a>(roots: [&Node<'a>; 2]) -> [IndexMap<String, Path<'a>>; 2] {
    let templates = |root: &Node<'a>| -> Vec<Path<'a>> {
        let paths = root.get("paths");
        let members = paths.iter().flat_map(Node::members);
        members.map(|(template, item)| Path { template, item: item.resolved() }).collect()
    };
    let both = roots.map(templates);
    let key = |path: &Path<'a>| PathTemplate::new(path.template).without_names();
    let ambiguous: BTreeSet<String> = both
        .iter()
        .flat_map(|paths| {
            let mut known = BTreeSet::new();
            paths.iter().map(key).filter(move |key| !known.insert(key.clone()))
        })
        .collect();
    both.map(|paths| {
        let keyed = paths.into_iter().map(|path| match key(&path) {
            key if ambiguous.contains(&key) => (path.template.to_owned(), path),
            key => (key, path),
        });
        keyed.collect()
    })
}
