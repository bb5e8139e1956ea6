//! Keeps a provider's token until shortly before it expires, and lets one call at a time fetch the next.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Mutex, time::Instant};

use super::{
    credentials::Authorization,
    token_provider::{AccessToken, TokenProvider},
};
use crate::{Error, ErrorKind};

/// A provider and its latest token.
pub(crate) struct TokenCache {
    provider: Arc<dyn TokenProvider>,
    /// Locked while a token is fetched: every other call that needs one waits for it.
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Arc<Token>>,
    /// The latest failure and its time: the calls that were waiting then share it.
    failure: Option<(Instant, Failure)>,
}

/// A token as it is sent.
pub(crate) struct Token {
    pub(crate) authorization: Authorization,
    /// When it was fetched. The calls that waited for it use it, however short its lifetime.
    fetched: Instant,
    /// When to fetch the next.
    stale_at: Option<Instant>,
}

/// Why there is no token. Shared by the calls that waited for it.
type Failure = Arc<dyn std::error::Error + Send + Sync>;

/// A token is replaced this long before it expires, or after nine tenths of its lifetime if that is later.
const MARGIN: Duration = Duration::from_secs(30);

impl TokenCache {
    pub(crate) fn new(provider: Arc<dyn TokenProvider>) -> Self {
        Self { provider, state: Mutex::default() }
    }

    /// The current token, or a new one if there is none, it is stale, or it is the one that a server refused.
    ///
    /// # Errors
    /// The provider's failure.
    pub(crate) async fn token(&self, refused: Option<&Arc<Token>>) -> Result<Arc<Token>, Error> {
        let arrived = Instant::now();
        let mut state = self.state.lock().await;
        if let Some(token) = &state.current
            && (token.fetched >= arrived || token.stale_at.is_none_or(|stale_at| Instant::now() < stale_at))
            && refused.is_none_or(|refused| !Arc::ptr_eq(refused, token))
        {
            return Ok(Arc::clone(token));
        }
        if let Some((at, failure)) = &state.failure
            && *at >= arrived
        {
            return Err(provider_error(Arc::clone(failure)));
        }
        tracing::debug!(refused = refused.is_some(), "fetching an access token");
        state.current = None;
        let asked = Instant::now();
        match self.provider.token().await.and_then(|token| Ok(Token::new(&token, asked)?)) {
            Ok(token) => {
                let token = Arc::new(token);
                state.current = Some(Arc::clone(&token));
                state.failure = None;
                Ok(token)
            }
            Err(failure) => {
                let failure = Failure::from(failure);
                state.failure = Some((Instant::now(), Arc::clone(&failure)));
                tracing::warn!("fetching an access token failed");
                Err(provider_error(failure))
            }
        }
    }
}

impl Token {
    fn new(token: &AccessToken, asked: Instant) -> Result<Self, Error> {
        // The lifetime began when the token was issued: at the earliest, when it was asked for.
        let life = |lifetime: Duration| lifetime.saturating_sub(MARGIN).max(lifetime / 10 * 9);
        let stale_at = token.expires_in.and_then(|lifetime| asked.checked_add(life(lifetime)));
        let fetched = Instant::now();
        Ok(Self { authorization: Authorization::bearer(&token.token)?, fetched, stale_at })
    }
}

fn provider_error(failure: Failure) -> Error {
    Error::new(ErrorKind::TokenProvider, None, "the token provider failed; nothing was sent")
        .with_shared_source(failure)
}
