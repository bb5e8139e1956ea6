//! Where the generated `send`s come in: each hands over the request that it built, and gets back what the
//! document promises, or an error.

use std::{fmt, sync::Arc};

use reqwest::Request;
use serde::de::DeserializeOwned;

use crate::{
    Client, DecodeError, Error, Operation, ResponseValue,
    body::End,
    exchange::{Auth, Settings, Success, exchange},
};

/// What a client knows besides the generated parts. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Runtime(Arc<Settings>);

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
        let finish =
            |reply: Success| reply.decode(operation, |reply| serde_json::from_slice(&reply.body.bytes));
        exchange(&self.0, operation, request, path_values, finish).await
    }

    /// Sends a request whose success is JSON of another type for each status.
    #[allow(dead_code, reason = "called where the document has such an operation")]
    pub(crate) async fn json_by_status<T: DeserializeOwned>(
        &self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &[String],
    ) -> Result<ResponseValue<T>, Error> {
        let finish = |reply: Success| {
            reply.decode(operation, |reply| {
                let tag = reply.documented.status.tag();
                if !reply.documented.has_body {
                    return serde_json::from_slice(format!("\"{tag}\"").as_bytes());
                }
                let tagged = [format!("{{\"{tag}\":").as_bytes(), &reply.body.bytes, b"}"].concat();
                serde_json::from_slice(&tagged)
            })
        };
        exchange(&self.0, operation, request, path_values, finish).await
    }

    /// Sends a request whose success has no body. A body that is sent all the same is not read.
    pub(crate) async fn empty(
        &self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &[String],
    ) -> Result<ResponseValue<()>, Error> {
        let finish = |reply: Success| Ok(ResponseValue::new((), reply.status, reply.headers));
        exchange(&self.0, operation, request, path_values, finish).await
    }

    /// Sends a request whose success is bytes that aren't JSON.
    #[allow(dead_code, reason = "called where the document has such an operation")]
    pub(crate) async fn bytes(
        &self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &[String],
    ) -> Result<ResponseValue<Vec<u8>>, Error> {
        let finish = |reply: Success| {
            let reply = reply.complete(operation)?;
            Ok(ResponseValue::new(reply.body.bytes, reply.status, reply.headers))
        };
        exchange(&self.0, operation, request, path_values, finish).await
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
            .field("authenticates", &!matches!(settings.auth, Auth::None))
            .field("timeout", &settings.timeout)
            .field("deadline", &settings.deadline)
            .field("retry", &settings.retry)
            .field("max_body_bytes", &settings.max_body_bytes)
            .finish_non_exhaustive()
    }
}
