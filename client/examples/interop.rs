//! The life of a registered client at a server that follows RFC 7592, one line per call: what `tests/interop` runs against
//! servers of others. It changes and deletes the client that `COLLIBRA_TARGET_CLIENT_ID` names.

use std::{env, error::Error};

use collibra_client_management::{Client, ClientBuilder, Response, Secret, types::ClientRegistration};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = ClientBuilder::from_env()?.build()?;
    let id = env::var("COLLIBRA_TARGET_CLIENT_ID")?;

    let stranger = ClientBuilder::from_env()?.bearer_token("not-a-valid-token").build()?;
    show("read with a wrong token", &stranger.get_client(&id).await);
    show("delete with a wrong token", &stranger.delete_client(&id).await);

    let read = client.get_client(&id).await;
    show("read", &read);
    let mut update = read?.into_inner().to_update()?;
    update.client_name = "renamed".to_owned();
    // RFC 7592, section 2.2, wants the id in the body. The document doesn't name it there.
    update.undocumented.insert("client_id", id.as_str());
    let updated = client.update_client(&id, update).await;
    show("update", &updated);
    // Section 3 lets a server replace the token that was used.
    let client = with_new_token(client, &updated?)?;

    let read = client.get_client(&id).await;
    show("read back", &read);
    let read = read?.into_inner();
    println!("  renamed: {}", read.client_name.as_deref() == Some("renamed"));
    println!("  kept what the document doesn't name: {}", read.undocumented.get("redirect_uris").is_some());

    show("delete", &client.delete_client(&id).await);
    show("read what is deleted", &client.get_client(&id).await);
    Ok(())
}

fn with_new_token(client: Client, updated: &Response<ClientRegistration>) -> Result<Client, Box<dyn Error>> {
    println!("  a secret: {}", updated.client_secret.is_some());
    let token = updated.member("registration_access_token");
    match token.as_ref().and_then(|token| token.as_str()).map(Secret::from) {
        Some(token) => Ok(ClientBuilder::from_env()?.bearer_token(token).build()?),
        None => Ok(client),
    }
}

/// The status, or the kind of the error: nothing that differs from run to run.
fn show<T>(call: &str, result: &Result<Response<T>, collibra_client_management::Error>) {
    match result {
        Ok(response) => println!("{call}: {}", response.status().as_u16()),
        Err(error) => {
            let status = error.status().map(|status| format!("{}, ", status.as_u16())).unwrap_or_default();
            let code = error.error_code().map(|code| format!(", {code}")).unwrap_or_default();
            println!("{call}: {status}{}{code}; {}", error.kind(), error.outcome());
        }
    }
}
