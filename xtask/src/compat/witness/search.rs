//! One pair of schemas: what the algebra shows, and what the search finds.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use super::{
    Apart, Evidence, Outcome, Scope,
    candidates::Candidates,
    judge::{Judge, Refusal, Strength, difference},
    shrink::smallest,
    translate::{Role, Translation, translate},
};
use crate::compat::{change::Side, node::Node};

/// A value that shows a break.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Example {
    pub(crate) value: Value,
    pub(crate) strength: Strength,
    /// What isn't taken: where in the value, and the keyword that says so.
    pub(crate) refusals: Vec<Refusal>,
}

/// Values that are tried of all pairs together.
const MOST_VALUES: usize = 3_000_000;
/// Values that are tried of one pair.
const MOST_TRIES: usize = 1_500;
/// Values are shown for so many reasons.
const MOST_EXAMPLES: usize = 12;

/// What is known already, by the schemas of who sends and who reads.
pub(super) type Known = HashMap<(String, String, Scope), (Outcome, bool)>;

/// What may still be spent, and what is known already.
#[derive(Default)]
pub(super) struct Search {
    known: Known,
    tried: usize,
}

impl Search {
    /// Looks at two schemas; what is under `apart` is looked at elsewhere.
    pub(super) fn look(
        &mut self,
        [old, new]: [Option<&Node<'_>>; 2],
        scope: Scope,
        apart: &Apart,
    ) -> Evidence {
        let (sends, reads) = if scope.side == Side::Request { (old, new) } else { (new, old) };
        let [sender, reader, client] = [(sends, Role::Sender), (reads, Role::Reader), (reads, Role::Client)]
            .map(|(schema, role)| translate(schema, scope, role, apart));
        let evidence = |(outcome, same)| {
            let places = sender.places.iter().chain(&reader.places).cloned().collect();
            Evidence { outcome, same, places }
        };
        if sender.gap || reader.gap {
            return evidence((Outcome::NotJudged, false));
        }
        let is_understood = sender.unknown == reader.unknown;
        if is_understood && sender.schema == reader.schema {
            return evidence((Outcome::Safe, true));
        }
        let key = (
            sender.schema.to_string() + &format!("{is_understood}"),
            client.schema.to_string() + &reader.schema.to_string(),
            scope,
        );
        if let Some(known) = self.known.get(&key) {
            return evidence(known.clone());
        }
        let outcome = self.outcome(&sender, &client, scope, || {
            [Role::Described, Role::Named].map(|role| translate(sends, scope, role, apart).schema)
        });
        let covers = |sender: &Value, reader: &Value| difference(sender, reader) == Some(false.into());
        let same = outcome == Outcome::Safe && covers(&sender.schema, &reader.schema) && {
            let [reader, sender] = [(sends, Role::Reader), (reads, Role::Sender)]
                .map(|(schema, role)| translate(schema, scope, role, apart).schema);
            covers(&sender, &reader)
        };
        self.known.insert(key, (outcome.clone(), same));
        evidence((outcome, same))
    }

    fn outcome(
        &mut self,
        sender: &Translation,
        reader: &Translation,
        scope: Scope,
        described: impl FnOnce() -> [Value; 2],
    ) -> Outcome {
        let is_understood = sender.unknown == reader.unknown;
        let is_safe = |left: &Option<Value>| is_understood && *left == Some(false.into());
        let left = difference(&sender.schema, &reader.schema);
        if is_safe(&left) {
            // If nothing can be sent, that isn't what its author meant.
            let is_sent = difference(&sender.schema, &false.into()) != Some(false.into());
            return if is_sent { Outcome::Safe } else { Outcome::NotJudged };
        }
        let [described, named] = described();
        let senders = [&sender.schema, &described, &named];
        let judge = Judge::new(&reader.schema, senders, scope);
        let Some(judge) = judge.filter(|_| self.tried < MOST_VALUES) else { return Outcome::NotJudged };
        let left_described = difference(&described, &reader.schema);
        let near = left_described.iter().filter(|schema| schema.is_object()).chain(&left);
        let schemas = near.chain([&described, &reader.schema]).collect();
        let (found, tried) = search(&judge, schemas);
        self.tried += MOST_TRIES;
        // The algebra doesn't know what a text may be read as; but there may be no other value.
        let is_all = || difference(&sender.schema, &json!({ "enum": tried })) == Some(false.into());
        let is_described = |example: &Example| example.strength > Strength::Undescribed;
        if found.iter().any(is_described) {
            Outcome::Breaks(found)
        } else if is_safe(&left_described) {
            Outcome::SafeIfDescribed(found.into_iter().next())
        } else if scope.text && found.is_empty() && is_all() {
            Outcome::Safe
        } else {
            Outcome::Open(found.into_iter().next())
        }
    }
}

/// Values that break, the smallest for each reason; and the plain ones that can be sent.
fn search(judge: &Judge, schemas: Vec<&Value>) -> (Vec<Example>, Vec<Value>) {
    let mut candidates = Candidates::new(schemas);
    let mut found: Vec<Example> = Vec::new();
    let mut reasons: BTreeSet<(Strength, Vec<Refusal>)> = BTreeSet::new();
    let mut take = |value: Value| {
        let Some(strength) = judge.breaks(&value) else { return };
        let refusals = judge.refusals(&value);
        if found.len() < MOST_EXAMPLES && reasons.insert((strength, refusals.clone())) {
            let value = smallest(value, |smaller| {
                judge.breaks(smaller) == Some(strength) && judge.refusals(smaller) == refusals
            });
            found.push(Example { value, strength, refusals });
        }
    };
    let plain: Vec<Value> = candidates.plain().filter(|value| judge.is_sent(value)).collect();
    plain.iter().cloned().for_each(&mut take);
    for round in 0..MOST_TRIES {
        let value = candidates.next(round);
        take(value);
    }
    found.sort_by_key(|example| (std::cmp::Reverse(example.strength), example.value.to_string().len()));
    (found, plain)
}
