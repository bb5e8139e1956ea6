//! The documents as the merge takes them: in an order of their own, each with a name that tells it apart.

use crate::document::json::Object;
use crate::extract::{Document, sort};

/// A document that is being merged.
pub(super) struct Source<'a> {
    /// The document's name; with its page and line if another document has the same name.
    pub(super) name: String,
    /// The members of the document.
    pub(super) root: &'a Object,
}

/// The documents sorted by name and content; exact repeats are left out.
///
/// Where equal members are spelled differently, the first document's spelling is taken. The order is
/// therefore one of content alone: pages and lines, which change when a page is rearranged, have no part in
/// it.
pub(super) fn sources(documents: &[Document]) -> Vec<Source<'_>> {
    let mut sorted: Vec<_> = documents.iter().collect();
    sort(&mut sorted);
    // The comparison by meaning is the cheap one: most that are equal share what they say.
    sorted.dedup_by(|one, kept| {
        one.name() == kept.name()
            && one.json() == kept.json()
            && one.json().to_string() == kept.json().to_string()
    });

    let names: Vec<_> = sorted.iter().map(|document| document.name()).collect();
    let documents = sorted.iter().filter_map(|document| Some((document, document.json().as_object()?)));
    documents
        .enumerate()
        .map(|(index, (document, root))| {
            let name = document.name();
            let before = index.checked_sub(1).and_then(|index| names.get(index));
            let after = names.get(index + 1);
            let is_shared = [before, after].into_iter().flatten().any(|&other| other == name);
            let name = match is_shared {
                true => format!("{name} ({}:{})", document.page(), document.line()),
                false => name.to_owned(),
            };
            Source { name, root }
        })
        .collect()
}
