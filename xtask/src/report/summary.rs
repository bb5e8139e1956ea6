//! What changed in a sentence that says no more than how many of what.

use crate::compat::{
    Comparison,
    change::{Change, ChangeKind, Element, Wire},
};

impl Comparison {
    /// `1 operation removed, 2 properties added`, the worst first.
    pub(crate) fn summary(&self) -> String {
        let mut counts: Vec<(Sort, usize)> = Vec::new();
        let own = self.changes.iter().filter(|change| !change.is_consequence());
        for change in own {
            let sort = Sort::of(change);
            match counts.iter_mut().find(|(known, _)| *known == sort) {
                Some((_, count)) => *count += 1,
                None => counts.push((sort, 1)),
            }
        }
        let texts: Vec<String> = counts.iter().map(|(sort, count)| sort.count(*count)).collect();
        if texts.is_empty() { "no change of the documents".to_owned() } else { texts.join(", ") }
    }
}

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// The words for one and for several, and what happened to it.
    Element([&'static str; 2], &'static str),
    Secret,
    Deprecation,
    Documentation,
    Other,
}

impl Sort {
    fn of(change: &Change) -> Self {
        match &change.kind {
            ChangeKind::Secret(_) => Self::Secret,
            ChangeKind::Added(of) => noun(of).map_or(Self::Other, |noun| Self::Element(noun, "added")),
            ChangeKind::Removed(of) => noun(of).map_or(Self::Other, |noun| Self::Element(noun, "removed")),
            ChangeKind::Required { is, .. } => {
                Self::Element(["requirement", "requirements"], if *is { "added" } else { "removed" })
            }
            _ if change.is_deprecation() => Self::Deprecation,
            _ if change.wire == Wire::Docs => Self::Documentation,
            ChangeKind::Replaced(of, _) => {
                noun(of).map_or(Self::Other, |noun| Self::Element(noun, "changed"))
            }
            ChangeKind::Keyword { .. } | ChangeKind::Bound { .. } if change.place.property().is_some() => {
                Self::Element(["property", "properties"], "changed")
            }
            _ => Self::Other,
        }
    }

    fn count(self, count: usize) -> String {
        let one_or = |[one, several]: [&'static str; 2]| if count == 1 { one } else { several };
        match self {
            Self::Element(noun, what) => format!("{count} {} {what}", one_or(noun)),
            Self::Secret => format!("{count} possible {} exposed", one_or(["secret", "secrets"])),
            Self::Deprecation => format!("{count} {}", one_or(["deprecation", "deprecations"])),
            Self::Documentation => format!("{count} in documentation or names"),
            Self::Other => format!("{count} other {}", one_or(["change", "changes"])),
        }
    }
}

fn noun(element: &Element) -> Option<[&'static str; 2]> {
    Some(match element {
        Element::Operation { .. } => ["operation", "operations"],
        Element::Property { .. } => ["property", "properties"],
        Element::Parameter { .. } => ["parameter", "parameters"],
        Element::RequestBody { .. } => ["request body", "request bodies"],
        Element::Statuses(_) => ["response", "responses"],
        Element::MediaTypes(_) => ["media type", "media types"],
        Element::Header { .. } => ["header", "headers"],
        Element::Server(_) => ["server", "servers"],
        Element::DefaultServer(_) => ["default server", "default servers"],
        Element::Credentials(_) => ["way to authenticate", "ways to authenticate"],
        _ => return None,
    })
}
