//! The operations of a document as its author documented them: what the generated operation table, the
//! snapshots and the normalization agree on. Nothing here knows Rust names.

use serde_json::{Map, Value};

use crate::document::pointer;

/// The methods of a path item (OpenAPI 3.0.3, section 4.7.9), in the specification's order.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// One documented operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// `operationId`, or the name synthesised from method and path where the document has none.
    pub id: String,
    /// The HTTP method in capitals.
    pub method: String,
    /// The path template, such as `/clients/{client_id}`.
    pub path: String,
    /// The parameters, those of the path item first.
    pub parameters: Vec<Parameter>,
    /// The request body, if one is documented.
    pub body: Option<Body>,
    /// The documented replies, sorted by status: numbers, then ranges, then `default`.
    pub replies: Vec<Reply>,
}

/// A documented parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// `path`, `query`, `header` or `cookie`.
    pub location: String,
    /// Whether a request must have it.
    pub required: bool,
    /// Its schema in short, such as `string` or `[Status]`.
    pub schema: String,
}

/// A documented request body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Body {
    /// Whether a request must have one.
    pub required: bool,
    /// Its media types and their schemas in short.
    pub content: Vec<(String, String)>,
}

/// A documented reply.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// The status code (`200`), a range (`4XX`) or `default`.
    pub status: String,
    /// Its media types and their schemas in short; empty if it has no body.
    pub content: Vec<(String, String)>,
}

/// Whether this key of `responses` is one: a status code, a range of them, or `default`.
pub(crate) fn is_status(key: &str) -> bool {
    let is_range = matches!(key.as_bytes(), [b'1'..=b'5', b'X' | b'x', b'X' | b'x']);
    let is_code = key.len() == 3 && key.parse::<u16>().is_ok_and(|code| (100..1000).contains(&code));
    is_range || is_code || key == "default"
}

/// Whether this key of `responses` documents success by itself.
pub(crate) fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// Each operation of `document` with its path template, method and JSON pointer, in document order.
pub(crate) fn sites(document: &Value) -> Vec<(String, &'static str, String)> {
    let mut sites = Vec::new();
    for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let at = pointer::child("/paths", path);
        for method in METHODS {
            if item.get(method).is_some() {
                sites.push((path.clone(), method, pointer::child(&at, method)));
            }
        }
    }
    sites
}

/// Reads the table from a document whose operations have ids, all their parameters, and no references to
/// parameters, request bodies or replies.
pub(crate) fn table(document: &Value) -> Vec<Operation> {
    sites(document)
        .into_iter()
        .filter_map(|(path, method, at)| {
            let operation = document.pointer(&at)?;
            Some(Operation {
                id: text(operation, "operationId"),
                method: method.to_ascii_uppercase(),
                path,
                parameters: parameters(operation),
                body: operation
                    .get("requestBody")
                    .map(|body| Body { required: flag(body, "required"), content: content(body) }),
                replies: replies(operation),
            })
        })
        .collect()
}

fn parameters(operation: &Value) -> Vec<Parameter> {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    parameters
        .into_iter()
        .flatten()
        .map(|parameter| Parameter {
            name: text(parameter, "name"),
            location: text(parameter, "in"),
            required: flag(parameter, "required"),
            schema: parameter.get("schema").map_or_else(|| "?".to_owned(), brief),
        })
        .collect()
}

fn replies(operation: &Value) -> Vec<Reply> {
    let none = Map::new();
    let responses = operation.get("responses").and_then(Value::as_object).unwrap_or(&none);
    let mut replies: Vec<_> = responses
        .iter()
        .filter(|(status, _)| !status.starts_with("x-"))
        .map(|(status, reply)| Reply { status: status.clone(), content: content(reply) })
        .collect();
    replies.sort_by_key(|reply| (reply.status.parse::<u16>().is_err(), reply.status.clone()));
    replies
}

fn content(of: &Value) -> Vec<(String, String)> {
    let content = of.get("content").and_then(Value::as_object);
    content
        .into_iter()
        .flatten()
        .map(|(media_type, value)| {
            (media_type.clone(), value.get("schema").map_or_else(|| "any".to_owned(), brief))
        })
        .collect()
}

/// A schema in a word: the component it names, or its type.
fn brief(schema: &Value) -> String {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return reference.rsplit('/').next().unwrap_or(reference).to_owned();
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => format!("[{}]", schema.get("items").map_or_else(|| "any".to_owned(), brief)),
        Some(kind) => kind.to_owned(),
        None => "any".to_owned(),
    }
}

fn text(of: &Value, member: &str) -> String {
    of.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn flag(of: &Value, member: &str) -> bool {
    of.get(member).and_then(Value::as_bool).unwrap_or(false)
}
