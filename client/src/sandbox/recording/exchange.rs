//! A question to a server, its response, and what the client made of it.

use std::time::Duration;

use reqwest::{StatusCode, header::HeaderMap};
use serde_json::{Map, Value, json};

use super::RecordingError;
use super::known::{OTHER, UNNAMED};
use super::place::Place;
use super::response::ResponseShape;
use crate::auth::read_token_response;
use crate::error::Hidden;
use crate::{DecodeCategory, DecodeError, Error, ErrorKind, Response, Secret};

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
        let mut words = self.response.as_ref().map(ResponseShape::words).unwrap_or_default();
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
