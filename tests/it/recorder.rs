//! A raw TCP listener that records what it is sent, byte for byte, and answers with what it is told to.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

/// What happens to a connection once the reply's bytes are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It is closed in good order.
    Close,
    /// It stays open, and nothing more comes.
    Stall,
    /// It is torn down: the peer gets a reset.
    Reset,
    /// It stays open, and now and then a space comes.
    Drip,
}

/// Answers each request with the same bytes. Gone on drop.
pub(crate) struct Recorder {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Recorder {
    /// Answers with these bytes, then closes.
    pub(crate) async fn answering(reply: impl Into<Vec<u8>>) -> Self {
        Self::ending(reply, End::Close).await
    }

    /// Sends these bytes, then nothing, and keeps the connection open.
    pub(crate) async fn stalling_after(reply: impl Into<Vec<u8>>) -> Self {
        Self::ending(reply, End::Stall).await
    }

    /// Sends these bytes, then ends like that.
    pub(crate) async fn ending(reply: impl Into<Vec<u8>>, end: End) -> Self {
        let reply: Arc<[u8]> = reply.into().into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, Arc::clone(&record), Arc::clone(&reply), end));
            }
        });
        Self { url, requests, task }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What was received so far, one text a request.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, record: Arc<Mutex<Vec<String>>>, reply: Arc<[u8]>, end: End) {
    let request = read_request(&mut stream).await;
    record.lock().unwrap().push(request);
    // A client that gives up early may have closed already.
    let _ = stream.write_all(&reply).await;
    match end {
        End::Close => {}
        End::Stall => std::future::pending().await,
        End::Reset => stream.set_zero_linger().unwrap(),
        End::Drip => {
            let mut ticks = tokio::time::interval(Duration::from_millis(20));
            while stream.write_all(b" ").await.is_ok() {
                ticks.tick().await;
            }
        }
    }
}

/// A whole request: up to the empty line, and as much more as `content-length` says.
async fn read_request(stream: &mut TcpStream) -> String {
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

/// A complete reply with this status line, headers and body.
pub(crate) fn reply(status: &str, headers: &[&str], body: &str) -> String {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

/// A reply of JSON with status 200.
pub(crate) fn json(body: &str) -> String {
    reply("200 OK", &["content-type: application/json"], body)
}
