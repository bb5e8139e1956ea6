//! What the maintainer decided about a document: what the client leaves out, and which strings are secrets.
//!
//! The document on disk stays the vendor's word; this changes the one in memory, before anything reads it. What is left
//! out is listed in [`Generated::held`](crate::Generated::held) and in the documentation of the client, never dropped
//! in silence.

#[cfg(feature = "documents")]
mod parts;

use std::{collections::BTreeSet, fmt};

use syn::{File, Item, parse_quote};

use crate::{
    GenerateReason, GiveUp,
    diagnostic::{Diagnostic, Diagnostics, Location},
    document::{
        grammar::{Holds, Kind},
        json::Json,
        operation,
        pointer::Pointer,
        reference::{component_around, lead, place, references},
        v31::Said,
    },
    normalize::lines_of_given_up,
};

#[cfg(feature = "documents")]
pub use parts::Parts;

/// What the maintainer decided. An entry is the `operationId` of an operation, its method and path as in `POST /logo`, or
/// a JSON pointer as in `#/components/schemas/Logo`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decisions {
    /// What the client leaves out: operations and paths, with the components that only they use; schemas, which become
    /// any JSON value; and security requirements.
    pub hold: Vec<String>,
    /// Strings that are secrets, though the document doesn't say `format: password`, by pointer.
    pub secret: Vec<String>,
}

/// An entry of [`Decisions::hold`], and what it leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Held {
    /// The entry.
    pub entry: String,
    /// The method and path of the operation, or the pointer.
    pub what: String,
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.entry)?;
        if self.what == self.entry { Ok(()) } else { write!(f, " ({})", self.what) }
    }
}

/// What became of the entries.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    pub(crate) held: Vec<Held>,
    /// Entries that name nothing in the document.
    pub(crate) unknown: Vec<String>,
}

impl Decisions {
    /// These entries of `hold` and `secret`.
    #[must_use]
    pub fn new(hold: Vec<String>, secret: Vec<String>) -> Self {
        Self { hold, secret }
    }

    /// Reads what [`to_json`](Self::to_json) gave. `name` is how messages call the file.
    ///
    /// # Errors
    /// The text isn't JSON, or has something else in it.
    pub fn parse(name: &str, text: &str) -> Result<Self, Diagnostics<GenerateReason>> {
        let whole = |reason| {
            let location = Location::Pointer { document: name.to_owned(), pointer: Pointer::default() };
            Diagnostics::from(Diagnostic::new(reason, [location]))
        };
        let json = Json::parse(text).map_err(|error| whole(GenerateReason::NotJson(error)))?;
        let entries = |member: &str| -> Option<Vec<String>> {
            json.get(member)?.as_array()?.iter().map(|entry| entry.as_str().map(str::to_owned)).collect()
        };
        let members = json.as_object().map_or(0, |object| object.len());
        match (members, entries("hold"), entries("secret")) {
            (2, Some(hold), Some(secret)) => Ok(Self { hold, secret }),
            _ => Err(whole(GenerateReason::Decision("it should have `hold` and `secret`, lists of strings"))),
        }
    }

    /// As JSON, for [`parse`](Self::parse).
    #[must_use]
    pub fn to_json(&self) -> Json {
        let list =
            |entries: &[String]| Json::Array(entries.iter().map(|entry| entry.as_str().into()).collect());
        Json::object([("hold", list(&self.hold)), ("secret", list(&self.secret))])
    }

    /// Whether the place is one that is left out, or in one: what is wrong there is accepted.
    #[cfg(feature = "documents")]
    pub(crate) fn cover(&self, document: &Json, at: &Pointer) -> bool {
        let places = self.hold.iter().flat_map(|entry| find(document, entry).or_else(|| pointer(entry)));
        places.into_iter().any(|held| at.below(&held).is_some())
    }

    /// Changes the document.
    pub(crate) fn apply(&self, name: &str, said: &mut Said) -> Result<Applied, Diagnostics<GenerateReason>> {
        let (mut applied, mut problems) = (Applied::default(), Vec::new());
        // Entries name places of the document as published.
        let places: Vec<Option<Pointer>> =
            self.secret.iter().chain(&self.hold).map(|entry| find_now(said, entry)).collect();
        let (secret, hold) = places.split_at(self.secret.len());
        let Said { document, unsaid, .. } = said;
        let mut refuse = |at: &Pointer, what| {
            let location = Location::Pointer { document: name.to_owned(), pointer: at.clone() };
            problems.push(Diagnostic::new(GenerateReason::Decision(what), [location]));
        };
        for (entry, at) in self.secret.iter().zip(secret) {
            match at {
                None => applied.unknown.push(entry.clone()),
                Some(at) if !make_secret(document, at) => refuse(at, "`secret` takes the schemas of strings"),
                Some(_) => {}
            }
        }
        let mut removed = Vec::new();
        for (entry, at) in self.hold.iter().zip(hold) {
            let Some(at) = at else {
                // What a page's root requires, the merged document may say of each operation.
                if entry != "#/security" {
                    applied.unknown.push(entry.clone());
                }
                continue;
            };
            match Holds::at(at) {
                Some(Holds::One(Kind::Operation | Kind::PathItem)) => removed.extend(remove(document, at)),
                Some(Holds::One(Kind::Schema)) if leads_to_secret(document, at) => {
                    refuse(
                        at,
                        "there is a secret in it, which Debug would print: hold the operations that use it",
                    );
                }
                Some(Holds::One(Kind::Schema)) => {
                    empty(document, at);
                    unsaid.retain(|unsaid| unsaid.at.below(at).is_none());
                }
                // No code is generated from it.
                _ if is_security(at) => {}
                _ => refuse(at, "`hold` takes operations, paths, schemas and security requirements"),
            }
            let what = what(&pointer(entry).unwrap_or_else(|| at.clone()));
            applied.held.push(Held { entry: entry.clone(), what });
        }
        drop_unused(document, &removed);
        unsaid.retain(|unsaid| document.at(&unsaid.at).is_some());
        Diagnostics::or(problems, applied)
    }
}

/// Says in the documentation of the client what it leaves out, and what it says otherwise than the document.
pub(crate) fn document(file: &mut File, held: &[Held], given_up: &[Diagnostic<GiveUp>]) {
    let client = file.items.iter_mut().find_map(|item| match item {
        Item::Struct(item) if item.ident == "Client" => Some(item),
        _ => None,
    });
    let Some(client) = client else { return };
    let held = held.iter().map(|held| format!(" - `{held}`")).collect();
    let given_up = lines_of_given_up(given_up).map(|line| format!(" - {line}"));
    let parts: [(&str, &str, Vec<String>); 2] = [
        (" # Left out", " The document has these, and this client doesn't:", held),
        (" # Given up", " The document says more about these than this client does:", given_up.collect()),
    ];
    for (title, introduction, lines) in parts.into_iter().filter(|(_, _, lines)| !lines.is_empty()) {
        let head = ["", title, "", introduction, ""].into_iter().map(str::to_owned);
        for line in head.chain(lines) {
            client.attrs.push(parse_quote!(#[doc = #line]));
        }
    }
}

/// The place that an entry names in the document as published, where it is in the words of 3.0.
fn find_now(said: &Said, entry: &str) -> Option<Pointer> {
    match pointer(entry) {
        Some(published) => {
            let now = said.place_now(&published);
            said.document.at(&now).is_some().then_some(now)
        }
        None => find(&said.document, entry),
    }
}

/// The place that an entry names, if the document has it.
fn find(document: &Json, entry: &str) -> Option<Pointer> {
    if let Some(pointer) = pointer(entry) {
        return document.at(&pointer).is_some().then_some(pointer);
    }
    let mut operations = operation::operations(document);
    let is_it = |path: &str, method: &str, at: &Pointer| {
        document.at(at).is_some_and(|operation| operation["operationId"].as_str() == Some(entry))
            || entry
                .split_once(' ')
                .is_some_and(|(verb, rest)| verb.eq_ignore_ascii_case(method) && rest == path)
    };
    operations.find(|(path, method, at)| is_it(path, method, at)).map(|(_, _, at)| at)
}

fn pointer(entry: &str) -> Option<Pointer> {
    Pointer::parse(entry.strip_prefix('#')?)
}

/// `POST /logo`, or the pointer.
fn what(at: &Pointer) -> String {
    let tokens: Vec<_> = at.tokens().collect();
    match tokens.as_slice() {
        [paths, path, method] if paths == "paths" => format!("{} {path}", method.to_ascii_uppercase()),
        _ => format!("#{}", at.as_str()),
    }
}

fn is_security(at: &Pointer) -> bool {
    let tokens: Vec<_> = at.tokens().collect();
    let tokens: Vec<&str> = tokens.iter().map(AsRef::as_ref).collect();
    matches!(tokens.as_slice(), ["security", ..] | ["paths", _, _, "security", ..])
}

fn make_secret(document: &mut Json, at: &Pointer) -> bool {
    let is_schema = Holds::at(at) == Some(Holds::One(Kind::Schema));
    let schema = document.at_mut(at).and_then(Json::as_object_mut).filter(|_| is_schema);
    let is_string = |schema: &&mut crate::document::json::Object| {
        !schema.contains_key("$ref") && schema.get("type").is_none_or(|of| *of == "string")
    };
    let Some(schema) = schema.filter(is_string) else { return false };
    schema.insert("format".to_owned(), "password".into());
    true
}

/// Takes a member out of its object.
fn remove(document: &mut Json, at: &Pointer) -> Option<Json> {
    let value = document.at(at)?.clone();
    let (above, name) = (at.parent()?, at.last()?);
    document.at_mut(&above)?.as_object_mut()?.retain(|member, _| *member != name);
    Some(value)
}

/// Any value may be there.
fn empty(document: &mut Json, at: &Pointer) {
    if let Some(schema) = document.at_mut(at) {
        let description = schema.get("description").cloned();
        *schema = Json::object(description.map(|text| ("description", text)));
    }
}

fn leads_to_secret(document: &Json, at: &Pointer) -> bool {
    let components = reached(document, document.at(at));
    let inside = components.iter().filter_map(|component| document.at(component)).chain(document.at(at));
    inside.flat_map(values).any(is_secret)
}

fn is_secret(value: &Json) -> bool {
    value.get("format").is_some_and(|format| *format == "password")
}

/// Removes the components that nothing uses but what was removed.
fn drop_unused(document: &mut Json, removed: &[Json]) {
    let candidates = reached(document, removed);
    let members = document.as_object().into_iter().flatten();
    let rest = members.filter(|(name, _)| *name != "components").map(|(_, value)| value);
    let sections = document.get("components").and_then(Json::as_object).into_iter().flatten();
    let others = sections.flat_map(|(section, list)| {
        let candidates = &candidates;
        let list = list.as_object().into_iter().flatten();
        list.filter(move |(name, _)| !candidates.contains(&Pointer::new(["components", section, name])))
    });
    let used = reached(document, rest.chain(others.map(|(_, value)| value)));
    for component in candidates.difference(&used) {
        remove(document, component);
    }
}

/// The components that these values refer to, directly or not.
fn reached<'a>(document: &'a Json, from: impl IntoIterator<Item = &'a Json>) -> BTreeSet<Pointer> {
    let mut open: Vec<&Json> = from.into_iter().collect();
    let mut reached = BTreeSet::new();
    while let Some(value) = open.pop() {
        let places = references(value)
            .filter_map(|to| lead(document, to).map(|target| target.pointer).or_else(|| place(document, to)));
        for component in places.filter_map(|place| component_around(&place)) {
            if let Some(value) = document.at(&component).filter(|_| reached.insert(component.clone())) {
                open.push(value);
            }
        }
    }
    reached
}

/// A value and all that is in it.
fn values(value: &Json) -> impl Iterator<Item = &Json> {
    let mut open = vec![value];
    std::iter::from_fn(move || {
        let value = open.pop()?;
        match value {
            Json::Object(members) => open.extend(members.values()),
            Json::Array(items) => open.extend(items),
            _ => {}
        }
        Some(value)
    })
}
