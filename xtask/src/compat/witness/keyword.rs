//! What single keywords say in JSON Schema.

use collibra_client_gen::document::{
    json::{Json, Object},
    keyword::{Keyword, Type},
};
use serde_json::{Value, json};

/// The type that a schema without one is meant to have, where all its keywords are about members, or items; in text
/// that is read, also about numbers.
pub(super) fn implied(members: &Object, reads_text: bool) -> Option<Type> {
    let keywords: Vec<Keyword> = members.keys().filter_map(|name| Keyword::from_name(name)).collect();
    let is_about = |keyword: &&Keyword| keyword.applies_to().len() < Type::ALL.len();
    let mut implied = keywords.iter().filter(is_about).map(|keyword| keyword.implies());
    let first =
        implied.next().flatten().filter(|of| reads_text || matches!(of, Type::Object | Type::Array))?;
    let is_listed = keywords.iter().any(|keyword| matches!(keyword, Keyword::Enum | Keyword::Const));
    (!is_listed && implied.all(|of| of == Some(first))).then_some(first)
}

/// What a format says, as far as somebody checks it.
pub(super) fn format(name: &str) -> Option<Value> {
    match name {
        "int32" => Some(json!({ "minimum": i32::MIN, "maximum": i32::MAX })),
        "float" => Some(json!({ "minimum": f32::MIN, "maximum": f32::MAX })),
        "byte" => Some(json!({ "pattern": "^[A-Za-z0-9+/]*={0,2}$" })),
        // Whatever the type allows.
        "int64" | "double" | "password" | "binary" => None,
        other => Some(json!({ "format": other })),
    }
}

/// The value without its spelling; nothing if a number is out of range.
pub(super) fn plain(value: &Json) -> Option<Value> {
    value.to_value().ok()
}
