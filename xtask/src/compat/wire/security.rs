//! What a caller must present: security requirements and their schemes.
//!
//! Requirements are alternatives. A caller who satisfies one of the old alternatives must be let in by one of the
//! new ones. That a server may not enforce what it documents doesn't count: the documents do.

use std::collections::{BTreeMap, BTreeSet};

use collibra_client_gen::document::json::Json;

use super::{ChangeKind, Effect, Element, Node, Walk, Wire};
use crate::compat::change::Credentials;

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
        let lets_in = |by: &Credentials, who: &Credentials| {
            by.iter().all(|(scheme, scopes)| who.get(scheme).is_some_and(|has| scopes.is_subset(has)))
        };
        for refused in was.iter().filter(|&who| !is.iter().any(|by| lets_in(by, who))) {
            let credentials = [vec![refused.clone()], is.clone()].map(Element::Credentials);
            self.replaced(place(), credentials, Effect::Is(Wire::Breaking));
        }
        for added in is.iter().filter(|&by| !was.iter().any(|who| lets_in(who, by))) {
            if was.iter().all(|who| is.iter().any(|by| lets_in(by, who))) {
                let credentials = Element::Credentials(vec![added.clone()]);
                self.added(place(), credentials, Effect::Is(Wire::Compatible));
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
        for member in ["type", "scheme", "in", "name"] {
            let [was, is] = [old, new].map(|scheme| scheme.value.get(member));
            // HTTP's schemes and header names are written in any case.
            let ignores_case =
                member == "scheme" || [old, new].iter().all(|of| of.str("in") == Some("header"));
            let lower = |value: Option<&Json>| {
                value.map(|value| value.as_str().unwrap_or_default().to_ascii_lowercase())
            };
            if was != is && !(ignores_case && lower(was) == lower(is)) {
                let kind = ChangeKind::SecurityScheme { member, was: was.cloned(), is: is.cloned() };
                self.add(new.place_of(member), kind, Effect::Is(Wire::Breaking));
            }
        }
        self.url("openIdConnectUrl", old, new);
        let (Some(was), Some(is)) = (old.get("flows"), new.get("flows")) else { return };
        for (name, flow) in was.members() {
            let Some(now) = is.get(name) else {
                self.on_offer(flow.place, Element::Flow(name.to_owned()), false);
                continue;
            };
            for url in ["authorizationUrl", "tokenUrl", "refreshUrl"] {
                self.url(url, &flow, &now);
            }
            let scopes = |flow: &Node<'_>| -> BTreeSet<String> {
                flow.get("scopes").iter().flat_map(Node::members).map(|(name, _)| name.to_owned()).collect()
            };
            for scope in scopes(&flow).difference(&scopes(&now)) {
                let what = Element::Scope(scope.clone());
                self.removed(now.place_of("scopes"), what, Effect::Is(Wire::Review));
            }
        }
        for (name, flow) in is.members().filter(|(name, _)| was.get(name).is_none()) {
            self.on_offer(flow.place, Element::Flow(name.to_owned()), true);
        }
    }

    // The token itself may still be good: whether the old address goes on to work only the vendor knows.
    fn url(&mut self, member: &'static str, old: &Node<'a>, new: &Node<'a>) {
        let [was, is] = [old, new].map(|node| node.str(member).map(Json::from));
        if was != is {
            let kind = ChangeKind::SecurityScheme { member, was, is };
            self.add(new.place_of(member), kind, Effect::Is(Wire::Review));
        }
    }
}

/// The operation's own requirements, or else the document's.
fn effective<'a>([operation, root]: [&Node<'a>; 2]) -> Option<Node<'a>> {
    operation.get("security").or_else(|| root.get("security"))
}

/// The alternatives; none at all means that a caller needs nothing.
fn alternatives(list: Option<&Node<'_>>, name: impl Fn(&str) -> String) -> Vec<Credentials> {
    let read = |requirement: Node<'_>| -> Credentials {
        let scopes = |scopes: Node<'_>| {
            scopes.items().filter_map(|scope| Some(scope.value.as_str()?.to_owned())).collect()
        };
        requirement.members().map(|(scheme, node)| (name(scheme), scopes(node))).collect()
    };
    let found: Vec<Credentials> = list.iter().flat_map(|list| list.items()).map(read).collect();
    if found.is_empty() { vec![Credentials::new()] } else { found }
}

fn scheme<'a>(root: &Node<'a>, name: &str) -> Option<Node<'a>> {
    root.get("components")?.get("securitySchemes")?.child(name)
}

/// The new name of a scheme that only has another name.
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
