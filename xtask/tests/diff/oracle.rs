//! Verdicts about random pairs of schemas, judged by a validator.
//!
//! Nothing here is shared with the comparison: another generator, and another translation of OpenAPI's schemas. A value
//! that the one who sends may send and the one who reads refuses is a break, and the verdict must be at least `review`;
//! a `breaking` one must show an example.
//!
//! `ORACLE_PAIRS=60000 cargo test --release -p xtask --test diff oracle -- --nocapture` makes a longer run and prints
//! the figures; `ORACLE_SEED=2` makes other pairs.

mod schemas;
mod values;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use self::{
    schemas::{Random, edited, schema},
    values::{In, Reader, Who, samples},
};

/// Where a schema is used, and with that who sends the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Request,
    Response,
    Parameter(&'static str),
}

const PLACES: [Place; 8] = [
    Place::Request,
    Place::Response,
    Place::Request,
    Place::Response,
    Place::Parameter("query"),
    Place::Parameter("path"),
    Place::Parameter("header"),
    Place::Parameter("cookie"),
];

/// A change of one operation's schema.
struct Pair {
    place: Place,
    old: Value,
    new: Value,
}

impl Pair {
    fn new(random: &mut Random) -> Self {
        let place = *random.pick(&PLACES);
        let is_text = matches!(place, Place::Parameter(_));
        let depth = if is_text { 1 } else { 3 };
        let old = loop {
            let old = schema(random, depth, is_text);
            if takes_something(random, &old) {
                break old;
            }
        };
        let new = loop {
            let new =
                if random.one_in(5) { schema(random, depth, is_text) } else { edited(random, &old, is_text) };
            if takes_something(random, &new) {
                break new;
            }
        };
        Self { place, old, new }
    }

    /// A value that was valid and is refused (in a request), or that may come and wasn't expected (in a response).
    fn counterexample(&self, random: &mut Random) -> Option<Value> {
        let (sent, read) = match self.place {
            Place::Response => (&self.new, &self.old),
            _ => (&self.old, &self.new),
        };
        let place =
            In { response: self.place == Place::Response, text: matches!(self.place, Place::Parameter(_)) };
        let (sender, reader) = (Reader::new(sent, place, Who::Sender), Reader::new(read, place, Who::Reader));
        samples(random, [sent, read]).into_iter().find(|value| {
            let readings =
                if place.text { values::readings(value, reader.lists) } else { vec![value.clone()] };
            !(place.text && values::has_no_text(value))
                && sender.takes(value)
                && values::is_described(sent, value, place)
                && !readings.iter().any(|reading| reader.takes(reading))
        })
    }

    fn operation(&self, id: usize, schema: &Value) -> (String, Value) {
        let id = format!("o{id}");
        let content = json!({ "application/json": { "schema": schema } });
        let mut operation = json!({ "operationId": id, "responses": { "204": { "description": "Done." } } });
        let mut path = format!("/{id}");
        match self.place {
            Place::Request => operation["requestBody"] = json!({ "required": true, "content": content }),
            Place::Response => {
                operation["responses"] = json!({ "200": { "description": "Done.", "content": content } });
            }
            Place::Parameter(location) => {
                if location == "path" {
                    path += "/{p}";
                }
                operation["parameters"] =
                    json!([{ "name": "p", "in": location, "required": true, "schema": schema }]);
            }
        }
        (path, json!({ "post": operation }))
    }
}

/// Whether it is a schema that somebody would write.
fn takes_something(random: &mut Random, schema: &Value) -> bool {
    let all =
        [Place::Request, Place::Response].map(|place| In { response: place == Place::Response, text: false });
    let samples = samples(random, [schema, schema]);
    all.into_iter().all(|place| {
        let reader = Reader::new(schema, place, Who::Sender);
        samples.iter().any(|value| !value.is_null() && reader.takes(value))
    })
}

/// What is reported of an operation.
#[derive(Default)]
struct Found {
    verdict: usize,
    lacks_example: bool,
    messages: Vec<String>,
}

const VERDICTS: [&str; 5] = ["none", "docs", "compatible", "review", "breaking"];

/// Compares all pairs as the operations of one document.
fn found(pairs: &[Pair]) -> BTreeMap<String, Found> {
    let document = |of: fn(&Pair) -> &Value| {
        let paths: Map<String, Value> =
            pairs.iter().enumerate().map(|(id, pair)| pair.operation(id, of(pair))).collect();
        // Without `info` it becomes no client, which would take much longer than the comparison.
        json!({ "openapi": "3.0.3", "paths": paths }).to_string()
    };
    let folder = tempfile::tempdir().unwrap();
    crate::write(folder.path(), [&document(|pair| &pair.old), &document(|pair| &pair.new)]);
    let (_, stdout, stderr) =
        crate::diff(folder.path(), &["old.json", "new.json", "--format", "json", "--current", "0.1.0"]);
    let report: Value = serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"));
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for change in report["changes"].as_array().unwrap() {
        let verdict = VERDICTS.iter().position(|verdict| change["wire"] == *verdict).unwrap();
        for operation in change["operations"].as_array().unwrap() {
            let found = found.entry(operation.as_str().unwrap().to_owned()).or_default();
            found.verdict = found.verdict.max(verdict);
            found.lacks_example |= change["wire"] == "breaking" && change["example"].is_null();
            found.messages.push(format!("{}: {} {}", change["wire"], change["message"], change["example"]));
        }
    }
    found
}

#[test]
fn no_break_is_silent() {
    let number = |name: &str| std::env::var(name).ok().map(|number| number.parse::<usize>().unwrap());
    let count = number("ORACLE_PAIRS").unwrap_or(1_000);
    let mut random = Random::new(number("ORACLE_SEED").unwrap_or(1));
    let mut figures = [0; 5];
    let (mut silent, mut unproven, mut doubted, mut breaks) = (Vec::new(), Vec::new(), Vec::new(), 0);
    let mut left = count;
    while left > 0 {
        let pairs: Vec<Pair> = (0..left.min(400)).map(|_| Pair::new(&mut random)).collect();
        left -= pairs.len();
        let found = found(&pairs);
        for (id, pair) in pairs.iter().enumerate() {
            let none = Found::default();
            let found = found.get(&format!("o{id}")).unwrap_or(&none);
            figures[found.verdict] += 1;
            let example = pair.counterexample(&mut random);
            breaks += usize::from(example.is_some());
            let said = || {
                format!(
                    "{:?} {}\n    => {}\n    {}",
                    pair.place,
                    pair.old,
                    pair.new,
                    found.messages.join("\n    ")
                )
            };
            match (example, VERDICTS[found.verdict]) {
                (Some(example), "none" | "docs" | "compatible") => {
                    silent.push(format!("{example} {}", said()));
                }
                (Some(example), "review") => doubted.push(format!("{example} {}", said())),
                _ if found.lacks_example => unproven.push(said()),
                (None, "review") => doubted.push(said()),
                _ => {}
            }
        }
    }
    let share = |part: usize| 100.0 * part as f64 / count as f64;
    println!("{count} pairs, {breaks} with a counterexample");
    for (verdict, number) in VERDICTS.iter().zip(figures) {
        println!("{verdict:>12} {number:>6} {:5.1} %", share(number));
    }
    println!("silent {}, breaking without an example {}", silent.len(), unproven.len());
    if let Ok(file) = std::env::var("ORACLE_REVIEWS") {
        std::fs::write(file, doubted.join("\n")).unwrap();
    }
    let shown = |list: &[String]| list.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(silent.is_empty(), "silent misses: {}\n{}", silent.len(), shown(&silent));
    assert!(unproven.is_empty(), "no example: {}\n{}", unproven.len(), shown(&unproven));
    assert!(share(figures[3]) <= 8.0, "too much is left to review");
}
