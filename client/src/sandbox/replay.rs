//! What a sandbox takes from a recording: the members that the document doesn't name, and how requests are refused. All
//! else is as without one.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method};
use axum::response::Response;
use serde_json::{Value, json};

use super::metadata::SET_BY_SERVER;
use super::recording::{
    BodyShape, ChallengeShape, Exchange, Question, Recording, ResponseShape, Shape, Verdict,
    is_documented_member,
};
use super::refusal::Refusal;
use super::response;
use crate::Undocumented;

/// The recording that is replayed, if any.
#[derive(Default)]
pub(super) struct Replay(Option<Recording>);

impl Replay {
    pub(super) fn new(recording: Option<Recording>) -> Self {
        Self(recording)
    }

    /// The members of a new registration that the document doesn't name, and that an update deletes if it omits them.
    pub(super) fn members(&self) -> Undocumented {
        let mut members = Undocumented::default();
        for (name, shape) in self.recorded_members() {
            if !is_documented_member(name) && !SET_BY_SERVER.contains(&name) {
                members.insert(name, shape.placeholder());
            }
        }
        members
    }

    /// The response to a GET of a client that exists: its body with the members that the recorded server sets, and
    /// without those that it doesn't; or the recorded response, if that is one that the client refuses.
    pub(super) fn read(&self, mut body: Value, client_secret: &str) -> Response {
        let status = match self.exchange(Question::KnownClient).and_then(answered) {
            Some((shape, Verdict::Refused { .. })) => return recorded(shape),
            Some((shape, Verdict::Accepted)) => shape.status(),
            None => return response::json(axum::http::StatusCode::OK, &body),
        };
        let members: Vec<_> = self.recorded_members().collect();
        for name in ["client_id", "client_id_issued_at"] {
            if let Some(body) = body.as_object_mut()
                && !members.iter().any(|(recorded, _)| *recorded == name)
            {
                body.remove(name);
            }
        }
        for (name, shape) in members {
            match name {
                "client_secret" => body[name] = json!(client_secret),
                _ if body.get(name).is_none() && SET_BY_SERVER.contains(&name) => {
                    body[name] = shape.placeholder()
                }
                _ => {}
            }
        }
        response::json(status, &body)
    }

    /// The response to a request that is refused. A success is replayed only to a GET, which it can't mislead about what
    /// was done.
    pub(super) fn refuse(&self, refusal: Refusal, method: &Method) -> Response {
        let exchange = refusal.question.and_then(|question| self.exchange(question)).and_then(answered);
        match exchange {
            Some((shape, _)) if method.is_safe() || !shape.status().is_success() => recorded(shape),
            _ => refusal.into_response(),
        }
    }

    /// The response to each request for a token with such credentials, if the recorded one was a refusal.
    pub(super) fn token(&self, is_by_header: bool) -> Option<Response> {
        let question = if is_by_header { Question::TokenByHeader } else { Question::TokenByForm };
        match self.exchange(question).and_then(answered)? {
            (shape, Verdict::Refused { .. }) => Some(recorded(shape)),
            (_, Verdict::Accepted) => None,
        }
    }

    fn exchange(&self, question: Question) -> Option<&Exchange> {
        self.0.as_ref()?.exchange(question)
    }

    /// The members of a client, if the recorded response was a success.
    fn recorded_members(&self) -> impl Iterator<Item = (&str, &Shape)> {
        let success = self.exchange(Question::KnownClient).and_then(answered);
        let success = success.filter(|(_, verdict)| *verdict == Verdict::Accepted);
        let members = success.and_then(|(shape, _)| match shape.body() {
            BodyShape::Json(body) => body.members(),
            _ => None,
        });
        members.into_iter().flatten().map(|(name, shape)| (name.as_str(), shape))
    }
}

/// The response and what the client made of it, if one came.
fn answered(exchange: &Exchange) -> Option<(&ResponseShape, Verdict)> {
    exchange.response().map(|response| (response, exchange.client()))
}

/// A response as it was recorded, with placeholders for its values.
fn recorded(shape: &ResponseShape) -> Response {
    let mut response = response::empty(shape.status());
    let headers = response.headers_mut();
    headers.extend(shape.media_type().map(|name| (CONTENT_TYPE, media_type(name))));
    for challenge in shape.challenges() {
        if let Ok(challenge) = HeaderValue::from_str(&text(challenge)) {
            headers.append(WWW_AUTHENTICATE, challenge);
        }
    }
    *response.body_mut() = match shape.body() {
        BodyShape::None => Body::empty(),
        BodyShape::Json(shape) => Body::from(shape.placeholder().to_string()),
        BodyShape::Html => Body::from("<html></html>"),
        // With a start that isn't JSON, and of the class that was recorded.
        BodyShape::Other(text) => Body::from(text.as_str()),
    };
    response
}

fn media_type(name: &'static str) -> HeaderValue {
    HeaderValue::from_static(if name.contains('/') { name } else { "application/x-other" })
}

fn text(ChallengeShape { scheme, parameters }: &ChallengeShape) -> String {
    let Some(parameters) = parameters else { return format!("{scheme} <unreadable>") };
    let parameters: Vec<_> =
        parameters.iter().map(|(name, value)| format!("{name}=\"{}\"", value.as_str())).collect();
    format!("{scheme} {}", parameters.join(", ")).trim_end().to_owned()
}
