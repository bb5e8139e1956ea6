//! The token endpoint: the client credentials grant (RFC 6749, sections 2.3.1, 4.4, 5.1 and 5.2).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, PRAGMA, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use axum::response::Response;
use axum::routing::post;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::store::Store;
use super::{body, refusal};
use crate::instance::TOKEN_PATH;

pub(super) fn router(store: &Arc<Store>, lifetime: Duration) -> Router {
    Router::new().route(TOKEN_PATH, post(token)).with_state((Arc::clone(store), lifetime))
}

async fn token(State((store, lifetime)): State<(Arc<Store>, Duration)>, request: Request<Body>) -> Response {
    let (parts, mut body) = request.into_parts();
    let granted = match body::read(&mut body).await {
        Ok(form) => grant(&store, lifetime, &parts.headers, &form),
        Err(unread) => {
            body::discard(body);
            Err(if unread == refusal::Refusal::BodyTooLarge { TOO_LARGE } else { INVALID_REQUEST })
        }
    };
    match granted {
        Ok(token) => reply(StatusCode::OK, &token),
        Err(Refusal { status, error, error_description }) => {
            let mut response =
                reply(status, &json!({ "error": error, "error_description": error_description }));
            if status == StatusCode::UNAUTHORIZED {
                let challenge = HeaderValue::from_static("Basic realm=\"sandbox\"");
                response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
            }
            response
        }
    }
}

/// A refusal in the words of RFC 6749, section 5.2.
#[derive(Debug)]
struct Refusal {
    status: StatusCode,
    error: &'static str,
    error_description: &'static str,
}

const INVALID_REQUEST: Refusal = Refusal {
    status: StatusCode::BAD_REQUEST,
    error: "invalid_request",
    error_description: "a form with one grant_type is expected, and each parameter once",
};
const TOO_LARGE: Refusal = Refusal {
    status: StatusCode::PAYLOAD_TOO_LARGE,
    error: "invalid_request",
    error_description: "the body is larger than 1 MiB",
};
const TWO_AUTHENTICATIONS: Refusal = Refusal {
    status: StatusCode::BAD_REQUEST,
    error: "invalid_request",
    error_description: "the client authenticates in two ways, by header and in the body",
};
const INVALID_CLIENT: Refusal = Refusal {
    status: StatusCode::UNAUTHORIZED,
    error: "invalid_client",
    error_description: "no such client, or not its secret: HTTP Basic with both is expected",
};
const UNAUTHORIZED_CLIENT: Refusal = Refusal {
    status: StatusCode::BAD_REQUEST,
    error: "unauthorized_client",
    error_description: "the client isn't registered for this grant",
};
const UNSUPPORTED_GRANT_TYPE: Refusal = Refusal {
    status: StatusCode::BAD_REQUEST,
    error: "unsupported_grant_type",
    error_description: "only client_credentials is served",
};

fn grant(store: &Store, lifetime: Duration, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    if !body::is_of_type(headers, "application/x-www-form-urlencoded") {
        return Err(INVALID_REQUEST);
    }
    let form = form(body).ok_or(INVALID_REQUEST)?;
    // Section 2.3: one method of authentication a request.
    if headers.contains_key(AUTHORIZATION) && form.contains_key("client_secret") {
        return Err(TWO_AUTHENTICATIONS);
    }
    let (id, secret) = credentials(headers).ok_or(INVALID_CLIENT)?;
    let mut state = store.lock();
    let may = state.may_have_tokens(&id, secret.as_bytes()).ok_or(INVALID_CLIENT)?;
    match form.get("grant_type").map(String::as_str) {
        None => return Err(INVALID_REQUEST),
        Some("client_credentials") => {}
        Some(_) => return Err(UNSUPPORTED_GRANT_TYPE),
    }
    if !may {
        return Err(UNAUTHORIZED_CLIENT);
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

/// The parameters of a form, each of which may be there once. One without a value counts as left out (section 3.2).
fn form(body: &[u8]) -> Option<HashMap<String, String>> {
    let mut form = HashMap::new();
    for pair in std::str::from_utf8(body).ok()?.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if form.insert(form_decoded(name)?, form_decoded(value)?).is_some() {
            return None;
        }
    }
    form.retain(|_, value| !value.is_empty());
    Some(form)
}

fn form_decoded(text: &str) -> Option<String> {
    percent_decode_str(&text.replace('+', " ")).decode_utf8().ok().map(Into::into)
}

fn reply(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // Section 5.1 asks for both.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
