//! How a value is written into a URL's path.

use percent_encoding::{AsciiSet, CONTROLS, PercentEncode, utf8_percent_encode};

/// A value as a segment of a URL's path, encoded while the URL is written. What is encoded is the URL standard's path set,
/// and the bytes that would end the segment or be decoded.
pub(crate) fn encode_path(value: &str) -> PercentEncode<'_> {
    const SEGMENT: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'`')
        .add(b'{')
        .add(b'}')
        .add(b'/')
        .add(b'%');
    utf8_percent_encode(value, SEGMENT)
}
