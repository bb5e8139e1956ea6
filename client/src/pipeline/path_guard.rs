//! A call reaches its own endpoint or none.
//!
//! URLs are normalized: `..`, `.`, `\` and an empty string in a path parameter would silently address another
//! resource, and a DELETE would delete it. So the URL of a request is compared with the operation's path template:
//! the same origin and base path, the same literals, and each placeholder filled with exactly the value that was given.

use reqwest::Url;

use crate::{Error, Operation};

/// Checks the URL of a request against the template, given the values of its placeholders in order.
///
/// # Errors
/// `InvalidRequest`, which names the parameter; its value isn't quoted.
pub(crate) fn check(
    base: &Url,
    operation: &'static Operation,
    values: &[String],
    url: &Url,
) -> Result<(), Error> {
    if let Some((place, why)) = values.iter().enumerate().find_map(|(n, value)| Some((n, objection(value)?)))
    {
        return Err(refused(operation, placeholders(operation.path).nth(place), why));
    }
    if fits_template(url, base, operation.path, values) {
        return Ok(());
    }
    let last = placeholders(operation.path).last();
    Err(refused(operation, last, "would make the request address another endpoint"))
}

fn refused(operation: &'static Operation, parameter: Option<&str>, why: &str) -> Error {
    let parameter = parameter.unwrap_or("?");
    let message = format!("the path parameter `{parameter}` {why}; nothing was sent");
    Error::invalid_request(operation, message)
}

/// The names in braces, in order.
fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// What is wrong with a value, whatever the template.
fn objection(value: &str) -> Option<&'static str> {
    if value.is_empty() {
        return Some("is empty");
    }
    if value.contains('\\') {
        return Some("contains a backslash, which URLs treat as a slash");
    }
    // A proxy may decode %2F before it routes, and then resolve what has become dot segments.
    if value.contains('.') && value.split('/').any(|part| matches!(part, "." | "..")) {
        return Some("contains a dot segment (RFC 3986, section 3.3)");
    }
    None
}

/// Whether the URL is the base URL, followed by the template with the values filled in, whatever query there is.
fn fits_template(url: &Url, base: &Url, template: &str, values: &[String]) -> bool {
    let is_below = url.as_str().starts_with(base.as_str().trim_end_matches('/'));
    let path = url.path().strip_prefix(base.path().trim_end_matches('/'));
    let Some(mut rest) = path.filter(|_| is_below).map(str::as_bytes) else { return false };
    let mut values = values.iter();
    for part in template.split_inclusive('}') {
        let (literal, placeholder) = part.split_once('{').map_or((part, None), |(l, p)| (l, Some(p)));
        let value = placeholder.map_or(Some(""), |_| values.next().map(String::as_str));
        let after = after(rest, literal, Slash::Separates).zip(value);
        let Some(after) = after.and_then(|(rest, value)| self::after(rest, value, Slash::IsEncoded)) else {
            return false;
        };
        rest = after;
    }
    rest.is_empty() && values.next().is_none()
}

/// What a slash of a text is in the path.
#[derive(PartialEq)]
enum Slash {
    /// It separates segments, so it isn't encoded.
    Separates,
    /// It doesn't, so it is.
    IsEncoded,
}

/// What of the path follows this text, any other byte of which may be encoded or not.
fn after<'p>(path: &'p [u8], text: &str, slash: Slash) -> Option<&'p [u8]> {
    let text = text.as_bytes();
    // Most texts are in the path as they are, and comparing is much cheaper than decoding.
    let is_plain = !text.contains(&b'%') && (slash == Slash::Separates || !text.contains(&b'/'));
    if is_plain && let Some(rest) = path.strip_prefix(text) {
        return Some(rest);
    }
    text.iter().try_fold(path, |path, &expected| {
        let (found, is_encoded, rest) = next_byte(path)?;
        let fits = expected != b'/' || is_encoded == (slash == Slash::IsEncoded);
        (found == expected && fits).then_some(rest)
    })
}

/// The first byte of what the path means, whether it is encoded, and the rest of the path.
fn next_byte(path: &[u8]) -> Option<(u8, bool, &[u8])> {
    match path {
        [b'%', high, low, rest @ ..] => {
            let digit = |byte: &u8| char::from(*byte).to_digit(16);
            let byte = digit(high)? << 4 | digit(low)?;
            Some((u8::try_from(byte).ok()?, true, rest))
        }
        [byte, rest @ ..] => Some((*byte, false, rest)),
        [] => None,
    }
}
