//! What changed between two documents, and what it means: on the wire, in Rust, and for readers. It writes nothing,
//! and has no sentences.

mod attribution;
pub(crate) mod change;
mod docs;
mod finding;
pub(crate) mod node;
pub(crate) mod part;
mod redact;
pub(crate) mod rust;
mod secret;
mod verdict;
mod version;
mod wire;
pub(crate) mod witness;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use collibra_client_gen::{
    Decisions,
    document::{
        json::{Json, ParseError},
        operation, v31,
    },
};
use semver::Version;

use self::{
    change::{Change, Wire},
    node::Node,
    part::{Extent, Part},
};

/// A document to compare.
pub(crate) struct Document<'a> {
    name: &'a str,
    text: &'a str,
    json: Json,
    decisions: &'a Decisions,
}

impl<'a> Document<'a> {
    /// Reads a document, which is known by this name, and about which this is decided.
    ///
    /// # Errors
    /// It isn't JSON.
    pub(crate) fn parse(name: &'a str, text: &'a str, decisions: &'a Decisions) -> Result<Self, ParseError> {
        // By its meaning: what 3.0 has no words for stays, and is then unknown here.
        let json = v31::in_words_of_3_0(Json::parse(text)?).document;
        Ok(Self { name, text, json, decisions })
    }
}

/// What a comparison found.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// The names of both documents.
    pub(crate) documents: [String; 2],
    /// `info.title` of the new one.
    pub(crate) title: String,
    /// The worst of the changes.
    pub(crate) wire: Wire,
    pub(crate) rust: rust::Comparison,
    /// The part of the documents that the Rust verdict is about, if it isn't the whole.
    pub(crate) part: Option<Extent>,
    /// The client's version, and the one that follows.
    pub(crate) current: Version,
    pub(crate) next: Option<Version>,
    /// The operations of the new document.
    pub(crate) operations: BTreeSet<String>,
    /// Worst first, but what is about secrets before all else.
    pub(crate) changes: Vec<Change>,
    /// What the new client leaves out.
    pub(crate) held: Vec<String>,
}

impl Comparison {
    /// Compares two documents, whatever they hold.
    pub(crate) fn new(old: &Document<'_>, new: &Document<'_>, current: Version) -> Self {
        let mut changes = changes(&old.json, &new.json);
        secret::judge([&old.json, &new.json], &new.decisions.secret, &mut changes);
        let left_out = left_out(new);
        for change in &mut changes {
            change.is_left_out = !change.operations.is_empty() && change.operations.is_subset(&left_out);
        }
        let mut part = None;
        let rust = if old.json == new.json && old.decisions == new.decisions {
            rust::Comparison::of_equal(new.json.at("/info/version").and_then(Json::as_str))
        } else {
            part = Part::of([&old.json, &new.json], [old.text, new.text], &changes);
            let [was, is] =
                part.as_ref().map_or([old.text, new.text], |part| part.texts.each_ref().map(String::as_str));
            rust::compare([old.name, was], [new.name, is], [old.decisions, new.decisions])
        };
        attribution::attribute(&mut changes, &rust);
        for change in &mut changes {
            change.fingerprint = finding::fingerprint(change, &old.json, &new.json);
        }
        changes.sort_by(|one, other| {
            let worst = |change: &Change| (change.is_about_a_secret(), change.wire, change.rust);
            worst(other).cmp(&worst(one)).then_with(|| one.place.cmp(&other.place))
        });
        let wire = changes.iter().map(|change| change.wire).max().unwrap_or(Wire::None);
        // The packaged document and what the server takes are other ones, even if the code is the same.
        let released =
            if wire > Wire::Docs { rust.verdict.max(change::Rust::Internal) } else { rust.verdict };
        Self {
            documents: [old.name, new.name].map(str::to_owned),
            title: new.json.at("/info/title").and_then(Json::as_str).unwrap_or_default().to_owned(),
            wire,
            next: rust.api_version.as_ref().and_then(|api| version::next(&current, released, api)),
            rust,
            part: part.map(|part| part.extent),
            current,
            operations: Node::root(node::Version::New, &new.json)
                .operations()
                .map(|(name, _)| name)
                .collect(),
            changes,
            held: new.decisions.hold.clone(),
        }
    }
}

/// The operations that are left out, by the names that changes have for them.
fn left_out(document: &Document<'_>) -> BTreeSet<String> {
    let root = Node::root(node::Version::New, &document.json);
    let operations = operation::operations(&document.json).zip(root.operations());
    let held = operations.filter(|((path, method, _), (name, _))| {
        let by_path = format!("{} {path}", method.to_ascii_uppercase());
        document.decisions.hold.iter().any(|entry| entry == name || *entry == by_path)
    });
    held.map(|(_, (name, _))| name).collect()
}

/// Every difference, none of them judged for Rust yet.
fn changes(old: &Json, new: &Json) -> Vec<Change> {
    let compared = wire::compare(old, new);
    let mut changes = compared.changes.clone();
    let findings = verdict::judge(&mut changes, &compared);
    let left_over = docs::left_over(old, new, &changes, &findings);
    changes.extend(left_over);
    changes
}
