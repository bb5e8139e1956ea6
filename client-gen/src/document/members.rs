//! The members that the document names of a JSON object: what a value must look like to be recognised.

use super::{
    json::{Json, Object},
    reference::resolved,
};

/// No schema is composed of more levels in earnest; what is, contains itself.
const MOST_LEVELS: usize = 64;

/// A documented member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Whether it is a secret, a string of `format: password`, and never null.
    pub is_secret: bool,
}

/// The members of the objects that a schema describes, sorted by name. None if it also describes what isn't an object,
/// or members by a schema of their own instead of by name.
pub(crate) fn members(document: &Json, schema: &Json) -> Vec<Member> {
    let mut found = Found::default();
    found.add(document, schema, MOST_LEVELS);
    if !found.is_object || found.is_open {
        return Vec::new();
    }
    found.members.sort_by(|a, b| a.name.cmp(&b.name));
    found.members.dedup_by(|a, b| a.name == b.name);
    found.members
}

/// What a schema and those that it is composed of say.
#[derive(Default)]
struct Found {
    /// Whether every value is an object.
    is_object: bool,
    /// Whether there are members that no name is documented for, or something else in place of the object.
    is_open: bool,
    members: Vec<Member>,
}

impl Found {
    fn add(&mut self, document: &Json, schema: &Json, levels: usize) {
        let Some(levels) = levels.checked_sub(1) else { return };
        let Some(schema) = resolved(document, schema).as_object() else { return };
        let properties = schema.get("properties").and_then(Json::as_object);
        let additional = schema.get("additionalProperties");
        self.is_object |= properties.is_some() || schema.get("type").is_some_and(|kind| *kind == "object");
        self.is_open |=
            is_nullable(schema) || additional.is_some_and(|allowed| *allowed != Json::Bool(false));
        for (name, property) in properties.into_iter().flatten() {
            let property = resolved(document, property).as_object();
            let is_secret = property.is_some_and(|schema| is_secret(schema) && !is_nullable(schema));
            self.members.push(Member { name: name.clone(), is_secret });
        }
        for part in list(schema, "allOf") {
            self.add(document, part, levels);
        }
        for alternatives in ["oneOf", "anyOf"].map(|keyword| list(schema, keyword)) {
            let mut are_objects = !alternatives.is_empty();
            for alternative in alternatives {
                let mut found = Self::default();
                found.add(document, alternative, levels);
                are_objects &= found.is_object;
                self.is_open |= found.is_open;
                self.members.extend(found.members);
            }
            self.is_object |= are_objects;
        }
    }
}

fn list<'a>(schema: &'a Object, keyword: &str) -> &'a [Json] {
    schema.get(keyword).and_then(Json::as_array).unwrap_or_default()
}

fn is_nullable(schema: &Object) -> bool {
    schema.get("nullable") == Some(&Json::Bool(true))
}

/// Whether a schema describes a secret: a string of `format: password`, where a `type` that is left out is implied by
/// the format, or an `allOf` with one among its members, since what merges with a secret is one.
pub(crate) fn is_secret(schema: &Object) -> bool {
    let says_so = |schema: &Object| {
        schema.get("format").is_some_and(|format| *format == "password")
            && schema.get("type").is_none_or(|kind| *kind == "string")
    };
    says_so(schema) || list(schema, "allOf").iter().filter_map(Json::as_object).any(says_so)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names that a schema documents, with `!` after a secret's.
    fn named(schema: &str) -> String {
        let document = format!(
            r##"{{"components":{{"schemas":{{
                "Id":{{"properties":{{"id":{{"type":"string"}}}}}},
                "Secret":{{"format":"password"}},
                "Loop":{{"allOf":[{{"$ref":"#/components/schemas/Loop"}}],"properties":{{"a":{{}}}}}},
                "it":{schema}}}}}}}"##
        );
        let document = Json::parse(&document).unwrap();
        let members = members(&document, &document["components"]["schemas"]["it"]);
        let shown = members
            .iter()
            .map(|Member { name, is_secret }| format!("{name}{}", if *is_secret { "!" } else { "" }));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_names_are_those_of_every_part() {
        for (schema, expected) in [
            (r#"{"type":"object","properties":{"b":{},"a":{"nullable":true}}}"#, "a b"),
            (
                r#"{"properties":{"a":{"type":"string","format":"password"}},"additionalProperties":false}"#,
                "a!",
            ),
            (r##"{"allOf":[{"$ref":"#/components/schemas/Id"},{"properties":{"id":{},"b":{}}}]}"##, "b id"),
            (r##"{"properties":{"a":{"$ref":"#/components/schemas/Secret"}}}"##, "a!"),
            (r##"{"properties":{"a":{"allOf":[{"format":"password"}],"nullable":true}}}"##, "a"),
            (r##"{"oneOf":[{"$ref":"#/components/schemas/Id"},{"properties":{"b":{}}}]}"##, "b id"),
            (r##"{"$ref":"#/components/schemas/Loop"}"##, "a"),
        ] {
            assert_eq!(named(schema), expected, "{schema}");
        }
    }

    #[test]
    fn where_more_is_documented_than_objects_of_these_names_there_are_none() {
        for schema in [
            "{}",
            r#"{"type":"string"}"#,
            r#"{"type":"array","items":{"properties":{"a":{}}}}"#,
            r#"{"nullable":true,"properties":{"a":{}}}"#,
            r#"{"properties":{"a":{}},"additionalProperties":{"type":"string"}}"#,
            r##"{"oneOf":[{"$ref":"#/components/schemas/Id"},{"type":"string"}]}"##,
            r##"{"$ref":"#/components/schemas/Nothing"}"##,
        ] {
            assert_eq!(named(schema), "", "{schema}");
        }
    }
}
