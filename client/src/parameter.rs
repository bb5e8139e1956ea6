//! What generated code calls while it builds a request: where in the request the text of a parameter or of a form's
//! field goes, and what has to be encoded there.
#![allow(dead_code, reason = "what is called is the document's choice")]

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{COOKIE, Entry},
};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str};
use reqwest::Url;
use serde::Serialize;
use serde_json::Value;

pub(crate) use crate::style::{Field, Style};

/// All but RFC 3986's unreserved characters.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What would end a segment, and what separates the parts of a list in it.
const SEGMENT: &AsciiSet = &crate::path_segment::SEGMENT.add(b',').add(b';').add(b'=');

/// What a cookie's value can't have (RFC 6265, section 4.1.1), and what a server that decodes would take for an encoded
/// character.
const COOKIE_VALUE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\').add(b'%');

/// The text for a placeholder of the path.
pub(crate) fn path(field: Field<'_>, value: &impl Serialize) -> Result<String, String> {
    Ok(field.text(value, Some(SEGMENT))?.unwrap_or_default())
}

/// The text of a placeholder as the server reads it.
pub(crate) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The text for a placeholder of a query that is part of the path.
pub(crate) fn value(field: Field<'_>, value: &impl Serialize) -> Result<String, String> {
    Ok(field.text(value, Some(VALUE))?.unwrap_or_default())
}

/// Adds a parameter to a query.
pub(crate) fn query(query: &mut String, field: Field<'_>, value: &impl Serialize) -> Result<(), String> {
    if let Some(text) = field.text(value, Some(VALUE))? {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(&text);
    }
    Ok(())
}

/// The URL with this query, if there is anything in it.
pub(crate) fn with_query(mut url: Url, query: String) -> Url {
    if !query.is_empty() {
        url.set_query(Some(&query));
    }
    url
}

/// Adds a header. Nothing shows its value.
pub(crate) fn header(
    headers: &mut HeaderMap,
    field: Field<'_>,
    value: &impl Serialize,
) -> Result<(), String> {
    if let Some(text) = field.text(value, None)? {
        let name = HeaderName::try_from(field.name).map_err(|_| cannot_hold(field.name))?;
        headers.append(name, hidden(&text).ok_or_else(|| cannot_hold(field.name))?);
    }
    Ok(())
}

/// Adds a cookie to the one header that has all of them (RFC 6265, section 5.4). Nothing shows its value.
pub(crate) fn cookie(
    headers: &mut HeaderMap,
    field: Field<'_>,
    value: &impl Serialize,
) -> Result<(), String> {
    if let Some(text) = field.text(value, Some(COOKIE_VALUE))? {
        let value = |text: &str| hidden(text).ok_or_else(|| cannot_hold(field.name));
        match headers.entry(COOKIE) {
            Entry::Occupied(mut others) => {
                let text = [others.get().as_bytes(), b"; ", text.as_bytes()].concat();
                others.insert(value(&String::from_utf8_lossy(&text))?);
            }
            Entry::Vacant(place) => {
                place.insert(value(&text)?);
            }
        }
    }
    Ok(())
}

fn hidden(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn cannot_hold(name: &str) -> String {
    format!("a header can't hold the value of `{name}`")
}

/// A body of `application/x-www-form-urlencoded`: the members of an object, those that `fields` names as it says. Of the
/// others, a list repeats its name, and an object is JSON (OpenAPI 3.0.3, sections 4.7.14.3 and 4.7.15).
pub(crate) fn form(body: &impl Serialize, fields: &[Field<'_>]) -> Result<String, String> {
    let Ok(Value::Object(members)) = serde_json::to_value(body) else {
        return Err("the body can't be sent: a form is an object".to_owned());
    };
    let mut parts = Vec::new();
    for (name, value) in &members {
        match (fields.iter().find(|field| field.name == name), value) {
            (Some(field), value) => parts.extend(field.text(value, Some(VALUE))?),
            (None, Value::Array(items)) => {
                for item in items {
                    parts.extend(in_form(name, item)?);
                }
            }
            (None, value) => parts.extend(in_form(name, value)?),
        }
    }
    // The media type's word for a space; a plus sign itself is encoded by now.
    Ok(parts.join("&").replace("%20", "+"))
}

fn in_form(name: &str, value: &Value) -> Result<Option<String>, String> {
    let style = if value.is_array() || value.is_object() { Style::Json } else { Style::Form };
    Field::new(name, style, true).text(value, Some(VALUE))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_keeps_its_segments() {
        for (style, value, text, plain) in [
            (Style::Simple, json!(["a/b", "c,d", "urn:é"]), "a%2Fb,c%2Cd,urn:%C3%A9", "a/b,c,d,urn:é"),
            (Style::Matrix, json!("a;b=c"), ";i=a%3Bb%3Dc", ";i=a;b=c"),
            (Style::Simple, json!(null), "", ""),
        ] {
            let found = path(Field::new("i", style, false), &value).unwrap();
            assert_eq!((found.as_str(), decoded(&found).as_str()), (text, plain));
        }
    }

    #[test]
    fn a_query_has_what_is_there() {
        let mut written = String::new();
        for (name, value) in [("a", json!("x y+é'")), ("b", json!(null)), ("c", json!([1, 2]))] {
            query(&mut written, Field::new(name, Style::Form, true), &value).unwrap();
        }
        let url = || Url::parse("http://a/b").unwrap();
        assert_eq!(with_query(url(), written).as_str(), "http://a/b?a=x%20y%2B%C3%A9%27&c=1&c=2");
        assert_eq!(with_query(url(), String::new()), url());
    }

    #[test]
    fn headers_and_cookies_are_as_they_are_and_show_nothing() {
        let mut headers = HeaderMap::new();
        header(&mut headers, Field::new("X-A", Style::Simple, false), &["a b", "c"]).unwrap();
        for (name, value) in [("a", "x==;y"), ("b", "2")] {
            cookie(&mut headers, Field::new(name, Style::Cookie, true), &value).unwrap();
        }
        assert_eq!(
            (&headers["x-a"], &headers[COOKIE]),
            (&"a b,c".parse().unwrap(), &"a=x==%3By; b=2".parse().unwrap())
        );
        assert_eq!(format!("{headers:?}"), r#"{"x-a": Sensitive, "cookie": Sensitive}"#);
        let refused = header(&mut headers, Field::new("X-B", Style::Simple, false), &"a\nb");
        assert_eq!(refused, Err("a header can't hold the value of `X-B`".to_owned()));
    }

    #[test]
    fn a_form_has_its_fields_each_in_its_way() {
        let body = json!({
            "a": "x y+&=é", "b": [1, "2"], "c": { "d": "é" }, "e": [{ "f": 1 }], "g": { "h": { "i": 1 } }, "j": [1, 2], "k": null,
        });
        let fields = [Field::new("g", Style::DeepObject, true), Field::new("j", Style::Form, false)];
        let expected = "a=x+y%2B%26%3D%C3%A9&b=1&b=2&c=%7B%22d%22%3A%22%C3%A9%22%7D&e=%7B%22f%22%3A1%7D&g%5Bh%5D%5Bi%5D=1&j=1,2";
        assert_eq!(form(&body, &fields).as_deref(), Ok(expected));
        assert!(form(&json!([1]), &[]).is_err());
    }
}
