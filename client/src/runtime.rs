//! One way for every call: guard, credentials, the exchange, and the reading of the reply. The generated `send`s
//! build a request and hand it over here.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::{
    Request, StatusCode, Url,
    header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
};
use serde::de::DeserializeOwned;

use crate::{
    API_VERSION, Client, Error, Operation, Reply, ResponseValue, Secret,
    body::{self, Body, End},
    error::DecodeError,
    path_guard,
};

/// What a client knows besides the generated parts. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Runtime(Arc<Settings>);

/// The settings of a client, checked by its builder.
pub(crate) struct Settings {
    pub(crate) http: reqwest::Client,
    /// The instance's URL with the server's base path.
    pub(crate) base: Url,
    /// `Authorization`, and the texts in it that no message may show.
    pub(crate) authorization: Option<(HeaderValue, Vec<Secret>)>,
    pub(crate) timeout: Duration,
    pub(crate) max_body_bytes: usize,
    pub(crate) user_agent: HeaderValue,
    pub(crate) send_api_version: bool,
}

/// A reply whose status means success.
struct Success {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
    documented: Reply,
}

impl Runtime {
    pub(crate) fn new(settings: Settings) -> Self {
        Self(Arc::new(settings))
    }

    /// Sends a request whose success is JSON.
    pub(crate) async fn json<T: DeserializeOwned>(
        &self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &[String],
    ) -> Result<ResponseValue<T>, Error> {
        self.exchange(operation, request, path_values)
            .await?
            .decode(operation, |reply| serde_json::from_slice(&reply.body.bytes))
    }

    /// Sends a request whose success is JSON of another type for each status.
    #[allow(dead_code, reason = "called where the document has such an operation")]
    pub(crate) async fn json_by_status<T: DeserializeOwned>(
        &self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &[String],
    ) -> Result<ResponseValue<T>, Error> {
        self.exchange(operation, request, path_values).await?.decode(operation, |reply| {
            let tag = reply.documented.status.tag();
            if !reply.documented.has_body {
                return serde_json::from_slice(format!("\"{tag}\"").as_bytes());
            }
            let tagged = [format!("{{\"{tag}\":").as_bytes(), &reply.body.bytes, b"}"].concat();
            serde_json::from_slice(&tagged)
        })
    }

    /// Sends a request whose success has no body. A body that is sent all the same is not read.
    pub(crate) async fn empty(
        &self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &[String],
    ) -> Result<ResponseValue<()>, Error> {
        let reply = self.exchange(operation, request, path_values).await?;
        Ok(ResponseValue::new((), reply.status, reply.headers))
    }

    /// Sends a request whose success is bytes that aren't JSON.
    #[allow(dead_code, reason = "called where the document has such an operation")]
    pub(crate) async fn bytes(
        &self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &[String],
    ) -> Result<ResponseValue<Vec<u8>>, Error> {
        let reply = self.exchange(operation, request, path_values).await?.complete(operation)?;
        Ok(ResponseValue::new(reply.body.bytes, reply.status, reply.headers))
    }

    async fn exchange(
        &self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &[String],
    ) -> Result<Success, Error> {
        let settings = &*self.0;
        let mut request = request.map_err(|error| Error::transport(operation, error))?;
        path_guard::check(&settings.base, operation, path_values, request.url())?;
        self.add_headers(request.headers_mut());
        *request.timeout_mut() = Some(settings.timeout);
        let url = request.url().clone();

        let mut response =
            settings.http.execute(request).await.map_err(|error| Error::transport(operation, error))?;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let secrets =
            || settings.authorization.as_ref().map(|(_, secrets)| secrets.as_slice()).unwrap_or_default();
        // Only a client that was handed in can have followed a redirect: what answered is not what was asked.
        if *response.url() != url {
            let body = body::read(&mut response, settings.max_body_bytes).await;
            return Err(Error::redirected(operation, status, headers, body));
        }
        match operation.success(status) {
            Some(documented) if !documented.has_body => {
                Ok(Success { status, headers, body: Body::default(), documented })
            }
            Some(documented) => {
                let body = body::read(&mut response, settings.max_body_bytes).await;
                Ok(Success { status, headers, body, documented })
            }
            None => {
                let body = body::read(&mut response, settings.max_body_bytes).await;
                Err(Error::status_reply(operation, status, headers, body, secrets()))
            }
        }
    }

    fn add_headers(&self, headers: &mut HeaderMap) {
        let settings = &*self.0;
        if let Some((authorization, _)) = &settings.authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        headers.insert(reqwest::header::USER_AGENT, settings.user_agent.clone());
        if settings.send_api_version {
            headers.insert(HeaderName::from_static("api-version"), HeaderValue::from_static(API_VERSION));
        }
    }
}

impl Success {
    /// The reply if its body was read to its end.
    fn complete(mut self, operation: &'static Operation) -> Result<Self, Error> {
        match std::mem::take(&mut self.body.end) {
            End::Complete => Ok(self),
            End::TooLarge => Err(Error::body_too_large(operation, self.status, self.headers, self.body)),
            End::Failed(error) => {
                Err(Error::transport(operation, error).with_reply(self.status, self.headers, self.body.bytes))
            }
        }
    }

    fn decode<T>(
        self,
        operation: &'static Operation,
        read: impl FnOnce(&Self) -> serde_json::Result<T>,
    ) -> Result<ResponseValue<T>, Error> {
        let reply = self.complete(operation)?;
        match read(&reply) {
            Ok(value) => Ok(ResponseValue::new(value, reply.status, reply.headers)),
            Err(error) => {
                let error = DecodeError::from(&error);
                Err(Error::decode(operation, reply.status, reply.headers, reply.body, error))
            }
        }
    }
}

impl fmt::Debug for Client {
    /// Shows where the client calls and how it is set, never its credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &*self.inner.0;
        f.debug_struct("Client")
            .field("base_url", &settings.base.as_str())
            .field("authenticates", &settings.authorization.is_some())
            .field("timeout", &settings.timeout)
            .field("max_body_bytes", &settings.max_body_bytes)
            .finish_non_exhaustive()
    }
}
