//! Evidence for what two schemas mean to those who send and read values: a value that was valid and is refused, or that
//! may come and wasn't expected; or else that there is none.
//!
//! It knows nothing of the rules that compare documents. It takes two schemas of a place, takes them apart as far as
//! what is within can be looked at on its own, and looks at each pair in two ways: the algebra of schemas may show
//! that nothing is refused, and a search with a fixed seed tries values, which a validator judges.

mod candidates;
mod judge;
mod keyword;
mod parts;
mod search;
mod shrink;
mod text;
mod translate;

use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use collibra_client_gen::document::{json::Json, pointer::Pointer};

pub(crate) use self::{
    judge::{Refusal, Strength},
    search::Example,
};
use self::{parts::has_flag, search::Search, translate::Apart};
use super::{
    change::Side,
    node::{Node, Sameness},
};

/// How a value gets from one to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Scope {
    pub(crate) side: Side,
    /// As text, as in a parameter, where `5` is a string as well.
    pub(crate) text: bool,
    /// Whether one value may be a list of one.
    pub(crate) list: bool,
}

/// From the value of a place to one within: a property's name, or [`WITHIN`].
pub(crate) type Path = Vec<String>;

/// The step from a list to its items, or from a map to its values.
pub(crate) const WITHIN: &str = "*";

/// What is known of a pair of schemas.
#[derive(Debug)]
pub(crate) struct Evidence {
    pub(crate) outcome: Outcome,
    /// Whether the two mean the same; nothing is known if it isn't so.
    pub(crate) same: bool,
    /// Where the schemas are that it is about, in either document.
    pub(crate) places: BTreeSet<Pointer>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// It is shown that nothing is refused.
    Safe,
    /// The only values that are refused have properties that nobody describes.
    SafeIfDescribed(Option<Example>),
    /// Values that are refused.
    Breaks(Vec<Example>),
    /// Neither; if there is a value that is refused, it has a property that nobody describes.
    Open(Option<Example>),
    /// It wasn't looked at: a part isn't understood, or it is too much.
    NotJudged,
}

/// Evidence of both documents, each pair of schemas looked at once.
pub(crate) struct Witness<'w, 'a> {
    same: &'w Sameness<'a>,
    known: HashMap<(usize, usize, Scope), Rc<Evidence>>,
    search: Search,
}

/// A pair of schemas within a place.
pub(crate) struct Finding {
    /// The way to it from the place's value.
    pub(crate) path: Path,
    /// Other ways to it, which are followed no further.
    pub(crate) also: Vec<Path>,
    pub(crate) evidence: Rc<Evidence>,
    /// Where the pair is referred to, or is.
    pub(crate) places: Vec<Pointer>,
}

impl<'w, 'a> Witness<'w, 'a> {
    pub(crate) fn new(same: &'w Sameness<'a>) -> Self {
        Self { same, known: HashMap::new(), search: Search::default() }
    }

    /// What is known of the schemas of a place, in both documents; a missing one allows anything.
    pub(crate) fn look(
        &mut self,
        old: Option<&Node<'a>>,
        new: Option<&Node<'a>>,
        scope: Scope,
    ) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut open = vec![(Path::new(), old.cloned(), new.cloned(), scope)];
        let mut seen: HashMap<(usize, usize), Option<usize>> = HashMap::new();
        while let Some((path, old, new, scope)) = open.pop() {
            let address = |node: &Option<Node<'a>>| node.clone().map_or(0, |node| node.resolved().address());
            let key = (address(&old), address(&new), scope);
            if let Some(known) = seen.get(&(key.0, key.1)) {
                if let Some(number) = known {
                    let known: &mut Finding = &mut found[*number];
                    known.also.push(path);
                }
                continue;
            }
            let is_same = old.as_ref().zip(new.as_ref()).is_some_and(|(old, new)| self.same.holds(old, new));
            seen.insert((key.0, key.1), (!is_same).then_some(found.len()));
            if is_same {
                continue;
            }
            let inner = old.as_ref().zip(new.as_ref()).and_then(|(old, new)| apart(old, new, scope));
            let inner = inner.unwrap_or_default();
            let known = self.known.get(&key).map(Rc::clone);
            let evidence = known.unwrap_or_else(|| {
                let apart: Apart = inner.iter().map(|(step, ..)| step.clone()).collect();
                Rc::new(self.search.look([old.as_ref(), new.as_ref()], scope, &apart))
            });
            self.known.insert(key, Rc::clone(&evidence));
            let places = old.iter().chain(&new).map(|node| node.place.pointer.clone()).collect();
            found.push(Finding { path: path.clone(), also: Vec::new(), evidence, places });
            open.extend(inner.into_iter().map(|(step, old, new)| {
                // A list in a list can't be written.
                let scope = Scope { list: scope.list && step != WITHIN, ..scope };
                ([path.as_slice(), &[step]].concat(), Some(old), Some(new), scope)
            }));
        }
        found
    }
}

/// Pairs of schemas within two that can be looked at on their own, by the step to each: those of two plain objects or
/// lists.
fn apart<'a>(old: &Node<'a>, new: &Node<'a>, scope: Scope) -> Option<Vec<(String, Node<'a>, Node<'a>)>> {
    let (was, is) = (Plain::of(old)?, Plain::of(new)?);
    let kept_back = if scope.side == Side::Request { "readOnly" } else { "writeOnly" };
    // What isn't named in one may be in the other.
    let names =
        |plain: &Plain<'a>| plain.children.iter().map(|(step, _)| step.clone()).collect::<BTreeSet<_>>();
    let has_same_names = names(&was) == names(&is);
    let inner =
        was.children.iter().filter(|(step, _)| step != WITHIN || has_same_names).filter_map(|(step, old)| {
            let new = is.children.iter().find(|(other, _)| other == step)?.1.clone();
            // Where only one is sent, there is nothing to compare.
            (!has_flag(old, kept_back) && !has_flag(&new, kept_back))
                .then(|| (step.clone(), old.clone(), new))
        });
    Some(inner.collect())
}

/// An object or a list whose parts don't depend on each other.
struct Plain<'a> {
    children: Vec<(String, Node<'a>)>,
}

impl<'a> Plain<'a> {
    fn of(schema: &Node<'a>) -> Option<Self> {
        let mut parts = Vec::new();
        let mut open = vec![schema.clone()];
        while let Some(part) = open.pop() {
            let part = part.resolved();
            let alone = ["oneOf", "anyOf", "not", "discriminator", "enum", "const", "$ref"];
            if parts.len() > 200 || alone.iter().any(|keyword| part.get(keyword).is_some()) {
                return None;
            }
            open.extend(part.get("allOf").iter().flat_map(Node::items));
            parts.push(part);
        }
        let of_type = parts.iter().find_map(|part| part.str("type"))?;
        let mut children: Vec<(String, Node<'a>)> = Vec::new();
        match of_type {
            "object" => {
                for part in &parts {
                    let properties = part.get("properties");
                    children.extend(
                        properties.iter().flat_map(Node::members).map(|(name, node)| (name.to_owned(), node)),
                    );
                }
                let others: Vec<_> =
                    parts.iter().filter_map(|part| part.get("additionalProperties")).collect();
                match others.as_slice() {
                    [] => {}
                    [_] if parts.len() > 1 => return None,
                    [one] if matches!(one.value, Json::Object(_)) => {
                        children.push((WITHIN.to_owned(), one.clone()));
                    }
                    [_] => {}
                    _ => return None,
                }
            }
            "array" => {
                let items = parts.iter().filter_map(|part| part.get("items"));
                children.extend(items.map(|items| (WITHIN.to_owned(), items)));
            }
            _ => return None,
        }
        let steps: BTreeSet<&String> = children.iter().map(|(step, _)| step).collect();
        (steps.len() == children.len()).then_some(Self { children })
    }
}
