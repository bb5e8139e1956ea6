//! An embedded server for tests: stateful, on loopback, gone when it is dropped.
//!
//! It follows the rules of a real server: an update replaces, names are unique, secrets are shown once, access tokens
//! are required. So a test against it fails for the reasons that a call in production would. It can also be made to
//! fail as networks and servers do: see [`Fault`].
//!
//! ```
//! use collibra_client_management::sandbox::Sandbox;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! let registered = sandbox.register("reporting", &["client_credentials"])?;
//!
//! let client = sandbox.client();
//! let read = client.get_client(&registered.client_id).send().await?;
//! assert_eq!(read.client_name.as_deref(), Some("reporting"));
//!
//! assert_eq!(sandbox.ledger()[0].status.map(|status| status.as_u16()), Some(200));
//! assert_eq!(sandbox.registered(&registered.client_id).map(|client| client.updates), Some(0));
//! # Ok(())
//! # }
//! ```

mod access;
mod body;
mod connection;
mod fault;
mod http;
mod ledger;
mod metadata;
mod random;
pub mod recording;
mod refusal;
mod registry;
mod replay;
mod response;
mod store;
mod thread;
mod token;

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use self::fault::Fault;
pub use self::ledger::Entry;
pub use self::registry::{NameTaken, Registered};

use self::metadata::Metadata;
use self::recording::Recording;
use self::replay::Replay;
use self::store::Store;
use self::thread::ServerThread;
use crate::{Client, ClientBuilder, Secret, Server};

/// A running server and what a test needs to call it.
///
/// Each sandbox has its own registries (one per base path), tokens and port, so that tests can run in parallel. It
/// stops on drop: once that returns, the port is closed.
///
/// It runs on its own thread, whichever runtime it was started from, and may be dropped anywhere.
pub struct Sandbox {
    url: String,
    token: Secret,
    client: Client,
    store: Arc<Store>,
    _thread: ServerThread,
}

impl Sandbox {
    /// Starts a sandbox on 127.0.0.1, on a free port.
    ///
    /// # Errors
    ///
    /// The port can't be bound, or the thread can't be started.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Builds a sandbox with other settings than the default ones.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The instance URL, such as `http://127.0.0.1:49152`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// An access token that is allowed on every client.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// A client of the default base path with [`token`](Self::token).
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// A builder with the settings of [`client`](Self::client), to change some of them.
    ///
    /// ```
    /// use collibra_client_management::{Server, sandbox::Sandbox};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let client = sandbox.client_builder().server(Server::RestAuthV1Platform).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder(self.url()).bearer_token(self.token().clone())
    }

    /// Issues a token that is valid but not allowed on these clients: a call with it is answered 403.
    ///
    /// For a client that doesn't exist, it is answered 401, as any token is.
    ///
    /// ```
    /// # use collibra_client_management::sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let registered = sandbox.register("reporting", &[])?;
    /// let token = sandbox.token_except([&registered.client_id]);
    /// # assert_ne!(token.expose_secret(), sandbox.token().expose_secret());
    /// # Ok(())
    /// # }
    /// ```
    pub fn token_except<I>(&self, client_ids: I) -> Secret
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let denied: HashSet<String> = client_ids.into_iter().map(Into::into).collect();
        self.store.lock().issue_token(denied, None)
    }

    /// An id and a secret for the token endpoint: `POST {url}/rest/oauth/v2/token`, the client credentials grant. It
    /// also accepts those of registered clients whose grant types include `client_credentials`.
    ///
    /// Its tokens are allowed on every client, until they expire ([`Builder::token_lifetime`]) or are
    /// [revoked](Self::revoke_tokens).
    pub fn client_credentials(&self) -> (String, Secret) {
        self.store.lock().own_credentials.clone()
    }

    /// Revokes every token of the token endpoint: a call with one is answered 401 `invalid_token`.
    pub fn revoke_tokens(&self) {
        self.store.lock().revoke_tokens();
    }

    /// The number of requests that the token endpoint has received.
    pub fn token_requests(&self) -> u64 {
        self.store.lock().token_requests
    }

    /// Registers a client under the default base path.
    ///
    /// # Errors
    ///
    /// Another client under that base path has the name.
    pub fn register(
        &self,
        client_name: impl Into<String>,
        grant_types: &[&str],
    ) -> Result<Registered, NameTaken> {
        self.register_at(Server::default(), client_name, Some(grant_types))
    }

    /// Registers a client under this base path, with or without grant types.
    ///
    /// ```
    /// use collibra_client_management::{Server, sandbox::Sandbox};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let registered = sandbox.register_at(Server::default(), "reporting", None)?;
    /// assert_eq!(registered.grant_types, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Another client under that base path has the name.
    pub fn register_at(
        &self,
        server: Server,
        client_name: impl Into<String>,
        grant_types: Option<&[&str]>,
    ) -> Result<Registered, NameTaken> {
        let owned = |names: &[&str]| names.iter().copied().map(str::to_owned).collect();
        let grant_types = grant_types.map(owned);
        let mut state = self.store.lock();
        let metadata =
            Metadata { client_name: client_name.into(), grant_types, undocumented: state.replay.members() };
        state.register(server.base_path(), metadata)
    }

    /// Gives a registered client a member that the document doesn't name, as the vendor's settings page does. A GET shows
    /// it, a PUT that doesn't send it deletes it.
    ///
    /// Returns false, and does nothing, if there is no such client or the document names the member.
    ///
    /// ```
    /// use collibra_client_management::{sandbox::Sandbox, types::UpdateClient};
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let id = sandbox.register("reporting", &[])?.client_id;
    /// let uris = json!(["https://example.com/callback"]);
    /// assert!(sandbox.set_member(&id, "redirect_uris", uris.clone()));
    ///
    /// let client = sandbox.client();
    /// let read = client.get_client(&id).send().await?;
    /// assert_eq!(read.member("redirect_uris"), Some(uris));
    ///
    /// // An update that isn't made from what was read.
    /// let body = UpdateClient::builder().client_name("renamed");
    /// client.update_client(&id, body).send().await?;
    /// let stored = sandbox.registered(&id).ok_or("it should be there")?;
    /// assert_eq!(stored.undocumented.get("redirect_uris"), None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_member(&self, client_id: &str, name: impl Into<String>, value: serde_json::Value) -> bool {
        self.store.lock().registry.set_member(client_id, name.into(), value)
    }

    /// The current registration of the client with this identifier, whatever its base path; `None` once it is deleted.
    pub fn registered(&self, client_id: &str) -> Option<Registered> {
        self.store.lock().registry.find(client_id).cloned()
    }

    /// The number of clients that are registered under this base path.
    pub fn count(&self, server: Server) -> usize {
        self.store.lock().registry.count(server.base_path())
    }

    /// Makes this many of the next requests fail. Faults come in the order in which they are set.
    pub fn fail_next(&self, times: usize, fault: Fault) {
        self.store.lock().faults.push(Some(times), fault);
    }

    /// Makes every request fail, after the faults that were set before, until the faults are
    /// [cleared](Self::clear_faults).
    pub fn fail_all(&self, fault: Fault) {
        self.store.lock().faults.push(None, fault);
    }

    /// Closes this many of the next connections as soon as they are made, before a byte is read. Connections that are
    /// open stay open.
    pub fn close_next_connections(&self, times: usize) {
        self.store.lock().faults.close_connections(times);
    }

    /// Discards the remaining faults.
    pub fn clear_faults(&self) {
        self.store.lock().faults.clear();
    }

    /// The number of connections made so far, including those that were closed at once.
    pub fn connections(&self) -> u64 {
        self.store.lock().connections
    }

    /// The number of requests received so far, including those that were made to fail and those to the token endpoint.
    pub fn requests(&self) -> u64 {
        *self.store.lock().requests.borrow()
    }

    /// Waits until the sandbox has received this many requests in total, that is, has read their heads.
    ///
    /// This lets a test do something while a call is in progress, without a sleep.
    ///
    /// ```
    /// use collibra_client_management::sandbox::{Fault, Sandbox};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let id = sandbox.register("reporting", &[])?.client_id;
    /// let client = sandbox.client();
    ///
    /// sandbox.fail_next(1, Fault::silence());
    /// let call = tokio::spawn({
    ///     let (client, id) = (client.clone(), id.clone());
    ///     async move { client.get_client(id).send().await.map(drop) }
    /// });
    /// sandbox.arrived(1).await;
    /// call.abort();
    /// client.get_client(&id).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn arrived(&self, requests: u64) {
        let mut arrived = self.store.lock().requests.subscribe();
        // Nothing ends it early: the sender lives as long as this sandbox.
        let _ = arrived.wait_for(|arrived| *arrived >= requests).await;
    }

    /// Every request to the API and how it was answered, oldest first, in the order in which they took effect,
    /// including those that were made to fail (see [`failed`](Entry::failed)).
    ///
    /// Only the latest 65,536 entries are kept; if older ones are gone, the [`number`](Entry::number) of the first isn't
    /// 1.
    pub fn ledger(&self) -> Vec<Entry> {
        self.store.lock().ledger.entries()
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("url", &self.url).finish_non_exhaustive()
    }
}

/// Builds a [`Sandbox`].
///
/// ```
/// use collibra_client_management::sandbox::Sandbox;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let sandbox = Sandbox::builder().port(0).start().await?;
/// assert!(sandbox.url().starts_with("http://127.0.0.1:"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    port: u16,
    token_lifetime: Duration,
    recording: Option<PathBuf>,
}

impl Default for Builder {
    fn default() -> Self {
        Self { port: 0, token_lifetime: Duration::from_secs(3600), recording: None }
    }
}

impl Builder {
    /// Sets the port; 0, the default, is any free port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets how long a token of the token endpoint is valid. The default is an hour.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = lifetime;
        self
    }

    /// Replays the recording of a real server that a probe wrote to this file: see [`recording`] for the format.
    ///
    /// New registrations have its undocumented members, a GET its status, and requests without a valid token, for a client
    /// that doesn't exist, or for a token are refused as it recorded. What it doesn't say is as without it, and the state is
    /// the sandbox's own. A recorded success in place of a refusal is replayed to a GET only.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use collibra_client_management::{
    ///     ErrorKind, Server,
    ///     sandbox::{Fault, Sandbox, recording::{Exchange, Question, Recording}},
    /// };
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let (server, token) = (Sandbox::start().await?, "not-valid");
    /// server.fail_all(Fault::response(403, &[], "who are you?"));
    /// let result = server.client_builder().bearer_token(token).build()?.get_client("a").await;
    /// let mut recording = Recording::new(Server::default());
    /// let exchange = Exchange::of_call(Question::InvalidToken, &result, Duration::ZERO, &[token.into()]);
    /// recording.push(exchange);
    /// let file = std::env::temp_dir().join(format!("probe-{}.json", std::process::id()));
    /// std::fs::write(&file, recording.to_json())?;
    ///
    /// let sandbox = Sandbox::builder().recording(&file).start().await?;
    /// let client = sandbox.client_builder().bearer_token(token).build()?;
    /// assert_eq!(client.get_client("a").await.unwrap_err().kind(), ErrorKind::Forbidden);
    /// # std::fs::remove_file(file)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn recording(mut self, path: impl Into<PathBuf>) -> Self {
        self.recording = Some(path.into());
        self
    }

    /// Starts the sandbox on 127.0.0.1.
    ///
    /// # Errors
    ///
    /// The recording can't be read ([`InvalidData`](io::ErrorKind::InvalidData) if it isn't one, with its place). The port can't be bound, for example because it is in use, or the thread can't be started.
    pub async fn start(self) -> io::Result<Sandbox> {
        let recording = self.recording.as_deref().map(Recording::read_file).transpose()?;
        let store = Arc::new(Store::new(Replay::new(recording)));
        let token = store.lock().issue_token(HashSet::new(), None);
        let router = http::router(&store, self.token_lifetime);
        let (thread, address) = ServerThread::start(self.port, router, Arc::clone(&store)).await?;
        let url = format!("http://{address}");
        let client = Client::builder(&url).bearer_token(token.clone()).build().map_err(io::Error::other)?;
        Ok(Sandbox { url, token, client, store, _thread: thread })
    }
}
