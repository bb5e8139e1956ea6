//! The client against the sandbox: the documented life of a registered client, from both ends.

use collibra_client_management::{
    Client, Error, ErrorKind, Secret, Server,
    sandbox::Sandbox,
    types::{ClientInformation, UpdateClient},
};

async fn read(client: &Client, id: &str) -> Result<ClientInformation, Error> {
    Ok(client.get_client().client_id(id).send().await?.into_inner())
}

#[tokio::test]
async fn read_change_write_read_delete() {
    let sandbox = Sandbox::start().await.unwrap();
    let registered = sandbox.register("reporting", &["client_credentials", "refresh_token"]).unwrap();
    let (client, id) = (sandbox.client(), registered.client_id.as_str());

    let before = read(&client, id).await.unwrap();
    assert_eq!(before.client_id.as_deref(), Some(id));
    assert_eq!(before.client_id_issued_at, Some(registered.client_id_issued_at));

    let mut update = UpdateClient::try_from(before).unwrap();
    update.client_name = "reporting 2".to_owned();
    let reply = client.update_client().client_id(id).body(update).send().await.unwrap();
    let secret = reply.client_secret.clone().unwrap();
    assert_ne!(secret.expose_secret(), registered.client_secret.expose_secret());
    let stored = sandbox.registered(id).unwrap();
    assert_eq!(stored.client_secret.expose_secret(), secret.expose_secret());
    assert_eq!(stored.client_name, "reporting 2");

    let after = read(&client, id).await.unwrap();
    assert_eq!(after.client_name.as_deref(), Some("reporting 2"));
    assert_eq!(after.grant_types, registered.grant_types, "what the update didn't change is kept");

    assert_eq!(client.delete_client().client_id(id).send().await.unwrap().status(), 204);
    let error = read(&client, id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert_eq!(error.challenges()[0].error.as_deref(), Some("invalid_token"));
    assert_eq!(
        client.delete_client().client_id(id).send().await.unwrap_err().kind(),
        ErrorKind::Unauthorized
    );
    assert_eq!(sandbox.count(Server::default()), 0);
}

/// Why an update starts from what was read: PUT replaces.
#[tokio::test]
async fn an_update_that_does_not_mention_a_member_drops_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let registered = sandbox.register("reporting", &["client_credentials"]).unwrap();
    let (client, id) = (sandbox.client(), registered.client_id.as_str());
    let bare = UpdateClient::builder().client_name("reporting");
    client.update_client().client_id(id).body(bare).send().await.unwrap();
    assert_eq!(sandbox.registered(id).unwrap().grant_types, None);

    let empty = UpdateClient::builder().client_name("reporting").grant_types(Vec::new());
    client.update_client().client_id(id).body(empty).send().await.unwrap();
    assert_eq!(read(&client, id).await.unwrap().grant_types, Some(Vec::new()));
}

#[tokio::test]
async fn a_reply_can_be_the_body_of_an_update() {
    let sandbox = Sandbox::start().await.unwrap();
    let registered = sandbox.register("reporting", &["client_credentials"]).unwrap();
    let (client, id) = (sandbox.client(), registered.client_id.as_str());
    let before = read(&client, id).await.unwrap();
    let call = client.update_client().client_id(id).body(before).body_map(|body| body.client_name("renamed"));
    call.send().await.unwrap();
    let stored = sandbox.registered(id).unwrap();
    assert_eq!((stored.client_name.as_str(), stored.grant_types), ("renamed", registered.grant_types));
}

#[tokio::test]
async fn every_refusal_has_its_kind() {
    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.register("reporting", &[]).unwrap().client_id;
    let with = |token: Option<Secret>| {
        let builder = Client::builder(sandbox.url());
        token.map_or_else(|| builder.clone(), |token| builder.clone().bearer_token(token)).build().unwrap()
    };

    let error = read(&with(None), &id).await.unwrap_err();
    assert_eq!((error.kind(), error.challenges()[0].error.clone()), (ErrorKind::Unauthorized, None));
    let error = read(&with(Some("wrong".into())), &id).await.unwrap_err();
    assert_eq!(error.challenges()[0].error.as_deref(), Some("invalid_token"));
    let denied = with(Some(sandbox.token_except([&id])));
    assert_eq!(read(&denied, &id).await.unwrap_err().kind(), ErrorKind::Forbidden);
    assert_eq!(denied.delete_client().client_id(&id).send().await.unwrap_err().kind(), ErrorKind::Forbidden);

    sandbox.register("taken", &[]).unwrap();
    let body = UpdateClient::builder().client_name("taken");
    let error = sandbox.client().update_client().client_id(&id).body(body).send().await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::UnexpectedStatus, 400));
    let body: serde_json::Value = error.json().unwrap();
    assert_eq!(body["error"], "invalid_client_metadata");
}

#[tokio::test]
async fn the_base_paths_are_registries_of_their_own() {
    let sandbox = Sandbox::start().await.unwrap();
    let here = sandbox.register_at(Server::RestAuthV1, "same name", None).unwrap().client_id;
    let there = sandbox.register_at(Server::RestAuthV1Platform, "same name", None).unwrap().client_id;
    for (server, own, other) in
        [(Server::RestAuthV1, &here, &there), (Server::RestAuthV1Platform, &there, &here)]
    {
        let client = sandbox.client_builder().server(server).build().unwrap();
        read(&client, own).await.unwrap();
        assert_eq!(read(&client, other).await.unwrap_err().kind(), ErrorKind::Unauthorized);
    }
}
