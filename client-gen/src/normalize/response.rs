//! Responses: progenitor gets exactly one success response per operation, and no other.
//!
//! Error responses are read by the runtime, which has them in the operation table. Several success responses
//! that hold different things become one enum whose variants are the statuses, so that nothing has to be guessed
//! from the body.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;

use super::{Findings, operations};
use crate::document::{
    json::Json, media_type::MediaType, operation::StatusSpec, pointer::Pointer, reference,
};
use crate::names;

/// How the runtime reads an operation's success response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decoding {
    /// There is nothing to read.
    Empty,
    /// JSON of one type.
    Json,
    /// JSON that means something else under each status: an enum with a variant for each.
    ByStatus(Vec<Variant>),
    /// Bytes that aren't JSON.
    Bytes,
}

/// The variant that an enum of success responses has for one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(crate) status: StatusSpec,
    pub(crate) name: String,
    pub(crate) holds: Payload,
}

/// What a variant holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Payload {
    Nothing,
    Json,
    /// The body as it is.
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

/// Drops the bodies that no response has: one to HEAD, or of the statuses 204 and 205 (RFC 9110, sections 9.3.2, 15.3.5
/// and 15.3.6).
pub(super) fn drop_impossible_bodies(document: &mut Json) {
    for at in operations(document) {
        let is_head = at.last().is_some_and(|method| method == "head");
        let responses = document.at_mut(at.child("responses")).and_then(Json::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            if let Some(response) = response.as_object_mut()
                && (is_head || matches!(status.as_str(), "204" | "205"))
            {
                response.shift_remove("content");
            }
        }
    }
}

/// Normalizes every operation's responses and says how to read them, by operationId.
pub(super) fn normalize(document: &mut Json, findings: &mut Findings) -> BTreeMap<String, Decoding> {
    let mut decodings = BTreeMap::new();
    for at in operations(document) {
        let Some(operation) = document.at(&at) else { continue };
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        let responses = at.child("responses");
        let success = success_responses(operation);
        let as_json = |schema: Json| Json::object([(MediaType::JSON, Json::object([("schema", schema)]))]);
        let published = |response: &SuccessResponse| responses.join(&response.schema_at);
        let first = success.first().map_or(&Content::None, |response| &response.content);
        let is_same = success.iter().all(|response| response.content == *first);
        let (decoding, content) = match first {
            Content::None if is_same => (Decoding::Empty, Json::object([])),
            Content::Bytes if is_same => {
                (Decoding::Bytes, Json::object([(MediaType::OCTETS, Json::object([]))]))
            }
            Content::Json(schema) if is_same => {
                let to = responses.join(&Pointer::new(["2XX", "content", MediaType::JSON, "schema"]));
                findings.moved(success.first().map(|response| (to, published(response))));
                (Decoding::Json, as_json(schema.clone()))
            }
            _ => {
                let name = format!("{id}Response").to_upper_camel_case();
                let component = add_component(document, &name, Json::object([]));
                for (index, response) in success.iter().enumerate() {
                    let to = add_alternative(document, &component, index, response);
                    findings.moved([(to, published(response))]);
                }
                let variants = success.iter().map(SuccessResponse::variant).collect();
                (Decoding::ByStatus(variants), as_json(reference_to(&component)))
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

    fn variant(&self) -> Variant {
        let holds = match self.content {
            Content::None => Payload::Nothing,
            Content::Json(_) => Payload::Json,
            Content::Bytes => Payload::Bytes,
        };
        Variant { status: self.status, name: variant_name(self.status), holds }
    }
}

/// The reason phrase of a status in the registry of HTTP status codes, as the name of a variant.
fn variant_name(status: StatusSpec) -> String {
    let name = match status {
        StatusSpec::Code(200) => "Ok",
        StatusSpec::Code(201) => "Created",
        StatusSpec::Code(202) => "Accepted",
        StatusSpec::Code(203) => "NonAuthoritativeInformation",
        StatusSpec::Code(204) => "NoContent",
        StatusSpec::Code(205) => "ResetContent",
        StatusSpec::Code(206) => "PartialContent",
        StatusSpec::Code(207) => "MultiStatus",
        StatusSpec::Code(208) => "AlreadyReported",
        StatusSpec::Code(226) => "ImUsed",
        StatusSpec::Code(code) => return format!("Status{code}"),
        StatusSpec::Range(_) => "Success",
        StatusSpec::Default => "Default",
    };
    name.to_owned()
}

/// Adds a response to the `oneOf` of the enum at `component`, tagged with the name of its variant, and gives the
/// place of its schema.
fn add_alternative(
    document: &mut Json,
    component: &Pointer,
    index: usize,
    response: &SuccessResponse,
) -> Pointer {
    let name = variant_name(response.status);
    let mut at = component.child("oneOf").item(index).child("properties").child(&name);
    let bytes = || {
        let byte =
            Json::object([("type", "integer".into()), ("format", "uint8".into()), ("minimum", 0.into())]);
        Json::object([("type", "array".into()), ("items", byte)])
    };
    let held = match &response.content {
        Content::Json(schema) => Some(schema.clone()),
        Content::Bytes => Some(bytes()),
        Content::None => None,
    };
    let alternative = match &held {
        Some(schema) => {
            let schema = if can_be_held_inline(schema) {
                schema.clone()
            } else {
                let of = format!("{}{name}", component.last().unwrap_or_default());
                at = add_component(document, &of, schema.clone());
                reference_to(&at)
            };
            Json::object([
                ("type", "object".into()),
                ("required", Json::from_iter([name.clone()])),
                ("properties", Json::object([(name.as_str(), schema)])),
                ("additionalProperties", false.into()),
            ])
        }
        None => Json::object([("type", "string".into()), ("enum", Json::from_iter([name]))]),
    };
    if let Some(schema) = document.at_mut(component) {
        let alternatives = schema.items("oneOf").cloned().chain([alternative]).collect();
        *schema =
            Json::object([("description", "The response by its status.".into()), ("oneOf", alternatives)]);
    }
    at
}

/// Whether a variant that has this schema holds one value of a type. An object without a name would become the
/// variant's own fields, which can't be read by themselves.
fn can_be_held_inline(schema: &Json) -> bool {
    let simple = ["string", "integer", "number", "boolean", "array"];
    schema.get("$ref").is_some()
        || schema["type"].as_str().is_some_and(|kind| simple.contains(&kind))
        || *schema == Json::object([])
}

fn reference_to(component: &Pointer) -> Json {
    Json::object([("$ref", format!("#{component}").into())])
}

/// Adds a component schema under `name`, or under the first free name that starts with it.
pub(super) fn add_component(document: &mut Json, name: &str, schema: Json) -> Pointer {
    for section in [Pointer::new(["components"]), Pointer::new(["components", "schemas"])] {
        if document.at(&section).is_none()
            && let Some(parent) = section.parent().and_then(|parent| document.at_mut(&parent))
        {
            parent.set(&section.last().unwrap_or_default(), Json::object([]));
        }
    }
    let free = names::first_free(name, |name| document.at(reference::component("schemas", name)).is_none());
    if let Some(schemas) = document.at_mut("/components/schemas") {
        schemas.set(&free, schema);
    }
    reference::component("schemas", &free)
}
