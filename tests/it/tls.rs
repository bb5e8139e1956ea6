//! Real TLS: whom the client trusts, with each TLS library. A server that isn't trusted gets no byte of a request.

use std::time::Duration;

use collibra_client_management::{
    Client, ClientBuilder, ClientCredentials, Error, ErrorKind, Outcome, RetryPolicy, TlsBackend,
    TokenProvider,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::{
    authority::Authority,
    recorder::{READ, Recorder, json},
};

const BACKENDS: [TlsBackend; 2] = [TlsBackend::Rustls, TlsBackend::NativeTls];

/// A server with a certificate for this name.
async fn server(authority: &Authority, name: &str, until: i32) -> Recorder {
    Recorder::secure(authority.acceptor(name, until, &[]), json(READ)).await
}

fn builder(url: &str, backend: TlsBackend) -> ClientBuilder {
    // No failure of TLS is retried.
    let retry = RetryPolicy::default().base_delay(Duration::from_millis(1));
    Client::builder(url).bearer_token("the-token").tls_backend(backend).retry(retry)
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
            assert_eq!(
                (error.attempts(), error.is_retryable()),
                (1, false),
                "{backend:?}, {what}: {error:?}"
            );
            assert!(error.to_string().contains("the TLS handshake failed"), "{error}");
            assert_eq!(server.requests(), Vec::<String>::new(), "{backend:?}, {what}");
            assert!(!format!("{error:?}").contains("the-token"));
        }
    }
}

#[tokio::test]
async fn a_client_shows_its_certificate_to_a_server_that_wants_one() {
    let (authority, clients) = (Authority::new(), Authority::new());
    let (certificate, key) = clients.client_certificate();
    let (of_another, its_key) = authority.client_certificate();
    for backend in BACKENDS {
        let server = Recorder::secure(authority.mutual_acceptor(&clients), json(READ)).await;
        let builder = || builder(server.url(), backend).add_root_certificate(authority.certificate());
        get(builder()).await.unwrap_err();
        get(builder().client_certificate(&of_another, its_key.as_str())).await.unwrap_err();
        assert_eq!(server.requests(), Vec::<String>::new(), "{backend:?}");
        get(builder().client_certificate(&certificate, key.as_str())).await.unwrap();
        assert_eq!(server.requests().len(), 1, "{backend:?}");

        let broken = builder().client_certificate(&certificate, "s3cr3t");
        assert!(!format!("{broken:?}").contains("s3cr3t"));
        let error = broken.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{backend:?}");
    }
}

/// Tokens are fetched by an HTTP client of their own.
#[tokio::test]
async fn a_token_endpoint_is_trusted_like_a_server() {
    let (authority, clients) = (Authority::new(), Authority::new());
    let token = json(r#"{"access_token":"t0ken","token_type":"Bearer"}"#);
    let server = Recorder::secure(authority.mutual_acceptor(&clients), token).await;
    let (certificate, key) = clients.client_certificate();
    let tokens = ClientCredentials::builder(server.url(), "id", "secret");
    let trusting = tokens.clone().add_root_certificate(authority.certificate());
    for (tokens, requests) in [(tokens, 0), (trusting.client_certificate(certificate, key), 1)] {
        let tokens = tokens.build().unwrap();
        let error = TokenProvider::token(&tokens).await.err();
        assert_eq!((error.is_some(), server.requests().len()), (requests == 0, requests), "{error:?}");
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
