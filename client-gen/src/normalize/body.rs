//! Request bodies: one media type each, the one that the client sends.

use super::{Findings, NormalizeReason, operations};
use crate::document::{
    json::{Json, Object},
    media_type::MediaType,
};

/// Chooses the media type to send. The first of JSON, form, text and octets that the document allows: a
/// request with any of them is a valid one. progenitor would panic on a second.
pub(super) fn normalize(document: &mut Json, findings: &mut Findings) {
    for at in operations(document) {
        let body = at.child("requestBody");
        let at = body.child("content");
        let Some(Json::Object(content)) = document.at_mut(&at) else { continue };
        match choose(content) {
            Some((published, media_type, schema)) => {
                let schema_at = |media_type| at.child(media_type).child("schema");
                findings.moved([(schema_at(media_type), schema_at(&published))]);
                *content = Object::from_iter([(media_type.to_owned(), Json::object([("schema", schema)]))]);
            }
            None if content.is_empty() => {}
            None => {
                let media_types = content.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                findings.add(NormalizeReason::UnsupportedBody(media_types), &body);
            }
        }
    }
}

/// The media type to send: as the document spells it, as progenitor knows it, and its schema.
fn choose(content: &Object) -> Option<(String, &'static str, Json)> {
    let named = |wanted: &str| content.iter().find(|(name, _)| MediaType::new(name).essence() == wanted);
    let schema_of = |value: &Json| value.get("schema").cloned().unwrap_or_else(|| Json::object([]));
    if let Some((name, value)) = named(MediaType::JSON).or_else(|| named(MediaType::ANY)) {
        // `encoding` says something about forms only (OpenAPI 3.0.3, section 4.7.14).
        return Some((name.clone(), MediaType::JSON, schema_of(value)));
    }
    if let Some((name, value)) = named(MediaType::FORM)
        && value.get("encoding").is_none_or(|encoding| *encoding == Json::object([]))
    {
        return Some((name.clone(), MediaType::FORM, schema_of(value)));
    }
    if let Some((name, _)) = named(MediaType::TEXT) {
        return Some((name.clone(), MediaType::TEXT, Json::object([("type", "string".into())])));
    }
    let (name, _) = named(MediaType::OCTETS)?;
    let octets = Json::object([("type", "string".into()), ("format", "binary".into())]);
    Some((name.clone(), MediaType::OCTETS, octets))
}
