//! The keys that members unite by. Their order is the order of the merged document.

use crate::document::json;
use crate::document::operation::METHODS;

/// The sections of `components`, in the specification's order.
pub(super) const SECTIONS: [&str; 9] = [
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
];

const ROOT: [&str; 8] =
    ["openapi", "info", "servers", "paths", "components", "security", "tags", "externalDocs"];

const INFO: [&str; 6] = ["title", "description", "termsOfService", "contact", "license", "version"];

/// The path of a member in the merged document, such as `paths`, `/clients`, `get`. A tag's last token is its
/// name.
///
/// Keys are ordered token by token: first those that the specification lists, in its order, then the others
/// by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key<'a>(Vec<(usize, &'a str)>);

impl<'a> Key<'a> {
    pub(super) fn new(tokens: impl IntoIterator<Item = &'a str>) -> Self {
        tokens.into_iter().fold(Self(Vec::new()), |key, token| key.child(token))
    }

    pub(super) fn child(&self, token: &'a str) -> Self {
        let listed: &[&str] = match self.tokens().as_slice() {
            [] => &ROOT,
            ["info"] => &INFO,
            ["components"] => &SECTIONS,
            ["paths", _] => return self.with(path_item_rank(token), token),
            _ => &[],
        };
        self.with(rank(listed, token), token)
    }

    fn with(&self, rank: usize, token: &'a str) -> Self {
        Self(self.0.iter().copied().chain([(rank, token)]).collect())
    }

    pub(super) fn tokens(&self) -> Vec<&'a str> {
        self.0.iter().map(|&(_, token)| token).collect()
    }

    pub(super) fn pointer(&self) -> String {
        json::pointer(self.tokens())
    }
}

fn rank(listed: &[&str], token: &str) -> usize {
    listed.iter().position(|&each| each == token).unwrap_or(usize::MAX)
}

/// The specification's order: `$ref`, `summary`, `description`, the methods, `servers`, `parameters`.
fn path_item_rank(token: &str) -> usize {
    match token {
        "$ref" => 0,
        "summary" => 1,
        "description" => 2,
        "servers" => 4 + METHODS.len(),
        "parameters" => 5 + METHODS.len(),
        _ => rank(&METHODS, token).saturating_add(3),
    }
}
