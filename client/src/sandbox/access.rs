//! Access control: bearer tokens (RFC 6750) and the clients that they aren't allowed on.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, header::AUTHORIZATION};

use super::refusal::Refusal;
use crate::Secret;

/// The tokens that a sandbox has issued.
#[derive(Default)]
pub(super) struct Tokens(HashMap<String, Token>);

/// A token, allowed on every client except `denied`.
pub(super) struct Token {
    denied: HashSet<String>,
    issued: Instant,
    /// How long it is valid. Only a token of the token endpoint has a lifetime.
    lifetime: Option<Duration>,
}

impl Tokens {
    /// Adds a token, and drops those that have expired.
    pub(super) fn issue(&mut self, value: &Secret, denied: HashSet<String>, lifetime: Option<Duration>) {
        self.0.retain(|_, token| token.is_valid());
        let token = Token { denied, issued: Instant::now(), lifetime };
        self.0.insert(value.expose_secret().to_owned(), token);
    }

    /// Revokes every token that has a lifetime.
    pub(super) fn revoke(&mut self) {
        self.0.retain(|_, token| token.lifetime.is_none());
    }

    /// The valid token with these bytes.
    pub(super) fn find(&self, presented: &[u8]) -> Option<&Token> {
        self.0.get(str::from_utf8(presented).ok()?).filter(|token| token.is_valid())
    }
}

impl Token {
    fn is_valid(&self) -> bool {
        self.lifetime.is_none_or(|lifetime| self.issued.elapsed() < lifetime)
    }

    pub(super) fn allows(&self, client_id: &str) -> bool {
        !self.denied.contains(client_id)
    }
}

/// The bearer token of a request.
///
/// Another scheme counts as no token; more than one header, or a scheme without a token, as an invalid one.
pub(super) fn bearer_token(headers: &HeaderMap) -> Result<&[u8], Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(Refusal::NO_TOKEN)?.as_bytes();
    if values.next().is_some() {
        return Err(Refusal::INVALID_TOKEN);
    }
    let scheme_ends = value.iter().position(|&byte| byte == b' ').unwrap_or(value.len());
    let (scheme, token) = value.split_at(scheme_ends);
    if !scheme.eq_ignore_ascii_case(b"Bearer") {
        return Err(Refusal::NO_TOKEN);
    }
    match token.trim_ascii() {
        b"" => Err(Refusal::INVALID_TOKEN),
        token => Ok(token),
    }
}
