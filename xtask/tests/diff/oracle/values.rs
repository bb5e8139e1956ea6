//! Values near a schema, and what OpenAPI says of them.

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use super::schemas::{NAMES, Random};

/// A schema that judges values.
pub(super) struct Reader {
    validator: Validator,
    /// Whether it speaks of lists.
    pub(super) lists: bool,
}

/// Who judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Sender,
    Reader,
}

/// Where a value is.
#[derive(Clone, Copy, Debug)]
pub(super) struct In {
    pub(super) response: bool,
    pub(super) text: bool,
}

impl In {
    fn kept_back(self) -> &'static str {
        if self.response { "writeOnly" } else { "readOnly" }
    }
}

impl Reader {
    pub(super) fn new(schema: &Value, place: In, who: Who) -> Self {
        let mut schema = translated(schema, place.kept_back());
        lenient(&mut schema, place, who);
        // Its bounds are OpenAPI's.
        let options = jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true);
        let options = options
            .with_format("int32", |_: &str| true)
            .with_format("uuid", |text: &str| text.len() == 36 && text.as_bytes()[8] == b'-');
        let lists = schema.to_string().contains(r#""array""#);
        Self { validator: options.build(&schema).unwrap(), lists }
    }

    pub(super) fn takes(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }
}

/// What is let pass, on purpose: each with its reason in the page on verdicts.
fn lenient(schema: &mut Value, place: In, who: Who) {
    let Value::Object(members) = schema else { return };
    let has_pattern =
        place.response && members.get("oneOf").is_some_and(|one| one.to_string().contains("\"pattern\""));
    for (name, value) in members.iter_mut() {
        match (name.as_str(), value) {
            ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => {
                parts.iter_mut().for_each(|part| lenient(part, place, who));
            }
            ("items" | "additionalProperties", value) => lenient(value, place, who),
            // It isn't the one who reads that counts there.
            ("not", value) => lenient(value, place, Who::Sender),
            ("properties", Value::Object(properties)) => {
                properties.values_mut().for_each(|property| lenient(property, place, who));
            }
            _ => {}
        }
    }
    let has = |names: &[&str]| names.iter().any(|name| members.contains_key(*name));
    let (of_objects, of_lists) = (
        ["properties", "required", "additionalProperties", "minProperties", "maxProperties"],
        ["items", "minItems", "maxItems", "uniqueItems"],
    );
    let of_others = [
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minimum",
        "maximum",
        "multipleOf",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "enum",
    ];
    if !has(&["type"]) && !has(&of_others) && has(&of_objects) != has(&of_lists) {
        let of = if has(&of_objects) { "object" } else { "array" };
        let null = (members.get("nullable") == Some(&json!(true))).then_some("null");
        members.insert("type".to_owned(), [of].into_iter().chain(null).collect());
    }
    for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if !members.contains_key(bound) {
            members.remove(flag);
        }
    }
    if place.response && who == Who::Reader {
        members.remove("pattern");
    }
    if who == Who::Reader
        && members.contains_key("oneOf")
        && (place.text || has_pattern)
        && let Some(alternatives) = members.remove("oneOf")
    {
        // Which one it is doesn't matter, where they say less than in the document.
        let any = json!({ "anyOf": alternatives });
        members.entry("allOf").or_insert_with(|| json!([])).as_array_mut().unwrap().push(any);
    }
    let limits = ["minLength", "maxLength", "pattern", "format", "enum"];
    if let Some(of) = members.get_mut("type").filter(|_| place.text)
        && who == Who::Reader
    {
        let of_text =
            |of: &Value| *of == "string" || of.as_array().is_some_and(|all| all.contains(&json!("string")));
        let is_text = of_text(of);
        if is_text && !limits.iter().any(|limit| members.contains_key(*limit)) {
            members.insert("type".to_owned(), json!(["string", "number", "boolean"]));
        }
    }
    members.remove("nullable");
}

/// The schema in JSON Schema's draft 4, for a side where properties with this flag aren't sent.
fn translated(schema: &Value, kept_back: &str) -> Value {
    let Value::Object(members) = schema else { return schema.clone() };
    let mut new = members.clone();
    let each = |value: &Value| translated(value, kept_back);
    for (name, value) in &mut new {
        match (name.as_str(), &*value) {
            ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => *value = parts.iter().map(each).collect(),
            ("not" | "items" | "additionalProperties", Value::Object(_)) => *value = each(value),
            ("properties", Value::Object(properties)) => {
                let property = |(name, schema): (&String, &Value)| {
                    let is_kept_back = has_flag(schema, kept_back);
                    (name.clone(), if is_kept_back { json!({}) } else { each(schema) })
                };
                *value = properties.iter().map(property).collect::<Map<_, _>>().into();
            }
            _ => {}
        }
    }
    // Nobody has to send what isn't sent.
    let is_sent = |name: &&Value| {
        let properties = members.get("properties");
        properties.is_none_or(|all| !has_flag(&all[name.as_str().unwrap()], kept_back))
    };
    if let Some(Value::Array(required)) = members.get("required") {
        let required: Vec<Value> = required.iter().filter(is_sent).cloned().collect();
        new.remove("required");
        if !required.is_empty() {
            new.insert("required".to_owned(), required.into());
        }
    }
    if new.get("format") == Some(&json!("int32")) {
        let bounds = json!({ "minimum": i32::MIN, "maximum": i32::MAX });
        return json!({ "allOf": [nullable(new, members), { "anyOf": [bounds, { "not": { "type": "number" } }] }] });
    }
    nullable(new, members)
}

/// Whether the schema has a flag, or one of the parts that hold together.
fn has_flag(schema: &Value, flag: &str) -> bool {
    schema[flag] == true
        || schema["allOf"].as_array().is_some_and(|all| all.iter().any(|part| has_flag(part, flag)))
}

/// `nullable` widens `type` (OpenAPI 3.0.3, section 4.7.24.1); beside parts without a type, it is meant to.
fn nullable(mut new: Map<String, Value>, old: &Map<String, Value>) -> Value {
    if old.get("nullable") != Some(&json!(true)) {
        return new.into();
    }
    let is_composed = ["allOf", "oneOf", "anyOf"].iter().any(|name| old.contains_key(*name));
    match old.get("type") {
        Some(of) => drop(new.insert("type".to_owned(), json!([of, "null"]))),
        None if is_composed => return json!({ "anyOf": [{ "type": "null" }, new] }),
        None => {}
    }
    new.into()
}

/// Whether all properties are described: what else is sent, the contract isn't about. In a response, or in what is a
/// map, nobody knows.
pub(super) fn is_described(schema: &Value, value: &Value, place: In) -> bool {
    match value {
        Value::Object(members) => {
            let parts = parts(schema, value, place);
            members.iter().all(|(name, value)| {
                let mut schemas = parts.iter().filter_map(|part| part["properties"].get(name)).peekable();
                if schemas.peek().is_some() {
                    let kept_back = place.kept_back();
                    let schemas: Vec<&Value> = schemas.collect();
                    return !schemas.iter().any(|schema| has_flag(schema, kept_back))
                        && schemas.iter().all(|schema| is_described(schema, value, place));
                }
                let mut others = parts.iter().map(|part| &part["additionalProperties"]);
                others.any(|schema| schema.is_object() && is_described(schema, value, place))
            })
        }
        Value::Array(items) => {
            let parts = parts(schema, value, place);
            items.iter().all(|item| {
                let mut schemas = parts.iter().map(|part| &part["items"]).filter(|schema| schema.is_object());
                schemas.all(|schema| is_described(schema, item, place))
            })
        }
        _ => true,
    }
}

/// The schema, and those of its parts that take the value.
fn parts<'a>(schema: &'a Value, value: &Value, place: In) -> Vec<&'a Value> {
    let mut all = vec![schema];
    for part in schema["allOf"].as_array().into_iter().flatten() {
        all.extend(parts(part, value, place));
    }
    for keyword in ["oneOf", "anyOf"] {
        for part in schema[keyword].as_array().into_iter().flatten() {
            if Reader::new(part, place, Who::Sender).takes(value) {
                all.extend(parts(part, value, place));
            }
        }
    }
    all
}

/// Values that one of the schemas may take or just refuse.
pub(super) fn samples(random: &mut Random, schemas: [&Value; 2]) -> Vec<Value> {
    let mut samples = scalars();
    samples.extend([json!([]), json!({})]);
    for round in 0..160 {
        samples.push(sample(random, schemas[round % 2], 4));
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

fn sample(random: &mut Random, schema: &Value, depth: usize) -> Value {
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
            sample(random, choice, depth)
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
        let mut members = Map::new();
        let all = random.one_in(4);
        for name in NAMES {
            let property = &schema["properties"][name];
            let is_required = schema["required"].as_array().is_some_and(|list| list.contains(&json!(name)));
            if all || is_required && !random.one_in(8) || property.is_object() && random.one_in(2) {
                members.insert(name.to_owned(), sample(random, property, depth - 1));
            }
        }
        if schema["additionalProperties"].is_object() && random.one_in(2) {
            members.insert("z".to_owned(), sample(random, &schema["additionalProperties"], depth - 1));
        }
        return members.into();
    }
    if is("array") || !describes("type") && describes("items") {
        return (0..random.below(4)).map(|_| sample(random, &schema["items"], depth - 1)).collect();
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
