//! Bodies: the request's body, and the media types of a body, parameter or header.

use collibra_client_gen::document::media_type::MediaType;

use super::{ChangeKind, Effect, Element, Encoding, Node, Side, Walk, Wire, schema};

impl<'a> Walk<'a> {
    pub(crate) fn request_body(&mut self, old: &Node<'a>, new: &Node<'a>) {
        match (old.child("requestBody"), new.child("requestBody")) {
            (Some(was), Some(is)) => {
                if !self.same.holds(&was, &is) {
                    self.required(&was, &is, |body| body.flag("required"));
                    let body = Element::RequestBody { required: is.flag("required") };
                    self.contents(&body, &was, &is);
                }
            }
            (Some(was), None) => {
                let required = was.flag("required");
                self.removed(was.place, Element::RequestBody { required }, Effect::Differs);
            }
            (None, Some(is)) => {
                let required = is.flag("required");
                let effect = if required { Effect::Narrows } else { Effect::Adds };
                self.added(is.place, Element::RequestBody { required }, effect);
            }
            (None, None) => {}
        }
    }

    /// The media types of a body, parameter or header.
    pub(crate) fn contents(&mut self, of: &Element, old: &Node<'a>, new: &Node<'a>) {
        let (was, is) = (media_types(old), media_types(new));
        for (name, old) in &was {
            let exact = is.iter().find(|(other, _)| other == name);
            let covering = exact.or_else(|| is.iter().find(|(range, _)| range.covers(name)));
            match covering {
                Some((other, new)) => {
                    if other != name {
                        let names = [name, other].map(one);
                        self.replaced(new.place.clone(), names, Effect::Widens);
                    }
                    self.media_type(of, name, old, new);
                }
                // A range that has become some of its types.
                None if is.iter().any(|(other, _)| name.covers(other)) => {
                    let (some, nodes): (Vec<String>, Vec<Node<'a>>) = is
                        .iter()
                        .filter(|(other, _)| name.covers(other))
                        .map(|(other, node)| (other.to_string(), node.clone()))
                        .unzip();
                    let names = [one(name), Element::MediaTypes(some)];
                    self.replaced(new.place_of("content"), names, Effect::Narrows);
                    for new in nodes {
                        self.media_type(of, name, old, &new);
                    }
                }
                None => {
                    self.on_offer(old.place.clone(), one(name), false);
                }
            }
        }
        for (name, new) in &is {
            let known = |other: &MediaType| other == name || other.covers(name) || name.covers(other);
            if !was.iter().any(|(other, _)| known(other)) {
                // A response comes in it only to a client that says in `Accept` that it takes it.
                self.on_offer(new.place.clone(), one(name), true);
            }
        }
    }

    fn media_type(&mut self, of: &Element, name: &MediaType, old: &Node<'a>, new: &Node<'a>) {
        if self.same.holds(old, new) {
            return;
        }
        match [old, new].map(|node| node.get("schema")) {
            [Some(was), None] if self.scope.side == Side::Response => {
                // Anything may come; what did come so far may come still.
                let schema = schema::name(&was.resolved());
                self.removed(old.place_of("schema"), Element::Schema(schema), Effect::Is(Wire::Review));
            }
            schemas => self.described(of.clone(), Encoding::of(name), schemas.clone(), |walk| {
                let [was, is] = schemas.map(|schema| schema.into_iter().collect());
                walk.schemas(was, is);
            }),
        }
        let [was, is] = [old, new].map(|media_type| media_type.value.get("encoding"));
        // It says something of forms alone (OpenAPI 3.0.3, section 4.7.14.1).
        if Encoding::of(name) == Encoding::Text && was != is {
            let kind = ChangeKind::keyword("encoding", was.cloned(), is.cloned());
            self.add(new.place_of("encoding"), kind, Effect::Undecided);
        }
    }
}

/// The media types under `content`.
fn media_types<'a>(of: &Node<'a>) -> Vec<(MediaType, Node<'a>)> {
    let content = of.get("content");
    content.iter().flat_map(Node::members).map(|(name, node)| (MediaType::new(name), node)).collect()
}

fn one(name: &MediaType) -> Element {
    Element::MediaTypes(vec![name.to_string()])
}
