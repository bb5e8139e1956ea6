//! Media types (RFC 9110, section 8.3.1), as keys of `content`.

use std::fmt;

/// A media type or a range of them, in lower case, without a `charset`, which says nothing about a schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaType {
    /// The essence, then each parameter behind a `;`.
    text: String,
}

/// How a body of a media type is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON, by any name.
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/…`
    Multipart,
    /// Not said: it is a range.
    Range,
    /// In a way that OpenAPI's schemas say little about, such as XML.
    Opaque,
}

impl MediaType {
    /// `application/json`
    pub const JSON: &'static str = "application/json";
    /// `application/x-www-form-urlencoded`
    pub const FORM: &'static str = "application/x-www-form-urlencoded";
    /// `text/plain`
    pub const TEXT: &'static str = "text/plain";
    /// `application/octet-stream`
    pub const OCTETS: &'static str = "application/octet-stream";
    /// The range of all media types.
    pub const ANY: &'static str = "*/*";

    /// The media type of this key.
    #[must_use]
    pub fn new(key: &str) -> Self {
        let mut parts = key.split(';').map(|part| part.trim().to_ascii_lowercase());
        let essence = parts.next().unwrap_or_default();
        let parameters = parts.filter(|part| !part.starts_with("charset="));
        Self { text: parameters.fold(essence, |text, part| format!("{text};{part}")) }
    }

    /// It without its parameters.
    #[must_use]
    pub fn essence(&self) -> &str {
        self.text.split(';').next().unwrap_or_default()
    }

    /// How a body of it is written.
    #[must_use]
    pub fn format(&self) -> Format {
        match self.essence() {
            Self::JSON => Format::Json,
            Self::FORM => Format::Form,
            essence if essence.contains('*') => Format::Range,
            essence if essence.ends_with("+json") => Format::Json,
            essence if essence.starts_with("multipart/") => Format::Multipart,
            _ => Format::Opaque,
        }
    }

    /// Whether a body of it can be JSON: it is, or anything goes.
    #[must_use]
    pub fn may_be_json(&self) -> bool {
        self.format() == Format::Json || self.essence() == Self::ANY
    }

    /// Whether a schema says of a body of it what it says of JSON: of names that the client passes on as they are, and of
    /// JSON line by line, it does too.
    #[must_use]
    pub fn is_described_as_json(&self) -> bool {
        self.format() == Format::Json || matches!(self.essence(), "text/json" | "application/x-ndjson")
    }

    /// Whether it is a range, such as `text/*`, that holds the other and more. A type without parameters is the
    /// range of those with any.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self != other
            && match self.text.strip_suffix('*') {
                Some("*/") => true,
                Some(family) => other.text.starts_with(family),
                None => other.text.strip_prefix(&self.text).is_some_and(|rest| rest.starts_with(';')),
            }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
