//! What to know of the pages beside what changed: what wasn't read, what has moved, and operations that are gone in a
//! way that looks like a page that was split.

use std::fmt;

use collibra_client_gen::{
    diagnostic::{Diagnostic, Kind, Level, List, Location, MOST_LISTED, Reason},
    document::{json::Json, operation::operations, pointer::Pointer, template::PathTemplate},
    extract::Unread,
};
use url::Url;

use crate::{
    outcome::Failure,
    repository::{MERGED, PageRecord, Record, Workspace, sources::SOURCES},
    terminal::Terminal,
};

/// Something to know of the pages. An error only if operations may have been missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Operations are gone.
    Gone(Gone),
    /// Something on a page looks like an API description and wasn't read.
    Unread(Unread),
    /// So many things weren't read when this page, which wasn't fetched now, was fetched.
    UnreadBefore { page: String, count: usize },
    /// A page has moved for good to this URL.
    Moved { page: String, to: String },
}

/// Operations that are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gone {
    count: usize,
    /// How many there were.
    of: usize,
    /// Whether `info.version` is the same.
    same_version: bool,
    /// Pages that the fetched ones link to, and that aren't listed.
    links: Vec<Url>,
    /// Whether something wasn't read that may hold them.
    may_be_unread: bool,
}

impl Gone {
    /// The operations of the old document that the new one doesn't have, if there is more to say of them than that.
    pub(crate) fn between(
        old: &Json,
        new: &Json,
        links: Vec<Url>,
        may_be_unread: bool,
    ) -> Option<Diagnostic<Notice>> {
        let name = |(path, method, _): &(&str, &'static str, Pointer)| {
            (PathTemplate::new(path).without_names(), *method)
        };
        let kept: Vec<_> = operations(new).map(|operation| name(&operation)).collect();
        let gone: Vec<Pointer> = operations(old)
            .filter(|operation| !kept.contains(&name(operation)))
            .map(|(_, _, at)| at)
            .collect();
        let same_version = old["info"]["version"] == new["info"]["version"];
        let (count, of) = (gone.len(), operations(old).count());
        let is_normal = !same_version && count < of && links.is_empty() && !may_be_unread;
        if gone.is_empty() || is_normal {
            return None;
        }
        let at = |pointer| Location::Pointer { document: MERGED.to_owned(), pointer };
        let reason = Notice::Gone(Self { count, of, same_version, links, may_be_unread });
        Some(Diagnostic::new(reason, gone.into_iter().map(at)))
    }
}

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { count, of, .. } = self;
        match count {
            _ if count == of => write!(f, "all {of} operations are gone")?,
            1 => write!(f, "1 of {of} operations is gone")?,
            _ => write!(f, "{count} of {of} operations are gone")?,
        }
        f.write_str(match self {
            Self { may_be_unread: true, .. } => ", and something on the pages wasn't read",
            Self { same_version: true, .. } => " and the version is the same: page split?",
            Self { links, .. } if !links.is_empty() => " and the pages link to others: page split?",
            _ => ": page split?",
        })
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone(gone) => gone.fmt(f),
            Self::Unread(reason) => reason.fmt(f),
            Self::UnreadBefore { page, count } => {
                let things = if *count == 1 { "thing that looks" } else { "things that look" };
                write!(
                    f,
                    "{count} {things} like an API description weren't read when the page `{page}` was fetched"
                )
            }
            Self::Moved { page, to } => write!(f, "the page `{page}` has moved to {to}"),
        }
    }
}

impl Reason for Notice {
    fn help(&self) -> String {
        match self {
            Self::Gone(Gone { links, may_be_unread, .. }) => {
                let help = match (may_be_unread, links.as_slice()) {
                    (true, _) => "if they are really gone, run the command again with `--accept-gone`",
                    (false, []) => "look on the site for what is gone: it may be on another page now",
                    (false, _) => "if they are on another page, list it",
                };
                candidates(help, links)
            }
            Self::Unread(reason) => reason.help(),
            Self::UnreadBefore { .. } => "to see them, run `cargo xtask fetch --dry-run`".to_owned(),
            Self::Moved { to, .. } => format!("write its new URL into {SOURCES}: url = \"{to}\""),
        }
    }

    fn level(&self) -> Level {
        match self {
            Self::Gone(Gone { may_be_unread: true, .. }) => Level::Error,
            _ => Level::Warning,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Unread(reason) => reason.kind(),
            other => Kind::of(other),
        }
    }
}

/// What the last fetch of the pages left unread.
pub(crate) fn unread_before(workspace: &Workspace) -> Result<Vec<Diagnostic<Notice>>, Failure> {
    let (_, record) = Record::read(workspace)?;
    let unread = record.page.iter().filter(|(_, page)| page.unread > 0);
    let notice = |(name, page): (&String, &PageRecord)| {
        Diagnostic::new(Notice::UnreadBefore { page: name.clone(), count: page.unread }, [])
    };
    Ok(unread.map(notice).collect())
}

pub(crate) fn print(notices: &[Diagnostic<Notice>], terminal: &mut Terminal) {
    if !notices.is_empty() {
        terminal.print(List(notices));
    }
}

/// A line of help, with what to add to `sources.toml` for each of these pages.
pub(super) fn candidates(help: &str, links: &[Url]) -> String {
    let mut text = help.to_owned();
    if !links.is_empty() {
        text.push_str(&format!("; candidates for {SOURCES} that the pages link to:"));
    }
    for link in links.iter().take(MOST_LISTED) {
        let name = super::link::page_name(link);
        text.push_str(&format!("\n    [[page]]\n    name = \"{name}\"\n    url = \"{link}\""));
    }
    if let more @ 1.. = links.len().saturating_sub(MOST_LISTED) {
        text.push_str(&format!("\n    and {more} more"));
    }
    text
}
