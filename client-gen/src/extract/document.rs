//! An OpenAPI document and where it comes from.

use std::borrow::Borrow;

use super::{ExtractReason, text, yaml};
use crate::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::document::json::Json;

/// The `y` and `z` of an `openapi` version `3.y.z`.
pub(crate) type Version = (u32, u32);

/// A published OpenAPI document: a JSON object whose `openapi` is 3.0.x or 3.1.x. Nothing else about it has been
/// checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    name: String,
    json: Json,
    version: Version,
    page: String,
    line: usize,
}

impl Document {
    /// Reads a document that is stored on its own: JSON, or YAML if the file's name ends so. `file` is what messages call
    /// the file, `name` the document's name, which is that of the file without `.json`.
    ///
    /// # Errors
    /// Why it isn't such a document, and the line.
    pub fn read(file: &str, name: &str, bytes: &[u8]) -> Result<Self, Diagnostics<ExtractReason>> {
        let problem = |reason, line| Diagnostic::new(reason, [Location::line(file, line)]);
        let text = text(file, bytes)?;
        let json = if file.ends_with(".yaml") || file.ends_with(".yml") {
            yaml::parse(text).map_err(|error| problem(ExtractReason::Yaml(error.reason), error.line))?
        } else {
            Json::parse(text).map_err(|error| problem(ExtractReason::Json(error.reason), error.line))?
        };
        Self::new(name.to_owned(), json, file, 1).map_err(|reason| problem(reason, 1).into())
    }

    pub(super) fn new(name: String, json: Json, page: &str, line: usize) -> Result<Self, ExtractReason> {
        let openapi = json.get("openapi").ok_or(ExtractReason::NotOpenApi)?;
        let version = version(openapi).ok_or_else(|| ExtractReason::Version(openapi.to_string()))?;
        Ok(Self { name, json, version, page: page.to_owned(), line })
    }

    /// What the document is called, after its content alone; `openapi/documents/<name>.json` is a file name
    /// everywhere.
    ///
    /// The operationId of its one operation, if it has one that is fit to be a file name. Otherwise the name
    /// ends with a hash: that of an operationId which isn't, of several operations, of components, or of an
    /// operation without an operationId.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What was published.
    #[must_use]
    pub fn json(&self) -> &Json {
        &self.json
    }

    /// The page it was found on.
    #[must_use]
    pub fn page(&self) -> &str {
        &self.page
    }

    /// The line of that page where its fence begins.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// Its `openapi` version.
    pub(crate) fn version(&self) -> Version {
        self.version
    }

    pub(super) fn location(&self) -> Location {
        Location::line(&self.page, self.line)
    }
}

/// Sorts documents by name and text: an order that has nothing to do with where they were found.
pub(crate) fn sort<D: Borrow<Document>>(documents: &mut [D]) {
    documents.sort_by(|one, other| one.borrow().name().cmp(other.borrow().name()));
    for same in documents.chunk_by_mut(|one, other| one.borrow().name() == other.borrow().name()) {
        same.sort_by_cached_key(|document| document.borrow().json().to_string());
    }
}

/// The version that a member `openapi` says, if it is a supported one.
fn version(openapi: &Json) -> Option<Version> {
    let (minor, patch) = openapi.as_str()?.strip_prefix("3.")?.split_once('.')?;
    // Back and forth, so that `+1` and `01` are none.
    let number = |text: &str| text.parse().ok().filter(|number: &u32| number.to_string() == text);
    Some((number(minor).filter(|minor| *minor <= 1)?, number(patch)?))
}
