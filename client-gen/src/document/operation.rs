//! The operations of a document as its author documented them: what the generated operation table, the
//! snapshots and the normalization agree on. Nothing here knows Rust names.

use std::{collections::BTreeMap, fmt};

use super::{
    grammar::{Holds, Kind, is_extension},
    json::Json,
    media_type::MediaType,
    members::{Member, members},
    pointer::Pointer,
    reference::reference,
};

/// The methods of a path item, in the specification's order.
pub const METHODS: [&str; 8] = {
    let members = Kind::PathItem.members();
    let mut methods = [""; 8];
    let (mut member, mut method) = (0, 0);
    while member < members.len() {
        if let (name, Holds::One(Kind::Operation)) = members[member] {
            methods[method] = name;
            method += 1;
        }
        member += 1;
    }
    methods
};

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
    /// The documented responses, sorted by status: codes, then ranges, then `default`.
    pub responses: Vec<ResponseSpec>,
    /// Whether callers should move away from it.
    pub deprecated: bool,
    /// The security requirements, its own or the document's: alternatives, each in short, such as `oauth (read write)`.
    /// Nothing if neither has any.
    pub security: Option<Vec<String>>,
    /// What its calls are named after: its id, and one more for each further media type of its body.
    pub calls: Vec<String>,
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

/// A documented response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseSpec {
    /// The statuses that it is documented for.
    pub status: StatusSpec,
    /// Its media types and their schemas in short; empty if it has no body.
    pub content: Vec<(String, String)>,
    /// The members of the JSON object that it holds; empty if it may hold something else, or members of any name.
    pub members: Vec<Member>,
}

/// A key of `responses` (OpenAPI 3.0.3, section 4.7.16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusSpec {
    /// A status code, such as `200`.
    Code(u16),
    /// A class of them, such as 4 for `4XX`.
    Range(u16),
    /// `default`: every status that isn't documented otherwise.
    Default,
}

impl StatusSpec {
    /// The status with this key, if it is one.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        match key.as_bytes() {
            b"default" => Some(Self::Default),
            [class @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Self::Range(u16::from(class - b'0'))),
            [b'1'..=b'9', _, _] => key.parse().ok().map(Self::Code),
            _ => None,
        }
    }

    /// Whether it documents success by itself.
    #[must_use]
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Code(200..300) | Self::Range(2))
    }

    /// Whether it is a range, and the other is a code in it.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        matches!((self, other), (Self::Range(class), Self::Code(code)) if code / 100 == class)
    }
}

impl fmt::Display for StatusSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// Each operation of `document` with its path template, method and place: paths in the document's order, methods
/// in the specification's.
pub fn operations(document: &Json) -> impl Iterator<Item = (&str, &'static str, Pointer)> {
    let paths = document.members("paths").filter(|(path, _)| !is_extension(path));
    paths.flat_map(|(path, item)| {
        let methods = METHODS.into_iter().filter(|method| item.get(method).is_some());
        methods.map(|method| (path.as_str(), method, Pointer::new(["paths", path, method])))
    })
}

/// Reads the table from a document whose operations have ids, all their parameters, and no references to
/// parameters, request bodies or responses.
pub(crate) fn table(document: &Json) -> Vec<Operation> {
    operations(document)
        .filter_map(|(path, method, at)| {
            let operation = document.at(&at)?;
            Some(Operation {
                id: text(operation, "operationId"),
                method: method.to_ascii_uppercase(),
                path: path.to_owned(),
                parameters: parameters(operation),
                body: operation
                    .get("requestBody")
                    .map(|body| Body { required: body.flag("required"), content: content(body) }),
                responses: responses(document, operation),
                deprecated: operation.flag("deprecated"),
                security: None,
                calls: vec![text(operation, "operationId")],
            })
        })
        .collect()
}

/// The security requirements of each operation of a document as published, by method and path.
pub(crate) fn security(document: &Json) -> BTreeMap<(String, String), Vec<String>> {
    let scopes = |scopes: &Json| {
        let scopes: Vec<&str> =
            scopes.as_array().unwrap_or_default().iter().filter_map(Json::as_str).collect();
        if scopes.is_empty() { String::new() } else { format!(" ({})", scopes.join(" ")) }
    };
    let alternative = |of: &Json| -> String {
        let schemes = of.as_object().into_iter().flatten();
        let schemes: Vec<String> = schemes.map(|(name, needs)| format!("{name}{}", scopes(needs))).collect();
        if schemes.is_empty() { "none".to_owned() } else { schemes.join(" + ") }
    };
    let of_each = operations(document).filter_map(|(path, method, at)| {
        let own = document.at(&at)?.get("security").or_else(|| document.get("security"))?;
        let alternatives = own.as_array().unwrap_or_default().iter().map(alternative).collect();
        Some(((method.to_ascii_uppercase(), path.to_owned()), alternatives))
    });
    of_each.collect()
}

fn parameters(operation: &Json) -> Vec<Parameter> {
    let parameters = operation.items("parameters");
    parameters
        .map(|parameter| Parameter {
            name: text(parameter, "name"),
            location: text(parameter, "in"),
            required: parameter.flag("required"),
            schema: parameter.get("schema").map_or_else(|| "?".to_owned(), brief),
        })
        .collect()
}

fn responses(document: &Json, operation: &Json) -> Vec<ResponseSpec> {
    let mut responses: Vec<_> = operation
        .members("responses")
        .filter_map(|(key, response)| {
            let mut media_types = response.members("content");
            let json = media_types.find(|(name, _)| MediaType::new(name).may_be_json());
            let schema = json.and_then(|(_, media_type)| media_type.get("schema"));
            Some(ResponseSpec {
                status: StatusSpec::parse(key)?,
                content: content(response),
                members: schema.map(|schema| members(document, schema)).unwrap_or_default(),
            })
        })
        .collect();
    responses.sort_by_key(|response| response.status);
    responses
}

fn content(of: &Json) -> Vec<(String, String)> {
    let schema = |media_type: &Json| media_type.get("schema").map_or_else(|| "any".to_owned(), brief);
    of.members("content").map(|(name, media_type)| (name.clone(), schema(media_type))).collect()
}

/// A schema in a word: the component it names, or its type.
fn brief(schema: &Json) -> String {
    if let Some(reference) = reference(schema) {
        return reference.rsplit('/').next().unwrap_or(reference).to_owned();
    }
    match schema["type"].as_str() {
        Some("array") => format!("[{}]", schema.get("items").map_or_else(|| "any".to_owned(), brief)),
        Some(kind) => kind.to_owned(),
        None => "any".to_owned(),
    }
}

fn text(of: &Json, member: &str) -> String {
    of[member].as_str().unwrap_or_default().to_owned()
}
