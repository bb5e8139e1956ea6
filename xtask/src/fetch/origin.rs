//! Where a page is fetched from: its own URL, or wherever `--from` says. Nothing is fetched here.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use url::Url;

use crate::{
    outcome::Failure,
    repository::{
        Page,
        page_url::{is_allowed, shown},
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
    /// Where this page is, if `--from` is this.
    pub(crate) fn of(page: &Page, from: Option<&str>) -> Result<Self, Failure> {
        let Some(from) = from else { return Ok(Self::Listed(page.url.clone())) };
        if !from.contains("://") {
            let path = Path::new(from);
            let same_path = path.join(page.url.path().trim_start_matches('/'));
            let file = if is_page(from) {
                path.to_owned()
            } else if same_path.is_file() {
                same_path
            } else {
                path.join(page.file_name())
            };
            return Ok(Self::File(file));
        }
        let mut url = Url::parse(from).map_err(|error| {
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
        if !is_page(from) {
            url.set_path(&format!("{}/{}", url.path().trim_end_matches('/'), page.file_name()));
        }
        Ok(Self::Given(url))
    }

    /// Whether its text is all of it.
    pub(crate) fn is_shown_whole(&self) -> bool {
        match self {
            Self::Listed(_) | Self::File(_) => true,
            Self::Given(url) => url.query().is_none(),
        }
    }
}

/// Whether `--from` is a page rather than a folder of pages.
pub(crate) fn is_page(from: &str) -> bool {
    let path = Path::new(from);
    match Url::parse(from) {
        Ok(url) if from.contains("://") => url.path().ends_with(".md"),
        _ => path.is_file() || (from.ends_with(".md") && !path.is_dir()),
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
