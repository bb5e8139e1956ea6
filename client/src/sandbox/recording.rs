//! What a probe found out about a real server, without a single value of it: the one definition of the format of
//! `probe.json`, which the example `probe` writes and a sandbox [replays](super::Builder::recording).
//!
//! A recording holds statuses, times, and words of closed lists: names of headers, media types, challenge schemes, their
//! parameters, error codes, and member names that are registered or look like identifiers. Each value of a body or of a
//! challenge is a placeholder. The types have no room for anything else, so neither has what is made from them.
//!
//! ```json
//! {
//!   "version": 1,
//!   "server": "/rest/auth/v1",
//!   "exchanges": [
//!     {
//!       "question": "invalid_token",
//!       "response": {
//!         "status": 401,
//!         "headers": ["content-length", "www-authenticate"],
//!         "media_type": null,
//!         "challenges": [
//!           { "scheme": "Bearer", "parameters": [["realm", "<short text>"], ["error", "invalid_token"]] }
//!         ],
//!         "body": { "kind": "none" }
//!       },
//!       "client": { "refused": "unauthorized" },
//!       "milliseconds": 12
//!     }
//!   ],
//!   "kept": { "registered": ["Bearer", "…"], "unregistered": [] }
//! }
//! ```
//!
//! | member | |
//! |---|---|
//! | `version` | 1. Another version, a member or a word that isn't described here is an error |
//! | `server` | the base path that was called: a [`Server`] |
//! | `question` | what was asked: a [`Question`] |
//! | `response` | absent if none came |
//! | `headers`, `media_type`, `scheme`, parameters | a registered word, or `other` |
//! | `parameters` | null if the challenge can't be parsed |
//! | `body.kind` | `none`, `html`, `other` (with `text`, a placeholder), or `json` (with `json`, a value) |
//! | strings in it | placeholders of the same shape: empty, digits, URN, URL, or up to 15, up to 63, or more characters; or a registered error code |
//! | numbers, booleans | 0, 1, -1, for anything but integers of 64 bits 0.5 and -0.5; true |
//! | arrays, objects | each shape of an item once; members whose names aren't kept become `member_1` and so on |
//! | `client` | `accepted`, or `refused` with the kind of the error, and `why` for a body that doesn't match the document |
//! | `kept` | the words that are the server's own, to review them before the recording is shared |

mod exchange;
mod known;
mod place;
mod response;
mod shape;

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

pub use self::exchange::{Exchange, Question, Verdict};
pub(super) use self::known::is_documented_member;
pub use self::place::RecordingError;
pub use self::response::{BodyShape, ChallengeShape, ResponseShape};
pub use self::shape::{NumberShape, Shape, TextShape};

use self::place::Place;
use crate::Server;

/// The only version of the format.
const VERSION: u64 = 1;

/// What a probe found out about a server. See [the module](self) for its format.
///
/// ```
/// use collibra_client_management::{Server, sandbox::recording::Recording};
///
/// let recording = Recording::new(Server::default());
/// assert_eq!(Recording::read(&recording.to_json()), Ok(recording));
/// let error = Recording::read(r#"{"version": 2}"#).unwrap_err();
/// assert!(error.to_string().contains("/version"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    server: Server,
    exchanges: Vec<Exchange>,
}

/// In the order of the members.
#[derive(Serialize)]
struct File {
    version: u64,
    server: Server,
    exchanges: Vec<Value>,
    kept: Value,
}

impl Recording {
    /// A recording without exchanges.
    #[must_use]
    pub fn new(server: Server) -> Self {
        Self { server, exchanges: Vec::new() }
    }

    /// Adds an exchange.
    pub fn push(&mut self, exchange: Exchange) {
        self.exchanges.push(exchange);
    }

    /// The base path that was called.
    #[must_use]
    pub fn server(&self) -> Server {
        self.server
    }

    /// The exchanges, in the order in which they were made.
    #[must_use]
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// The exchange for this question.
    #[must_use]
    pub fn exchange(&self, question: Question) -> Option<&Exchange> {
        self.exchanges.iter().find(|exchange| exchange.question() == question)
    }

    /// The words of the server's that were kept as they are: those that are registered, and the names of members that
    /// aren't, but look like identifiers. Review the latter before you share the recording.
    #[must_use]
    pub fn kept(&self) -> (Vec<&str>, Vec<&str>) {
        let words: BTreeSet<&str> = self.exchanges.iter().flat_map(Exchange::words).collect();
        words.into_iter().partition(|word| known::is_registered(word))
    }

    /// The recording as JSON, with what was kept at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        let exchanges = self.exchanges.iter().map(Exchange::to_value).collect();
        let file = File { version: VERSION, server: self.server, exchanges, kept: self.kept_value() };
        // It has no map but those of JSON values, whose names are strings, so that nothing can fail.
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }

    fn kept_value(&self) -> Value {
        let (registered, unregistered) = self.kept();
        json!({ "registered": registered, "unregistered": unregistered })
    }

    /// Reads a recording, and checks that it holds nothing but what the format allows.
    ///
    /// # Errors
    /// Where it has what the format doesn't allow, by JSON pointer.
    pub fn read(text: &str) -> Result<Self, RecordingError> {
        let value: Value = serde_json::from_str(text).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            RecordingError::new(place, "not JSON")
        })?;
        let root = Place::root(&value);
        let version = root.member("version")?;
        if version.value.as_u64() != Some(VERSION) {
            return Err(version.error(format!("an unknown version; this crate reads version {VERSION}")));
        }
        root.object(&["version", "server", "exchanges", "kept"])?;
        let server = root.member("server")?;
        let server = server
            .text()?
            .parse()
            .map_err(|unknown: crate::UnknownServer| server.error(unknown.to_string()))?;
        let mut recording = Self::new(server);
        for place in root.member("exchanges")?.items()? {
            let exchange = Exchange::read(&place)?;
            if recording.exchange(exchange.question()).is_some() {
                return Err(place.error("a second exchange for the same question"));
            }
            recording.push(exchange);
        }
        let kept = root.member("kept")?;
        if *kept.value != recording.kept_value() {
            return Err(kept.error("not the words that the recording holds"));
        }
        Ok(recording)
    }

    /// Reads a recording from a file.
    ///
    /// # Errors
    /// The file can't be read, or isn't a recording: then with the place, and as [`InvalidData`](std::io::ErrorKind::InvalidData).
    pub fn read_file(path: &Path) -> std::io::Result<Self> {
        let with_path = |kind, what: &dyn std::fmt::Display| {
            std::io::Error::new(kind, format!("{}: {what}", path.display()))
        };
        let text = std::fs::read_to_string(path).map_err(|error| with_path(error.kind(), &error))?;
        Self::read(&text).map_err(|error| with_path(std::io::ErrorKind::InvalidData, &error))
    }
}
