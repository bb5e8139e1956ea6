//! The requests that the sandbox received and how it answered them, in order.

use std::collections::VecDeque;

use axum::http::{Method, StatusCode};

/// One request and how it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// The number of the request, counted from 1 over the lifetime of the sandbox.
    pub number: u64,
    /// The real response's `x-request-id`.
    pub request_id: String,
    /// The method.
    pub method: Method,
    /// The base path; `None` if the request addressed no endpoint.
    pub base_path: Option<&'static str>,
    /// The identifier in the path, percent-decoded; `None` if the request addressed no endpoint.
    pub client_id: Option<String>,
    /// The status of the real response; `None` if a fault kept the request from taking effect.
    pub status: Option<StatusCode>,
    /// Whether a fault replaced the real response.
    pub failed: bool,
}

/// The endpoint a request addressed: its base path and client.
pub(super) type Target = (&'static str, String);

/// The latest entries. Older ones are dropped, so that a benchmark of millions of calls doesn't fill the memory.
pub(super) struct Ledger {
    prefix: String,
    recorded: u64,
    entries: VecDeque<Entry>,
}

impl Ledger {
    /// How many entries are kept.
    const CAPACITY: usize = 65_536;

    pub(super) fn new(prefix: String) -> Self {
        Self { prefix, recorded: 0, entries: VecDeque::new() }
    }

    /// Records a request with the status of its response, or without one if it failed before it took effect. Returns the
    /// entry's number and request id.
    pub(super) fn record(
        &mut self,
        method: Method,
        target: Option<Target>,
        status: Option<StatusCode>,
    ) -> (u64, String) {
        if self.entries.len() == Self::CAPACITY {
            self.entries.pop_front();
        }
        self.recorded += 1;
        let (number, request_id) = (self.recorded, format!("{}-{}", self.prefix, self.recorded));
        let (base_path, client_id) = target.unzip();
        self.entries.push_back(Entry {
            number,
            request_id: request_id.clone(),
            method,
            base_path,
            client_id,
            status,
            failed: status.is_none(),
        });
        (number, request_id)
    }

    /// Marks an entry as failed: its response is lost.
    pub(super) fn fail(&mut self, number: u64) {
        if let Some(entry) = self.entries.iter_mut().rfind(|entry| entry.number == number) {
            entry.failed = true;
        }
    }

    /// The entries still kept, oldest first.
    pub(super) fn entries(&self) -> Vec<Entry> {
        self.entries.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_entries_are_dropped_and_the_numbers_show_it() {
        let mut ledger = Ledger::new("run".to_owned());
        for _ in 0..Ledger::CAPACITY + 3 {
            ledger.record(Method::GET, None, Some(StatusCode::OK));
        }
        ledger.fail(3);
        ledger.fail(4);
        let entries = ledger.entries();
        assert_eq!(entries.len(), Ledger::CAPACITY);
        assert_eq!((entries[0].number, &*entries[0].request_id), (4, "run-4"));
        assert_eq!(entries.iter().filter(|entry| entry.failed).count(), 1, "number 3 is forgotten");
    }
}
