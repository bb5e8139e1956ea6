//! A scripted TCP server: it records what it is sent, byte for byte, and answers with the bytes it was given.

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket},
    sync::watch,
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

/// What happens to a connection once an answer's bytes are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AnswerEnd {
    /// It is closed in good order.
    Close,
    /// It stays open, and nothing more comes.
    Stall,
    /// It is torn down: the peer gets a reset.
    Reset,
    /// It stays open, and now and then a space comes.
    Drip,
}

/// What a request is answered with.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) bytes: Vec<u8>,
    pub(crate) end: AnswerEnd,
}

impl Answer {
    pub(crate) fn new(bytes: impl Into<Vec<u8>>, end: AnswerEnd) -> Self {
        Self { bytes: bytes.into(), end }
    }

    /// These bytes, then nothing, on a connection that stays open.
    pub(crate) fn stalling_after(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(bytes, AnswerEnd::Stall)
    }
}

/// These bytes, then the end of the connection.
impl<T: Into<Vec<u8>>> From<T> for Answer {
    fn from(bytes: T) -> Self {
        Self::new(bytes, AnswerEnd::Close)
    }
}

/// The server. Gone on drop.
pub(crate) struct Recorder {
    url: String,
    requests: watch::Sender<Vec<String>>,
    task: JoinHandle<()>,
}

impl Recorder {
    /// Answers every request alike.
    pub(crate) async fn answering(answer: impl Into<Answer>) -> Self {
        Self::scripted(vec![answer.into()]).await
    }

    /// Answers one request after the other, and with the last answer whatever follows.
    pub(crate) async fn scripted(script: Vec<Answer>) -> Self {
        Self::start(script, None).await
    }

    /// Answers every request over TLS alike.
    pub(crate) async fn secure(acceptor: TlsAcceptor, answer: impl Into<Answer>) -> Self {
        Self::start(vec![answer.into()], Some(acceptor)).await
    }

    async fn start(script: Vec<Answer>, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let requests = watch::Sender::new(Vec::new());
        let record = requests.clone();
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let (record, script, tls) = (record.clone(), script.clone(), tls.clone());
                connections.spawn(async move {
                    let Some(tls) = tls else {
                        if serve(&mut stream, &record, &script).await == AnswerEnd::Reset {
                            stream.set_zero_linger().unwrap();
                        }
                        return;
                    };
                    // A client that doesn't trust this server ends the handshake.
                    if let Ok(mut stream) = tls.accept(stream).await {
                        serve(&mut stream, &record, &script).await;
                        let _ = stream.shutdown().await;
                    }
                });
            }
        });
        Self { url, requests, task }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What was received so far, one text per request.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.borrow().clone()
    }

    /// Waits until so many requests have been received.
    pub(crate) async fn arrived(&self, requests: usize) {
        self.requests.subscribe().wait_for(|received| received.len() >= requests).await.unwrap();
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Answers the one request of a connection, and gives how the connection is to end.
async fn serve(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    record: &watch::Sender<Vec<String>>,
    script: &[Answer],
) -> AnswerEnd {
    let request = read_request(stream).await;
    let mut number = 0;
    record.send_modify(|requests| {
        number = requests.len();
        requests.push(request);
    });
    let Answer { bytes, end } = &script[number.min(script.len() - 1)];
    // A client that gives up early may have closed already.
    let _ = stream.write_all(bytes).await;
    match end {
        AnswerEnd::Close | AnswerEnd::Reset => {}
        AnswerEnd::Stall => std::future::pending().await,
        AnswerEnd::Drip => {
            let mut ticks = tokio::time::interval(Duration::from_millis(20));
            while stream.write_all(b" ").await.is_ok() {
                ticks.tick().await;
            }
        }
    }
    *end
}

/// A whole request: up to the empty line, and as much more as `content-length` says.
async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return text,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}

/// What comes of a call that is answered with silence. Once the request has arrived and the answer's bytes have had
/// time to be read, the clock is paused: it then runs on to the call's timeout by itself.
pub(crate) async fn outwait<T>(recorder: &Recorder, call: impl Future<Output = T>) -> T {
    let before = recorder.requests().len();
    let pause = async {
        recorder.arrived(before + 1).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        tokio::time::pause();
    };
    let (result, ()) = tokio::join!(call, pause);
    tokio::time::resume();
    result
}

/// A URL where no connection can be made, for as long as the socket lives: its port is taken, and nobody listens.
pub(crate) fn unreachable() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    (socket, url)
}

/// A complete response with this status line, headers and body.
pub(crate) fn response(status: &str, headers: &[&str], body: &str) -> String {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

/// The least that reads as a registered client.
pub(crate) const READ: &str = r#"{"client_name":"n"}"#;

/// A response of JSON with status 200.
pub(crate) fn json(body: &str) -> String {
    response("200 OK", &["content-type: application/json"], body)
}
