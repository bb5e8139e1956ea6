//! What a change of the document does on the wire, by one principle: a request may only accept more, a response may
//! only promise more.
//!
//! The comparison says for each difference whether the new document accepts less, more, or something else than
//! the old one; the side that it is on makes a verdict of that. What a server happens to do doesn't count,
//! what the documents say does. Where the principle leaves a choice, it is made for a generated, typed client, and
//! the reason is given beside the rule.

mod content;
mod operation;
mod parameter;
mod response;
mod schema;
mod security;
mod server;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    mem,
};

use collibra_client_gen::document::{
    json::Json,
    media_type::{Format, MediaType},
};

use super::{
    change::{Change, ChangeKind, Effect, Element, Side, Wire},
    node::{Node, Place, Sameness, Version},
};

/// Compares two documents, whatever they hold.
///
/// Every change comes once, with all operations that it reaches.
pub(crate) fn compare(old: &Json, new: &Json) -> Vec<Change> {
    let (old_root, new_root) = (Node::root(Version::Old, old), Node::root(Version::New, new));
    let mut walk = Walk {
        same: Sameness::of(old, new),
        scope: Scope { operation: String::new(), side: Side::Request, encoding: Encoding::Json },
        changes: BTreeMap::new(),
        seen: HashSet::new(),
        trial: None,
        tried: HashMap::new(),
        steps: 0,
    };
    walk.operations(&old_root, &new_root);
    walk.changes.into_values().flatten().collect()
}

/// How a value gets onto the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Encoding {
    /// As JSON, which distinguishes the types.
    Json,
    /// As text, as in a parameter or a form: each number is a string as well.
    Text,
    /// In a form that OpenAPI's types say little about, such as XML. The client carries it as it is.
    Opaque,
}

impl Encoding {
    fn of(media_type: &MediaType) -> Self {
        match media_type.format() {
            Format::Json | Format::Range => Self::Json,
            Format::Form | Format::Multipart => Self::Text,
            Format::Opaque => Self::Opaque,
        }
    }
}

/// Where the walk is.
#[derive(Clone, Debug)]
struct Scope {
    operation: String,
    side: Side,
    encoding: Encoding,
}

/// How two schemas relate, without the particulars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Relation {
    narrows: bool,
    widens: bool,
}

impl Relation {
    fn add(&mut self, effect: Effect) {
        match effect {
            Effect::Narrows => self.narrows = true,
            // A value with an optional member less or more is still accepted; but the schemas aren't equal.
            Effect::Widens | Effect::Drops | Effect::Adds => self.widens = true,
            Effect::Differs | Effect::Undecided | Effect::Requires => {
                *self = Self { narrows: true, widens: true }
            }
            // It isn't known to be harmless.
            Effect::Is(Wire::Review | Wire::Breaking) => *self = Self { narrows: true, widens: true },
            Effect::Is(_) => {}
        }
    }

    fn is_equal(self) -> bool {
        self == Self::default()
    }
}

/// Addresses of the schemas that are compared, of old and of new.
type Pair = (Vec<usize>, Vec<usize>);

/// More comparisons of two schemas than any real pair of documents needs: contrived ones end here.
const MOST_STEPS: usize = 2_000_000;

/// The way through both documents at once.
struct Walk<'a> {
    same: Sameness<'a>,
    scope: Scope,
    changes: BTreeMap<Place, Vec<Change>>,
    /// What has been compared in this scope: schemas refer to themselves.
    seen: HashSet<Pair>,
    /// While set, no change is kept, only its effect noted here.
    trial: Option<Relation>,
    /// What is known of two schemas: on the other side other properties count.
    tried: HashMap<(Pair, Side, Encoding), Relation>,
    steps: usize,
}

impl Walk<'_> {
    fn add(&mut self, place: Place, kind: ChangeKind, effect: Effect) {
        if let Some(trial) = &mut self.trial {
            trial.add(effect);
            return;
        }
        let known = self.changes.entry(place.clone()).or_default();
        let same = known.iter().position(|change| change.kind == kind && change.effect == effect);
        let index = same.unwrap_or_else(|| {
            known.push(Change::new(place, kind, effect));
            known.len() - 1
        });
        if let Some(change) = known.get_mut(index) {
            change.reach(&self.scope.operation, self.scope.side);
        }
    }

    fn added(&mut self, place: Place, element: Element, effect: Effect) {
        self.add(place, ChangeKind::Added(element), effect);
    }

    fn removed(&mut self, place: Place, element: Element, effect: Effect) {
        self.add(place, ChangeKind::Removed(element), effect);
    }

    /// What callers may use but don't have to: only without it something breaks.
    fn on_offer(&mut self, place: Place, element: Element, is_added: bool) {
        let wire = if is_added { Wire::Compatible } else { Wire::Breaking };
        self.add(place, ChangeKind::one_sided(element, is_added), Effect::Is(wire));
    }

    fn replaced(&mut self, place: Place, elements: [Element; 2], effect: Effect) {
        let [was, is] = elements;
        self.add(place, ChangeKind::Replaced(was, is), effect);
    }

    /// Does something in another scope.
    fn within(&mut self, side: Side, encoding: Encoding, compare: impl FnOnce(&mut Self)) {
        let scope = Scope { side, encoding, ..self.scope.clone() };
        let outer = mem::replace(&mut self.scope, scope);
        let seen = mem::take(&mut self.seen);
        compare(self);
        self.seen = seen;
        self.scope = outer;
    }
}
