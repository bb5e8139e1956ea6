//! The token endpoint: the client credentials grant (RFC 6749, sections 2.3.1, 4.4, 5.1 and 5.2).

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, PRAGMA};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::store::Store;
use super::{body, response};

/// The response to a request for a token.
pub(super) async fn respond(
    store: &Store,
    lifetime: Duration,
    headers: &HeaderMap,
    mut body: Body,
) -> Response {
    if let Some(recorded) = store.lock().replay.token(headers.contains_key(AUTHORIZATION)) {
        body::discard(body);
        return recorded;
    }
    let form = body::read(&mut body).await;
    if form.is_err() {
        body::discard(body);
    }
    let granted = form.and_then(|form| grant(store, lifetime, headers, &form));
    let mut response = match granted {
        Ok(token) => response::json(StatusCode::OK, &token),
        Err(refusal) => refusal.into_response(),
    };
    // In addition to `cache-control`: RFC 6749, section 5.1, asks for both.
    response.headers_mut().insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

const NOT_ONE_GRANT: &str = "a form with one grant_type is expected, and each parameter once";
const TWO_AUTHENTICATIONS: &str = "the client authenticates in two ways, by header and in the body";

fn grant(store: &Store, lifetime: Duration, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    if !body::is_of_type(headers, "application/x-www-form-urlencoded") {
        return Err(Refusal::invalid_request(NOT_ONE_GRANT));
    }
    let form = form(body).ok_or_else(|| Refusal::invalid_request(NOT_ONE_GRANT))?;
    // Section 2.3: one method of authentication per request.
    if headers.contains_key(AUTHORIZATION) && form.contains_key("client_secret") {
        return Err(Refusal::invalid_request(TWO_AUTHENTICATIONS));
    }
    let in_body = || {
        let member = |name| form.get(name).map(|value| value.clone().into_owned());
        Some((member("client_id")?, member("client_secret")?))
    };
    let (id, secret) = basic(headers).or_else(in_body).ok_or(Refusal::INVALID_CLIENT)?;
    let mut state = store.lock();
    let may = state.may_have_tokens(&id, &secret).ok_or(Refusal::INVALID_CLIENT)?;
    match form.get("grant_type").map(AsRef::as_ref) {
        None => return Err(Refusal::invalid_request(NOT_ONE_GRANT)),
        Some("client_credentials") => {}
        Some(_) => return Err(Refusal::UNSUPPORTED_GRANT_TYPE),
    }
    if !may {
        return Err(Refusal::UNAUTHORIZED_CLIENT);
    }
    let token = state.issue_token(HashSet::new(), Some(lifetime));
    let mut granted = json!({
        "access_token": token.expose_secret(),
        "token_type": "Bearer",
        "expires_in": lifetime.as_secs(),
    });
    if let Some(scope) = form.get("scope") {
        granted["scope"] = json!(scope);
    }
    Ok(granted)
}

/// HTTP Basic, whose user and password are form-urlencoded (section 2.3.1): but for the colon, a form of one
/// parameter.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (scheme, encoded) = value.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let mut pair = STANDARD.decode(encoded.trim()).ok()?;
    *pair.iter_mut().find(|byte| **byte == b':')? = b'=';
    let mut pairs = form_urlencoded::parse(&pair);
    let (Some((id, secret)), None) = (pairs.next(), pairs.next()) else { return None };
    Some((id.into_owned(), secret.into_owned()))
}

/// The parameters of a form, each of which may occur once. One without a value counts as omitted (section 3.2).
fn form(body: &[u8]) -> Option<HashMap<Cow<'_, str>, Cow<'_, str>>> {
    let mut form = HashMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        // What isn't UTF-8 has been replaced by this character.
        let is_damaged =
            name.contains(char::REPLACEMENT_CHARACTER) || value.contains(char::REPLACEMENT_CHARACTER);
        if is_damaged || form.insert(name, value).is_some() {
            return None;
        }
    }
    form.retain(|_, value| !value.is_empty());
    Some(form)
}
