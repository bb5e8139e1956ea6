//! What the document says about the response to a GET: its members and their types, which the client's table of
//! operations doesn't have.

use std::collections::BTreeMap;

use serde_json::Value;

const DOCUMENT: &str = include_str!("../../openapi/client-management.json");

/// The members of the documented success of an operation, with their JSON types.
pub(crate) fn members(path: &str, method: &str) -> Result<BTreeMap<String, String>, serde_json::Error> {
    let document: Value = serde_json::from_str(DOCUMENT)?;
    let operation = &document["paths"][path][method];
    let mut members = BTreeMap::new();
    collect(&document, &operation["responses"]["200"]["content"]["application/json"]["schema"], &mut members);
    Ok(members)
}

fn collect(document: &Value, schema: &Value, members: &mut BTreeMap<String, String>) {
    let schema = resolved(document, schema);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        collect(document, part, members);
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let json_type = resolved(document, member)["type"].as_str().unwrap_or("any");
        members.insert(name.clone(), json_type.to_owned());
    }
}

fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let pointer = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}
