//! The entry points of the generated `send` methods: each passes the request that it built, and gets back what the
//! document promises, or an error.

use std::sync::Arc;

use reqwest::Request;
use serde::de::DeserializeOwned;

use crate::{
    DecodeError, Error, Operation, ResponseValue,
    pipeline::{Settings, Success, exchange},
};

/// What a client knows besides the generated parts. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Runtime(Arc<Settings>);

impl Runtime {
    pub(crate) fn new(settings: Settings) -> Self {
        Self(Arc::new(settings))
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0
    }

    /// Sends a request whose success is JSON.
    pub(crate) async fn json<T: DeserializeOwned>(
        &self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &[String],
    ) -> Result<ResponseValue<T>, Error> {
        let finish =
            |success| decode(success, operation, |success| serde_json::from_slice(&success.body.bytes));
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
        let finish = |success| {
            decode(success, operation, |success| {
                let tag = tag(success.spec.status);
                if !success.spec.has_body {
                    return serde_json::from_slice(format!("\"{tag}\"").as_bytes());
                }
                let tagged = [format!("{{\"{tag}\":").as_bytes(), &success.body.bytes, b"}"].concat();
                serde_json::from_slice(&tagged)
            })
        };
        exchange(&self.0, operation, request, path_values, finish).await
    }

    /// Sends a request whose success has no body. A body that is sent anyway is not read.
    pub(crate) async fn empty(
        &self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &[String],
    ) -> Result<ResponseValue<()>, Error> {
        let finish = |success: Success| Ok(ResponseValue::new((), success.status, success.headers));
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
        let finish = |success: Success| {
            let success = success.complete(operation)?;
            Ok(ResponseValue::new(success.body.bytes, success.status, success.headers))
        };
        exchange(&self.0, operation, request, path_values, finish).await
    }
}

/// Decodes a complete body.
fn decode<T>(
    success: Success,
    operation: &'static Operation,
    read: impl FnOnce(&Success) -> serde_json::Result<T>,
) -> Result<ResponseValue<T>, Error> {
    let success = success.complete(operation)?;
    match read(&success) {
        Ok(value) => Ok(ResponseValue::new(value, success.status, success.headers)),
        Err(error) => Err(Error::decode(operation, success.into(), DecodeError::from(&error))),
    }
}

/// The name that the generated enum of several success responses has for it in serde.
fn tag(status: crate::StatusSpec) -> String {
    match status {
        crate::StatusSpec::Code(code) => format!("status_{code}"),
        crate::StatusSpec::Range(class) => format!("status_{class}xx"),
        crate::StatusSpec::Default => "status_default".to_owned(),
    }
}
