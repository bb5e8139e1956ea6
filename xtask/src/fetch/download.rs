//! Pages over HTTP: one GET, tried again where the trouble may pass. It writes nothing.

use std::time::{Duration, SystemTime};

use backon::{ExponentialBuilder, Retryable as _};
use indicatif::{ProgressBar, ProgressStyle};
use reqwest::{
    Client, Response, StatusCode, Url,
    header::{self, HeaderMap, HeaderName},
};
use tokio::runtime::Runtime;

use super::{
    body::Body,
    redirect,
    trouble::{self, Trouble},
};
use crate::{outcome::Failure, repository::lock_file::PageRecord, terminal::Terminal};

const USER_AGENT: &str = concat!("collibra-client-management-xtask/", env!("CARGO_PKG_VERSION"));
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
pub(crate) const TRIES: usize = 3;
const FIRST_DELAY: Duration = Duration::from_millis(500);
/// No server may hold us up for longer.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(30);

/// What asking for a page gives.
#[derive(Debug)]
pub(crate) enum Reply {
    NotModified,
    Page { bytes: Vec<u8>, etag: Option<String>, last_modified: Option<String> },
}

/// The HTTP client.
pub(crate) struct Downloader {
    client: Client,
    runtime: Runtime,
    timeout: Duration,
}

impl Downloader {
    /// `timeout` is for one try, from connecting to the last byte.
    pub(crate) fn new(timeout: Duration) -> Result<Self, Failure> {
        let client = Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT_TIMEOUT.min(timeout))
            .timeout(timeout)
            .redirect(redirect::policy())
            .referer(false)
            .build()
            .map_err(|error| {
                let cause = trouble::cause(&error);
                let help = "check the system's TLS certificates, or save the pages and use `--from`";
                Failure::new(format_args!("can't fetch anything: {cause}"), None, help)
            })?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| {
            Failure::new(format_args!("can't wait for a server: {error}"), None, "try again")
        })?;
        Ok(Self { client, runtime, timeout })
    }

    /// Gets a page. With `last`, only if it isn't as it was then.
    pub(crate) fn get(
        &self,
        name: &str,
        url: &Url,
        last: Option<&PageRecord>,
        terminal: &mut Terminal,
    ) -> Result<Reply, Trouble> {
        let once = || self.get_once(name, url, last);
        let tries = once
            .retry(ExponentialBuilder::default().with_min_delay(FIRST_DELAY).with_max_times(TRIES - 1))
            .when(Trouble::is_passing)
            .adjust(|trouble, delay| {
                delay.map(|delay| trouble.retry_after().map_or(delay, |wish| wish.min(MAX_RETRY_AFTER)))
            })
            .notify(|trouble, delay| {
                let when = if delay.is_zero() { "at once".to_owned() } else { format!("in {delay:?}") };
                terminal.status("Retrying", format_args!("{name} {when}: {trouble}"));
            });
        self.runtime.block_on(tries)
    }

    async fn get_once(&self, name: &str, url: &Url, last: Option<&PageRecord>) -> Result<Reply, Trouble> {
        let failed = |error: reqwest::Error| {
            // What takes longer is the connecting, or all of it.
            let limit = if error.is_connect() { CONNECT_TIMEOUT.min(self.timeout) } else { self.timeout };
            Trouble::of(&error, limit)
        };
        let mut request = self.client.get(url.clone());
        request = request.header(header::ACCEPT, "text/markdown").header(header::ACCEPT_ENCODING, "gzip");
        if let Some(etag) = last.and_then(|last| last.etag.as_deref()) {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(date) = last.and_then(|last| last.last_modified.as_deref()) {
            request = request.header(header::IF_MODIFIED_SINCE, date);
        }
        let mut response = request.send().await.map_err(failed)?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED => return Ok(Reply::NotModified),
            status => {
                let retry_after = retry_after(response.headers(), SystemTime::now());
                return Err(Trouble::Status { status, retry_after });
            }
        }
        if is_html(response.headers()) {
            return Err(Trouble::Html);
        }
        let encoding = response.headers().get(header::CONTENT_ENCODING).map(|encoding| encoding.as_bytes());
        let mut body = Body::new(encoding)?;
        let bar = progress(name, &response);
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            body.push(&chunk)?;
            bar.inc(chunk.len() as u64);
        }
        bar.finish_and_clear();
        let text = |name: HeaderName| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        Ok(Reply::Page {
            bytes: body.end()?,
            etag: text(header::ETAG),
            last_modified: text(header::LAST_MODIFIED),
        })
    }
}

fn is_html(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    ["text/html", "application/xhtml+xml"].iter().any(|html| media_type.eq_ignore_ascii_case(html))
}

/// Seconds, or a date (RFC 9110, section 10.2.3).
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let wait = httpdate::parse_http_date(value).ok()?.duration_since(now).unwrap_or_default();
    // Dates have whole seconds, and so has what is told.
    Some(Duration::from_secs(wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX)))
}

/// Shown on a terminal only.
fn progress(name: &str, response: &Response) -> ProgressBar {
    let (bar, template) = match response.content_length() {
        Some(length) => (ProgressBar::new(length), "{msg} [{bar:30}] {bytes}/{total_bytes}"),
        None => (ProgressBar::new_spinner(), "{msg} {spinner} {bytes}"),
    };
    // The template is a constant; without it the bar is a plainer one.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.with_message(format!("{:>12} {name}", "Receiving"))
}
