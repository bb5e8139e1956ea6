//! The calls: what each sends and where, and the plain operation that progenitor gets for it. progenitor makes the types
//! of the arguments; the request is ours to build, so that no style, media type or method is out of its reach.

use std::collections::BTreeSet;

use super::{Findings, body, operations, parameter};
use crate::document::{
    json::{Json, Object},
    media_type::MediaType,
    operation::Operation,
    pointer::Pointer,
};
use crate::names;

/// What a call sends. An operation has one call, and one more for each further media type of its body.
#[derive(Clone, Debug)]
pub(crate) struct CallSpec {
    /// What the call's names in Rust are made from, and progenitor's `operationId`.
    pub(crate) id: String,
    /// The `operationId`.
    pub(crate) operation_id: String,
    /// Those of the path first, as they are in it, then the others as documented.
    pub(crate) parameters: Vec<ParameterSpec>,
    pub(crate) body: Option<BodySpec>,
}

/// How a parameter is sent.
#[derive(Clone, Debug)]
pub(crate) struct ParameterSpec {
    /// The name on the wire.
    pub(crate) name: String,
    /// The name in Rust.
    pub(crate) rust: String,
    pub(crate) location: ParameterLocation,
    pub(crate) style: Style,
    pub(crate) explode: bool,
    pub(crate) required: bool,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    /// Whether progenitor got a list of it: it takes a single object for a body.
    pub(crate) in_list: bool,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterLocation {
    Path,
    Query,
    Header,
    Cookie,
}

/// How a value is written: the styles of the client, which has each of them under this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    Cookie,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Json,
}

impl Style {
    /// Its name in the client.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Simple => "Simple",
            Self::Label => "Label",
            Self::Matrix => "Matrix",
            Self::Form => "Form",
            Self::Cookie => "Cookie",
            Self::SpaceDelimited => "SpaceDelimited",
            Self::PipeDelimited => "PipeDelimited",
            Self::DeepObject => "DeepObject",
            Self::Json => "Json",
        }
    }
}

impl ParameterSpec {
    pub(crate) fn is_in_path(&self) -> bool {
        self.location == ParameterLocation::Path
    }
}

/// The body of a call.
#[derive(Clone, Debug)]
pub(crate) struct BodySpec {
    pub(crate) content: BodyContent,
    pub(crate) required: bool,
    pub(crate) description: String,
}

/// How a body is written. The media types are as the document spells them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BodyContent {
    /// JSON of a type; the media type if it isn't `application/json`.
    Json(Option<String>),
    /// A form of a type, and the fields that are written in a way of their own.
    Form(Vec<(String, Style, bool)>),
    /// A string of this media type.
    Text(String),
    /// What the caller has put together of parts.
    Multipart,
    /// What the caller has written; of a range, the caller also says which media type that is.
    Bytes(Option<String>),
}

impl BodyContent {
    /// Whether progenitor makes its type.
    pub(crate) const fn is_typed(&self) -> bool {
        matches!(self, Self::Json(_) | Self::Form(_))
    }
}

/// Replaces the operations by plain ones, in which progenitor finds the types of arguments and responses, and gives what
/// is to be sent.
pub(super) fn separate(
    document: &mut Json,
    documented: &mut [Operation],
    findings: &mut Findings,
) -> Vec<CallSpec> {
    let mut taken: BTreeSet<String> = documented.iter().map(|of| names::builder(&of.id)).collect();
    let (mut calls, mut plain, mut moved) = (Vec::new(), Plain::default(), Vec::new());
    for (at, described) in operations(document).into_iter().zip(documented) {
        let parameters = parameter::specs(document, &at, &described.path, findings);
        let mut bodies = body::choose(document, &at, findings).into_iter();
        let Some(operation) = document.at(&at).cloned() else { continue };
        let id = &described.id;
        let in_list = parameters.iter().filter(|(spec, _)| spec.in_list);
        let schemas = in_list.map(|(_, index)| Pointer::new(["parameters", &index.to_string(), "schema"]));
        findings.moved(schemas.map(|schema| (place(id).join(&schema).child("items"), at.join(&schema))));
        moved.push((place(id), at.clone()));

        let first = bodies.next();
        plain.add(id, parameter::plain(operation.clone(), &parameters), first.as_ref(), &at, findings);
        let parameters: Vec<ParameterSpec> = parameters.into_iter().map(|(spec, _)| spec).collect();
        let mut add = |id: &str, body: Option<BodySpec>| {
            let (id, operation_id) = (id.to_owned(), described.id.clone());
            calls.push(CallSpec { id, operation_id, parameters: parameters.clone(), body });
        };
        add(id, first.map(|body| body.spec));
        for body in bodies {
            let is_free = |id: &str| !taken.contains(&names::builder(id));
            let id = names::first_free(&format!("{id}As{}", suffix(&body.published)), is_free);
            taken.insert(names::builder(&id));
            // The arguments and the response have their types by the first call.
            let bare = Json::object([("responses", Json::object([]))]);
            plain.add(&id, bare, Some(&body), &at, findings);
            add(&id, Some(BodySpec { required: true, ..body.spec }));
            described.calls.push(id);
        }
    }
    findings.moved_with_all_within(&moved);
    if document.get("paths").is_some() {
        document.set("paths", Json::Object(plain.paths));
    }
    calls
}

/// The path of a call's plain operation.
fn path(id: &str) -> String {
    format!("/{}", names::builder(id))
}

/// Where that operation is.
fn place(id: &str) -> Pointer {
    Pointer::new(["paths", &path(id), "post"])
}

/// The paths of the document that progenitor gets.
#[derive(Default)]
struct Plain {
    paths: Object,
}

impl Plain {
    /// Adds an operation with the body that was at `at`, if progenitor makes the type of it.
    fn add(
        &mut self,
        id: &str,
        mut operation: Json,
        body: Option<&body::Choice>,
        at: &Pointer,
        findings: &mut Findings,
    ) {
        operation.set("operationId", id);
        if let Some(operation) = operation.as_object_mut() {
            operation.shift_remove("requestBody");
        }
        if let Some(body) = body.filter(|body| body.spec.content.is_typed()) {
            let schema_of = |at: &Pointer, media_type: &str| {
                at.join(&Pointer::new(["requestBody", "content", media_type, "schema"]))
            };
            findings.moved([(schema_of(&place(id), MediaType::JSON), schema_of(at, &body.published))]);
            let content = Json::object([(MediaType::JSON, Json::object([("schema", body.schema.clone())]))]);
            operation.set("requestBody", Json::object([("content", content)]));
        }
        self.paths.insert(path(id), Json::object([("post", operation)]));
    }
}

/// What a call for this media type has behind the operation's name.
fn suffix(media_type: &str) -> String {
    let media_type = MediaType::new(media_type);
    match media_type.essence() {
        MediaType::FORM => "Form".to_owned(),
        MediaType::TEXT => "Text".to_owned(),
        MediaType::OCTETS | MediaType::ANY => "Bytes".to_owned(),
        "multipart/form-data" => "Multipart".to_owned(),
        essence => match essence.split_once('/') {
            Some((family, "*")) => names::pascal(family),
            Some((family @ ("image" | "audio" | "video"), kind)) => {
                names::pascal(&format!("{family} {kind}"))
            }
            Some((_, kind)) => names::pascal(kind.trim_start_matches("x-")),
            None => names::pascal(essence),
        },
    }
}
