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
    collections::{BTreeMap, HashSet},
    mem,
};

use collibra_client_gen::document::{
    json::Json,
    media_type::{Format, MediaType},
};

use super::{
    change::{Change, ChangeKind, Effect, Element, Side, Wire},
    node::{Node, Place, Sameness, Version},
    witness::{self, Path},
};

/// Compares two documents, whatever they hold.
///
/// Every change comes once, with all operations that it reaches.
pub(crate) fn compare<'a>(old: &'a Json, new: &'a Json) -> Compared<'a> {
    let (old_root, new_root) = (Node::root(Version::Old, old), Node::root(Version::New, new));
    let scope = Scope { operation: String::new(), side: Side::Request, encoding: Encoding::Json };
    let mut walk = Walk {
        same: Sameness::of(old, new),
        scope,
        changes: BTreeMap::new(),
        seen: HashSet::new(),
        spots: Vec::new(),
        spot: None,
        path: Path::new(),
        steps: 0,
    };
    walk.operations(&old_root, &new_root);
    Compared { changes: walk.changes.into_values().flatten().collect(), spots: walk.spots, same: walk.same }
}

/// What the rules found.
pub(crate) struct Compared<'a> {
    pub(crate) changes: Vec<Change>,
    /// Where values are described that may be others now.
    pub(crate) spots: Vec<Spot<'a>>,
    pub(crate) same: Sameness<'a>,
}

/// A body, parameter or header, with its schemas.
pub(crate) struct Spot<'a> {
    pub(crate) operation: String,
    pub(crate) of: Element,
    pub(crate) scope: witness::Scope,
    /// Whether OpenAPI's types say little about the value, so that none can be an example.
    pub(crate) is_opaque: bool,
    pub(crate) old: Option<Node<'a>>,
    pub(crate) new: Option<Node<'a>>,
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
            _ if media_type.is_described_as_json() => Self::Json,
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
    spots: Vec<Spot<'a>>,
    /// The one that the walk is in, and the way from there.
    spot: Option<usize>,
    path: Path,
    steps: usize,
}

impl<'a> Walk<'a> {
    fn add(&mut self, place: Place, kind: ChangeKind, effect: Effect) {
        let known = self.changes.entry(place.clone()).or_default();
        let same = known.iter().position(|change| change.kind == kind && change.effect == effect);
        let index = same.unwrap_or_else(|| {
            known.push(Change::new(place, kind, effect));
            known.len() - 1
        });
        if let Some(change) = known.get_mut(index) {
            change.reach(&self.scope.operation, self.scope.side);
            change.sites.extend(self.spot.map(|spot| (spot, self.path.clone())));
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

    /// Compares the schemas of a body, parameter or header; a missing one allows anything.
    fn described(
        &mut self,
        of: Element,
        encoding: Encoding,
        [old, new]: [Option<Node<'a>>; 2],
        compare: impl FnOnce(&mut Self),
    ) {
        let side = self.scope.side;
        let (operation, text) = (self.scope.operation.clone(), encoding == Encoding::Text);
        let scope = witness::Scope { side, text, list: text };
        let is_opaque = encoding == Encoding::Opaque;
        self.spots.push(Spot { operation, of, scope, is_opaque, old, new });
        let outer = self.spot.replace(self.spots.len() - 1);
        self.within(side, encoding, compare);
        self.spot = outer;
    }

    /// Does something with a value within the one that the walk is at.
    fn at(&mut self, step: &str, compare: impl FnOnce(&mut Self)) {
        self.path.push(step.to_owned());
        compare(self);
        self.path.pop();
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
