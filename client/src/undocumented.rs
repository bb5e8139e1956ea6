//! Members of a JSON object that the document doesn't name.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Members of what was read that the API's documentation doesn't name, with their JSON values.
///
/// A PUT replaces, so a client that dropped what it doesn't know would erase it. An update that is made from what was
/// read sends these members back, as RFC 7592, section 2.2, asks. To leave them out, [`clear`](Self::clear) them.
///
/// `Debug` shows how many there are and nothing else: any of them may be a secret. Their strings are wiped on drop.
///
/// ```
/// use collibra_client_management::types::ClientInformation;
///
/// let read = r#"{"client_name": "reporting", "redirect_uris": ["https://a.example/"]}"#;
/// let read: ClientInformation = serde_json::from_str(read)?;
/// let update = read.to_update()?;
/// assert_eq!(update.undocumented.get("redirect_uris").unwrap()[0], "https://a.example/");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Undocumented(Map<String, Value>);

/// What an update must not contain (RFC 7592, section 2.2).
const NOT_IN_AN_UPDATE: [&str; 4] = [
    "client_id_issued_at",
    "client_secret_expires_at",
    "registration_access_token",
    "registration_client_uri",
];

impl Undocumented {
    /// The value of a member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Sets a member and gives the value that it had. It must not be one that the document names: then the JSON object
    /// would have it twice.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.insert(name.into(), value.into())
    }

    /// Removes a member and gives the value that it had.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// Removes all members.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The names of the members.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether there is no such member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Without what an update must not contain.
    #[allow(dead_code, reason = "called where the document has something to read and to update")]
    pub(crate) fn into_update(mut self) -> Self {
        for name in NOT_IN_AN_UPDATE {
            if let Some(mut value) = self.0.remove(name) {
                wipe(&mut value);
            }
        }
        self
    }
}

impl fmt::Debug for Undocumented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} REDACTED]", self.0.len())
    }
}

impl Drop for Undocumented {
    fn drop(&mut self) {
        self.0.values_mut().for_each(wipe);
    }
}

/// Overwrites the strings of a value, which may be secrets.
pub(crate) fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => secrecy::zeroize::Zeroize::zeroize(text),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
