//! Values near a schema, and what OpenAPI says of them.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use serde_json::{Map, Value, json};

use super::{
    document::target,
    reader::{In, Reader, Who, alternatives, has_flag, resolved},
    schemas::{NAMES, PICKS, Random},
};

/// What may be sent at a place: a schema among components.
pub(super) struct Contract<'d> {
    pub(super) named: &'d Map<String, Value>,
    pub(super) place: In,
    /// By schema, as it is written.
    known: RefCell<HashMap<String, Rc<Reader>>>,
}

impl<'d> Contract<'d> {
    pub(super) fn new(named: &'d Map<String, Value>, place: In) -> Self {
        Self { named, place, known: RefCell::default() }
    }

    fn takes(&self, schema: &Value, value: &Value) -> bool {
        let mut known = self.known.borrow_mut();
        let reader = known
            .entry(schema.to_string())
            .or_insert_with(|| Rc::new(Reader::new(schema, self.named, self.place, Who::Sender)));
        reader.takes(value)
    }

    /// Whether all properties are described: what else is sent, the contract isn't about. In a response, or in what is
    /// a map, nobody knows.
    pub(super) fn describes(&self, schema: &Value, value: &Value) -> bool {
        match value {
            Value::Object(members) => {
                let parts = self.parts(schema, value, &mut Vec::new());
                members.iter().all(|(name, value)| {
                    let mut schemas = parts.iter().filter_map(|part| part["properties"].get(name)).peekable();
                    if schemas.peek().is_some() {
                        let schemas: Vec<&Value> = schemas.collect();
                        let kept_back = self.place.kept_back();
                        return !schemas.iter().any(|schema| has_flag(schema, self.named, kept_back))
                            && schemas.iter().all(|schema| self.describes(schema, value));
                    }
                    let mut others = parts.iter().map(|part| &part["additionalProperties"]);
                    others.any(|schema| schema.is_object() && self.describes(schema, value))
                })
            }
            Value::Array(items) => {
                let parts = self.parts(schema, value, &mut Vec::new());
                items.iter().all(|item| {
                    let mut schemas =
                        parts.iter().map(|part| &part["items"]).filter(|schema| schema.is_object());
                    schemas.all(|schema| self.describes(schema, item))
                })
            }
            _ => true,
        }
    }

    /// The schema, and those of its parts that take the value.
    fn parts(&self, schema: &Value, value: &Value, bases: &mut Vec<String>) -> Vec<Value> {
        let own = schema["$ref"].as_str().map(target).unwrap_or_default().to_owned();
        let schema = resolved(schema, self.named);
        let mut all = vec![schema.clone()];
        for part in schema["allOf"].as_array().into_iter().flatten() {
            all.extend(self.parts(part, value, bases));
        }
        let picked = alternatives(schema, &own, self.named);
        let each: Vec<(Value, Value)> = if !picked.is_empty() {
            // A base that is written in one of its own subtypes has no name.
            let base = if own.is_empty() { schema.to_string() } else { own };
            if bases.contains(&base) {
                return all;
            }
            bases.push(base);
            picked
        } else {
            let choices = ["oneOf", "anyOf"].into_iter().filter_map(|keyword| schema[keyword].as_array());
            choices.flatten().map(|part| (part.clone(), json!({}))).collect()
        };
        for (part, picks) in each {
            if self.takes(&part, value) && self.takes(&picks, value) {
                all.extend(self.parts(&part, value, bases));
            }
        }
        all
    }
}

/// Values that one of the schemas may take or just refuse.
pub(super) fn samples(random: &mut Random, schemas: [(&Value, &Map<String, Value>); 2]) -> Vec<Value> {
    let mut samples = scalars();
    samples.extend([json!([]), json!({})]);
    for round in 0..160 {
        let (schema, named) = schemas[round % 2];
        samples.push(sample(random, schema, named, 4));
    }
    samples
}

fn scalars() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(2),
        json!(3),
        json!(-1),
        json!(-3),
        json!(4),
        json!(6),
        json!(7),
        json!(99),
        json!(1.5),
        json!(0.25),
        json!(3_000_000_000_u64),
        json!(""),
        json!("A"),
        json!("B"),
        json!("ab"),
        json!("a"),
        json!("1"),
        json!("22"),
        json!("abcd"),
        json!("Hello, world"),
        json!("2024-02-29"),
        json!("2024-02-29T12:00:00Z"),
        json!("2eeadf60-1a11-5170-9e57-000000000000"),
    ]
}

fn sample(random: &mut Random, schema: &Value, named: &Map<String, Value>, depth: usize) -> Value {
    let own = schema["$ref"].as_str().map(target).unwrap_or_default();
    let schema = resolved(schema, named);
    let picked = alternatives(schema, own, named);
    if depth > 0 && !picked.is_empty() && !random.one_in(4) {
        let (one, picks) = random.pick(&picked);
        let has_own = schema["properties"].is_object() && random.one_in(2);
        let mut value = sample(
            random,
            if one["$ref"].is_string() { one } else { schema },
            named,
            depth.saturating_sub(1),
        );
        if let (Value::Object(members), true) = (&mut value, has_own) {
            let Value::Object(more) = own_object(random, schema, named, depth) else { return value };
            members.extend(more);
        }
        if let Value::Object(members) = &mut value {
            let property = schema["discriminator"]["propertyName"].as_str().unwrap();
            match picks["properties"][property]["enum"].as_array() {
                Some(values) if !random.one_in(8) => {
                    members.insert(property.to_owned(), random.pick(values).clone());
                }
                _ if random.one_in(2) => {
                    let names: Vec<&str> =
                        PICKS.into_iter().chain(named.keys().map(String::as_str)).collect();
                    members.insert(property.to_owned(), (*random.pick(&names)).into());
                }
                _ => {}
            }
        }
        return value;
    }
    if depth == 0 || random.one_in(10) {
        let all = scalars();
        return random.pick(&all).clone();
    }
    let choices: Vec<&Value> = ["allOf", "oneOf", "anyOf"]
        .into_iter()
        .flat_map(|keyword| schema[keyword].as_array().into_iter().flatten())
        .collect();
    let has_own = schema["properties"].is_object() || schema["items"].is_object();
    if !(choices.is_empty() || has_own && random.one_in(3)) {
        let [one, other] = [0, 1].map(|_| {
            let choice = choices[random.below(choices.len())];
            sample(random, choice, named, depth - 1)
        });
        // What allOf asks for is in several of its parts.
        return match (one, other) {
            (Value::Object(mut one), Value::Object(other)) if random.one_in(2) => {
                one.extend(other);
                one.into()
            }
            (one, _) => one,
        };
    }
    if let Some(values) = schema["enum"].as_array().filter(|_| !random.one_in(4)) {
        return random.pick(values).clone();
    }
    let describes = |name: &str| schema.get(name).is_some();
    let is = |name: &str| schema["type"] == name;
    if is("object")
        || !describes("type")
            && (describes("properties") || describes("additionalProperties") || describes("required"))
    {
        return own_object(random, schema, named, depth);
    }
    if is("array") || !describes("type") && describes("items") {
        return (0..random.below(4)).map(|_| sample(random, &schema["items"], named, depth - 1)).collect();
    }
    let all = scalars();
    let of_type: Vec<&Value> = all
        .iter()
        .filter(|value| match schema["type"].as_str() {
            Some("string") => value.is_string(),
            Some("integer") => value.is_i64(),
            Some("number") => value.is_number(),
            Some("boolean") => value.is_boolean(),
            _ => true,
        })
        .collect();
    (*random.pick(&of_type)).clone()
}

fn own_object(random: &mut Random, schema: &Value, named: &Map<String, Value>, depth: usize) -> Value {
    let mut members = Map::new();
    let all = random.one_in(4);
    for name in NAMES {
        let property = &schema["properties"][name];
        let is_required = schema["required"].as_array().is_some_and(|list| list.contains(&json!(name)));
        if all || is_required && !random.one_in(8) || property.is_object() && random.one_in(2) {
            members.insert(name.to_owned(), sample(random, property, named, depth.saturating_sub(1)));
        }
    }
    if schema["additionalProperties"].is_object() && random.one_in(2) {
        members.insert(
            "z".to_owned(),
            sample(random, &schema["additionalProperties"], named, depth.saturating_sub(1)),
        );
    }
    members.into()
}

/// Whether it can't be in a parameter.
pub(super) fn has_no_text(value: &Value) -> bool {
    match value {
        Value::Null | Value::Object(_) => true,
        Value::Array(items) => items.iter().any(|item| item.is_array() || has_no_text(item)),
        _ => false,
    }
}

/// What may be read where this was written as text: one value may be a list of one.
pub(super) fn readings(value: &Value, lists: bool) -> Vec<Value> {
    let mut readings = typed(value);
    if lists && !value.is_array() {
        readings.extend(readings.clone().into_iter().map(|one| json!([one])));
    }
    readings
}

fn typed(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => {
            let each = items.iter().map(typed);
            each.fold(vec![vec![]], |lists: Vec<Vec<Value>>, readings| {
                let longer = |list: &Vec<Value>| {
                    readings
                        .iter()
                        .map(|item| [list.clone(), vec![item.clone()]].concat())
                        .collect::<Vec<_>>()
                };
                lists.iter().flat_map(longer).collect()
            })
            .into_iter()
            .map(Value::from)
            .collect()
        }
        Value::String(text) => {
            let typed = serde_json::from_str(text)
                .ok()
                .filter(|typed: &Value| typed.is_number() || typed.is_boolean());
            [Some(value.clone()), typed].into_iter().flatten().collect()
        }
        other => vec![other.clone(), json!(other.to_string())],
    }
}
