//! The servers: where a client sends its requests.
//!
//! A generated client has each server as a named choice, and the first as its default. So a server that is gone,
//! or another default, reaches callers as much as a changed path does.

use super::{Effect, Finding, Node, Walk, Wire};

impl<'a> Walk<'a> {
    /// The servers of an operation, of both documents: the nearest list counts.
    pub(super) fn servers(&mut self, old: &[&Node<'a>], new: &[&Node<'a>]) {
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
}

fn nearest<'a>(levels: &[&Node<'a>]) -> Option<Node<'a>> {
    let list = |level: &&Node<'a>| level.get("servers").filter(|list| list.items().next().is_some());
    levels.iter().find_map(list)
}

/// The URLs, variables replaced by their defaults. No server is the server `/`.
fn urls(list: Option<&Node<'_>>) -> Vec<String> {
    let Some(list) = list else { return vec!["/".to_owned()] };
    let url = |server: Node<'_>| {
        let mut url = server.str("url").unwrap_or("/").to_owned();
        for (name, variable) in server.get("variables").iter().flat_map(Node::members) {
            url = url.replace(&format!("{{{name}}}"), variable.str("default").unwrap_or_default());
        }
        url
    };
    list.items().map(url).collect()
}
