//! What generated code calls while it builds a request: the values of query parameters.

use serde::{Serialize, Serializer, ser::Error as _};
use serde_json::Value;

/// A query parameter in the style `form`, exploded (OpenAPI 3.0.3, section 4.7.12.3): a list repeats the name, an
/// object's members are parameters of their own, and what is absent is not sent.
#[allow(dead_code, reason = "built where the document has query parameters")]
pub(crate) struct QueryParam<'a, T> {
    name: &'a str,
    value: &'a T,
}

#[allow(dead_code, reason = "called where the document has query parameters")]
impl<'a, T> QueryParam<'a, T> {
    pub(crate) fn new(name: &'a str, value: &'a T) -> Self {
        Self { name, value }
    }
}

impl<T: Serialize> Serialize for QueryParam<'_, T> {
    /// As name and value pairs, which is what reqwest's `query` takes.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = serde_json::to_value(self.value).map_err(|_| S::Error::custom("it has no JSON form"))?;
        let pairs: Option<Vec<(String, String)>> = match value {
            Value::Null => Some(Vec::new()),
            Value::Array(items) => items.into_iter().map(|item| pair(self.name.to_owned(), item)).collect(),
            Value::Object(members) => members.into_iter().map(|(name, value)| pair(name, value)).collect(),
            value => pair(self.name.to_owned(), value).map(|pair| vec![pair]),
        };
        pairs.ok_or_else(|| S::Error::custom("a query parameter can't hold it"))?.serialize(serializer)
    }
}

/// `None` for what has no place in a query: null, and what isn't flat.
fn pair(name: String, value: Value) -> Option<(String, String)> {
    match value {
        Value::String(text) => Some((name, text)),
        Value::Bool(_) | Value::Number(_) => Some((name, value.to_string())),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn query(value: &impl Serialize) -> Option<String> {
        let request = reqwest::Client::new().get("http://localhost/").query(&QueryParam::new("a", value));
        request.build().ok().map(|request| request.url().query().unwrap_or_default().to_owned())
    }

    #[test]
    fn a_query_has_what_is_flat_and_refuses_the_rest() {
        for (value, expected) in [
            (json!("x y&z=é"), Some("a=x+y%26z%3D%C3%A9")),
            (json!(-1.5), Some("a=-1.5")),
            (json!(true), Some("a=true")),
            (json!(null), Some("")),
            (json!([]), Some("")),
            (json!(["x", 2]), Some("a=x&a=2")),
            (json!({"b": "x", "c": 2}), Some("b=x&c=2")),
            (json!([["x"]]), None),
            (json!([null]), None),
            (json!({"b": {}}), None),
        ] {
            assert_eq!(query(&value).as_deref(), expected, "{value}");
        }
        assert_eq!(query(&Some(7)).as_deref(), Some("a=7"));
    }
}
