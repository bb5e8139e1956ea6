//! OpenAPI 3.1 in the words of 3.0, where 3.0 has words for it. The published document stays as it is: this is how it is
//! read, by the generation and by the comparison of two documents alike.
//!
//! Schemas of 3.1 are JSON Schema, draft 2020-12. What differs is said in its appendix and in the specification's
//! migration guide: `null` is a type, types come in lists, bounds are exclusive by their own value, and a `$ref` has
//! siblings that count.

use std::collections::BTreeSet;

use super::{
    grammar::{Holds, Kind},
    json::{Json, Object},
    keyword::{Keyword, Type},
    pointer::Pointer,
    reference::{self, component, place, references},
    walk,
};

/// Something that OpenAPI 3.0 has no words for. It is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unsaid {
    /// What it is: a keyword, or a member of the document.
    pub what: String,
    /// Where it is.
    pub at: Pointer,
}

/// A document in the words of OpenAPI 3.0.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Said {
    /// The document. Its `openapi` is still what it was.
    pub document: Json,
    /// What could not be said, by places in it.
    pub unsaid: Vec<Unsaid>,
    /// What is in another place than it was: its place now, and the one before, in the order in which it was moved.
    pub moved: Vec<(Pointer, Pointer)>,
}

/// Says a document in the words of OpenAPI 3.0. One that isn't 3.1 comes back as it is.
///
/// ```
/// use collibra_client_gen::document::{json::Json, v31};
///
/// let document = r#"{"openapi":"3.1.0","components":{"schemas":{"A":{"type":["string","null"]}}}}"#;
/// let said = v31::in_words_of_3_0(Json::parse(document)?);
/// let schema = r#"{"type":"string","nullable":true}"#;
/// assert_eq!(said.document.at("/components/schemas/A"), Some(&Json::parse(schema)?));
/// # Ok::<(), collibra_client_gen::document::json::ParseError>(())
/// ```
#[must_use]
pub fn in_words_of_3_0(mut document: Json) -> Said {
    let mut said = Said::default();
    if is_3_1(&document) {
        said.path_items(&mut document);
        said.definitions(&mut document);
        if document.get("jsonSchemaDialect").is_some_and(|dialect| !is_usual_dialect(dialect)) {
            said.cannot("jsonSchemaDialect", &Pointer::default());
        }
        walk::visit_mut(&mut document, &mut |kind, at, object| {
            said.flags(kind, at, object);
            if kind == Kind::Schema {
                said.schema(at, object);
            }
        });
    }
    said.document = document;
    said
}

/// Whether this is an OpenAPI 3.1 document.
#[must_use]
pub fn is_3_1(document: &Json) -> bool {
    document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1."))
}

fn is_usual_dialect(dialect: &Json) -> bool {
    ["https://spec.openapis.org/oas/3.1/dialect/", "https://json-schema.org/draft/2020-12/schema"]
        .iter()
        .any(|usual| dialect.as_str().is_some_and(|dialect| dialect.starts_with(usual)))
}

/// Keywords of JSON Schema that say what a value is made of in a way that 3.0 can't. Others that 3.0 doesn't have, such
/// as `contains`, narrow what is valid as `not` does: types are the same without them.
const CANNOT: [&str; 8] = [
    "$dynamicRef",
    "$recursiveRef",
    "prefixItems",
    "patternProperties",
    "dependentSchemas",
    "if",
    "then",
    "else",
];

impl Said {
    /// Where something is now, by its place in the document as published.
    pub(crate) fn place_now(&self, published: &Pointer) -> Pointer {
        self.moved.iter().fold(published.clone(), |at, (now, from)| {
            // What has become a part of what is at its place is still there.
            let is_within = now.below(from).is_some();
            at.below(from).filter(|_| !is_within).map_or(at, |below| now.join(&below))
        })
    }

    fn cannot(&mut self, what: &str, at: &Pointer) {
        self.unsaid.push(Unsaid { what: what.to_owned(), at: at.clone() });
    }

    /// A path that refers to one of `components.pathItems`, which 3.0 doesn't have, is that one.
    fn path_items(&mut self, document: &mut Json) {
        if document.get("paths").is_none() {
            document.set("paths", Json::object([]));
        }
        let snapshot = document.clone();
        for (path, item) in document.get_mut("paths").and_then(Json::as_object_mut).into_iter().flatten() {
            let shared = match reference::resolve(&snapshot, item) {
                Ok(Some(target)) if reference::component_name(&target.pointer, "pathItems").is_some() => {
                    (target.pointer, target.value.clone())
                }
                _ => continue,
            };
            let from;
            (from, *item) = shared;
            self.moved.push((Pointer::new(["paths", path]), from));
        }
    }

    /// What `$defs` names within a schema is a component, under a name of its own, if something refers to it.
    fn definitions(&mut self, document: &mut Json) {
        let used: BTreeSet<Pointer> = references(document).filter_map(|to| place(document, to)).collect();
        let mut found: Vec<(Pointer, Json)> = Vec::new();
        walk::visit_mut(document, &mut |kind, at, object| {
            if kind == Kind::Schema
                && let Some(Json::Object(definitions)) = object.shift_remove("$defs")
            {
                let at = at.child("$defs");
                found.extend(definitions.into_iter().map(|(name, schema)| (at.child(&name), schema)));
            }
        });
        // Those within others come after them.
        let mut moved = Vec::new();
        while let Some((at, mut schema)) = found.pop() {
            if let Json::Object(schema) = &mut schema
                && let Some(Json::Object(inner)) = schema.shift_remove("$defs")
            {
                let at = at.child("$defs");
                found.extend(inner.into_iter().map(|(name, schema)| (at.child(&name), schema)));
            }
            if !used.iter().any(|place| place.below(&at).is_some()) {
                continue;
            }
            let (owner, own) = (at.tokens().rev().nth(2), at.last().unwrap_or_default());
            let name = format!("{}_{own}", owner.unwrap_or_default());
            let numbered = (2..).map(|number| format!("{name}{number}"));
            let mut names = std::iter::once(name.clone()).chain(numbered);
            let is_free = |name: &String| document.at(component("schemas", name)).is_none();
            let Some(name) = names.find(is_free) else { continue };
            for (around, section) in [("", "components"), ("/components", "schemas")] {
                if let Some(around) = document.at_mut(around).filter(|around| around.get(section).is_none()) {
                    around.set(section, Json::object([]));
                }
            }
            if let Some(schemas) = document.at_mut("/components/schemas") {
                schemas.set(&name, schema);
                moved.push((component("schemas", &name), at));
            }
        }
        // An inner definition is where it was, and not where its owner is now.
        moved.sort_by_key(|(_, from)| std::cmp::Reverse(from.as_str().len()));
        redirect(document, &moved);
        self.moved.extend(moved);
    }

    /// `true` is a schema in 3.1, and so is `false`.
    fn flags(&mut self, kind: Kind, at: &Pointer, object: &mut Object) {
        for (name, value) in object.iter_mut() {
            let within: Vec<(Pointer, &mut Json)> = match (kind.member(name), value) {
                (Some(Holds::One(Kind::Schema)), value) if name != "additionalProperties" => {
                    vec![(at.child(name), value)]
                }
                (Some(Holds::Map(Kind::Schema)), Json::Object(members)) => {
                    members.iter_mut().map(|(key, value)| (at.child(name).child(key), value)).collect()
                }
                (Some(Holds::List(Kind::Schema)), Json::Array(items)) => items
                    .iter_mut()
                    .enumerate()
                    .map(|(index, value)| (at.child(name).item(index), value))
                    .collect(),
                _ => Vec::new(),
            };
            for (at, value) in within {
                match value {
                    Json::Bool(true) => *value = Json::object([]),
                    Json::Bool(false) => self.cannot("false", &at),
                    _ => {}
                }
            }
        }
    }

    fn schema(&mut self, at: &Pointer, schema: &mut Object) {
        self.siblings(at, schema);
        self.types(at, schema);
        self.null_alternative(at, schema, Keyword::AnyOf);
        self.null_alternative(at, schema, Keyword::OneOf);
        self.constant(at, schema);
        exclusive_bound(schema, Keyword::Minimum, Keyword::ExclusiveMinimum, |bound, other| bound >= other);
        exclusive_bound(schema, Keyword::Maximum, Keyword::ExclusiveMaximum, |bound, other| bound <= other);
        if let Some(Json::Array(examples)) = schema.get("examples").cloned() {
            schema.shift_remove("examples");
            if let (Some(first), None) = (examples.into_iter().next(), schema.get("example")) {
                schema.insert("example".to_owned(), first);
            }
        }
        content(schema);
        schema.shift_remove("$comment");
        if schema.get("$schema").is_some_and(is_usual_dialect) {
            schema.shift_remove("$schema");
        }
        for keyword in CANNOT.iter().filter(|keyword| schema.contains_key(**keyword)) {
            self.cannot(keyword, at);
        }
        for keyword in ["$schema", "$id"].iter().filter(|keyword| schema.contains_key(**keyword)) {
            self.cannot(keyword, at);
        }
        if schema.get("unevaluatedProperties").is_some_and(|schema| schema.as_object().is_some()) {
            self.cannot("unevaluatedProperties", at);
        }
    }

    /// What is beside a `$ref` holds as well as what it leads to.
    fn siblings(&mut self, at: &Pointer, schema: &mut Object) {
        if schema.len() < 2 {
            return;
        }
        let Some(reference) = schema.shift_remove("$ref") else { return };
        let parts = match schema.shift_remove("allOf") {
            Some(Json::Array(parts)) => parts,
            _ => Vec::new(),
        };
        let all_of = at.child("allOf");
        self.moved.extend((0..parts.len()).map(|index| (all_of.item(index + 1), all_of.item(index))));
        self.moved.push((all_of.item(0), at.clone()));
        let reference = Json::object([("$ref", reference)]);
        schema.insert("allOf".to_owned(), std::iter::once(reference).chain(parts).collect());
    }

    /// A list of types is one type, which `null` may be beside, or a choice.
    fn types(&mut self, at: &Pointer, schema: &mut Object) {
        let types = match schema.get("type") {
            Some(Json::Array(types)) => types.clone(),
            Some(null) if *null == "null" => vec![null.clone()],
            _ => return,
        };
        let mut names: Vec<Type> =
            types.iter().filter_map(|name| name.as_str().and_then(Type::from_name)).collect();
        let has_null = types.iter().any(|name| *name == "null");
        if names.len() + usize::from(has_null) != types.len() || names.is_empty() {
            return self.cannot("type", at);
        }
        if names.contains(&Type::Number) {
            names.retain(|name| *name != Type::Integer);
        }
        let lists_null = |values: &Json| values.as_array().is_some_and(|values| values.contains(&Json::Null));
        if has_null && schema.get("enum").is_none_or(lists_null) {
            schema.insert("nullable".to_owned(), true.into());
        }
        if let [only] = names.as_slice() {
            schema.insert("type".to_owned(), only.name().into());
            return;
        }
        let is_taken = |keyword: &str| schema.contains_key(keyword);
        if ["oneOf", "enum", "const", "default"].into_iter().any(is_taken) {
            return self.cannot("type", at);
        }
        schema.shift_remove("type");
        let alternatives = names.iter().map(|own| {
            let about_one = |name: &str| {
                Keyword::from_name(name).is_some_and(|keyword| {
                    keyword.applies_to().len() < Type::ALL.len() && keyword.applies_to().contains(own)
                })
            };
            let said = schema.iter().filter(|(name, _)| about_one(name));
            let own = [("type".to_owned(), Json::from(own.name()))].into_iter();
            Json::Object(own.chain(said.map(|(name, value)| (name.clone(), value.clone()))).collect())
        });
        let alternatives: Json = alternatives.collect();
        schema.retain(|name, _| {
            Keyword::from_name(name).is_none_or(|keyword| keyword.applies_to().len() == Type::ALL.len())
        });
        self.moved.extend((0..names.len()).map(|index| (at.child("oneOf").item(index), at.clone())));
        schema.insert("oneOf".to_owned(), alternatives);
    }

    /// An alternative that is `null` makes the others nullable. One that is left is no choice.
    fn null_alternative(&mut self, at: &Pointer, schema: &mut Object, list: Keyword) {
        let Some(Json::Array(alternatives)) = schema.get(list.name()) else { return };
        let is_null = |alternative: &Json| {
            let of = |keyword: &str, value: Json| *alternative == Json::object([(keyword, value)]);
            of("type", "null".into())
                || of("const", Json::Null)
                || of("enum", Json::Array(vec![Json::Null]))
                || of("type", Json::Array(vec!["null".into()]))
        };
        let (before, all) = (at.child(list.name()), alternatives.len());
        let left: Vec<(Pointer, Json)> = (0..)
            .zip(alternatives)
            .filter(|(_, alternative)| !is_null(alternative))
            .map(|(index, alternative)| (before.item(index), alternative.clone()))
            .collect();
        if left.len() == all || left.is_empty() {
            return;
        }
        schema.insert("nullable".to_owned(), true.into());
        let (into, first) = match (left.as_slice(), schema.get("allOf")) {
            ([_], Some(Json::Array(parts))) => (Keyword::AllOf, parts.clone()),
            ([_], _) => (Keyword::AllOf, Vec::new()),
            _ => (list, Vec::new()),
        };
        schema.shift_remove(list.name());
        let to = at.child(into.name());
        let moved =
            left.iter().enumerate().map(|(index, (from, _))| (to.item(first.len() + index), from.clone()));
        self.moved.extend(moved);
        let members = first.into_iter().chain(left.into_iter().map(|(_, member)| member)).collect();
        schema.insert(into.name().to_owned(), members);
    }

    /// A constant is the only value that is listed.
    fn constant(&mut self, at: &Pointer, schema: &mut Object) {
        let Some(value) = schema.get("const").cloned() else { return };
        let is_listed = |values: &Json| values.as_array().is_some_and(|values| values.contains(&value));
        if !schema.get("enum").is_none_or(is_listed) {
            return self.cannot("const", at);
        }
        schema.shift_remove("const");
        schema.insert("enum".to_owned(), Json::Array(vec![value]));
    }
}

/// Has every reference into a moved place lead to where it is now.
fn redirect(document: &mut Json, moved: &[(Pointer, Pointer)]) {
    if moved.is_empty() {
        return;
    }
    let mut open = vec![document];
    while let Some(value) = open.pop() {
        match value {
            Json::Object(members) => {
                if let Some(Json::String(to)) = members.get_mut("$ref") {
                    let at = to.strip_prefix('#').and_then(|at| {
                        Pointer::parse(&percent_encoding::percent_decode_str(at).decode_utf8_lossy())
                    });
                    let now = at
                        .and_then(|at| moved.iter().find_map(|(now, from)| Some(now.join(&at.below(from)?))));
                    if let Some(now) = now {
                        *to = format!("#{}", now.as_str());
                    }
                }
                open.extend(members.values_mut());
            }
            Json::Array(items) => open.extend(items),
            _ => {}
        }
    }
}

/// A bound that excludes itself becomes one with a flag beside it. Of two, the tighter one counts.
fn exclusive_bound(
    schema: &mut Object,
    inclusive: Keyword,
    exclusive: Keyword,
    is_tighter: fn(f64, f64) -> bool,
) {
    let Some(bound @ Json::Number(_)) = schema.get(exclusive.name()).cloned() else { return };
    let number = |value: &Json| value.to_string().parse::<f64>().ok();
    let other = schema.get(inclusive.name()).and_then(number);
    schema.shift_remove(exclusive.name());
    let counts = match (number(&bound), other) {
        (Some(bound), Some(other)) => is_tighter(bound, other),
        _ => true,
    };
    if counts {
        schema.insert(inclusive.name().to_owned(), bound);
        schema.insert(exclusive.name().to_owned(), true.into());
    }
}

/// How a string is encoded is its format, where 3.0 has one for it. What it contains is said to people alone.
fn content(schema: &mut Object) {
    let encoding = schema.shift_remove("contentEncoding");
    let media_type = schema.shift_remove("contentMediaType");
    schema.shift_remove("contentSchema");
    let format = match (encoding, media_type) {
        (Some(encoding), _) if encoding == "base64" => "byte",
        (None, Some(media_type)) if media_type == "application/octet-stream" => "binary",
        _ => return,
    };
    schema.entry("format".to_owned()).or_insert_with(|| format.into());
}
