//! A call reaches its own endpoint or none.
//!
//! URLs are normalised: `..`, `.`, `\` and an empty string in a path parameter would silently address another
//! resource, and `DELETE` it. So the URL that is about to be sent is held against the operation's path template:
//! the same origin and base path, the same literals, and each placeholder as exactly the value that was given.

use percent_encoding::percent_decode_str;
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
    let refuse = |parameter: &str, why: &str| {
        let message = format!("the path parameter `{parameter}` {why}; nothing was sent");
        Err(Error::invalid_request(operation, message))
    };
    let names = placeholders(operation.path);
    for (name, value) in names.clone().zip(values) {
        if let Some(why) = objection(value) {
            return refuse(name, why);
        }
    }
    if !is_on_origin(url, base) || !fits_template(url, base, operation.path, values) {
        return refuse(names.last().unwrap_or("?"), "would make the request address another endpoint");
    }
    Ok(())
}

/// The names in braces, in order.
fn placeholders(template: &str) -> impl Iterator<Item = &str> + Clone {
    template.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// What is wrong with a value in any URL, whatever the template.
fn objection(value: &str) -> Option<&'static str> {
    if value.is_empty() {
        return Some("is empty");
    }
    if value.contains('\\') {
        return Some("holds a backslash, which URLs take for a slash");
    }
    // A proxy may decode %2F before it routes, and then resolve what has become dot segments.
    if value.split('/').any(|part| part == "." || part == "..") {
        return Some("holds a dot segment (RFC 3986, section 3.3)");
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
/// are split before they are decoded, so that a slash within a value is told from one of the template.
fn fits_template<'a>(url: &Url, base: &Url, template: &'a str, values: &'a [String]) -> bool {
    let Some(path) = url.path().strip_prefix(base.path().trim_end_matches('/')) else { return false };
    let mut values = values.iter().map(String::as_str);
    let mut actual = path.split('/');
    let all_fit = template.split('/').all(|segment| {
        actual.next().is_some_and(|actual| percent_decode_str(actual).eq(fill(segment, &mut values)))
    });
    all_fit && actual.next().is_none() && values.next().is_none()
}

/// The bytes of a segment of the template with the next values in the place of its placeholders.
fn fill<'a>(segment: &'a str, values: &mut impl Iterator<Item = &'a str>) -> impl Iterator<Item = u8> {
    segment
        .split_inclusive('}')
        .flat_map(|part| match part.split_once('{') {
            Some((literal, _)) => [literal, values.next().unwrap_or_default()],
            None => [part, ""],
        })
        .flat_map(str::bytes)
}
