//! What the generated `Server` has besides its variants: reading and writing it as text.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::Server;

/// The text isn't the base path of a documented [`Server`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownServer;

impl FromStr for Server {
    type Err = UnknownServer;

    /// Reads a base path, as [`Display`](fmt::Display) writes it.
    ///
    /// ```
    /// use collibra_client_management::Server;
    ///
    /// for server in Server::ALL {
    ///     assert_eq!(server.to_string().parse(), Ok(*server));
    /// }
    /// let error = "/rest/auth/v0".parse::<Server>().unwrap_err();
    /// assert!(error.to_string().contains("/rest/auth/v1"));
    /// ```
    fn from_str(text: &str) -> Result<Self, UnknownServer> {
        Self::ALL.iter().copied().find(|server| server.base_path() == text).ok_or(UnknownServer)
    }
}

impl fmt::Display for UnknownServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a base path of the API: expected one of")?;
        Server::ALL.iter().enumerate().try_for_each(|(index, server)| {
            let separator = if index == 0 { "" } else { "," };
            write!(f, "{separator} `{server}`")
        })
    }
}

impl std::error::Error for UnknownServer {}

impl Serialize for Server {
    /// Writes the base path.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.base_path())
    }
}

impl<'de> Deserialize<'de> for Server {
    /// Reads the base path.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
