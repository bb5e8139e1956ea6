//! The servers: where a client sends its requests.
//!
//! A generated client has each server as a named choice, and the first as its default. So a server that is gone,
//! or another default, reaches callers as much as a changed path does.

use std::collections::{BTreeMap, BTreeSet};

use super::{Effect, Finding, Node, Walk, Wire};

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
        for (index, url) in was.iter().enumerate().filter(|(_, url)| !is.contains(url)) {
            let Some(place) = place(&old, &new, index) else { continue };
            let finding = Finding::new(place, format!("server {url:?}"), "", Effect::Is(Wire::Breaking));
            self.tell(finding.because("requests to it go nowhere"));
        }
        for (index, url) in is.iter().enumerate().filter(|(_, url)| !was.contains(url)) {
            let Some(place) = place(&new, &old, index) else { continue };
            let finding = Finding::new(place, "", format!("server {url:?}"), Effect::Is(Wire::Compatible));
            self.tell(finding.because("it is one more choice"));
        }
        self.variables(old.as_ref(), new.as_ref());
        if let (Some(first), Some(now)) = (was.first(), is.first())
            && first != now
            && is.contains(first)
            && let Some(place) = place(&new, &old, 0)
        {
            let (was, is) = (format!("default server {first:?}"), format!("{now:?}"));
            let finding = Finding::new(place, was, is, Effect::Is(Wire::Breaking));
            self.tell(finding.because("callers that chose none are sent elsewhere"));
        }
    }

    /// The values of variables that both documents have.
    fn variables(&mut self, old: Option<&Node<'a>>, new: Option<&Node<'a>>) {
        let was = variables(old);
        for (variable, new) in variables(new) {
            let Some(old) = was.get(&variable) else { continue };
            let values = |node: &Node<'a>| -> Option<BTreeSet<&'a str>> {
                Some(node.get("enum")?.items().filter_map(|item| item.value.as_str()).collect())
            };
            let text = |values: &Option<BTreeSet<&str>>| {
                values.as_ref().map_or_else(
                    || "any value".to_owned(),
                    |values| values.iter().copied().collect::<Vec<_>>().join(", "),
                )
            };
            let (was, is) = (values(old), values(&new));
            let covers = |all: &Option<BTreeSet<&str>>, some: &Option<BTreeSet<&str>>| match (all, some) {
                (None, _) => true,
                (Some(all), Some(some)) => all.is_superset(some),
                (Some(_), None) => false,
            };
            if was == is {
                continue;
            }
            let (wire, why) = if covers(&is, &was) {
                (Wire::Compatible, "there are more to choose from")
            } else {
                (Wire::Breaking, "a server that could be chosen isn't there any more")
            };
            let name = variable.1;
            let [was, is] = [was, is].map(|values| format!("server variable {name}: {}", text(&values)));
            self.tell(Finding::new(new.place_of("enum"), was, is, Effect::Is(wire)).because(why));
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
