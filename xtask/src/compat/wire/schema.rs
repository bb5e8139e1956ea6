//! Two schemas: which values the one allows and the other doesn't.
//!
//! A schema is compared as what it comes to: references resolved, `allOf` flattened, a choice of one taken for
//! the one. What it says on the way there, such as a component's name, never gets onto the wire.

mod choice;
mod discriminator;
mod flat;
mod object;
mod scalar;

pub(super) use self::{choice::name, flat::Flat};
use super::{ChangeKind, Effect, Element, Encoding, MOST_STEPS, Node, Pair, Place, Walk, Wire};
use crate::compat::{change::Allowed, witness::WITHIN};

impl<'a> Walk<'a> {
    /// Two schemas, each given as parts that a value must satisfy together; without any part it allows anything.
    pub(crate) fn schemas(&mut self, old: Vec<Node<'a>>, new: Vec<Node<'a>>) {
        let (old, new) = (resolved(old), resolved(new));
        if let ([old], [new]) = (old.as_slice(), new.as_slice())
            && self.same.holds(old, new)
        {
            return;
        }
        if (old.is_empty() && new.is_empty()) || !self.seen.insert(addresses(&old, &new)) {
            return;
        }
        self.steps += 1;
        let (was, is) = (Flat::of(&old), Flat::of(&new));
        if self.steps > MOST_STEPS || was.is_opaque() || is.is_opaque() {
            return self.opaque(&was, &is);
        }
        if was.is_bare_choice() != is.is_bare_choice() && !was.is_anything() && !is.is_anything() {
            return self.wrapping(&was, &is);
        }
        if !self.types(&was, &is) {
            return;
        }
        self.scalars(&was, &is);
        self.objects(&was, &is);
        self.array_items(&was, &is);
        self.choices(&was, &is);
        self.negations(&was, &is);
        self.discriminators(&was, &is);
        self.unknown_keywords(&was, &is);
    }

    /// References that lead nowhere, or too much to look at.
    fn opaque(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let is_whole = self.steps <= MOST_STEPS && !old.is_truncated() && !new.is_truncated();
        let same = is_whole
            && old.parts.len() == new.parts.len()
            && old.parts.iter().zip(&new.parts).all(|(old, new)| self.same.holds(old, new));
        if !same && let Some(place) = new.place().or_else(|| old.place()) {
            let [was, is] = [old, new].map(|flat| flat.parts.first().map(|part| part.value.clone()));
            self.add(place, ChangeKind::Unreadable { was, is }, Effect::Undecided);
        }
    }

    fn array_items(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let items = |flat: &Flat<'a>| flat.of_keyword("items");
        let (was, is) = (items(old), items(new));
        if old.is_array() && new.is_array() || !was.is_empty() && !is.is_empty() {
            self.items(was, is);
        }
    }

    /// The schemas of an array's items, either of which may be missing.
    fn items(&mut self, old: Vec<Node<'a>>, new: Vec<Node<'a>>) {
        let anything = |nodes: &[Node<'a>]| Flat::of(&resolved(nodes.to_vec())).is_anything();
        let (said, elements, effect) = match (anything(&old), anything(&new)) {
            (true, true) => return,
            (false, false) => return self.at(WITHIN, |walk| walk.schemas(old, new)),
            (true, false) => (new, [Allowed::Anything, Allowed::Schema], Effect::Narrows),
            (false, true) => (old, [Allowed::Schema, Allowed::Anything], Effect::Widens),
        };
        if let Some(node) = said.into_iter().next() {
            self.at(WITHIN, |walk| walk.replaced(node.place, elements.map(Element::Items), effect));
        }
    }

    /// What is under a `not` counts the other way round.
    fn negations(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        let (was, is) = (old.of_keyword("not"), new.of_keyword("not"));
        let effect = match (was.as_slice(), is.as_slice()) {
            ([], []) => return,
            ([], _) => Effect::Narrows,
            (_, []) => Effect::Widens,
            ([was], [is]) if self.same.holds(was, is) => return,
            _ => Effect::Undecided,
        };
        let Some(place) = is.first().or(was.first()).map(|node| node.place.clone()) else { return };
        let [was, is] = [was, is].map(|not| not.first().map(|node| node.value.clone()));
        self.add(place, ChangeKind::keyword("not", was, is), effect);
    }

    /// Keywords that this comparison, or OpenAPI 3.0, doesn't know: they may mean something to somebody.
    fn unknown_keywords(&mut self, old: &Flat<'a>, new: &Flat<'a>) {
        // It says how XML is written, and nothing about other bodies.
        let xml = (self.scope.encoding == Encoding::Opaque).then_some("xml");
        for keyword in old.unknown_keywords().chain(new.unknown_keywords()).chain(xml) {
            let [was, is] = [old, new].map(|flat| flat.of_keyword_as_is(keyword).into_iter().next());
            let Some(place) = is.as_ref().or(was.as_ref()).map(|node| node.place.clone()) else { continue };
            let [was, is] = [was, is].map(|node| node.map(|node| node.value.clone()));
            if was != is {
                let is_known = keyword == "xml";
                let effect = if is_known { Effect::Undecided } else { Effect::Is(Wire::Review) };
                self.add(place, ChangeKind::keyword(keyword, was, is), effect);
            }
        }
    }
}

fn resolved(parts: Vec<Node<'_>>) -> Vec<Node<'_>> {
    parts.into_iter().map(Node::resolved).collect()
}

fn addresses(old: &[Node<'_>], new: &[Node<'_>]) -> Pair {
    let addresses = |parts: &[Node<'_>]| parts.iter().map(Node::address).collect();
    (addresses(old), addresses(new))
}
