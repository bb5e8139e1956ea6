//! Keeps a provider's token until it expires. The next one is fetched once for all calls, in a task of its own, so that
//! a call that is dropped or runs out of time takes no other call's token with it.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{sync::watch, time::Instant};

use super::{
    credentials::Authorization,
    token_provider::{AccessToken, TokenProvider},
};
use crate::{Error, pipeline::Retry};

/// A provider and its latest token.
pub(crate) struct TokenCache(Arc<Shared>);

struct Shared {
    provider: Arc<dyn TokenProvider>,
    /// For each request to the provider.
    timeout: Duration,
    retry: Retry,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Arc<Token>>,
    /// The fetch in progress. Its channel is closed if its task ended early: it panicked, or its runtime was shut down.
    fetch: Option<Fetch>,
    /// When a call may start fetching the next token while the current one is still valid.
    refresh_at: Option<Instant>,
}

type Fetch = watch::Receiver<Option<Result<Arc<Token>, Failure>>>;

/// A token as it is sent.
pub(crate) struct Token {
    pub(crate) authorization: Authorization,
    expires_at: Option<Instant>,
    /// How long before its expiry the next one is fetched.
    margin: Duration,
}

/// Why there is no token. Shared by the calls that waited for it.
#[derive(Clone)]
struct Failure {
    message: &'static str,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// The next token is fetched this long before the current one expires, or after nine tenths of its lifetime if that is
/// later.
const MARGIN: Duration = Duration::from_secs(30);

/// Into how many parts the margin is divided by refreshes that fail: one per part.
const REFRESHES: u32 = 5;

impl TokenCache {
    pub(crate) fn new(provider: Arc<dyn TokenProvider>, timeout: Duration, retry: Retry) -> Self {
        Self(Arc::new(Shared { provider, timeout, retry, state: Mutex::default() }))
    }

    /// The current token if it is valid and isn't the one that a server refused; otherwise a new one.
    ///
    /// # Errors
    /// The provider's failure.
    pub(crate) async fn token(&self, refused: Option<&Arc<Token>>) -> Result<Arc<Token>, Error> {
        let mut fetch = match self.0.valid_or_fetch(refused) {
            Ok(token) => return Ok(token),
            Err(fetch) => fetch,
        };
        match fetch.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(Ok(token))) => Ok(Arc::clone(token)),
            Ok(Some(Err(failure))) => Err(failure.to_error()),
            Ok(None) | Err(_) => {
                Err(Error::token_provider("the token provider panicked, or its runtime was shut down"))
            }
        }
    }
}

impl Shared {
    /// A valid token, or the fetch to wait for.
    fn valid_or_fetch(self: &Arc<Self>, refused: Option<&Arc<Token>>) -> Result<Arc<Token>, Fetch> {
        let mut state = self.lock();
        let now = Instant::now();
        let valid = state.current.clone().filter(|token| {
            token.expires_at.is_none_or(|at| now < at)
                && refused.is_none_or(|refused| !Arc::ptr_eq(refused, token))
        });
        let in_progress = state.fetch.clone().filter(|fetch| fetch.has_changed().is_ok());
        match (valid, in_progress) {
            (Some(token), in_progress) => {
                if in_progress.is_none() && state.refresh_at.is_some_and(|at| now >= at) {
                    self.fetch(&mut state, false);
                }
                Ok(token)
            }
            (None, Some(fetch)) => Err(fetch),
            (None, None) => Err(self.fetch(&mut state, refused.is_some())),
        }
    }

    /// Starts fetching a token.
    fn fetch(self: &Arc<Self>, state: &mut State, refused: bool) -> Fetch {
        tracing::debug!(refused, "fetching an access token");
        if refused {
            state.current = None;
        }
        // Unless this fetch succeeds, it isn't every call that begins another.
        let pause = state.current.as_ref().map(|token| token.margin / REFRESHES);
        state.refresh_at = pause.and_then(|pause| Instant::now().checked_add(pause));
        let (sender, fetch) = watch::channel(None);
        state.fetch = Some(fetch.clone());
        let shared = Arc::clone(self);
        tokio::spawn(async move {
            let fetched = shared.request().await;
            let mut state = shared.lock();
            state.fetch = None;
            match &fetched {
                Ok(token) => {
                    state.refresh_at = token.expires_at.and_then(|at| at.checked_sub(token.margin));
                    state.current = Some(Arc::clone(token));
                }
                Err(_) => tracing::warn!("fetching an access token failed"),
            }
            drop(state);
            sender.send_replace(Some(fetched));
        });
        fetch
    }

    /// The provider's next token, with retries.
    async fn request(&self) -> Result<Arc<Token>, Failure> {
        let mut retries = self.retry.start();
        loop {
            let asked = Instant::now();
            let token = tokio::time::timeout(self.timeout, self.provider.token()).await;
            let failure = match token.map(|token| token.and_then(|token| Ok(Token::new(&token, asked)?))) {
                Ok(Ok(token)) => {
                    retries.answered();
                    return Ok(Arc::new(token));
                }
                Ok(Err(error)) => {
                    Failure { message: "the token provider failed", source: Some(error.into()) }
                }
                Err(_) => Failure { message: "the token provider timed out", source: None },
            };
            let Some(delay) = retries.next_delay(&failure.to_error()) else { return Err(failure) };
            tracing::warn!("fetching an access token failed, and is retried");
            tokio::time::sleep(delay).await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Token {
    fn new(token: &AccessToken, asked: Instant) -> Result<Self, Error> {
        let lifetime = token.expires_in.unwrap_or_default();
        Ok(Self {
            authorization: Authorization::bearer(&token.token)?,
            // The lifetime began when the token was issued: at the earliest, when it was asked for.
            expires_at: token.expires_in.and_then(|lifetime| asked.checked_add(lifetime)),
            margin: MARGIN.min(lifetime / 10),
        })
    }
}

impl Failure {
    fn to_error(&self) -> Error {
        let error = Error::token_provider(self.message);
        match &self.source {
            Some(source) => error.with_shared_source(Arc::clone(source)),
            None => error,
        }
    }
}
