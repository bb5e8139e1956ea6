//! The entry points of the generated `send` methods: each passes the request that it built, and gets back what the
//! document promises, or an error.

use std::{
    fmt::{self, Write as _},
    sync::Arc,
};

use reqwest::{Request, Url};
use serde::de::DeserializeOwned;
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use crate::{
    Client, Error, Operation, Response, StatusSpec,
    call_options::CallOptions,
    lookalike::{self, Lookalike},
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

    /// The URL of a path below the base URL. Only the path is parsed: that is much cheaper than the whole.
    pub(crate) fn url(&self, path: fmt::Arguments<'_>) -> Url {
        let mut url = self.0.base.clone();
        // Most paths fit, so it doesn't grow.
        let mut whole = String::with_capacity(256);
        // A string takes whatever is written.
        let _ = write!(whole, "{}{path}", url.path().trim_end_matches('/'));
        url.set_path(&whole);
        url
    }

    /// Sends a request whose success is JSON.
    #[allow(dead_code, reason = "called where the document has such an operation")]
    pub(crate) fn json<'a, T: DeserializeOwned>(
        &'a self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &'a [String],
        options: CallOptions,
    ) -> impl Future<Output = Result<Response<T>, Error>> + use<'a, T> {
        let finish = move |success| {
            decode(success, operation, path_values, |success| serde_json::from_slice(&success.body.bytes))
        };
        exchange(&self.0, operation, request, path_values, options, finish)
    }

    /// Sends a request whose success is JSON of another type for each status.
    #[allow(dead_code, reason = "called where the document has such an operation")]
    pub(crate) fn json_by_status<'a, T: FromResponse>(
        &'a self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &'a [String],
        options: CallOptions,
    ) -> impl Future<Output = Result<Response<T>, Error>> + use<'a, T> {
        let finish = move |success| {
            decode(success, operation, path_values, |success| {
                T::from_response(success.spec.status, &success.body.bytes)
            })
        };
        exchange(&self.0, operation, request, path_values, options, finish)
    }

    /// Sends a request whose success has no body.
    #[allow(dead_code, reason = "called where the document has such an operation")]
    pub(crate) fn empty<'a>(
        &'a self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &'a [String],
        options: CallOptions,
    ) -> impl Future<Output = Result<Response<()>, Error>> + use<'a> {
        let finish = move |success| decode(success, operation, path_values, |_| Ok(()));
        exchange(&self.0, operation, request, path_values, options, finish)
    }

    /// Sends a request whose success is bytes that aren't JSON.
    #[allow(dead_code, reason = "called where the document has such an operation")]
    pub(crate) fn bytes<'a>(
        &'a self,
        operation: &'static Operation,
        request: reqwest::Result<Request>,
        path_values: &'a [String],
        options: CallOptions,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, Error>> + use<'a> {
        let finish = move |success: Success| {
            let success = success.complete(operation)?;
            Ok(Response::new(success.body.bytes.into_inner(), success.status, success.headers))
        };
        exchange(&self.0, operation, request, path_values, options, finish)
    }
}

impl Client {
    /// Runs `work` in a task of its own, which goes on if nobody waits for it any longer.
    ///
    /// Dropping the future of a call ends the call: in a `select!`, at a timeout, or in the handler of a web request whose
    /// caller has hung up. If an update has reached the server by then, its response is lost, and with it the new secret.
    /// So make an update in `work`, and store the secret there, too: what the task returns is lost if its handle is
    /// dropped.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use collibra_client_management::{Client, Error, types::UpdateClient};
    ///
    /// # async fn rotate(client: Client, id: String) {
    /// let mut rotation = client.spawn(|client| async move {
    ///     let body = UpdateClient::builder().client_name("reporting");
    ///     let updated = client.update_client(id, body).send().await?;
    ///     store(updated.raw_body());
    ///     Ok::<_, Error>(())
    /// });
    /// if tokio::time::timeout(Duration::from_secs(5), &mut rotation).await.is_err() {
    ///     println!("it takes long, and goes on");
    /// }
    /// # }
    /// # fn store(_: &[u8]) {}
    /// ```
    ///
    /// The task keeps the current `tracing` span. Aborting it, or shutting down the runtime, ends the call as dropping its
    /// future does.
    ///
    /// # Panics
    /// Outside of a tokio runtime, as [`tokio::spawn`] does.
    pub fn spawn<F>(&self, work: impl FnOnce(Self) -> F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        tokio::spawn(work(self.clone()).in_current_span())
    }
}

/// Several success responses that hold different things, each under its own status.
pub(crate) trait FromResponse: Sized {
    /// Reads the body of the response that is documented for this status.
    fn from_response(status: StatusSpec, body: &[u8]) -> serde_json::Result<Self>;
}

/// Decodes a complete body, and checks that it is what the document promises.
fn decode<T>(
    success: Success,
    operation: &'static Operation,
    path_values: &[String],
    read: impl FnOnce(&Success) -> serde_json::Result<T>,
) -> Result<Response<T>, Error> {
    let success = success.complete(operation)?;
    let resource = operation.resource(path_values);
    let value = read(&success)
        .map_err(|error| Lookalike::from(&error))
        .and_then(|value| lookalike::check(&success.body.bytes, &success.spec, resource).map(|()| value));
    match value {
        Ok(value) => Ok(Response::new(value, success.status, success.headers).with_body(success.body.bytes)),
        Err(Lookalike::Body(error)) => Err(Error::decode(operation, success.into(), error)),
        Err(Lookalike::WrongResource(name)) => Err(Error::wrong_resource(operation, success.into(), name)),
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
    use crate::{DecodeCategory, DecodeError, ErrorKind, ResponseSpec, RetryPolicy};

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
        accepts_json: true,
        responses: &[
            ResponseSpec { status: StatusSpec::Code(200), has_body: true, members: &[] },
            ResponseSpec { status: StatusSpec::Code(201), has_body: true, members: &[] },
            ResponseSpec { status: StatusSpec::Code(204), has_body: false, members: &[] },
            ResponseSpec { status: StatusSpec::Range(2), has_body: true, members: &[] },
        ],
    };

    static REMOVE: Operation = Operation {
        id: "remove",
        method: Method::DELETE,
        path: "/a",
        accepts_json: true,
        responses: &[ResponseSpec { status: StatusSpec::Code(200), has_body: false, members: &[] }],
    };

    /// Calls `READ` on a server that sends this response.
    async fn read(status: u16, body: &str) -> Result<Either, Error> {
        let (server, client) = answering(status, body).await;
        let settings = client.inner.settings();
        let request = settings.http.get(format!("{}/a", settings.base)).build();
        let result = client.inner.json_by_status(&READ, request, &[], CallOptions::default()).await;
        server.await.unwrap();
        result.map(Response::into_inner)
    }

    /// A server that sends this response, and a client of it.
    async fn answering(status: u16, body: &str) -> (JoinHandle<()>, Client) {
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
        (server, Client::builder(url).retry(RetryPolicy::none()).build().unwrap())
    }

    #[tokio::test]
    async fn a_body_that_is_not_documented_is_no_success() {
        for (body, category) in [
            ("", None),
            ("<html>", Some(DecodeCategory::UnexpectedBody)),
            ("{}", Some(DecodeCategory::UnexpectedBody)),
        ] {
            let (server, client) = answering(200, body).await;
            let settings = client.inner.settings();
            let request = settings.http.delete(format!("{}/a", settings.base)).build();
            let result = client.inner.empty(&REMOVE, request, &[], CallOptions::default()).await;
            server.await.unwrap();
            let error = result.err();
            assert_eq!(error.as_ref().map(|error| error.body()), category.map(|_| Some(body.as_bytes())));
            let found = error.as_ref().and_then(|error| error.source()?.downcast_ref::<DecodeError>());
            assert_eq!(found.map(|error| error.category), category, "{body}");
        }
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
