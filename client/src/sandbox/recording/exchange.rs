//! A question to a server and its response, with every value replaced.

use std::collections::BTreeSet;
use std::time::Duration;

use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderMap},
};
use serde_json::{Map, Value, json};

use super::RecordingError;
use super::known::{HEADERS, MEDIA_TYPES, OTHER, PARAMETERS, SCHEMES, UNNAMED, find};
use super::place::Place;
use super::shape::{Shape, TextShape};
use crate::auth::read_token_response;
use crate::error::Hidden;
use crate::sandbox::metadata::Members;
use crate::undocumented::wipe;
use crate::{Challenge, DecodeCategory, DecodeError, Error, ErrorKind, Response, Secret};

/// What a server is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// For a token, with the id and the secret as HTTP Basic credentials.
    TokenByHeader,
    /// For a token, with the id and the secret in the form.
    TokenByForm,
    /// For a registered client.
    KnownClient,
    /// For a registered client, with a token that isn't valid.
    InvalidToken,
    /// For a registered client, without a token.
    NoToken,
    /// For a client that doesn't exist.
    UnknownClient,
}

impl Question {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::TokenByHeader,
        Self::TokenByForm,
        Self::KnownClient,
        Self::InvalidToken,
        Self::NoToken,
        Self::UnknownClient,
    ];

    /// The word for it in a recording, such as `known_client`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TokenByHeader => "token_by_header",
            Self::TokenByForm => "token_by_form",
            Self::KnownClient => "known_client",
            Self::InvalidToken => "invalid_token",
            Self::NoToken => "no_token",
            Self::UnknownClient => "unknown_client",
        }
    }
}

/// What this crate's client made of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// A success.
    Accepted,
    /// An error.
    #[non_exhaustive]
    Refused {
        /// Its kind.
        kind: ErrorKind,
        /// What is wrong with the body of a success, if that is why.
        why: Option<DecodeCategory>,
    },
}

const KINDS: [(&str, ErrorKind); 13] = [
    ("configuration", ErrorKind::Configuration),
    ("invalid_request", ErrorKind::InvalidRequest),
    ("token_provider", ErrorKind::TokenProvider),
    ("unauthorized", ErrorKind::Unauthorized),
    ("forbidden", ErrorKind::Forbidden),
    ("unexpected_status", ErrorKind::UnexpectedStatus),
    ("redirected", ErrorKind::Redirected),
    ("decode", ErrorKind::Decode),
    ("wrong_resource", ErrorKind::WrongResource),
    ("body_too_large", ErrorKind::BodyTooLarge),
    ("timeout", ErrorKind::Timeout),
    ("connect", ErrorKind::Connect),
    ("transport", ErrorKind::Transport),
];

const CATEGORIES: [(&str, DecodeCategory); 7] = [
    ("syntax", DecodeCategory::Syntax),
    ("data", DecodeCategory::Data),
    ("eof", DecodeCategory::Eof),
    ("unrecognized", DecodeCategory::Unrecognized),
    ("error_object", DecodeCategory::ErrorObject),
    ("no_secret", DecodeCategory::NoSecret),
    ("unexpected_body", DecodeCategory::UnexpectedBody),
];

fn word_for<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> Option<&'static str> {
    words.iter().find(|(_, found)| found == value).map(|(word, _)| *word)
}

fn read_word<T: Copy>(place: &Place<'_>, words: &[(&'static str, T)]) -> Result<T, RecordingError> {
    let text = place.text()?;
    let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    found.ok_or_else(|| place.error("an unknown word"))
}

impl Verdict {
    fn of(error: &Error) -> Self {
        let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<DecodeError>());
        Self::Refused { kind: error.kind(), why: source.map(|source| source.category) }
    }

    fn to_value(self) -> Value {
        let Self::Refused { kind, why } = self else { return json!("accepted") };
        let mut value = json!({ "refused": word_for(&KINDS, &kind) });
        if let Some(why) = why {
            value["why"] = json!(word_for(&CATEGORIES, &why));
        }
        value
    }

    fn read(place: &Place<'_>) -> Result<Self, RecordingError> {
        if place.value.is_string() {
            return place.word(&["accepted"]).map(|_| Self::Accepted);
        }
        place.object(&["refused", "why"])?;
        let kind = read_word(&place.member("refused")?, &KINDS)?;
        let why = place.get("why").map(|why| read_word(&why, &CATEGORIES)).transpose()?;
        Ok(Self::Refused { kind, why })
    }
}

/// A question and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    question: Question,
    response: Option<ResponseShape>,
    client: Verdict,
    milliseconds: u64,
}

impl Exchange {
    /// Records a call. `sent` is what was sent and may occur in the response, such as the token.
    pub fn of_call<T>(
        question: Question,
        result: &Result<Response<T>, Error>,
        took: Duration,
        sent: &[Secret],
    ) -> Self {
        let (response, client) = match result {
            Ok(response) => {
                let (headers, body) = (response.headers(), response.raw_body());
                (Some(ResponseShape::of(response.status(), headers, body, sent)), Verdict::Accepted)
            }
            Err(error) => {
                let parts = error.status().zip(error.headers());
                let shape = |(status, headers)| {
                    ResponseShape::of(status, headers, error.body().unwrap_or_default(), sent)
                };
                (parts.map(shape), Verdict::of(error))
            }
        };
        Self { question, response, client, milliseconds: milliseconds(took) }
    }

    /// Records a response of the token endpoint, and returns the token, if it is one that the client takes.
    pub fn of_token_response(
        question: Question,
        (status, headers, body): (StatusCode, &HeaderMap, &[u8]),
        took: Duration,
        sent: &[Secret],
    ) -> (Self, Option<Secret>) {
        let token = read_token_response(status, headers, body, &Hidden::default()).ok();
        let client = match &token {
            Some(_) => Verdict::Accepted,
            None => Verdict::Refused { kind: ErrorKind::TokenProvider, why: None },
        };
        let response = Some(ResponseShape::of(status, headers, body, sent));
        let exchange = Self { question, response, client, milliseconds: milliseconds(took) };
        (exchange, token.map(|token| token.token))
    }

    /// Records that no response came.
    #[must_use]
    pub fn unanswered(question: Question, kind: ErrorKind, took: Duration) -> Self {
        let client = Verdict::Refused { kind, why: None };
        Self { question, response: None, client, milliseconds: milliseconds(took) }
    }

    /// What was asked.
    #[must_use]
    pub fn question(&self) -> Question {
        self.question
    }

    /// What came, if anything did.
    #[must_use]
    pub fn response(&self) -> Option<&ResponseShape> {
        self.response.as_ref()
    }

    /// What the client made of it.
    #[must_use]
    pub fn client(&self) -> Verdict {
        self.client
    }

    /// How long it took.
    #[must_use]
    pub fn took(&self) -> Duration {
        Duration::from_millis(self.milliseconds)
    }

    /// The words that were kept.
    pub(super) fn words(&self) -> Vec<&str> {
        let Some(response) = &self.response else { return Vec::new() };
        let mut words: Vec<&str> = response.headers.iter().copied().chain(response.media_type).collect();
        for challenge in &response.challenges {
            words.push(challenge.scheme);
            for (name, value) in challenge.parameters.iter().flatten() {
                words.push(name);
                words.extend(value.error_code());
            }
        }
        if let BodyShape::Json(shape) = &response.body {
            add_words(shape, &mut words);
        }
        words.retain(|word| *word != OTHER && !UNNAMED.contains(word));
        words
    }

    pub(super) fn to_value(&self) -> Value {
        let mut exchange = Map::new();
        exchange.insert("question".to_owned(), json!(self.question.as_str()));
        exchange.extend(self.response.as_ref().map(|response| ("response".to_owned(), response.to_value())));
        exchange.insert("client".to_owned(), self.client.to_value());
        exchange.insert("milliseconds".to_owned(), json!(self.milliseconds));
        Value::Object(exchange)
    }

    pub(super) fn read(place: &Place<'_>) -> Result<Self, RecordingError> {
        const LONGEST: u64 = 3_600_000;
        place.object(&["question", "response", "client", "milliseconds"])?;
        Ok(Self {
            question: read_word(&place.member("question")?, &Question::ALL.map(|one| (one.as_str(), one)))?,
            response: place.get("response").map(|response| ResponseShape::read(&response)).transpose()?,
            client: Verdict::read(&place.member("client")?)?,
            milliseconds: place.member("milliseconds")?.number(LONGEST)?,
        })
    }
}

fn milliseconds(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
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
    fn of(status: StatusCode, headers: &HeaderMap, body: &[u8], sent: &[Secret]) -> Self {
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

    fn to_value(&self) -> Value {
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

    fn read(place: &Place<'_>) -> Result<Self, RecordingError> {
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
