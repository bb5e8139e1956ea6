//! The server that the examples call: a real instance if the environment names one, otherwise the sandbox.

use std::{env, error::Error};

use collibra_client_management::{Client, ClientBuilder, Secret, sandbox::Sandbox};

/// The server, and the registered client to use.
pub(crate) struct Target {
    pub(crate) builder: ClientBuilder,
    /// The token that the builder has.
    #[allow(dead_code, reason = "one example asks for it")]
    pub(crate) token: Secret,
    pub(crate) client_id: String,
    /// Runs until it is dropped.
    _sandbox: Option<Sandbox>,
}

/// With `COLLIBRA_URL` and `COLLIBRA_TOKEN` set, that instance and the client `COLLIBRA_CLIENT_ID`; otherwise a
/// sandbox with a new client.
pub(crate) async fn target() -> Result<Target, Box<dyn Error>> {
    if let (Ok(url), Ok(token)) = (env::var("COLLIBRA_URL"), env::var("COLLIBRA_TOKEN")) {
        let client_id = env::var("COLLIBRA_CLIENT_ID")
            .map_err(|_| "COLLIBRA_CLIENT_ID must name the registered client to call about")?;
        let token = Secret::from(token);
        let builder = Client::builder(url).bearer_token(token.clone());
        return Ok(Target { builder, token, client_id, _sandbox: None });
    }
    let sandbox = Sandbox::start().await?;
    let client_id = sandbox.register("example", &["client_credentials"])?.client_id;
    let (builder, token) = (sandbox.client_builder(), sandbox.token().clone());
    Ok(Target { builder, token, client_id, _sandbox: Some(sandbox) })
}
