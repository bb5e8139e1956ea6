//! The report for programs. Members may be added; a change of their meaning is a new `schema_version`.
//!
//! - `schema_version`: 2
//! - `verdict`: `none`, `docs`, `compatible`, `review` or `breaking`, the worst of the changes on the wire
//! - `rust`: `none`, `internal`, `additive`, `breaking`, or `unknown` if one of the documents doesn't become a client
//! - `version`: the client's version that follows, or `null`; `current_version` is the one that it follows
//! - `changes`: each with `rule` and `fingerprint`, which stay the same from one release to the next, `approved` (why a
//!   reviewer accepts it, or `null`), `wire` and `rust` (as above), `breaks` (why code has to be changed), `location` (a JSON pointer), `document` (`new`, or
//!   `old` for what is gone), `operations` (their names), `was`, `is`, `message`, which says all that in a line, and
//!   `example`: a `value` that breaks, with its `operation`, `side` (`request` or `response`) and `place` there, or
//!   `null`
//! - `surface`: the items of the generated client that differ, each with `item`, `rust`, `was` and `is`
//! - `notices`: what to know of the pages that the new document comes from, each with `message`, `help` and `at`
//! - `problems`: why `rust` is unknown
//! - `held`: what the new client leaves out, as `hold` in `openapi/sources.toml` lists it

use serde_json::{Value, json};

use collibra_client_gen::diagnostic::{Diagnostic, is_harmful};

use super::{
    notice, rust,
    sentence::{self, Sentence},
};
use crate::{
    compat::{
        Comparison,
        change::{Example, Side},
        node::Version,
    },
    fetch::Notice,
};

/// A value that breaks, with its place.
fn example(example: &Example) -> Value {
    json!({
        "operation": example.operation,
        "side": if example.side == Side::Request { "request" } else { "response" },
        "place": sentence::place(example),
        "value": example.value,
    })
}

pub(crate) fn render(report: &Comparison, notices: &[Diagnostic<Notice>]) -> String {
    let changes: Vec<Value> = report
        .changes
        .iter()
        .map(|change| {
            let sentence = Sentence::of(change);
            json!({
                "rule": change.rule(),
                "fingerprint": change.fingerprint,
                "approved": change.approved,
                "wire": change.wire.name(),
                "rust": change.rust.name(),
                "breaks": rust::reasons(change, str::to_owned),
                "location": change.place.pointer.as_str(),
                "document": if change.place.version == Version::Old { "old" } else { "new" },
                "operations": change.operations,
                "was": sentence.was,
                "is": sentence.is,
                "message": sentence.to_string(),
                "example": change.example.as_ref().map(example),
            })
        })
        .collect();
    let surface: Vec<Value> = report
        .rust
        .items
        .iter()
        .map(|item| {
            let [was, is] = item.texts();
            json!({ "item": item.name.to_string(), "rust": item.verdict.name(), "was": was, "is": is })
        })
        .collect();
    let report = json!({
        "schema_version": 2,
        "verdict": report.wire.name(),
        "rust": report.rust.verdict.name(),
        "version": report.next.as_ref().map(ToString::to_string),
        "current_version": report.current.to_string(),
        "old": report.documents[0],
        "new": report.documents[1],
        "notices": notice::json(notices),
        "changes": changes,
        "surface": surface,
        "problems": report.rust.problems,
        "held": report.held,
    });
    // Outside of strings there are none. JSON has an escape of its own for them.
    let escaped =
        |char: char| char.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
    let text = format!("{report:#}\n");
    text.chars().map(|char| if is_harmful(char) { escaped(char) } else { char.to_string() }).collect()
}
