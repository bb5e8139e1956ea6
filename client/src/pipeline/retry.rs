//! Which failed attempts are retried, and when: only those where a retry can't lose anything.
//!
//! A GET changes nothing. A PUT or DELETE is retried only if no connection was made: the response to a PUT has a secret
//! that a second PUT replaces, and a second DELETE is answered as if the client had never existed.

use std::{error::Error as _, time::Duration};

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use reqwest::StatusCode;

use super::retry_budget::RetryBudget;
use crate::{Error, ErrorKind, TokenError, error::is_tls_failure};

/// How many times a call is attempted, and the delays in between.
///
/// [`Error::is_retryable`] says which failures are retried. Repeating a call once with a new token, after a 401
/// `invalid_token`, is not a retry in this sense.
///
/// ```no_run
/// use std::time::Duration;
///
/// use collibra_client_management::{Client, RetryPolicy};
///
/// # fn main() -> Result<(), collibra_client_management::Error> {
/// let client = Client::builder("https://example.collibra.com")
///     .retry(RetryPolicy::default().attempts(5).base_delay(Duration::from_millis(100)))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a policy does nothing until a client's builder has it"]
pub struct RetryPolicy {
    attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    jitter: bool,
    budget: u32,
}

impl Default for RetryPolicy {
    /// 3 attempts; a delay of 200 ms, doubled each time up to 5 s, with jitter; `Retry-After` honored up to 30 s; a budget
    /// of 100 retries.
    fn default() -> Self {
        Self {
            attempts: 3,
            base_delay: Duration::from_millis(200),
            max_delay: Duration::from_secs(5),
            max_retry_after: Duration::from_secs(30),
            jitter: true,
            budget: 100,
        }
    }
}

impl RetryPolicy {
    /// No retries: one attempt.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// The maximum number of attempts; 0 counts as 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The delay before the second attempt. Each further delay is twice as long.
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The maximum delay, apart from `Retry-After`.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The maximum delay that a server's `Retry-After` can ask for (RFC 9110, section 10.2.3). A longer one ends the call:
    /// [`Error::retry_after`] has it.
    pub fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// Whether to add a random part to each delay, so that many clients don't retry at the same time.
    pub fn jitter(mut self, jitter: bool) -> Self {
        self.jitter = jitter;
        self
    }

    /// How many retries all calls of a client may make together while none is answered. Five calls that are answered
    /// without a retry give one back.
    ///
    /// While a server is down, its clients then call it hardly more often than without retries. 0 is no retries.
    pub fn budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }
}

/// A policy, and what is left of its budget. Clones share the budget.
#[derive(Clone, Debug)]
pub(crate) struct Retry {
    pub(crate) policy: RetryPolicy,
    budget: RetryBudget,
}

impl Retry {
    pub(crate) fn new(policy: RetryPolicy) -> Self {
        let budget = RetryBudget::new(policy.budget);
        Self { policy, budget }
    }

    /// The delays of one call, which end with its last attempt.
    pub(crate) fn start(&self) -> Retries<'_> {
        Retries { retry: self, delays: None }
    }
}

/// The remaining retries of a call.
pub(crate) struct Retries<'a> {
    retry: &'a Retry,
    /// Built on first use: most calls succeed.
    delays: Option<ExponentialBackoff>,
}

impl Retries<'_> {
    /// How long to wait before the call is retried; `None` if it isn't.
    pub(crate) fn next_delay(&mut self, error: &Error) -> Option<Duration> {
        let Retry { policy, budget } = self.retry;
        if !error.is_retryable() {
            if error.status().is_some() {
                self.answered();
            }
            return None;
        }
        let asked_for = error.retry_after().unwrap_or_default();
        if asked_for > policy.max_retry_after {
            return None;
        }
        let delay = self.delays.get_or_insert_with(|| backoff(policy)).next()?;
        budget.spend().then_some(delay.max(asked_for))
    }

    /// The server answered: with a success, or a failure that no retry helps.
    pub(crate) fn answered(&self) {
        if self.delays.is_none() {
            self.retry.budget.refund();
        }
    }
}

fn backoff(policy: &RetryPolicy) -> ExponentialBackoff {
    let retries = usize::try_from(policy.attempts - 1).unwrap_or(usize::MAX);
    let builder = ExponentialBuilder::default()
        .with_min_delay(policy.base_delay)
        .with_max_delay(policy.max_delay.max(policy.base_delay))
        .with_max_times(retries);
    if policy.jitter { builder.with_jitter().build() } else { builder.build() }
}

impl Error {
    /// Whether repeating the call may succeed and can't do harm.
    ///
    /// These are the failures that the client itself retries, so an error that is retryable has used up the attempts or
    /// the budget of its [`RetryPolicy`], would pass its [`deadline`](crate::ClientBuilder::deadline), or has a
    /// [`retry_after`](Self::retry_after) beyond what the policy waits for.
    ///
    /// | | GET | PUT, DELETE |
    /// |---|---|---|
    /// | [`Connect`](ErrorKind::Connect): no connection was made | yes | yes |
    /// | [`TokenProvider`](ErrorKind::TokenProvider): [`TokenError::is_retryable`](crate::TokenError::is_retryable) | yes | yes |
    /// | [`Transport`](ErrorKind::Transport), before a response came | yes | no |
    /// | 429, 502, 503, 504 | yes | no |
    /// | TLS failed, for example because of an untrusted certificate | no | no |
    /// | [`Timeout`](ErrorKind::Timeout), a response that broke off, and everything else | no | no |
    ///
    /// A GET that timed out is not retryable in this sense, though repeating it does no harm: the client doesn't retry
    /// it, since a server that is slow or hangs would make each call take several times its timeout.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let tls = || self.source().and_then(|source| source.downcast_ref()).is_some_and(is_tls_failure);
        let only_reads = self.operation().is_some_and(|operation| operation.method().is_safe());
        match (self.kind(), self.status()) {
            (ErrorKind::Connect, _) => !tls(),
            (ErrorKind::TokenProvider, _) => self.token_error().is_some_and(TokenError::is_retryable),
            (ErrorKind::Transport, None) => only_reads && !tls(),
            (ErrorKind::UnexpectedStatus, Some(status)) => only_reads && is_transient(status),
            _ => false,
        }
    }
}

/// Whether a server says by this status that it can't answer at the moment.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}
