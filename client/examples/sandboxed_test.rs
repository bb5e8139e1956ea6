//! How a crate tests its own code with the sandbox. The test would be a `#[tokio::test]`; it is `main` here.

use std::error::Error;

use collibra_client_management::{Client, sandbox::Sandbox};

/// The code under test: removes a grant type from a registered client.
async fn revoke_grant(client: &Client, client_id: &str, grant_type: &str) -> Result<bool, Box<dyn Error>> {
    let read = client.get_client(client_id).await?.into_inner();
    let mut update = read.to_update()?;
    let Some(grants) = update.grant_types.as_mut() else { return Ok(false) };
    let before = grants.len();
    grants.retain(|grant| grant != grant_type);
    if grants.len() == before {
        return Ok(false);
    }
    client.update_client(client_id, update).await?;
    Ok(true)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Each test has its own server, so tests run in parallel and leave nothing behind.
    let sandbox = Sandbox::start().await?;
    let id = sandbox.register("reporting", &["client_credentials", "refresh_token"])?.client_id;

    assert!(revoke_grant(&sandbox.client(), &id, "refresh_token").await?);

    // The server's state, and the requests that it received.
    let stored = sandbox.registered(&id).ok_or("it should still be there")?;
    assert_eq!(stored.grant_types.as_deref(), Some(&["client_credentials".to_owned()][..]));
    let asked: Vec<String> = sandbox.ledger().iter().map(|entry| entry.method.to_string()).collect();
    assert_eq!(asked, ["GET", "PUT"]);

    // A client that doesn't exist.
    let gone = revoke_grant(&sandbox.client(), "urn:sys:env:none:i:0", "refresh_token").await;
    assert!(gone.is_err());
    println!("all as it should be");
    Ok(())
}
