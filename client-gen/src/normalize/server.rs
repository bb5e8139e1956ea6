//! Servers: every placeholder of a URL has a value, since a base path without one of its segments is another path.

use super::{Findings, NormalizeReason};
use crate::document::{
    json::Json,
    pointer::Pointer,
    template::{PathTemplate, path_of_server},
};

/// Every URL is text, and its variables are declared and have a default (OpenAPI 3.0.3, section 4.7.6).
pub(super) fn check(document: &Json, findings: &mut Findings) {
    for (index, server) in document.items("servers").enumerate() {
        let at = Pointer::new(["servers"]).item(index);
        let Some(url) = server["url"].as_str() else {
            let reason = NormalizeReason::Malformed { member: "url".to_owned(), expected: "a string" };
            findings.add(reason, &at);
            continue;
        };
        // The instance is the caller's to name.
        let template = PathTemplate::new(path_of_server(url));
        let mut unsupported = |name: &str, why, at: &Pointer| {
            findings.add(NormalizeReason::ServerVariable { name: name.to_owned(), why }, at);
        };
        for name in template.placeholders() {
            match server["variables"].get(name) {
                None => unsupported(name, "isn't declared in `variables`", &at.child("url")),
                Some(variable) if variable["default"].as_str().is_none() => {
                    unsupported(name, "has no `default`", &at.child("variables").child(name));
                }
                Some(_) => {}
            }
        }
        if template.without_names().replace("{}", "").contains(['{', '}']) {
            unsupported(url, "leaves a brace open", &at.child("url"));
        }
    }
}
