//! `discriminator`: which value of which property picks the alternative. It is on the wire, so it counts.
//!
//! An alternative that is there in one document only is not compared here, nor what an alternative's own schema
//! says of that property.

use std::{collections::BTreeMap, slice};

use super::{ChangeKind, Effect, Element, Flat, Node, Walk, resolved};
use crate::compat::node::Place;

impl<'a> Walk<'a> {
    pub(crate) fn discriminators(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let (was, is) = (old.discriminators(), new.discriminators());
        let (was, is) = match (was.first(), is.first()) {
            (Some(was), Some(is)) => (was, is),
            (Some(gone), None) => {
                return self.removed(gone.place.clone(), element(gone), Effect::Undecided);
            }
            (None, Some(added)) => {
                return self.added(added.place.clone(), element(added), Effect::Undecided);
            }
            (None, None) => return,
        };
        if property(was) != property(is) {
            return self.replaced(is.place_of("propertyName"), [was, is].map(element), Effect::Differs);
        }
        let mut left = picks(is, new, was);
        for was in picks(was, old, is) {
            let same_place =
                left.iter().position(|is| is.alternative.place.pointer == was.alternative.place.pointer);
            let same = same_place
                .or_else(|| left.iter().position(|is| self.is_renamed(&was, is)))
                .or_else(|| left.iter().position(|is| was.shares_a_value(is)));
            match same {
                Some(index) => self.picked_by(&was, &left.remove(index)),
                None => self.one_sided(was, false),
            }
        }
        for is in left {
            self.one_sided(is, true);
        }
    }

    /// A component with another name is the same alternative.
    fn is_renamed(&self, old: &Pick<'a>, new: &Pick<'a>) -> bool {
        let [old, new] = [&old.alternative, &new.alternative];
        old.component_name().is_some() && new.component_name().is_some() && old.value == new.value
    }

    fn picked_by(&mut self, old: &Pick<'a>, new: &Pick<'a>) {
        if old.by == By::Schema && new.by == By::Schema {
            return;
        }
        let (gone, added) = (old.without(new), new.without(old));
        match added.values().next() {
            Some(place) if !gone.is_empty() => {
                let place = place.clone();
                let values = [gone, added].map(|values| values.into_keys().collect());
                self.replaced(place, values.map(Element::DiscriminatorValues), Effect::Differs);
            }
            _ => {
                self.one_sided_values(gone, false);
                self.one_sided_values(added, true);
            }
        }
    }

    /// The alternative itself is found where the alternatives are compared; a mapping is one more place.
    fn one_sided(&mut self, pick: Pick<'a>, is_added: bool) {
        if pick.by == By::Mapping {
            self.one_sided_values(pick.values, is_added);
        }
    }

    fn one_sided_values(&mut self, values: BTreeMap<String, Place>, is_added: bool) {
        for (value, place) in values {
            let kind = ChangeKind::one_sided(Element::DiscriminatorValues(vec![value]), is_added);
            self.add(place, kind, Effect::widens(is_added));
        }
    }
}

/// Which alternatives are picked by the same value, where both schemas have a discriminator.
pub(crate) struct Discriminated<'a>(Option<[Vec<Pick<'a>>; 2]>);

impl<'a> Discriminated<'a> {
    pub(crate) fn of(old: &Flat<'a>, new: &Flat<'a>) -> Self {
        let (was, is) = (old.discriminators(), new.discriminators());
        let both = was.first().zip(is.first());
        Self(both.map(|(was, is)| [picks(was, old, is), picks(is, new, was)]))
    }

    pub(crate) fn by_same_value(&self, old: &Node<'a>, new: &Node<'a>) -> bool {
        let Some([was, is]) = &self.0 else { return false };
        let was = was.iter().find(|pick| pick.alternative.place == old.place);
        let is = is.iter().find(|pick| pick.alternative.place == new.place);
        was.zip(is).is_some_and(|(was, is)| was.shares_a_value(is))
    }
}

/// What says by which values an alternative is picked: the first of these that does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Mapping,
    /// The values that the alternative allows the property.
    Schema,
    /// The name of the component.
    Name,
}

/// An alternative, and the values that pick it, each with its place.
#[derive(Debug)]
struct Pick<'a> {
    alternative: Node<'a>,
    by: By,
    values: BTreeMap<String, Place>,
}

impl<'a> Pick<'a> {
    fn shares_a_value(&self, other: &Self) -> bool {
        self.values.keys().any(|value| other.values.contains_key(value))
    }

    fn without(&self, other: &Self) -> BTreeMap<String, Place> {
        let own = self.values.iter().filter(|(value, _)| !other.values.contains_key(value.as_str()));
        own.map(|(value, place)| (value.clone(), place.clone())).collect()
    }
}

fn element(discriminator: &Node<'_>) -> Element {
    Element::Discriminator(property(discriminator).to_owned())
}

fn property<'a>(discriminator: &Node<'a>) -> &'a str {
    discriminator.str("propertyName").unwrap_or_default()
}

/// How each alternative of a schema is picked. Without `oneOf` or `anyOf` the alternatives are the schemas that
/// either document's mapping names.
fn picks<'a>(discriminator: &Node<'a>, schema: &Flat<'a>, other: &Node<'a>) -> Vec<Pick<'a>> {
    let choices = schema.choices();
    let mut picks: Vec<Pick<'a>> = Vec::new();
    let mapping = discriminator.get("mapping");
    for (value, target) in mapping.iter().flat_map(Node::members) {
        let place = target.place.clone();
        let alternative = target.value.as_str().and_then(|name| target.mapped_schema(name)).unwrap_or(target);
        match picks.iter_mut().find(|pick| pick.alternative.place == alternative.place) {
            Some(pick) => drop(pick.values.insert(value.to_owned(), place)),
            None => {
                picks.push(Pick { alternative, by: By::Mapping, values: [(value.to_owned(), place)].into() })
            }
        }
    }
    let mapping_there = other.get("mapping").filter(|_| choices.is_empty());
    let named_there =
        mapping_there.iter().flat_map(Node::members).filter_map(|(_, target)| target.value.as_str());
    let unmapped = choices
        .into_iter()
        .flat_map(|choice| choice.alternatives)
        .chain(named_there.filter_map(|name| discriminator.mapped_schema(name)));
    for alternative in unmapped {
        if picks.iter().any(|pick| pick.alternative.place == alternative.place) {
            continue;
        }
        let place = discriminator.place_of("mapping");
        let allowed = Flat::of(slice::from_ref(&alternative)).property(property(discriminator));
        let (by, values) = if let Some(values) = Flat::of(&resolved(allowed)).values() {
            let values =
                values.into_iter().filter_map(|value| Some((value.as_str()?.to_owned(), place.clone())));
            (By::Schema, values.collect())
        } else {
            let name = alternative.component_name().map(|name| (name, alternative.place.clone()));
            (By::Name, name.into_iter().collect())
        };
        picks.push(Pick { alternative, by, values });
    }
    picks
}
