//! Parameters: what progenitor would panic on, drop or send otherwise than documented.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Findings, NormalizeReason, composition, schema};
use crate::document::{operation, pointer};
use crate::names;

/// What is sent under another name than the generator is told, by operationId: the name told, and the name on
/// the wire.
pub(crate) type WireNames = BTreeMap<String, BTreeMap<String, String>>;

/// Gives every operation its parameters, those of its path item that it doesn't redefine first; marks path
/// parameters required (OpenAPI demands it, progenitor asserts it); drops the header parameters that OpenAPI
/// says to ignore, and `null` where it can't be said.
pub(super) fn gather(document: &mut Value, findings: &mut Findings<'_>) {
    for (path, _, at) in operation::sites(document) {
        let shared = pointer::child(&pointer::child("/paths", &path), "parameters");
        let own = pointer::child(&at, "parameters");
        let mut all = list(document, &own);
        let redefined = |(_, parameter): &(String, Value)| {
            all.iter().any(|(_, p)| p["name"] == parameter["name"] && p["in"] == parameter["in"])
        };
        let mut gathered = list(document, &shared);
        gathered.retain(|parameter| !redefined(parameter));
        gathered.append(&mut all);
        gathered.retain(|(_, parameter)| !is_ignored_header(parameter));
        let places = gathered.iter().enumerate();
        findings.moved(places.map(|(index, (place, _))| (format!("{own}/{index}"), place.clone())));
        for (_, parameter) in &mut gathered {
            if parameter["in"] == "path" {
                parameter["required"] = Value::Bool(true);
            }
            // `null` is not a word: a path always has a value, and a header that has none is left out.
            if parameter["in"] != "query"
                && let Some(Value::Object(schema)) = parameter.get_mut("schema")
            {
                schema.remove("nullable");
            }
        }
        if let Some(Value::Object(operation)) = document.pointer_mut(&at) {
            let parameters = gathered.into_iter().map(|(_, parameter)| parameter).collect();
            operation.insert("parameters".to_owned(), Value::Array(parameters));
        }
    }
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in items.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        item.remove("parameters");
    }
}

/// The parameters of a list, with their places.
fn list(document: &Value, at: &str) -> Vec<(String, Value)> {
    let parameters = document.pointer(at).and_then(Value::as_array).into_iter().flatten();
    parameters.enumerate().map(|(index, parameter)| (format!("{at}/{index}"), parameter.clone())).collect()
}

/// Checks every operation's path template and parameters.
pub(super) fn check(document: &Value, findings: &mut Findings<'_>) {
    for (path, _, at) in operation::sites(document) {
        let parameters = list(document, &pointer::child(&at, "parameters"));
        check_template(&path, &parameters, findings);
        for (place, parameter) in &parameters {
            if let Some(why) = unsupported(parameter, document) {
                let name = text(parameter, "name").to_owned();
                findings.add(NormalizeReason::UnsupportedParameter { name, why }, place);
            }
        }
    }
}

/// Parameters become fields and setters of one builder, beside `new`, `send`, the body's, and `send`'s own variable
/// `header_map`. Where two
/// would be the same in Rust, the generator is told another name for one of them: a setter's name is ours to
/// choose, as long as the name on the wire stays. The placeholders of the path keep theirs.
pub(super) fn separate_names(document: &mut Value, findings: &mut Findings<'_>) -> WireNames {
    let mut wire_names = WireNames::new();
    for (_, _, at) in operation::sites(document) {
        let Some(operation) = document.pointer_mut(&at) else { continue };
        let id = text(operation, "operationId").to_owned();
        let mut taken = ["new", "send", "header_map"].map(str::to_owned).to_vec();
        if operation.get("requestBody").is_some() {
            taken.extend(["body".to_owned(), "body_map".to_owned()]);
        }
        let Some(Value::Array(parameters)) = operation.get_mut("parameters") else { continue };
        let mut parameters: Vec<&mut Value> = parameters.iter_mut().collect();
        parameters.sort_by_key(|parameter| {
            let name = text(parameter, "name").to_owned();
            (parameter["in"] != "path", names::snake(&name) != name, name)
        });
        for parameter in parameters {
            let name = text(parameter, "name").to_owned();
            let is_free = |name: &String| !taken.contains(&names::snake(name));
            if parameter["in"] == "path" {
                if !is_free(&name) {
                    let rust = names::snake(&name);
                    findings.add(NormalizeReason::NameClash { rust, what: "setters of one builder" }, &at);
                }
                taken.push(names::snake(&name));
                continue;
            }
            let Some(told) = names_for(&name, text(parameter, "in")).find(is_free) else { continue };
            taken.push(names::snake(&told));
            if told != name {
                parameter["name"] = Value::String(told.clone());
                wire_names.entry(id.clone()).or_default().insert(told, name);
            }
        }
    }
    wire_names
}

/// The names that a parameter could have in Rust, the best first: its own, with its signs in words
/// (`StartTime<` is `start_time_lt`), with its place, and with a number.
fn names_for(name: &str, location: &str) -> impl Iterator<Item = String> {
    let mut in_words = name.to_owned();
    for (sign, word) in [('<', "-lt-"), ('>', "-gt-"), ('=', "-eq-"), ('!', "-not-")] {
        in_words = in_words.replace(sign, word);
    }
    let with_place = format!("{name}-{location}");
    let base = names::snake(name);
    let others = [in_words, with_place].map(|name| names::snake(&name));
    let numbered = (2_u32..).map(move |number| format!("{base}_{number}"));
    std::iter::once(name.to_owned()).chain(others).chain(numbered)
}

/// OpenAPI 3.0.3, section 4.7.12: definitions of these are ignored.
fn is_ignored_header(parameter: &Value) -> bool {
    let name = text(parameter, "name");
    parameter["in"] == "header"
        && ["accept", "content-type", "authorization"]
            .iter()
            .any(|ignored| name.eq_ignore_ascii_case(ignored))
}

fn check_template(path: &str, parameters: &[(String, Value)], findings: &mut Findings<'_>) {
    let item = pointer::child("/paths", path);
    let placeholders = match placeholders(path) {
        Ok(placeholders) => placeholders,
        Err(why) => return findings.add(NormalizeReason::PathTemplate { why }, &item),
    };
    let mut declared: Vec<&str> = Vec::new();
    for (place, parameter) in parameters.iter().filter(|(_, parameter)| parameter["in"] == "path") {
        let name = text(parameter, "name");
        if !placeholders.contains(&name) {
            findings.add(NormalizeReason::UnmatchedPathParameter { name: name.to_owned() }, place);
        }
        declared.push(name);
    }
    for name in placeholders.iter().filter(|name| !declared.contains(name)) {
        findings.add(NormalizeReason::UnmatchedPathParameter { name: (*name).to_owned() }, &item);
    }
}

/// The names in braces, in order.
fn placeholders(template: &str) -> Result<Vec<&str>, &'static str> {
    if !template.starts_with('/') {
        return Err("doesn't start with `/`");
    }
    if template.contains("//") || template.contains(['?', '#', '\\']) {
        return Err("holds an empty segment, `?`, `#` or `\\`");
    }
    let mut names = Vec::new();
    let mut rest = template;
    while let Some(start) = rest.find(['{', '}']) {
        let inner = rest[start..].strip_prefix('{').ok_or("closes a brace that isn't open")?;
        let end = inner.find('}').ok_or("leaves a brace open")?;
        let name = &inner[..end];
        if name.is_empty() || name.contains(['{', '/']) {
            return Err("holds an empty or broken placeholder");
        }
        if names.contains(&name) {
            return Err("holds a placeholder twice");
        }
        names.push(name);
        rest = &inner[end + 1..];
    }
    Ok(names)
}

/// What of a parameter can't be sent as documented, if anything.
fn unsupported(parameter: &Value, document: &Value) -> Option<&'static str> {
    let location = text(parameter, "in");
    let (default_style, single) = match location {
        "path" | "header" => ("simple", true),
        "query" => ("form", false),
        _ => return Some("is a cookie, or its `in` is unknown"),
    };
    if parameter.get("content").is_some() || parameter.get("schema").is_none() {
        return Some("has `content` in place of a `schema`");
    }
    if parameter.get("style").is_some_and(|style| style != default_style) {
        return Some("has a `style` that isn't supported");
    }
    let name = text(parameter, "name");
    if location == "header" && (name.is_empty() || !name.bytes().all(is_token_byte)) {
        return Some("has a name that isn't a header name (RFC 9110, section 5.1)");
    }
    let schema = &parameter["schema"];
    if schema::any_within(schema, document, |schema| schema.get("format").is_some_and(|f| f == "password")) {
        return Some("holds a secret: in a URL or a header it would reach logs");
    }
    if single && !is_scalar(schema, document) {
        return Some("is not a plain string, number or boolean");
    }
    let is_null = |part: &composition::Part<'_>| {
        let listed = part.schema.get("enum").and_then(Value::as_array);
        part.schema.get("nullable") == Some(&Value::Bool(true))
            || listed.is_some_and(|l| l.contains(&Value::Null))
    };
    if single && composition::parts(schema, document).iter().any(is_null) {
        return Some("can be null, which it has no word for");
    }
    if composition::parts(schema, document).iter().any(|part| part.always_holds() && is_struct(part.schema)) {
        return Some("is an object");
    }
    if schema::resolve(schema, document)["type"] == "array" && parameter["explode"] == false {
        return Some("is an array with `explode: false`");
    }
    None
}

/// Whether Rust has a struct for it, which progenitor takes for a request body.
fn is_struct(schema: &Map<String, Value>) -> bool {
    schema.contains_key("properties") || schema.get("additionalProperties") == Some(&Value::Bool(false))
}

/// Whether every value of the schema is one word on the wire.
fn is_scalar(schema: &Value, document: &Value) -> bool {
    let parts = composition::parts(schema, document);
    let kinds: Vec<&str> = parts.iter().filter_map(|part| part.schema.get("type")?.as_str()).collect();
    let composed = |schema: &Map<String, Value>| {
        ["allOf", "oneOf", "anyOf"].iter().any(|keyword| schema.contains_key(*keyword))
    };
    !kinds.is_empty()
        && kinds.iter().all(|kind| matches!(*kind, "string" | "integer" | "number" | "boolean"))
        && parts.iter().all(|part| part.schema.contains_key("type") || composed(part.schema))
}

fn text<'a>(of: &'a Value, member: &str) -> &'a str {
    of[member].as_str().unwrap_or_default()
}

/// RFC 9110, section 5.6.2.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
