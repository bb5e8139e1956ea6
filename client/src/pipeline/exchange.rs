//! A call from its request to a response with a body: guard, credentials, attempts and their limits.

use std::{pin::pin, sync::Arc, time::Duration};

use reqwest::{
    Request, StatusCode, Url,
    header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue},
};
use tokio::time::Instant;
use tracing::Instrument as _;

use super::{path_guard, retry::Retry, telemetry};
use crate::{
    Error, ErrorKind, Operation, Response, ResponseSpec,
    auth::{Authorization, Token, TokenCache},
    body::{self, Body, BodyEnd},
    call_options::CallOptions,
    error::{ErrorResponse, Hidden},
};

/// The settings of a client, checked by its builder.
pub(crate) struct Settings {
    pub(crate) http: reqwest::Client,
    /// The instance's URL with the server's base path.
    pub(crate) base: Url,
    pub(crate) auth: Auth,
    /// Per attempt.
    pub(crate) timeout: Duration,
    /// Whether `http` applies it by itself.
    pub(crate) http_keeps_timeout: bool,
    /// Per call.
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Retry,
    pub(crate) max_body_bytes: usize,
    /// Sent with every request that doesn't have them.
    pub(crate) headers: HeaderMap,
}

/// Where the `Authorization` header comes from.
pub(crate) enum Auth {
    None,
    Fixed(Authorization),
    Provided(TokenCache),
}

/// A response whose status means success.
pub(crate) struct Success {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) spec: ResponseSpec,
}

impl Success {
    /// The response if its body was read to its end.
    pub(crate) fn complete(mut self, operation: &'static Operation) -> Result<Self, Error> {
        match std::mem::take(&mut self.body.end) {
            BodyEnd::Complete => Ok(self),
            BodyEnd::TooLarge => Err(Error::body_too_large(operation, self.into())),
            BodyEnd::Failed(error) => Err(Error::transport(operation, error).with_response(self.into())),
        }
    }
}

impl From<Success> for ErrorResponse {
    fn from(Success { status, headers, body, .. }: Success) -> Self {
        Self { status, headers, body: body.bytes }
    }
}

/// Makes a call, with retries. `finish` turns a success into the value.
///
/// A task holds the future of its call from the beginning to the end. So what is large is made before it, or on the
/// heap.
pub(crate) fn exchange<'a, T>(
    settings: &'a Settings,
    operation: &'static Operation,
    request: reqwest::Result<Request>,
    path_values: &'a [String],
    options: CallOptions,
    finish: impl FnOnce(Success) -> Result<Response<T>, Error>,
) -> impl Future<Output = Result<Response<T>, Error>> {
    let ends = settings.deadline.and_then(|deadline| Instant::now().checked_add(deadline));
    let timeout = options.timeout;
    let mut call = Call { settings, operation, path_values, attempts: 0, timeout, ends };
    let request = call.prepare(request, options).map(Box::new);
    async move {
        let span = telemetry::span(operation, &settings.base);
        let result = match request {
            // Pinned first: the span then wraps a pointer, not all that would be moved.
            Ok(request) => pin!(call.make(request)).instrument(span.clone()).await.and_then(finish),
            Err(error) => Err(error),
        };
        let attempts = call.attempts;
        let result = match result {
            Ok(response) => Ok(response.after(attempts)),
            Err(error) => Err(error.of_call(operation, attempts)),
        };
        telemetry::record(&span, &result, attempts);
        result
    }
}

/// A call in progress.
struct Call<'a> {
    settings: &'a Settings,
    operation: &'static Operation,
    path_values: &'a [String],
    attempts: u32,
    /// Per attempt, if it isn't the client's.
    timeout: Option<Duration>,
    ends: Option<Instant>,
}

impl Call<'_> {
    /// The request as it is sent, except for the headers that each attempt adds: kept without them, it is cheaper to
    /// copy. If this fails, nothing was sent.
    fn prepare(&self, request: reqwest::Result<Request>, options: CallOptions) -> Result<Request, Error> {
        let mut request = request.map_err(|error| Error::transport(self.operation, error))?;
        path_guard::check(&self.settings.base, self.operation, self.path_values, request.url())?;
        let headers = request.headers_mut();
        let own = options.headers().map_err(|message| Error::invalid_request(self.operation, message))?;
        for (name, value) in &own {
            headers.insert(name, value.clone());
        }
        Ok(request)
    }

    async fn make(&mut self, mut request: Box<Request>) -> Result<Success, Error> {
        let is_repeatable = is_repeatable(&request);
        let mut retries = self.settings.retry.start();
        let mut token = self.token(None).await?;
        let mut refreshed = false;
        loop {
            let error = match self.attempt(&mut request, token.as_ref()).await {
                Ok(success) => {
                    retries.answered();
                    return Ok(success);
                }
                Err(error) => error,
            };
            if !is_repeatable {
                return Err(error);
            }
            if let Some(refused) = &token
                && !refreshed
                && says_invalid_token(&error)
            {
                let fetched = match self.token(Some(refused)).await {
                    Ok(fetched) => fetched,
                    Err(failure) => return Err(failure.after(error)),
                };
                // Another token, that is: the same one would be refused again.
                if fetched
                    .as_ref()
                    .is_some_and(|fetched| fetched.authorization.header != refused.authorization.header)
                {
                    // A request that was answered 401 was not carried out: even a PUT or DELETE may be resent.
                    token = fetched;
                    refreshed = true;
                    continue;
                }
            }
            let Some(delay) = retries.next_delay(&error) else { return Err(error) };
            if self.remaining().is_some_and(|remaining| remaining <= delay) {
                return Err(error);
            }
            telemetry::retry(&error, self.attempts, delay);
            tokio::time::sleep(delay).await;
        }
    }

    /// One attempt: the request and its response.
    async fn attempt(&mut self, kept: &mut Request, token: Option<&Arc<Token>>) -> Result<Success, Error> {
        let Self { settings, operation, .. } = *self;
        let authorization = match (&settings.auth, token) {
            (Auth::Fixed(authorization), _) => Some(authorization),
            (_, token) => token.map(|token| &token.authorization),
        };
        self.attempts += 1;
        let response = settings.http.execute(self.request(kept, authorization)).await;
        let mut response = response.map_err(|error| Error::transport(operation, error))?;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        // A 204 has no body (RFC 9110, section 15.3.5), whatever a server goes on to send or to wait with.
        let has_body = status != StatusCode::NO_CONTENT;
        let body =
            if has_body { body::read(&mut response, settings.max_body_bytes).await } else { Body::default() };
        // Only a client that the caller passed in can have followed a redirect: another endpoint answered.
        if response.url() != kept.url() {
            let response = ErrorResponse { status, headers, body: body.bytes };
            return Err(Error::redirected(operation, response));
        }
        let undocumented = || body.is_empty() && operation.is_success_without_body(status);
        if let Some(spec) =
            operation.success(status).or_else(|| undocumented().then_some(ResponseSpec::EMPTY))
        {
            return Ok(Success { status, headers, body, spec });
        }
        let response = ErrorResponse { status, headers, body: body.bytes };
        let secrets = authorization.map_or(&[][..], |authorization| &authorization.secrets);
        let hidden = Hidden { secrets, ids: self.path_values };
        Err(Error::unexpected_status(operation, response, &hidden))
    }

    /// What an attempt sends: the request, with the headers and the timeout that it is kept without.
    fn request(&self, kept: &mut Request, authorization: Option<&Authorization>) -> Request {
        let mut request = copy(kept);
        let headers = request.headers_mut();
        if self.operation.accepts_json {
            headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        }
        for (name, value) in &self.settings.headers {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        if let Some(authorization) = authorization {
            headers.insert(AUTHORIZATION, authorization.header.clone());
        }
        // Only if necessary: a timeout of its own costs a request three allocations.
        if self.ends.is_some() || self.timeout.is_some() || !self.settings.http_keeps_timeout {
            *request.timeout_mut() = Some(self.time_for_an_attempt());
        }
        request
    }

    /// The provider's token, if there is a provider; not the one that a server refused.
    async fn token(&self, refused: Option<&Arc<Token>>) -> Result<Option<Arc<Token>>, Error> {
        let Auth::Provided(cache) = &self.settings.auth else { return Ok(None) };
        // Each request to the provider has a timeout. What is left of the deadline may be less.
        let token = match self.remaining() {
            Some(remaining) => tokio::time::timeout(remaining, cache.token(refused)).await,
            None => Ok(cache.token(refused).await),
        };
        match token {
            Ok(token) => token.map(Some),
            Err(_) => Err(Error::token_provider("the deadline passed while a token was fetched")),
        }
    }

    fn remaining(&self) -> Option<Duration> {
        self.ends.map(|ends| ends.saturating_duration_since(Instant::now()))
    }

    fn time_for_an_attempt(&self) -> Duration {
        let timeout = self.timeout.unwrap_or(self.settings.timeout);
        self.remaining().map_or(timeout, |remaining| remaining.min(timeout))
    }
}

/// Whether the request can be sent more than once: its body isn't a stream.
fn is_repeatable(request: &Request) -> bool {
    request.body().is_none_or(|body| body.as_bytes().is_some())
}

/// A copy of the request; the request itself, with nothing but its method and URL left, if its body is a stream.
fn copy(request: &mut Request) -> Request {
    let mut empty = Request::new(request.method().clone(), request.url().clone());
    if request.body().is_some() {
        return request.try_clone().unwrap_or_else(|| std::mem::replace(request, empty));
    }
    // Cheaper than `try_clone`, which also copies settings that each attempt sets anyway.
    empty.headers_mut().clone_from(request.headers());
    empty
}

/// RFC 6750, section 3.1.
fn says_invalid_token(error: &Error) -> bool {
    error.kind() == ErrorKind::Unauthorized
        && error.challenges().iter().any(|challenge| challenge.error.as_deref() == Some("invalid_token"))
}
