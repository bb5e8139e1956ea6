//! Reads a token endpoint's response (RFC 6749, sections 5.1 and 5.2).

use std::time::Duration;

use reqwest::{StatusCode, header::HeaderMap};
use serde::Deserialize;
use serde_json::Value;

use super::{token_error::TokenError, token_provider::AccessToken};
use crate::{
    DecodeError, Secret,
    error::{Hidden, media_type, presentable, retry_after},
};

/// The members of both responses.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Members {
    access_token: Option<Secret>,
    token_type: Option<String>,
    expires_in: Option<Value>,
    error: Option<String>,
    error_description: Option<String>,
}

pub(crate) fn read(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    hidden: &Hidden<'_>,
) -> Result<AccessToken, TokenError> {
    let members = members(body);
    if let Ok(Members { error: Some(error), error_description, .. }) = &members {
        return Err(TokenError::Refused {
            status,
            error: presentable(error, hidden),
            description: error_description.as_ref().map(|description| presentable(description, hidden)),
            retry_after: retry_after(headers),
        });
    }
    let came = format!("{}, {} bytes", media_type(headers), body.len());
    if status != StatusCode::OK {
        return Err(TokenError::UnexpectedStatus { status, body: came, retry_after: retry_after(headers) });
    }
    let malformed = |what: &str| TokenError::Malformed { reason: format!("{what} ({came})") };
    let members = members.map_err(|what| malformed(&what))?;
    let token = members.access_token.ok_or_else(|| malformed("`access_token` is missing"))?;
    let token_type = members.token_type.ok_or_else(|| malformed("`token_type` is missing"))?;
    if !token_type.eq_ignore_ascii_case("bearer") {
        let secrets = [hidden.secrets, &[token]].concat();
        let token_type = presentable(&token_type, &Hidden { secrets: &secrets, ..*hidden });
        return Err(TokenError::UnsupportedType { token_type });
    }
    let token = AccessToken::new(token);
    match members.expires_in {
        None => Ok(token),
        Some(value) => match lifetime(&value) {
            Some(lifetime) => Ok(token.expires_in(lifetime)),
            None => Err(malformed("`expires_in` isn't a number of seconds")),
        },
    }
}

/// # Errors
/// What is wrong with the body, without a word of it.
fn members(body: &[u8]) -> Result<Members, String> {
    // serde also takes an array for a struct.
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err("the body isn't a JSON object".to_owned());
    }
    serde_json::from_slice(body).map_err(|error| DecodeError::from(&error).to_string())
}

/// A number of seconds, also as a string, as some servers send it.
fn lifetime(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    Duration::try_from_secs_f64(seconds?).ok()
}
