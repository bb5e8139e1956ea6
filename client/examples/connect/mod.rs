//! The server that the examples call: a real instance if the environment names one, otherwise the sandbox.

use std::{env, error::Error};

use collibra_client_management::{ClientBuilder, Secret, sandbox::Sandbox};

/// The server, and the registered client to use.
pub(crate) struct Target {
    pub(crate) builder: ClientBuilder,
    /// The builder's token, if it has one.
    #[allow(dead_code, reason = "one example asks for it")]
    pub(crate) token: Option<Secret>,
    pub(crate) client_id: String,
    /// Runs until it is dropped.
    _sandbox: Option<Sandbox>,
}

/// With `COLLIBRA_URL` set, the instance that [`ClientBuilder::from_env`] finds, and its registered client
/// `COLLIBRA_TARGET_CLIENT_ID`; otherwise a sandbox with a new client.
pub(crate) async fn target() -> Result<Target, Box<dyn Error>> {
    if env::var_os("COLLIBRA_URL").is_some() {
        let builder = ClientBuilder::from_env()?;
        let client_id = env::var("COLLIBRA_TARGET_CLIENT_ID")
            .map_err(|_| "COLLIBRA_TARGET_CLIENT_ID must name the registered client to call about")?;
        let token = env::var("COLLIBRA_TOKEN").ok().map(Secret::from);
        return Ok(Target { builder, token, client_id, _sandbox: None });
    }
    let sandbox = Sandbox::start().await?;
    let client_id = sandbox.register("example", &["client_credentials"])?.client_id;
    let (builder, token) = (sandbox.client_builder(), Some(sandbox.token().clone()));
    Ok(Target { builder, token, client_id, _sandbox: Some(sandbox) })
}
