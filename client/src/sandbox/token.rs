//! The token endpoint: the client credentials grant (RFC 6749, sections 2.3.1, 4.4, 5.1 and 5.2).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use axum::response::Response;
use axum::routing::post;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::body;
use super::store::Store;

/// Where tokens are handed out, under the instance's URL.
const PATH: &str = "/rest/oauth/v2/token";

pub(super) fn router(store: &Arc<Store>, lifetime: Duration) -> Router {
    Router::new().route(PATH, post(token)).with_state((Arc::clone(store), lifetime))
}

async fn token(State((store, lifetime)): State<(Arc<Store>, Duration)>, request: Request<Body>) -> Response {
    let (parts, mut body) = request.into_parts();
    let body = body::read(&mut body).await;
    store.lock().token_requests += 1;
    match body
        .map_err(|_| Refusal::INVALID_REQUEST)
        .and_then(|body| grant(&store, lifetime, &parts.headers, &body))
    {
        Ok(token) => reply(StatusCode::OK, &token),
        Err(refusal) => {
            let (status, error) = refusal.0;
            let mut response = reply(status, &json!({ "error": error, "error_description": refusal.1 }));
            if status == StatusCode::UNAUTHORIZED {
                let challenge = HeaderValue::from_static("Basic realm=\"sandbox\"");
                response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
            }
            response
        }
    }
}

/// A refusal in the words of RFC 6749, section 5.2: status, `error`, and what to tell a developer.
#[derive(Debug)]
struct Refusal((StatusCode, &'static str), &'static str);

impl Refusal {
    const INVALID_REQUEST: Self = Self(
        (StatusCode::BAD_REQUEST, "invalid_request"),
        "a form with one grant_type is expected, with each parameter once",
    );
    const INVALID_CLIENT: Self =
        Self((StatusCode::UNAUTHORIZED, "invalid_client"), "no such client, or not its secret");
    const UNAUTHORIZED_CLIENT: Self =
        Self((StatusCode::BAD_REQUEST, "unauthorized_client"), "the client isn't registered for this grant");
    const UNSUPPORTED_GRANT_TYPE: Self =
        Self((StatusCode::BAD_REQUEST, "unsupported_grant_type"), "only client_credentials is served");
}

fn grant(store: &Store, lifetime: Duration, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Refusal::INVALID_REQUEST);
    }
    let form = form(body).ok_or(Refusal::INVALID_REQUEST)?;
    let (id, secret) = credentials(headers).ok_or(Refusal::INVALID_CLIENT)?;
    let mut state = store.lock();
    let may = state.may_have_tokens(&id, secret.as_bytes()).ok_or(Refusal::INVALID_CLIENT)?;
    match form.get("grant_type").map(String::as_str) {
        None => return Err(Refusal::INVALID_REQUEST),
        Some("client_credentials") => {}
        Some(_) => return Err(Refusal::UNSUPPORTED_GRANT_TYPE),
    }
    if !may {
        return Err(Refusal::UNAUTHORIZED_CLIENT);
    }
    let token = state.lend_token(lifetime, HashSet::new());
    let mut reply = json!({
        "access_token": token.expose_secret(),
        "token_type": "Bearer",
        "expires_in": lifetime.as_secs(),
    });
    if let Some(scope) = form.get("scope") {
        reply["scope"] = json!(scope);
    }
    Ok(reply)
}

/// HTTP Basic, whose user and password are form-urlencoded (section 2.3.1).
fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (scheme, encoded) = value.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    Some((form_decoded(id)?, form_decoded(secret)?))
}

/// The parameters of a form, each of which may be there once (section 3.2).
fn form(body: &[u8]) -> Option<HashMap<String, String>> {
    let mut form = HashMap::new();
    for pair in std::str::from_utf8(body).ok()?.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if form.insert(form_decoded(name)?, form_decoded(value)?).is_some() {
            return None;
        }
    }
    Some(form)
}

fn form_decoded(text: &str) -> Option<String> {
    percent_decode_str(&text.replace('+', " ")).decode_utf8().ok().map(Into::into)
}

fn reply(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
