//! A body while it comes in: unpacked, and never more of it than is allowed.

use std::{
    io::{self, Write},
    mem,
};

use flate2::write::MultiGzDecoder;

use super::trouble::Trouble;

/// No page is that large. A small reply may be, once it is unpacked.
const LIMIT: usize = 64 << 20;

/// What has come in.
pub(crate) struct Body {
    /// Bytes as they were sent: a gzip stream can be endless and hold nothing.
    received: usize,
    content: Content,
}

enum Content {
    Plain(Limited),
    Gzip(Box<MultiGzDecoder<Limited>>),
}

impl Body {
    /// `encoding` is the reply's Content-Encoding.
    pub(crate) fn new(encoding: Option<&[u8]>) -> Result<Self, Trouble> {
        let encoding = encoding.unwrap_or(b"identity");
        let is = |name: &str| encoding.eq_ignore_ascii_case(name.as_bytes());
        let content = if is("identity") {
            Content::Plain(Limited::default())
        } else if is("gzip") || is("x-gzip") {
            Content::Gzip(Box::new(MultiGzDecoder::new(Limited::default())))
        } else {
            return Err(Trouble::Encoding);
        };
        Ok(Self { received: 0, content })
    }

    pub(crate) fn push(&mut self, chunk: &[u8]) -> Result<(), Trouble> {
        self.received += chunk.len();
        if self.received > LIMIT {
            return Err(Trouble::TooLarge { limit: LIMIT });
        }
        let written = match &mut self.content {
            Content::Plain(plain) => plain.write_all(chunk),
            Content::Gzip(decoder) => decoder.write_all(chunk),
        };
        written.map_err(trouble)
    }

    /// All of it.
    pub(crate) fn end(&mut self) -> Result<Vec<u8>, Trouble> {
        match &mut self.content {
            Content::Plain(plain) => Ok(mem::take(&mut plain.bytes)),
            Content::Gzip(decoder) => {
                decoder.try_finish().map_err(trouble)?;
                Ok(mem::take(&mut decoder.get_mut().bytes))
            }
        }
    }
}

fn trouble(error: io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::FileTooLarge => Trouble::TooLarge { limit: LIMIT },
        _ => Trouble::Gzip,
    }
}

#[derive(Default)]
struct Limited {
    bytes: Vec<u8>,
}

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > LIMIT {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
