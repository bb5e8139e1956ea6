//! `openapi/sources.toml`: the pages that the API is documented on.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;
use url::Url;

use super::{
    files,
    page_url::{has_credentials, is_allowed},
    toml_file,
    workspace::Workspace,
};
use crate::outcome::Failure;

pub(crate) const SOURCES: &str = "openapi/sources.toml";
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
    #[serde(default)]
    page: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Spanned<String>,
    url: Spanned<String>,
}

/// The pages, or everything that is wrong with the file.
pub(crate) fn read(workspace: &Workspace) -> Result<Vec<Page>, Failure> {
    let text = files::read_text(&workspace.path(SOURCES))?;
    let content: Content = toml_file::parse(SOURCES, &text, HELP)?;
    if content.page.is_empty() {
        return Err(Failure::new("it lists no page", Some(SOURCES), HELP));
    }
    let problem = |offset, what: String, help| {
        Failure::new(what, Some(&toml_file::place(SOURCES, &text, offset)), help)
    };
    let (mut pages, mut failures, mut names) = (Vec::new(), Vec::new(), BTreeSet::new());
    for Entry { name, url } in content.page {
        let (name_at, url_at) = (name.span().start, url.span().start);
        let name = name.into_inner();
        if !is_name(&name) {
            let help = "begin with a letter, then small letters, digits, `-` and `_`, at most 64";
            failures.push(problem(name_at, format!("{name:?} can't be the name of a page"), help));
        } else if !names.insert(name.clone()) {
            failures.push(problem(name_at, format!("two pages are called {name:?}"), "rename one"));
        }
        match page_url(url.get_ref()) {
            Ok(url) => pages.push(Page { name, url }),
            Err((what, help)) => failures.push(problem(url_at, what, help)),
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
        .map_err(|error| (format!("not a URL: {error}"), "give the page's full URL, with https://"))?;
    if !is_allowed(&url) {
        return Err(("the page isn't fetched over https".to_owned(), "give its https:// URL"));
    }
    if has_credentials(&url) {
        let help = "the file is public: leave them out here, and give them with `--from`";
        return Err(("the URL holds credentials".to_owned(), help));
    }
    if url.path().ends_with('/') {
        let help = "give the URL of the page's Markdown, which ends with `.md`";
        return Err(("the URL is a folder's, not a page's".to_owned(), help));
    }
    Ok(url)
}
