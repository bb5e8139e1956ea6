//! Which failed attempts are made again, and when: only those by which nothing can be lost.
//!
//! A GET changes nothing. A PUT or DELETE is sent again only if no connection was made for it: the reply to a PUT
//! holds a secret that no second one repeats, and a second DELETE is answered like one for a client that never was.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use reqwest::StatusCode;

use crate::{Error, ErrorKind};

/// How often and how long to try.
///
/// Made again are, for GET: attempts without connection, attempts whose connection failed before a reply came, and
/// replies of 429, 502, 503 and 504. For everything else: attempts without connection. The repetition of a call
/// after a token was refreshed is not governed by this.
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
    /// 3 attempts; delays of 200 ms, doubled up to 5 s, with jitter; a `Retry-After` of at most 30 s is kept.
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
    /// One attempt, whatever comes of it.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// How many attempts to make at most; 0 counts as 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// How long to wait before the second attempt. Each further delay is twice as long.
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// How long to wait at most, `Retry-After` aside.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// How long to wait at most because a server says so in `Retry-After` (RFC 9110, section 10.2.3). A longer
    /// wish is cut to this.
    pub fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// Whether to lengthen each delay by a random part of itself, so that many clients don't come back at once.
    pub fn jitter(mut self, jitter: bool) -> Self {
        self.jitter = jitter;
        self
    }

    /// The delays of one call, which end when its attempts are used up.
    pub(crate) fn start(&self) -> Retries<'_> {
        Retries { policy: self, delays: None }
    }
}

/// The retries that are left to a call.
pub(crate) struct Retries<'a> {
    policy: &'a RetryPolicy,
    /// Made when it is first needed: most calls succeed.
    delays: Option<ExponentialBackoff>,
}

impl Retries<'_> {
    /// How long to wait before this call is tried again; `None` if it isn't.
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
    /// Whether the same call, made again, may succeed and can't do harm. The client's [`RetryPolicy`] retries exactly
    /// these failures, so such an error has used up its attempts; the call may be made again later.
    ///
    /// | | GET | PUT, DELETE |
    /// |---|---|---|
    /// | [`Connect`](ErrorKind::Connect): no connection was made | yes | yes |
    /// | [`Transport`](ErrorKind::Transport), before a response came | yes | no |
    /// | 429, 502, 503, 504 | yes | no |
    /// | [`Timeout`](ErrorKind::Timeout), a response that broke off, and everything else | no | no |
    ///
    /// A GET that timed out does no harm when it is made again either, but the client doesn't: the time that it was
    /// given is over.
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

/// Statuses by which a server says that it can't answer just now.
fn is_transient(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}
