//! The report's words.

use std::fmt::Write as _;

use collibra_client_management::{
    DecodeError,
    sandbox::recording::{
        BodyShape, ChallengeShape, Exchange, Question, Recording, Shape, TextShape, Verdict,
    },
};
use serde_json::{Value, json};

use crate::compare::{Comparison, ErrorBody, Finding, error_body, exit_code};

pub(crate) fn text(recording: &Recording, comparisons: &[Comparison], skipped: &[Question]) -> String {
    let mut text = String::new();
    for (exchange, comparison) in recording.exchanges().iter().zip(comparisons) {
        let _ = writeln!(text, "{}: {}", name(exchange.question()), came(exchange));
        for finding in &comparison.findings {
            if let Some(sentence) = sentence(finding) {
                let _ = writeln!(text, "  differs: {sentence}");
            }
        }
        // These may be many.
        let undocumented = names(comparison, |finding| match finding {
            Finding::Undocumented(name, found) => Some(format!("{name} ({found})")),
            _ => None,
        });
        let missing = names(comparison, |finding| match finding {
            Finding::Missing(name) => Some(name.clone()),
            _ => None,
        });
        if let Some(names) = undocumented {
            let _ = writeln!(text, "  differs: not documented: {names}");
        }
        if let Some(names) = missing {
            let _ = writeln!(text, "  note: optional, and missing: {names}");
        }
    }
    for question in skipped {
        let _ = writeln!(text, "{}: not asked", name(*question));
    }
    let all = comparisons.iter().flat_map(|comparison| &comparison.findings);
    let _ = match (exit_code(recording, comparisons), all.filter(|finding| finding.is_difference()).count()) {
        (0, _) => writeln!(text, "As documented, as far as it was asked."),
        (1, _) => writeln!(text, "Failed: not every request was answered."),
        (_, 1) => writeln!(text, "1 difference from the document."),
        (_, count) => writeln!(text, "{count} differences from the document."),
    };
    let (_, unregistered) = recording.kept();
    if !unregistered.is_empty() {
        let _ = writeln!(text, "Names of the server's own in the recording: {}", unregistered.join(", "));
    }
    text
}

fn names(comparison: &Comparison, name: impl Fn(&Finding) -> Option<String>) -> Option<String> {
    let names: Vec<_> = comparison.findings.iter().filter_map(name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

pub(crate) fn json(recording: &Recording, comparisons: &[Comparison], skipped: &[Question]) -> Value {
    let recorded: Value = serde_json::from_str(&recording.to_json()).unwrap_or_default();
    let findings = |comparison: &Comparison| {
        let findings: Vec<_> = comparison.findings.iter().map(finding_json).collect();
        json!({ "question": comparison.question.as_str(), "findings": findings })
    };
    json!({
        "recording": recorded,
        "comparisons": comparisons.iter().map(findings).collect::<Vec<_>>(),
        "not_asked": skipped.iter().map(|question| question.as_str()).collect::<Vec<_>>(),
        "exit_code": exit_code(recording, comparisons),
    })
}

fn finding_json(finding: &Finding) -> Value {
    let rule = match finding {
        Finding::NoResponse => json!({ "rule": "no_response" }),
        Finding::Status(expected) => json!({ "rule": "status", "documented": expected }),
        Finding::MediaType(expected) => json!({ "rule": "media_type", "documented": expected }),
        Finding::Missing(name) => json!({ "rule": "missing", "member": name }),
        Finding::Undocumented(name, found) => {
            json!({ "rule": "undocumented", "member": name, "type": found })
        }
        Finding::OtherType(name, found, documented) => {
            json!({ "rule": "other_type", "member": name, "type": found, "documented": documented })
        }
        Finding::NoChallenge => json!({ "rule": "no_challenge" }),
        Finding::Scheme(expected) => json!({ "rule": "scheme", "documented": expected }),
        Finding::ErrorCode(expected) => json!({ "rule": "error_code", "documented": expected }),
        Finding::UndocumentedBody(form) => json!({ "rule": "undocumented_body", "form": form_name(*form) }),
        Finding::Refused => json!({ "rule": "refused_by_the_client" }),
    };
    let mut rule = rule;
    rule["difference"] = json!(finding.is_difference());
    rule
}

fn name(question: Question) -> &'static str {
    match question {
        Question::TokenByHeader => "A token, credentials in the header",
        Question::TokenByForm => "A token, credentials in the form",
        Question::KnownClient => "A registered client",
        Question::InvalidToken => "A client, with an invalid token",
        Question::NoToken => "A client, without a token",
        Question::UnknownClient => "A client that doesn't exist",
        _ => "Something else",
    }
}

fn came(exchange: &Exchange) -> String {
    let verdict = match exchange.client() {
        Verdict::Accepted => "the client takes it".to_owned(),
        Verdict::Refused { kind, why: Some(why), .. } => {
            format!("an error for the client: {kind}, {}", DecodeError::from(why))
        }
        Verdict::Refused { kind, .. } => format!("an error for the client: {kind}"),
        _ => "unknown to the client".to_owned(),
    };
    let took = exchange.took().as_millis();
    let Some(response) = exchange.response() else {
        return format!("no response in {took} ms; {verdict}");
    };
    let body = match (response.body(), error_body(response)) {
        (BodyShape::Json(Shape::Object(members)), _) if response.status().is_success() => {
            format!("{} members", members.len())
        }
        (_, None) => "no body".to_owned(),
        (_, Some(form)) => form_words(form).to_owned(),
    };
    let challenges: Vec<_> = response.challenges().iter().map(challenge).collect();
    let challenges = if challenges.is_empty() {
        String::new()
    } else {
        format!(", challenge {}", challenges.join(" and "))
    };
    let media_type = response.media_type().map(|name| format!(" {name}")).unwrap_or_default();
    format!("{}{media_type} in {took} ms{challenges}, {body}; {verdict}", response.status().as_u16())
}

fn challenge(ChallengeShape { scheme, parameters, .. }: &ChallengeShape) -> String {
    let Some(parameters) = parameters else { return format!("{scheme} (can't be parsed)") };
    let parameter = |(name, value): &(&str, TextShape)| {
        value.error_code().map_or_else(|| (*name).to_owned(), |code| format!("{name}={code}"))
    };
    let parameters: Vec<_> = parameters.iter().map(parameter).collect();
    format!("{scheme} {}", parameters.join(", ")).trim_end().to_owned()
}

fn form_name(form: ErrorBody) -> &'static str {
    match form {
        ErrorBody::Vendor => "vendor",
        ErrorBody::Oauth => "rfc6749",
        ErrorBody::Problem => "rfc9457",
        ErrorBody::OtherJson => "json",
        ErrorBody::Html => "html",
        ErrorBody::Other => "other",
    }
}

fn form_words(form: ErrorBody) -> &'static str {
    match form {
        ErrorBody::Vendor => "the error body of the vendor's other APIs",
        ErrorBody::Oauth => "an error body of RFC 6749",
        ErrorBody::Problem => "an error body of RFC 9457",
        ErrorBody::OtherJson => "a JSON body of another form",
        ErrorBody::Html => "an HTML page",
        ErrorBody::Other => "a body that is neither JSON nor HTML",
    }
}

/// What differs, in words; members by themselves are listed in one line.
fn sentence(finding: &Finding) -> Option<String> {
    Some(match finding {
        Finding::Missing(_) | Finding::Undocumented(..) => return None,
        Finding::NoResponse => "no response".to_owned(),
        Finding::Status(expected) => format!("{expected} is documented for this"),
        Finding::MediaType(expected) => format!("{expected} is documented"),
        Finding::OtherType(name, found, documented) => {
            format!("{name} is of the type {found}, {documented} is documented")
        }
        Finding::NoChallenge => "no challenge (WWW-Authenticate)".to_owned(),
        Finding::Scheme(expected) => format!("no {expected} challenge"),
        Finding::ErrorCode(expected) => format!("the challenge has no error={expected}"),
        Finding::UndocumentedBody(form) => {
            format!("no body is documented, but there is {}", form_words(*form))
        }
        Finding::Refused => "the client doesn't take it as a success".to_owned(),
    })
}
