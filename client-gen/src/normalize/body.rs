//! Request bodies: how each media type of one is written, the one that a call sends unless another is asked for first.

use super::{
    Findings, GiveUp,
    call::{BodyContent, BodySpec, Style},
};
use crate::document::{
    grammar::Kind,
    json::Json,
    media_type::{Format, MediaType},
    pointer::Pointer,
    reference, walk,
};

/// A media type that a body can have.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// As the document spells it.
    pub(super) published: String,
    pub(super) schema: Json,
    pub(super) spec: BodySpec,
}

/// Content that is a reference, as some later version of OpenAPI or an extension has it, is bytes.
pub(super) fn drop_content_references(document: &mut Json, findings: &mut Findings) {
    walk::visit_mut(document, &mut |kind, at, object| {
        if !matches!(kind, Kind::Response | Kind::RequestBody | Kind::Parameter) {
            return;
        }
        let content = object.get_mut("content").filter(|content| content["$ref"].as_str().is_some());
        if let Some(content) = content {
            let reference = content["$ref"].as_str().unwrap_or_default().to_owned();
            findings.give_up(GiveUp::Content(reference), &at.child("content"));
            *content = Json::object([(MediaType::OCTETS, Json::object([]))]);
        }
    });
}

/// The media types of an operation's body: JSON first, then forms, parts, text, and bytes. JSON by a general name is the
/// same as any other, and a range the same as what is in it.
pub(super) fn choose(document: &Json, at: &Pointer, findings: &mut Findings) -> Vec<Choice> {
    let at = at.child("requestBody");
    let Some(body) = document.at(&at) else { return Vec::new() };
    let mut choices: Vec<((u8, usize), Choice)> = Vec::new();
    for (index, (published, value)) in body.members("content").enumerate() {
        let media_type = MediaType::new(published);
        let (rank, content) = written(&media_type, published, value);
        let spec = BodySpec {
            content,
            required: body.flag("required"),
            description: body["description"].as_str().unwrap_or_default().trim().to_owned(),
        };
        let schema = value.get("schema").cloned().unwrap_or_else(|| Json::object([]));
        choices.push(((rank, index), Choice { published: published.clone(), schema, spec }));
    }
    choices.sort_by_key(|(rank, _)| *rank);
    let has_other = choices.len() > 1 && choices.iter().any(|((rank, _), _)| *rank < LAST);
    let mut has_json = false;
    choices.retain(|((rank, _), _)| match *rank {
        ..=GENERAL_JSON => !std::mem::replace(&mut has_json, true),
        LAST => !has_other,
        _ => true,
    });
    for (_, choice) in choices.iter().filter(|(_, choice)| !choice.spec.content.is_typed()) {
        let schema = reference::resolved(document, &choice.schema);
        if schema.as_object().is_some_and(|schema| !schema.is_empty()) && schema["type"] != "string" {
            findings.give_up(
                GiveUp::Body(choice.published.clone()),
                &at.child("content").child(&choice.published),
            );
        }
    }
    choices.into_iter().map(|(_, choice)| choice).collect()
}

const GENERAL_JSON: u8 = 1;
const LAST: u8 = 7;

/// How a body of a media type is written, and how soon it is chosen.
fn written(media_type: &MediaType, published: &str, value: &Json) -> (u8, BodyContent) {
    let own = || Some(published.to_owned());
    match (media_type.format(), media_type.essence()) {
        (_, MediaType::JSON) => (0, BodyContent::Json(None)),
        (_, MediaType::ANY | "application/*+json" | "text/json") => (GENERAL_JSON, BodyContent::Json(None)),
        (Format::Json, _) => (2, BodyContent::Json(own())),
        (Format::Form, _) => (3, BodyContent::Form(fields(value))),
        (Format::Multipart, "multipart/form-data") => (4, BodyContent::Multipart),
        (_, MediaType::TEXT) => (5, BodyContent::Text(published.to_owned())),
        // Only the caller knows the boundary.
        (Format::Range | Format::Multipart, _) => (LAST, BodyContent::Bytes(None)),
        _ => (6, BodyContent::Bytes(own())),
    }
}

/// The fields of a form that `encoding` speaks of (OpenAPI 3.0.3, section 4.7.15).
fn fields(value: &Json) -> Vec<(String, Style, bool)> {
    let fields = value.members("encoding").filter_map(|(name, encoding)| {
        let is_json =
            encoding["contentType"].as_str().is_some_and(|of| MediaType::new(of).format() == Format::Json);
        let style = match encoding["style"].as_str() {
            Some(style) => Style::in_query(style)?,
            None if encoding.get("explode").is_some() => Style::Form,
            None if is_json => Style::Json,
            None => return None,
        };
        let explode = encoding.get("explode").map_or(style == Style::Form, |explode| *explode == true);
        Some((name.clone(), style, explode))
    });
    fields.collect()
}
