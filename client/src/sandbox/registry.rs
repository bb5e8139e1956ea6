//! The registered clients, and the rules they keep.

use std::collections::HashMap;
use std::fmt;

use serde_json::Value;

use super::metadata::Metadata;
use crate::{Secret, Undocumented};

/// A client in the sandbox's registry. `==` compares the secrets in constant time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Registered {
    /// The identifier, such as `urn:sys:env:2eeadf60-1a11-4170-ae57-3c9a01b2c3d4:i:1cnxts0`.
    pub client_id: String,
    /// The current secret: the latest that was issued, at registration or by an update.
    pub client_secret: Secret,
    /// When the identifier was issued, in seconds since the Unix epoch.
    pub client_id_issued_at: i64,
    /// The name, unique under its base path.
    pub client_name: String,
    /// The grant types; `None` if the registration doesn't have the member, which differs from an empty list.
    pub grant_types: Option<Vec<String>>,
    /// The base path it is registered under.
    pub base_path: &'static str,
    /// The number of updates that were carried out.
    pub updates: u64,
    /// The members that the document doesn't name: see [`Sandbox::set_member`](super::Sandbox::set_member).
    pub undocumented: Undocumented,
}

/// Another client under the same base path has this name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NameTaken {
    /// The name.
    pub client_name: String,
}

impl fmt::Display for NameTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the client name {:?} is taken", self.client_name)
    }
}

impl std::error::Error for NameTaken {}

/// The members that the document names.
const DOCUMENTED: [&str; 5] =
    ["client_id", "client_id_issued_at", "client_name", "client_secret", "grant_types"];

/// The registered clients by identifier, which is unique across base paths.
#[derive(Default)]
pub(super) struct Registry(HashMap<String, Registered>);

impl Registry {
    /// How many clients are registered under this base path.
    pub(super) fn count(&self, base_path: &str) -> usize {
        self.0.values().filter(|client| client.base_path == base_path).count()
    }

    pub(super) fn find(&self, client_id: &str) -> Option<&Registered> {
        self.0.get(client_id)
    }

    /// Sets a member that the document doesn't name; false if it does, or if there is no such client.
    pub(super) fn set_member(&mut self, client_id: &str, name: String, value: Value) -> bool {
        if DOCUMENTED.contains(&name.as_str()) {
            return false;
        }
        let client = self.0.get_mut(client_id);
        client.map(|client| client.undocumented.insert(name, value)).is_some()
    }

    /// Adds a client, unless its name is taken.
    pub(super) fn register(&mut self, client: Registered) -> Result<Registered, NameTaken> {
        self.check_name(client.base_path, &client.client_id, &client.client_name)?;
        self.0.insert(client.client_id.clone(), client.clone());
        Ok(client)
    }

    /// Replaces a client's metadata and secret; what `metadata` omits is deleted.
    ///
    /// `Ok(None)` if there is no such client.
    pub(super) fn update(
        &mut self,
        client_id: &str,
        metadata: Metadata,
        client_secret: Secret,
    ) -> Result<Option<&Registered>, NameTaken> {
        let Some(client) = self.0.get(client_id) else { return Ok(None) };
        if client.client_name != metadata.client_name {
            self.check_name(client.base_path, client_id, &metadata.client_name)?;
        }
        Ok(self.0.get_mut(client_id).map(|client| {
            client.client_name = metadata.client_name;
            client.grant_types = metadata.grant_types;
            client.undocumented = metadata.undocumented;
            client.client_secret = client_secret;
            client.updates += 1;
            &*client
        }))
    }

    /// Removes a client, and frees its name.
    pub(super) fn remove(&mut self, client_id: &str) {
        self.0.remove(client_id);
    }

    /// Checks that no other client under the base path has this name.
    fn check_name(&self, base_path: &str, client_id: &str, name: &str) -> Result<(), NameTaken> {
        let is_taken_by = |other: &Registered| {
            other.base_path == base_path && other.client_name == name && other.client_id != client_id
        };
        if self.0.values().any(is_taken_by) {
            return Err(NameTaken { client_name: name.to_owned() });
        }
        Ok(())
    }
}
