//! The links of a page that may lead to other pages of the same API.

use collibra_client_gen::extract;
use url::Url;

use crate::repository::Page;

/// The pages that this one links to, in its folder or below, which aren't listed. Each once, in the page's order.
pub(super) fn candidates(page: &Page, bytes: &[u8], listed: &[&Page]) -> Vec<Url> {
    let mut candidates: Vec<Url> = Vec::new();
    for link in extract::links(bytes) {
        let Some(url) = page.url.join(&link).ok().and_then(|url| markdown(&page.url, url)) else { continue };
        if !candidates.contains(&url) && listed.iter().all(|page| page.url != url) {
            candidates.push(url);
        }
    }
    candidates
}

/// The URL of a linked page's Markdown, if it is in the folder of this page, or in one that is named like it.
fn markdown(page: &Url, mut url: Url) -> Option<Url> {
    url.set_fragment(None);
    url.set_query(None);
    let (folder, file) = url.path().rsplit_once('/')?;
    if !file.contains('.') && !file.is_empty() {
        let path = format!("{folder}/{file}.md");
        url.set_path(&path);
    }
    let own = page.path().strip_suffix(".md").unwrap_or(page.path());
    let (folder, _) = own.rsplit_once('/')?;
    let rest = url.path().strip_prefix(folder)?.strip_prefix('/')?.strip_suffix(".md")?;
    let is_near = !rest.contains('/') || url.path().starts_with(&format!("{own}/"));
    (url.origin() == page.origin() && is_near && !rest.is_empty()).then_some(url)
}

/// What a page at this URL can be called in the list of them.
pub(super) fn page_name(url: &Url) -> String {
    let file = url.path().rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
    let name: String = file
        .to_ascii_lowercase()
        .chars()
        .map(|char| if char.is_ascii_alphanumeric() || char == '_' { char } else { '-' })
        .skip_while(|char| !char.is_ascii_lowercase())
        .take(64)
        .collect();
    if name.is_empty() { "page".to_owned() } else { name }
}
