//! What a change of the document does on the wire, by one principle: a request may only accept more, a reply may
//! only promise more.
//!
//! The comparison tells for each difference whether the new document accepts less, more, or something else than
//! the old one; the side on which it stands makes a verdict of that. What a server happens to do doesn't count,
//! what the documents say does. Where the principle leaves a choice, it is made for a generated, typed client, and
//! the reason stands beside the rule.

mod content;
mod operation;
mod parameter;
mod response;
mod schema;
mod security;
mod server;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    mem,
};

use collibra_client_gen::document::json::Json;
use indexmap::IndexMap;

pub(crate) use self::operation::{anonymous, name as operation_name};
use super::{
    change::{Change, Rust, Wire},
    node::{Node, Place, Sameness, Version},
};

/// Compares two documents, whatever they hold.
///
/// Every change is told once, with all operations that it reaches.
pub(crate) fn compare(old: &Json, new: &Json) -> Vec<Change> {
    let (old_root, new_root) = (Node::root(Version::Old, old), Node::root(Version::New, new));
    let mut walk = Walk {
        same: Sameness::of(old, new),
        scope: Scope { operation: String::new(), side: Side::Request, encoding: Encoding::Json },
        told: IndexMap::new(),
        seen: HashSet::new(),
        trial: None,
        tried: HashMap::new(),
        steps: 0,
    };
    walk.operations(&old_root, &new_root);
    walk.told.into_iter().map(|(finding, told)| told.into_change(finding)).collect()
}

/// Who reads what is described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Side {
    /// The server: it must go on to accept what the client sends.
    Request,
    /// The client: it must go on to understand what the server sends.
    Reply,
}

impl Side {
    /// In a callback the server sends the request.
    fn reversed(self) -> Self {
        match self {
            Self::Request => Self::Reply,
            Self::Reply => Self::Request,
        }
    }
}

/// How a value gets onto the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Encoding {
    /// As JSON, which tells the types apart.
    Json,
    /// As text, as in a parameter or a form: each number is a string as well.
    Text,
    /// In a form that OpenAPI's types say little about, such as XML. The client carries it as it is.
    Opaque,
}

/// Where the walk is.
#[derive(Clone, Debug)]
struct Scope {
    operation: String,
    side: Side,
    encoding: Encoding,
}

/// What a difference does to what is accepted or promised there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Effect {
    /// The new document allows less.
    Narrows,
    /// The new document allows more.
    Widens,
    /// The new document allows something else.
    Differs,
    /// Which of these can't be decided.
    Undecided,
    /// Something optional isn't described any more.
    Drops,
    /// Something optional is described now.
    Adds,
    /// Something new is described now, and must be there.
    Requires,
    /// The verdict is the same on both sides.
    Is(Wire),
}

impl Effect {
    fn verdict(self, side: Side) -> (Wire, &'static str) {
        match (self, side) {
            (Self::Narrows, Side::Request) => (Wire::Breaking, "a request that was valid may be refused"),
            (Self::Narrows, Side::Reply) => (Wire::Compatible, "replies promise more"),
            (Self::Widens, Side::Request) => (Wire::Compatible, "requests that are valid stay valid"),
            (Self::Widens, Side::Reply) => {
                (Wire::Breaking, "a reply may hold what this client was told it wouldn't")
            }
            (Self::Differs, Side::Request) => (Wire::Breaking, "what was sent so far may be refused"),
            (Self::Differs, Side::Reply) => (Wire::Breaking, "replies are other than this client expects"),
            (Self::Undecided, _) => (Wire::Review, "whether what was valid stays so can't be decided"),
            (Self::Drops, Side::Request) => {
                (Wire::Review, "a server may ignore it, or refuse what it doesn't know")
            }
            (Self::Drops, Side::Reply) => (Wire::Review, "a caller that reads it finds nothing any more"),
            (Self::Adds, Side::Request) => (Wire::Compatible, "callers may go on without it"),
            (Self::Adds, Side::Reply) => (Wire::Compatible, "a client passes over what it doesn't know"),
            (Self::Requires, Side::Request) => (Wire::Breaking, "a request without it is refused"),
            (Self::Requires, Side::Reply) => Self::Adds.verdict(side),
            (Self::Is(wire), _) => (wire, ""),
        }
    }

    /// The same difference, seen from the other document or under a `not`.
    fn reversed(self) -> Self {
        match self {
            Self::Narrows => Self::Widens,
            Self::Widens => Self::Narrows,
            Self::Drops => Self::Adds,
            Self::Adds => Self::Drops,
            same => same,
        }
    }
}

/// A difference, as it is told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Finding {
    place: Place,
    was: String,
    is: String,
    effect: Effect,
    /// In place of what the effect says.
    why: Option<&'static str>,
}

impl Finding {
    fn new(place: Place, was: impl Into<String>, is: impl Into<String>, effect: Effect) -> Self {
        Self { place, was: was.into(), is: is.into(), effect, why: None }
    }

    fn because(mut self, why: &'static str) -> Self {
        self.why = Some(why);
        self
    }
}

/// Whom a finding reaches.
#[derive(Debug, Default)]
struct Told {
    operations: BTreeSet<String>,
    sides: BTreeSet<Side>,
}

impl Told {
    fn into_change(self, finding: Finding) -> Change {
        let verdicts: BTreeMap<Wire, (Side, &str)> = self
            .sides
            .iter()
            .map(|side| (*side, finding.effect.verdict(*side)))
            .map(|(side, (wire, why))| (wire, (side, why)))
            .collect();
        let (wire, why) = match verdicts.iter().next_back() {
            Some((wire, (_, why))) if verdicts.len() == 1 => (*wire, finding.why.unwrap_or(why).to_owned()),
            // Good for the one side is bad for the other: the worse is told.
            Some((wire, (side, why))) => {
                let side = if *side == Side::Request { "requests" } else { "replies" };
                (*wire, format!("in {side}, {}", finding.why.unwrap_or(why)))
            }
            None => (Wire::None, String::new()),
        };
        Change {
            wire,
            rust: Rust::None,
            place: finding.place,
            was: finding.was,
            is: finding.is,
            why,
            operations: self.operations,
        }
    }
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
    told: IndexMap<Finding, Told>,
    /// What has been compared in this scope: schemas refer to themselves.
    seen: HashSet<Pair>,
    /// While set, nothing is told, only noted here.
    trial: Option<Relation>,
    /// What is known of two schemas: on the other side other properties count.
    tried: HashMap<(Pair, Side, Encoding), Relation>,
    steps: usize,
}

impl<'a> Walk<'a> {
    fn tell(&mut self, finding: Finding) {
        if let Some(trial) = &mut self.trial {
            trial.add(finding.effect);
            return;
        }
        let told = self.told.entry(finding).or_default();
        told.operations.insert(self.scope.operation.clone());
        told.sides.insert(self.scope.side);
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

/// A value as it is told: on one line, and not too long.
pub(crate) fn shown(value: &Json) -> String {
    const MOST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
