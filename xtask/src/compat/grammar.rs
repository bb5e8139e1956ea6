//! What the comparison knows of OpenAPI's grammar: pointers, path templates, media types, the operations of a
//! document, and the keywords of a schema.

use collibra_client_gen::document::operation::METHODS;

use super::node::Node;

/// The tokens of a JSON pointer, unescaped.
pub(crate) fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
}

/// A template without its parameters' names, which never get onto the wire.
pub(crate) fn anonymous(template: &str) -> String {
    placeholders(template).fold(template.to_owned(), |key, name| key.replace(&format!("{{{name}}}"), "{}"))
}

/// The names in a template's braces, in order.
pub(crate) fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// How a value gets onto the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Encoding {
    /// As JSON, which distinguishes the types.
    Json,
    /// As text, as in a parameter or a form: each number is a string as well.
    Text,
    /// In a form that OpenAPI's types say little about, such as XML. The client carries it as it is.
    Opaque,
}

impl Encoding {
    pub(crate) fn of(media_type: &str) -> Self {
        let essence = media_type.split(';').next().unwrap_or_default();
        if essence == "application/json" || essence.ends_with("+json") || essence.contains('*') {
            Self::Json
        } else if essence == "application/x-www-form-urlencoded" || essence.starts_with("multipart/") {
            Self::Text
        } else {
            Self::Opaque
        }
    }
}

/// A media type in lower case and without a charset, which says nothing about a schema.
pub(crate) fn media_type(name: &str) -> String {
    let mut parts = name.split(';').map(|part| part.trim().to_ascii_lowercase());
    let essence = parts.next().unwrap_or_default();
    parts.filter(|part| !part.starts_with("charset=")).fold(essence, |name, part| format!("{name};{part}"))
}

/// Whether the range, such as `text/*`, holds the media type and more.
pub(crate) fn covers(range: &str, name: &str) -> bool {
    if range == name {
        return false;
    }
    match range.strip_suffix('*') {
        Some("*/") => true,
        Some(family) => name.starts_with(family),
        // `application/json` is taken for a name with any parameters and suffixes.
        None => name.strip_prefix(range).is_some_and(|rest| rest.starts_with(';')),
    }
}

/// Each operation with its name.
pub(crate) fn operations<'a>(root: &Node<'a>) -> impl Iterator<Item = (String, Node<'a>)> + use<'a> {
    let paths: Vec<(&'a str, Node<'a>)> = root.get("paths").iter().flat_map(Node::members).collect();
    paths.into_iter().flat_map(|(template, item)| {
        METHODS.into_iter().filter_map(move |method| {
            let operation = item.get(method)?;
            Some((operation_name(&operation, method, template), operation))
        })
    })
}

/// The name of an operation: its `operationId`, or its method and path.
pub(crate) fn operation_name(operation: &Node<'_>, method: &str, template: &str) -> String {
    match operation.str("operationId") {
        Some(id) => id.to_owned(),
        None => format!("{} {template}", method.to_ascii_uppercase()),
    }
}

/// What a place in a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// OpenAPI says what it means, and the comparison of the wire knows it.
    Known,
    /// It is for people, or an extension.
    Documentation,
    /// OpenAPI 3.0 doesn't have it.
    Unknown,
}

/// The role of a place, by the names of the members that lead to it.
pub(crate) fn role(pointer: &str) -> Role {
    let mut names = 0;
    for token in tokens(pointer) {
        if names > 0 || token.parse::<usize>().is_ok() {
            names = usize::saturating_sub(names, 1);
            continue;
        }
        let token = token.as_str();
        if DOCUMENTATION.contains(&token) || token.starts_with("x-") {
            return Role::Documentation;
        }
        if DATA.contains(&token) {
            return Role::Known;
        }
        names = match token {
            // A callback has paths of its own.
            "callbacks" => 2,
            _ if MAPS.contains(&token) => 1,
            _ if [&MEMBERS[..], &METHODS, &WIRE, &OTHER].iter().any(|list| list.contains(&token)) => 0,
            _ => return Role::Unknown,
        };
    }
    Role::Known
}

const DOCUMENTATION: [&str; 9] =
    ["description", "summary", "title", "example", "examples", "externalDocs", "tags", "deprecated", "info"];

/// Members that hold whatever their author likes, or what nobody sends.
const DATA: [&str; 6] = ["default", "enum", "const", "security", "links", "xml"];

/// Members whose own members are named by their author.
const MAPS: [&str; 14] = [
    "content",
    "encoding",
    "headers",
    "mapping",
    "parameters",
    "paths",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "scopes",
    "securitySchemes",
    "variables",
    "flows",
];

/// The members of all other objects, those of schemas aside.
const MEMBERS: [&str; 25] = [
    "openapi",
    "components",
    "servers",
    "url",
    "operationId",
    "requestBody",
    "schema",
    "name",
    "in",
    "style",
    "explode",
    "allowReserved",
    "allowEmptyValue",
    "required",
    "contentType",
    "propertyName",
    "type",
    "scheme",
    "bearerFormat",
    "openIdConnectUrl",
    "authorizationUrl",
    "tokenUrl",
    "refreshUrl",
    "format",
    "$ref",
];

/// Keywords that say something about a value, apart from the two choices.
pub(crate) const WIRE: [&str; 24] = [
    "type",
    "format",
    "nullable",
    "required",
    "properties",
    "additionalProperties",
    "enum",
    "const",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "items",
    "not",
    "discriminator",
];

/// Keywords that say nothing about a value, or are followed elsewhere.
pub(crate) const OTHER: [&str; 14] = [
    "allOf",
    "oneOf",
    "anyOf",
    "readOnly",
    "writeOnly",
    "title",
    "description",
    "default",
    "example",
    "examples",
    "externalDocs",
    "deprecated",
    "xml",
    "$ref",
];
