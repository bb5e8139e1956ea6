//! The entry points of the generated `send` methods: each passes the request that it built, and gets back what the
//! document promises, or an error.

use std::sync::Arc;

use reqwest::{Request, RequestBuilder};
use serde::de::DeserializeOwned;

use crate::{
    DecodeError, Error, Operation, ResponseValue, StatusSpec,
    call_options::CallOptions,
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
        options: CallOptions,
    ) -> Result<ResponseValue<T>, Error> {
        let finish =
            |success| decode(success, operation, |success| serde_json::from_slice(&success.body.bytes));
        exchange(&self.0, operation, request, path_values, options, finish).await
    }

    /// Sends a request whose success is JSON of another type for each status.
    #[allow(dead_code, reason = "called where the document has such an operation")]
    pub(crate) async fn json_by_status<T: FromResponse>(
        &self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &[String],
        options: CallOptions,
    ) -> Result<ResponseValue<T>, Error> {
        let finish = |success| {
            decode(success, operation, |success| T::from_response(success.spec.status, &success.body.bytes))
        };
        exchange(&self.0, operation, request, path_values, options, finish).await
    }

    /// Sends a request whose success has no body. A body that is sent anyway is not read.
    pub(crate) async fn empty(
        &self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &[String],
        options: CallOptions,
    ) -> Result<ResponseValue<()>, Error> {
        let finish = |success: Success| Ok(ResponseValue::new((), success.status, success.headers));
        exchange(&self.0, operation, request, path_values, options, finish).await
    }

    /// Sends a request whose success is bytes that aren't JSON.
    #[allow(dead_code, reason = "called where the document has such an operation")]
    pub(crate) async fn bytes(
        &self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &[String],
        options: CallOptions,
    ) -> Result<ResponseValue<Vec<u8>>, Error> {
        let finish = |success: Success| {
            let success = success.complete(operation)?;
            Ok(ResponseValue::new(success.body.bytes, success.status, success.headers))
        };
        exchange(&self.0, operation, request, path_values, options, finish).await
    }
}

/// The request with its body, if there is one.
#[allow(dead_code, reason = "called where the document has such an operation")]
pub(crate) fn with_body<T>(
    request: RequestBuilder,
    body: Option<&T>,
    attach: impl FnOnce(RequestBuilder, &T) -> RequestBuilder,
) -> RequestBuilder {
    match body {
        Some(body) => attach(request, body),
        None => request,
    }
}

/// Several success responses that hold different things, each under its own status.
pub(crate) trait FromResponse: Sized {
    /// Reads the body of the response that is documented for this status.
    fn from_response(status: StatusSpec, body: &[u8]) -> serde_json::Result<Self>;
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

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use reqwest::Method;
    use serde::de::Error as _;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::*;
    use crate::{Client, DecodeCategory, ErrorKind, ResponseSpec, RetryPolicy};

    #[derive(Debug, PartialEq)]
    enum Either {
        Ok(Vec<u8>),
        Created(String),
        NoContent,
    }

    impl FromResponse for Either {
        fn from_response(status: StatusSpec, body: &[u8]) -> serde_json::Result<Self> {
            match status {
                StatusSpec::Code(200) => serde_json::from_slice(body).map(Self::Ok),
                StatusSpec::Code(201) => serde_json::from_slice(body).map(Self::Created),
                StatusSpec::Code(204) => Ok(Self::NoContent),
                _ => Err(serde_json::Error::custom("no response has this status")),
            }
        }
    }

    static READ: Operation = Operation {
        id: "read",
        method: Method::GET,
        path: "/a",
        responses: &[
            ResponseSpec { status: StatusSpec::Code(200), has_body: true },
            ResponseSpec { status: StatusSpec::Code(201), has_body: true },
            ResponseSpec { status: StatusSpec::Code(204), has_body: false },
            ResponseSpec { status: StatusSpec::Range(2), has_body: true },
        ],
    };

    /// Calls `READ` on a server that sends this response.
    async fn read(status: u16, body: &str) -> Result<Either, Error> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let response = format!(
            "HTTP/1.1 {status} \r\nconnection: close\r\ncontent-type: application/json\r\n\r\n{body}"
        );
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0);
            }
            stream.write_all(response.as_bytes()).await.unwrap();
        });
        let client = Client::builder(url).retry(RetryPolicy::none()).build().unwrap();
        let settings = client.inner.settings();
        let request = settings.http.get(format!("{}/a", settings.base)).build();
        let result = client.inner.json_by_status(&READ, request, &[], CallOptions::default()).await;
        server.await.unwrap();
        result.map(ResponseValue::into_inner)
    }

    #[tokio::test]
    async fn the_status_chooses_what_is_read() {
        assert_eq!(read(200, "[1]").await.unwrap(), Either::Ok(vec![1]));
        assert_eq!(read(201, "\"x\"").await.unwrap(), Either::Created("x".to_owned()));
        assert_eq!(read(204, "").await.unwrap(), Either::NoContent);
    }

    #[tokio::test]
    async fn what_is_wrong_is_where_the_body_has_it() {
        for (status, body, category, line, column) in [
            (200, "[1, true]", DecodeCategory::Data, 1, 8),
            (200, "[1,\n  2", DecodeCategory::Eof, 2, 3),
            (200, "[1}", DecodeCategory::Syntax, 1, 3),
            (200, "[1] ]", DecodeCategory::Syntax, 1, 5),
            (200, "", DecodeCategory::Eof, 1, 0),
            (201, "[1]", DecodeCategory::Data, 1, 0),
            (299, "[1]", DecodeCategory::Data, 0, 0),
        ] {
            let error = read(status, body).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
            let source = error.source().and_then(|source| source.downcast_ref());
            assert_eq!(source, Some(&DecodeError { category, line, column }), "{status} {body}");
        }
    }
}
