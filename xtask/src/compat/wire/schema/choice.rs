//! `oneOf` and `anyOf`: which alternative of the old document is which of the new one, and what is left over.

use std::{collections::HashMap, slice};

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

    fn alternatives(&mut self, old: &Choice<'a>, new: &Choice<'a>, discriminated: &Discriminated) {
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
        &self,
        old: &[Node<'a>],
        new: &[Node<'a>],
        discriminated: &Discriminated,
    ) -> (Vec<(Node<'a>, Node<'a>)>, Vec<Node<'a>>, Vec<Node<'a>>) {
        let mut matching = Matching { was: old.to_vec(), is: new.to_vec(), pairs: Vec::new() };
        let text = |node: &Node<'a>| vec![node.value.to_string()];
        let component = |node: &Node<'a>| {
            node.component_name().map(|_| node.place.pointer.as_str().to_owned()).into_iter().collect()
        };
        let title = |node: &Node<'a>| node.str("title").map(str::to_owned).into_iter().collect();
        // From the surest sign to the weakest.
        matching.by(text, |was, is| self.same.holds(was, is));
        matching.by(component, |_, _| true);
        matching.by(text, |_, _| true);
        matching.by(|node| discriminated.values(node), |_, _| true);
        matching.by(title, |_, _| true);
        let unnamed = |nodes: &[Node<'a>]| {
            let unnamed = nodes.iter().filter(|node| node.component_name().is_none());
            unnamed.count() <= MOST_UNNAMED
        };
        if unnamed(&matching.was) && unnamed(&matching.is) {
            let unnamed = |node: &Node<'a>| match node.component_name() {
                Some(_) => Vec::new(),
                None => vec![String::new()],
            };
            matching.by(unnamed, is_like);
        }
        (matching.pairs, matching.was, matching.is)
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

/// Of more alternatives without a name, none is taken for the edit of another.
const MOST_UNNAMED: usize = 200;

/// Alternatives on both sides, and the pairs that were found.
struct Matching<'a> {
    was: Vec<Node<'a>>,
    is: Vec<Node<'a>>,
    pairs: Vec<(Node<'a>, Node<'a>)>,
}

impl<'a> Matching<'a> {
    /// Pairs those that have a key in common, and of which this holds.
    fn by(&mut self, keys: impl Fn(&Node<'a>) -> Vec<String>, holds: impl Fn(&Node<'a>, &Node<'a>) -> bool) {
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, new) in self.is.iter().enumerate() {
            for key in keys(new) {
                by_key.entry(key).or_default().push(index);
            }
        }
        let mut free: Vec<Option<Node<'a>>> = std::mem::take(&mut self.is).into_iter().map(Some).collect();
        for old in std::mem::take(&mut self.was) {
            let mut found = None;
            for key in keys(&old) {
                let Some(known) = by_key.get_mut(&key) else { continue };
                known.retain(|index| free[*index].is_some());
                found = known
                    .iter()
                    .copied()
                    .find(|index| free[*index].as_ref().is_some_and(|new| holds(&old, new)));
                if found.is_some() {
                    break;
                }
            }
            match found.and_then(|index| free[index].take()) {
                Some(new) => self.pairs.push((old, new)),
                None => self.was.push(old),
            }
        }
        self.is = free.into_iter().flatten().collect();
    }
}

/// Whether the one could be the other after an edit: of the same type, and for objects with a property in common.
fn is_like(old: &Node<'_>, new: &Node<'_>) -> bool {
    let (old, new) = (Flat::of(slice::from_ref(old)), Flat::of(slice::from_ref(new)));
    if old.types() != new.types() {
        return false;
    }
    let names = old.property_names();
    names.is_empty() || new.property_names().iter().any(|name| names.contains(name))
}

/// What a schema is known by: its component, its title, its type or its text.
pub(crate) fn name(node: &Node<'_>) -> String {
    let said = || node.str("title").or_else(|| node.str("type")).map(str::to_owned);
    node.component_name().or_else(said).unwrap_or_else(|| node.value.to_string())
}
