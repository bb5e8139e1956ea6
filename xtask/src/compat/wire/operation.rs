//! Paths and their operations, and the callbacks of an operation.

use std::collections::{BTreeMap, HashMap};

use collibra_client_gen::document::operation::METHODS;

use super::{Effect, Encoding, Finding, Node, Side, Walk, Wire};

impl<'a> Walk<'a> {
    pub(crate) fn operations(&mut self, old: &Node<'a>, new: &Node<'a>) {
        let (mut was, is) = (paths(old), paths(new));
        for (key, new_path) in &is {
            let old_path = was.remove(key);
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
                    self.scope.operation = name(&is, method, template);
                    self.servers(&[&was, &old.item, old_root], &[&is, &new.item, new_root]);
                    self.security([&was, old_root], [&is, new_root]);
                    self.operation([old, new], [&was, &is]);
                }
                (Some(was), None) => {
                    self.scope.operation = name(&was, method, template);
                    let what = format!("{} {template}", method.to_ascii_uppercase());
                    let finding = Finding::new(was.place, what, "", Effect::Is(Wire::Breaking));
                    // Announced or not: a client that calls it gets nothing.
                    self.tell(finding.because("calls of it fail"));
                }
                (None, Some(is)) => {
                    self.scope.operation = name(&is, method, template);
                    let what = format!("{} {template}", method.to_ascii_uppercase());
                    let finding = Finding::new(is.place, "", what, Effect::Is(Wire::Compatible));
                    self.tell(finding.because("it can be called now"));
                }
                (None, None) => {}
            }
        }
    }

    /// An operation of both documents, which the client sends; or in a callback, the server.
    fn operation(&mut self, [old_path, new_path]: [&Path<'a>; 2], [old, new]: [&Node<'a>; 2]) {
        let side = self.scope.side;
        self.parameters([&old_path.item, old], [&new_path.item, new], [old_path.template, new_path.template]);
        self.request_body(old, new);
        self.within(side.reversed(), Encoding::Json, |walk| walk.replies(old, new));
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
                    .map(|(url, item)| (format!("{name} {url}"), item.resolved()))
                    .collect();
                items
            });
            each.filter(|(name, _)| !name.contains(" x-")).collect()
        };
        let (was, is) = (calls(&was), calls(&is));
        for (name, item) in was.iter().filter(|(name, _)| !is.contains_key(*name)) {
            let finding =
                Finding::new(item.place.clone(), format!("callback {name}"), "", Effect::Is(Wire::Breaking));
            self.tell(finding.because("who waits for it waits in vain"));
        }
        for (name, item) in is {
            let Some(old_item) = was.get(&name) else {
                let finding =
                    Finding::new(item.place, "", format!("callback {name}"), Effect::Is(Wire::Compatible));
                self.tell(finding.because("nobody has to take it"));
                continue;
            };
            let (old, new) =
                (Path { template: "", item: old_item.clone() }, Path { template: "", item: item.clone() });
            for method in METHODS {
                match (old.item.child(method), new.item.child(method)) {
                    (Some(was), Some(is)) => {
                        self.within(Side::Reply, Encoding::Json, |walk| {
                            walk.operation([&old, &new], [&was, &is]);
                        });
                    }
                    (Some(gone), None) => {
                        let what = format!("callback {name} {method}");
                        let finding = Finding::new(gone.place, what, "", Effect::Is(Wire::Breaking));
                        self.tell(finding.because("who waits for it waits in vain"));
                    }
                    (None, Some(added)) => {
                        let what = format!("callback {name} {method}");
                        let finding = Finding::new(added.place, "", what, Effect::Is(Wire::Compatible));
                        self.tell(finding.because("nobody has to take it"));
                    }
                    (None, None) => {}
                }
            }
        }
    }
}

/// A path template and its item.
pub(crate) struct Path<'a> {
    template: &'a str,
    item: Node<'a>,
}

/// The paths by their template without the parameters' names, which never get onto the wire. Two templates that
/// differ in nothing else are not allowed; if they are there nevertheless, each keeps its own name.
fn paths<'a>(root: &Node<'a>) -> HashMap<String, Path<'a>> {
    let mut paths: HashMap<String, Path<'a>> = HashMap::new();
    for (template, item) in root.get("paths").iter().flat_map(Node::members) {
        let path = Path { template, item: item.resolved() };
        let key = anonymous(template);
        let key = if paths.contains_key(&key) { template.to_owned() } else { key };
        paths.insert(key, path);
    }
    paths
}

/// A template without its parameters' names.
pub(crate) fn anonymous(template: &str) -> String {
    placeholders(template).fold(template.to_owned(), |key, name| key.replace(&format!("{{{name}}}"), "{}"))
}

/// The names in a template's braces, in order.
pub(crate) fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// How an operation is called in a report.
pub(crate) fn name(operation: &Node<'_>, method: &str, template: &str) -> String {
    match operation.str("operationId") {
        Some(id) => id.to_owned(),
        None => format!("{} {template}", method.to_ascii_uppercase()),
    }
}
