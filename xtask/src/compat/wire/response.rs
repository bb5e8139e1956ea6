//! Replies by status, and their headers.

use std::collections::BTreeMap;

use super::{Effect, Encoding, Finding, Node, Walk, Wire, parameter};

impl<'a> Walk<'a> {
    pub(crate) fn replies(&mut self, old: &Node<'a>, new: &Node<'a>) {
        let (was, is) = (by_status(old), by_status(new));
        for (status, old) in &was {
            match covering(&is, status) {
                Some((range, new)) => {
                    if range != status && is_success(status) && !was.contains_key(range) {
                        self.tell(Finding::new(
                            new.place.clone(),
                            status.clone(),
                            range.clone(),
                            Effect::Widens,
                        ));
                    }
                    self.reply(old, new);
                }
                // A range that has become some of its statuses: fewer may come.
                None if is.keys().any(|one| covers(status, one)) => {
                    let some: Vec<&str> =
                        is.keys().map(String::as_str).filter(|one| covers(status, one)).collect();
                    let finding =
                        Finding::new(old.place.clone(), status.clone(), some.join(", "), Effect::Narrows);
                    self.tell(finding);
                }
                None if is_success(status) => {
                    let finding = Finding::new(
                        old.place.clone(),
                        format!("status {status}"),
                        "",
                        Effect::Is(Wire::Breaking),
                    );
                    self.tell(finding.because("the success that callers wait for isn't promised any more"));
                }
                // A client copes with any error status: gateways send their own.
                None => {
                    let finding = Finding::new(
                        old.place.clone(),
                        format!("status {status}"),
                        "",
                        Effect::Is(Wire::Compatible),
                    );
                    self.tell(finding.because("a client copes with any error"));
                }
            }
        }
        for (status, new) in is.iter().filter(|(status, _)| !was.contains_key(*status)) {
            match covering(&was, status) {
                // It was allowed for; but it may say other things than the range did.
                Some((_, old)) => self.reply(old, new),
                None if is_success(status) && was.keys().any(|status| is_success(status)) => {
                    let finding = Finding::new(
                        new.place.clone(),
                        "",
                        format!("status {status}"),
                        Effect::Is(Wire::Review),
                    );
                    self.tell(
                        finding
                            .because("a client that knows only the other success may take it for a failure"),
                    );
                }
                None => {
                    let finding = Finding::new(
                        new.place.clone(),
                        "",
                        format!("status {status}"),
                        Effect::Is(Wire::Compatible),
                    );
                    self.tell(finding.because("a client copes with any error"));
                }
            }
        }
    }

    fn reply(&mut self, old: &Node<'a>, new: &Node<'a>) {
        if self.same.holds(old, new) {
            return;
        }
        self.contents(old, new);
        self.headers(old, new);
    }

    fn headers(&mut self, old: &Node<'a>, new: &Node<'a>) {
        let (mut was, is) = (headers(old), headers(new));
        for (name, new) in is {
            let Some(old) = was.remove(&name) else {
                self.tell(Finding::new(new.place, "", format!("header {name:?}"), Effect::Adds));
                continue;
            };
            if !self.same.holds(&old, &new) {
                self.required(&old, &new, |header| header.flag("required"));
                let side = self.scope.side;
                self.within(side, Encoding::Text, |walk| {
                    let schema = |header: &Node<'a>| header.child("schema").into_iter().collect();
                    walk.schemas(schema(&old), schema(&new));
                });
                self.contents(&old, &new);
            }
        }
        for (name, old) in was {
            let what = format!("header {name:?}");
            if parameter::is_required(&old) {
                self.tell(Finding::new(old.place, format!("required {what}"), "", Effect::Widens));
            } else {
                self.tell(Finding::new(old.place, what, "", Effect::Drops));
            }
        }
    }
}

fn by_status<'a>(operation: &Node<'a>) -> BTreeMap<String, Node<'a>> {
    let replies = operation.get("responses");
    let replies = replies.iter().flat_map(Node::members).filter(|(status, _)| !status.starts_with("x-"));
    replies
        .map(|(status, reply)| (status.to_ascii_uppercase().replace("DEFAULT", "default"), reply.resolved()))
        .collect()
}

/// The description of a status: its own or its range's. What `default` says is meant for errors: it doesn't make
/// up for a success that is gone.
fn covering<'r, 'a>(
    replies: &'r BTreeMap<String, Node<'a>>,
    status: &str,
) -> Option<(&'r String, &'r Node<'a>)> {
    let range = format!("{}XX", status.get(..1).unwrap_or_default());
    [status, range.as_str()].into_iter().find_map(|name| replies.get_key_value(name))
}

/// Whether the range, such as `2XX`, holds the status.
fn covers(range: &str, status: &str) -> bool {
    range.strip_suffix("XX").is_some_and(|class| status.len() == 3 && status.starts_with(class))
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// The headers by name, in lower case. `Content-Type` follows from the content.
fn headers<'a>(reply: &Node<'a>) -> BTreeMap<String, Node<'a>> {
    let headers = reply.get("headers");
    let headers = headers.iter().flat_map(Node::members);
    headers
        .map(|(name, header)| (name.to_ascii_lowercase(), header.resolved()))
        .filter(|(name, _)| name != "content-type")
        .collect()
}
