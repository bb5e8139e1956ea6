//! The URLs that a page may come from, and how they are shown.

use url::{Host, Url};

/// Pages come over https. Only this machine may be asked without.
pub(crate) fn is_allowed(url: &Url) -> bool {
    url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url)))
}

/// Whether the host is this machine: by its address, or by a name that is kept for it (RFC 6761, section 6.3).
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    }
}

pub(crate) fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// Without its credentials.
pub(crate) fn without_credentials(url: &Url) -> Url {
    let mut url = url.clone();
    // They fail only for URLs that can't have any.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// A URL as it may be shown and stored: without credentials, and without the query, which in a signed link is one.
pub(crate) fn shown(url: &Url) -> String {
    let mut url = without_credentials(url);
    url.set_query(None);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_and_addresses_of_this_machine() {
        for (host, expected) in [
            ("localhost", true),
            ("localhost.", true),
            ("LOCALHOST", true),
            ("docs.localhost", true),
            ("docs.localhost.", true),
            ("127.0.0.1", true),
            ("127.255.255.254", true),
            ("2130706433", true),
            ("[::1]", true),
            ("notlocalhost", false),
            ("localhost.example.com", false),
            ("localhost..", false),
            ("example.com", false),
            ("127.0.0.1.example.com", false),
            ("128.0.0.1", false),
            ("0.0.0.0", false),
            ("[::]", false),
            ("[::ffff:127.0.0.1]", false),
        ] {
            let url = Url::parse(&format!("http://{host}/")).unwrap();
            assert_eq!(is_loopback(&url), expected, "{host}");
        }
    }
}
