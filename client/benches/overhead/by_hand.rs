//! The call as one would write it without this crate, and no slower than one can.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{
    header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue},
    redirect, retry,
};
use serde::Deserialize;

use crate::{
    TIMEOUT, TOKEN, USER_AGENT,
    measure::{Read, Result},
    server::CLIENT_ID,
};

/// What may stay as it is in a path segment (RFC 3986, section 3.3), as far as ids hold any of it.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

#[derive(Clone)]
pub(crate) struct ByHand {
    base: String,
    http: reqwest::Client,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "decoded, as it is by the other")]
struct ClientInformation {
    client_id: Option<String>,
    client_id_issued_at: Option<i64>,
    client_name: Option<String>,
    grant_types: Option<Vec<String>>,
}

impl ByHand {
    /// The headers that are always the same are made once.
    pub(crate) fn new(url: &str) -> Result<Self> {
        let mut authorization = HeaderValue::try_from(format!("Bearer {TOKEN}"))?;
        authorization.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, authorization),
            (ACCEPT, HeaderValue::from_static("application/json")),
        ]);
        let http = reqwest::Client::builder()
            .default_headers(headers)
            .user_agent(USER_AGENT)
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(retry::never().max_retries_per_request(0))
            .no_proxy()
            .timeout(TIMEOUT)
            .build()?;
        Ok(Self { base: format!("{url}/rest/auth/v1"), http })
    }
}

impl Read for ByHand {
    async fn read(&self) -> Result<()> {
        let url = format!("{}/clients/{}", self.base, utf8_percent_encode(CLIENT_ID, SEGMENT));
        let response = self.http.get(url).send().await?.error_for_status()?;
        let read: ClientInformation = serde_json::from_slice(&response.bytes().await?)?;
        if read.client_id.as_deref() == Some(CLIENT_ID) { Ok(()) } else { Err("another client".into()) }
    }
}
