//! Shape: what the rules and progenitor read of a document holds the kind of JSON that OpenAPI says, and what
//! neither of them reads is gone.
//!
//! progenitor's reader tries a broken schema twice for each level that it stands within: from some twenty levels
//! on, that would not come to an end.

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use super::{Findings, NormalizeReason, schema};
use crate::document::{operation, pointer};

type Object = Map<String, Value>;

/// Drops the members of the document, its path items and its operations that have no part in the generated
/// client. The generator's own extensions are among them: they would make it emit other code.
pub(super) fn drop_unread(document: &mut Value) {
    keep(document, &["openapi", "info", "paths", "components"]);
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for item in items.into_iter().flat_map(Map::values_mut) {
        keep(item, &[&["$ref", "parameters"], operation::METHODS.as_slice()].concat());
        for (_, operation) in
            item.as_object_mut().into_iter().flatten().filter(|(member, _)| *member != "$ref")
        {
            keep(
                operation,
                &["operationId", "summary", "description", "parameters", "requestBody", "responses"],
            );
        }
    }
}

fn keep(value: &mut Value, members: &[&str]) {
    if let Value::Object(object) = value {
        object.retain(|member, _| members.contains(&member.as_str()));
    }
}

/// Everything around the schemas is an object or a list of objects where it should be. References to
/// parameters, bodies and replies have been followed.
pub(super) fn check_frame(document: &Value, findings: &mut Findings<'_>) {
    let mut report = |expected, at: &str| {
        let member = at.rsplit('/').next().map(pointer::unescape).unwrap_or_default();
        findings.add(NormalizeReason::Malformed { member, expected }, at);
    };
    objects(document, "/components", &mut report);
    objects(document, "/components/schemas", &mut report);
    for (item, _) in objects(document, "/paths", &mut report) {
        check_parameters(document, &item, &mut report);
    }
    for (_, _, at) in operation::sites(document) {
        if document.pointer(&at).is_none_or(|operation| !operation.is_object()) {
            report("an object", &at);
            continue;
        }
        let id = pointer::child(&at, "operationId");
        if document.pointer(&id).is_some_and(|id| !id.is_string()) {
            report("a string", &id);
        }
        check_parameters(document, &at, &mut report);
        let body = pointer::child(&at, "requestBody");
        if document.pointer(&body).is_some_and(|body| !body.is_object()) {
            report("an object", &body);
        }
        check_content(document, &body, &mut report);
        for (reply, _) in objects(document, &pointer::child(&at, "responses"), &mut report) {
            if !reply.rsplit('/').next().is_some_and(operation::is_status) {
                report("a status code, a range such as 4XX, or default", &reply);
            }
            check_content(document, &reply, &mut report);
        }
    }
}

fn check_parameters(document: &Value, of: &str, report: &mut dyn FnMut(&'static str, &str)) {
    let at = pointer::child(of, "parameters");
    let Some(parameters) = document.pointer(&at) else { return };
    if !parameters.is_array() {
        return report("a list", &at);
    }
    for (index, parameter) in parameters.as_array().into_iter().flatten().enumerate() {
        let at = format!("{at}/{index}");
        if !parameter["name"].is_string() || !parameter["in"].is_string() {
            report("an object with a `name` and an `in`", &at);
        }
        check_schema_in(parameter, &at, report);
    }
}

fn check_content(document: &Value, of: &str, report: &mut dyn FnMut(&'static str, &str)) {
    for (at, media_type) in objects(document, &pointer::child(of, "content"), report) {
        check_schema_in(media_type, &at, report);
    }
}

fn check_schema_in(holder: &Value, at: &str, report: &mut dyn FnMut(&'static str, &str)) {
    if holder.get("schema").is_some_and(|schema| !schema.is_object()) {
        report("an object", &pointer::child(at, "schema"));
    }
}

/// The objects in the object at `at`, with their places; whatever isn't an object is reported.
fn objects<'a>(
    document: &'a Value,
    at: &str,
    report: &mut dyn FnMut(&'static str, &str),
) -> Vec<(String, &'a Value)> {
    let Some(value) = document.pointer(at) else { return Vec::new() };
    let Value::Object(members) = value else {
        report("an object", at);
        return Vec::new();
    };
    let mut objects = Vec::new();
    for (name, member) in members.iter().filter(|(name, _)| !name.starts_with("x-")) {
        let at = pointer::child(at, name);
        if member.is_object() {
            objects.push((at, member));
        } else {
            report("an object", &at);
        }
    }
    objects
}

/// Every keyword of every schema holds what it should, and keywords without a meaning for a Rust type are
/// dropped: extensions, what a value is `not`, what stands beside a `$ref`, and bounds that no value reaches.
pub(super) fn check_schemas(document: &mut Value, findings: &mut Findings<'_>) {
    schema::for_each(document, &mut |at, schema| {
        let is_reference = schema.contains_key("$ref");
        schema.retain(|keyword, value| {
            let Some(kind) = Kind::of(keyword) else { return false };
            let kept = (!is_reference || keyword == "$ref") && (kind == Kind::Any || !value.is_null());
            if kept && !kind.holds(value) {
                let reason =
                    NormalizeReason::Malformed { member: keyword.clone(), expected: kind.expected() };
                findings.add(reason, &pointer::child(at, keyword));
            }
            kept && !(kind == Kind::Count && value.as_u64().is_none_or(|count| u32::try_from(count).is_err()))
        });
        drop_bare_exclusion(schema, "minimum", "exclusiveMinimum");
        drop_bare_exclusion(schema, "maximum", "exclusiveMaximum");
    });
}

/// `exclusiveMinimum` says something about `minimum`, and nothing without it.
fn drop_bare_exclusion(schema: &mut Object, bound: &str, exclusion: &str) {
    if !schema.contains_key(bound) {
        schema.remove(exclusion);
    }
}

/// What a keyword of a schema holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Any,
    Text,
    Flag,
    Number,
    Count,
    Type,
    Names,
    Values,
    Schema,
    SchemaOrFlag,
    Schemas,
    NamedSchemas,
}

impl Kind {
    /// The kind of a keyword (OpenAPI 3.0.3, section 4.7.24), if it has a part in the generated types.
    fn of(keyword: &str) -> Option<Self> {
        Some(match keyword {
            "default" | "example" => Self::Any,
            "$ref" | "title" | "description" | "format" | "pattern" => Self::Text,
            "nullable" | "deprecated" | "readOnly" | "writeOnly" | "uniqueItems" | "exclusiveMinimum"
            | "exclusiveMaximum" => Self::Flag,
            "minimum" | "maximum" | "multipleOf" => Self::Number,
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
                Self::Count
            }
            "type" => Self::Type,
            "required" => Self::Names,
            "enum" => Self::Values,
            "items" => Self::Schema,
            "additionalProperties" => Self::SchemaOrFlag,
            "allOf" | "oneOf" | "anyOf" => Self::Schemas,
            "properties" => Self::NamedSchemas,
            _ => return None,
        })
    }

    fn holds(self, value: &Value) -> bool {
        let all = |test: fn(&Value) -> bool| value.as_array().is_some_and(|list| list.iter().all(test));
        match self {
            Self::Any => true,
            Self::Text => value.is_string(),
            Self::Flag => value.is_boolean(),
            Self::Number | Self::Count => value.is_number(),
            Self::Type => {
                matches!(
                    value.as_str(),
                    Some("string" | "number" | "integer" | "boolean" | "object" | "array")
                )
            }
            Self::Names => all(Value::is_string),
            Self::Values => value.is_array(),
            Self::Schema => value.is_object(),
            Self::SchemaOrFlag => value.is_object() || value.is_boolean(),
            Self::Schemas => all(Value::is_object),
            Self::NamedSchemas => {
                value.as_object().is_some_and(|schemas| schemas.values().all(Value::is_object))
            }
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::Any => "anything",
            Self::Text => "a string",
            Self::Flag => "true or false",
            Self::Number | Self::Count => "a number",
            Self::Type => "string, number, integer, boolean, object or array",
            Self::Names => "a list of strings",
            Self::Values => "a list",
            Self::Schema => "a schema",
            Self::SchemaOrFlag => "a schema, true or false",
            Self::Schemas => "a list of schemas",
            Self::NamedSchemas => "an object of schemas",
        }
    }
}
