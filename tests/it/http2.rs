//! HTTP/2, which a client speaks as soon as any crate of a build turns reqwest's feature on. There a server can refuse
//! a request it has received; what may be sent again is still the policy's matter, not the HTTP library's.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use collibra_client_management::{Client, ErrorKind, Outcome, RetryPolicy, TlsBackend, types::UpdateClient};
use h2::Reason;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::authority::Authority;

/// How a server gets rid of a request.
#[derive(Clone, Copy, Debug)]
enum Refusal {
    /// Of this request, as RFC 9113, 8.7, has it.
    Stream,
    /// Of the connection, without saying that anything is wrong.
    Connection,
}

/// A server that refuses everything, and counts it.
struct Server {
    url: String,
    requests: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Server {
    async fn start(authority: &Authority, refusal: Refusal) -> Self {
        let acceptor = authority.acceptor("127.0.0.1", 2100, &["h2"]);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mut connection =
                    h2::server::handshake(acceptor.accept(stream).await.unwrap()).await.unwrap();
                while let Some(Ok((_request, mut response))) = connection.accept().await {
                    count.fetch_add(1, Ordering::SeqCst);
                    match refusal {
                        Refusal::Stream => response.send_reset(Reason::REFUSED_STREAM),
                        Refusal::Connection => connection.abrupt_shutdown(Reason::NO_ERROR),
                    }
                }
            }
        });
        Self { url, requests, task }
    }

    fn client(&self, authority: &Authority) -> Client {
        Client::builder(&self.url)
            .bearer_token("the-token")
            .tls_backend(TlsBackend::Rustls)
            .add_root_certificate(authority.certificate())
            .retry(RetryPolicy::default().base_delay(Duration::from_millis(1)))
            .build()
            .unwrap()
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// And the policy counts each time that a GET is sent.
#[tokio::test]
async fn what_a_server_refuses_in_its_protocol_is_sent_as_often_as_the_policy_says() {
    let authority = Authority::new();
    for refusal in [Refusal::Stream, Refusal::Connection] {
        for (method, sent) in [("GET", 3), ("PUT", 1), ("DELETE", 1)] {
            let server = Server::start(&authority, refusal).await;
            let client = server.client(&authority);
            let update = UpdateClient::builder().client_name("n");
            let made = match method {
                "GET" => client.get_client("x").send().await.map(drop),
                "PUT" => client.update_client("x", update).send().await.map(drop),
                _ => client.delete_client("x").send().await.map(drop),
            };
            let error = made.unwrap_err();
            assert_eq!(server.requests(), sent, "{method}, {refusal:?}: {error:?}");
            let found = (error.kind(), error.outcome(), error.attempts() as usize);
            assert_eq!(
                found,
                (ErrorKind::Transport, Outcome::Unknown, sent),
                "{method}, {refusal:?}: {error:?}"
            );
        }
    }
}
