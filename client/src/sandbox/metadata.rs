//! The body of a PUT: from bytes to what a client may set, or why not.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::refusal::Refusal;

/// What can be set about a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Metadata {
    pub(super) client_name: String,
    /// `None` and an empty list are different things.
    pub(super) grant_types: Option<Vec<String>>,
}

impl Metadata {
    /// Reads the body of an update of `client_id`.
    ///
    /// - `client_name` is required, `grant_types` may be absent. Neither may be `null`: the document doesn't
    ///   call them nullable, and a client that sends `null` for "absent" is to find out here.
    /// - `client_id`, if sent, must be the one in the path (RFC 7592, section 2.2): anything else means that
    ///   one client's data is about to be written to another.
    /// - Any other member is ignored (RFC 7591, section 2), those that the server alone sets included, so
    ///   that what was read can be changed and sent back.
    pub(super) fn from_body(body: &[u8], client_id: &str) -> Result<Self, Refusal> {
        let Members(mut members) = Members::from_body(body)?;
        if members.get("client_id").is_some_and(|sent| sent != client_id) {
            return Err(Refusal::InvalidMetadata("client_id must be the one in the path"));
        }
        let client_name = match members.remove("client_name") {
            Some(Value::String(name)) => name,
            Some(_) => return Err(Refusal::InvalidMetadata("client_name must be a string")),
            None => return Err(Refusal::InvalidMetadata("client_name is missing")),
        };
        let grant_types = members.remove("grant_types").map(strings).transpose()?;
        Ok(Self { client_name, grant_types })
    }
}

fn strings(value: Value) -> Result<Vec<String>, Refusal> {
    const MUST_BE_STRINGS: Refusal = Refusal::InvalidMetadata("grant_types must be an array of strings");
    let Value::Array(items) = value else { return Err(MUST_BE_STRINGS) };
    let strings = items.into_iter().map(|item| match item {
        Value::String(text) => Ok(text),
        _ => Err(MUST_BE_STRINGS),
    });
    strings.collect()
}

/// The members of a JSON object, none of them twice.
///
/// A type of its own because serde_json's map would keep the last of two members, and a derived struct would
/// also take an array.
struct Members(Map<String, Value>);

impl Members {
    fn from_body(body: &[u8]) -> Result<Self, Refusal> {
        let text =
            str::from_utf8(body).map_err(|_| Refusal::InvalidRequest("the body is not UTF-8".into()))?;
        serde_json::from_str(text).map_err(|error| {
            // Not the error's own words: they quote values, and a value can be a secret.
            let problem = if error.is_data() { "not an object of unique members" } else { "not JSON" };
            let (line, column) = (error.line(), error.column());
            Refusal::InvalidRequest(format!("the body is {problem} (line {line}, column {column})").into())
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

    fn read(body: &str) -> Result<Metadata, Refusal> {
        Metadata::from_body(body.as_bytes(), "the-id")
    }

    #[test]
    fn absent_and_empty_grant_types_differ() {
        for (body, grant_types) in [
            (r#"{"client_name":"n"}"#, None),
            (r#"{"client_name":"n","grant_types":[]}"#, Some(vec![])),
            (r#"{"grant_types":["a","b"],"client_name":"n"}"#, Some(vec!["a".to_owned(), "b".to_owned()])),
        ] {
            assert_eq!(read(body), Ok(Metadata { client_name: "n".to_owned(), grant_types }), "{body}");
        }
    }

    #[test]
    fn what_a_client_cannot_set_is_ignored() {
        let body =
            r#"{"client_name":"n","client_id":"the-id","client_id_issued_at":1,"client_secret":2,"x":[]}"#;
        assert_eq!(read(body), Ok(Metadata { client_name: "n".to_owned(), grant_types: None }));
    }

    #[test]
    fn a_member_that_breaks_a_rule_is_named() {
        for (body, named) in [
            ("{}", "client_name is missing"),
            (r#"{"client_name":null}"#, "client_name must be a string"),
            (r#"{"client_name":1}"#, "client_name must be a string"),
            (r#"{"client_name":"n","grant_types":null}"#, "grant_types must be an array of strings"),
            (r#"{"client_name":"n","grant_types":"a"}"#, "grant_types must be an array of strings"),
            (r#"{"client_name":"n","grant_types":["a",1]}"#, "grant_types must be an array of strings"),
            (r#"{"client_name":"n","client_id":"other"}"#, "client_id must be the one in the path"),
            (r#"{"client_name":"n","client_id":null}"#, "client_id must be the one in the path"),
        ] {
            assert_eq!(read(body), Err(Refusal::InvalidMetadata(named)), "{body}");
        }
    }

    #[test]
    fn a_body_that_is_no_object_is_told_by_place_not_by_content() {
        for (body, problem) in [
            ("", "not JSON (line 1, "),
            ("{\n  \"client_name\": hush", "not JSON (line 2, "),
            (r#"{"client_name":"hush"} x"#, "not JSON (line 1, "),
            (r#"["hush"]"#, "not an object of unique members (line 1, "),
            (r#""hush""#, "not an object of unique members (line 1, "),
            (
                "{\"client_name\":\"hush\",\n\"client_name\":\"hush\"}",
                "not an object of unique members (line 2, ",
            ),
            (
                "{\"hush\":1,\n\"hush\":1,\n\"client_name\":\"n\"}",
                "not an object of unique members (line 2, ",
            ),
        ] {
            let Err(Refusal::InvalidRequest(told)) = read(body) else { panic!("{body} was taken") };
            assert!(told.starts_with(&format!("the body is {problem}")), "{body}: {told}");
            assert!(!told.contains("hush"), "{body}: {told}");
        }
        assert_eq!(
            Metadata::from_body(b"{\"client_name\":\"\xff\"}", "the-id"),
            Err(Refusal::InvalidRequest("the body is not UTF-8".into()))
        );
    }

    #[test]
    fn nesting_is_bounded() {
        let body = format!(r#"{{"client_name":"n","x":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(matches!(read(&body), Err(Refusal::InvalidRequest(_))));
    }
}
