//! The site, on loopback: it gives the replies of each path in turn, and the last one again and again.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    thread,
};

/// A reply but for the headers that follow from its body.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    status: &'static str,
    headers: String,
    body: String,
    /// Answered in place of this reply when the request has this entity tag.
    etag: Option<&'static str>,
}

impl Reply {
    pub(crate) fn markdown(body: &str) -> Self {
        let headers = "content-type: text/markdown\r\n".to_owned();
        Self { status: "200 OK", headers, body: body.to_owned(), etag: None }
    }

    pub(crate) fn html(body: &str) -> Self {
        let headers = "content-type: text/html\r\n".to_owned();
        Self { status: "200 OK", headers, body: body.to_owned(), etag: None }
    }

    pub(crate) fn unavailable() -> Self {
        let headers = "retry-after: 0\r\n".to_owned();
        Self { status: "503 Service Unavailable", headers, body: String::new(), etag: None }
    }

    /// With an entity tag: who has it already gets a 304.
    pub(crate) fn tagged(mut self, etag: &'static str) -> Self {
        self.headers.push_str(&format!("etag: {etag}\r\n"));
        self.etag = Some(etag);
        self
    }
}

/// The server; it lives as long as the test.
pub(crate) struct Server {
    url: String,
}

impl Server {
    /// The replies to each path.
    pub(crate) fn start(replies: impl IntoIterator<Item = (&'static str, Vec<Reply>)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut replies: HashMap<&'static str, Vec<Reply>> = replies.into_iter().collect();
        thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.unwrap(), &mut replies);
            }
        });
        Self { url }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

fn answer(mut stream: TcpStream, replies: &mut HashMap<&'static str, Vec<Reply>>) {
    let head: Vec<String> = BufReader::new(stream.try_clone().unwrap())
        .lines()
        .map(|line| line.unwrap_or_default())
        .take_while(|line| !line.is_empty())
        .collect();
    let path = head.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
    let reply = match replies.get_mut(path) {
        Some(left) if left.len() > 1 => left.remove(0),
        Some(left) => left[0].clone(),
        None => Reply { status: "404 Not Found", headers: String::new(), body: String::new(), etag: None },
    };
    let is_known = |etag: &str| head.iter().any(|line| *line == format!("if-none-match: {etag}"));
    let text = if reply.etag.is_some_and(is_known) {
        "HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n".to_owned()
    } else {
        let Reply { status, headers, body, .. } = reply;
        let length = body.len();
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}")
    };
    // A client that has gone away is no failure of the server's.
    let _ = stream.write_all(text.as_bytes());
}
