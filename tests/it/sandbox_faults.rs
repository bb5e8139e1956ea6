//! The sandbox's faults, as a test of a downstream crate uses them: through the client.

use std::time::{Duration, Instant};

use collibra_client_management::{
    Client, Error, ErrorKind, Outcome, RetryPolicy,
    sandbox::{Fault, Sandbox},
    types::UpdateClient,
};
use reqwest::Method;

fn client(sandbox: &Sandbox) -> Client {
    let retry = RetryPolicy::default().base_delay(Duration::from_millis(1));
    sandbox.client_builder().retry(retry).timeout(Duration::from_millis(400)).build().unwrap()
}

async fn rename(client: &Client, id: &str) -> Result<(), Error> {
    let body = UpdateClient::builder().client_name("renamed");
    client.update_client().client_id(id).body(body).send().await.map(drop)
}

#[tokio::test]
async fn each_fault_is_what_it_says() {
    let json = "{\"client_name\":\"n\"}";
    for (name, fault, kind, status) in [
        ("a reply", Fault::reply(418, &[("x-a", "b")], "tea"), ErrorKind::UnexpectedStatus, Some(418)),
        ("401", Fault::reply(401, &[("www-authenticate", "Bearer")], ""), ErrorKind::Unauthorized, Some(401)),
        ("a login page", Fault::login_page(), ErrorKind::Decode, Some(200)),
        ("a redirect", Fault::redirect("https://example.com/login"), ErrorKind::UnexpectedStatus, Some(302)),
        ("JSON of another shape", Fault::json("[1]"), ErrorKind::Decode, Some(200)),
        ("an empty 200", Fault::json(""), ErrorKind::Decode, Some(200)),
        ("not HTTP", Fault::raw("hello"), ErrorKind::Transport, None),
        ("closed", Fault::closed(), ErrorKind::Transport, None),
        ("reset", Fault::reset(), ErrorKind::Transport, None),
        ("reset within the body", Fault::json(json).cut(90).then_reset(), ErrorKind::Transport, None),
        ("cut within the body", Fault::json(json).cut(90), ErrorKind::Transport, Some(200)),
        ("silence", Fault::silence(), ErrorKind::Timeout, None),
        ("a stall within the body", Fault::json(json).cut(90).then_stall(), ErrorKind::Timeout, Some(200)),
        (
            "a byte now and then",
            Fault::raw("HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n").then_drip(Duration::from_millis(5)),
            ErrorKind::Timeout,
            Some(200),
        ),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        let id = sandbox.register("one", &[]).unwrap().client_id;
        sandbox.fail_next(1, fault.clone());
        let error = rename(&client(&sandbox), &id).await.expect_err(name);
        let status_of = |error: &Error| error.status().map(|status| status.as_u16());
        // A reset may overtake what came before it.
        if name != "reset within the body" {
            assert_eq!(status_of(&error), status, "{name}: {error:?}");
        }
        assert_eq!(error.kind(), kind, "{name}: {error:?}");
        assert_eq!(sandbox.requests(), 1, "{name}: a PUT is sent once");
        assert_eq!(sandbox.registered(&id).unwrap().updates, 0, "{name}: before the effect");
        assert!(sandbox.ledger().is_empty(), "{name}: nothing took effect");

        sandbox.fail_next(1, fault.after_effect());
        rename(&client(&sandbox), &id).await.expect_err(name);
        assert_eq!(sandbox.registered(&id).unwrap().updates, 1, "{name}: after the effect");
        assert_eq!(sandbox.ledger().len(), 1, "{name}: it took effect");
        rename(&client(&sandbox), &id).await.expect("the faults are used up");
    }
}

#[tokio::test]
async fn faults_come_in_order_for_their_methods_and_are_forgotten_when_cleared() {
    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.register("one", &[]).unwrap().client_id;
    let client = client(&sandbox);
    sandbox.fail_next(1, Fault::reply(500, &[], "").only(Method::DELETE));
    sandbox.fail_next(2, Fault::reply(503, &[], ""));

    let read = client.get_client().client_id(&id).send().await.unwrap();
    assert_eq!(read.attempts(), 3);
    let error = client.delete_client().client_id(&id).send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 500);

    sandbox.fail_next(100, Fault::closed());
    sandbox.clear_faults();
    assert_eq!(client.delete_client().client_id(&id).send().await.unwrap().attempts(), 1);
    assert_eq!((sandbox.requests(), sandbox.ledger().len()), (5, 2));
}

#[tokio::test]
async fn a_lost_reply_to_a_delete_is_unknown_and_can_be_found_out() {
    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.register("one", &[]).unwrap().client_id;
    let client = client(&sandbox);
    sandbox.fail_next(1, Fault::reset().after_effect());
    let error = client.delete_client().client_id(&id).send().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(client.get_client().client_id(&id).send().await.unwrap_err().kind(), ErrorKind::Unauthorized);
}

#[tokio::test]
async fn a_reply_can_be_late() {
    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.register("one", &[]).unwrap().client_id;
    sandbox.fail_next(1, Fault::reply(403, &[], "").delay(Duration::from_millis(50)));
    let started = Instant::now();
    let error = sandbox.client().get_client().client_id(&id).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert!(started.elapsed() >= Duration::from_millis(50));
}
