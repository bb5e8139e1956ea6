//! `oneOf` and `anyOf`: which alternative of the old document is which of the new one, and what is left over.

use std::{collections::BTreeSet, slice};

use collibra_client_gen::document::json::Json;

use super::{Effect, Element, Flat, Node, Walk, discriminator::Discriminated, flat::Choice, resolved};

impl<'a> Walk<'a> {
    pub(crate) fn choices(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let (mut was, is) = (old.choices(), new.choices());
        let discriminated = Discriminated::of(old, new);
        for new in is {
            let same_kind = was.iter().position(|old| old.keyword == new.keyword);
            let old =
                same_kind.or(if was.is_empty() { None } else { Some(0) }).map(|index| was.remove(index));
            match old {
                Some(old) => self.alternatives(&old, &new, &discriminated),
                None => self.added(new.node.place.clone(), new.element(), Effect::Narrows),
            }
        }
        for old in was {
            self.removed(old.node.place.clone(), old.element(), Effect::Widens);
        }
    }

    fn alternatives(&mut self, old: &Choice<'a>, new: &Choice<'a>, discriminated: &Discriminated<'a>) {
        if old.keyword != new.keyword && !self.are_disjoint(new) {
            let effect = Effect::widens(new.keyword == "anyOf");
            self.replaced(new.node.place.clone(), [old.element(), new.element()], effect);
        }
        let (pairs, gone, added) = self.matched(&old.alternatives, &new.alternatives, discriminated);
        for (was, is) in pairs {
            self.schemas(vec![was], vec![is]);
        }
        for was in gone {
            // What another alternative takes is still taken, unless a value picks the one.
            if discriminated.is_so() || !new.alternatives.iter().any(|is| self.accepts(is, &was)) {
                let what = Element::Alternative(name(&was));
                self.removed(was.place, what, Effect::Narrows);
            }
        }
        for is in added {
            if discriminated.is_so() || !old.alternatives.iter().any(|was| self.accepts_reversed(was, &is)) {
                let what = Element::Alternative(name(&is));
                self.added(is.place, what, Effect::Widens);
            }
        }
    }

    /// Pairs of alternatives that are meant to be the same, then those left over on either side.
    #[allow(clippy::type_complexity, reason = "it is three lists, and has no other name")]
    fn matched(
        &mut self,
        old: &[Node<'a>],
        new: &[Node<'a>],
        discriminated: &Discriminated<'a>,
    ) -> (Vec<(Node<'a>, Node<'a>)>, Vec<Node<'a>>, Vec<Node<'a>>) {
        let (mut was, mut is) = (old.to_vec(), new.to_vec());
        let mut pairs = Vec::new();
        // From the surest sign to the weakest.
        let signs: [&dyn Fn(&mut Self, &Node<'a>, &Node<'a>) -> bool; 6] = [
            &|walk, was, is| walk.same.holds(was, is),
            &|_, was, is| was.component_name().is_some() && was.place.pointer == is.place.pointer,
            &|walk, was, is| walk.relation(slice::from_ref(was), slice::from_ref(is)).is_equal(),
            &|_, was, is| discriminated.by_same_value(was, is),
            &|_, was, is| was.str("title").is_some() && was.str("title") == is.str("title"),
            &|walk, was, is| was.component_name().or(is.component_name()).is_none() && walk.is_like(was, is),
        ];
        for sign in signs {
            let mut left = Vec::new();
            for old in was {
                match is.iter().position(|new| sign(self, &old, new)) {
                    Some(index) => pairs.push((old, is.remove(index))),
                    None => left.push(old),
                }
            }
            was = left;
        }
        (pairs, was, is)
    }

    /// Whether the one could be the other after an edit: of the same type, and for objects with a property in
    /// common.
    fn is_like(&mut self, old: &Node<'a>, new: &Node<'a>) -> bool {
        let (old, new) = (Flat::of(slice::from_ref(old)), Flat::of(slice::from_ref(new)));
        if old.types() != new.types() {
            return false;
        }
        let names = old.property_names();
        names.is_empty() || new.property_names().iter().any(|name| names.contains(name))
    }

    fn accepts(&mut self, new: &Node<'a>, old: &Node<'a>) -> bool {
        !self.relation(slice::from_ref(old), slice::from_ref(new)).narrows
    }

    fn accepts_reversed(&mut self, old: &Node<'a>, new: &Node<'a>) -> bool {
        !self.relation(slice::from_ref(old), slice::from_ref(new)).widens
    }

    /// A plain schema that has become a choice, or the reverse.
    pub(crate) fn wrapping(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let wraps = new.is_bare_choice();
        let choices = if wraps { new.choices() } else { old.choices() };
        let Some(choice) = choices.into_iter().next() else { return };
        let plain = if wraps { &old.parts } else { &new.parts };
        let mut relations = Vec::new();
        for alternative in &choice.alternatives {
            let alternative = slice::from_ref(alternative);
            relations.push(if wraps {
                self.relation(plain, alternative)
            } else {
                self.relation(alternative, plain)
            });
        }
        // As if the choice were the new document; the other way round it is the reverse.
        let inside =
            relations.iter().position(|relation| if wraps { !relation.narrows } else { !relation.widens });
        let around =
            relations.iter().all(|relation| if wraps { !relation.widens } else { !relation.narrows });
        let becomes_choice = if let Some(index) = inside {
            let others = choice.alternatives.iter().enumerate().filter(|(other, _)| *other != index);
            let overlap = wraps
                && choice.keyword == "oneOf"
                && !new.has_discriminator()
                && others
                    .into_iter()
                    .any(|(_, other)| !disjoint(&Flat::of(plain), &Flat::of(slice::from_ref(other))));
            // What several alternatives of a oneOf take is refused. That it was so far is no harm.
            if overlap { Effect::Differs } else { Effect::Widens }
        } else if around {
            Effect::Narrows
        } else {
            Effect::Differs
        };
        let effect = if wraps { becomes_choice } else { becomes_choice.reversed() };
        let (Some(plain), Some(new_place)) = (plain.first(), new.place()) else { return };
        let schema = Element::Schema(name(plain));
        if wraps {
            self.replaced(choice.node.place.clone(), [schema, choice.element()], effect);
        } else {
            self.replaced(new_place, [choice.element(), schema], effect);
        }
    }

    fn are_disjoint(&self, choice: &Choice<'a>) -> bool {
        let flats: Vec<Flat<'a>> =
            choice.alternatives.iter().map(|node| Flat::of(slice::from_ref(node))).collect();
        flats
            .iter()
            .enumerate()
            .all(|(index, one)| flats.iter().skip(index + 1).all(|other| disjoint(one, other)))
    }
}

/// Whether it can be shown that no value satisfies both.
fn disjoint(one: &Flat<'_>, other: &Flat<'_>) -> bool {
    let (Some(types), Some(others)) = (one.types(), other.types()) else { return false };
    let common: BTreeSet<&str> = types
        .iter()
        .chain(&others)
        .copied()
        .filter(|name| super::flat::has(&types, name) && super::flat::has(&others, name))
        .collect();
    if common.is_empty() {
        return true;
    }
    if let (Some(values), Some(other_values)) = (one.values(), other.values()) {
        return !values.iter().any(|value| other_values.contains(value));
    }
    common.iter().all(|name| *name == "object")
        && (lacks(one, other) || lacks(other, one) || {
            one.required().iter().any(|(name, _)| {
                let values = |flat: &Flat<'_>| -> Option<Vec<String>> {
                    let property = flat.property(name);
                    let values = Flat::of(&resolved(property)).values()?;
                    Some(values.into_iter().map(ToString::to_string).collect())
                };
                match (values(one), values(other)) {
                    (Some(values), Some(others)) => !values.iter().any(|value| others.contains(value)),
                    _ => false,
                }
            })
        })
}

/// Whether `one` requires a property that `other` refuses.
fn lacks(one: &Flat<'_>, other: &Flat<'_>) -> bool {
    let closed = other.of_keyword("additionalProperties").iter().any(|node| *node.value == Json::Bool(false));
    closed && one.required().iter().any(|(name, _)| other.property(name).is_empty())
}

/// What a schema is known by: its component, its title, its type or its text.
pub(crate) fn name(node: &Node<'_>) -> String {
    let said = || node.str("title").or_else(|| node.str("type")).map(str::to_owned);
    node.component_name().or_else(said).unwrap_or_else(|| node.value.to_string())
}
