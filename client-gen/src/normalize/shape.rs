//! Shape: what the rules and progenitor read of a document holds the kind of JSON that OpenAPI says, and what
//! neither of them reads is gone.
//!
//! progenitor's reader tries a broken schema twice for each level that it is within: from some twenty levels on,
//! that would not come to an end.

use super::{Findings, GiveUp, NormalizeReason, subschema};
use crate::diagnostic::harmless;
use crate::document::{
    grammar::{Holds, Kind},
    json::{Json, Object},
    keyword::{Keyword, Shape},
    operation::StatusSpec,
    pointer::Pointer,
    walk,
};

/// Drops the members that have no part in the generated client. The generator's own extensions are among them:
/// they would make it emit other code.
pub(super) fn drop_unread(document: &mut Json) {
    walk::visit_mut(document, &mut |kind, _, object| {
        object.retain(|member, _| is_read(kind, member) || member == "$ref" && kind.may_be_reference());
    });
}

/// Whether the generation reads this member. What it reads of schemas is [`check_schemas`]'s to say.
fn is_read(kind: Kind, member: &str) -> bool {
    match kind {
        Kind::OpenApi => matches!(member, "openapi" | "info" | "paths" | "components"),
        Kind::PathItem => member == "parameters" || kind.member(member) == Some(Holds::One(Kind::Operation)),
        Kind::Operation => matches!(
            member,
            "operationId"
                | "summary"
                | "description"
                | "deprecated"
                | "parameters"
                | "requestBody"
                | "responses"
        ),
        Kind::Response => matches!(member, "description" | "content"),
        Kind::MediaType => matches!(member, "schema" | "encoding"),
        Kind::Parameter | Kind::Header if matches!(member, "example" | "examples") => false,
        Kind::Schema => true,
        _ => kind.member(member).is_some(),
    }
}

/// Words become comments of Rust, which the compiler refuses if they change the direction of what is read.
pub(super) fn escape_words(document: &mut Json) {
    walk::visit_mut(document, &mut |kind, _, object| {
        for (name, value) in object {
            if let (Some(Holds::Words), Json::String(words)) = (kind.member(name), value) {
                *words = harmless(words);
            }
        }
    });
}

/// Everything around the schemas is an object or a list of objects where it should be. References to
/// parameters, bodies and responses have been followed.
pub(super) fn check_frame(document: &Json, findings: &mut Findings) {
    check(document, Holds::DOCUMENT, &Pointer::default(), findings);
}

fn check(value: &Json, holds: Holds, at: &Pointer, findings: &mut Findings) {
    let expected = match (holds, value) {
        (Holds::Value | Holds::Words | Holds::Map(Kind::Encoding | Kind::Example), _)
        | (Holds::One(Kind::Schema), Json::Object(_)) => return,
        (Holds::One(Kind::Parameter), _)
            if value["name"].as_str().is_none() || value["in"].as_str().is_none() =>
        {
            "an object with a `name` and an `in`"
        }
        (Holds::One(_) | Holds::Map(_), Json::Object(members)) => {
            for (name, member) in members {
                let at = at.child(name);
                match holds.child(name) {
                    Some(Holds::One(Kind::Response)) if StatusSpec::parse(name).is_none() => {
                        malformed("a status code, a range such as 4XX, or default", &at, findings);
                    }
                    Some(Holds::Value) if name == "operationId" && member.as_str().is_none() => {
                        malformed("a string", &at, findings);
                    }
                    Some(holds) => check(member, holds, &at, findings),
                    None => {}
                }
            }
            return;
        }
        (Holds::List(kind), Json::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                check(item, Holds::One(kind), &at.item(index), findings);
            }
            return;
        }
        (Holds::List(_), _) => "a list",
        (Holds::One(_) | Holds::Map(_), _) => "an object",
    };
    malformed(expected, at, findings);
}

fn malformed(expected: &'static str, at: &Pointer, findings: &mut Findings) {
    let member = at.last().unwrap_or_default().into_owned();
    findings.add(NormalizeReason::Malformed { member, expected }, at);
}

/// Every keyword of every schema holds what it should, or it is given up, with the schema if it says what a value is; keywords without a meaning for a Rust
/// type are dropped: extensions, what a value is `not`, what is beside a `$ref`, and bounds that no value reaches.
pub(super) fn check_schemas(document: &mut Json, findings: &mut Findings) {
    let snapshot = document.clone();
    subschema::for_each(document, &mut |at, schema| {
        say_type_and_null(schema);
        let is_reference = schema.contains_key("$ref");
        let mut broken = None;
        schema.retain(|name, value| {
            let Some(keyword) = Keyword::from_name(name).filter(|keyword| is_generated(*keyword)) else {
                return false;
            };
            let shape = keyword.shape();
            let kept =
                (!is_reference || keyword == Keyword::Ref) && (shape == Shape::Any || *value != Json::Null);
            if kept && !shape.fits(value) {
                if !is_structure(shape) {
                    findings.give_up(GiveUp::Keyword(shape.expected()), &at.child(name));
                    return false;
                }
                broken.get_or_insert(at.child(name));
            }
            let is_count =
                |value: &Json| matches!(value, Json::Number(n) if n.spelling().parse::<u32>().is_ok());
            kept && (shape != Shape::Count || is_count(value)) && !says_nothing(keyword, value)
        });
        if let Some(at) = broken {
            findings.give_up_schema(
                "has a keyword that holds something else than OpenAPI says",
                &at,
                schema,
                &snapshot,
            );
        }
        drop_bare_exclusion(schema, Keyword::Minimum, Keyword::ExclusiveMinimum);
        drop_bare_exclusion(schema, Keyword::Maximum, Keyword::ExclusiveMaximum);
    });
}

/// Whether what has this shape says what a value is made of.
const fn is_structure(shape: Shape) -> bool {
    match shape {
        Shape::Type
        | Shape::Values
        | Shape::Schema
        | Shape::SchemaOrFlag
        | Shape::Schemas
        | Shape::NamedSchemas => true,
        Shape::Any
        | Shape::Text
        | Shape::Flag
        | Shape::Number
        | Shape::Count
        | Shape::Names
        | Shape::Object => false,
    }
}

/// Says a list of one type and `null`, as OpenAPI 3.1 has it, in words of 3.0.
fn say_type_and_null(schema: &mut Object) {
    let Some(types) = schema.get("type").and_then(Json::as_array) else { return };
    let (null, others): (Vec<&Json>, Vec<&Json>) = types.iter().partition(|of| **of == "null");
    let ([only], has_null) = (others.as_slice(), !null.is_empty()) else { return };
    let only = (*only).clone();
    schema.insert("type".to_owned(), only);
    if has_null {
        schema.insert("nullable".to_owned(), true.into());
    }
}

/// Whether it is a bound that no number of the target language exceeds, or an example with a number that none is.
fn says_nothing(keyword: Keyword, value: &Json) -> bool {
    match (keyword, value) {
        (Keyword::Maximum, Json::Number(number)) => number.spelling().parse() == Ok(f64::INFINITY),
        (Keyword::Minimum, Json::Number(number)) => number.spelling().parse() == Ok(f64::NEG_INFINITY),
        (Keyword::Example, value) => value.to_value().is_err(),
        _ => false,
    }
}

/// Whether a keyword has a part in the generated types.
const fn is_generated(keyword: Keyword) -> bool {
    use Keyword::*;
    match keyword {
        Ref | AllOf | OneOf | AnyOf | Type | Nullable | Enum | Format | Pattern | MinLength | MaxLength
        | Minimum | Maximum | ExclusiveMinimum | ExclusiveMaximum | MultipleOf | Items | MinItems
        | MaxItems | UniqueItems | Properties | AdditionalProperties | Required | MinProperties
        | MaxProperties | Default | ReadOnly | WriteOnly | Title | Description | Deprecated | Example => true,
        // No Rust type excludes values of another, or chooses a variant by a member.
        Not | Discriminator => false,
        // Not of OpenAPI 3.0.
        Const | Examples => false,
        Xml | ExternalDocs => false,
    }
}

/// The one says something about the other, and nothing without it.
fn drop_bare_exclusion(schema: &mut Object, bound: Keyword, exclusion: Keyword) {
    if !schema.contains_key(bound.name()) {
        schema.shift_remove(exclusion.name());
    }
}
