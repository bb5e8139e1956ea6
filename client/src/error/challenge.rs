//! Challenges in `WWW-Authenticate` headers: RFC 9110, section 11.6.1, and RFC 6750, section 3. Unlike parsers that are
//! strict, it takes what the RFC's own grammar still allows (obs-text: bytes that aren't ASCII), and one challenge that
//! can't be read doesn't hide the others.

use std::fmt;

use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

/// A challenge of a `WWW-Authenticate` header.
///
/// A challenge that can't be parsed, such as one with a `token68`, has only [`raw`](Self::raw). Parameters that
/// RFC 6750 doesn't define are omitted; [`Error::headers`](crate::Error::headers) has the headers themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Challenge {
    /// The scheme as the server spelled it, such as `Bearer`; empty if the challenge can't be parsed.
    pub scheme: String,
    /// The protection space (RFC 9110, section 11.5).
    pub realm: Option<String>,
    /// The error code, such as `invalid_token` (RFC 6750, section 3.1).
    pub error: Option<String>,
    /// A description of the error, for developers.
    pub error_description: Option<String>,
    /// A page about the error.
    pub error_uri: Option<String>,
    /// The scope that the request needs.
    pub scope: Option<String>,
    /// The challenge as the server sent it, if it can't be parsed.
    pub raw: Option<String>,
}

impl Challenge {
    /// Every challenge of every `WWW-Authenticate` header, in order.
    pub(crate) fn read(headers: &HeaderMap) -> Vec<Self> {
        let parse =
            |piece: String| Self::parse(&piece).unwrap_or(Self { raw: Some(piece), ..Self::default() });
        Self::pieces(headers).into_iter().map(parse).collect()
    }

    /// The same, each as it was sent.
    pub(crate) fn pieces(headers: &HeaderMap) -> Vec<String> {
        let mut pieces = Vec::new();
        for header in headers.get_all(WWW_AUTHENTICATE) {
            let header = String::from_utf8_lossy(header.as_bytes());
            pieces.extend(split(&header).into_iter().map(str::to_owned));
        }
        pieces
    }

    fn parse(piece: &str) -> Option<Self> {
        let (scheme, parameters) = Self::parts(piece)?;
        let mut challenge = Self { scheme: scheme.to_owned(), ..Self::default() };
        for (name, value) in parameters {
            let member = match name.to_ascii_lowercase().as_str() {
                "realm" => &mut challenge.realm,
                "error" => &mut challenge.error,
                "error_description" => &mut challenge.error_description,
                "error_uri" => &mut challenge.error_uri,
                "scope" => &mut challenge.scope,
                _ => continue,
            };
            *member = Some(value);
        }
        Some(challenge)
    }

    /// A scheme and its parameters, each `name = token` or `name = "quoted string"`.
    pub(crate) fn parts(piece: &str) -> Option<(&str, Vec<(&str, String)>)> {
        let (scheme, mut rest) = token(piece)?;
        let mut parameters = Vec::new();
        if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
            return None;
        }
        loop {
            // A list may have empty elements (RFC 9110, section 5.6.1.2).
            rest = rest.trim_start_matches([' ', '\t', ',']);
            if rest.is_empty() {
                return Some((scheme, parameters));
            }
            let (name, after) = token(rest)?;
            let value = after.trim_start().strip_prefix('=')?.trim_start();
            let (value, after) = match value.strip_prefix('"') {
                Some(quoted) => unquote(quoted)?,
                None => token(value).map(|(value, after)| (value.to_owned(), after))?,
            };
            rest = after.trim_start();
            if !rest.is_empty() && !rest.starts_with(',') {
                return None;
            }
            parameters.push((name, value));
        }
    }
}

/// The token that the text begins with (RFC 9110, section 5.6.2), and what follows it.
fn token(text: &str) -> Option<(&str, &str)> {
    let is_of_token = |char: char| char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char);
    let rest = text.trim_start_matches(is_of_token);
    let token = &text[..text.len() - rest.len()];
    (!token.is_empty()).then_some((token, rest))
}

/// The value of a quoted string after its first quote (RFC 9110, section 5.6.4), and what follows it.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.chars();
    loop {
        match chars.next()? {
            '"' => return Some((value, chars.as_str())),
            '\\' => value.push(chars.next()?),
            char => value.push(char),
        }
    }
}

/// The challenges of a header, each with its parameters: a comma outside of quotes comes before another challenge if
/// what follows begins with a name that has no `=` after it.
fn split(header: &str) -> Vec<&str> {
    let mut starts = vec![0];
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in header.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted && is_scheme(&header[at + 1..]) => starts.push(at + 1),
            _ => {}
        }
    }
    let ends = starts[1..].iter().map(|start| start - 1).chain([header.len()]);
    starts.iter().zip(ends).map(|(&start, end)| header[start..end].trim()).collect()
}

fn is_scheme(text: &str) -> bool {
    token(text.trim_start()).is_some_and(|(_, rest)| !rest.trim_start().starts_with('='))
}

impl fmt::Display for Challenge {
    /// The error and its description, if the server gives them: `invalid_token: The token expired`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.error, &self.error_description) {
            (Some(error), Some(description)) => write!(f, "{error}: {description}"),
            (Some(one), None) | (None, Some(one)) => f.write_str(one),
            (None, None) => write!(f, "{} without an error code", self.scheme),
        }
    }
}
