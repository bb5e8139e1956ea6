//! One pair of schemas: what the algebra shows, and what the search finds.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    Apart, Evidence, Outcome, Scope,
    candidates::Candidates,
    judge::{Judge, Refusal, Strength, difference},
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

/// Values that are tried of one pair, and steps on the way to a smaller one.
const MOST_TRIES: usize = 1_500;
const MOST_STEPS: usize = 400;
/// Values are shown for so many reasons.
const MOST_EXAMPLES: usize = 12;

/// Looks at two schemas; what is under `apart` is looked at elsewhere.
pub(super) fn look(
    [old, new]: [Option<&Node<'_>>; 2],
    scope: Scope,
    apart: &Apart,
    budget: &mut usize,
) -> Evidence {
    let (sends, reads) = if scope.side == Side::Request { (old, new) } else { (new, old) };
    let direction = Direction::new(sends, reads, scope, apart);
    let outcome = direction.outcome(budget);
    let covers = |one, other| {
        let [sender, reader] = [(one, Role::Sender), (other, Role::Reader)]
            .map(|(schema, role)| translate(schema, scope, role, apart));
        sender.unknown == reader.unknown && difference(&sender.schema, &reader.schema) == Some(false.into())
    };
    let same = outcome == Outcome::Safe && covers(sends, reads) && covers(reads, sends);
    let Direction { reader, sender, .. } = direction;
    Evidence { outcome, same, places: reader.places.into_iter().chain(sender.places).collect() }
}

/// One who sends and one who reads.
struct Direction {
    sender: Translation,
    described: Value,
    named: Value,
    reader: Translation,
    scope: Scope,
}

impl Direction {
    fn new(sends: Option<&Node<'_>>, reads: Option<&Node<'_>>, scope: Scope, apart: &Apart) -> Self {
        let sender = translate(sends, scope, Role::Sender, apart);
        let both = |role| {
            let more = translate(sends, scope, role, apart).schema;
            joined(&sender.schema, more)
        };
        let (described, named) = (both(Role::Described), both(Role::Named));
        Self { described, named, reader: translate(reads, scope, Role::Client, apart), sender, scope }
    }

    fn outcome(&self, budget: &mut usize) -> Outcome {
        if self.sender.gap || self.reader.gap {
            return Outcome::NotJudged;
        }
        let left = difference(&self.sender.schema, &self.reader.schema);
        let is_understood = self.sender.unknown == self.reader.unknown;
        if left == Some(false.into()) && is_understood {
            // If nothing can be sent, that isn't what its author meant.
            let is_sent = difference(&self.sender.schema, &false.into()) != Some(false.into());
            return if is_sent { Outcome::Safe } else { Outcome::NotJudged };
        }
        let described = difference(&self.described, &self.reader.schema);
        let senders = [&self.sender.schema, &self.described, &self.named];
        let Some(judge) = Judge::new(&self.reader.schema, senders, self.scope.text) else {
            return Outcome::NotJudged;
        };
        if *budget < MOST_TRIES {
            return Outcome::NotJudged;
        }
        let near = described.iter().filter(|schema| schema.is_object()).chain(&left);
        let schemas = near.chain([&self.described, &self.reader.schema]).collect();
        let (found, tried) = search(&judge, schemas, budget);
        // The algebra doesn't know what a text may be read as; but there may be no other value.
        let is_all = self.scope.text
            && difference(&self.sender.schema, &json!({ "enum": tried })) == Some(false.into());
        let is_described = |example: &Example| example.strength > Strength::Undescribed;
        match (described == Some(false.into()) && is_understood, found.iter().any(is_described)) {
            (_, true) => Outcome::Breaks(found),
            (true, false) => Outcome::SafeIfDescribed(found.into_iter().next()),
            (false, false) if is_all && found.is_empty() => Outcome::Safe,
            (false, false) => Outcome::Open(found.into_iter().next()),
        }
    }
}

/// Both schemas, with the definitions of the second.
fn joined(one: &Value, mut other: Value) -> Value {
    if *one == other {
        return other;
    }
    let definitions = other.as_object_mut().and_then(|members| members.remove("$defs"));
    let mut one = one.clone();
    let own = one.as_object_mut().and_then(|members| members.remove("$defs"));
    // The first schema's references lead to its own definitions, by another name.
    let text = own.map(|own| serde_json::json!({ "$defs": own, "allOf": [one] }));
    let mut both = match text {
        Some(text) => {
            let renamed = text.to_string().replace("\"#/$defs/", "\"#/$defs/open");
            let text: Value = serde_json::from_str(&renamed).unwrap_or_default();
            serde_json::json!({ "allOf": [text["allOf"][0], other], "$defs": text["$defs"] })
        }
        None => serde_json::json!({ "allOf": [one, other] }),
    };
    if let (Some(Value::Object(definitions)), Some(members)) = (definitions, both.as_object_mut()) {
        let open = members.remove("$defs").and_then(|open| open.as_object().cloned()).unwrap_or_default();
        let open = open.into_iter().map(|(name, schema)| (format!("open{name}"), schema));
        members.insert("$defs".to_owned(), definitions.into_iter().chain(open).collect());
    }
    both
}

/// Values that break, the smallest for each reason; and the plain ones that can be sent.
fn search(judge: &Judge, schemas: Vec<&Value>, budget: &mut usize) -> (Vec<Example>, Vec<Value>) {
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
    *budget -= MOST_TRIES;
    found.sort_by_key(|example| (std::cmp::Reverse(example.strength), example.value.to_string().len()));
    (found, plain)
}

/// A value with less in it that still breaks in the same way.
fn smallest(mut value: Value, breaks: impl Fn(&Value) -> bool) -> Value {
    let mut steps = 0;
    'smaller: loop {
        for smaller in smaller(&value) {
            steps += 1;
            if steps > MOST_STEPS {
                return value;
            }
            if breaks(&smaller) {
                value = smaller;
                continue 'smaller;
            }
        }
        return value;
    }
}

/// Values with a bit less than this one.
fn smaller(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(members) => {
            let without = members.keys().map(|name| {
                let mut fewer = members.clone();
                fewer.remove(name);
                Value::from(fewer)
            });
            let within = members.iter().flat_map(|(name, member)| {
                smaller(member).into_iter().map(|smaller| {
                    let mut members = members.clone();
                    members.insert(name.clone(), smaller);
                    Value::from(members)
                })
            });
            without.chain(within).collect()
        }
        Value::Array(items) => {
            let without = (0..items.len()).map(|index| {
                let mut fewer = items.clone();
                fewer.remove(index);
                Value::from(fewer)
            });
            let within = items.iter().enumerate().flat_map(|(index, item)| {
                smaller(item).into_iter().map(move |smaller| {
                    let mut items = items.clone();
                    items[index] = smaller;
                    Value::from(items)
                })
            });
            without.chain(within).collect()
        }
        Value::String(text) if !matches!(text.as_str(), "" | "a") => {
            let half: String = text.chars().take(text.chars().count() / 2).collect();
            vec!["".into(), "a".into(), half.into(), text.chars().skip(1).collect::<String>().into()]
        }
        Value::Number(number) if number.as_i64().is_none_or(|number| number.abs() > 1) => {
            let half = number.as_i64().map(|number| (number / 2).into());
            [Some(0.into()), Some(1.into()), half].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}
