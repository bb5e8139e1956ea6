//! What changed between two documents, and what it means: on the wire, in Rust, and for readers. It writes nothing,
//! and has no sentences.

mod attribution;
pub(crate) mod change;
mod docs;
mod finding;
pub(crate) mod node;
pub(crate) mod part;
pub(crate) mod rust;
mod verdict;
mod version;
mod wire;
pub(crate) mod witness;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use collibra_client_gen::document::{
    json::{Json, ParseError},
    v31,
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
}

impl<'a> Document<'a> {
    /// Reads a document, which is known by this name.
    ///
    /// # Errors
    /// It isn't JSON.
    pub(crate) fn parse(name: &'a str, text: &'a str) -> Result<Self, ParseError> {
        // By its meaning: what 3.0 has no words for stays, and is then unknown here.
        let json = v31::in_words_of_3_0(Json::parse(text)?).document;
        Ok(Self { name, text, json })
    }
}

/// What a comparison found.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// The names of both documents.
    pub(crate) documents: [String; 2],
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
    /// Worst first.
    pub(crate) changes: Vec<Change>,
}

impl Comparison {
    /// Compares two documents, whatever they hold.
    pub(crate) fn new(old: &Document<'_>, new: &Document<'_>, current: Version) -> Self {
        let mut changes = changes(&old.json, &new.json);
        let mut part = None;
        let rust = if old.json == new.json {
            rust::Comparison::of_equal(new.json.at("/info/version").and_then(Json::as_str))
        } else {
            part = Part::of([&old.json, &new.json], [old.text, new.text], &changes);
            let [was, is] =
                part.as_ref().map_or([old.text, new.text], |part| part.texts.each_ref().map(String::as_str));
            rust::compare([old.name, was], [new.name, is])
        };
        attribution::attribute(&mut changes, &rust);
        for change in &mut changes {
            change.fingerprint = finding::fingerprint(change, &old.json, &new.json);
        }
        changes.sort_by(|one, other| {
            (other.wire, other.rust).cmp(&(one.wire, one.rust)).then_with(|| one.place.cmp(&other.place))
        });
        Self {
            documents: [old.name, new.name].map(str::to_owned),
            wire: changes.iter().map(|change| change.wire).max().unwrap_or(Wire::None),
            next: rust.api_version.as_ref().and_then(|api| version::next(&current, rust.verdict, api)),
            rust,
            part: part.map(|part| part.extent),
            current,
            operations: Node::root(node::Version::New, &new.json)
                .operations()
                .map(|(name, _)| name)
                .collect(),
            changes,
        }
    }
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
