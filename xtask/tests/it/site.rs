//! The vendor's site, on loopback: it sends the responses of each path in order, and then repeats the last one.

use std::{
    collections::HashMap,
    io::{self, BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use flate2::{Compression, write::GzEncoder};

/// A response but for the headers that follow from its body.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    /// The status line and headers.
    head: String,
    body: Vec<u8>,
    /// Who has this entity tag already gets a 304.
    etag: Option<&'static str>,
    /// How much of the body is sent; then the connection ends.
    sent: usize,
    /// Then it stays silent instead, until the client has gone away.
    stalls: bool,
}

impl Response {
    /// The status line's code and reason.
    pub(crate) fn status(status: &str) -> Self {
        let head = format!("HTTP/1.1 {status}\r\n");
        Self { head, body: Vec::new(), etag: None, sent: usize::MAX, stalls: false }
    }

    pub(crate) fn markdown(body: impl Into<Vec<u8>>) -> Self {
        Self::status("200 OK").with("content-type: text/markdown; charset=utf-8").body(body)
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// A header.
    pub(crate) fn with(mut self, header: &str) -> Self {
        self.head.push_str(&format!("{header}\r\n"));
        self
    }

    /// With the body compressed.
    pub(crate) fn gzipped(self) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&self.body).unwrap();
        self.body(encoder.finish().unwrap()).with("content-encoding: gzip")
    }

    /// With a body that was cut before it was measured.
    pub(crate) fn truncated(mut self, bytes: usize) -> Self {
        self.body.truncate(bytes);
        self
    }

    /// With an entity tag: who has it already gets a 304.
    pub(crate) fn tagged(mut self, etag: &'static str) -> Self {
        self.etag = Some(etag);
        self.with(&format!("etag: {etag}"))
    }

    /// Ends the connection after this much of the body.
    pub(crate) fn cut_after(mut self, bytes: usize) -> Self {
        self.sent = bytes;
        self
    }

    /// Sends no more than this much of the body.
    pub(crate) fn stalled_after(mut self, bytes: usize) -> Self {
        self.stalls = true;
        self.cut_after(bytes)
    }
}

/// The server; it lives as long as the test.
pub(crate) struct Site {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// The responses to each path.
    pub(crate) fn start(responses: impl IntoIterator<Item = (&'static str, Vec<Response>)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut responses = responses.into_iter().collect();
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let heard = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                // A client that has gone away is no failure of the server's.
                let _ = answer(stream.unwrap(), &mut responses, &heard);
            }
        });
        Self { url, requests }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// For a snapshot: without the URL, which differs from run to run.
    pub(crate) fn redact(&self, text: &str) -> String {
        crate::redact(text, &[(&self.url, "http://SITE")])
    }

    /// The heads of all requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn answer(
    mut stream: TcpStream,
    responses: &mut HashMap<&'static str, Vec<Response>>,
    heard: &Mutex<Vec<String>>,
) -> io::Result<()> {
    // Nobody speaks TLS here. It has no lines to wait for.
    let mut first = [0];
    if stream.peek(&mut first)? == 1 && first == [0x16] {
        return Ok(());
    }
    let lines = BufReader::new(&stream).lines().map(Result::unwrap_or_default);
    let request: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let path = request.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
    let Response { head, body, etag, sent, stalls } = match responses.get_mut(path) {
        Some(left) if left.len() > 1 => left.remove(0),
        Some(left) => left[0].clone(),
        None => Response::status("404 Not Found"),
    };
    heard.lock().unwrap().push(request.join("\n"));
    if etag.is_some_and(|etag| request.contains(&format!("if-none-match: {etag}"))) {
        return stream.write_all(b"HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n");
    }
    let length = body.len();
    write!(stream, "{head}content-length: {length}\r\nconnection: close\r\n\r\n")?;
    stream.write_all(&body[..sent.min(length)])?;
    if stalls {
        io::copy(&mut stream, &mut io::sink())?;
    }
    Ok(())
}
