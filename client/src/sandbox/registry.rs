//! The clients registered under one base path, and the rules they keep.

use std::collections::HashMap;
use std::fmt;

use super::metadata::Metadata;
use crate::Secret;

/// A client as it stands in the sandbox's registry.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Registered {
    /// The identifier, such as `urn:sys:env:2eeadf60-1a11-4170-be57-3c9a01b2c3d4:i:1cnxts0`.
    pub client_id: String,
    /// The secret now in force: the latest one handed out, at registration or by an update.
    pub client_secret: Secret,
    /// When the identifier was issued, in seconds since the Unix epoch.
    pub client_id_issued_at: i64,
    /// The name, unique under its base path.
    pub client_name: String,
    /// The grant types; `None` if the registration has none, which isn't the same as an empty list.
    pub grant_types: Option<Vec<String>>,
    /// The base path it is registered under.
    pub base_path: &'static str,
    /// How many updates were carried out.
    pub updates: u64,
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

/// The clients under one base path.
#[derive(Default)]
pub(super) struct Registry {
    clients: HashMap<String, Registered>,
    /// Name to identifier, of the same clients.
    ids: HashMap<String, String>,
}

impl Registry {
    pub(super) fn len(&self) -> usize {
        self.clients.len()
    }

    pub(super) fn get(&self, client_id: &str) -> Option<&Registered> {
        self.clients.get(client_id)
    }

    /// Adds a client, unless its name is taken.
    pub(super) fn register(&mut self, client: Registered) -> Result<Registered, NameTaken> {
        if self.ids.contains_key(&client.client_name) {
            return Err(NameTaken { client_name: client.client_name });
        }
        self.ids.insert(client.client_name.clone(), client.client_id.clone());
        self.clients.insert(client.client_id.clone(), client.clone());
        Ok(client)
    }

    /// Replaces what a client may set, and its secret; what `metadata` leaves out is gone afterwards.
    ///
    /// `Ok(None)` if there is no such client.
    pub(super) fn update(
        &mut self,
        client_id: &str,
        metadata: Metadata,
        client_secret: Secret,
    ) -> Result<Option<&Registered>, NameTaken> {
        let Some(client) = self.clients.get_mut(client_id) else { return Ok(None) };
        let Metadata { client_name, grant_types } = metadata;
        if client_name != client.client_name {
            if self.ids.contains_key(&client_name) {
                return Err(NameTaken { client_name });
            }
            self.ids.remove(&client.client_name);
            self.ids.insert(client_name.clone(), client_id.to_owned());
        }
        client.client_name = client_name;
        client.grant_types = grant_types;
        client.client_secret = client_secret;
        client.updates += 1;
        Ok(Some(client))
    }

    /// Takes a client out, and frees its name.
    pub(super) fn remove(&mut self, client_id: &str) -> Option<Registered> {
        let client = self.clients.remove(client_id)?;
        self.ids.remove(&client.client_name);
        Some(client)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(client_id: &str, client_name: &str) -> Registered {
        Registered {
            client_id: client_id.to_owned(),
            client_secret: "first".to_owned().into(),
            client_id_issued_at: 7,
            client_name: client_name.to_owned(),
            grant_types: Some(vec!["password".to_owned()]),
            base_path: "/base",
            updates: 0,
        }
    }

    fn named(client_name: &str) -> Metadata {
        Metadata { client_name: client_name.to_owned(), grant_types: None }
    }

    fn registry(clients: &[(&str, &str)]) -> Registry {
        let mut registry = Registry::default();
        for (id, name) in clients {
            registry.register(client(id, name)).unwrap();
        }
        registry
    }

    #[test]
    fn an_update_replaces_all_that_may_be_set_and_nothing_else() {
        let mut registry = registry(&[("a", "one")]);
        let updated = registry.update("a", named("two"), "second".to_owned().into()).unwrap().unwrap();
        assert_eq!(updated.client_name, "two");
        assert_eq!(updated.grant_types, None);
        assert_eq!(updated.client_secret.expose_secret(), "second");
        assert_eq!(updated.updates, 1);
        assert_eq!((updated.client_id.as_str(), updated.client_id_issued_at), ("a", 7));
    }

    #[test]
    fn a_refused_update_changes_nothing() {
        let mut registry = registry(&[("a", "one"), ("b", "two")]);
        let taken = registry.update("a", named("two"), "second".to_owned().into()).unwrap_err();
        assert_eq!(taken.to_string(), r#"the client name "two" is taken"#);

        let client = registry.get("a").unwrap();
        assert_eq!((client.client_name.as_str(), client.updates), ("one", 0));
        assert_eq!(client.client_secret.expose_secret(), "first");
        assert!(client.grant_types.is_some());
    }

    #[test]
    fn a_name_is_taken_from_registration_or_renaming_until_renaming_or_removal() {
        let secret = || Secret::from("s".to_owned());
        let mut registry = registry(&[("a", "one")]);
        assert!(registry.register(client("b", "one")).is_err());
        assert!(registry.update("a", named("one"), secret()).is_ok(), "its own name is no clash");

        registry.update("a", named("two"), secret()).unwrap();
        registry.register(client("b", "one")).unwrap();
        assert!(registry.register(client("c", "two")).is_err());

        registry.remove("a").unwrap();
        registry.register(client("c", "two")).unwrap();
        assert!(registry.register(client("d", "ONE")).is_ok(), "names are compared as they are");
        assert_eq!(registry.len(), 3);
    }

    #[test]
    fn an_unknown_client_is_neither_updated_nor_removed() {
        let mut registry = registry(&[("a", "one")]);
        assert!(registry.remove("a").is_some());
        assert!(registry.remove("a").is_none());
        assert!(registry.get("a").is_none());
        assert!(registry.update("a", named("one"), "s".to_owned().into()).unwrap().is_none());
        assert_eq!(registry.len(), 0);
    }
}
