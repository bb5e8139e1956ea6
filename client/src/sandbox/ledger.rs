//! What the sandbox answered, in order.

use std::collections::VecDeque;

use axum::http::{Method, StatusCode};

/// One request and how it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// Which request this was, counted from 1 over the life of the sandbox.
    pub number: u64,
    /// The reply's `x-request-id`.
    pub request_id: String,
    /// The request's method.
    pub method: Method,
    /// The base path it came in under; `None` if it addressed no endpoint.
    pub base_path: Option<&'static str>,
    /// The client it addressed, percent-decoded; `None` if it addressed no endpoint.
    pub client_id: Option<String>,
    /// The reply's status.
    pub status: StatusCode,
}

/// The endpoint a request addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) base_path: &'static str,
    pub(super) client_id: String,
}

/// The latest entries. Older ones give way, so that a benchmark of millions of calls doesn't fill the memory.
pub(super) struct Ledger {
    prefix: String,
    recorded: u64,
    lines: VecDeque<Line>,
}

struct Line {
    method: Method,
    target: Option<Target>,
    status: StatusCode,
}

impl Ledger {
    /// How many entries are kept.
    pub(super) const CAPACITY: usize = 65_536;

    pub(super) fn new(prefix: String) -> Self {
        Self { prefix, recorded: 0, lines: VecDeque::new() }
    }

    /// Enters a reply and gives its request id.
    pub(super) fn record(&mut self, method: Method, target: Option<Target>, status: StatusCode) -> String {
        if self.lines.len() == Self::CAPACITY {
            self.lines.pop_front();
        }
        self.lines.push_back(Line { method, target, status });
        self.recorded += 1;
        self.request_id(self.recorded)
    }

    /// The entries still kept, oldest first.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let forgotten = self.recorded - self.lines.len() as u64;
        let numbered = self.lines.iter().zip(forgotten + 1..);
        numbered.map(|(line, number)| self.entry(line, number)).collect()
    }

    fn entry(&self, Line { method, target, status }: &Line, number: u64) -> Entry {
        Entry {
            number,
            request_id: self.request_id(number),
            method: method.clone(),
            base_path: target.as_ref().map(|target| target.base_path),
            client_id: target.as_ref().map(|target| target.client_id.clone()),
            status: *status,
        }
    }

    fn request_id(&self, number: u64) -> String {
        format!("{}-{number}", self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_in_order_and_carry_the_request_id_that_was_given() {
        let mut ledger = Ledger::new("run".to_owned());
        let target = Target { base_path: "/base", client_id: "a".to_owned() };
        let first = ledger.record(Method::GET, Some(target), StatusCode::OK);
        let second = ledger.record(Method::PUT, None, StatusCode::NOT_FOUND);

        let entries = ledger.entries();
        assert_eq!(entries.iter().map(|entry| entry.number).collect::<Vec<_>>(), [1, 2]);
        assert_eq!([&entries[0].request_id, &entries[1].request_id], [&first, &second]);
        assert_eq!((entries[0].base_path, entries[0].client_id.as_deref()), (Some("/base"), Some("a")));
        assert_eq!((entries[1].base_path, entries[1].client_id.as_deref()), (None, None));
        assert_eq!((&entries[1].method, entries[1].status), (&Method::PUT, StatusCode::NOT_FOUND));
    }

    #[test]
    fn the_oldest_entries_give_way_and_the_numbers_show_it() {
        let mut ledger = Ledger::new("run".to_owned());
        for _ in 0..Ledger::CAPACITY + 3 {
            ledger.record(Method::GET, None, StatusCode::OK);
        }
        let entries = ledger.entries();
        assert_eq!(entries.len(), Ledger::CAPACITY);
        assert_eq!(entries[0].number, 4);
        assert_eq!(entries[0].request_id, "run-4");
    }
}
