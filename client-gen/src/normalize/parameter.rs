//! Parameters: where each goes, in which style, and under which name in Rust.

use super::{
    Findings, GiveUp,
    call::{ParameterLocation, ParameterSpec, Style},
    operations, response, subschema,
};
use crate::document::{
    json::{Json, Object},
    keyword::{Keyword, Role},
    media_type::{Format, MediaType},
    pointer::Pointer,
    template::PathTemplate,
};
use crate::names;

/// Gives every operation its parameters, those of its path item that it doesn't redefine first; drops the header
/// parameters that OpenAPI says to ignore, and `null` where it can't be said.
pub(super) fn gather(document: &mut Json, findings: &mut Findings) {
    for at in operations(document) {
        let shared = at.parent().unwrap_or_default().child("parameters");
        let own = at.child("parameters");
        let mut all = list(document, &own);
        let redefined = |(_, parameter): &(Pointer, Json)| {
            all.iter().any(|(_, p)| p["name"] == parameter["name"] && p["in"] == parameter["in"])
        };
        let mut gathered = list(document, &shared);
        gathered.retain(|parameter| !redefined(parameter));
        gathered.append(&mut all);
        gathered.retain(|(_, parameter)| !is_ignored_header(parameter));
        let places = gathered.iter().enumerate();
        findings.moved(places.map(|(index, (place, _))| (own.item(index), place.clone())));
        for (_, parameter) in &mut gathered {
            // OpenAPI demands it.
            if parameter["in"] == "path" {
                parameter.set("required", true);
            }
            // `null` is not a word: a path always has a value, and a header that has none is left out.
            if parameter["in"] != "query"
                && let Some(Json::Object(schema)) = parameter.get_mut("schema")
            {
                schema.shift_remove("nullable");
            }
        }
        if let Some(operation) = document.at_mut(&at) {
            operation
                .set("parameters", gathered.into_iter().map(|(_, parameter)| parameter).collect::<Json>());
        }
    }
    let items = document.at_mut("/paths").and_then(Json::as_object_mut);
    for item in items.into_iter().flat_map(|members| members.values_mut()).filter_map(Json::as_object_mut) {
        item.shift_remove("parameters");
    }
}

/// The parameters of a list, with their places.
fn list(document: &Json, at: &Pointer) -> Vec<(Pointer, Json)> {
    let parameters = document.at(at).and_then(Json::as_array).into_iter().flatten();
    parameters.enumerate().map(|(index, parameter)| (at.item(index), parameter.clone())).collect()
}

/// OpenAPI 3.0.3, section 4.7.12: definitions of these are ignored.
fn is_ignored_header(parameter: &Json) -> bool {
    let name = text(parameter, "name");
    parameter["in"] == "header"
        && ["accept", "content-type", "authorization"]
            .iter()
            .any(|ignored| name.eq_ignore_ascii_case(ignored))
}

/// Has the path template and the path parameters of each operation match, and every parameter in a place that there is.
/// A placeholder that isn't declared is a string; what has no place isn't sent, and if the operation requires it, there is
/// no call without it.
pub(super) fn match_places(document: &mut Json, findings: &mut Findings) {
    for at in operations(document) {
        let path = at.tokens().nth(1).unwrap_or_default().into_owned();
        let template = PathTemplate::new(&path).without_fragment();
        if let Err(why) = template.check() {
            leave_out(document, &at, format!("its path template {why}"), findings);
            continue;
        }
        let mut parameters = list(document, &at.child("parameters"));
        let mut required = None;
        parameters.retain(|(place, parameter)| {
            let Err(why) = place_of(parameter, template) else { return true };
            let name = text(parameter, "name").to_owned();
            findings.give_up(GiveUp::Parameter { name: name.clone(), why }, place);
            if parameter.flag("required") && parameter["in"] != "path" {
                required.get_or_insert(name);
            }
            false
        });
        if let Some(name) = required {
            leave_out(document, &at, format!("it requires the parameter {name:?}"), findings);
            continue;
        }
        let is_declared = |name: &str| {
            parameters.iter().any(|(_, parameter)| parameter["in"] == "path" && parameter["name"] == *name)
        };
        let undeclared: Vec<String> =
            template.placeholders().filter(|name| !is_declared(name)).map(str::to_owned).collect();
        for name in undeclared {
            let why = "isn't declared: it is a string";
            findings.give_up(GiveUp::Parameter { name: name.clone(), why }, &at.parent().unwrap_or_default());
            let schema = Json::object([("type", "string".into())]);
            let declared =
                [("name", name.into()), ("in", "path".into()), ("required", true.into()), ("schema", schema)];
            parameters.push((at.clone(), Json::object(declared)));
        }
        let own = at.child("parameters");
        findings
            .moved(parameters.iter().enumerate().map(|(index, (place, _))| (own.item(index), place.clone())));
        if let Some(operation) = document.at_mut(&at) {
            operation
                .set("parameters", parameters.into_iter().map(|(_, parameter)| parameter).collect::<Json>());
        }
    }
}

/// Leaves an operation out.
fn leave_out(document: &mut Json, at: &Pointer, why: String, findings: &mut Findings) {
    findings.give_up(GiveUp::Operation(why), at);
    let item = at.parent().and_then(|item| document.at_mut(&item)).and_then(Json::as_object_mut);
    if let (Some(item), Some(method)) = (item, at.last()) {
        item.shift_remove(&*method);
    }
}

/// Where a parameter goes, or why it isn't sent.
fn place_of(parameter: &Json, template: PathTemplate<'_>) -> Result<ParameterLocation, &'static str> {
    let name = text(parameter, "name");
    match text(parameter, "in") {
        "path" if template.placeholders().any(|placeholder| placeholder == name) => {
            Ok(ParameterLocation::Path)
        }
        "path" => Err("isn't sent: the path has no such placeholder"),
        "query" => Ok(ParameterLocation::Query),
        "cookie" => Ok(ParameterLocation::Cookie),
        "header" if !name.is_empty() && name.bytes().all(is_token_byte) => Ok(ParameterLocation::Header),
        "header" => Err("isn't sent: its name isn't one of a header (RFC 9110, section 5.1)"),
        _ => Err("isn't sent: its `in` is unknown"),
    }
}

/// RFC 9110, section 5.6.2.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

impl Style {
    /// The style of a query parameter, or a form's field, that has this name.
    pub(super) fn in_query(name: &str) -> Option<Self> {
        Some(match name {
            "form" => Self::Form,
            "spaceDelimited" => Self::SpaceDelimited,
            "pipeDelimited" => Self::PipeDelimited,
            "deepObject" => Self::DeepObject,
            _ => return None,
        })
    }

    /// The style of this name that a place allows, or the default one (OpenAPI 3.0.3, section 4.7.12.2).
    fn at(location: ParameterLocation, name: Option<&str>) -> Option<Self> {
        match (location, name) {
            (ParameterLocation::Path | ParameterLocation::Header, None | Some("simple")) => {
                Some(Self::Simple)
            }
            (ParameterLocation::Path, Some("label")) => Some(Self::Label),
            (ParameterLocation::Path, Some("matrix")) => Some(Self::Matrix),
            (ParameterLocation::Query, name) => Self::in_query(name.unwrap_or("form")),
            (ParameterLocation::Cookie, None | Some("form")) => Some(Self::Cookie),
            _ => None,
        }
    }
}

/// How an operation's parameters are sent, each with its index in the document, where their schemas become those of the
/// types that a caller passes.
pub(super) fn specs(
    document: &mut Json,
    at: &Pointer,
    path: &str,
    findings: &mut Findings,
) -> Vec<(ParameterSpec, usize)> {
    let template = PathTemplate::new(path).without_fragment();
    let has_body = document.at(at.child("requestBody")).is_some();
    let id = document.at(at.child("operationId")).and_then(Json::as_str).unwrap_or_default().to_owned();
    let parameters = list(document, &at.child("parameters"));
    let names = names_in_rust(&parameters, has_body);
    let mut specs = Vec::new();
    for (index, ((place, parameter), rust)) in parameters.into_iter().zip(names).enumerate() {
        let Ok(location) = place_of(&parameter, template) else { continue };
        let name = text(&parameter, "name").to_owned();
        let (style, schema, note) = style_of(&parameter, location, &name, &place, findings);
        let explode = parameter.get("explode").map_or(style.is_exploded(), |explode| *explode == true);
        let is_secret = |schema: &Object| schema.get("format").is_some_and(|format| *format == "password");
        if matches!(location, ParameterLocation::Path | ParameterLocation::Query)
            && subschema::any_within(&schema, document, is_secret)
        {
            let why = "is a secret, and in the URL: what logs URLs shows it";
            findings.give_up(GiveUp::Parameter { name: name.clone(), why }, &place);
        }
        let in_list = !is_plain(&schema, document);
        let schema = if in_list && needs_name(&schema) {
            let component =
                response::add_component(document, &names::pascal(&format!("{id}-{name}")), schema);
            findings.moved([(component.clone(), place.child("schema"))]);
            Json::object([("$ref", format!("#{component}").into())])
        } else {
            schema
        };
        let described = text(&parameter, "description").trim();
        let sent_as = if rust == name { String::new() } else { format!("Sent as `{name}`.") };
        let said = [described, note.as_str(), sent_as.as_str()].into_iter().filter(|text| !text.is_empty());
        specs.push((
            ParameterSpec {
                rust: names::snake(&rust),
                location,
                style,
                explode,
                required: parameter.flag("required"),
                deprecated: parameter.flag("deprecated"),
                description: said.collect::<Vec<_>>().join("\n\n"),
                in_list,
                name,
            },
            index,
        ));
        if let Some(parameter) = document.at_mut(at.child("parameters").item(index)) {
            // progenitor begins names otherwise than typify.
            let name = if names::method(&rust) == names::snake(&rust) { rust } else { names::snake(&rust) };
            parameter.set("name", name);
            parameter.set("schema", schema);
        }
    }
    // Those of the path first, as they are in it.
    specs.sort_by_key(|(spec, index)| match spec.location {
        ParameterLocation::Path => {
            (0, template.placeholders().position(|name| name == spec.name).unwrap_or_default())
        }
        _ => (1, *index),
    });
    specs
}

impl Style {
    /// Whether it is exploded if nothing is said.
    const fn is_exploded(self) -> bool {
        matches!(self, Self::Form | Self::Cookie | Self::DeepObject)
    }
}

/// The style of a parameter, the schema of what is written in it, and what the caller has to write, if anything.
fn style_of(
    parameter: &Json,
    location: ParameterLocation,
    name: &str,
    place: &Pointer,
    findings: &mut Findings,
) -> (Style, Json, String) {
    let schema = |of: &Json| of.get("schema").cloned().unwrap_or_else(|| Json::object([]));
    let (why, note) = if let Some((media_type, value)) = parameter.members("content").next() {
        if MediaType::new(media_type).format() == Format::Json && location == ParameterLocation::Query {
            return (Style::Json, schema(value), String::new());
        }
        (
            "has `content`: it is a string, which the caller writes in that media type",
            format!("Text of `{media_type}`, which the caller writes."),
        )
    } else {
        if let Some(style) = Style::at(location, parameter["style"].as_str()) {
            return (style, schema(parameter), String::new());
        }
        (
            "has a `style` that its place doesn't allow: it is a string, which the caller writes in that style",
            format!("Text in the style `{}`, which the caller writes.", text(parameter, "style")),
        )
    };
    findings.give_up(GiveUp::Parameter { name: name.to_owned(), why }, place);
    let default = Style::at(location, None).unwrap_or(Style::Simple);
    (default, Json::object([("type", "string".into())]), note)
}

/// The operation as progenitor takes it: every parameter is one of the query and required, and what isn't plain is in a
/// list.
pub(super) fn plain(mut operation: Json, specs: &[(ParameterSpec, usize)]) -> Json {
    let parameters = specs.iter().filter_map(|(spec, index)| {
        let parameter = operation.items("parameters").nth(*index)?;
        let schema = parameter["schema"].clone();
        let schema = match spec.in_list {
            true => Json::object([("type", "array".into()), ("items", schema)]),
            false => schema,
        };
        let plain = [
            ("name", parameter["name"].clone()),
            ("in", "query".into()),
            ("required", true.into()),
            ("schema", schema),
        ];
        Some((*index, Json::object(plain)))
    });
    let mut parameters: Vec<_> = parameters.collect();
    parameters.sort_by_key(|(index, _)| *index);
    operation.set("parameters", parameters.into_iter().map(|(_, parameter)| parameter).collect::<Json>());
    operation
}

/// What a call has beside its parameters.
const RESERVED: [&str; 7] = ["header", "header_map", "new", "options", "send", "spawn", "timeout"];

/// Parameters become fields and setters of one call, which also has methods and a field of its own, and the body. Where
/// two would be the same in Rust, one of them gets another name: it is ours to choose, as long as the name on the wire
/// stays.
fn names_in_rust(parameters: &[(Pointer, Json)], has_body: bool) -> Vec<String> {
    let mut taken = RESERVED.map(str::to_owned).to_vec();
    if has_body {
        taken.extend(["body".to_owned(), "body_map".to_owned()]);
    }
    let mut order: Vec<(usize, &Json)> =
        parameters.iter().map(|(_, parameter)| parameter).enumerate().collect();
    order.sort_by_key(|(_, parameter)| {
        let name = text(parameter, "name");
        (parameter["in"] != "path", names::snake(name).trim_end_matches('_') != name, name)
    });
    let mut names = vec![String::new(); parameters.len()];
    for (index, parameter) in order {
        let mut candidates = names_for(text(parameter, "name"), text(parameter, "in"));
        if let Some(free) = candidates.find(|name| !taken.contains(&names::snake(name))) {
            taken.push(names::snake(&free));
            names[index] = free;
        }
    }
    names
}

/// The names that a parameter could have in Rust, the best first: its own, with its signs in words
/// (`StartTime<` is `start_time_lt`), with its place, and with a number.
fn names_for(name: &str, location: &str) -> impl Iterator<Item = String> {
    let mut in_words = name.to_owned();
    for (sign, word) in [('<', "-lt-"), ('>', "-gt-"), ('=', "-eq-"), ('!', "-not-")] {
        in_words = in_words.replace(sign, word);
    }
    let with_place = format!("{name}-{location}");
    let base = names::snake(name);
    let others = [in_words, with_place].map(|name| names::snake(&name));
    let numbered = (2_u32..).map(move |number| format!("{base}_{number}"));
    std::iter::once(name.to_owned()).chain(others).chain(numbered)
}

/// Whether progenitor takes it for a parameter as it is: every value is one word on the wire, or a list.
fn is_plain(schema: &Json, document: &Json) -> bool {
    let parts = subschema::parts(schema, document);
    let kinds: Vec<&str> = parts.iter().filter_map(|part| part.get("type")?.as_str()).collect();
    let composed = |schema: &Object| {
        schema
            .keys()
            .filter_map(|name| Keyword::from_name(name))
            .any(|keyword| keyword.role() == Role::Structures)
    };
    !kinds.is_empty()
        && kinds.iter().all(|kind| matches!(*kind, "string" | "integer" | "number" | "boolean" | "array"))
        && parts.iter().all(|part| part.contains_key("type") || composed(part))
}

/// Whether it has a type of its own in Rust, and isn't a component.
fn needs_name(schema: &Json) -> bool {
    let several = |keyword: &str| schema.items(keyword).count();
    schema.get("properties").is_some()
        || schema.get("additionalProperties") == Some(&Json::Bool(false))
        || several("allOf") > 1
        || several("oneOf") + several("anyOf") > 0
}

fn text<'a>(of: &'a Json, member: &str) -> &'a str {
    of[member].as_str().unwrap_or_default()
}
