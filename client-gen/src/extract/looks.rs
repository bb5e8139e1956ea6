//! What looks like an API description, whatever it is written in. It decides what is named as unread, and nothing of
//! what is read.

use std::iter;

use crate::document::{json::Json, operation::METHODS, pointer::Pointer};

/// The names that say which version of which specification a document follows.
const NAMES: [&str; 2] = ["openapi", "swagger"];

/// Whether a text says its version of OpenAPI or Swagger, as JSON, as YAML, or as either of them in HTML.
pub(super) fn looks_like_api(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    NAMES.iter().any(|name| {
        lower.match_indices(name).any(|(at, name)| {
            let after = lower.get(at + name.len()..).map(|rest| first(rest, 200));
            let after = after.and_then(|rest| skip_marks(rest).strip_prefix(':'));
            after.is_some_and(|value| skip_marks(value).starts_with(|char: char| char.is_ascii_digit()))
        })
    })
}

/// The beginning of a text, up to this many characters: looking further for each of many would take too long.
fn first(text: &str, limit: usize) -> &str {
    text.char_indices().nth(limit).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// The text after blanks, quotes, and what HTML has for and around them.
fn skip_marks(text: &str) -> &str {
    let mut rest = text;
    loop {
        let next = rest.trim_start_matches(|char: char| char.is_whitespace() || "\\\"'".contains(char));
        let next = ["&quot;", "&#34;", "&#39;", "&apos;"]
            .iter()
            .find_map(|entity| next.strip_prefix(entity))
            .or_else(|| next.strip_prefix('<')?.split_once('>').map(|(_, after)| after))
            .unwrap_or(next);
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

/// The outermost places of a value that look like a document.
pub(super) fn descriptions(value: &Json) -> Vec<Pointer> {
    let mut found = Vec::new();
    let mut open = vec![(value, Pointer::default())];
    while let Some((value, at)) = open.pop() {
        match value {
            Json::Object(_) if is_description(value) => found.push(at),
            Json::Object(members) => {
                open.extend(members.iter().rev().map(|(name, member)| (member, at.child(name))));
            }
            Json::Array(items) => {
                let items = items.iter().enumerate().rev();
                open.extend(items.map(|(index, item)| (item, at.item(index))));
            }
            _ => {}
        }
    }
    found
}

/// Whether an object says its version, or has paths with operations.
fn is_description(value: &Json) -> bool {
    let versions = value
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)));
    let says_version = versions.into_iter().any(|(_, version)| match version {
        Json::String(version) => version.starts_with(|first: char| first.is_ascii_digit()),
        Json::Number(_) => true,
        _ => false,
    });
    let has_operation =
        |item: &Json| item.as_object().is_some_and(|item| item.keys().any(|key| is_method(key)));
    says_version || value.members("paths").any(|(path, item)| path.starts_with('/') && has_operation(item))
}

/// The operations of a document whose methods aren't in lower case, and so are none.
pub(super) fn misspelled_methods(document: &Json) -> impl Iterator<Item = Pointer> {
    document.members("paths").filter(|(path, _)| path.starts_with('/')).flat_map(|(path, item)| {
        let members = item.as_object().into_iter().flat_map(|item| item.keys());
        let misspelled = members.filter(|key| is_method(key) && !METHODS.contains(&key.as_str()));
        misspelled.map(|key| Pointer::new(["paths", path, key]))
    })
}

fn is_method(key: &str) -> bool {
    METHODS.iter().any(|method| method.eq_ignore_ascii_case(key))
}

/// The tags of a documentation platform that were left unrendered, such as `{% openapi src="…" %}`: where each begins,
/// and its text.
pub(super) fn platform_tags(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find("{%")?;
            let rest = first(text.get(start..)?, 1000);
            let length = rest.find("%}").map_or(rest.len(), |end| end + 2);
            from = start + "{%".len();
            let words = rest.get("{%".len()..length)?.trim_start_matches(['-', ' ', '\t', '\n']);
            if ["openapi", "swagger", "api-method"].iter().any(|tag| words.starts_with(tag)) {
                return Some((start, rest.get(..length)?.trim_end()));
            }
        }
    })
}

/// The invisible character in front of what would be a fence without it, and where that line begins.
pub(super) fn invisible_before_fence(text: &str) -> Option<(usize, char)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let visible = line.trim_start_matches(is_invisible);
        let hidden = line.get(..line.len() - visible.len()).unwrap_or_default();
        let cause = hidden.chars().find(|char| !matches!(char, ' ' | '\t'));
        if let Some(cause) = cause.filter(|_| visible.starts_with("```") || visible.starts_with("~~~")) {
            return Some((start, cause));
        }
        start += line.len();
    }
    None
}

/// White space, controls, and characters of no width.
fn is_invisible(char: char) -> bool {
    char.is_whitespace()
        || char.is_control()
        || matches!(char, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
