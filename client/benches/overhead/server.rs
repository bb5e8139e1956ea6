//! A server that does next to nothing, so that its time doesn't hide the clients'.
//!
//! Not the sandbox: that takes about as long over a request as a client does, and `cargo bench` alone doesn't enable
//! its feature.

use std::{
    io,
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    runtime,
};

/// The registered client that every request is answered with.
pub(crate) const CLIENT_ID: &str = "urn:sys:env:2eeadf60-1a11-5170-7e57-000000000000:i:1cnxtsn";

/// Answers every request alike, on a thread of its own. It ends with the process.
pub(crate) struct Server {
    url: String,
    last_head: Arc<Mutex<String>>,
}

impl Server {
    pub(crate) fn start() -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let url = format!("http://{}", listener.local_addr()?);
        let runtime = runtime::Builder::new_current_thread().enable_io().build()?;
        let last_head = Arc::default();
        let heads = Arc::clone(&last_head);
        thread::spawn(move || runtime.block_on(serve(listener, heads)));
        Ok(Self { url, last_head })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The request line and headers of the first request on the last connection.
    pub(crate) fn last_head(&self) -> String {
        self.last_head.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve(listener: std::net::TcpListener, last_head: Arc<Mutex<String>>) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(answer(stream, Arc::clone(&last_head)));
    }
}

/// Answers request after request. A GET has no body: it ends where its head does.
async fn answer(mut stream: TcpStream, last_head: Arc<Mutex<String>>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let response = response();
    let mut buffer = [0; 4096];
    let mut read = 0;
    let mut is_first = true;
    loop {
        let more = stream.read(&mut buffer[read..]).await?;
        if more == 0 {
            return Ok(());
        }
        read += more;
        if !buffer[..read].ends_with(b"\r\n\r\n") {
            continue;
        }
        if is_first {
            let head = String::from_utf8_lossy(&buffer[..read]).into_owned();
            *last_head.lock().unwrap_or_else(PoisonError::into_inner) = head;
            is_first = false;
        }
        read = 0;
        stream.write_all(response.as_bytes()).await?;
    }
}

/// With the headers that servers commonly send.
fn response() -> String {
    let body = format!(
        r#"{{"client_id":"{CLIENT_ID}","client_id_issued_at":1700000000,"client_name":"reporting","grant_types":["client_credentials"]}}"#,
    );
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncache-control: no-store\r\n\
         x-request-id: 8b3f2a6c-000001\r\ndate: Mon, 23 Nov 2026 12:00:00 GMT\r\ncontent-length: {}\r\n\r\n{body}",
        body.len(),
    )
}
