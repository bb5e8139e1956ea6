//! One page over HTTP: a GET, its redirects, and what the response says. It writes nothing.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant, SystemTime},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use percent_encoding::percent_decode_str;
use ureq::{
    Agent, Body,
    http::{HeaderMap, HeaderName, Response, StatusCode, header},
    tls::{RootCerts, TlsConfig},
};
use url::Url;

use super::error::{FetchError, TRIES};
use crate::{
    repository::{
        PageRecord,
        page_url::{has_credentials, is_loopback, shown, without_credentials},
    },
    terminal::Terminal,
};

const USER_AGENT: &str = concat!("collibra-client-management-xtask/", env!("CARGO_PKG_VERSION"));
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const FIRST_DELAY: Duration = Duration::from_millis(500);
/// No server may make us wait for longer.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(30);
const MAX_REDIRECTS: usize = 5;
/// Bytes, after decoding. No page is that large; a small response may be, once it is unpacked.
const LIMIT: u64 = 64 << 20;

/// The response to a request for a page.
#[derive(Debug)]
pub(crate) enum PageResponse {
    NotModified,
    Page { bytes: Vec<u8>, etag: Option<String>, last_modified: Option<String> },
}

/// The HTTP client.
pub(crate) struct Downloader {
    agent: Agent,
    timeout: Duration,
}

impl Downloader {
    /// `timeout` is for one try, from connecting to the last byte.
    pub(crate) fn new(timeout: Duration) -> Self {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
        let config = Agent::config_builder()
            .user_agent(USER_AGENT)
            .accept("text/markdown")
            .timeout_connect(Some(CONNECT_TIMEOUT.min(timeout)))
            // They are followed here, within the host.
            .max_redirects(0)
            .http_status_as_error(false)
            .tls_config(tls.build());
        Self { agent: config.build().into(), timeout }
    }

    /// Gets a page, and where it has moved for good; retries a few times. With `last`, only if it isn't as it was then.
    pub(crate) fn get(
        &self,
        name: &str,
        url: &Url,
        last: Option<&PageRecord>,
        terminal: &mut Terminal,
    ) -> Result<(PageResponse, Option<Url>), FetchError> {
        let mut delay = FIRST_DELAY;
        for _ in 1..TRIES {
            let error = match self.get_once(url, last) {
                Err(error) if error.is_transient() => error,
                result => return result,
            };
            let wait = error.retry_after().map_or(delay, |wish| wish.min(MAX_RETRY_AFTER));
            let when = if wait.is_zero() { "at once".to_owned() } else { format!("in {wait:?}") };
            terminal.status("Retrying", format_args!("{name} {when}: {error}"));
            thread::sleep(wait);
            delay *= 2;
        }
        self.get_once(url, last)
    }

    fn get_once(
        &self,
        first: &Url,
        last: Option<&PageRecord>,
    ) -> Result<(PageResponse, Option<Url>), FetchError> {
        let deadline = Instant::now().checked_add(self.timeout);
        let mut url = first.clone();
        // Of several redirects only those before the first temporary one are for good.
        let (mut moved, mut is_for_good) = (None, true);
        for _ in 0..=MAX_REDIRECTS {
            let authorization = (url.origin() == first.origin()).then(|| basic(first)).flatten();
            let response =
                self.send(&url, authorization, last, deadline).map_err(|error| self.error(error))?;
            match target(&response, &url) {
                Some(next) if !is_within(first, &next) => {
                    return Err(FetchError::Redirect(format!("the server redirects to {}", shown(&next))));
                }
                Some(next) => {
                    is_for_good &= matches!(response.status().as_u16(), 301 | 308);
                    moved = is_for_good.then(|| next.clone()).or(moved);
                    url = next;
                }
                None => return Ok((self.read(response)?, moved)),
            }
        }
        Err(FetchError::Redirect(format!("more than {MAX_REDIRECTS} redirects")))
    }

    fn send(
        &self,
        url: &Url,
        authorization: Option<String>,
        last: Option<&PageRecord>,
        deadline: Option<Instant>,
    ) -> Result<Response<Body>, ureq::Error> {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let mut request = self.agent.get(without_credentials(url).as_str());
        let headers = [
            (header::AUTHORIZATION, authorization.as_deref()),
            (header::IF_NONE_MATCH, last.and_then(|last| last.etag.as_deref())),
            (header::IF_MODIFIED_SINCE, last.and_then(|last| last.last_modified.as_deref())),
        ];
        for (name, value) in headers {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        request.config().timeout_global(left).build().call()
    }

    fn read(&self, mut response: Response<Body>) -> Result<PageResponse, FetchError> {
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED => return Ok(PageResponse::NotModified),
            status => {
                let retry_after = retry_after(response.headers(), SystemTime::now());
                return Err(FetchError::Status { status, retry_after });
            }
        }
        if is_html(response.headers()) {
            return Err(FetchError::Html);
        }
        // The header of an encoding that is undone is gone.
        let encoding = response.headers().get(header::CONTENT_ENCODING);
        if encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
            return Err(FetchError::Encoding);
        }
        let bytes = response.body_mut().with_config().limit(LIMIT).read_to_vec();
        let bytes = bytes.map_err(|error| self.error(error))?;
        let text = |name: HeaderName| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        Ok(PageResponse::Page { bytes, etag: text(header::ETAG), last_modified: text(header::LAST_MODIFIED) })
    }

    /// An error of the HTTP library, without the URL, which may contain credentials.
    fn error(&self, error: ureq::Error) -> FetchError {
        match error {
            ureq::Error::Timeout(ureq::Timeout::Connect) => {
                FetchError::Timeout(CONNECT_TIMEOUT.min(self.timeout))
            }
            ureq::Error::Timeout(_) => FetchError::Timeout(self.timeout),
            ureq::Error::BodyExceedsLimit(limit) => FetchError::TooLarge { limit },
            ureq::Error::Decompress(..) => FetchError::Gzip,
            ureq::Error::BadUri(_) => FetchError::Connection("no URL to connect to".to_owned()),
            ureq::Error::Io(error) => FetchError::Connection(error.to_string()),
            error => FetchError::Connection(error.to_string()),
        }
    }
}

/// The credentials of a URL as a header's value.
fn basic(url: &Url) -> Option<String> {
    let decoded = |text| percent_decode_str(text).collect::<Vec<u8>>();
    let [user, password] = [url.username(), url.password().unwrap_or_default()].map(decoded);
    let credentials = || BASE64_STANDARD.encode([user, password].join(&b':'));
    has_credentials(url).then(|| format!("Basic {}", credentials()))
}

/// Where a response redirects to.
fn target(response: &Response<Body>, from: &Url) -> Option<Url> {
    let is_redirect = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = response.headers().get(header::LOCATION).filter(|_| is_redirect)?;
    from.join(location.to_str().ok()?).ok()
}

/// Within the same host, and never from https to http. On this machine, where tests and mirrors run side by side,
/// another port is another server.
fn is_within(first: &Url, next: &Url) -> bool {
    let same_host = first.host_str() == next.host_str();
    let same_server = same_host && first.port_or_known_default() == next.port_or_known_default();
    match next.scheme() {
        "https" => same_host,
        "http" => first.scheme() == "http" && is_loopback(next) && same_server,
        _ => false,
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
    // Dates have whole seconds, and so has what is shown.
    Some(Duration::from_secs(wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX)))
}
