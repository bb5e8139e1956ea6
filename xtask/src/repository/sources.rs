//! `openapi/sources.toml`: the pages that the API is documented on, and what is decided about their documents.

use std::collections::BTreeSet;

use collibra_client_gen::{Decisions, diagnostic::harmless};
use serde::Deserialize;
use toml::Spanned;
use toml_edit::{Array, DocumentMut};
use url::Url;

use super::{
    files,
    page_url::{has_credentials, is_allowed},
    toml_file,
    workspace::Workspace,
};
use crate::{net::Caught, outcome::Failure};

pub(crate) const SOURCES: &str = "openapi/sources.toml";
/// How many characters of a reason are written beside an entry.
const MOST_OF_A_REASON: usize = 160;
const HELP: &str = "each page is a table `[[page]]` with a `name` and a `url`";

/// A page as the file lists it.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) url: Url,
}

impl Page {
    /// The last segment of its URL's path, which it has: what its file is called.
    pub(crate) fn file_name(&self) -> &str {
        self.url.path().rsplit('/').next().unwrap_or_default()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    /// See [`Decisions`].
    #[serde(default)]
    hold: Vec<String>,
    #[serde(default)]
    secret: Vec<String>,
    #[serde(default)]
    page: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Spanned<String>,
    url: Spanned<String>,
}

/// What is decided about the documents.
pub(crate) fn decisions(workspace: &Workspace) -> Result<Decisions, Failure> {
    let text = files::read_text(&workspace.path(SOURCES))?;
    let help = "`hold` and `secret` are lists of strings, above the first `[[page]]`";
    let Content { hold, secret, .. } = toml_file::parse(SOURCES, &text, help)?;
    Ok(Decisions::new(hold, secret))
}

/// The text of the file with these in `hold`, each with its reason as a comment. All else in it stays as it is.
pub(crate) fn with_hold(workspace: &Workspace, caught: &[Caught]) -> Result<String, Failure> {
    let text = files::read_text(&workspace.path(SOURCES))?;
    let failed = |what: &str| {
        let help = "fix the file: `hold` is a list of strings, above the first `[[page]]`";
        Failure::new(what, Some(SOURCES), help)
    };
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| failed(error.message()))?;
    let hold = document.entry("hold").or_insert_with(|| toml_edit::value(Array::new()));
    let hold = hold.as_array_mut().ok_or_else(|| failed("`hold` is not a list"))?;
    for Caught { entry, reason } in caught {
        let reason: String = harmless(reason).chars().take(MOST_OF_A_REASON).collect();
        let value = toml_edit::Value::from(entry.as_str());
        hold.push_formatted(value.decorated(format!("\n    # {reason}\n    "), ""));
    }
    // What came after the last entry was before the bracket; a comment there stays on its line.
    let after = hold.trailing().as_str().unwrap_or_default().trim_end().to_owned();
    hold.set_trailing(format!("{after}\n"));
    hold.set_trailing_comma(true);
    Ok(document.to_string())
}

/// The pages, or everything that is wrong with the file.
pub(crate) fn read(workspace: &Workspace) -> Result<Vec<Page>, Failure> {
    let text = files::read_text(&workspace.path(SOURCES))?;
    let content: Content = toml_file::parse(SOURCES, &text, HELP)?;
    if content.page.is_empty() {
        return Err(Failure::new("no page is listed", Some(SOURCES), HELP));
    }
    let failure = |offset, what: String, help| {
        Failure::new(what, Some(&toml_file::place(SOURCES, &text, offset)), help)
    };
    let (mut pages, mut failures, mut names) = (Vec::new(), Vec::new(), BTreeSet::new());
    for Entry { name, url } in content.page {
        let (name_at, url_at) = (name.span().start, url.span().start);
        let name = name.into_inner();
        if !is_name(&name) {
            let help = "use at most 64 lowercase letters, digits, `-` and `_`, and start with a letter";
            failures.push(failure(name_at, format!("invalid page name {name:?}"), help));
        } else if !names.insert(name.clone()) {
            failures.push(failure(name_at, format!("two pages are named {name:?}"), "rename one of them"));
        }
        match page_url(url.get_ref()) {
            Ok(url) => pages.push(Page { name, url }),
            Err((what, help)) => failures.push(failure(url_at, what, help)),
        }
    }
    Failure::all(failures)?;
    Ok(pages)
}

/// Fit to be a file name everywhere.
fn is_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|char| matches!(char, 'a'..='z' | '0'..='9' | '-' | '_'))
}

fn page_url(text: &str) -> Result<Url, (String, &'static str)> {
    let url = Url::parse(text)
        .map_err(|error| (format!("invalid URL: {error}"), "give the page's full URL, with https://"))?;
    if !is_allowed(&url) {
        return Err(("the URL isn't https".to_owned(), "use its https:// URL"));
    }
    if has_credentials(&url) {
        let help = "this file is public: remove them, and pass them with `--from`";
        return Err(("the URL contains credentials".to_owned(), help));
    }
    if url.path().ends_with('/') {
        let help = "use the URL of the page's Markdown, which ends with `.md`";
        return Err(("the URL is that of a folder, not of a page".to_owned(), help));
    }
    Ok(url)
}
