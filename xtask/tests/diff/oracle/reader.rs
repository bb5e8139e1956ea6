//! Who takes a value: a schema in JSON Schema's draft 4, for one who sends or reads.

use std::collections::BTreeSet;

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use super::document::target;

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
    pub(super) fn kept_back(self) -> &'static str {
        if self.response { "writeOnly" } else { "readOnly" }
    }
}

impl Reader {
    pub(super) fn new(schema: &Value, named: &Map<String, Value>, place: In, who: Who) -> Self {
        let mut translator = Translator { named, kept_back: place.kept_back(), definitions: Map::new() };
        let root = translator.schema(schema, who, &Inside::default());
        let known = translator.definitions;
        let mut definitions = known.clone();
        let mut root = json!({ "allOf": [root] });
        lenient(&mut root, &known, place, who);
        for (name, definition) in &mut definitions {
            let who = if name.starts_with('S') { Who::Sender } else { Who::Reader };
            lenient(definition, &known, place, who);
        }
        root["definitions"] = definitions.into();
        // Its bounds are OpenAPI's.
        let options = jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true);
        let options = options
            .with_format("int32", |_: &str| true)
            .with_format("uuid", |text: &str| text.len() == 36 && text.as_bytes()[8] == b'-');
        let lists = root.to_string().contains(r#""array""#);
        Self { validator: options.build(&root).unwrap(), lists }
    }

    pub(super) fn takes(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }
}

/// What a schema is said in, of the same value.
#[derive(Clone, Debug, Default)]
struct Inside {
    /// The component.
    own: String,
    /// All components of the same value around: what is one of a base's subtypes already is no choice of them.
    around: BTreeSet<String>,
}

struct Translator<'d> {
    named: &'d Map<String, Value>,
    kept_back: &'static str,
    definitions: Map<String, Value>,
}

impl Translator<'_> {
    fn schema(&mut self, schema: &Value, who: Who, inside: &Inside) -> Value {
        let Value::Object(members) = schema else { return schema.clone() };
        if let Some(to) = members.get("$ref") {
            return self.reference(target(to.as_str().unwrap()), who, inside);
        }
        let outside = Inside::default();
        let mut new = members.clone();
        new.remove("discriminator");
        for (name, value) in &mut new {
            match (name.as_str(), &*value) {
                ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => {
                    *value = parts.iter().map(|part| self.schema(part, who, inside)).collect();
                }
                // It isn't the one who reads that counts there.
                ("not", Value::Object(_)) => *value = self.schema(value, Who::Sender, inside),
                ("items" | "additionalProperties", Value::Object(_)) => {
                    *value = self.schema(value, who, &outside);
                }
                ("properties", Value::Object(properties)) => {
                    let property = |(name, schema): (&String, &Value)| {
                        let is_kept_back = has_flag(schema, self.named, self.kept_back);
                        let new = if is_kept_back { json!({}) } else { self.schema(schema, who, &outside) };
                        (name.clone(), new)
                    };
                    *value = properties.iter().map(property).collect::<Map<_, _>>().into();
                }
                _ => {}
            }
        }
        // Nobody has to send what isn't sent.
        let is_sent = |name: &&Value| {
            let properties = members.get("properties");
            properties.is_none_or(|all| !has_flag(&all[name.as_str().unwrap()], self.named, self.kept_back))
        };
        if let Some(Value::Array(required)) = members.get("required") {
            let required: Vec<Value> = required.iter().filter(is_sent).cloned().collect();
            new.remove("required");
            if !required.is_empty() {
                new.insert("required".to_owned(), required.into());
            }
        }
        let mut all = Vec::new();
        if new.get("format") == Some(&json!("int32")) {
            let bounds = json!({ "minimum": i32::MIN, "maximum": i32::MAX });
            all.push(json!({ "anyOf": [bounds, { "not": { "type": "number" } }] }));
        }
        let each = alternatives(schema, &inside.own, self.named);
        let is_around = |(one, _): &(Value, Value)| {
            let name = one["$ref"].as_str().map(target).unwrap_or_default();
            name != inside.own && inside.around.contains(name)
        };
        if !each.is_empty() && (has_choice(schema) || !each.iter().any(is_around)) {
            new.remove("oneOf");
            new.remove("anyOf");
            let one =
                |(one, picks): &(Value, Value)| json!({ "allOf": [self.schema(one, who, inside), picks] });
            let each: Vec<Value> = each.iter().map(one).collect();
            all.push(json!({ "anyOf": each }));
        }
        if all.is_empty() {
            return nullable(new, members);
        }
        if members.contains_key("type") {
            all.push(nullable(new, members));
            return json!({ "allOf": all });
        }
        // What a discriminator says is of the others than null.
        all.push(new.into());
        nullable(Map::from_iter([("allOf".to_owned(), all.into())]), members)
    }

    fn reference(&mut self, name: &str, who: Who, inside: &Inside) -> Value {
        let around: Vec<&str> = inside.around.iter().map(String::as_str).collect();
        let key = format!("{who:?}_{name}_{}", around.join("_"));
        if !self.definitions.contains_key(&key) {
            self.definitions.insert(key.clone(), Value::Null);
            let mut around = inside.around.clone();
            around.insert(name.to_owned());
            let inside = Inside { own: name.to_owned(), around };
            let definition = self.schema(&self.named[name], who, &inside);
            self.definitions.insert(key.clone(), definition);
        }
        json!({ "$ref": format!("#/definitions/{key}") })
    }
}

fn has_choice(schema: &Value) -> bool {
    ["oneOf", "anyOf"].iter().any(|keyword| schema[keyword].is_array())
}

/// What a schema's discriminator chooses from, each with what says that it is picked: the mapping, or else the one
/// value that the alternative allows the property, or else its name. `own` is the component that it is in.
pub(super) fn alternatives(schema: &Value, own: &str, named: &Map<String, Value>) -> Vec<(Value, Value)> {
    let Some(property) = schema["discriminator"]["propertyName"].as_str() else { return Vec::new() };
    let mapping = schema["discriminator"]["mapping"].as_object();
    let mapped = |name: &str| -> Vec<Value> {
        let all = mapping.into_iter().flatten();
        all.filter(|(_, to)| target(to.as_str().unwrap()) == name).map(|(value, _)| json!(value)).collect()
    };
    // Of other values than objects it says nothing.
    let any = ["object", "array", "string", "number", "boolean", "null"];
    let picked = |values: Vec<Value>| json!({ "type": any, "required": [property], "properties": { property: { "enum": values } } });
    if has_choice(schema) {
        let choice = ["oneOf", "anyOf"].iter().find_map(|keyword| schema[keyword].as_array()).unwrap();
        if choice.len() == 1 {
            return Vec::new();
        }
        let one = |one: &Value| {
            let name = one["$ref"].as_str().map(target).unwrap_or_default();
            let whole = resolved(one, named);
            let picks = match mapped(name) {
                values if !values.is_empty() => picked(values),
                _ if resolved(&whole["properties"][property], named)["enum"].is_array() => json!({}),
                _ if name.is_empty() => json!({}),
                _ => picked(vec![json!(name)]),
            };
            (one.clone(), picks)
        };
        return choice.iter().map(one).collect();
    }
    let is_own = named.get(own).is_some_and(|whole| whole == schema);
    let mut subtypes: BTreeSet<&str> =
        mapping.into_iter().flatten().map(|(_, to)| target(to.as_str().unwrap())).collect();
    let mut open: Vec<&str> = if is_own { vec![own] } else { Vec::new() };
    while let Some(base) = open.pop() {
        for (name, component) in named {
            let parts = component["allOf"].as_array().into_iter().flatten();
            let mut bases = parts.filter_map(|part| part["$ref"].as_str());
            if bases.any(|to| target(to) == base) && name != own && subtypes.insert(name) {
                open.push(name);
            }
        }
    }
    if subtypes.is_empty() {
        return Vec::new();
    }
    let lists = |name: &str| {
        let whole = &named[name];
        let parts = whole["allOf"].as_array().into_iter().flatten().chain([whole]);
        parts
            .filter(|part| !part["$ref"].is_string())
            .any(|part| resolved(&part["properties"][property], named)["enum"].is_array())
    };
    let name = |name: &&str| match mapped(name) {
        values if values.is_empty() && lists(name) => json!({}),
        values if values.is_empty() => picked(vec![json!(name)]),
        values => picked(values),
    };
    let others = subtypes.iter().filter(|name| **name != own);
    let mut all: Vec<(Value, Value)> =
        others.map(|one| (super::schemas::reference(one), name(one))).collect();
    if is_own {
        let mut values = mapped(own);
        values.push(json!(own));
        all.push((json!({}), picked(values)));
    }
    all
}

pub(super) fn resolved<'a>(mut schema: &'a Value, named: &'a Map<String, Value>) -> &'a Value {
    while let Some(to) = schema["$ref"].as_str() {
        schema = named.get(target(to)).unwrap_or_else(|| panic!("{to}: {named:?}"));
    }
    schema
}

/// Whether the schema has a flag, or one of the parts that hold together.
pub(super) fn has_flag(schema: &Value, named: &Map<String, Value>, flag: &str) -> bool {
    let schema = resolved(schema, named);
    schema[flag] == true
        || schema["allOf"].as_array().is_some_and(|all| all.iter().any(|part| has_flag(part, named, flag)))
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

/// What is let pass, on purpose: each with its reason in the page on verdicts.
fn lenient(schema: &mut Value, known: &Map<String, Value>, place: In, who: Who) {
    let Value::Object(members) = schema else { return };
    let has_pattern = place.response
        && members.get("oneOf").is_some_and(|one| mentions(one, "pattern", known, &mut BTreeSet::new()));
    for (name, value) in members.iter_mut() {
        match (name.as_str(), value) {
            ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => {
                parts.iter_mut().for_each(|part| lenient(part, known, place, who));
            }
            ("items" | "additionalProperties", value) => lenient(value, known, place, who),
            // It isn't the one who reads that counts there.
            ("not", value) => lenient(value, known, place, Who::Sender),
            ("properties", Value::Object(properties)) => {
                properties.values_mut().for_each(|property| lenient(property, known, place, who));
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

/// Whether a keyword is somewhere in it, or in what it refers to.
fn mentions<'k>(
    schema: &'k Value,
    keyword: &str,
    known: &'k Map<String, Value>,
    seen: &mut BTreeSet<&'k str>,
) -> bool {
    match schema {
        Value::Array(parts) => parts.iter().any(|part| mentions(part, keyword, known, seen)),
        Value::Object(members) => members.iter().any(|(name, value)| match value.as_str() {
            Some(to) if name == "$ref" => {
                let to = target(to);
                seen.insert(to) && mentions(&known[to], keyword, known, seen)
            }
            _ => name == keyword || mentions(value, keyword, known, seen),
        }),
        _ => false,
    }
}
