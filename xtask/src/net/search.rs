//! The smallest part of a document that must be left out, by trying: first what the diagnostics point at, then by halves.

use std::collections::{BTreeMap, BTreeSet};

use collibra_client_gen::Parts;

use super::trial::{Outcome, Refusal};
use crate::outcome::Failure;

/// How often the diagnostics are asked again, once what they pointed at is left out: one stage after the other refuses.
const MOST_ROUNDS: usize = 12;

/// Of more parts than this, those that a diagnostic of their own points at are believed to be needed.
const MOST_CHECKED: usize = 32;

/// A part of a document that must be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caught {
    /// As [`hold`](collibra_client_gen::Decisions::hold) takes it.
    pub(crate) entry: String,
    /// Why there is no client with it, on a line.
    pub(crate) reason: String,
}

/// Tries what becomes of leaving these out.
type Try<'a> = dyn FnMut(&BTreeSet<String>) -> Result<Outcome, Failure> + 'a;

pub(super) struct Search<'a> {
    parts: &'a Parts,
    attempt: &'a mut Try<'a>,
    known: BTreeMap<BTreeSet<String>, Outcome>,
}

/// What the diagnostics point at.
#[derive(Default)]
struct Pointed {
    /// With a diagnostic of its own, and its reason.
    alone: BTreeMap<String, String>,
    /// Together with others.
    together: Vec<String>,
}

impl<'a> Search<'a> {
    /// In these parts, with what is known of leaving out nothing.
    pub(super) fn new(parts: &'a Parts, first: Outcome, attempt: &'a mut Try<'a>) -> Self {
        Self { parts, attempt, known: BTreeMap::from([(BTreeSet::new(), first)]) }
    }

    /// What to leave out, each with the reason why it must be. Nothing if there is no client in any case.
    pub(super) fn run(mut self) -> Result<Option<Vec<Caught>>, Failure> {
        let Pointed { alone, together } = self.pointed()?;
        let base: BTreeSet<String> = alone.keys().cloned().collect();
        let Some(candidates) = self.enough(&base, together)? else { return Ok(None) };
        let mut found = self.narrow(&base, candidates)?;
        found.extend(base);
        // To leave out more may do worse, so that not all of these need be needed.
        let (is_few, mut caught) = (found.len() <= MOST_CHECKED, Vec::new());
        for entry in found.clone() {
            let reason = match alone.get(&entry).filter(|_| !is_few) {
                Some(reason) => reason.clone(),
                None => match self.outcome(&without(&found, &entry))? {
                    Outcome::Works => {
                        found.remove(&entry);
                        continue;
                    }
                    outcome => alone.get(&entry).cloned().unwrap_or_else(|| outcome.reason()),
                },
            };
            caught.push(Caught { entry, reason });
        }
        Ok(Some(caught))
    }

    /// What the diagnostics point at, stage by stage. If they come again, what is around it.
    fn pointed(&mut self) -> Result<Pointed, Failure> {
        let (mut by_place, mut tried) = (BTreeMap::new(), BTreeSet::new());
        for _ in 0..MOST_ROUNDS {
            let held =
                by_place.values().flat_map(|(entries, _): &(Vec<String>, _)| entries.clone()).collect();
            let Outcome::Refused(refusals) = self.outcome(&held)? else { break };
            let before = tried.len();
            for Refusal { reason, at } in refusals {
                for place in &at {
                    let entries = self.parts.around(place, &tried);
                    if !entries.is_empty() {
                        by_place.insert(place.clone(), (entries, (at.len() == 1).then(|| reason.clone())));
                    }
                }
            }
            tried.extend(by_place.values().flat_map(|(entries, _)| entries.clone()));
            if tried.len() == before {
                break;
            }
        }
        let mut pointed = Pointed::default();
        for (entries, reason) in by_place.into_values() {
            match reason {
                Some(reason) => {
                    pointed.alone.extend(entries.into_iter().map(|entry| (entry, reason.clone())));
                }
                None => pointed.together.extend(entries),
            }
        }
        Ok(pointed)
    }

    /// More than enough to leave out: the schemas before the operations, which are rather kept.
    fn enough(
        &mut self,
        base: &BTreeSet<String>,
        mut all: Vec<String>,
    ) -> Result<Option<Vec<String>>, Failure> {
        let [schemas, of_parameters] = self.parts.schemas();
        for more in [Vec::new(), schemas, of_parameters, self.parts.operations()] {
            all.extend(more);
            if self.works(&base.iter().chain(&all).cloned().collect())? {
                return Ok(Some(all));
            }
        }
        Ok(None)
    }

    /// The fewest of these that do it together with those that are left out already, and within a schema the smallest.
    fn narrow(
        &mut self,
        base: &BTreeSet<String>,
        candidates: Vec<String>,
    ) -> Result<BTreeSet<String>, Failure> {
        let mut found = self.fewest(base, &candidates)?;
        for schema in found.clone() {
            let within = self.parts.within(&schema);
            let others: BTreeSet<String> = base.union(&without(&found, &schema)).cloned().collect();
            if !within.is_empty() && self.works(&others.iter().chain(&within).cloned().collect())? {
                found.remove(&schema);
                found.extend(self.narrow(&others, within)?);
            }
        }
        Ok(found)
    }

    /// By halves: of each, what is needed beside the other. If leaving out more never does worse, all of these are
    /// needed.
    fn fewest(
        &mut self,
        base: &BTreeSet<String>,
        candidates: &[String],
    ) -> Result<BTreeSet<String>, Failure> {
        if candidates.is_empty() || self.works(base)? {
            return Ok(BTreeSet::new());
        }
        if let [only] = candidates {
            return Ok(BTreeSet::from([only.clone()]));
        }
        let (first, second) = candidates.split_at(candidates.len() / 2);
        let with = |others: &BTreeSet<String>| base.union(others).cloned().collect();
        let of_second = self.fewest(&with(&first.iter().cloned().collect()), second)?;
        let of_first = self.fewest(&with(&of_second), first)?;
        Ok(of_first.into_iter().chain(of_second).collect())
    }

    fn works(&mut self, held: &BTreeSet<String>) -> Result<bool, Failure> {
        Ok(self.outcome(held)? == Outcome::Works)
    }

    fn outcome(&mut self, held: &BTreeSet<String>) -> Result<Outcome, Failure> {
        if let Some(outcome) = self.known.get(held) {
            return Ok(outcome.clone());
        }
        let outcome = (self.attempt)(held)?;
        self.known.insert(held.clone(), outcome.clone());
        Ok(outcome)
    }
}

fn without(all: &BTreeSet<String>, entry: &str) -> BTreeSet<String> {
    all.iter().filter(|other| *other != entry).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use collibra_client_gen::{Decisions, document::pointer::Pointer};
    use proptest::{collection::btree_set, prelude::proptest};

    const OPERATIONS: usize = 12;

    /// Each operation has a schema of its own, with two properties.
    fn parts() -> Parts {
        let operation = |n| {
            format!(
                r##""/p{n}": {{ "get": {{ "operationId": "o{n}", "responses": {{ "200": {{ "content":
                {{ "application/json": {{ "schema": {{ "$ref": "#/components/schemas/S{n}" }} }} }} }} }} }} }}"##
            )
        };
        let schema = |n| format!(r#""S{n}": {{ "properties": {{ "a": {{}}, "b": {{}} }} }}"#);
        let list = |of: &dyn Fn(usize) -> String| (0..OPERATIONS).map(of).collect::<Vec<_>>().join(",");
        let (paths, schemas) = (list(&operation), list(&schema));
        let document =
            format!(r#"{{ "paths": {{ {paths} }}, "components": {{ "schemas": {{ {schemas} }} }} }}"#);
        Parts::new("document", &document, &Decisions::default()).unwrap()
    }

    /// What is found where these must be left out, themselves or what they are in, and how many tries that took.
    fn found(culprits: &BTreeSet<String>, outcome: &dyn Fn(&str) -> Outcome) -> (Vec<String>, usize) {
        let (parts, mut tries) = (parts(), 0);
        let mut attempt = |held: &BTreeSet<String>| {
            tries += 1;
            let is_out = |culprit: &&String| {
                held.iter().any(|held| culprit.as_str() == held || culprit.starts_with(&format!("{held}/")))
            };
            let left = culprits.iter().find(|culprit| !is_out(culprit));
            Ok(left.map_or(Outcome::Works, |left| outcome(left)))
        };
        let first = attempt(&BTreeSet::new()).unwrap();
        let caught = Search::new(&parts, first, &mut attempt).run().unwrap().unwrap();
        (caught.into_iter().map(|caught| caught.entry).collect(), tries)
    }

    fn culprit(number: usize) -> String {
        match (number / 4, number % 4) {
            (n, 0) => format!("o{n}"),
            (n, 1) => format!("#/components/schemas/S{n}"),
            (n, 2) => format!("#/components/schemas/S{n}/properties/a"),
            (n, _) => format!("#/components/schemas/S{n}/properties/b"),
        }
    }

    proptest! {
        #[test]
        fn exactly_what_must_be_left_out_is_found(numbers in btree_set(0..OPERATIONS * 4, 1..6)) {
            let all: BTreeSet<String> = numbers.into_iter().map(culprit).collect();
            let is_inside = |culprit: &String| {
                all.iter().any(|other| culprit.starts_with(&format!("{other}/")))
            };
            let culprits: BTreeSet<String> = all.iter().filter(|one| !is_inside(one)).cloned().collect();
            // It just ends, or says where.
            let (by_halves, tries) = found(&culprits, &|_| Outcome::Ended("too long".to_owned()));
            assert_eq!(by_halves, culprits.iter().cloned().collect::<Vec<_>>());
            assert!(tries < 100, "{tries}");
            let pointed = |at: &str| {
                let at = at.strip_prefix('#').map_or_else(
                    || Pointer::new(["paths", &at.replacen('o', "/p", 1), "get", "operationId"]),
                    |at| Pointer::parse(at).unwrap(),
                );
                Outcome::Refused(vec![Refusal { reason: "bad".to_owned(), at: vec![at] }])
            };
            let (by_pointer, fewer) = found(&culprits, &pointed);
            assert_eq!(by_pointer, by_halves);
            assert!(fewer <= 2 * culprits.len() + 3, "{fewer}");
        }
    }
}
