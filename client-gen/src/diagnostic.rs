//! What went wrong in a stage, where, and how to fix it.
//!
//! Every stage has an enum of its own for the reasons; this module gives them all one shape on the
//! terminal. It prints nothing itself.

use std::fmt;

use crate::document::pointer::Pointer;

/// Where something is wrong: a line of a page, or a place in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Location {
    /// A line of a Markdown page, counted from 1.
    Line {
        /// The page's name, as its reader gave it (a path or a URL).
        page: String,
        /// The line, counted from 1.
        line: usize,
    },
    /// A place in an OpenAPI document.
    Pointer {
        /// The document's name.
        document: String,
        /// The place in that document; the empty pointer for the whole of it.
        pointer: Pointer,
    },
}

impl fmt::Display for Location {
    /// `PAGE:LINE` or `DOCUMENT#/json/pointer`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { page, line } => write!(f, "{}:{line}", Bounded { text: page, limit: 1000 }),
            Self::Pointer { document, pointer } => {
                let [document, pointer] =
                    [document, pointer.as_str()].map(|text| Bounded { text, limit: 1000 });
                write!(f, "{document}#{pointer}")
            }
        }
    }
}

/// Foreign text in a message: `Display` puts it in backticks, cut to a readable length, with everything that
/// could play tricks on a terminal escaped.
#[derive(Clone, Copy, Debug)]
pub struct Quoted<'a>(pub &'a str);

impl Quoted<'_> {
    /// Several texts, with commas between them.
    #[cfg(feature = "documents")]
    pub(crate) fn list(texts: &[String]) -> String {
        texts.iter().map(|text| Quoted(text).to_string()).collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", Bounded { text: self.0, limit: 80 })
    }
}

/// The first `limit` characters of a text, made harmless.
struct Bounded<'a> {
    text: &'a str,
    limit: usize,
}

impl fmt::Display for Bounded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut chars = self.text.chars();
        for char in chars.by_ref().take(self.limit) {
            match char {
                // What Rust would escape in a literal, but nobody else does.
                '"' | '\'' | '\\' => write!(f, "{char}")?,
                _ => write!(f, "{}", char.escape_debug())?,
            }
        }
        f.write_str(if chars.next().is_some() { "…" } else { "" })
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Level {
    /// The stage gives no result.
    Error,
    /// The stage gives a result, and this should be looked at.
    Warning,
}

/// Why something is wrong: `Display` says what is wrong in one line, [`help`](Self::help) what to do.
pub trait Reason: fmt::Display + fmt::Debug {
    /// What a person can do about it, in one line.
    fn help(&self) -> String;

    /// Whether it stops the stage. Most reasons do.
    fn level(&self) -> Level {
        Level::Error
    }
}

/// One thing that is wrong: why, and at which places.
///
/// `Display` gives the lines a terminal shows: `error: …` (or `warning: …`), `  --> LOCATION` for each
/// place, and `  help: …`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic<R> {
    /// Why it is wrong.
    pub reason: R,
    /// Every place that takes part in it, in the order they should be looked at.
    pub at: Vec<Location>,
}

impl<R> Diagnostic<R> {
    /// What is wrong at these places.
    pub fn new(reason: R, at: impl IntoIterator<Item = Location>) -> Self {
        Self { reason, at: at.into_iter().collect() }
    }
}

impl<R: Reason> fmt::Display for Diagnostic<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = match self.reason.level() {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        write!(f, "{label}: {}", self.reason)?;
        for location in &self.at {
            write!(f, "\n  --> {location}")?;
        }
        write!(f, "\n  help: {}", self.reason.help())
    }
}

/// All that went wrong in a stage; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostics<R>(Vec<Diagnostic<R>>);

impl<R> Diagnostics<R> {
    /// The problems in the order they were found.
    #[must_use]
    pub fn as_slice(&self) -> &[Diagnostic<R>] {
        &self.0
    }

    /// The same problems for a stage that this one is a part of.
    #[must_use]
    pub fn map<S>(self, reason: impl Fn(R) -> S) -> Diagnostics<S> {
        Diagnostics(
            self.0
                .into_iter()
                .map(|problem| Diagnostic { reason: reason(problem.reason), at: problem.at })
                .collect(),
        )
    }

    /// `Ok(value)` if nothing went wrong, otherwise everything that did.
    ///
    /// # Errors
    /// The given problems, if there are any.
    pub fn or<T>(found: Vec<Diagnostic<R>>, value: T) -> Result<T, Self> {
        if found.is_empty() { Ok(value) } else { Err(Self(found)) }
    }
}

impl<R> From<Diagnostic<R>> for Diagnostics<R> {
    fn from(problem: Diagnostic<R>) -> Self {
        Self(vec![problem])
    }
}

impl<R> IntoIterator for Diagnostics<R> {
    type Item = Diagnostic<R>;
    type IntoIter = std::vec::IntoIter<Diagnostic<R>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<R: Reason> fmt::Display for Diagnostics<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl<R: Reason> std::error::Error for Diagnostics<R> {}
