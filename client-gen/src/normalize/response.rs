//! Replies: progenitor gets exactly one success reply an operation, and no other.
//!
//! Error replies are read by the runtime, which has them in the operation table. Several success replies that
//! hold different things become one enum whose variants are the statuses, so that nothing has to be guessed
//! from the body.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use super::{Findings, NormalizeReason, body::essence};
use crate::document::{operation, pointer};

/// How the runtime reads an operation's success reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decoding {
    /// There is nothing to read.
    Empty,
    /// JSON of one type.
    Json,
    /// JSON that means something else under each status.
    ByStatus,
    /// Bytes that aren't JSON.
    Bytes,
}

/// What one success reply holds.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    None,
    Json(Value),
    Bytes,
}

/// One success reply.
struct Reply {
    /// The status code, range or `default`.
    status: String,
    content: Content,
    /// Where its schema stands in `responses`.
    schema_at: String,
}

/// Lowers every operation's replies and says how to read them, by operationId.
pub(super) fn normalize(document: &mut Value, findings: &mut Findings<'_>) -> BTreeMap<String, Decoding> {
    let mut decodings = BTreeMap::new();
    for (_, _, at) in operation::sites(document) {
        let Some(operation) = document.pointer(&at) else { continue };
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        let responses = pointer::child(&at, "responses");
        let success = success_replies(&operation["responses"]);
        let Some(combined) = combine(&success) else {
            findings.add(NormalizeReason::MixedReplies, &responses);
            continue;
        };
        let published = |reply: &Reply| format!("{responses}{}", reply.schema_at);
        let (decoding, content) = match combined {
            Combined::One(Content::None) => (Decoding::Empty, json!({})),
            Combined::One(Content::Bytes) => (Decoding::Bytes, json!({ "application/octet-stream": {} })),
            Combined::One(Content::Json(schema)) => {
                let to = format!("{responses}/2XX/content/application~1json/schema");
                findings.moved(success.first().map(|reply| (to, published(reply))));
                (Decoding::Json, json!({ "application/json": { "schema": schema } }))
            }
            Combined::ByStatus(schema) => {
                let name = add_component(document, &format!("{id}Reply").to_upper_camel_case(), schema);
                let alternatives = format!("{}/oneOf", pointer::child("/components/schemas", &name));
                findings.moved(success.iter().enumerate().map(|(index, reply)| {
                    (format!("{alternatives}/{index}/properties/{}", reply.tag()), published(reply))
                }));
                let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
                (Decoding::ByStatus, json!({ "application/json": { "schema": schema } }))
            }
        };
        if let Some(Value::Object(operation)) = document.pointer_mut(&at) {
            let replies = json!({ "2XX": { "description": "", "content": content } });
            operation.insert("responses".to_owned(), replies);
        }
        decodings.insert(id, decoding);
    }
    decodings
}

/// The replies that mean success: those of a 2xx status, or `default` where no 2xx is documented.
fn success_replies(responses: &Value) -> Vec<Reply> {
    let Some(responses) = responses.as_object() else { return Vec::new() };
    let explicit: Vec<Reply> = responses
        .iter()
        .filter(|(status, _)| operation::is_success(status))
        .map(|(status, reply)| Reply::read(status, reply))
        .collect();
    match responses.get("default") {
        Some(reply) if explicit.is_empty() => vec![Reply::read("default", reply)],
        _ => explicit,
    }
}

impl Reply {
    fn read(status: &str, reply: &Value) -> Self {
        let media_types = reply.get("content").and_then(Value::as_object);
        let json = media_types.into_iter().flatten().find(|(media_type, _)| is_json(media_type));
        let content = match json {
            // A reply of JSON without schema is any JSON.
            Some((_, value)) => Content::Json(value.get("schema").cloned().unwrap_or_else(|| json!({}))),
            None if media_types.is_none_or(Map::is_empty) => Content::None,
            None => Content::Bytes,
        };
        let content_at = format!("{}/content", pointer::child("", status));
        let media_type = json.map(|(media_type, _)| media_type.as_str()).unwrap_or_default();
        let schema_at = format!("{}/schema", pointer::child(&content_at, media_type));
        Self { status: status.to_owned(), content, schema_at }
    }

    /// The name that the runtime gives its body by.
    fn tag(&self) -> String {
        format!("status_{}", self.status.to_ascii_lowercase())
    }
}

fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "*/*" || essence.ends_with("+json")
}

enum Combined {
    One(Content),
    ByStatus(Value),
}

/// One thing that holds what all success replies hold; `None` if some are JSON and some are bytes.
fn combine(success: &[Reply]) -> Option<Combined> {
    let Some(first) = success.first() else { return Some(Combined::One(Content::None)) };
    if success.iter().all(|reply| reply.content == first.content) {
        return Some(Combined::One(first.content.clone()));
    }
    if success.iter().any(|reply| reply.content == Content::Bytes) {
        return None;
    }
    let variants: Vec<Value> = success
        .iter()
        .map(|reply| match &reply.content {
            Content::Json(schema) => json!({
                "type": "object",
                "required": [reply.tag()],
                "properties": { reply.tag(): schema },
                "additionalProperties": false,
            }),
            _ => json!({ "type": "string", "enum": [reply.tag()] }),
        })
        .collect();
    Some(Combined::ByStatus(json!({
        "description": "The reply by its status.",
        "oneOf": variants,
    })))
}

/// Adds a component schema under `name`, or under the first free name that starts with it.
fn add_component(document: &mut Value, name: &str, schema: Value) -> String {
    let schemas = &mut document["components"]["schemas"];
    let mut free = name.to_owned();
    let mut number = 2;
    while schemas.get(&free).is_some() {
        free = format!("{name}{number}");
        number += 1;
    }
    schemas[&free] = schema;
    free
}
