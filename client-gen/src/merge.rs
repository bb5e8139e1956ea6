//! The documents of an API -> one document, or every reason why they aren't one.
//!
//! A document is split into its members: operations, path-level members, components, tags, and so on. Members
//! with the same key must be equal; the order of the keys is the order of the merged document. Documents are
//! taken in the order of their names and content, so that no result depends on the order in which they come.

mod check;
mod difference;
mod inherited;
mod key;
mod member;
mod path;
mod reason;
mod source;
mod union;

pub use reason::{MergeReason, MergeWarning};

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::document::json::{Json, Object};
use crate::document::pointer::Pointer;
use crate::extract::Document;
use key::Key;
use source::sources;
use union::{Members, Union};

/// The one document, and what should be looked at before it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Merged {
    /// The document. Root members, methods and component sections are in the specification's order, paths,
    /// component names and tags are sorted, and everything within is as its author wrote it.
    pub document: Json,
    /// What is allowed, but is seldom meant.
    pub warnings: Vec<Diagnostic<MergeWarning>>,
}

/// Merges documents into the one that they were cut from.
///
/// Documents that hold components alone are welcome; they have no say in `security` and `servers`, which are
/// computed per operation. The merged document has `paths` even if no document has, because OpenAPI demands
/// it.
///
/// # Errors
/// Everything that keeps the documents from being one: unequal members of the same name, members of the wrong
/// shape, references and security schemes that don't resolve, repeated operationIds. No documents at all are
/// an error too, as there is no title, no version and no path to merge: an empty result could only overwrite
/// a good one.
pub fn merge(documents: &[Document]) -> Result<Merged, Diagnostics<MergeReason>> {
    let sources = sources(documents);
    if sources.is_empty() {
        return Err(Diagnostic::new(MergeReason::NoDocuments, []).into());
    }
    let mut union = Union::default();
    for source in &sources {
        member::add(source, &mut union);
    }
    let (mut members, mut problems) = union.into_members();
    inherited::hoist(&mut members);

    let newest = documents.iter().max_by_key(|document| document.version());
    let document = assemble(newest.and_then(|document| document.json().get("openapi")), &members);

    let mut warnings = Vec::new();
    check::check(&members, &document, &mut problems, &mut warnings);
    let of = |version: &str| {
        sources.iter().find(|source| {
            source.root.get("openapi").and_then(Json::as_str).is_some_and(|own| own.starts_with(version))
        })
    };
    if let (Some(one), Some(other)) = (of("3.0."), of("3.1.")) {
        let at = [one, other].map(|source| Location::Pointer {
            document: source.name.clone(),
            pointer: Pointer::new(["openapi"]),
        });
        problems.push(Diagnostic::new(MergeReason::OpenApi, at));
    }
    path::check(&sources, &members, &mut warnings);
    Diagnostics::or(problems, Merged { document, warnings })
}

/// Puts the members together in the order of their keys. A key comes before the keys below it.
fn assemble(openapi: Option<&Json>, members: &Members<'_>) -> Json {
    let (no_paths, no_tags) = (Json::Object(Object::new()), Json::Array(Vec::new()));
    let has_tags = members.keys().any(|key| key.tokens().first() == Some(&"tags"));
    let frame = [("openapi", openapi), ("paths", Some(&no_paths)), ("tags", has_tags.then_some(&no_tags))];
    let frame = frame.into_iter().filter_map(|(name, value)| Some((Key::new([name]), value?)));
    let members = members.iter().map(|(key, reading)| (key.clone(), reading.value.as_ref()));

    let mut document = Json::Object(Object::new());
    for (key, value) in frame.chain(members).collect::<BTreeMap<_, _>>() {
        insert(&mut document, &key.tokens(), value.clone());
    }
    document
}

fn insert(parent: &mut Json, key: &[&str], value: Json) {
    match (parent, key) {
        (Json::Object(members), [name]) => {
            members.insert((*name).to_owned(), value);
        }
        (Json::Object(members), [name, rest @ ..]) => {
            let child = members.entry((*name).to_owned()).or_insert_with(|| Json::Object(Object::new()));
            insert(child, rest, value);
        }
        // Tags have keys by their names, but are in an array.
        (Json::Array(items), _) => items.push(value),
        // Only objects and the array of tags have keys below theirs.
        _ => {}
    }
}
