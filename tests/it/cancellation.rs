//! What becomes of a call that nobody waits for any longer.

use std::{sync::mpsc, time::Duration};

use collibra_client_management::{
    Error, Secret,
    sandbox::{Fault, Sandbox},
    types::UpdateClient,
};

/// The update is carried out, and its response takes a while.
fn slow() -> Fault {
    Fault::real_response().delay(Duration::from_millis(300))
}

#[tokio::test]
async fn an_update_in_a_task_of_its_own_outlives_a_timeout() {
    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.register("n", &[]).unwrap().client_id;
    sandbox.fail_next(1, slow());
    let (stores, stored) = mpsc::channel();
    let work = sandbox.client().spawn({
        let id = id.clone();
        |client| async move {
            let body = UpdateClient::builder().client_name("n");
            let updated = client.update_client(id, body).send().await?;
            stores.send(updated.into_inner().client_secret.unwrap()).unwrap();
            Ok::<_, Error>(())
        }
    });
    sandbox.arrived(1).await;
    tokio::time::timeout(Duration::from_millis(1), work).await.unwrap_err();

    // Its handle is gone, too.
    let secret: Secret = tokio::task::spawn_blocking(move || stored.recv()).await.unwrap().unwrap();
    let current = sandbox.registered(&id).unwrap().client_secret;
    assert_eq!(secret.expose_secret(), current.expose_secret());
}

#[tokio::test]
async fn a_handle_gives_the_response_to_whoever_comes_back_for_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.register("n", &[]).unwrap().client_id;
    sandbox.fail_next(1, slow());
    let mut update = sandbox.client().spawn({
        let id = id.clone();
        |client| async move {
            let body = UpdateClient::builder().client_name("n");
            client.update_client(id, body).send().await
        }
    });
    tokio::select! {
        biased;
        () = sandbox.arrived(1) => {}
        _ = &mut update => panic!("the response is slow"),
    }
    let updated = update.await.unwrap().unwrap();
    let current = sandbox.registered(&id).unwrap().client_secret;
    assert_eq!(updated.client_secret.as_ref().map(Secret::expose_secret), Some(current.expose_secret()));
}
