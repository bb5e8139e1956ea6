//! A response with every value replaced.

use std::collections::BTreeSet;

use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderMap},
};
use serde_json::{Value, json};

use super::RecordingError;
use super::known::{HEADERS, MEDIA_TYPES, OTHER, PARAMETERS, SCHEMES, find};
use super::place::Place;
use super::shape::{Shape, TextShape};
use crate::sandbox::metadata::Members;
use crate::undocumented::wipe;
use crate::{Challenge, Secret};

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseShape {
    status: StatusCode,
    headers: BTreeSet<&'static str>,
    media_type: Option<&'static str>,
    challenges: Vec<ChallengeShape>,
    body: BodyShape,
}

/// A challenge of a `WWW-Authenticate` header (RFC 9110, section 11.6.1).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChallengeShape {
    /// Its scheme, if that is registered; otherwise `other`.
    pub scheme: &'static str,
    /// The names and values of its parameters; `None` if they can't be parsed.
    pub parameters: Option<Vec<(&'static str, TextShape)>>,
}

/// A body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyShape {
    /// None.
    None,
    /// JSON.
    Json(Shape),
    /// A page for people.
    Html,
    /// Anything else.
    Other(TextShape),
}

impl ResponseShape {
    pub(super) fn of(status: StatusCode, headers: &HeaderMap, body: &[u8], sent: &[Secret]) -> Self {
        let media_type = headers.get(CONTENT_TYPE).map(|value| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let essence = value.split(';').next().unwrap_or_default().trim();
            find(MEDIA_TYPES, essence).unwrap_or(OTHER)
        });
        Self {
            status,
            headers: headers.keys().map(|name| find(HEADERS, name.as_str()).unwrap_or(OTHER)).collect(),
            media_type,
            challenges: Challenge::pieces(headers).iter().map(|piece| ChallengeShape::of(piece)).collect(),
            body: BodyShape::of(body, sent),
        }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The names of the headers, `other` for those that aren't registered.
    #[must_use]
    pub fn headers(&self) -> &BTreeSet<&'static str> {
        &self.headers
    }

    /// The media type, `other` if it isn't registered.
    #[must_use]
    pub fn media_type(&self) -> Option<&'static str> {
        self.media_type
    }

    /// The challenges, in order.
    #[must_use]
    pub fn challenges(&self) -> &[ChallengeShape] {
        &self.challenges
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &BodyShape {
        &self.body
    }

    /// The words that were kept, and what stands for others.
    pub(super) fn words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.headers.iter().copied().chain(self.media_type).collect();
        for challenge in &self.challenges {
            words.push(challenge.scheme);
            for (name, value) in challenge.parameters.iter().flatten() {
                words.push(name);
                words.extend(value.error_code());
            }
        }
        if let BodyShape::Json(shape) = &self.body {
            add_words(shape, &mut words);
        }
        words
    }

    pub(super) fn to_value(&self) -> Value {
        let challenge = |challenge: &ChallengeShape| {
            let pairs = |pairs: &Vec<(_, TextShape)>| -> Value {
                pairs.iter().map(|(name, value)| json!([name, value.as_str()])).collect()
            };
            json!({ "scheme": challenge.scheme, "parameters": challenge.parameters.as_ref().map(pairs) })
        };
        json!({
            "status": self.status.as_u16(),
            "headers": self.headers,
            "media_type": self.media_type,
            "challenges": self.challenges.iter().map(challenge).collect::<Vec<_>>(),
            "body": match &self.body {
                BodyShape::None => json!({ "kind": "none" }),
                BodyShape::Html => json!({ "kind": "html" }),
                BodyShape::Other(text) => json!({ "kind": "other", "text": text.as_str() }),
                BodyShape::Json(shape) => json!({ "kind": "json", "json": shape.placeholder() }),
            },
        })
    }

    pub(super) fn read(place: &Place<'_>) -> Result<Self, RecordingError> {
        place.object(&["status", "headers", "media_type", "challenges", "body"])?;
        let status = place.member("status")?;
        let code = u16::try_from(status.number(999)?).unwrap_or_default();
        let media_type = place.member("media_type")?;
        let headers = place.member("headers")?.items()?;
        let challenges = place.member("challenges")?.items()?;
        Ok(Self {
            status: StatusCode::from_u16(code).map_err(|_| status.error("not a status"))?,
            headers: headers.iter().map(|name| word(name, HEADERS)).collect::<Result<_, _>>()?,
            media_type: match media_type.value {
                Value::Null => None,
                _ => Some(word(&media_type, MEDIA_TYPES)?),
            },
            challenges: challenges.iter().map(ChallengeShape::read).collect::<Result<_, _>>()?,
            body: BodyShape::read(&place.member("body")?)?,
        })
    }
}

/// A word of this list, or what stands for any other.
fn word(place: &Place<'_>, list: &[&'static str]) -> Result<&'static str, RecordingError> {
    if *place.value == OTHER { Ok(OTHER) } else { place.word(list) }
}

impl ChallengeShape {
    fn of(piece: &str) -> Self {
        let parts = Challenge::parts(piece);
        // The scheme of one that can't be parsed is what it begins with.
        let scheme = parts.as_ref().map(|(scheme, _)| *scheme).or_else(|| piece.split([' ', '\t']).next());
        let shape = |(name, value): (&str, String)| match find(PARAMETERS, name) {
            Some("error") => ("error", TextShape::of_code(&value)),
            name => (name.unwrap_or(OTHER), TextShape::of(&value)),
        };
        Self {
            scheme: find(SCHEMES, scheme.unwrap_or_default()).unwrap_or(OTHER),
            parameters: parts.map(|(_, parameters)| parameters.into_iter().map(shape).collect()),
        }
    }

    fn read(place: &Place<'_>) -> Result<Self, RecordingError> {
        place.object(&["scheme", "parameters"])?;
        let parameters = place.member("parameters")?;
        let pair = |pair: &Place<'_>| match &pair.items()?[..] {
            [name, value] => Ok((word(name, PARAMETERS)?, TextShape::read(value)?)),
            _ => Err(pair.error("expected a name and a value")),
        };
        Ok(Self {
            scheme: word(&place.member("scheme")?, SCHEMES)?,
            parameters: match parameters.value {
                Value::Null => None,
                _ => Some(parameters.items()?.iter().map(pair).collect::<Result<_, _>>()?),
            },
        })
    }
}

impl BodyShape {
    fn of(body: &[u8], sent: &[Secret]) -> Self {
        if body.is_empty() {
            return Self::None;
        }
        if let Ok(mut value) = serde_json::from_slice::<Value>(body) {
            let shape = Shape::of(&value, sent);
            wipe(&mut value);
            // A value has room for one of two members of the same name, and the client refuses both.
            if shape.members().is_none() || Members::from_body(body).is_ok() {
                return Self::Json(shape);
            }
        }
        let text = String::from_utf8_lossy(body);
        let start: String = text.trim_start().chars().take(14).collect();
        let start = start.to_ascii_lowercase();
        if start.starts_with("<!doctype html") || start.starts_with("<html") {
            return Self::Html;
        }
        Self::Other(TextShape::of(&text))
    }

    fn read(place: &Place<'_>) -> Result<Self, RecordingError> {
        let kind = place.member("kind")?.word(&["none", "html", "other", "json"])?;
        let with = |name| place.object(&["kind", name])?.member(name);
        Ok(match kind {
            "other" => Self::Other(TextShape::read(&with("text")?)?),
            "json" => Self::Json(Shape::read(&with("json")?)?),
            _ => {
                place.object(&["kind"])?;
                if kind == "html" { Self::Html } else { Self::None }
            }
        })
    }
}

fn add_words<'s>(shape: &'s Shape, words: &mut Vec<&'s str>) {
    match shape {
        Shape::Text(text) => words.extend(text.error_code()),
        Shape::Array(items) => items.iter().for_each(|item| add_words(item, words)),
        Shape::Object(members) => {
            for (name, member) in members {
                words.push(name);
                add_words(member, words);
            }
        }
        _ => {}
    }
}
