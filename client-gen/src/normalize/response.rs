//! Responses: progenitor gets exactly one success response per operation, and no other.
//!
//! Error responses are read by the runtime, which has them in the operation table. Several success responses
//! that hold different things become one enum whose variants are the statuses, so that nothing has to be guessed
//! from the body.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;

use super::{Findings, NormalizeReason, operations};
use crate::document::{
    json::Json, media_type::MediaType, operation::StatusSpec, pointer::Pointer, reference,
};

/// How the runtime reads an operation's success response.
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

/// What one success response holds.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    None,
    Json(Json),
    Bytes,
}

/// One success response.
struct SuccessResponse {
    status: StatusSpec,
    content: Content,
    /// Where its schema is in `responses`.
    schema_at: Pointer,
}

/// Normalizes every operation's responses and says how to read them, by operationId.
pub(super) fn normalize(document: &mut Json, findings: &mut Findings) -> BTreeMap<String, Decoding> {
    let mut decodings = BTreeMap::new();
    for at in operations(document) {
        let Some(operation) = document.at(&at) else { continue };
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        let responses = at.child("responses");
        let success = success_responses(operation);
        let Some(combined) = combine(&success) else {
            findings.add(NormalizeReason::MixedResponses, &responses);
            continue;
        };
        let as_json = |schema: Json| Json::object([(MediaType::JSON, Json::object([("schema", schema)]))]);
        let published = |response: &SuccessResponse| responses.join(&response.schema_at);
        let (decoding, content) = match combined {
            Combined::One(Content::None) => (Decoding::Empty, Json::object([])),
            Combined::One(Content::Bytes) => {
                (Decoding::Bytes, Json::object([(MediaType::OCTETS, Json::object([]))]))
            }
            Combined::One(Content::Json(schema)) => {
                let to = responses.join(&Pointer::new(["2XX", "content", MediaType::JSON, "schema"]));
                findings.moved(success.first().map(|response| (to, published(response))));
                (Decoding::Json, as_json(schema))
            }
            Combined::ByStatus(schema) => {
                let name = add_component(document, &format!("{id}Reply").to_upper_camel_case(), schema);
                let alternatives = reference::component("schemas", &name).child("oneOf");
                findings.moved(success.iter().enumerate().map(|(index, response)| {
                    let to = alternatives.item(index).child("properties").child(&response.tag());
                    (to, published(response))
                }));
                let to = reference::component("schemas", &name);
                (Decoding::ByStatus, as_json(Json::object([("$ref", format!("#{to}").into())])))
            }
        };
        if let Some(operation) = document.at_mut(&at) {
            let response = Json::object([("description", "".into()), ("content", content)]);
            operation.set("responses", Json::object([("2XX", response)]));
        }
        decodings.insert(id, decoding);
    }
    decodings
}

/// The responses that mean success: those of a 2xx status, or `default` where no 2xx is documented.
fn success_responses(operation: &Json) -> Vec<SuccessResponse> {
    let all =
        operation.members("responses").filter_map(|(key, response)| SuccessResponse::read(key, response));
    let (success, others): (Vec<_>, Vec<_>) = all.partition(|response| response.status.is_success());
    if success.is_empty() {
        return others.into_iter().filter(|response| response.status == StatusSpec::Default).collect();
    }
    success
}

impl SuccessResponse {
    fn read(key: &str, response: &Json) -> Option<Self> {
        let mut media_types = response.members("content").peekable();
        let is_empty = media_types.peek().is_none();
        let json = media_types.find(|(name, _)| MediaType::new(name).may_be_json());
        let content = match json {
            // A response of JSON without schema is any JSON.
            Some((_, value)) => {
                Content::Json(value.get("schema").cloned().unwrap_or_else(|| Json::object([])))
            }
            None if is_empty => Content::None,
            None => Content::Bytes,
        };
        let media_type = json.map(|(name, _)| name.as_str()).unwrap_or_default();
        let schema_at = Pointer::new([key, "content", media_type, "schema"]);
        Some(Self { status: StatusSpec::parse(key)?, content, schema_at })
    }

    /// The name that the runtime gives its body by.
    fn tag(&self) -> String {
        format!("status_{}", self.status.to_string().to_ascii_lowercase())
    }
}

enum Combined {
    One(Content),
    ByStatus(Json),
}

/// One thing that holds what all success responses hold; `None` if some are JSON and some are bytes.
fn combine(success: &[SuccessResponse]) -> Option<Combined> {
    let Some(first) = success.first() else { return Some(Combined::One(Content::None)) };
    if success.iter().all(|response| response.content == first.content) {
        return Some(Combined::One(first.content.clone()));
    }
    if success.iter().any(|response| response.content == Content::Bytes) {
        return None;
    }
    let variant = |response: &SuccessResponse| match &response.content {
        Content::Json(schema) => Json::object([
            ("type", "object".into()),
            ("required", Json::from_iter([response.tag()])),
            ("properties", Json::object([(response.tag().as_str(), schema.clone())])),
            ("additionalProperties", false.into()),
        ]),
        _ => Json::object([("type", "string".into()), ("enum", Json::from_iter([response.tag()]))]),
    };
    Some(Combined::ByStatus(Json::object([
        ("description", "The reply by its status.".into()),
        ("oneOf", success.iter().map(variant).collect()),
    ])))
}

/// Adds a component schema under `name`, or under the first free name that starts with it.
fn add_component(document: &mut Json, name: &str, schema: Json) -> String {
    for section in [Pointer::new(["components"]), Pointer::new(["components", "schemas"])] {
        if document.at(&section).is_none()
            && let Some(parent) = section.parent().and_then(|parent| document.at_mut(&parent))
        {
            parent.set(&section.last().unwrap_or_default(), Json::object([]));
        }
    }
    let mut free = name.to_owned();
    let mut number = 2;
    while document.at(reference::component("schemas", &free)).is_some() {
        free = format!("{name}{number}");
        number += 1;
    }
    if let Some(schemas) = document.at_mut("/components/schemas") {
        schemas.set(&free, schema);
    }
    free
}
