//! A string that must not be shown: `client_secret`, tokens, passwords.

use std::{fmt, hint::black_box};

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A secret string. `Debug` shows `[REDACTED]`, there is no `Display`, and its memory is wiped on drop.
///
/// `==` compares in constant time, as a check of a secret should.
///
/// It serializes as the plain string, since a secret has to be sent: be careful what you serialize it into.
///
/// ```
/// use collibra_client_management::Secret;
///
/// let secret = Secret::from("s3cr3t");
/// assert_eq!(format!("{secret:?}"), "[REDACTED]");
/// assert_eq!(secret.expose_secret(), "s3cr3t");
/// assert!(secret == Secret::from("s3cr3t") && secret != Secret::from("s3cr3"));
/// ```
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// The secret itself. Code that reads a secret is found by searching for this name.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for Secret {
    /// Compares in constant time: how long it takes shows the lengths, but not how much of the secrets is the same.
    fn eq(&self, other: &Self) -> bool {
        let (one, other) = (self.expose_secret().as_bytes(), other.expose_secret().as_bytes());
        let different = one.iter().zip(other).fold(0, |different, (a, b)| black_box(different | (a ^ b)));
        one.len() == other.len() && different == 0
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self(secret.into())
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self(secret.into())
    }
}

impl From<SecretString> for Secret {
    fn from(secret: SecretString) -> Self {
        Self(secret)
    }
}

impl From<Secret> for SecretString {
    fn from(secret: Secret) -> Self {
        secret.0
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose_secret())
    }
}
