//! Real TLS: whom the client trusts, with each TLS library. A server that isn't trusted gets no byte of a request.

use collibra_client_management::{Client, ClientBuilder, Error, ErrorKind, Outcome, RetryPolicy, TlsBackend};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::{
    authority::Authority,
    recorder::{Recorder, json},
};

const BACKENDS: [TlsBackend; 2] = [TlsBackend::Rustls, TlsBackend::NativeTls];

/// A server with a certificate for this name.
async fn server(authority: &Authority, name: &str, until: i32) -> Recorder {
    Recorder::secure(authority.acceptor(name, until, &[]), json("{}")).await
}

fn builder(url: &str, backend: TlsBackend) -> ClientBuilder {
    Client::builder(url).bearer_token("the-token").tls_backend(backend).retry(RetryPolicy::none())
}

async fn get(builder: ClientBuilder) -> Result<(), Error> {
    builder.build().unwrap().get_client("x").send().await.map(drop)
}

#[tokio::test]
async fn an_own_authority_is_trusted_once_it_is_added() {
    let authority = Authority::new();
    for backend in BACKENDS {
        let server = server(&authority, "127.0.0.1", 2100).await;
        get(builder(server.url(), backend).add_root_certificate(authority.certificate())).await.unwrap();
        let request = server.requests().concat();
        assert!(request.starts_with("GET /rest/auth/v1/clients/x HTTP/1.1\r\n"), "{backend:?}: {request}");
        assert!(request.contains("authorization: Bearer the-token\r\n"), "{backend:?}: {request}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_trusted_gets_nothing() {
    let authority = Authority::new();
    let other = Authority::new();
    for backend in BACKENDS {
        for (what, name, until, trusted) in [
            ("an authority nobody added", "127.0.0.1", 2100, None),
            ("another authority of the same name", "127.0.0.1", 2100, Some(&other)),
            ("another address", "127.0.0.2", 2100, Some(&authority)),
            ("a name", "example.com", 2100, Some(&authority)),
            ("one that has expired", "127.0.0.1", 2021, Some(&authority)),
        ] {
            let server = server(&authority, name, until).await;
            let mut builder = builder(server.url(), backend);
            if let Some(trusted) = trusted {
                builder = builder.add_root_certificate(trusted.certificate());
            }
            let error = get(builder).await.expect_err(what);
            assert_eq!(
                (error.kind(), error.outcome()),
                (ErrorKind::Connect, Outcome::NotSent),
                "{backend:?}, {what}: {error:?}"
            );
            assert_eq!(server.requests(), Vec::<String>::new(), "{backend:?}, {what}");
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
    let server = server(&Authority::new(), "127.0.0.1", 2100).await;
    let url = server.url().replace("https://", "http://");
    let error = get(builder(&url, TlsBackend::Rustls)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error:?}");
    assert_eq!(server.requests(), Vec::<String>::new());
}
