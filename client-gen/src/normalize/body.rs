//! Request bodies: one media type each, the one that the client sends.

#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use super::{Findings, NormalizeReason};
use crate::document::{operation, pointer};

/// Chooses the media type to send. The first of JSON, form, text and octets that the document allows: a
/// request with any of them is a valid one. progenitor would panic on a second.
pub(super) fn normalize(document: &mut Value, findings: &mut Findings<'_>) {
    for (_, _, at) in operation::sites(document) {
        let body = pointer::child(&at, "requestBody");
        let at = pointer::child(&body, "content");
        let Some(Value::Object(content)) = document.pointer_mut(&at) else { continue };
        match choose(content) {
            Some((published, media_type, schema)) => {
                let schema_at = |media_type| format!("{}/schema", pointer::child(&at, media_type));
                findings.moved([(schema_at(media_type), schema_at(&published))]);
                *content = Map::from_iter([(media_type.to_owned(), json!({ "schema": schema }))]);
            }
            None if content.is_empty() => {}
            None => {
                let media_types = content.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                findings.add(NormalizeReason::UnsupportedBody { media_types }, &body);
            }
        }
    }
}

/// The media type to send: as the document spells it, as progenitor knows it, and its schema.
fn choose(content: &Map<String, Value>) -> Option<(String, &'static str, Value)> {
    let named = |wanted: &str| content.iter().find(|(media_type, _)| essence(media_type) == wanted);
    let schema_of = |value: &Value| value.get("schema").cloned().unwrap_or_else(|| json!({}));
    if let Some((name, value)) = named("application/json").or_else(|| named("*/*")) {
        // `encoding` says something about forms only (OpenAPI 3.0.3, section 4.7.14).
        return Some((name.clone(), "application/json", schema_of(value)));
    }
    if let Some((name, value)) = named(FORM)
        && value.get("encoding").is_none_or(|encoding| encoding == &json!({}))
    {
        return Some((name.clone(), FORM, schema_of(value)));
    }
    if let Some((name, _)) = named("text/plain") {
        return Some((name.clone(), "text/plain", json!({ "type": "string" })));
    }
    let (name, _) = named("application/octet-stream")?;
    Some((name.clone(), "application/octet-stream", json!({ "type": "string", "format": "binary" })))
}

const FORM: &str = "application/x-www-form-urlencoded";

/// A media type without its parameters, in lower case (RFC 9110, section 8.3.1).
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
