//! Real TLS: whom the client trusts, with each TLS library. A server that isn't trusted gets no byte of a request.

use std::sync::{Arc, Mutex};

use collibra_client_management::{Client, ClientBuilder, Error, ErrorKind, Outcome, RetryPolicy, TlsBackend};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    task::JoinHandle,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};

use crate::{authority::Authority, recorder::json};

const BACKENDS: [TlsBackend; 2] = [TlsBackend::Rustls, TlsBackend::NativeTls];

/// A server on 127.0.0.1 that answers `{}` to each request, and keeps what it could read.
struct Server {
    url: String,
    received: Arc<Mutex<Vec<u8>>>,
    task: JoinHandle<()>,
}

impl Server {
    async fn start((certificate, key): (CertificateDer<'static>, PrivateKeyDer<'static>)) -> Self {
        let config = ServerConfig::builder().with_no_client_auth();
        let acceptor = TlsAcceptor::from(Arc::new(config.with_single_cert(vec![certificate], key).unwrap()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&received);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that doesn't trust this server ends the handshake.
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut buffer = [0; 4096];
                if let Ok(read @ 1..) = stream.read(&mut buffer).await {
                    record.lock().unwrap().extend_from_slice(&buffer[..read]);
                    let _ = stream.write_all(json("{}").as_bytes()).await;
                    let _ = stream.shutdown().await;
                }
            }
        });
        Self { url, received, task }
    }

    fn received(&self) -> String {
        String::from_utf8_lossy(&self.received.lock().unwrap()).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn builder(url: &str, backend: TlsBackend) -> ClientBuilder {
    Client::builder(url).bearer_token("the-token").tls_backend(backend).retry(RetryPolicy::none())
}

async fn get(builder: ClientBuilder) -> Result<(), Error> {
    builder.build().unwrap().get_client().client_id("x").send().await.map(drop)
}

#[tokio::test]
async fn an_own_authority_is_trusted_once_it_is_added() {
    let authority = Authority::new();
    for backend in BACKENDS {
        let server = Server::start(authority.issue("127.0.0.1", 2100)).await;
        get(builder(&server.url, backend).add_root_certificate(authority.certificate())).await.unwrap();
        let request = server.received();
        assert!(request.starts_with("GET /rest/auth/v1/clients/x HTTP/1.1\r\n"), "{backend:?}: {request}");
        assert!(request.contains("authorization: Bearer the-token\r\n"), "{backend:?}: {request}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_trusted_gets_nothing() {
    let authority = Authority::new();
    let other = Authority::new();
    for backend in BACKENDS {
        for (what, served, trusted) in [
            ("an authority nobody added", authority.issue("127.0.0.1", 2100), None),
            ("another authority of the same name", authority.issue("127.0.0.1", 2100), Some(&other)),
            ("another address", authority.issue("127.0.0.2", 2100), Some(&authority)),
            ("a name", authority.issue("example.com", 2100), Some(&authority)),
            ("one that has expired", authority.issue("127.0.0.1", 2021), Some(&authority)),
        ] {
            let server = Server::start(served).await;
            let mut builder = builder(&server.url, backend);
            if let Some(trusted) = trusted {
                builder = builder.add_root_certificate(trusted.certificate());
            }
            let error = get(builder).await.expect_err(what);
            assert_eq!(
                (error.kind(), error.outcome()),
                (ErrorKind::Connect, Outcome::NotSent),
                "{backend:?}, {what}: {error:?}"
            );
            assert_eq!(server.received(), "", "{backend:?}, {what}");
            assert!(!format!("{error:?}").contains("the-token"));
        }
    }
}

/// https to a server that speaks http: what it gets can't be read as a request.
#[tokio::test]
async fn a_server_without_tls_gets_nothing_readable() {
    for backend in BACKENDS {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut received = vec![0; 4096];
            let read = stream.read(&mut received).await.unwrap();
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
            received.truncate(read);
            received
        });
        let error = get(builder(&url, backend)).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Connect, Outcome::NotSent),
            "{backend:?}: {error:?}"
        );
        let received = String::from_utf8_lossy(&server.await.unwrap()).into_owned();
        assert!(
            !received.contains("the-token") && !received.contains("clients"),
            "{backend:?}: {received:?}"
        );
    }
}

/// http to a server that speaks TLS.
#[tokio::test]
async fn a_server_with_tls_does_not_answer_plain_http() {
    let server = Server::start(Authority::new().issue("127.0.0.1", 2100)).await;
    let url = server.url.replace("https://", "http://");
    let error = get(builder(&url, TlsBackend::Rustls)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error:?}");
    assert_eq!(server.received(), "");
}
