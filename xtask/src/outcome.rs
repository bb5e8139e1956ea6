//! How a command fails: the exit codes, and the messages that go with them.

use std::{fmt, io, path::Path, process::ExitCode};

use collibra_client_gen::diagnostic::{Diagnostics, MOST_LISTED, Reason, harmless};

/// A command that didn't do what it should.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// Exit code 1: it failed. The message has the form `error: …`, `  --> …`, `  help: …`.
    pub(crate) fn new(what: impl fmt::Display, place: Option<&str>, help: &str) -> Self {
        Self { code: 1, message: message(what, place, help) }
    }

    /// Exit code 2: the arguments make no sense.
    pub(crate) fn usage(what: impl fmt::Display, help: &str) -> Self {
        Self { code: 2, message: message(what, None, help) }
    }

    /// Exit code 3: a file differs from what it is made from.
    pub(crate) fn out_of_date(what: impl fmt::Display, place: Option<&str>, help: &str) -> Self {
        Self { code: 3, message: message(what, place, help) }
    }

    /// Exit code 4: nothing failed, but what was asked about breaks callers.
    pub(crate) fn breaking(what: impl fmt::Display, place: Option<&str>, help: &str) -> Self {
        Self { code: 4, message: message(what, place, help) }
    }

    /// Exit code 4: it is done, and breaks callers.
    pub(crate) fn done_and_breaking(what: impl fmt::Display, help: &str) -> Self {
        Self { code: 4, message: format!("note: {what}\n  help: {help}") }
    }

    /// Several failures of one kind as one, with the most serious of their exit codes. Those that a reader wouldn't get
    /// to are counted.
    pub(crate) fn all(mut failures: Vec<Self>) -> Result<(), Self> {
        failures.sort_by_key(|failure| failure.code);
        if let more @ 1.. = failures.len().saturating_sub(MOST_LISTED) {
            failures.truncate(MOST_LISTED);
            failures.push(Self { code: u8::MAX, message: format!("error: {more} more like these") });
        }
        Self::every(failures)
    }

    /// Several failures, each of a kind of its own, as one.
    pub(crate) fn every(failures: impl IntoIterator<Item = Self>) -> Result<(), Self> {
        let failures: Vec<Self> = failures.into_iter().collect();
        // 1 is more serious than 3: what failed may hide what is out of date.
        let code = failures.iter().map(|failure| failure.code).min();
        let messages: Vec<String> = failures.into_iter().map(|failure| failure.message).collect();
        code.map_or(Ok(()), |code| Err(Self { code, message: messages.join("\n") }))
    }

    /// An error of the file system at this path.
    pub(crate) fn io(doing: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(
            format_args!("failed to {doing}: {error}"),
            Some(&path.display().to_string()),
            "check the path and its permissions",
        )
    }

    /// With another line of help.
    pub(crate) fn and_help(mut self, help: &str) -> Self {
        self.message.push_str(&format!("\n  help: {help}"));
        self
    }

    /// Prints it to stderr and returns the exit code.
    pub(crate) fn report(self) -> ExitCode {
        anstream::eprintln!("{}", harmless(&self.message));
        ExitCode::from(self.code)
    }
}

fn message(what: impl fmt::Display, place: Option<&str>, help: &str) -> String {
    let place = place.map(|place| format!("\n  --> {place}")).unwrap_or_default();
    format!("error: {what}{place}\n  help: {help}")
}

impl<R: Reason> From<Diagnostics<R>> for Failure {
    fn from(diagnostics: Diagnostics<R>) -> Self {
        Self { code: 1, message: diagnostics.to_string() }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(format_args!("failed to write the output: {error}"), None, "check what reads it")
    }
}
