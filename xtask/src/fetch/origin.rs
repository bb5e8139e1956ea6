//! Where a page is fetched from: its own URL, or wherever `--from` says. Nothing is fetched here.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use url::Url;

use crate::{
    outcome::Failure,
    repository::{
        page_url::{is_allowed, shown},
        sources::Page,
    },
};

/// Where one page is.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// As `sources.toml` lists it; it is public.
    Listed(Url),
    /// As `--from` gives it; it may contain a secret.
    Given(Url),
    File(PathBuf),
}

impl Origin {
    /// Whether its text is all of it.
    pub(crate) fn is_shown_whole(&self) -> bool {
        match self {
            Self::Listed(_) | Self::File(_) => true,
            Self::Given(url) => url.query().is_none(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listed(url) => f.write_str(url.as_str()),
            Self::Given(url) => f.write_str(&shown(url)),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// Where all pages are: what `--from` says.
#[derive(Clone, Debug)]
pub(crate) enum Origins {
    /// Each at its own URL.
    Sources,
    /// The page itself.
    Page(Origin),
    /// A folder of the pages.
    Folder(Origin),
}

impl Origins {
    pub(crate) fn parse(from: Option<&str>) -> Result<Self, Failure> {
        let Some(from) = from else { return Ok(Self::Sources) };
        if !from.contains("://") {
            let path = Path::new(from);
            let origin = Origin::File(path.to_owned());
            let is_page = path.is_file() || (is_page(from) && !path.is_dir());
            return Ok(if is_page { Self::Page(origin) } else { Self::Folder(origin) });
        }
        let url = Url::parse(from).map_err(|error| {
            Failure::usage(
                format_args!("`--from` isn't a URL: {error}"),
                "give a folder, or a URL with https://",
            )
        })?;
        if !is_allowed(&url) {
            return Err(Failure::usage(
                format_args!("`--from` isn't an https URL: {}", shown(&url)),
                "http:// is allowed only for this machine",
            ));
        }
        let is_page = is_page(url.path());
        let origin = Origin::Given(url);
        Ok(if is_page { Self::Page(origin) } else { Self::Folder(origin) })
    }

    pub(crate) fn of(&self, page: &Page) -> Origin {
        match self {
            Self::Sources => Origin::Listed(page.url.clone()),
            Self::Page(origin) => origin.clone(),
            Self::Folder(Origin::File(folder)) => {
                let same_path = folder.join(page.url.path().trim_start_matches('/'));
                Origin::File(if same_path.is_file() { same_path } else { folder.join(page.file_name()) })
            }
            Self::Folder(Origin::Given(folder) | Origin::Listed(folder)) => {
                let mut url = folder.clone();
                url.set_path(&format!("{}/{}", url.path().trim_end_matches('/'), page.file_name()));
                Origin::Given(url)
            }
        }
    }
}

/// A page rather than a folder of pages, by its name.
fn is_page(path: &str) -> bool {
    path.ends_with(".md")
}
