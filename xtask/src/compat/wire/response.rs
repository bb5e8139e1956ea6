//! Responses by status, and their headers.

use std::collections::BTreeMap;

use collibra_client_gen::document::{grammar::is_extension, operation::StatusSpec};

use super::{Effect, Element, Encoding, Node, Walk, Wire, parameter};

impl<'a> Walk<'a> {
    pub(crate) fn responses(&mut self, old: &Node<'a>, new: &Node<'a>) {
        let (was, is) = (by_status(old), by_status(new));
        for (status, old) in &was {
            match covering(&is, status) {
                Some((range, new)) => {
                    if range != status && is_success(status) && !was.contains_key(range) {
                        let statuses = [status, range].map(|name| Element::Statuses(vec![name.clone()]));
                        self.replaced(new.place.clone(), statuses, Effect::Widens);
                    }
                    self.response(status, old, new);
                }
                // A range that has become some of its statuses: fewer may come.
                None if is.keys().any(|one| covers(status, one)) => {
                    let some: Vec<String> = is.keys().filter(|one| covers(status, one)).cloned().collect();
                    for one in some.iter().filter(|one| !was.contains_key(*one)) {
                        if let Some(new) = is.get(one) {
                            self.response(one, old, new);
                        }
                    }
                    let statuses = [vec![status.clone()], some].map(Element::Statuses);
                    self.replaced(old.place.clone(), statuses, Effect::Narrows);
                }
                None => {
                    // A client copes with any error status: gateways send their own.
                    let wire = if is_success(status) { Wire::Breaking } else { Wire::Compatible };
                    let what = Element::Statuses(vec![status.clone()]);
                    self.removed(old.place.clone(), what, Effect::Is(wire));
                }
            }
        }
        for (status, new) in is.iter().filter(|(status, _)| !was.contains_key(*status)) {
            match covering(&was, status) {
                // It was allowed for; but it may say other things than the range did.
                Some((range, old)) if is.contains_key(range) => self.response(status, old, new),
                // With the range that is gone, or the status that the range is for now.
                Some(_) => {}
                None if is_success(status)
                    && was.keys().any(|one| covers(status, one) && !is.contains_key(one)) => {}
                None => {
                    // A client that knows only the other success may take it for a failure.
                    let is_other = is_success(status) && was.keys().any(|status| is_success(status));
                    let wire = if is_other { Wire::Review } else { Wire::Compatible };
                    let what = Element::Statuses(vec![status.clone()]);
                    self.added(new.place.clone(), what, Effect::Is(wire));
                }
            }
        }
    }

    fn response(&mut self, status: &str, old: &Node<'a>, new: &Node<'a>) {
        if self.same.holds(old, new) {
            return;
        }
        self.contents(&Element::Statuses(vec![status.to_owned()]), old, new);
        self.headers(old, new);
    }

    fn headers(&mut self, old: &Node<'a>, new: &Node<'a>) {
        let (mut was, is) = (headers(old), headers(new));
        for (name, new) in is {
            let Some(old) = was.remove(&name) else {
                self.added(new.place, Element::Header { name, required: false }, Effect::Adds);
                continue;
            };
            if !self.same.holds(&old, &new) {
                self.required(&old, &new, |header| header.flag("required"));
                let of = Element::Header { name, required: new.flag("required") };
                let schemas = [&old, &new].map(|header| header.get("schema"));
                self.described(of.clone(), Encoding::Text, schemas, |walk| {
                    let schema = |header: &Node<'a>| header.child("schema").into_iter().collect();
                    walk.schemas(schema(&old), schema(&new));
                });
                self.contents(&of, &old, &new);
            }
        }
        for (name, old) in was {
            let required = parameter::is_required(&old);
            let effect = if required { Effect::Widens } else { Effect::Drops };
            self.removed(old.place, Element::Header { name, required }, effect);
        }
    }
}

fn by_status<'a>(operation: &Node<'a>) -> BTreeMap<String, Node<'a>> {
    let responses = operation.get("responses");
    let responses = responses.iter().flat_map(Node::members).filter(|(status, _)| !is_extension(status));
    let mut responses: BTreeMap<String, Node<'a>> = responses
        .map(|(status, response)| {
            (status.to_ascii_uppercase().replace("DEFAULT", "default"), response.resolved())
        })
        .collect();
    // Where nothing else describes success, `default` does.
    if let Some(default) =
        responses.get("default").filter(|_| !responses.keys().any(|status| is_success(status)))
    {
        responses.insert("2XX".to_owned(), default.clone());
    }
    responses
}

/// The description of a status: its own, its range's, or that of `default`, which is meant for errors: it doesn't make
/// up for a success that is gone.
fn covering<'r, 'a>(
    responses: &'r BTreeMap<String, Node<'a>>,
    status: &str,
) -> Option<(&'r String, &'r Node<'a>)> {
    let exact = responses.get_key_value(status);
    // `default` comes after the ranges; without a body it says nothing.
    let covering = |(range, response): &(&String, &Node<'a>)| {
        covers(range, status) && (*range != "default" || response.get("content").is_some())
    };
    exact.or_else(|| responses.iter().find(covering))
}

/// Whether the range, such as `2XX`, holds the status.
fn covers(range: &str, status: &str) -> bool {
    if range == "default" {
        return status != range && !is_success(status);
    }
    let [range, status] = [range, status].map(StatusSpec::parse);
    range.zip(status).is_some_and(|(range, status)| range.covers(status))
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// The headers by name, in lower case. `Content-Type` follows from the content.
fn headers<'a>(response: &Node<'a>) -> BTreeMap<String, Node<'a>> {
    let headers = response.get("headers");
    let headers = headers.iter().flat_map(Node::members);
    headers
        .map(|(name, header)| (name.to_ascii_lowercase(), header.resolved()))
        .filter(|(name, _)| name != "content-type")
        .collect()
}
