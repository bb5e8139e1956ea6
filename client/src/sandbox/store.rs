//! The state of a sandbox, behind one lock.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::http::Method;
use tokio::sync::watch;

use super::access::Tokens;
use super::fault::{Fault, Faults};
use super::ledger::Ledger;
use super::metadata::Metadata;
use super::random::Random;
use super::refusal::Refusal;
use super::registry::{NameTaken, Registered, Registry};
use super::replay::Replay;
use crate::Secret;

/// The state, shared by the handle and the server.
pub(super) struct Store(Mutex<State>);

impl Store {
    pub(super) fn new(replay: Replay) -> Self {
        Self(Mutex::new(State::new(replay)))
    }

    /// Locks the state: what is done with the guard is one step for every other request.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // No step leaves the state half changed, so it is usable after one that panicked.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The clients, the tokens, and the ledger.
pub(super) struct State {
    pub(super) registry: Registry,
    tokens: Tokens,
    random: Random,
    pub(super) ledger: Ledger,
    pub(super) faults: Faults,
    /// The number of requests received, which `arrived` watches.
    pub(super) requests: watch::Sender<u64>,
    pub(super) connections: u64,
    pub(super) token_requests: u64,
    /// The id and secret that the token endpoint accepts in addition to those of registered clients.
    pub(super) own_credentials: (String, Secret),
    pub(super) replay: Replay,
}

impl State {
    fn new(replay: Replay) -> Self {
        let mut random = Random::new();
        let ledger = Ledger::new(random.request_prefix());
        let own_credentials = (random.client_id(), random.secret());
        Self {
            registry: Registry::default(),
            tokens: Tokens::default(),
            random,
            ledger,
            faults: Faults::default(),
            requests: watch::Sender::new(0),
            connections: 0,
            token_requests: 0,
            own_credentials,
            replay,
        }
    }

    /// Counts a request, and returns its fault, if any.
    pub(super) fn arrived(&mut self, method: &Method) -> Option<Fault> {
        self.requests.send_modify(|requests| *requests += 1);
        self.faults.next(method)
    }

    /// Counts a connection, and returns whether to close it at once.
    pub(super) fn connected(&mut self) -> bool {
        self.connections += 1;
        self.faults.closes_connection()
    }

    /// A new token, allowed on every client but `denied`; with a lifetime if it is the token endpoint's.
    pub(super) fn issue_token(&mut self, denied: HashSet<String>, lifetime: Option<Duration>) -> Secret {
        let token = self.random.secret();
        self.tokens.issue(&token, denied, lifetime);
        token
    }

    /// Makes every token of the token endpoint invalid.
    pub(super) fn revoke_tokens(&mut self) {
        self.tokens.revoke();
    }

    /// Whether this client is registered for the client credentials grant; `None` if that isn't its secret.
    pub(super) fn may_have_tokens(&self, client_id: &str, secret: &str) -> Option<bool> {
        let (own_id, own_secret) = &self.own_credentials;
        if client_id == own_id {
            return (own_secret.expose_secret() == secret).then_some(true);
        }
        let client = self.registry.find(client_id)?;
        let grants = client.grant_types.iter().flatten().any(|grant| grant == "client_credentials");
        (client.client_secret.expose_secret() == secret).then_some(grants)
    }

    pub(super) fn register(
        &mut self,
        base_path: &'static str,
        Metadata { client_name, grant_types, undocumented }: Metadata,
    ) -> Result<Registered, NameTaken> {
        self.registry.register(Registered {
            client_id: self.random.client_id(),
            client_secret: self.random.secret(),
            client_id_issued_at: now(),
            client_name,
            grant_types,
            base_path,
            updates: 0,
            undocumented,
        })
    }

    /// The client, if it exists and this token is allowed on it.
    ///
    /// Existence is checked first: 403 means "known, but not allowed".
    pub(super) fn authorize(
        &self,
        token: &[u8],
        base_path: &str,
        client_id: &str,
    ) -> Result<&Registered, Refusal> {
        let token = self.tokens.find(token).ok_or(Refusal::INVALID_TOKEN)?;
        let client = self.registry.find(client_id).filter(|client| client.base_path == base_path);
        let client = client.ok_or(Refusal::UNKNOWN_CLIENT)?;
        if token.allows(client_id) { Ok(client) } else { Err(Refusal::FORBIDDEN) }
    }

    /// Replaces a client's metadata, and gives it a new secret.
    pub(super) fn update(&mut self, client_id: &str, metadata: Metadata) -> Result<&Registered, Refusal> {
        match self.registry.update(client_id, metadata, self.random.secret()) {
            Ok(client) => client.ok_or(Refusal::UNKNOWN_CLIENT),
            Err(NameTaken { .. }) => Err(Refusal::invalid_metadata("client_name is taken by another client")),
        }
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

    #[test]
    fn a_poisoned_lock_is_recovered() {
        let store = Store::new(Replay::default());
        let panicked = std::thread::scope(|scope| {
            let holder = scope.spawn(|| {
                let _state = store.lock();
                panic!("on purpose");
            });
            holder.join()
        });
        assert!(panicked.is_err());
        assert_eq!(store.lock().registry.count("/one"), 0);
    }
}
