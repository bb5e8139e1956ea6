//! What the tests of documents share.

use serde_json::{Value, json};

/// A document with these paths and component schemas.
pub(crate) fn document(paths: impl Into<Value>, schemas: impl Into<Value>) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "1" },
        "paths": paths.into(),
        "components": { "schemas": schemas.into() },
    })
}
