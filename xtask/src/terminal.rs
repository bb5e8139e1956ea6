//! Terminal lines like Cargo's: a verb that ends in the twelfth column, and what it is about. Coloured on a
//! terminal only, and not with NO_COLOR.

use std::{fmt::Display, io::Write};

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

/// A text with the characters escaped that could play tricks on who reads it: controls that move the cursor or colour
/// what follows, and those that change the direction of writing.
pub(crate) fn harmless(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    for char in text.chars() {
        if is_harmful(char) { harmless.extend(char.escape_unicode()) } else { harmless.push(char) }
    }
    harmless
}

/// Whether it is such a character. Line ends and tabs aren't.
pub(crate) fn is_harmful(char: char) -> bool {
    let is_control = char.is_control() && !matches!(char, '\n' | '\t' | '\r');
    let is_bidi = matches!(char, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    is_control || is_bidi || matches!(char, '\u{2028}' | '\u{2029}')
}
