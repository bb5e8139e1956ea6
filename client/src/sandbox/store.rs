//! All that a sandbox knows, behind one lock.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::http::Method;
use tokio::sync::watch;

use super::access::{Tokens, is_same};
use super::fault::{Fault, Faults};
use super::ledger::Ledger;
use super::metadata::Metadata;
use super::random::Random;
use super::refusal::Refusal;
use super::registry::{NameTaken, Registered, Registry};
use crate::Secret;

/// The state, shared by the handle and the server.
pub(super) struct Store(Mutex<State>);

impl Store {
    pub(super) fn new() -> Self {
        Self(Mutex::new(State::new()))
    }

    /// The state, for as long as the guard lives: one step that no request can come between.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // No step leaves the state half changed, so one that panicked has left it usable.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The registries (one a base path), the tokens, and the ledger.
pub(super) struct State {
    registries: BTreeMap<&'static str, Registry>,
    tokens: Tokens,
    random: Random,
    pub(super) ledger: Ledger,
    pub(super) faults: Faults,
    /// How many requests have come in. Watched, for those who wait for one.
    pub(super) requests: watch::Sender<u64>,
    pub(super) connections: u64,
    pub(super) token_requests: u64,
    /// The id and secret that the token endpoint takes besides those of registered clients.
    pub(super) own_credentials: (String, Secret),
}

impl State {
    fn new() -> Self {
        let mut random = Random::new();
        let ledger = Ledger::new(random.request_prefix());
        let own_credentials = (random.client_id(), random.secret());
        Self {
            registries: BTreeMap::new(),
            tokens: Tokens::default(),
            random,
            ledger,
            faults: Faults::default(),
            requests: watch::Sender::new(0),
            connections: 0,
            token_requests: 0,
            own_credentials,
        }
    }

    /// Counts a request, and gives the fault that is due for it.
    pub(super) fn arrived(&mut self, method: &Method) -> Option<Fault> {
        self.requests.send_modify(|requests| *requests += 1);
        self.faults.next(method)
    }

    /// Counts a connection, and tells whether it is to be closed at once.
    pub(super) fn connected(&mut self) -> bool {
        self.connections += 1;
        self.faults.closes_connection()
    }

    /// A new token, allowed on every client but `denied`.
    pub(super) fn issue_token(&mut self, denied: HashSet<String>) -> Secret {
        let token = self.random.secret();
        self.tokens.issue(token.clone(), denied);
        token
    }

    /// A new token, as the token endpoint gives it.
    pub(super) fn lend_token(&mut self, lifetime: Duration, denied: HashSet<String>) -> Secret {
        let token = self.random.secret();
        self.tokens.lend(token.clone(), denied, lifetime);
        token
    }

    pub(super) fn revoke_lent_tokens(&mut self) {
        self.tokens.revoke_lent();
    }

    /// Whether this client is registered for the client credentials grant; `None` if that isn't its secret.
    pub(super) fn may_have_tokens(&self, client_id: &str, secret: &[u8]) -> Option<bool> {
        let (own_id, own_secret) = &self.own_credentials;
        if client_id == own_id {
            return is_same(own_secret.expose_secret().as_bytes(), secret).then_some(true);
        }
        let client = self.find(client_id)?;
        let grants = client.grant_types.iter().flatten().any(|grant| grant == "client_credentials");
        is_same(client.client_secret.expose_secret().as_bytes(), secret).then_some(grants)
    }

    pub(super) fn register(
        &mut self,
        base_path: &'static str,
        Metadata { client_name, grant_types }: Metadata,
    ) -> Result<Registered, NameTaken> {
        let client = Registered {
            client_id: self.random.client_id(),
            client_secret: self.random.secret(),
            client_id_issued_at: now(),
            client_name,
            grant_types,
            base_path,
            updates: 0,
        };
        self.registries.entry(base_path).or_default().register(client)
    }

    /// The client with this identifier, wherever it is registered: no identifier is given out twice.
    pub(super) fn find(&self, client_id: &str) -> Option<&Registered> {
        self.registries.values().find_map(|registry| registry.get(client_id))
    }

    pub(super) fn count(&self, base_path: &str) -> usize {
        self.registries.get(base_path).map_or(0, Registry::len)
    }

    /// The client, if it exists and whoever presented this token may touch it.
    ///
    /// Whether the client exists is asked first: 403 means "known, but not for you".
    pub(super) fn authorize(
        &self,
        token: &[u8],
        base_path: &str,
        client_id: &str,
    ) -> Result<&Registered, Refusal> {
        let token = self.tokens.find(token).ok_or(Refusal::InvalidToken)?;
        let registry = self.registries.get(base_path).ok_or(Refusal::InvalidToken)?;
        let client = registry.get(client_id).ok_or(Refusal::InvalidToken)?;
        if token.allows(client_id) { Ok(client) } else { Err(Refusal::Forbidden) }
    }

    /// Replaces what a client may set, and gives it a fresh secret.
    pub(super) fn update(
        &mut self,
        base_path: &str,
        client_id: &str,
        metadata: Metadata,
    ) -> Result<&Registered, Refusal> {
        let registry = self.registries.get_mut(base_path).ok_or(Refusal::InvalidToken)?;
        match registry.update(client_id, metadata, self.random.secret()) {
            Ok(client) => client.ok_or(Refusal::InvalidToken),
            Err(NameTaken { .. }) => Err(Refusal::InvalidMetadata("client_name is taken by another client")),
        }
    }

    pub(super) fn remove(&mut self, base_path: &str, client_id: &str) -> Result<(), Refusal> {
        let registry = self.registries.get_mut(base_path).ok_or(Refusal::InvalidToken)?;
        registry.remove(client_id).map(drop).ok_or(Refusal::InvalidToken)
    }
}

/// The time in seconds since the Unix epoch; 0 on a clock before it.
fn now() -> i64 {
    let elapsed = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(client_name: &str) -> Metadata {
        Metadata { client_name: client_name.to_owned(), grant_types: None }
    }

    #[test]
    fn each_base_path_has_its_own_names_and_clients() {
        let mut state = State::new();
        let token = state.issue_token(HashSet::new());
        let token = token.expose_secret().as_bytes();
        let one = state.register("/one", named("n")).unwrap();
        let two = state.register("/two", named("n")).unwrap();
        assert!(state.register("/two", named("n")).is_err());

        assert!(state.authorize(token, "/one", &one.client_id).is_ok());
        assert_eq!(state.authorize(token, "/two", &one.client_id).unwrap_err(), Refusal::InvalidToken);
        assert_eq!(state.authorize(token, "/three", &one.client_id).unwrap_err(), Refusal::InvalidToken);

        state.remove("/two", &two.client_id).unwrap();
        assert_eq!((state.count("/one"), state.count("/two"), state.count("/three")), (1, 0, 0));
        assert!(state.find(&one.client_id).is_some() && state.find(&two.client_id).is_none());
    }

    #[test]
    fn a_denied_token_is_forbidden_only_while_the_client_exists() {
        let mut state = State::new();
        let id = state.register("/one", named("n")).unwrap().client_id;
        let denied = state.issue_token(HashSet::from([id.clone()]));
        let denied = denied.expose_secret().as_bytes();
        assert_eq!(state.authorize(denied, "/one", &id).unwrap_err(), Refusal::Forbidden);
        state.remove("/one", &id).unwrap();
        assert_eq!(state.authorize(denied, "/one", &id).unwrap_err(), Refusal::InvalidToken);
    }

    #[test]
    fn a_poisoned_lock_is_recovered() {
        let store = Store::new();
        let panicked = std::thread::scope(|scope| {
            let holder = scope.spawn(|| {
                let _state = store.lock();
                panic!("on purpose");
            });
            holder.join()
        });
        assert!(panicked.is_err());
        assert_eq!(store.lock().count("/one"), 0);
    }

    #[test]
    fn identifiers_are_issued_in_this_century() {
        assert!((1_700_000_000..5_000_000_000).contains(&now()));
    }
}
