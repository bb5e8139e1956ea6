//! Parameters: what progenitor would panic on, drop or send otherwise than documented.

use std::collections::BTreeMap;

use super::{Findings, NormalizeReason, operations, subschema};
use crate::document::{
    json::{Json, Object},
    keyword::{Keyword, Role},
    operation,
    pointer::Pointer,
    reference,
    template::PathTemplate,
};
use crate::names;

/// What is sent under another name than the generator knows, by operationId: that name, and the one on the wire.
pub(crate) type WireNames = BTreeMap<String, BTreeMap<String, String>>;

/// Gives every operation its parameters, those of its path item that it doesn't redefine first; marks path
/// parameters required (OpenAPI demands it, progenitor asserts it); drops the header parameters that OpenAPI
/// says to ignore, and `null` where it can't be said.
pub(super) fn gather(document: &mut Json, findings: &mut Findings) {
    for at in operations(document) {
        let shared = at.parent().unwrap_or_default().child("parameters");
        let own = at.child("parameters");
        let mut all = list(document, &own);
        let redefined = |(_, parameter): &(Pointer, Json)| {
            all.iter().any(|(_, p)| p["name"] == parameter["name"] && p["in"] == parameter["in"])
        };
        let mut gathered = list(document, &shared);
        gathered.retain(|parameter| !redefined(parameter));
        gathered.append(&mut all);
        gathered.retain(|(_, parameter)| !is_ignored_header(parameter));
        let places = gathered.iter().enumerate();
        findings.moved(places.map(|(index, (place, _))| (own.item(index), place.clone())));
        for (_, parameter) in &mut gathered {
            if parameter["in"] == "path" {
                parameter.set("required", true);
            }
            // `null` is not a word: a path always has a value, and a header that has none is left out.
            if parameter["in"] != "query"
                && let Some(Json::Object(schema)) = parameter.get_mut("schema")
            {
                schema.shift_remove("nullable");
            }
        }
        if let Some(operation) = document.at_mut(&at) {
            operation
                .set("parameters", gathered.into_iter().map(|(_, parameter)| parameter).collect::<Json>());
        }
    }
    let items = document.at_mut("/paths").and_then(Json::as_object_mut);
    for item in items.into_iter().flat_map(|members| members.values_mut()).filter_map(Json::as_object_mut) {
        item.shift_remove("parameters");
    }
}

/// The parameters of a list, with their places.
fn list(document: &Json, at: &Pointer) -> Vec<(Pointer, Json)> {
    let parameters = document.at(at).and_then(Json::as_array).into_iter().flatten();
    parameters.enumerate().map(|(index, parameter)| (at.item(index), parameter.clone())).collect()
}

/// Checks every operation's path template and parameters.
pub(super) fn check(document: &Json, findings: &mut Findings) {
    for (path, _, at) in operation::operations(document) {
        let parameters = list(document, &at.child("parameters"));
        check_template(path, &parameters, findings);
        for (place, parameter) in &parameters {
            if let Some(why) = unsupported(parameter, document) {
                let name = text(parameter, "name").to_owned();
                findings.add(NormalizeReason::UnsupportedParameter { name, why }, place);
            }
        }
    }
}

/// What a call has beside its parameters.
const RESERVED: [&str; 7] = ["header", "header_map", "new", "options", "send", "spawn", "timeout"];

/// Parameters become fields and setters of one call, which also has methods and a field of its own, the body, and
/// `send`'s variable `header_map`. Where two would be the same in Rust, the generator gets another name for one
/// of them: a setter's name is ours to choose, as long as the name on the wire stays. The placeholders of the path
/// keep theirs.
pub(super) fn separate_names(document: &mut Json, findings: &mut Findings) -> WireNames {
    let mut wire_names = WireNames::new();
    for at in operations(document) {
        let Some(operation) = document.at_mut(&at) else { continue };
        let id = text(operation, "operationId").to_owned();
        let mut taken = RESERVED.map(str::to_owned).to_vec();
        if operation.get("requestBody").is_some() {
            taken.extend(["body".to_owned(), "body_map".to_owned()]);
        }
        let Some(Json::Array(parameters)) = operation.get_mut("parameters") else { continue };
        let mut parameters: Vec<&mut Json> = parameters.iter_mut().collect();
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
            let Some(free) = names_for(&name, text(parameter, "in")).find(is_free) else { continue };
            taken.push(names::snake(&free));
            if free != name {
                parameter.set("name", free.as_str());
                wire_names.entry(id.clone()).or_default().insert(free, name);
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
fn is_ignored_header(parameter: &Json) -> bool {
    let name = text(parameter, "name");
    parameter["in"] == "header"
        && ["accept", "content-type", "authorization"]
            .iter()
            .any(|ignored| name.eq_ignore_ascii_case(ignored))
}

fn check_template(path: &str, parameters: &[(Pointer, Json)], findings: &mut Findings) {
    let item = Pointer::new(["paths", path]);
    let template = PathTemplate::new(path);
    if let Err(why) = template.check() {
        return findings.add(NormalizeReason::PathTemplate(why), &item);
    }
    let placeholders: Vec<&str> = template.placeholders().collect();
    let mut declared: Vec<&str> = Vec::new();
    for (place, parameter) in parameters.iter().filter(|(_, parameter)| parameter["in"] == "path") {
        let name = text(parameter, "name");
        if !placeholders.contains(&name) {
            findings.add(NormalizeReason::UnmatchedPathParameter(name.to_owned()), place);
        }
        declared.push(name);
    }
    for name in placeholders.iter().filter(|name| !declared.contains(name)) {
        findings.add(NormalizeReason::UnmatchedPathParameter((*name).to_owned()), &item);
    }
}

/// What of a parameter can't be sent as documented, if anything.
fn unsupported(parameter: &Json, document: &Json) -> Option<&'static str> {
    let location = text(parameter, "in");
    let (default_style, single) = match location {
        "path" | "header" => ("simple", true),
        "query" => ("form", false),
        _ => return Some("is a cookie, or its `in` is unknown"),
    };
    if parameter.get("content").is_some() || parameter.get("schema").is_none() {
        return Some("has `content` in place of a `schema`");
    }
    if parameter.get("style").is_some_and(|style| *style != default_style) {
        return Some("has a `style` that isn't supported");
    }
    let name = text(parameter, "name");
    if location == "header" && (name.is_empty() || !name.bytes().all(is_token_byte)) {
        return Some("has a name that isn't a header name (RFC 9110, section 5.1)");
    }
    let schema = &parameter["schema"];
    if subschema::any_within(schema, document, |schema| {
        schema.get("format").is_some_and(|format| *format == "password")
    }) {
        return Some("holds a secret: in a URL or a header it would reach logs");
    }
    if single && !is_scalar(schema, document) {
        return Some("is not a plain string, number or boolean");
    }
    let is_null = |part: &subschema::Part<'_>| {
        let listed = part.schema.get("enum").and_then(Json::as_array);
        part.schema.get("nullable").is_some_and(|flag| *flag == true)
            || listed.is_some_and(|listed| listed.contains(&Json::Null))
    };
    if single && subschema::parts(schema, document).iter().any(is_null) {
        return Some("can be null, which it has no word for");
    }
    if subschema::parts(schema, document).iter().any(|part| part.always_holds() && is_struct(part.schema)) {
        return Some("is an object");
    }
    if reference::resolved(document, schema)["type"] == "array" && parameter["explode"] == false {
        return Some("is an array with `explode: false`");
    }
    None
}

/// Whether Rust has a struct for it, which progenitor takes for a request body.
fn is_struct(schema: &Object) -> bool {
    schema.contains_key("properties") || schema.get("additionalProperties") == Some(&Json::Bool(false))
}

/// Whether every value of the schema is one word on the wire.
fn is_scalar(schema: &Json, document: &Json) -> bool {
    let parts = subschema::parts(schema, document);
    let kinds: Vec<&str> = parts.iter().filter_map(|part| part.schema.get("type")?.as_str()).collect();
    let composed = |schema: &Object| {
        schema
            .keys()
            .filter_map(|name| Keyword::from_name(name))
            .any(|keyword| keyword.role() == Role::Structures)
    };
    !kinds.is_empty()
        && kinds.iter().all(|kind| matches!(*kind, "string" | "integer" | "number" | "boolean"))
        && parts.iter().all(|part| part.schema.contains_key("type") || composed(part.schema))
}

fn text<'a>(of: &'a Json, member: &str) -> &'a str {
    of[member].as_str().unwrap_or_default()
}

/// RFC 9110, section 5.6.2.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
