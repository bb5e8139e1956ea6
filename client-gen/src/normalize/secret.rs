//! Secrets: every string of `format: password` gets a mark of its own, which the generation turns into the
//! secret type and counts.
//!
//! progenitor replaces a schema by a type only if the two are equal to the last keyword, so a secret with an
//! extension or a length would quietly become a `String`. The mark takes the place of every keyword but the
//! documentation's, and its number shows afterwards whether it arrived.

use super::{Findings, subschema};
use crate::{
    diagnostic::Location,
    document::{json::Json, members::is_secret},
};

/// The `format` that marks a secret. Its `maxLength` is its number.
///
/// The number is no part of the format, because typify names variants after formats.
pub(crate) const MARK: &str = "secret";

/// The module that the secret type of this number is in, as far as the generator knows.
pub(crate) fn placeholder_module(number: usize) -> String {
    format!("__secret_{number}")
}

/// Marks every secret and gives their places by number.
pub(super) fn mark(document: &mut Json, findings: &mut Findings) -> Vec<Location> {
    let mut secrets = Vec::new();
    subschema::for_each(document, &mut |at, schema| {
        if !is_secret(schema) {
            return;
        }
        let nullable = schema.get("nullable") == Some(&Json::Bool(true));
        schema.retain(|keyword, _| matches!(keyword.as_str(), "description" | "title" | "deprecated"));
        let marked =
            [("type", "string".into()), ("format", MARK.into()), ("maxLength", secrets.len().into())];
        if nullable {
            // `nullable` on the string itself would be one more keyword to compare.
            schema.insert("nullable".to_owned(), Json::Bool(true));
            schema.insert("allOf".to_owned(), Json::Array(vec![Json::object(marked)]));
        } else {
            schema.extend(marked.map(|(keyword, value)| (keyword.to_owned(), value)));
        }
        secrets.push(findings.location(at));
    });
    secrets
}
