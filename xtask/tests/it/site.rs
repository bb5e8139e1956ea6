//! The vendor's site, on loopback: it sends the responses of each path in order, and then repeats the last one.

use std::{
    collections::HashMap,
    io::{self, BufRead as _, BufReader, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// A response but for the headers that follow from its body.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    status: &'static str,
    headers: String,
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
    pub(crate) fn status(status: &'static str) -> Self {
        Self { status, headers: String::new(), body: Vec::new(), etag: None, sent: usize::MAX, stalls: false }
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
        self.headers.push_str(&format!("{header}\r\n"));
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
        let responses: Arc<Mutex<HashMap<&'static str, Vec<Response>>>> =
            Arc::new(Mutex::new(responses.into_iter().collect()));
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let heard = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (responses, heard) = (Arc::clone(&responses), Arc::clone(&heard));
                thread::spawn(move || answer(stream.unwrap(), &responses, &heard));
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
    responses: &Mutex<HashMap<&'static str, Vec<Response>>>,
    heard: &Mutex<Vec<String>>,
) {
    let head: Vec<String> = BufReader::new(stream.try_clone().unwrap())
        .lines()
        .map(|line| line.unwrap_or_default())
        .take_while(|line| !line.is_empty())
        .collect();
    let path = head.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
    let response = match responses.lock().unwrap().get_mut(path) {
        Some(left) if left.len() > 1 => left.remove(0),
        Some(left) => left[0].clone(),
        None => Response::status("404 Not Found"),
    };
    heard.lock().unwrap().push(head.join("\n"));
    // A client that has gone away is no failure of the server's.
    let _ = send(&mut stream, &head, &response);
    let _ = stream.shutdown(Shutdown::Both);
}

fn send(stream: &mut TcpStream, head: &[String], response: &Response) -> io::Result<()> {
    let is_known = |etag: &str| head.iter().any(|line| *line == format!("if-none-match: {etag}"));
    if response.etag.is_some_and(is_known) {
        return stream.write_all(b"HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n");
    }
    let Response { status, headers, body, .. } = response;
    let length = body.len();
    let start =
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n");
    stream.write_all(start.as_bytes())?;
    stream.write_all(&body[..response.sent.min(length)])?;
    if response.stalls {
        io::copy(stream, &mut io::sink())?;
    }
    Ok(())
}
