//! Replies: progenitor gets exactly one success reply an operation, and no other.
//!
//! Error replies are read by the runtime, which has them in the operation table. Several success replies that
//! hold different things become one enum whose variants are the statuses, so that nothing has to be guessed
//! from the body.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use serde_json::{Value, json};

use super::{Found, LowerReason, body::essence};
use crate::{operation, pointer};

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

/// Lowers every operation's replies and says how to read them, by operationId.
pub(super) fn lower(document: &mut Value, found: &mut Found<'_>) -> BTreeMap<String, Decoding> {
    let mut decodings = BTreeMap::new();
    for (_, _, at) in operation::sites(document) {
        let Some(operation) = document.pointer(&at) else { continue };
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        let success = success_replies(&operation["responses"]);
        let (decoding, schema) = match combine(&success) {
            Some(Combined::One(Content::None)) => (Decoding::Empty, None),
            Some(Combined::One(Content::Bytes)) => (Decoding::Bytes, None),
            Some(Combined::One(Content::Json(schema))) => (Decoding::Json, Some(schema)),
            Some(Combined::ByStatus(schema)) => {
                let name = add_component(document, &format!("{id}Reply").to_upper_camel_case(), schema);
                (Decoding::ByStatus, Some(json!({ "$ref": format!("#/components/schemas/{name}") })))
            }
            None => {
                found.add(LowerReason::MixedReplies, &pointer::child(&at, "responses"));
                continue;
            }
        };
        let content = match (decoding, schema) {
            (Decoding::Bytes, _) => json!({ "application/octet-stream": {} }),
            (_, Some(schema)) => json!({ "application/json": { "schema": schema } }),
            (_, None) => json!({}),
        };
        if let Some(operation) = document.pointer_mut(&at) {
            operation["responses"] = json!({ "2XX": { "description": "", "content": content } });
        }
        decodings.insert(id, decoding);
    }
    decodings
}

/// The replies that mean success: those of a 2xx status, or `default` where no 2xx is documented.
fn success_replies(responses: &Value) -> Vec<(String, Content)> {
    let Some(responses) = responses.as_object() else { return Vec::new() };
    let explicit: Vec<_> = responses
        .iter()
        .filter(|(status, _)| operation::is_success(status))
        .map(|(status, reply)| (status.clone(), content(reply)))
        .collect();
    if explicit.is_empty()
        && let Some(reply) = responses.get("default")
    {
        return vec![("default".to_owned(), content(reply))];
    }
    explicit
}

fn content(reply: &Value) -> Content {
    let media_types: Vec<_> = reply.get("content").and_then(Value::as_object).into_iter().flatten().collect();
    match media_types.iter().find(|(media_type, _)| is_json(media_type)) {
        // A reply of JSON without schema is any JSON.
        Some((_, value)) => Content::Json(value.get("schema").cloned().unwrap_or_else(|| json!({}))),
        None if media_types.is_empty() => Content::None,
        None => Content::Bytes,
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
fn combine(success: &[(String, Content)]) -> Option<Combined> {
    let Some((_, first)) = success.first() else { return Some(Combined::One(Content::None)) };
    if success.iter().all(|(_, content)| content == first) {
        return Some(Combined::One(first.clone()));
    }
    if success.iter().any(|(_, content)| *content == Content::Bytes) {
        return None;
    }
    let variants: Vec<Value> = success
        .iter()
        .map(|(status, content)| {
            let tag = format!("status_{}", status.to_ascii_lowercase());
            match content {
                Content::Json(schema) => json!({
                    "type": "object",
                    "required": [tag],
                    "properties": { tag: schema },
                    "additionalProperties": false,
                }),
                _ => json!({ "type": "string", "enum": [tag] }),
            }
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
