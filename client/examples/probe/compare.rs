//! What the document says, compared with a recording. Made from the recording alone, so it has no value of the server's.

use std::collections::BTreeMap;

use collibra_client_management::{
    operations,
    sandbox::recording::{BodyShape, Exchange, Question, Recording, ResponseShape, Shape, Verdict},
};

use crate::{differs, document};

pub(crate) struct Comparison {
    pub(crate) question: Question,
    pub(crate) findings: Vec<Finding>,
}

/// Something that isn't exactly as documented.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    NoResponse,
    /// Another status than this one.
    Status(u16),
    /// Another media type than this one.
    MediaType(&'static str),
    /// An optional member didn't come.
    Missing(String),
    Undocumented(String, &'static str),
    /// A member has this type, not that one.
    OtherType(String, &'static str, String),
    NoChallenge,
    /// No challenge has this scheme.
    Scheme(&'static str),
    /// No challenge of that scheme has this error code.
    ErrorCode(&'static str),
    /// A body where none is documented.
    UndocumentedBody(ErrorBody),
    /// The client didn't take it.
    Refused,
}

/// The form of an error's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorBody {
    /// The vendor's, of sibling APIs.
    Vendor,
    /// RFC 6749, section 5.2.
    Oauth,
    /// RFC 9457.
    Problem,
    OtherJson,
    Html,
    Other,
}

impl Finding {
    /// Whether it contradicts the document. Optional members may be missing.
    pub(crate) fn is_difference(&self) -> bool {
        !matches!(self, Self::Missing(_))
    }
}

pub(crate) fn all(recording: &Recording) -> Result<Vec<Comparison>, serde_json::Error> {
    let documented = document::members(operations::GET_CLIENT.path_template(), "get")?;
    let compare = |exchange: &Exchange| Comparison {
        question: exchange.question(),
        findings: match exchange.response() {
            None => vec![Finding::NoResponse],
            Some(response) => findings(exchange, response, &documented),
        },
    };
    Ok(recording.exchanges().iter().map(compare).collect())
}

/// 1 if a question has no response, 4 if a response differs, otherwise 0.
pub(crate) fn exit_code(recording: &Recording, comparisons: &[Comparison]) -> u8 {
    if recording.exchanges().iter().any(|exchange| exchange.response().is_none()) {
        1
    } else if differs(comparisons) {
        4
    } else {
        0
    }
}

fn findings(
    exchange: &Exchange,
    response: &ResponseShape,
    documented: &BTreeMap<String, String>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let expected = match exchange.question() {
        Question::TokenByHeader | Question::TokenByForm | Question::KnownClient => 200,
        _ => 401,
    };
    if response.status().as_u16() != expected {
        findings.push(Finding::Status(expected));
    }
    match (expected, exchange.question()) {
        (401, question) => refusal(question, response, &mut findings),
        (_, Question::KnownClient) if response.status().is_success() => {
            success(response, documented, &mut findings)
        }
        // RFC 6749, section 5.1, allows members of the server's own.
        _ => {}
    }
    if expected == 200 && exchange.client() != Verdict::Accepted {
        findings.push(Finding::Refused);
    }
    findings
}

fn success(response: &ResponseShape, documented: &BTreeMap<String, String>, findings: &mut Vec<Finding>) {
    if response.media_type() != Some("application/json") {
        findings.push(Finding::MediaType("application/json"));
    }
    let BodyShape::Json(Shape::Object(members)) = response.body() else { return };
    for (name, shape) in members {
        match documented.get(name) {
            None => findings.push(Finding::Undocumented(name.clone(), shape.json_type())),
            Some(json_type) if !is_of_type(shape, json_type) => {
                findings.push(Finding::OtherType(name.clone(), shape.json_type(), json_type.clone()));
            }
            Some(_) => {}
        }
    }
    let missing = documented.keys().filter(|name| !members.contains_key(*name));
    findings.extend(missing.cloned().map(Finding::Missing));
}

fn is_of_type(shape: &Shape, json_type: &str) -> bool {
    let found = shape.json_type();
    json_type == "any" || found == json_type || (json_type == "number" && found == "integer")
}

fn refusal(question: Question, response: &ResponseShape, findings: &mut Vec<Finding>) {
    // The document names the header for a 401 only.
    if response.status().as_u16() == 401 {
        let mut bearer =
            response.challenges().iter().filter(|challenge| challenge.scheme == "Bearer").peekable();
        if response.challenges().is_empty() {
            findings.push(Finding::NoChallenge);
        } else if bearer.peek().is_none() {
            findings.push(Finding::Scheme("Bearer"));
        // RFC 6750, section 3.1: no code where no token was sent.
        } else if question != Question::NoToken {
            let codes = bearer.flat_map(|challenge| challenge.parameters.iter().flatten());
            let mut codes = codes.filter_map(|(name, value)| (*name == "error").then_some(value.as_str()));
            if !codes.any(|code| code == "invalid_token") {
                findings.push(Finding::ErrorCode("invalid_token"));
            }
        }
    }
    findings.extend(error_body(response).map(Finding::UndocumentedBody));
}

/// The form of the body, if there is one.
pub(crate) fn error_body(response: &ResponseShape) -> Option<ErrorBody> {
    let members = match response.body() {
        BodyShape::None => return None,
        BodyShape::Html => return Some(ErrorBody::Html),
        BodyShape::Json(Shape::Object(members)) => members,
        BodyShape::Json(_) => return Some(ErrorBody::OtherJson),
        _ => return Some(ErrorBody::Other),
    };
    let has = |name| members.contains_key(name);
    Some(if has("errorCode") || has("titleMessage") || has("userMessage") {
        ErrorBody::Vendor
    } else if has("error") {
        ErrorBody::Oauth
    } else if has("title") && (has("detail") || has("status")) {
        ErrorBody::Problem
    } else {
        ErrorBody::OtherJson
    })
}
