//! Who may do what: bearer tokens (RFC 6750) and the clients they don't cover.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, header::AUTHORIZATION};

use super::refusal::Refusal;
use crate::Secret;

/// The tokens that a sandbox has issued.
#[derive(Default)]
pub(super) struct Tokens(Vec<Token>);

/// A valid token: allowed on every client but those it is denied.
pub(super) struct Token {
    value: Secret,
    denied: HashSet<String>,
    /// When it is valid no more. A token of the token endpoint has such a time, one of the sandbox's handle hasn't.
    expires: Option<Instant>,
}

impl Tokens {
    pub(super) fn issue(&mut self, value: Secret, denied: HashSet<String>) {
        self.0.push(Token { value, denied, expires: None });
    }

    /// A token for so long; those whose time is over are forgotten.
    pub(super) fn lend(&mut self, value: Secret, denied: HashSet<String>, lifetime: Duration) {
        let now = Instant::now();
        self.0.retain(|token| token.is_valid(now));
        let expires = now.checked_add(lifetime);
        self.0.push(Token { value, denied, expires });
    }

    /// Takes back every token that was lent.
    pub(super) fn revoke_lent(&mut self) {
        self.0.retain(|token| token.expires.is_none());
    }

    /// The token with these bytes. Every token is looked at to its end, so that the time tells nothing.
    pub(super) fn find(&self, presented: &[u8]) -> Option<&Token> {
        let now = Instant::now();
        self.0.iter().filter(|token| token.is_valid(now)).fold(None, |found, token| {
            if is_same(token.value.expose_secret().as_bytes(), presented) { Some(token) } else { found }
        })
    }
}

impl Token {
    fn is_valid(&self, now: Instant) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }

    pub(super) fn allows(&self, client_id: &str) -> bool {
        !self.denied.contains(client_id)
    }
}

/// Looks at both to their end, so that the time tells nothing but the length.
pub(super) fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differing, (a, b)| differing | (a ^ b)) == 0
}

/// The bearer token of a request.
///
/// Another scheme is as good as no token; more than one header, or a scheme without a token, is a bad one.
pub(super) fn bearer_token(headers: &HeaderMap) -> Result<&[u8], Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(Refusal::NoToken)?.as_bytes();
    if values.next().is_some() {
        return Err(Refusal::InvalidToken);
    }
    let scheme_ends = value.iter().position(|&byte| byte == b' ').unwrap_or(value.len());
    let (scheme, token) = value.split_at(scheme_ends);
    if !scheme.eq_ignore_ascii_case(b"Bearer") {
        return Err(Refusal::NoToken);
    }
    match token.trim_ascii() {
        b"" => Err(Refusal::InvalidToken),
        token => Ok(token),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(values: &[&str]) -> HeaderMap {
        let values = values.iter().map(|value| HeaderValue::from_bytes(value.as_bytes()).unwrap());
        values.map(|value| (AUTHORIZATION, value)).collect()
    }

    #[test]
    fn the_token_is_what_follows_the_bearer_scheme() {
        for (value, token) in [
            ("Bearer abc", "abc"),
            ("bEARER   abc", "abc"),
            ("Bearer a b", "a b"),
            ("Bearer \u{e9}", "\u{e9}"),
        ] {
            assert_eq!(bearer_token(&headers(&[value])), Ok(token.as_bytes()), "{value}");
        }
    }

    #[test]
    fn another_scheme_is_no_token_and_a_doubtful_one_is_invalid() {
        let cases: &[(&[&str], Refusal)] = &[
            (&[], Refusal::NoToken),
            (&[""], Refusal::NoToken),
            (&["Basic YTpi"], Refusal::NoToken),
            (&["Bearerabc"], Refusal::NoToken),
            (&["abc"], Refusal::NoToken),
            (&["Bearer"], Refusal::InvalidToken),
            (&["Bearer  "], Refusal::InvalidToken),
            (&["Bearer abc", "Bearer abc"], Refusal::InvalidToken),
            (&["Basic YTpi", "Bearer abc"], Refusal::InvalidToken),
        ];
        for (values, refusal) in cases {
            assert_eq!(bearer_token(&headers(values)).as_ref(), Err(refusal), "{values:?}");
        }
    }

    #[test]
    fn a_token_is_found_whole_or_not_at_all() {
        let mut tokens = Tokens::default();
        tokens.issue("first".to_owned().into(), HashSet::new());
        tokens.issue("second".to_owned().into(), HashSet::from(["a".to_owned()]));

        assert!(tokens.find(b"first").is_some_and(|token| token.allows("a") && token.allows("b")));
        assert!(tokens.find(b"second").is_some_and(|token| !token.allows("a") && token.allows("b")));
        for presented in ["", "f", "firs", "first ", "First", "firsu"] {
            assert!(tokens.find(presented.as_bytes()).is_none(), "{presented:?}");
        }
    }
}
