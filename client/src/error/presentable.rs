//! Text from a server, made fit for a message.

use reqwest::header::{CONTENT_TYPE, HeaderMap};

use crate::{Secret, path_segment::encode_path};

/// What a request contained and no message may show.
#[derive(Clone, Copy, Default)]
pub(crate) struct Hidden<'a> {
    /// Hidden wherever they occur.
    pub(crate) secrets: &'a [Secret],
    /// Hidden where they occur as a word: an id may be as short as a letter.
    pub(crate) ids: &'a [String],
}

/// Text from a server for people to read: on one line, not too long, and without what it may not show.
pub(crate) fn presentable(text: &str, hidden: &Hidden<'_>) -> String {
    const LONGEST: usize = 200;
    let mut text = text.to_owned();
    for secret in hidden.secrets.iter().map(Secret::expose_secret).filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, REDACTED);
    }
    for id in hidden.ids.iter().filter(|id| !id.is_empty()) {
        // As it is, as the path has it, and as forms and queries do.
        text = without_word(&text, id);
        text = without_word(&text, &encode_path(id).to_string());
        text = without_word(&text, &form_urlencoded::byte_serialize(id.as_bytes()).collect::<String>());
    }
    let mut short = String::new();
    for c in text.chars().take(LONGEST) {
        if c.is_control() { short.extend(c.escape_debug()) } else { short.push(c) }
    }
    if text.chars().nth(LONGEST).is_some() { format!("{short}…") } else { short }
}

const REDACTED: &str = "[REDACTED]";

fn without_word(text: &str, word: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        let is_word = !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        kept.push_str(before);
        kept.push_str(if is_word { REDACTED } else { word });
        rest = after;
    }
    kept + rest
}

/// The media type of a body, if it is a common one. Any other isn't shown: a server may put anything there.
pub(crate) fn media_type(headers: &HeaderMap) -> &'static str {
    const COMMON: [&str; 8] = [
        "application/json",
        "application/problem+json",
        "application/octet-stream",
        "application/xml",
        "application/x-www-form-urlencoded",
        "text/html",
        "text/plain",
        "text/xml",
    ];
    let Some(value) = headers.get(CONTENT_TYPE) else { return "no content type" };
    let value = String::from_utf8_lossy(value.as_bytes());
    let essence = value.split(';').next().unwrap_or_default().trim();
    let common = COMMON.into_iter().find(|common| common.eq_ignore_ascii_case(essence));
    common.unwrap_or("an uncommon content type")
}
