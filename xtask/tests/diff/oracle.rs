//! Verdicts about random pairs of schemas, judged by a validator.
//!
//! Nothing here is shared with the comparison: another generator, and another translation of OpenAPI's schemas. A value
//! that the one who sends may send and the one who reads refuses is a break, and the verdict must be at least `review`;
//! a `breaking` one must show an example.
//!
//! `ORACLE_PAIRS=60000 cargo test --release -p xtask --test diff oracle -- --nocapture` makes a longer run and prints
//! the figures; `ORACLE_SEED=2` makes other pairs.

mod document;
mod reader;
mod schemas;
mod values;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use self::{
    document::Described,
    reader::{In, Reader, Who},
    schemas::Random,
    values::{Contract, samples},
};

/// Where a schema is used, and with that who sends the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Request,
    Response,
    /// Responses by status, with ranges and `default`.
    Statuses,
    Parameter(&'static str),
}

const PLACES: [Place; 9] = [
    Place::Request,
    Place::Response,
    Place::Request,
    Place::Response,
    Place::Statuses,
    Place::Parameter("query"),
    Place::Parameter("path"),
    Place::Parameter("header"),
    Place::Parameter("cookie"),
];

/// A change of what one operation describes.
struct Pair {
    place: Place,
    old: Described,
    new: Described,
}

impl Pair {
    fn new(random: &mut Random, id: usize) -> Self {
        let place = *random.pick(&PLACES);
        let is_text = matches!(place, Place::Parameter(_));
        let by_status = place == Place::Statuses;
        let old = loop {
            let old = Described::new(random, id, is_text, by_status);
            if takes_something(random, &old) {
                break old;
            }
        };
        let new = loop {
            let new = if random.one_in(5) {
                Described::new(random, id, is_text, by_status)
            } else {
                old.edited(random, is_text)
            };
            let differs = (&new.roots, &new.named) != (&old.roots, &old.named);
            if (differs || random.one_in(9)) && takes_something(random, &new) {
                break new;
            }
        };
        Self { place, old, new }
    }

    /// A value that was valid and is refused (in a request), or that may come and wasn't expected (in a response).
    fn counterexample(&self, random: &mut Random) -> Option<Value> {
        let is_response = matches!(self.place, Place::Response | Place::Statuses);
        let (sends, reads) = if is_response { (&self.new, &self.old) } else { (&self.old, &self.new) };
        if self.place != Place::Statuses {
            return self.refused(random, (sends, &sends.roots[""]), (reads, &reads.roots[""]));
        }
        ["200", "201", "404", "500"].iter().find_map(|status| {
            let sent = sends.response(status)?;
            match reads.response(status) {
                Some(read) => self.refused(random, (sends, sent), (reads, read)),
                // A client that knows another success may take it for a failure.
                None => (status.starts_with('2') && reads.has_success()).then(|| json!(status)),
            }
        })
    }

    fn refused(
        &self,
        random: &mut Random,
        (sends, sent): (&Described, &Value),
        (reads, read): (&Described, &Value),
    ) -> Option<Value> {
        let (Value::Object(_), Value::Object(_)) = (sent, read) else { return None };
        let text = matches!(self.place, Place::Parameter(_));
        let place = In { response: matches!(self.place, Place::Response | Place::Statuses), text };
        let sender = Reader::new(sent, &sends.named, place, Who::Sender);
        let reader = Reader::new(read, &reads.named, place, Who::Reader);
        let contract = Contract::new(&sends.named, place);
        let samples = samples(random, [(sent, &sends.named), (read, &reads.named)]);
        samples.into_iter().filter(|value| !(text && values::has_no_text(value))).find(|value| {
            let is_read = || {
                let readings = if text { values::readings(value, reader.lists) } else { vec![value.clone()] };
                readings.iter().any(|reading| reader.takes(reading))
            };
            sender.takes(value) && contract.describes(sent, value) && !is_read()
        })
    }

    fn operation(&self, id: usize, of: &Described) -> (String, Value) {
        let id = format!("o{id}");
        let content = |schema: &Value| json!({ "application/json": { "schema": schema } });
        let mut operation = json!({ "operationId": id, "responses": { "204": { "description": "Done." } } });
        let mut path = format!("/{id}");
        match self.place {
            Place::Request => {
                operation["requestBody"] = json!({ "required": true, "content": content(&of.roots[""]) });
            }
            Place::Response => {
                let content = content(&of.roots[""]);
                operation["responses"] = json!({ "200": { "description": "Done.", "content": content } });
            }
            Place::Statuses => {
                let each = of.roots.iter().map(|(status, schema)| {
                    let mut response = json!({ "description": "Done." });
                    if schema.is_object() {
                        response["content"] = content(schema);
                    }
                    (status.clone(), response)
                });
                operation["responses"] = each.collect::<Map<_, _>>().into();
            }
            Place::Parameter(location) => {
                if location == "path" {
                    path += "/{p}";
                }
                let schema = &of.roots[""];
                operation["parameters"] =
                    json!([{ "name": "p", "in": location, "required": true, "schema": schema }]);
            }
        }
        (path, json!({ "post": operation }))
    }
}

/// Whether it is what somebody would write.
fn takes_something(random: &mut Random, of: &Described) -> bool {
    let all =
        [Place::Request, Place::Response].map(|place| In { response: place == Place::Response, text: false });
    of.roots.values().filter(|schema| schema.is_object()).all(|schema| {
        let samples = samples(random, [(schema, &of.named); 2]);
        all.into_iter().all(|place| {
            let reader = Reader::new(schema, &of.named, place, Who::Sender);
            samples.iter().any(|value| !value.is_null() && reader.takes(value))
        })
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
    let document = |of: fn(&Pair) -> &Described| {
        let paths: Map<String, Value> =
            pairs.iter().enumerate().map(|(id, pair)| pair.operation(id, of(pair))).collect();
        let schemas: Map<String, Value> = pairs.iter().flat_map(|pair| of(pair).named.clone()).collect();
        // Without `info` it becomes no client, which would take much longer than the comparison.
        json!({ "openapi": "3.0.3", "paths": paths, "components": { "schemas": schemas } }).to_string()
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
            let rule = change["rule"].as_str().unwrap();
            // Where there is another response, it is the evidence.
            let is_structural = rule.starts_with("status-") || rule.starts_with("media-type-");
            found.lacks_example |=
                change["wire"] == "breaking" && change["example"].is_null() && !is_structural;
            found.messages.push(format!("{}: {} {}", change["wire"], change["message"], change["example"]));
        }
    }
    found
}

#[test]
fn no_break_is_silent() {
    let number = |name: &str| std::env::var(name).ok().map(|number| number.parse::<usize>().unwrap());
    let count = number("ORACLE_PAIRS").unwrap_or(600);
    let mut random = Random::new(number("ORACLE_SEED").unwrap_or(1));
    let mut figures = [0; 5];
    let (mut silent, mut unproven, mut doubted, mut breaks) = (Vec::new(), Vec::new(), Vec::new(), 0);
    let mut left = count;
    while left > 0 {
        let pairs: Vec<Pair> = (0..left.min(400)).map(|id| Pair::new(&mut random, id)).collect();
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
                    json!([pair.old.roots, pair.old.named]),
                    json!([pair.new.roots, pair.new.named]),
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
    let wrong = format!("silent misses:\n{}\nno example:\n{}", shown(&silent), shown(&unproven));
    assert!(silent.is_empty() && unproven.is_empty(), "{wrong}");
    assert!(share(figures[3]) <= 8.0, "too much is left to review");
}
