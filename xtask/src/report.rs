//! The report of a comparison: both verdicts, the version that follows, and the changes. Its forms are made from
//! the same value.

mod html;
mod json;
mod markdown;
mod rust;
mod text;

pub(crate) use self::markdown::code_span;

use collibra_client_gen::document::json::{Json, ParseError};
use semver::Version;

use crate::{
    compat::{
        attribution,
        change::{Change, Wire},
        docs,
        part::Part,
        rust::{self as clients, Comparison},
        version, wire,
    },
    outcome::Failure,
    repository::revision::Source,
};

/// What a comparison found.
#[derive(Debug)]
pub(crate) struct Report {
    /// The names of both documents.
    pub(crate) documents: [String; 2],
    /// The worst of the changes.
    pub(crate) wire: Wire,
    pub(crate) rust: Comparison,
    pub(crate) current: Version,
    pub(crate) next: Option<Version>,
    /// Worst first.
    pub(crate) changes: Vec<Change>,
}

/// How to write a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For a terminal
    Text,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
    /// For a browser
    Html,
}

impl Report {
    /// Compares two documents.
    ///
    /// # Errors
    /// One of them isn't JSON.
    pub(crate) fn new(old: &Source, new: &Source, current: Version) -> Result<Self, Failure> {
        let [was, is] = [parse(old)?, parse(new)?];
        let mut changes = wire::compare(&was, &is);
        changes.extend(docs::left_over(&was, &is, &changes));
        let rust = if was == is {
            Comparison::of_equal(is.at("/info/version").and_then(Json::as_str))
        } else {
            let part = Part::of([&was, &is], [&old.text, &new.text], &changes);
            let [was, is] = part.as_ref().map_or([&old.text, &new.text], |part| part.texts.each_ref());
            let mut rust = clients::compare([&old.name, was], [&new.name, is]);
            rust.part = part.map(|part| part.about);
            rust
        };
        attribution::attribute(&mut changes, &rust);
        changes.sort_by(|one, other| {
            (other.wire, other.rust).cmp(&(one.wire, one.rust)).then_with(|| one.place.cmp(&other.place))
        });
        Ok(Self {
            documents: [old, new].map(|source| source.name.clone()),
            wire: changes.iter().map(|change| change.wire).max().unwrap_or(Wire::None),
            next: rust.api_version.as_ref().and_then(|api| version::next(&current, rust.verdict, api)),
            rust,
            current,
            changes,
        })
    }

    pub(crate) fn render(&self, format: Format) -> String {
        match format {
            Format::Text => text::render(self),
            Format::Json => json::render(self),
            Format::Markdown => markdown::render(self),
            Format::Html => html::render(self),
        }
    }

    /// The version that is and the one that follows.
    pub(crate) fn version_line(&self) -> String {
        match &self.next {
            Some(next) if *next == self.current => format!("{next}, as it is"),
            Some(next) => format!("{} -> {next}", self.current),
            None => format!("{}; which one follows can't be told", self.current),
        }
    }

    /// How many changes have each verdict: `1 breaking, 2 docs`.
    pub(crate) fn counts(&self) -> String {
        counts(&self.changes)
    }

    /// The changes by the operations that they reach, those with the worst change first.
    fn by_operations(&self) -> Vec<(String, Vec<&Change>)> {
        let mut groups: Vec<(String, Vec<&Change>)> = Vec::new();
        for change in &self.changes {
            let operations: Vec<&str> = change.operations.iter().map(String::as_str).collect();
            let heading = match operations.as_slice() {
                [] => "no operation".to_owned(),
                [first, second, _, _, _, _, ..] => {
                    format!("{first}, {second} and {} more", operations.len() - 2)
                }
                few => few.join(", "),
            };
            match groups.iter_mut().find(|(known, _)| *known == heading) {
                Some((_, changes)) => changes.push(change),
                None => groups.push((heading, vec![change])),
            }
        }
        groups
    }
}

/// How many changes have each verdict, the worst first: `1 breaking, 2 docs`.
fn counts<'a>(changes: impl IntoIterator<Item = &'a Change>) -> String {
    let mut counts = [(Wire::Breaking, 0), (Wire::Review, 0), (Wire::Compatible, 0), (Wire::Docs, 0)];
    for change in changes {
        counts.iter_mut().filter(|(kind, _)| *kind == change.wire).for_each(|(_, count)| *count += 1);
    }
    let said = counts.iter().filter(|(_, count)| *count > 0).map(|(kind, count)| format!("{count} {kind}"));
    said.collect::<Vec<_>>().join(", ")
}

fn parse(source: &Source) -> Result<Json, Failure> {
    Json::parse(&source.text).map_err(|ParseError { reason, line, .. }| {
        let place = format!("{}:{line}", source.name);
        Failure::new(format_args!("not JSON: {reason}"), Some(&place), "give an OpenAPI 3.0 document as JSON")
    })
}
