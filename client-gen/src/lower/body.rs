//! Request bodies: one media type each, the one that the client sends.

use serde_json::{Map, Value, json};

use super::{Found, LowerReason};
use crate::{operation, pointer};

/// Chooses the media type to send. The first of JSON, form, text and octets that the document allows: a
/// request with any of them is a valid one. progenitor would panic on a second.
pub(super) fn lower(document: &mut Value, found: &mut Found<'_>) {
    for (_, _, at) in operation::sites(document) {
        let at = pointer::child(&at, "requestBody");
        let Some(Value::Object(content)) = document.pointer_mut(&at).and_then(|body| body.get_mut("content"))
        else {
            continue;
        };
        match choose(content) {
            Some((media_type, value)) => *content = Map::from_iter([(media_type, value)]),
            None if content.is_empty() => {}
            None => {
                let media_types = content.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                found.add(LowerReason::UnsupportedBody { media_types }, &at);
            }
        }
    }
}

fn choose(content: &Map<String, Value>) -> Option<(String, Value)> {
    let schema_of = |value: &Value| value.get("schema").cloned().unwrap_or_else(|| json!({}));
    let named = |wanted: &str| content.iter().find(|(media_type, _)| essence(media_type) == wanted);
    if let Some((_, value)) = named("application/json").or_else(|| named("*/*")) {
        // `encoding` says something about forms only (OpenAPI 3.0.3, section 4.7.14).
        return Some(("application/json".to_owned(), json!({ "schema": schema_of(value) })));
    }
    if let Some((_, value)) = named("application/x-www-form-urlencoded")
        && value.get("encoding").is_none_or(|encoding| encoding == &json!({}))
    {
        return Some((
            "application/x-www-form-urlencoded".to_owned(),
            json!({ "schema": schema_of(value) }),
        ));
    }
    if named("text/plain").is_some() {
        return Some(("text/plain".to_owned(), json!({ "schema": { "type": "string" } })));
    }
    named("application/octet-stream").map(|_| {
        let octets = json!({ "schema": { "type": "string", "format": "binary" } });
        ("application/octet-stream".to_owned(), octets)
    })
}

/// A media type without its parameters, in lower case (RFC 9110, section 8.3.1).
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
