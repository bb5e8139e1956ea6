//! What went wrong in a stage, where, and how to fix it.
//!
//! Every stage has an enum of its own for the reasons; this module gives them all one shape on the
//! terminal. It prints nothing itself.

use std::{
    any::type_name,
    collections::HashMap,
    fmt,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    mem::discriminant,
};

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
        /// The column in characters, counted from 1, if the line is long enough for it to matter.
        column: Option<usize>,
    },
    /// A place in an OpenAPI document.
    Pointer {
        /// The document's name.
        document: String,
        /// The place in that document; the empty pointer for the whole of it.
        pointer: Pointer,
    },
}

impl Location {
    /// A line of a page, counted from 1.
    #[must_use]
    pub fn line(page: &str, line: usize) -> Self {
        Self::Line { page: page.to_owned(), line, column: None }
    }
}

impl fmt::Display for Location {
    /// `PAGE:LINE`, `PAGE:LINE:COLUMN` or `DOCUMENT#/json/pointer`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { page, line, column } => {
                write!(f, "{}:{line}", Bounded { text: page, limit: 1000 })?;
                column.map_or(Ok(()), |column| write!(f, ":{column}"))
            }
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

/// A text with the characters escaped that could play tricks on who reads it: controls that move a cursor or colour
/// what follows, and those that change the direction of writing. A line ends with `\n`.
#[must_use]
pub fn harmless(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    for char in text.replace("\r\n", "\n").chars() {
        if is_harmful(char) { harmless.extend(char.escape_unicode()) } else { harmless.push(char) }
    }
    harmless
}

/// Whether [`harmless`] escapes this character.
#[must_use]
pub fn is_harmful(char: char) -> bool {
    let is_control = char.is_control() && !matches!(char, '\n' | '\t');
    let is_direction = matches!(
        char,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    is_control || is_direction || matches!(char, '\u{2028}' | '\u{2029}')
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

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// What two reasons have in common if they are of one kind, whatever they are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Kind(u64);

impl Kind {
    /// The kind of an enum's value: its variant.
    #[must_use]
    pub fn of<R>(reason: &R) -> Self {
        let mut hasher = DefaultHasher::new();
        (type_name::<R>(), discriminant(reason)).hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// Why something is wrong: `Display` says what is wrong in one line, [`help`](Self::help) what to do.
pub trait Reason: fmt::Display + fmt::Debug {
    /// What a person can do about it, in one line.
    fn help(&self) -> String;

    /// Whether it stops the stage. Most reasons do.
    fn level(&self) -> Level {
        Level::Error
    }

    /// What it is counted with in a list. A reason that wraps another stage's is of that one's kind.
    fn kind(&self) -> Kind
    where
        Self: Sized,
    {
        Kind::of(self)
    }
}

/// How many problems of a kind, and how many places of a problem, are listed. The others are counted.
pub const MOST_LISTED: usize = 20;

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
        write!(f, "{}: {}", self.reason.level(), self.reason)?;
        for location in self.at.iter().take(MOST_LISTED) {
            write!(f, "\n  --> {location}")?;
        }
        if let more @ 1.. = self.at.len().saturating_sub(MOST_LISTED) {
            write!(f, "\n  --> and {more} more")?;
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
        List(&self.0).fmt(f)
    }
}

/// Diagnostics one below the other: at most [`MOST_LISTED`] of a kind, and how many more there are of it.
#[derive(Clone, Copy, Debug)]
pub struct List<'a, R>(pub &'a [Diagnostic<R>]);

impl<R: Reason> fmt::Display for List<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut counts: HashMap<Kind, usize> = HashMap::new();
        let mut is_first = true;
        let mut last_listed = Vec::new();
        for problem in self.0 {
            let count = counts.entry(problem.reason.kind()).or_default();
            *count += 1;
            if *count > MOST_LISTED {
                continue;
            }
            if !std::mem::take(&mut is_first) {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
            if *count == MOST_LISTED {
                last_listed.push(problem);
            }
        }
        for problem in last_listed {
            let of_kind = counts.get(&problem.reason.kind()).copied().unwrap_or_default();
            if let more @ 1.. = of_kind.saturating_sub(MOST_LISTED) {
                write!(f, "\n{}: {more} more like this: {}", problem.reason.level(), problem.reason)?;
            }
        }
        Ok(())
    }
}

impl<R: Reason> std::error::Error for Diagnostics<R> {}
