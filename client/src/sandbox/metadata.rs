//! The body of a PUT: from bytes to the client's metadata, or why it is refused.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::Undocumented;

/// What an update can set.
#[derive(Debug)]
pub(super) struct Metadata {
    pub(super) client_name: String,
    /// `None` and an empty list are different things.
    pub(super) grant_types: Option<Vec<String>>,
    /// The members that the document doesn't name.
    pub(super) undocumented: Undocumented,
}

/// What only the server sets (RFC 7591, section 3.2.1).
pub(super) const SET_BY_SERVER: [&str; 6] = [
    "client_id",
    "client_id_issued_at",
    "client_secret",
    "client_secret_expires_at",
    "registration_access_token",
    "registration_client_uri",
];

impl Metadata {
    /// Reads the body of an update of `client_id`.
    ///
    /// - `client_name` is required, `grant_types` may be absent. Neither may be `null`: the document doesn't
    ///   call them nullable, and a client that sends `null` for "absent" should find out here.
    /// - `client_id`, if sent, must be the one in the path (RFC 7592, section 2.2): anything else means that
    ///   one client's data is about to be written to another.
    /// - What only the server sets is ignored, so that what was read can be changed and sent back.
    /// - Any other member is kept, except if it is null, which means the same as its absence (RFC 7592, section 2.2).
    pub(super) fn from_body(body: &[u8], client_id: &str) -> Result<Self, Refusal> {
        let Members(mut members) = Members::from_body(body)?;
        if members.get("client_id").is_some_and(|sent| sent != client_id) {
            return Err(Refusal::invalid_metadata("client_id must be the one in the path"));
        }
        let client_name = match members.remove("client_name") {
            Some(Value::String(name)) => name,
            Some(_) => return Err(Refusal::invalid_metadata("client_name must be a string")),
            None => return Err(Refusal::invalid_metadata("client_name is missing")),
        };
        let grant_types = members.remove("grant_types").map(strings).transpose()?;
        members.retain(|name, value| !SET_BY_SERVER.contains(&name.as_str()) && !value.is_null());
        let mut undocumented = Undocumented::default();
        for (name, value) in members {
            undocumented.insert(name, value);
        }
        Ok(Self { client_name, grant_types, undocumented })
    }
}

fn strings(value: Value) -> Result<Vec<String>, Refusal> {
    serde_json::from_value(value)
        .map_err(|_| Refusal::invalid_metadata("grant_types must be an array of strings"))
}

/// The members of a JSON object, none of them twice.
///
/// serde_json's own map would keep the last of two members, and a derived struct would also accept an array.
pub(super) struct Members(Map<String, Value>);

impl Members {
    pub(super) fn from_body(body: &[u8]) -> Result<Self, Refusal> {
        let text = str::from_utf8(body).map_err(|_| Refusal::invalid_request("the body is not UTF-8"))?;
        serde_json::from_str(text).map_err(|error| {
            // Not the error's own words: they quote values, and a value can be a secret.
            let problem = if error.is_data() { "not an object of unique members" } else { "not JSON" };
            let (line, column) = (error.line(), error.column());
            Refusal::invalid_request(format!("the body is {problem} (line {line}, column {column})"))
        })
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Unique;

        impl<'de> Visitor<'de> for Unique {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of unique members")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Map::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if members.insert(name, value).is_some() {
                        return Err(A::Error::custom("duplicate member"));
                    }
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Unique)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value can be a secret.
    #[test]
    fn a_body_that_is_no_object_is_refused_by_place_and_not_quoted() {
        for (body, why) in [
            ("", "not JSON (line 1, "),
            ("{\n  \"client_name\": hush", "not JSON (line 2, "),
            (r#"{"client_name":"hush"} x"#, "not JSON (line 1, "),
            (r#"["hush"]"#, "not an object of unique members (line 1, "),
            ("{\"hush\":1,\n\"hush\":1}", "not an object of unique members (line 2, "),
        ] {
            let refusal = format!("{:?}", Metadata::from_body(body.as_bytes(), "the-id").unwrap_err());
            assert!(refusal.contains(&format!("the body is {why}")), "{body}: {refusal}");
            assert!(!refusal.contains("hush"), "{body}: {refusal}");
        }
    }
}
