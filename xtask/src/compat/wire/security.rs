//! What a caller must present: security requirements and their schemes.
//!
//! Requirements are alternatives. A caller who satisfies one of the old alternatives must be let in by one of the
//! new ones. That a server may not enforce what it documents doesn't count: the documents do.

use std::collections::{BTreeMap, BTreeSet};

use super::{Effect, Finding, Node, Walk, Wire, shown};

/// An alternative: every scheme that it needs, with the scopes.
type Alternative = BTreeMap<String, BTreeSet<String>>;

impl<'a> Walk<'a> {
    /// The requirements of an operation, and the schemes that they name.
    pub(crate) fn security(&mut self, old: [&Node<'a>; 2], new: [&Node<'a>; 2]) {
        let (old_list, new_list) = (effective(old), effective(new));
        let [old_root, new_root] = [old[1], new[1]];
        let renamed = |name: &str| renamed(name, old_root, new_root);
        let was = alternatives(old_list.as_ref(), renamed);
        let is = alternatives(new_list.as_ref(), str::to_owned);
        let place = || {
            let list = new_list.as_ref().or(old_list.as_ref());
            list.map_or_else(|| new_root.place_of("security"), |list| list.place.clone())
        };
        let lets_in = |by: &Alternative, who: &Alternative| {
            by.iter().all(|(scheme, scopes)| who.get(scheme).is_some_and(|has| scopes.is_subset(has)))
        };
        for refused in was.iter().filter(|&who| !is.iter().any(|by| lets_in(by, who))) {
            let finding = Finding::new(place(), text(refused), texts(&is), Effect::Is(Wire::Breaking));
            self.tell(finding.because("a caller who presents only that is refused"));
        }
        for added in is.iter().filter(|&by| !was.iter().any(|who| lets_in(who, by))) {
            if was.iter().all(|who| is.iter().any(|by| lets_in(by, who))) {
                let finding = Finding::new(place(), "", text(added), Effect::Is(Wire::Compatible));
                self.tell(finding.because("it is one more way to be let in"));
            }
        }
        for name in
            was.iter().flat_map(BTreeMap::keys).filter(|name| is.iter().any(|by| by.contains_key(*name)))
        {
            if let (Some(old), Some(new)) = (old_scheme(name, old_root, new_root), scheme(new_root, name)) {
                self.scheme(&old, &new);
            }
        }
    }

    /// A scheme of both documents.
    fn scheme(&mut self, old: &Node<'a>, new: &Node<'a>) {
        if old.value == new.value {
            return;
        }
        for keyword in ["type", "scheme", "in", "name"] {
            let (was, is) = (old.get(keyword), new.get(keyword));
            // HTTP's schemes and header names are written in any case.
            let lower = |node: &Option<Node<'_>>| {
                node.as_ref().map(|node| node.value.as_str().unwrap_or_default().to_ascii_lowercase())
            };
            if lower(&was) != lower(&is) {
                let text = |node: Option<Node<'_>>| {
                    node.map_or_else(
                        || format!("no {keyword}"),
                        |node| format!("{keyword} {}", shown(node.value)),
                    )
                };
                let finding =
                    Finding::new(new.place_of(keyword), text(was), text(is), Effect::Is(Wire::Breaking));
                self.tell(finding.because("credentials are presented in another way"));
            }
        }
        let url = |node: &Node<'_>| node.str("openIdConnectUrl").map(str::to_owned);
        if url(old) != url(new) {
            let (was, is) = (url(old).unwrap_or_default(), url(new).unwrap_or_default());
            self.tell_flow(new.place_of("openIdConnectUrl"), was, is);
        }
        let (Some(was), Some(is)) = (old.get("flows"), new.get("flows")) else { return };
        for (name, flow) in was.members() {
            let Some(now) = is.get(name) else {
                let finding =
                    Finding::new(flow.place, format!("flow {name}"), "", Effect::Is(Wire::Breaking));
                self.tell(finding.because("tokens can't be had that way any more"));
                continue;
            };
            for url in ["authorizationUrl", "tokenUrl", "refreshUrl"] {
                let (was, is) = (flow.str(url).unwrap_or_default(), now.str(url).unwrap_or_default());
                if was != is {
                    self.tell_flow(now.place_of(url), was.to_owned(), is.to_owned());
                }
            }
            let scopes = |flow: &Node<'_>| -> BTreeSet<String> {
                flow.get("scopes").iter().flat_map(Node::members).map(|(name, _)| name.to_owned()).collect()
            };
            for scope in scopes(&flow).difference(&scopes(&now)) {
                let place = now.place_of("scopes");
                let finding = Finding::new(place, format!("scope {scope}"), "", Effect::Is(Wire::Review));
                self.tell(finding.because("a token with it may not be given any more"));
            }
        }
        for (name, flow) in is.members().filter(|(name, _)| was.get(name).is_none()) {
            let finding = Finding::new(flow.place, "", format!("flow {name}"), Effect::Is(Wire::Compatible));
            self.tell(finding.because("it is one more way to a token"));
        }
    }

    // The token itself may still be good: whether the old address goes on to work only the vendor knows.
    fn tell_flow(&mut self, place: super::Place, was: String, is: String) {
        let finding = Finding::new(place, was, is, Effect::Is(Wire::Review));
        self.tell(finding.because("tokens come from another address"));
    }
}

/// The operation's own requirements, or else the document's.
fn effective<'a>([operation, root]: [&Node<'a>; 2]) -> Option<Node<'a>> {
    operation.get("security").or_else(|| root.get("security"))
}

/// The alternatives; none at all means that a caller needs nothing.
fn alternatives(list: Option<&Node<'_>>, name: impl Fn(&str) -> String) -> Vec<Alternative> {
    let read = |requirement: Node<'_>| -> Alternative {
        let scopes = |scopes: Node<'_>| {
            scopes.items().filter_map(|scope| Some(scope.value.as_str()?.to_owned())).collect()
        };
        requirement.members().map(|(scheme, node)| (name(scheme), scopes(node))).collect()
    };
    let found: Vec<Alternative> = list.iter().flat_map(|list| list.items()).map(read).collect();
    if found.is_empty() { vec![Alternative::new()] } else { found }
}

fn scheme<'a>(root: &Node<'a>, name: &str) -> Option<Node<'a>> {
    root.get("components")?.get("securitySchemes")?.child(name)
}

/// The new name of a scheme that is only called otherwise.
fn renamed(name: &str, old: &Node<'_>, new: &Node<'_>) -> String {
    if scheme(new, name).is_none()
        && let Some(was) = scheme(old, name)
        && let Some(schemes) = new.get("components").and_then(|components| components.get("securitySchemes"))
        && let Some((now, _)) = schemes.members().find(|(_, node)| node.value == was.value)
    {
        return now.to_owned();
    }
    name.to_owned()
}

/// The old scheme that has this name now.
fn old_scheme<'a>(name: &str, old: &Node<'a>, new: &Node<'_>) -> Option<Node<'a>> {
    scheme(old, name).or_else(|| {
        let schemes = old.get("components")?.get("securitySchemes")?;
        schemes
            .members()
            .map(|(was, node)| (was, node.resolved()))
            .find(|(was, _)| renamed(was, old, new) == name)
            .map(|(_, node)| node)
    })
}

fn text(alternative: &Alternative) -> String {
    if alternative.is_empty() {
        return "no credentials".to_owned();
    }
    let one = |(scheme, scopes): (&String, &BTreeSet<String>)| {
        if scopes.is_empty() {
            return scheme.clone();
        }
        let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
        format!("{scheme} ({})", scopes.join(" "))
    };
    alternative.iter().map(one).collect::<Vec<_>>().join(" and ")
}

fn texts(alternatives: &[Alternative]) -> String {
    alternatives.iter().map(text).collect::<Vec<_>>().join(" or ")
}
