//! Values to try: those near the bounds of the schemas, and random ones built along them.

use serde_json::{Map, Value, json};

/// Numbers that are as good as random and the same in every run (xorshift).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The high bits are the better ones.
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'v, T>(&mut self, of: &'v [T]) -> Option<&'v T> {
        of.get(self.below(of.len()))
    }
}

/// Values built along translated schemas.
pub(super) struct Candidates<'s> {
    schemas: Vec<&'s Value>,
    scalars: Vec<Value>,
    names: Vec<String>,
    random: Random,
}

/// Longer texts and lists aren't tried.
const MOST_LENGTH: usize = 300;
/// Of a longer range only the ends are.
const MOST_VALUES: i64 = 1_000;

impl<'s> Candidates<'s> {
    pub(super) fn new(schemas: Vec<&'s Value>) -> Self {
        let mut new = Self { schemas, scalars: Vec::new(), names: Vec::new(), random: Random::new() };
        let known =
            [json!(null), json!(true), json!(false), json!(0), json!(1), json!(-1), json!(1.5), json!(0.3)];
        new.scalars.extend(known);
        let texts = ["", "a", "A", "1", " ", "true", "two words", "not a date", "http://example.com/"];
        new.scalars.extend(texts.map(Value::from));
        let texts =
            ["2024-02-29", "2024-02-29T12:00:00Z", "12:00:00Z", "a@example.com", "192.0.2.1", "2001:db8::1"];
        new.scalars.extend(texts.map(Value::from));
        new.scalars.push("00000000-0000-4000-8000-000000000000".into());
        new.scalars.extend([json!(3_000_000_000_i64), json!(-3_000_000_000_i64), json!(1e39)]);
        for schema in new.schemas.clone() {
            new.collect(schema);
        }
        new.names.push("other".to_owned());
        new.names.dedup();
        new.scalars.dedup();
        new
    }

    /// The plain values, each once.
    pub(super) fn plain(&self) -> impl Iterator<Item = Value> {
        [json!([]), json!({})].into_iter().chain(self.scalars.iter().cloned())
    }

    /// One more value; which schema it is built along goes with the round.
    pub(super) fn next(&mut self, round: usize) -> Value {
        let Some(schema) = self.schemas.get(round % self.schemas.len().max(1)).copied() else {
            return Value::Null;
        };
        self.value(schema, schema, 6)
    }

    /// What the schema's keywords say is special.
    fn collect(&mut self, schema: &Value) {
        match schema {
            Value::Array(items) => items.iter().for_each(|item| self.collect(item)),
            Value::Object(members) => {
                // A few values can all be tried.
                if let (Some(least), Some(most)) = (schema["minimum"].as_i64(), schema["maximum"].as_i64())
                    && (0..=MOST_VALUES).contains(&most.saturating_sub(least))
                {
                    self.scalars.extend((least..=most).map(Value::from));
                }
                for (name, value) in members {
                    match (name.as_str(), value) {
                        ("enum", Value::Array(values)) => self.scalars.extend(values.iter().cloned()),
                        ("const", value) => self.scalars.push(value.clone()),
                        ("required", Value::Array(names)) => {
                            self.names
                                .extend(names.iter().filter_map(|name| Some(name.as_str()?.to_owned())));
                        }
                        ("pattern", Value::String(pattern)) => {
                            let texts = (0..3).filter_map(|_| {
                                super::text::matching(pattern, &mut |end| self.random.below(end))
                            });
                            let texts: Vec<Value> = texts.map(Value::from).collect();
                            self.scalars.extend(texts);
                        }
                        ("minLength" | "maxLength", value) => {
                            let length =
                                value.as_u64().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
                            if length <= MOST_LENGTH {
                                let lengths = [length.saturating_sub(1), length, length + 1];
                                self.scalars.extend(lengths.map(|length| "x".repeat(length).into()));
                                self.scalars.extend(lengths.map(|length| "1".repeat(length).into()));
                            }
                        }
                        (_, Value::Number(number)) => {
                            let steps: &[f64] = &[0.0, 1.0, -1.0, 0.5, -0.5, 0.3, -0.3];
                            let near = number.as_f64().unwrap_or(0.0);
                            self.scalars.extend(steps.iter().map(|step| numeral(near + step)));
                            self.scalars.extend([numeral(near * 2.0), numeral(near * 3.0), numeral(-near)]);
                        }
                        ("properties", Value::Object(properties)) => {
                            self.names.extend(properties.keys().cloned());
                            properties.values().for_each(|property| self.collect(property));
                        }
                        (_, value) => self.collect(value),
                    }
                }
            }
            _ => {}
        }
    }

    fn value(&mut self, root: &'s Value, schema: &'s Value, depth: usize) -> Value {
        if depth == 0 || self.random.one_in(12) {
            return self.random.pick(&self.scalars).cloned().unwrap_or_default();
        }
        if let Some(target) = schema["$ref"].as_str() {
            let target = target.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
            return target.map_or(Value::Null, |target| self.value(root, target, depth - 1));
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(values) = schema["enum"].as_array().filter(|_| !self.random.one_in(6)) {
            return self.random.pick(values).cloned().unwrap_or_default();
        }
        let parts: Vec<&Value> = parts(schema);
        let has_own =
            ["properties", "items", "additionalProperties"].iter().any(|name| schema.get(name).is_some());
        let mut value = None;
        if !(parts.is_empty() || has_own && self.random.one_in(3)) {
            // What the parts ask for together is in several of them.
            let values: Vec<Value> = match (schema["allOf"].as_array(), self.random.pick(&parts).copied()) {
                (Some(all), _) if !self.random.one_in(4) => {
                    all.iter().map(|part| self.value(root, part, depth - 1)).collect()
                }
                (_, part) => part.into_iter().map(|part| self.value(root, part, depth - 1)).collect(),
            };
            value = joined(values, &mut self.random);
        }
        let types = types(schema);
        let own = match self.random.pick(&types).copied() {
            Some("object") => Some(self.object(root, schema, depth)),
            Some("array") => Some(self.array(root, schema, depth)),
            Some(of) => {
                let fitting: Vec<&Value> = self.scalars.iter().filter(|value| is_of(value, of)).collect();
                self.random.pick(&fitting).map(|value| (*value).clone())
            }
            None => None,
        };
        let both: Vec<Value> = value.into_iter().chain(own).collect();
        match joined(both, &mut self.random) {
            Some(value) => value,
            None => self.random.pick(&self.scalars).cloned().unwrap_or_default(),
        }
    }

    fn object(&mut self, root: &'s Value, schema: &'s Value, depth: usize) -> Value {
        let mut members = Map::new();
        let (few, more) = (self.random.one_in(2), self.random.one_in(8));
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let properties = schema["properties"].as_object();
        let own: Vec<&String> = properties.into_iter().flat_map(Map::keys).collect();
        let others = self.names.clone();
        let others = others.iter().filter(|_| more).collect::<Vec<_>>();
        for name in own.into_iter().chain(others) {
            let is_required = required.contains(&name.as_str());
            if is_required && !self.random.one_in(10)
                || !is_required && self.random.one_in(if few { 5 } else { 2 })
            {
                let schema =
                    properties.and_then(|all| all.get(name)).unwrap_or(&schema["additionalProperties"]);
                let value = self.value(root, schema, depth - 1);
                members.insert(name.clone(), value);
            }
        }
        for name in required {
            if !members.contains_key(name) && !self.random.one_in(10) {
                let value = self.value(root, &schema["additionalProperties"], depth - 1);
                members.insert(name.to_owned(), value);
            }
        }
        let others = &schema["additionalProperties"];
        if others.is_object() || self.random.one_in(6) {
            let least = schema["minProperties"].as_u64().unwrap_or(0).min(20);
            for index in 0..least.max(1) {
                let value = self.value(root, others, depth - 1);
                members.insert(if index == 0 { "other".to_owned() } else { format!("other{index}") }, value);
            }
        }
        members.into()
    }

    fn array(&mut self, root: &'s Value, schema: &'s Value, depth: usize) -> Value {
        let near = ["minItems", "maxItems"].iter().filter_map(|name| schema[name].as_u64());
        let mut lengths: Vec<u64> =
            near.flat_map(|length| [length.saturating_sub(1), length, length + 1]).collect();
        lengths.extend([0, 1, 2, 3]);
        let length = self.random.pick(&lengths).copied().unwrap_or(0).min(60);
        let same = self.random.one_in(4).then(|| self.value(root, &schema["items"], depth - 1));
        (0..length)
            .map(|_| same.clone().unwrap_or_else(|| self.value(root, &schema["items"], depth - 1)))
            .collect()
    }
}

/// The parts and alternatives of a schema.
fn parts(schema: &Value) -> Vec<&Value> {
    let lists = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|keyword| schema[keyword].as_array());
    lists.flatten().collect()
}

/// Objects that a value must all be, as one; of other values one.
fn joined(values: Vec<Value>, random: &mut Random) -> Option<Value> {
    if values.iter().all(Value::is_object) && values.len() > 1 {
        let members = values.into_iter().flat_map(|value| match value {
            Value::Object(members) => members,
            _ => Map::new(),
        });
        return Some(members.collect());
    }
    random.pick(&values).cloned()
}

/// The types that a schema says, or that its keywords mean; none if it leaves that to others.
fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ if ["properties", "required", "additionalProperties"]
            .iter()
            .any(|name| schema.get(name).is_some()) =>
        {
            vec!["object"]
        }
        _ if schema.get("items").is_some() => vec!["array"],
        _ => Vec::new(),
    }
}

fn is_of(value: &Value, of: &str) -> bool {
    match of {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => value.is_string(),
    }
}

/// A number as its author would write it.
fn numeral(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        #[allow(clippy::cast_possible_truncation, reason = "it is whole, and small enough")]
        return json!(number as i64);
    }
    json!(number)
}
