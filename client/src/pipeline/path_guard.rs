//! A call reaches its own endpoint or none.
//!
//! URLs are normalized: `..`, `.`, `\` and an empty string in a path parameter would silently address another
//! resource, and a DELETE would delete it. So the URL of a request is compared with the operation's path template:
//! the same origin and base path, the same literals, and each placeholder filled with exactly the value that was given.

use std::borrow::Cow;

use percent_encoding::percent_decode;
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
    if is_on_origin(url, base) && fits_template(url, base, operation.path, values) {
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
    if segments(value).any(|part| matches!(part, b"." | b"..")) {
        return Some("contains a dot segment (RFC 3986, section 3.3)");
    }
    None
}

fn is_on_origin(url: &Url, base: &Url) -> bool {
    url.scheme() == base.scheme()
        && url.host() == base.host()
        && url.port_or_known_default() == base.port_or_known_default()
        && url.username().is_empty()
        && url.password().is_none()
}

/// Whether the URL's path is the base path and then the template's segments, filled with the values. Segments
/// are split before they are decoded, so that a slash within a value isn't taken for one of the template.
fn fits_template(url: &Url, base: &Url, template: &str, values: &[String]) -> bool {
    let Some(path) = url.path().strip_prefix(base.path().trim_end_matches('/')) else { return false };
    let mut values = values.iter();
    let mut actual = segments(path);
    let all_fit = segments(template)
        .all(|segment| actual.next().is_some_and(|actual| fits_segment(actual, segment, &mut values)));
    all_fit && actual.next().is_none() && values.next().is_none()
}

fn segments(path: &str) -> impl Iterator<Item = &[u8]> {
    path.as_bytes().split(|&byte| byte == b'/')
}

/// Whether a segment of the URL is this one of the template, with the next values in the place of its placeholders.
fn fits_segment<'a>(actual: &[u8], template: &[u8], values: &mut impl Iterator<Item = &'a String>) -> bool {
    // Most segments have nothing encoded, and checking is much cheaper than decoding.
    let actual = if actual.contains(&b'%') { percent_decode(actual).into() } else { Cow::Borrowed(actual) };
    let mut rest = &*actual;
    let mut goes_on_with = |expected: &[u8]| match rest.strip_prefix(expected) {
        Some(after) => {
            rest = after;
            true
        }
        None => false,
    };
    let all_there = template.split_inclusive(|&byte| byte == b'}').all(|part| {
        match part.iter().position(|&byte| byte == b'{') {
            Some(end) => {
                goes_on_with(&part[..end])
                    && values.next().is_some_and(|value| goes_on_with(value.as_bytes()))
            }
            None => goes_on_with(part),
        }
    });
    all_there && rest.is_empty()
}
