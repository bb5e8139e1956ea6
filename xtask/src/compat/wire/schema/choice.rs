//! `oneOf` and `anyOf`: which alternative of the old document is which of the new one, and what is left over.

use std::slice;

use super::{Effect, Element, Flat, Node, Walk, discriminator::Discriminated, flat::Choice};

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
        if old.keyword != new.keyword {
            let effect = Effect::widens(new.keyword == "anyOf");
            self.replaced(new.node.place.clone(), [old.element(), new.element()], effect);
        }
        let (pairs, gone, added) = self.matched(&old.alternatives, &new.alternatives, discriminated);
        for (was, is) in pairs {
            self.schemas(vec![was], vec![is]);
        }
        for was in gone {
            let what = Element::Alternative(name(&was));
            self.removed(was.place, what, Effect::Narrows);
        }
        for is in added {
            let what = Element::Alternative(name(&is));
            self.added(is.place, what, Effect::Widens);
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
            &|_, was, is| was.value == is.value,
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

    /// A plain schema that has become a choice, or the reverse: what that means isn't said by any keyword.
    pub(crate) fn wrapping(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let wraps = new.is_bare_choice();
        let choices = if wraps { new.choices() } else { old.choices() };
        let Some(choice) = choices.into_iter().next() else { return };
        let plain = if wraps { &old.parts } else { &new.parts };
        let (Some(plain), Some(new_place)) = (plain.first(), new.place()) else { return };
        let schema = Element::Schema(name(plain));
        if wraps {
            self.replaced(choice.node.place.clone(), [schema, choice.element()], Effect::Undecided);
        } else {
            self.replaced(new_place, [choice.element(), schema], Effect::Undecided);
        }
    }
}

/// What a schema is known by: its component, its title, its type or its text.
pub(crate) fn name(node: &Node<'_>) -> String {
    let said = || node.str("title").or_else(|| node.str("type")).map(str::to_owned);
    node.component_name().or_else(said).unwrap_or_else(|| node.value.to_string())
}
