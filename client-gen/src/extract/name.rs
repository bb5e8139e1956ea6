//! The names of documents, which are also their file names.
//!
//! A name follows from the document alone, so that a new document never renames an old one.

use crate::document::json::Json;
use crate::document::operation::operations;

/// The longest name, in bytes: file systems stop at 255, path names on Windows not much later.
const MAX_LENGTH: usize = 100;

/// File names that Windows takes for devices, with any extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name of a document under this heading: its operationId if it has just one operation, and
/// that has one.
///
/// Otherwise a readable text (its operations, or its heading, or its components) and a hash that tells it
/// apart from its like: `The NullTime object` and `The nullTime object` would be one file on some systems.
pub(super) fn of(json: &Json, heading: Option<&str>) -> String {
    let operations: Vec<_> = operations(json)
        .filter_map(|(path, method, at)| Some((path, method, json.at(&at)?)))
        .filter(|(_, _, operation)| operation.as_object().is_some())
        .collect();
    if let [(_, _, operation)] = operations.as_slice()
        && let Some(id) = operation_id(operation)
    {
        let stem = stem(id);
        return if stem == id { stem } else { with_hash(&stem, id) };
    }
    let label = if operations.is_empty() { of_components(json, heading) } else { of_operations(&operations) };
    with_hash(&stem(&label), &label)
}

fn of_operations(operations: &[(&str, &str, &Json)]) -> String {
    let mut names: Vec<_> = operations
        .iter()
        .map(|(path, method, operation)| match operation_id(operation) {
            Some(id) => id.to_owned(),
            None => format!("{method} {path}"),
        })
        .collect();
    names.sort_unstable();
    names.join(" ")
}

/// A heading such as "The Pet object" says which of the components is meant, and stays when that reaches
/// others than before. A heading that names none of them may be above many documents.
fn of_components(json: &Json, heading: Option<&str>) -> String {
    let sections = json.get("components").and_then(Json::as_object).into_iter().flatten();
    let sections = sections.filter_map(|(section, components)| Some((section, components.as_object()?)));
    let mut names = Vec::new();
    let mut is_named = false;
    for (section, components) in sections {
        for name in components.keys() {
            names.push(format!("{section} {name}"));
            is_named |= heading.is_some_and(|heading| heading.split_whitespace().any(|word| word == name));
        }
    }
    names.sort_unstable();
    match heading {
        Some(heading) if is_named => heading.to_owned(),
        Some(heading) => format!("{heading} {}", names.join(" ")),
        None => names.join(" "),
    }
}

fn operation_id(operation: &Json) -> Option<&str> {
    operation["operationId"].as_str().filter(|id| !id.is_empty())
}

/// A text as a file name that every system takes: itself, if it is one.
fn stem(text: &str) -> String {
    let mut stem = String::new();
    for char in text.chars().take(MAX_LENGTH) {
        match char {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' | '.' => stem.push(char),
            _ if stem.ends_with('-') => {}
            _ => stem.push('-'),
        }
    }
    let stem = stem.trim_matches(['-', '.']);
    if is_device(stem) { format!("_{stem}") } else { stem.to_owned() }
}

fn with_hash(stem: &str, identity: &str) -> String {
    let hash = format!("{:08x}", hash(identity));
    let stem = stem
        .get(..stem.len().min(MAX_LENGTH - 1 - hash.len()))
        .unwrap_or_default()
        .trim_end_matches(['-', '.']);
    if stem.is_empty() { format!("document-{hash}") } else { format!("{stem}-{hash}") }
}

fn is_device(stem: &str) -> bool {
    let stem = stem.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_port = |name| stem.strip_prefix(name).is_some_and(|n| matches!(n.as_bytes(), [b'0'..=b'9']));
    DEVICES.contains(&stem.as_str()) || is_port("com") || is_port("lpt")
}

/// FNV-1a: the standard library promises no hash that stays the same from release to release.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
