//! Which failed attempts are retried, and when: only those where a retry can't lose anything.
//!
//! A GET changes nothing. A PUT or DELETE is retried only if no connection was made: the response to a PUT has a secret
//! that a second PUT replaces, and a second DELETE is answered as if the client had never existed.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use reqwest::StatusCode;

use crate::{Error, ErrorKind};

/// How many times a call is attempted, and the delays in between.
///
/// [`Error::is_retryable`] says which failures are retried. Repeating a call once with a new token, after a 401
/// `invalid_token`, is not a retry in this sense.
///
/// ```
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
}

impl Default for RetryPolicy {
    /// 3 attempts; a delay of 200 ms, doubled each time up to 5 s, with jitter; `Retry-After` honored up to 30 s.
    fn default() -> Self {
        Self {
            attempts: 3,
            base_delay: Duration::from_millis(200),
            max_delay: Duration::from_secs(5),
            max_retry_after: Duration::from_secs(30),
            jitter: true,
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

    /// The maximum delay that a server's `Retry-After` can ask for (RFC 9110, section 10.2.3). A longer one is cut to
    /// this.
    pub fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// Whether to add a random part to each delay, so that many clients don't retry at the same time.
    pub fn jitter(mut self, jitter: bool) -> Self {
        self.jitter = jitter;
        self
    }

    /// The delays of one call, which end with its last attempt.
    pub(crate) fn start(&self) -> Retries<'_> {
        Retries { policy: self, delays: None }
    }
}

/// The remaining retries of a call.
pub(crate) struct Retries<'a> {
    policy: &'a RetryPolicy,
    /// Built on first use: most calls succeed.
    delays: Option<ExponentialBackoff>,
}

impl Retries<'_> {
    /// How long to wait before the call is retried; `None` if it isn't.
    pub(crate) fn next_delay(&mut self, error: &Error) -> Option<Duration> {
        if !error.is_retryable() {
            return None;
        }
        let policy = self.policy;
        let delay = self.delays.get_or_insert_with(|| backoff(policy)).next()?;
        let asked_for = error.retry_after().unwrap_or_default().min(policy.max_retry_after);
        Some(delay.max(asked_for))
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
    /// These are the failures that the client itself retries, so an error that is retryable has used up the attempts of
    /// its [`RetryPolicy`] or run out of its [`deadline`](crate::ClientBuilder::deadline).
    ///
    /// | | GET | PUT, DELETE |
    /// |---|---|---|
    /// | [`Connect`](ErrorKind::Connect): no connection was made | yes | yes |
    /// | [`Transport`](ErrorKind::Transport), before a response came | yes | no |
    /// | 429, 502, 503, 504 | yes | no |
    /// | [`Timeout`](ErrorKind::Timeout), a response that broke off, and everything else | no | no |
    ///
    /// A GET that timed out is not retryable in this sense, though repeating it does no harm: the client doesn't retry
    /// it, since a server that is slow or hangs would make each call take several times its timeout.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let only_reads = self.operation().is_some_and(|operation| operation.method().is_safe());
        match (self.kind(), self.status()) {
            (ErrorKind::Connect, _) => true,
            (ErrorKind::Transport, None) => only_reads,
            (ErrorKind::UnexpectedStatus, Some(status)) => only_reads && is_transient(status),
            _ => false,
        }
    }
}

/// Whether a server says by this status that it can't answer at the moment.
fn is_transient(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}
