//! What the sandbox was asked and answered, in order.

use std::collections::VecDeque;

use axum::http::{Method, StatusCode};

/// One request and how it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// Which request this was, counted from 1 over the life of the sandbox.
    pub number: u64,
    /// The real reply's `x-request-id`.
    pub request_id: String,
    /// The request's method.
    pub method: Method,
    /// The base path it came in under; `None` if it addressed no endpoint.
    pub base_path: Option<&'static str>,
    /// The client it addressed, percent-decoded; `None` if it addressed no endpoint.
    pub client_id: Option<String>,
    /// The real reply's status; `None` if a fault came before the request took effect.
    pub status: Option<StatusCode>,
    /// Whether a fault came in the place of the real reply.
    pub failed: bool,
}

/// The endpoint a request addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) base_path: &'static str,
    pub(super) client_id: String,
}

/// Which entry one is, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number(u64);

/// The latest entries. Older ones give way, so that a benchmark of millions of calls doesn't fill the memory.
pub(super) struct Ledger {
    prefix: String,
    recorded: u64,
    lines: VecDeque<Line>,
}

struct Line {
    method: Method,
    target: Option<Target>,
    status: Option<StatusCode>,
    failed: bool,
}

impl Ledger {
    /// How many entries are kept.
    pub(super) const CAPACITY: usize = 65_536;

    pub(super) fn new(prefix: String) -> Self {
        Self { prefix, recorded: 0, lines: VecDeque::new() }
    }

    /// Enters a reply, and gives its request id and number.
    pub(super) fn record(
        &mut self,
        method: Method,
        target: Option<Target>,
        status: StatusCode,
    ) -> (String, Number) {
        self.push(Line { method, target, status: Some(status), failed: false });
        (self.request_id(self.recorded), Number(self.recorded))
    }

    /// Enters a request that fails before it takes effect.
    pub(super) fn record_failed(&mut self, method: Method, target: Option<Target>) {
        self.push(Line { method, target, status: None, failed: true });
    }

    /// The reply that was entered is lost.
    pub(super) fn fail(&mut self, Number(number): Number) {
        let newer = self.recorded - number;
        if let Some(line) = self.lines.iter_mut().rev().nth(newer as usize) {
            line.failed = true;
        }
    }

    fn push(&mut self, line: Line) {
        if self.lines.len() == Self::CAPACITY {
            self.lines.pop_front();
        }
        self.lines.push_back(line);
        self.recorded += 1;
    }

    /// The entries still kept, oldest first.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let forgotten = self.recorded - self.lines.len() as u64;
        let numbered = self.lines.iter().zip(forgotten + 1..);
        numbered.map(|(line, number)| self.entry(line, number)).collect()
    }

    fn entry(&self, Line { method, target, status, failed }: &Line, number: u64) -> Entry {
        Entry {
            number,
            request_id: self.request_id(number),
            method: method.clone(),
            base_path: target.as_ref().map(|target| target.base_path),
            client_id: target.as_ref().map(|target| target.client_id.clone()),
            status: *status,
            failed: *failed,
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
        let (first, _) = ledger.record(Method::GET, Some(target), StatusCode::OK);
        let (second, _) = ledger.record(Method::PUT, None, StatusCode::NOT_FOUND);

        let entries = ledger.entries();
        assert_eq!(entries.iter().map(|entry| entry.number).collect::<Vec<_>>(), [1, 2]);
        assert_eq!([&entries[0].request_id, &entries[1].request_id], [&first, &second]);
        assert_eq!((entries[0].base_path, entries[0].client_id.as_deref()), (Some("/base"), Some("a")));
        assert_eq!((entries[1].base_path, entries[1].client_id.as_deref()), (None, None));
        assert_eq!((&entries[1].method, entries[1].status), (&Method::PUT, Some(StatusCode::NOT_FOUND)));
    }

    #[test]
    fn what_fails_is_entered_before_its_effect_or_marked_after_it() {
        let mut ledger = Ledger::new("run".to_owned());
        let (_, lost) = ledger.record(Method::PUT, None, StatusCode::OK);
        ledger.record_failed(Method::GET, None);
        ledger.record(Method::GET, None, StatusCode::OK);
        ledger.fail(lost);

        let entries = ledger.entries().into_iter().map(|entry| (entry.number, entry.status, entry.failed));
        let ok = Some(StatusCode::OK);
        assert_eq!(entries.collect::<Vec<_>>(), [(1, ok, true), (2, None, true), (3, ok, false)]);

        for _ in 0..Ledger::CAPACITY {
            ledger.record(Method::GET, None, StatusCode::OK);
        }
        ledger.fail(lost);
        assert!(ledger.entries().iter().all(|entry| !entry.failed), "it has been forgotten");
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
