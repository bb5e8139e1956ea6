//! The pages of `openapi/sources.toml` -> their documents, the merge of them, and the lock file that goes with both:
//! all in memory. The commands decide what to do with it.

mod assembly;
mod error;
mod http;
mod link;
mod notice;
mod origin;
mod page;

use std::time::Duration;

pub(crate) use self::{
    assembly::Fetched,
    notice::{Notice, print as print_notices, unread_before},
};

use self::{
    assembly::assemble,
    http::Downloader,
    origin::{Origin, is_page},
};
use crate::{
    outcome::Failure,
    repository::{Page, Record, Workspace, sources},
    terminal::Terminal,
};

const FETCHING: &str = "What to fetch";

/// What to fetch, from where, and how long to wait for it.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Fetch only this page, and keep the documents of the others
    #[arg(long, value_name = "NAME", help_heading = FETCHING)]
    page: Option<String>,
    /// Fetch from here instead: a folder or its URL, where each page is named like the last segment of its own URL, or
    /// a single page that ends with `.md`
    #[arg(long, value_name = "URL-OR-DIR", help_heading = FETCHING)]
    from: Option<String>,
    /// Accept that operations are gone, though something on the pages wasn't read that may hold them
    #[arg(long, help_heading = FETCHING)]
    accept_gone: bool,
    /// Timeout of each of three tries, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds, help_heading = FETCHING)]
    timeout: Duration,
}

impl Options {
    /// Whether they say where from or which, so that they are meant to be used.
    pub(crate) fn is_given(&self) -> bool {
        self.page.is_some() || self.from.is_some()
    }

    fn includes(&self, page: &Page) -> bool {
        self.page.as_ref().is_none_or(|name| *name == page.name)
    }

    /// Each page with where it is fetched from, if it is.
    fn origins<'a>(&self, pages: &'a [Page]) -> Result<Vec<(&'a Page, Option<Origin>)>, Failure> {
        let from = self.from.as_deref();
        let asked = pages.iter().filter(|page| self.includes(page)).count();
        if let Some(name) = self.page.as_ref().filter(|_| asked == 0) {
            let names: Vec<_> = pages.iter().map(|page| format!("`{}`", page.name)).collect();
            return Err(Failure::usage(
                format_args!("{} lists no page {name:?}", sources::SOURCES),
                &format!("it lists {}", names.join(", ")),
            ));
        }
        let origin = |page| self.includes(page).then(|| Origin::of(page, from)).transpose();
        let origins = pages.iter().map(|page| Ok((page, origin(page)?))).collect::<Result<_, Failure>>()?;
        if asked > 1 && from.is_some_and(is_page) {
            return Err(Failure::usage(
                format_args!("`--from` names one page, but there are {asked} to fetch"),
                "choose the page with `--page`, or give a folder",
            ));
        }
        Ok(origins)
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds
        .filter(|seconds| !seconds.is_zero())
        .ok_or_else(|| "expected a positive number of seconds".to_owned())
}

/// Fetches the pages, extracts and merges. If that fails, everything that is wrong is reported.
pub(crate) fn fetch(
    options: &Options,
    workspace: &Workspace,
    terminal: &mut Terminal,
) -> Result<Fetched, Failure> {
    let pages = sources::read(workspace)?;
    let (lock, last) = Record::read(workspace)?;
    let downloader = Downloader::new(options.timeout);
    let (mut fetched, mut failures) = (Vec::new(), Vec::new());
    let listed: Vec<&Page> = pages.iter().collect();
    for (page, origin) in options.origins(&pages)? {
        let last = last.page.get(&page.name);
        let result = match origin {
            Some(origin) => page::fetch(page, &origin, last, &listed, &downloader, workspace, terminal),
            None => page::keep(page, last, workspace),
        };
        match result {
            Ok(page) => fetched.push(page),
            Err(failure) => failures.push(failure),
        }
    }
    // Whatever comes of it: what wasn't read may be why something fails.
    for page in &fetched {
        notice::print(&page.notices, terminal);
    }
    Failure::all(failures)?;
    let decisions = sources::decisions(workspace)?;
    assemble(fetched, lock, &last, decisions, options.accept_gone, workspace, terminal)
}
