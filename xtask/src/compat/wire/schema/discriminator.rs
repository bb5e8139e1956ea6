//! `discriminator`: which value of which property picks the alternative. It is on the wire, so it counts.
//!
//! An alternative that is there in one document only is not compared here, nor what an alternative's own schema
//! says of that property.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    slice,
};

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
        let is_of_choice = !old.choices().is_empty() && !new.choices().is_empty();
        let mut left = picks(is, new, was);
        for was in picks(was, old, is) {
            let same_place =
                left.iter().position(|is| is.alternative.place.pointer == was.alternative.place.pointer);
            let same = same_place
                .or_else(|| left.iter().position(|is| self.is_renamed(&was, is)))
                .or_else(|| left.iter().position(|is| was.shares_a_value(is)));
            match same {
                Some(index) => self.picked_by(&was, &left.remove(index), is_of_choice),
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

    fn picked_by(&mut self, old: &Pick<'a>, new: &Pick<'a>, is_of_choice: bool) {
        if !is_of_choice {
            self.schemas(vec![old.alternative.clone()], vec![new.alternative.clone()]);
        }
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
        if matches!(pick.by, By::Mapping | By::Subtype) {
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

/// By which values alternatives are picked, where both schemas have a discriminator.
pub(crate) struct Discriminated(HashMap<Place, Vec<String>>);

impl Discriminated {
    pub(crate) fn of(old: &Flat<'_>, new: &Flat<'_>) -> Self {
        let (was, is) = (old.discriminators(), new.discriminators());
        let both = was.first().zip(is.first());
        let picks =
            both.into_iter().flat_map(|(was, is)| [picks(was, old, is), picks(is, new, was)]).flatten();
        Self(picks.map(|pick| (pick.alternative.place, pick.values.into_keys().collect())).collect())
    }

    pub(crate) fn values(&self, alternative: &Node<'_>) -> Vec<String> {
        self.0.get(&alternative.place).cloned().unwrap_or_default()
    }
}

/// What says by which values an alternative is picked: the first of these that does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Mapping,
    /// What a subtype says of itself, by its name or by the values that it allows the property.
    Subtype,
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
    let mut by_place: HashMap<Place, usize> = HashMap::new();
    let mapping = discriminator.get("mapping");
    for (value, target) in mapping.iter().flat_map(Node::members) {
        let place = target.place.clone();
        let alternative = target.value.as_str().and_then(|name| target.mapped_schema(name)).unwrap_or(target);
        let index = *by_place.entry(alternative.place.clone()).or_insert(picks.len());
        if index == picks.len() {
            picks.push(Pick { alternative, by: By::Mapping, values: BTreeMap::new() });
        }
        if let Some(pick) = picks.get_mut(index) {
            pick.values.insert(value.to_owned(), place);
        }
    }
    let mapping_there = other.get("mapping").filter(|_| choices.is_empty());
    let named_there =
        mapping_there.iter().flat_map(Node::members).filter_map(|(_, target)| target.value.as_str());
    let named_there = named_there.filter_map(|name| discriminator.mapped_schema(name));
    let of_base = |part: &Node<'a>| part.place_of("discriminator") == discriminator.place;
    let base = schema.parts.iter().find(|part| of_base(part));
    let subtypes = base.map(Node::subtypes).unwrap_or_default();
    let is_base = |node: &Node<'a>| base.is_some_and(|base| base.place == node.place);
    let mut known: HashSet<Place> = picks.iter().map(|pick| pick.alternative.place.clone()).collect();
    let alternatives = choices.into_iter().flat_map(|choice| choice.alternatives).chain(named_there);
    let unmapped =
        alternatives.map(|node| (node, false)).chain(subtypes.into_iter().map(|node| (node, true)));
    for (alternative, is_subtype) in unmapped {
        if !known.insert(alternative.place.clone()) || is_base(&alternative) {
            continue;
        }
        // What the base says of all holds of none in particular.
        let mut flat = Flat::of(slice::from_ref(&alternative));
        flat.parts.retain(|part| !is_base(part));
        let place = if is_subtype { alternative.place.clone() } else { discriminator.place_of("mapping") };
        let listed = Flat::of(&resolved(flat.property(property(discriminator)))).values();
        let (by, values) = if let Some(values) = listed {
            let values =
                values.into_iter().filter_map(|value| Some((value.as_str()?.to_owned(), place.clone())));
            (By::Schema, values.collect())
        } else {
            let name = alternative.component_name().map(|name| (name, alternative.place.clone()));
            (By::Name, name.into_iter().collect())
        };
        picks.push(Pick { alternative, by: if is_subtype { By::Subtype } else { by }, values });
    }
    picks
}
