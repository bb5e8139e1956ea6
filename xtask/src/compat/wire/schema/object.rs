//! Objects: their properties, which of them must be there, and which others may.

use super::{
    super::{Place, Side},
    Effect, Finding, Flat, Node, Walk, resolved,
    scalar::place_of,
};

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
                    self.schemas(was, is);
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
            Side::Reply => "writeOnly",
        };
        (!said.is_empty() && !Flat::of(&resolved(said.clone())).flag(kept_back)).then_some(said)
    }

    fn requirement(&mut self, name: &str, old: &Flat<'a>, new: &Flat<'a>) {
        match (required_at(old, name), required_at(new, name)) {
            (None, Some(place)) => {
                let [was, is] = ["optional", "required"].map(|how| format!("{how} {name:?}"));
                self.tell(Finding::new(place, was, is, Effect::Narrows));
            }
            (Some(place), None) => {
                let place = place_of("required", new, new).unwrap_or(place);
                let [was, is] = ["required", "optional"].map(|how| format!("{how} {name:?}"));
                self.tell(Finding::new(place, was, is, Effect::Widens));
            }
            _ => {}
        }
    }

    fn property_gone(&mut self, name: &str, was: Vec<Node<'a>>, old: &Flat<'a>, new: &Flat<'a>) {
        let kept_back = new.property(name).first().map(|node| node.place.clone());
        let Some(place) = kept_back.or_else(|| was.first().map(|node| node.place.clone())) else { return };
        let others = others(new);
        let what = format!("property {name:?}");
        let finding = match self.scope.side {
            Side::Request if matches!(others, Others::None(_)) => {
                Finding::new(place, what, "", Effect::Narrows).because("a request with it is refused")
            }
            Side::Reply if required_at(old, name).is_some() => {
                Finding::new(place, format!("required {what}"), "", Effect::Widens)
                    .because("replies lack what this client must find in them")
            }
            _ => Finding::new(place, what, "", Effect::Drops),
        };
        self.tell(finding);
        if let Others::Schema(schema) = others {
            self.schemas(was, schema);
        }
    }

    fn property_added(&mut self, name: &str, is: Vec<Node<'a>>, old: &Flat<'a>, new: &Flat<'a>) {
        let Some(place) = is.first().map(|node| node.place.clone()) else { return };
        let others = others(old);
        let what = format!("property {name:?}");
        let finding = match self.scope.side {
            // A generated type for a closed object refuses what it doesn't know.
            Side::Reply if matches!(others, Others::None(_)) => Finding::new(place, "", what, Effect::Widens),
            // Also with a default: a client that is out there doesn't send it.
            _ if required_at(new, name).is_some() => {
                Finding::new(place, "", format!("required {what}"), Effect::Requires)
            }
            _ => Finding::new(place, "", what, Effect::Adds),
        };
        self.tell(finding);
        if let Others::Schema(schema) = others {
            self.schemas(schema, is);
        }
    }

    fn others(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let is_object = |flat: &Flat<'a>| flat.types().is_none_or(|types| types.contains("object"));
        if !is_object(old) || !is_object(new) {
            return;
        }
        const NONE: &str = "no other properties";
        const ANY: &str = "any other properties";
        const SOME: &str = "other properties of a schema";
        let told = match (others(old), others(new)) {
            (Others::Any, Others::Any) | (Others::None(_), Others::None(_)) => return,
            (Others::Schema(old), Others::Schema(new)) => return self.schemas(old, new),
            (Others::Any, Others::None(place)) => Some((place, ANY, NONE, Effect::Narrows)),
            (Others::None(place), Others::Any) => Some((place, NONE, ANY, Effect::Widens)),
            (Others::Any, Others::Schema(of)) => first(&of).map(|place| (place, ANY, SOME, Effect::Narrows)),
            (Others::Schema(of), Others::Any) => first(&of).map(|place| (place, SOME, ANY, Effect::Widens)),
            (Others::None(_), Others::Schema(of)) => {
                first(&of).map(|place| (place, NONE, SOME, Effect::Widens))
            }
            (Others::Schema(_), Others::None(place)) => Some((place, SOME, NONE, Effect::Narrows)),
        };
        if let Some((place, was, is, effect)) = told {
            self.tell(Finding::new(place, was, is, effect));
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
    if let Some(closed) =
        said.iter().find(|node| *node.value == collibra_client_gen::document::json::Json::Bool(false))
    {
        return Others::None(closed.place.clone());
    }
    let schemas: Vec<Node<'a>> = said
        .into_iter()
        .filter(|node| node.value.as_object().is_some_and(|schema| !schema.is_empty()))
        .collect();
    if schemas.is_empty() { Others::Any } else { Others::Schema(schemas) }
}
