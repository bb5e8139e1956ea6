//! Parameters: what progenitor would panic on, drop or send otherwise than documented.

use heck::ToSnakeCase;
use serde_json::Value;

use super::{Found, LowerReason, schema};
use crate::{operation, pointer};

/// Checks every operation's path template and parameters, marks path parameters required (OpenAPI demands
/// it, progenitor asserts it), and drops the header parameters that OpenAPI says to ignore.
pub(super) fn lower(document: &mut Value, found: &mut Found<'_>) {
    for (path, _, at) in operation::sites(document) {
        let item = pointer::child("/paths", &path);
        let own = pointer::child(&at, "parameters");
        for list in [&own, &pointer::child(&item, "parameters")] {
            if let Some(Value::Array(parameters)) = document.pointer_mut(list) {
                parameters.retain(|parameter| !is_ignored_header(parameter));
                for parameter in parameters.iter_mut().filter(|parameter| parameter["in"] == "path") {
                    parameter["required"] = Value::Bool(true);
                }
            }
        }
        let parameters = in_force(document, &own, &pointer::child(&item, "parameters"));
        check_names(&parameters, document.pointer(&at), &at, found);
        check_template(&path, &item, &parameters, found);
        for (place, parameter) in &parameters {
            if let Some(why) = unsupported(parameter, document) {
                let name = parameter["name"].as_str().unwrap_or_default().to_owned();
                found.add(LowerReason::UnsupportedParameter { name, why }, place);
            }
        }
        // An operation has no use for the generator's own extensions: they make it emit other code.
        if let Some(Value::Object(operation)) = document.pointer_mut(&at) {
            operation.retain(|member, _| !member.starts_with("x-"));
        }
    }
}

/// OpenAPI 3.0.3, section 4.7.12: definitions of these are ignored.
fn is_ignored_header(parameter: &Value) -> bool {
    let name = parameter["name"].as_str().unwrap_or_default();
    parameter["in"] == "header"
        && ["accept", "content-type", "authorization"].iter().any(|ignored| name.eq_ignore_ascii_case(ignored))
}

/// The operation's own parameters and those of its path item that it doesn't redefine, with their places.
fn in_force(document: &Value, own: &str, shared: &str) -> Vec<(String, Value)> {
    let list = |at: &str| -> Vec<(String, Value)> {
        let parameters = document.pointer(at).and_then(Value::as_array).into_iter().flatten();
        parameters.enumerate().map(|(index, parameter)| (format!("{at}/{index}"), parameter.clone())).collect()
    };
    let mut all = list(own);
    for (place, parameter) in list(shared) {
        if !all.iter().any(|(_, p)| p["name"] == parameter["name"] && p["in"] == parameter["in"]) {
            all.push((place, parameter));
        }
    }
    all
}

/// Parameters become fields and setters of one builder, beside `new`, `send` and those of the body.
fn check_names(parameters: &[(String, Value)], operation: Option<&Value>, at: &str, found: &mut Found<'_>) {
    let mut taken = vec!["new".to_owned(), "send".to_owned()];
    if operation.is_some_and(|operation| operation.get("requestBody").is_some()) {
        taken.extend(["body".to_owned(), "body_map".to_owned()]);
    }
    for (_, parameter) in parameters {
        let rust = parameter["name"].as_str().unwrap_or_default().to_snake_case();
        if taken.contains(&rust) {
            found.add(LowerReason::NameClash { rust, what: "setters of one builder" }, at);
        } else {
            taken.push(rust);
        }
    }
}

fn check_template(path: &str, item: &str, parameters: &[(String, Value)], found: &mut Found<'_>) {
    let placeholders = match placeholders(path) {
        Ok(placeholders) => placeholders,
        Err(why) => return found.add(LowerReason::PathTemplate { why }, item),
    };
    let mut declared: Vec<&str> = Vec::new();
    for (place, parameter) in parameters.iter().filter(|(_, parameter)| parameter["in"] == "path") {
        let name = parameter["name"].as_str().unwrap_or_default();
        if !placeholders.contains(&name) {
            found.add(LowerReason::UnmatchedPathParameter { name: name.to_owned() }, place);
        }
        declared.push(name);
    }
    for name in placeholders.iter().filter(|name| !declared.contains(name)) {
        found.add(LowerReason::UnmatchedPathParameter { name: (*name).to_owned() }, item);
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
    let location = parameter["in"].as_str().unwrap_or_default();
    let (default_style, single) = match location {
        "path" => ("simple", true),
        "header" => ("simple", true),
        "query" => ("form", false),
        _ => return Some("is a cookie, or its `in` is unknown"),
    };
    if parameter.get("content").is_some() || parameter.get("schema").is_none() {
        return Some("has `content` in place of a `schema`");
    }
    if parameter.get("style").is_some_and(|style| style != default_style) {
        return Some("has a `style` that isn't supported");
    }
    let name = parameter["name"].as_str().unwrap_or_default();
    if location == "header" && (name.is_empty() || !name.bytes().all(is_token_byte)) {
        return Some("has a name that isn't a header name (RFC 9110, section 5.1)");
    }
    let schema = schema::resolve(&parameter["schema"], document);
    if schema["format"] == "password" {
        return Some("is a secret: in a URL or a parameter it would reach logs");
    }
    if single && !is_scalar(schema, document) {
        return Some("is not a plain string, number or boolean");
    }
    if schema["type"] == "array" && parameter["explode"] == false {
        return Some("is an array with `explode: false`");
    }
    None
}

/// Whether every value of the schema is one word on the wire.
fn is_scalar(schema: &Value, document: &Value) -> bool {
    match schema["type"].as_str() {
        Some(kind) => matches!(kind, "string" | "integer" | "number" | "boolean"),
        None => ["oneOf", "anyOf", "allOf"].iter().any(|keyword| {
            schema[*keyword].as_array().is_some_and(|members| {
                let scalar = |member| is_scalar(schema::resolve(member, document), document);
                !members.is_empty() && members.iter().all(scalar)
            })
        }),
    }
}

/// RFC 9110, section 5.6.2.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
