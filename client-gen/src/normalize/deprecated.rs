//! What is deprecated: progenitor doesn't say so in Rust, but it keeps descriptions. So a description says it, by a mark
//! that the patch takes out again.

use super::subschema;
use crate::document::json::Json;

/// How the description of a deprecated schema ends: a character that no text has (Unicode, section 23.7).
pub(crate) const MARK: &str = "\u{fdd0}";

/// Marks every deprecated schema.
pub(super) fn mark(document: &mut Json) {
    subschema::for_each(document, &mut |_, schema| {
        let is_deprecated = schema.get("deprecated") == Some(&Json::Bool(true));
        let description = schema.get("description").and_then(Json::as_str);
        if !is_deprecated && description.is_none() {
            return;
        }
        let mark = if is_deprecated { MARK } else { "" };
        let words = format!("{}{mark}", description.unwrap_or_default().replace(MARK, ""));
        schema.insert("description".to_owned(), words.into());
    });
}
