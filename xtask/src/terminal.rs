//! Terminal lines like Cargo's: a verb that ends in the twelfth column, and what it is about. Coloured on a
//! terminal only, and not with NO_COLOR.

use std::{fmt::Display, io::Write};

use collibra_client_gen::diagnostic::harmless;

use anstyle::{AnsiColor, Style};

/// Where status lines go.
pub(crate) struct Terminal {
    out: Box<dyn Write>,
}

const DONE: Style = AnsiColor::Green.on_default().bold();

impl Terminal {
    pub(crate) fn stderr() -> Self {
        Self { out: Box::new(anstream::stderr()) }
    }

    /// `     Merging 3 documents`
    pub(crate) fn status(&mut self, verb: &str, what: impl Display) {
        // A status that nobody can read is no reason to stop.
        let _ = writeln!(self.out, "{DONE}{verb:>12}{DONE:#} {}", harmless(&what.to_string()));
    }

    /// Lines as they are, such as a diagnostic or a diff.
    pub(crate) fn print(&mut self, text: impl Display) {
        let _ = writeln!(self.out, "{}", harmless(&text.to_string()));
    }
}
