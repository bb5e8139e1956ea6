//! Members of the same key: one if they are equal, a conflict if not.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::difference::Difference;
use super::key::Key;
use super::{MergeReason, difference};
use crate::diagnostic::{Diagnostic, Location};
use crate::document::grammar::Kind;
use crate::document::json::{Json, Object};
use crate::document::pointer::Pointer;
use crate::document::walk::{Site, sites};

/// What a document says a member is.
pub(super) struct Reading<'a> {
    /// The document's name.
    pub(super) document: &'a str,
    /// Where it says so. That can be another place than the merged document's: a root's `security` is one of
    /// each operation.
    pub(super) pointer: Pointer,
    /// The member; owned if no document holds it just like that.
    pub(super) value: Cow<'a, Json>,
}

impl Reading<'_> {
    /// The place of this member.
    pub(super) fn location(&self) -> Location {
        self.below(&Pointer::default())
    }

    fn below(&self, below: &Pointer) -> Location {
        Location::Pointer { document: self.document.to_owned(), pointer: self.pointer.join(below) }
    }
}

/// Every object of a known kind in the members, with what finds out where a document has it.
pub(super) fn objects<'m>(
    members: &'m Members<'_>,
) -> impl Iterator<Item = (Kind, &'m Object, impl Fn() -> Location + use<'m>)> + use<'m> {
    let held = members.iter().filter_map(|(key, reading)| Some((reading, key.holds()?)));
    held.flat_map(|(reading, holds)| {
        sites(&reading.value, holds).map(move |site| {
            let Site { kind, object, pointer } = site;
            (kind, object, move || reading.below(&pointer))
        })
    })
}

/// The members of the merged document.
pub(super) type Members<'a> = BTreeMap<Key<'a>, Reading<'a>>;

/// The members of all documents.
#[derive(Default)]
pub(super) struct Union<'a> {
    /// The different readings of each member.
    readings: BTreeMap<Key<'a>, Vec<Reading<'a>>>,
    /// Members that have the wrong shape.
    malformed: Vec<Diagnostic<MergeReason>>,
}

/// How many readings a new one is compared to. Each further one that differs from these is listed on its own,
/// so that thousands of documents that all disagree don't take forever to say so.
const COMPARED: usize = 8;

impl<'a> Union<'a> {
    pub(super) fn add(&mut self, key: Key<'a>, reading: Reading<'a>) {
        let readings = self.readings.entry(key).or_default();
        if readings.iter().take(COMPARED).all(|known| known.value != reading.value) {
            readings.push(reading);
        }
    }

    pub(super) fn malformed(&mut self, expected: &'static str, at: Location) {
        self.malformed.push(Diagnostic::new(MergeReason::Malformed(expected), [at]));
    }

    /// One reading of each member, and what is wrong with the others.
    pub(super) fn into_members(self) -> (Members<'a>, Vec<Diagnostic<MergeReason>>) {
        let mut problems = self.malformed;
        let mut members = Members::new();
        for (key, readings) in self.readings {
            problems.extend(conflict(&key, &readings));
            members.extend(readings.into_iter().next().map(|reading| (key, reading)));
        }
        (members, problems)
    }
}

fn conflict(key: &Key<'_>, readings: &[Reading<'_>]) -> Option<Diagnostic<MergeReason>> {
    let [one, another, ..] = readings else { return None };
    let values = || {
        let values: BTreeSet<_> =
            readings.iter().map(|reading| difference::describe(Some(&reading.value))).collect();
        values.into_iter().collect()
    };
    let reason = match key.tokens()[..] {
        ["info", "title"] => MergeReason::Titles(values()),
        ["info", "version"] => MergeReason::Versions(values()),
        _ => {
            let Difference { pointer, one, another } = difference::first(&one.value, &another.value);
            MergeReason::Conflict { pointer: key.pointer(), difference: pointer, one, another }
        }
    };
    Some(Diagnostic::new(reason, readings.iter().map(|reading| reading.location())))
}
