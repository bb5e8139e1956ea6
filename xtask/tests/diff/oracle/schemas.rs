//! Random schemas, and random edits of them.

use proptest::{
    prelude::Rng,
    test_runner::{RngAlgorithm, TestRng},
};
use serde_json::{Map, Value, json};

/// Random numbers that are the same in every run.
pub(super) struct Random(TestRng);

impl Random {
    pub(super) fn new(seed: usize) -> Self {
        let mut bytes = [7; 32];
        bytes[..8].copy_from_slice(&(seed as u64).to_le_bytes());
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0.next_u32() as usize % end.max(1)
    }

    pub(super) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

pub(super) const NAMES: [&str; 4] = ["a", "b", "t", "kind"];
/// Values of a discriminator's property, apart from the components' names.
pub(super) const PICKS: [&str; 3] = ["x", "y", "ab"];
const TYPES: [&str; 6] = ["string", "string", "integer", "number", "boolean", "array"];
const FORMATS: [&str; 6] = ["date", "date-time", "uuid", "int32", "int64", "double"];
const PATTERNS: [&str; 3] = ["^[a-z]+$", "^[0-9]+$", "^a"];

/// The components that a schema may refer to.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// For the same value: what would lead back to the schema isn't among them.
    pub(super) here: Vec<String>,
    /// For a value within.
    pub(super) within: Vec<String>,
}

impl Names {
    fn inner(&self) -> Self {
        Self { here: self.within.clone(), within: self.within.clone() }
    }
}

pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A schema of up to this many levels; one of text can be a parameter's.
pub(super) fn schema(random: &mut Random, depth: usize, is_text: bool, names: &Names) -> Value {
    if !names.here.is_empty() && random.one_in(4) {
        return reference(random.pick::<String>(&names.here));
    }
    let mut members = Map::new();
    let kind = random.below(if depth == 0 { 7 } else { 14 });
    match kind {
        0..7 => scalar(random, &mut members),
        7 | 8 if is_text => list(random, &mut members, depth, is_text, names),
        7 | 8 => {
            if random.one_in(4) {
                list(random, &mut members, depth, is_text, names);
            } else {
                object(random, &mut members, depth, names);
            }
        }
        9 | 10 if !is_text => object(random, &mut members, depth, names),
        11 => {
            members.insert("not".to_owned(), schema(random, depth - 1, is_text, names));
            if !random.one_in(4) {
                scalar(random, &mut members);
            }
        }
        12 if !is_text && names.here.len() > 1 && random.one_in(2) => {
            discriminated(random, &mut members, &names.here);
        }
        _ => {
            let keyword = *random.pick(&["allOf", "oneOf", "anyOf"]);
            let parts: Vec<Value> =
                (0..=random.below(3)).map(|_| schema(random, depth - 1, is_text, names)).collect();
            members.insert(keyword.to_owned(), parts.into());
            if random.one_in(3) {
                scalar(random, &mut members);
            } else if random.one_in(4) && !is_text {
                object(random, &mut members, depth, names);
            }
        }
    }
    if random.one_in(8) {
        members.insert("nullable".to_owned(), true.into());
    }
    members.into()
}

fn scalar(random: &mut Random, members: &mut Map<String, Value>) {
    if !random.one_in(8) {
        members.insert("type".to_owned(), (*random.pick(&TYPES[..5])).into());
    }
    for _ in 0..random.below(3) {
        let (name, value) = keyword(random, members.get("type").and_then(Value::as_str));
        members.insert(name, value);
    }
}

/// A keyword that says something of values of the type, or, without one, of any.
fn keyword(random: &mut Random, of: Option<&str>) -> (String, Value) {
    let of = of.unwrap_or_else(|| TYPES[random.below(TYPES.len())]);
    let (name, value): (&str, Value) = match (of, random.below(6)) {
        ("string", 0) => ("minLength", random.below(3).into()),
        ("string", 1) => ("maxLength", random.below(4).into()),
        ("string", 2) => ("pattern", (*random.pick(&PATTERNS)).into()),
        ("string", 3) => ("format", (*random.pick(&FORMATS[..3])).into()),
        ("integer" | "number", 0) => ("minimum", (random.below(5) as i64 - 2).into()),
        ("integer" | "number", 1) => ("maximum", (random.below(8) as i64 - 1).into()),
        ("integer" | "number", 2) => {
            ("multipleOf", random.pick(&[json!(1), json!(2), json!(3), json!(0.5)]).clone())
        }
        ("integer", 3) => ("format", (*random.pick(&FORMATS[3..5])).into()),
        ("number", 3) => ("format", FORMATS[5].into()),
        ("integer" | "number", 4) => (*random.pick(&["exclusiveMinimum", "exclusiveMaximum"]), true.into()),
        ("array", 0..3) => ("minItems", random.below(3).into()),
        ("array", _) => ("maxItems", random.below(3).into()),
        _ => ("enum", values(random, of)),
    };
    (name.to_owned(), value)
}

fn values(random: &mut Random, of: &str) -> Value {
    let pool = match of {
        "string" => vec![json!("A"), json!("B"), json!("ab"), json!("1")],
        "integer" => vec![json!(0), json!(1), json!(2), json!(6)],
        "number" => vec![json!(0), json!(1), json!(1.5), json!(6)],
        "boolean" => vec![json!(true), json!(false)],
        _ => vec![json!("A"), json!(1), json!(true), Value::Null],
    };
    let mut values: Vec<Value> = pool.into_iter().filter(|_| !random.one_in(3)).collect();
    if values.is_empty() {
        values.push(json!("A"));
    }
    values.into()
}

/// A choice of components, which a property picks.
fn discriminated(random: &mut Random, members: &mut Map<String, Value>, names: &[String]) {
    let alternatives: Vec<Value> = names.iter().map(|name| reference(name)).collect();
    members.insert((*random.pick(&["oneOf", "oneOf", "anyOf"])).to_owned(), alternatives.into());
    members.insert("discriminator".to_owned(), discriminator(random, names));
}

pub(super) fn discriminator(random: &mut Random, names: &[String]) -> Value {
    let mut discriminator = json!({ "propertyName": "kind" });
    if random.one_in(2) {
        discriminator["mapping"] = json!({});
        for value in PICKS.iter().take(1 + random.below(3)) {
            let name = random.pick(names).clone();
            let target = if random.one_in(4) { name.into() } else { reference(&name)["$ref"].clone() };
            discriminator["mapping"][value] = target;
        }
    }
    discriminator
}

fn list(random: &mut Random, members: &mut Map<String, Value>, depth: usize, is_text: bool, names: &Names) {
    members.insert("type".to_owned(), "array".into());
    let items = schema(random, if is_text { 0 } else { depth - 1 }, is_text, &names.inner());
    members.insert("items".to_owned(), items);
    if random.one_in(3) {
        let (name, value) = keyword(random, Some("array"));
        members.insert(name, value);
    }
    if random.one_in(6) {
        members.insert("uniqueItems".to_owned(), true.into());
    }
}

pub(super) fn object(random: &mut Random, members: &mut Map<String, Value>, depth: usize, names: &Names) {
    let names = &names.inner();
    if !random.one_in(8) {
        members.insert("type".to_owned(), "object".into());
    }
    let mut properties = Map::new();
    for name in NAMES {
        if random.one_in(2) {
            let mut property = schema(random, depth.saturating_sub(1).min(1), false, names);
            if random.one_in(12) {
                property[*random.pick(&["readOnly", "writeOnly"])] = true.into();
            }
            properties.insert(name.to_owned(), property);
        }
    }
    let required: Vec<Value> = NAMES.iter().filter(|_| random.one_in(4)).map(|name| json!(name)).collect();
    if !properties.is_empty() {
        members.insert("properties".to_owned(), properties.into());
    }
    if !required.is_empty() {
        members.insert("required".to_owned(), required.into());
    }
    match random.below(10) {
        0 | 1 => drop(members.insert("additionalProperties".to_owned(), false.into())),
        2 => drop(members.insert("additionalProperties".to_owned(), schema(random, 0, false, names))),
        3 => drop(members.insert("minProperties".to_owned(), random.below(3).into())),
        4 => drop(members.insert("maxProperties".to_owned(), (1 + random.below(3)).into())),
        _ => {}
    }
}

/// The pointers of a schema and those within.
pub(super) fn schemas(schema: &Value, place: String, places: &mut Vec<String>) {
    for name in ["items", "not", "additionalProperties"] {
        if schema[name].is_object() {
            schemas(&schema[name], format!("{place}/{name}"), places);
        }
    }
    for name in ["allOf", "oneOf", "anyOf"] {
        for (index, part) in schema[name].as_array().into_iter().flatten().enumerate() {
            schemas(part, format!("{place}/{name}/{index}"), places);
        }
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        schemas(property, format!("{place}/properties/{name}"), places);
    }
    places.push(place);
}

/// A small edit of one schema.
pub(super) fn edit(random: &mut Random, schema: &mut Value, is_text: bool, names: &Names) {
    let whole = schema.clone();
    let Value::Object(members) = schema else { return };
    let keywords: Vec<String> = members.keys().cloned().collect();
    match random.below(9) {
        0 if !keywords.is_empty() => drop(members.remove(random.pick::<String>(&keywords))),
        1 | 2 => {
            let (name, value) = keyword(random, members.get("type").and_then(Value::as_str));
            members.insert(name, value);
        }
        3 => {
            let is = members.get("nullable") == Some(&json!(true));
            members.insert("nullable".to_owned(), (!is).into());
        }
        4 => *schema = self::schema(random, 1, is_text, names),
        5 => *schema = json!({ *random.pick(&["allOf", "anyOf", "oneOf"]): [whole] }),
        6 => {
            let other = self::schema(random, 0, is_text, names);
            *schema = json!({ *random.pick(&["allOf", "anyOf", "oneOf"]): [whole, other] });
        }
        7 if !is_text => object(random, members, 1, names),
        8 => {
            let lists: Vec<&String> =
                keywords.iter().filter(|name| matches!(name.as_str(), "allOf" | "oneOf" | "anyOf")).collect();
            let Some(name) = lists.first() else { return };
            let other = self::schema(random, 0, is_text, names);
            let Some(Value::Array(parts)) = members.get_mut(name.as_str()) else { return };
            if parts.len() > 1 && random.one_in(2) {
                parts.remove(random.below(parts.len()));
            } else {
                parts.push(other);
            }
        }
        _ => scalar(random, members),
    }
}
