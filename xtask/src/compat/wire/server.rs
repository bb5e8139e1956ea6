//! The servers: where a client sends its requests.
//!
//! A generated client has each server as a named choice, and the first as its default. So a server that is gone,
//! or another default, reaches callers as much as a changed path does.

use std::collections::{BTreeMap, BTreeSet};

use super::{Effect, Element, Node, Walk, Wire};

impl<'a> Walk<'a> {
    /// The servers of an operation, of both documents: the nearest list counts.
    pub(crate) fn servers(&mut self, old: &[&Node<'a>], new: &[&Node<'a>]) {
        let (old, new) = (nearest(old), nearest(new));
        let (was, is) = (urls(old.as_ref()), urls(new.as_ref()));
        let place = |list: &Option<Node<'a>>, other: &Option<Node<'a>>, index: usize| {
            let list = list.as_ref().or(other.as_ref())?;
            Some(if list.items().nth(index).is_some() {
                list.place_of(&index.to_string())
            } else {
                list.place.clone()
            })
        };
        for (nodes, urls, others, is_added) in
            [([&old, &new], &was, &is, false), ([&new, &old], &is, &was, true)]
        {
            for (index, url) in urls.iter().enumerate().filter(|(_, url)| !others.contains(url)) {
                let Some(place) = place(nodes[0], nodes[1], index) else { continue };
                // The instance is the caller's choice: only the base path is generated.
                let moved = others.iter().find(|other| path(other) == path(url) && !urls.contains(other));
                if let Some(moved) = moved {
                    if is_added {
                        let servers = [moved, url].map(|url| Element::Server(url.clone()));
                        self.replaced(place, servers, Effect::Is(Wire::Review));
                    }
                    continue;
                }
                self.on_offer(place, Element::Server(url.clone()), is_added);
            }
        }
        self.variables(old.as_ref(), new.as_ref());
        if let (Some(first), Some(now)) = (was.first(), is.first())
            && first != now
            && is.contains(first)
            && let Some(place) = place(&new, &old, 0)
        {
            let servers = [first, now].map(|url| Element::DefaultServer(url.clone()));
            self.replaced(place, servers, Effect::Is(Wire::Breaking));
        }
    }

    /// The values of variables that both documents have.
    fn variables(&mut self, old: Option<&Node<'a>>, new: Option<&Node<'a>>) {
        let was = variables(old);
        for (variable, new) in variables(new) {
            let Some(old) = was.get(&variable) else { continue };
            let values = |node: &Node<'a>| -> Option<BTreeSet<String>> {
                let items = node.get("enum")?;
                Some(items.items().filter_map(|item| Some(item.value.as_str()?.to_owned())).collect())
            };
            let (was, is) = (values(old), values(&new));
            let covers = |all: &Option<BTreeSet<String>>, some: &Option<BTreeSet<String>>| match (all, some) {
                (None, _) => true,
                (Some(all), Some(some)) => all.is_superset(some),
                (Some(_), None) => false,
            };
            if was == is {
                continue;
            }
            let wire = if covers(&is, &was) { Wire::Compatible } else { Wire::Breaking };
            let name = variable.1;
            let values = [was, is].map(|values| Element::ServerVariable { name: name.to_owned(), values });
            self.replaced(new.place_of("enum"), values, Effect::Is(wire));
        }
    }
}

/// A server's variable that a caller may set, with the values that it may have.
fn variables<'a>(list: Option<&Node<'a>>) -> BTreeMap<(&'a str, &'a str), Node<'a>> {
    let servers: Vec<Node<'a>> = list.iter().flat_map(|list| list.items()).collect();
    let of = |server: &Node<'a>| {
        let url = server.str("url").unwrap_or("/");
        let variables = server.get("variables");
        variables.iter().flat_map(Node::members).map(|(name, node)| ((url, name), node)).collect::<Vec<_>>()
    };
    servers.iter().flat_map(of).collect()
}

/// A URL without its scheme and host.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map(|(_, rest)| rest);
    rest.map_or(url, |rest| rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or("/"))
}

fn nearest<'a>(levels: &[&Node<'a>]) -> Option<Node<'a>> {
    let list = |level: &&Node<'a>| level.get("servers").filter(|list| list.items().next().is_some());
    levels.iter().find_map(list)
}

/// The URLs, variables replaced by their defaults. No server is the server `/`. Paths begin with a slash, so one at a
/// URL's end adds nothing.
fn urls(list: Option<&Node<'_>>) -> Vec<String> {
    let Some(list) = list else { return vec!["/".to_owned()] };
    let url = |server: Node<'_>| {
        let mut url = server.str("url").unwrap_or("/").to_owned();
        for (name, variable) in server.get("variables").iter().flat_map(Node::members) {
            url = url.replace(&format!("{{{name}}}"), variable.str("default").unwrap_or_default());
        }
        match url.trim_end_matches('/') {
            "" => "/".to_owned(),
            url => url.to_owned(),
        }
    };
    list.items().map(url).collect()
}
