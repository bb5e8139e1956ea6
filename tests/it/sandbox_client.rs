//! The client against the sandbox: the documented life of a registered client, from both ends.

use collibra_client_management::{
    Client, Error, ErrorKind, Server,
    sandbox::Sandbox,
    types::{ClientInformation, UpdateClient, builder::UpdateClientBuilder},
};

async fn read(client: &Client, id: &str) -> Result<ClientInformation, Error> {
    Ok(client.get_client(id).send().await?.into_inner())
}

#[tokio::test]
async fn read_change_write_read_delete() {
    let sandbox = Sandbox::start().await.unwrap();
    let registered = sandbox.register("reporting", &["client_credentials", "refresh_token"]).unwrap();
    let (client, id) = (sandbox.client(), registered.client_id.as_str());

    let before = read(&client, id).await.unwrap();
    assert_eq!(before.client_id.as_deref(), Some(id));
    assert_eq!(before.client_id_issued_at, Some(registered.client_id_issued_at));

    // What was read becomes the body of the update.
    let update = UpdateClientBuilder::from(UpdateClient::try_from(before).unwrap());
    let updated = client.update_client(id, update.client_name("reporting 2")).send().await.unwrap();
    let secret = updated.client_secret.clone().unwrap();
    assert_ne!(secret.expose_secret(), registered.client_secret.expose_secret());
    let stored = sandbox.registered(id).unwrap();
    assert_eq!(stored.client_secret.expose_secret(), secret.expose_secret());
    assert_eq!(stored.client_name, "reporting 2");

    let after = read(&client, id).await.unwrap();
    assert_eq!(after.client_name.as_deref(), Some("reporting 2"));
    assert_eq!(after.grant_types, registered.grant_types, "what the update didn't change is kept");

    assert_eq!(client.delete_client(id).send().await.unwrap().status(), 204);
    let error = read(&client, id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert_eq!(error.challenges()[0].error.as_deref(), Some("invalid_token"));
    let error = client.delete_client(id).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert_eq!(sandbox.count(Server::default()), 0);
}
