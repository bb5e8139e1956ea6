//! Objects: their properties, which of them must be there, and which others may.

use collibra_client_gen::document::json::Json;

use super::{Allowed, ChangeKind, Effect, Element, Flat, Node, Place, Walk, resolved, scalar::place_of};
use crate::compat::{change::Side, witness::WITHIN};

/// What is said of properties that aren't named.
enum Others<'a> {
    Any,
    Schema(Vec<Node<'a>>),
    None(Place),
}

impl<'a> Walk<'a> {
    pub(crate) fn objects(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let mut names = old.property_names();
        names.extend(new.property_names().into_iter().filter(|name| old.property(name).is_empty()));
        for name in &names {
            match (self.carried(old, name), self.carried(new, name)) {
                (Some(was), Some(is)) => {
                    self.requirement(name, old, new);
                    self.at(name, |walk| walk.schemas(was, is));
                }
                (Some(was), None) => self.property_gone(name, was, old, new),
                (None, Some(is)) => self.property_added(name, is, old, new),
                (None, None) => {}
            }
        }
        let unnamed = old.required().into_iter().chain(new.required()).map(|(name, _)| name);
        let unnamed: std::collections::BTreeSet<&str> =
            unnamed.filter(|name| !names.contains(name)).collect();
        for name in unnamed {
            self.requirement(name, old, new);
        }
        self.others(old, new);
    }

    /// What is said of a property, if it goes over the wire on this side: what is `readOnly` isn't sent, what is
    /// `writeOnly` doesn't come back.
    fn carried(&self, of: &Flat<'a>, name: &str) -> Option<Vec<Node<'a>>> {
        let said = of.property(name);
        let kept_back = match self.scope.side {
            Side::Request => "readOnly",
            Side::Response => "writeOnly",
        };
        (!said.is_empty() && !Flat::of(&resolved(said.clone())).flag(kept_back)).then_some(said)
    }

    fn requirement(&mut self, name: &str, old: &Flat<'a>, new: &Flat<'a>) {
        match (required_at(old, name), required_at(new, name)) {
            (None, Some(place)) => {
                let kind = ChangeKind::Required { property: Some(name.to_owned()), is: true };
                self.add(place, kind, Effect::Narrows);
            }
            (Some(place), None) => {
                let place = place_of("required", new, new).unwrap_or(place);
                let kind = ChangeKind::Required { property: Some(name.to_owned()), is: false };
                self.add(place, kind, Effect::Widens);
            }
            _ => {}
        }
    }

    fn property_gone(&mut self, name: &str, was: Vec<Node<'a>>, old: &Flat<'a>, new: &Flat<'a>) {
        let kept_back = new.property(name).first().map(|node| node.place.clone());
        let Some(place) = kept_back.or_else(|| was.first().map(|node| node.place.clone())) else { return };
        let others = others(new);
        let (required, effect) = match self.scope.side {
            Side::Request if new.property(name).is_empty() && matches!(others, Others::None(_)) => {
                (false, Effect::Narrows)
            }
            // This client must find it.
            Side::Response if required_at(old, name).is_some() => (true, Effect::Widens),
            _ => (false, Effect::Drops),
        };
        self.removed(place, Element::Property { name: name.to_owned(), required }, effect);
        if let Others::Schema(schema) = others {
            self.at(name, |walk| walk.schemas(was, schema));
        }
    }

    fn property_added(&mut self, name: &str, is: Vec<Node<'a>>, old: &Flat<'a>, new: &Flat<'a>) {
        let Some(place) = is.first().map(|node| node.place.clone()) else { return };
        let others = others(old);
        let (required, effect) = match self.scope.side {
            // A generated type for a closed object refuses what it doesn't know.
            Side::Response if matches!(others, Others::None(_)) => (false, Effect::Widens),
            // Also with a default: a client that is out there doesn't send it.
            _ if required_at(new, name).is_some() => (true, Effect::Requires),
            _ => (false, Effect::Adds),
        };
        self.added(place, Element::Property { name: name.to_owned(), required }, effect);
        if let Others::Schema(schema) = others {
            self.at(name, |walk| walk.schemas(schema, is));
        }
    }

    fn others(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let is_object = |flat: &Flat<'a>| flat.types().is_none_or(|types| types.contains("object"));
        if !is_object(old) || !is_object(new) {
            return;
        }
        let (old, new) = (others(old), others(new));
        let allowed = [&old, &new].map(|others| Element::OtherProperties(others.allowed()));
        let (place, effect) = match (old, new) {
            (Others::Any, Others::Any) | (Others::None(_), Others::None(_)) => return,
            (Others::Schema(old), Others::Schema(new)) => {
                return self.at(WITHIN, |walk| walk.schemas(old, new));
            }
            (Others::Any | Others::Schema(_), Others::None(place)) => (Some(place), Effect::Narrows),
            (Others::None(place), Others::Any) => (Some(place), Effect::Widens),
            (Others::Any, Others::Schema(of)) => (first(&of), Effect::Narrows),
            (Others::Schema(of), Others::Any) | (Others::None(_), Others::Schema(of)) => {
                (first(&of), Effect::Widens)
            }
        };
        if let Some(place) = place {
            self.at(WITHIN, |walk| walk.replaced(place, allowed, effect));
        }
    }
}

impl Others<'_> {
    fn allowed(&self) -> Allowed {
        match self {
            Self::Any => Allowed::Anything,
            Self::Schema(_) => Allowed::Schema,
            Self::None(_) => Allowed::Nothing,
        }
    }
}

fn first(of: &[Node<'_>]) -> Option<Place> {
    of.first().map(|node| node.place.clone())
}

fn required_at(flat: &Flat<'_>, name: &str) -> Option<Place> {
    flat.required().into_iter().find(|(required, _)| *required == name).map(|(_, node)| node.place)
}

fn others<'a>(flat: &Flat<'a>) -> Others<'a> {
    let said = flat.of_keyword("additionalProperties");
    if let Some(closed) = said.iter().find(|node| *node.value == Json::Bool(false)) {
        return Others::None(closed.place.clone());
    }
    let schemas: Vec<Node<'a>> = said
        .into_iter()
        .filter(|node| node.value.as_object().is_some_and(|schema| !schema.is_empty()))
        .collect();
    if schemas.is_empty() { Others::Any } else { Others::Schema(schemas) }
}
