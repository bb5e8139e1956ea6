//! The sandbox's faults, as a test of a downstream crate uses them: through the client.

use std::time::{Duration, Instant};

use collibra_client_management::{
    Client, ClientCredentials, Error, ErrorKind, Outcome, RetryPolicy, Server,
    sandbox::{Fault, Registered, Sandbox},
    types::UpdateClient,
};
use reqwest::Method;
use tokio::task::JoinSet;

fn client(sandbox: &Sandbox, timeout: Duration) -> Client {
    let retry = RetryPolicy::default().base_delay(Duration::from_millis(1));
    sandbox.client_builder().retry(retry).timeout(timeout).build().unwrap()
}

/// A sandbox with one registered client, its id, and a client that retries at once.
async fn started() -> (Sandbox, String, Client) {
    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.register("one", &[]).unwrap().client_id;
    let client = client(&sandbox, Duration::from_secs(20));
    (sandbox, id, client)
}

async fn rename(client: &Client, id: &str) -> Result<(), Error> {
    let body = UpdateClient::builder().client_name("renamed");
    client.update_client(id, body).send().await.map(drop)
}

/// An update that fails by this fault, once and as expected.
async fn failed(
    name: &str,
    fault: Fault,
    kind: ErrorKind,
    status: Option<u16>,
) -> (Sandbox, Registered, Error) {
    // Where the timeout is what ends the call, it is short, unless the machine is too busy for a short one.
    let timeouts = if kind == ErrorKind::Timeout { &[2, 10, 50][..] } else { &[50] };
    let mut tries = timeouts.iter();
    let (sandbox, id, error) = loop {
        let (sandbox, id, _) = started().await;
        sandbox.fail_next(1, fault.clone());
        let timeout = Duration::from_secs(*tries.next().unwrap());
        let error = rename(&client(&sandbox, timeout), &id).await.expect_err(name);
        let is_early = sandbox.requests() == 0 || error.status().map(|status| status.as_u16()) != status;
        if !is_early || tries.len() == 0 {
            break (sandbox, id, error);
        }
    };
    assert_eq!(error.kind(), kind, "{name}: {error:?}");
    // A reset may overtake what came before it.
    if name != "a reset within the body" {
        assert_eq!(error.status().map(|status| status.as_u16()), status, "{name}: {error:?}");
    }
    assert_eq!(sandbox.requests(), 1, "{name}: a PUT is sent once");
    let stored = sandbox.registered(&id).unwrap();
    (sandbox, stored, error)
}

#[tokio::test]
async fn each_fault_is_what_it_says() {
    let json = "{\"client_name\":\"n\"}";
    let challenge = Fault::response(401, &[("www-authenticate", "Bearer")], "");
    let endless = Fault::raw("HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n");
    let endless = endless.then_drip(Duration::from_millis(5));
    let mut cases = JoinSet::new();
    for (name, fault, kind, status) in [
        ("a response", Fault::response(418, &[("x-a", "b")], "tea"), ErrorKind::UnexpectedStatus, Some(418)),
        ("401", challenge, ErrorKind::Unauthorized, Some(401)),
        ("a login page", Fault::login_page(), ErrorKind::Decode, Some(200)),
        ("a redirect", Fault::redirect("https://example.com/login"), ErrorKind::UnexpectedStatus, Some(302)),
        ("JSON of another shape", Fault::json("[1]"), ErrorKind::Decode, Some(200)),
        ("an empty 200", Fault::json(""), ErrorKind::Decode, Some(200)),
        ("not HTTP", Fault::raw("hello"), ErrorKind::Transport, None),
        ("closed", Fault::closed(), ErrorKind::Transport, None),
        ("reset", Fault::reset(), ErrorKind::Transport, None),
        ("a reset within the body", Fault::json(json).cut(90).then_reset(), ErrorKind::Transport, None),
        ("cut within the body", Fault::json(json).cut(90), ErrorKind::Transport, Some(200)),
        ("silence", Fault::silence(), ErrorKind::Timeout, None),
        ("a stall within the body", Fault::json(json).cut(90).then_stall(), ErrorKind::Timeout, Some(200)),
        ("a byte now and then", endless, ErrorKind::Timeout, Some(200)),
    ] {
        cases.spawn(async move { check_fault(name, fault, kind, status).await });
    }
    cases.join_all().await;
}

async fn check_fault(name: &str, fault: Fault, kind: ErrorKind, status: Option<u16>) {
    for (fault, took_effect) in [(fault.clone(), false), (fault.after_effect(), true)] {
        let (sandbox, stored, _) = failed(name, fault, kind, status).await;
        assert_eq!(stored.updates, u64::from(took_effect), "{name}");
        let [entry] = &sandbox.ledger()[..] else { panic!("{name}: one entry") };
        let status = entry.status.map(|status| status.as_u16());
        assert_eq!((status, entry.failed), (took_effect.then_some(200), true), "{name}");
        rename(&sandbox.client(), &stored.client_id).await.expect("the faults are used up");
    }
}

#[tokio::test]
async fn faults_come_in_order_for_their_methods_and_are_forgotten_when_cleared() {
    let (sandbox, id, client) = started().await;
    sandbox.fail_next(1, Fault::response(500, &[], "").only(Method::DELETE));
    sandbox.fail_next(2, Fault::response(503, &[], ""));
    assert_eq!(client.get_client(&id).send().await.unwrap().attempts(), 3);

    sandbox.fail_all(Fault::response(418, &[], ""));
    let mut statuses = Vec::new();
    for _ in 0..10 {
        let error = client.delete_client(&id).send().await.unwrap_err();
        statuses.push(error.status().unwrap().as_u16());
    }
    assert_eq!(statuses, [vec![500], vec![418; 9]].concat());
    sandbox.fail_next(100, Fault::closed());
    sandbox.clear_faults();
    assert_eq!(client.delete_client(&id).send().await.unwrap().attempts(), 1);
    assert_eq!((sandbox.requests(), sandbox.ledger().len()), (14, 14));
}

/// The update took effect, and its response breaks off: what arrived is part of the real one, new secret and all.
#[tokio::test]
async fn the_real_response_can_be_damaged() {
    let real = Fault::real_response;
    let drip = Duration::from_millis(5);
    let (lost, late) = (ErrorKind::Transport, ErrorKind::Timeout);
    for (name, fault, kind, status, came) in [
        ("nothing of it", real().cut(0), lost, None, None),
        ("half a status line", real().cut(7), lost, None, None),
        ("a silence", real().cut(0).then_stall(), late, None, None),
        ("only the head", real().cut_body(0), lost, Some(200), Some(0)),
        ("a part of the body", real().cut_body(20), lost, Some(200), Some(20)),
        ("a stall within the body", real().cut_body(20).then_stall(), late, Some(200), Some(20)),
        ("a drip of spaces", real().declare_length(9999).then_drip(drip), late, Some(200), None),
        ("too great a length", real().declare_length(9999), lost, Some(200), Some(usize::MAX)),
        ("too small a length", real().declare_length(20), ErrorKind::Decode, Some(200), Some(20)),
        ("a reset within the body", real().cut_body(20).then_reset(), lost, None, None),
    ] {
        let (_sandbox, stored, error) = failed(name, fault, kind, status).await;
        assert_eq!(error.outcome(), Outcome::Unknown, "{name}: {error:?}");
        assert_eq!((stored.updates, &*stored.client_name), (1, "renamed"), "{name}");
        if let Some(came) = came {
            let secret = stored.client_secret.expose_secret();
            let whole = format!(
                r#"{{"client_id":"{}","client_id_issued_at":{},"client_name":"renamed","client_secret":"{secret}"}}"#,
                stored.client_id, stored.client_id_issued_at,
            );
            let body = error.body().unwrap_or_default();
            assert_eq!(String::from_utf8_lossy(body), whole[..came.min(whole.len())], "{name}");
            assert!(!format!("{error:?} {error}").contains(secret), "{name}");
        }
    }
}

#[tokio::test]
async fn a_response_can_be_late_and_the_real_one_whole() {
    let (sandbox, id, client) = started().await;
    let late = Duration::from_millis(20);
    sandbox.fail_next(1, Fault::response(403, &[], "").delay(late));
    sandbox.fail_all(Fault::real_response().delay(late));
    let started = Instant::now();
    let error = client.get_client(&id).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    let read = client.get_client(&id).send().await.unwrap();
    assert_eq!(read.client_id.as_deref(), Some(&*id));
    assert!(read.request_id().is_some(), "the real headers");
    assert_eq!(client.delete_client(&id).send().await.unwrap().status(), 204);
    assert!(started.elapsed() >= 3 * late);
    let error = client.delete_client(&id).send().await.unwrap_err();
    assert!(error.to_string().contains("doesn't exist on this server"), "the real challenge: {error}");
}

#[tokio::test]
async fn a_request_can_be_waited_for_and_its_call_dropped() {
    let (sandbox, id, client) = started().await;
    sandbox.arrived(0).await;
    for (round, fault) in [
        Fault::silence(),
        Fault::real_response().cut(9).then_stall(),
        Fault::real_response().cut_body(9).then_stall(),
    ]
    .into_iter()
    .enumerate()
    {
        sandbox.fail_next(1, fault.clone());
        let (waiting, called) = (client.clone(), id.clone());
        let call = tokio::spawn(async move { rename(&waiting, &called).await });
        let requests = 2 * round as u64 + 1;
        sandbox.arrived(requests).await;
        assert_eq!(sandbox.requests(), requests);
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled(), "{fault:?}");
        client.get_client(&id).send().await.unwrap();
        sandbox.arrived(1).await;
    }
}

/// A connection that was good a moment ago tempts HTTP libraries to send once more.
#[tokio::test]
async fn on_a_kept_connection_a_put_or_delete_is_sent_once_too() {
    for fault in [
        Fault::closed(),
        Fault::reset(),
        Fault::raw("HTTP/1.1 2"),
        Fault::response(503, &[("retry-after", "0")], ""),
        Fault::closed().after_effect(),
        Fault::real_response().cut(9).then_reset(),
    ] {
        let (sandbox, id, client) = started().await;
        client.get_client(&id).send().await.unwrap();
        sandbox.fail_next(1, fault.clone());
        rename(&client, &id).await.unwrap_err();
        assert_eq!((sandbox.requests(), sandbox.connections()), (2, 1), "PUT, {fault:?}");

        client.get_client(&id).send().await.unwrap();
        sandbox.fail_next(1, fault.clone());
        client.delete_client(&id).send().await.unwrap_err();
        assert_eq!((sandbox.requests(), sandbox.connections()), (4, 2), "DELETE, {fault:?}");
    }
}

/// Nothing was read, and yet a caller can't know that: only a GET is retried.
#[tokio::test]
async fn a_connection_can_be_closed_as_soon_as_it_is_made() {
    let (sandbox, id, _) = started().await;
    // Another client each, so that a connection is made.
    let client = || client(&sandbox, Duration::from_secs(20));
    sandbox.close_next_connections(2);
    assert_eq!(client().get_client(&id).send().await.unwrap().attempts(), 3);
    assert_eq!((sandbox.connections(), sandbox.requests()), (3, 1));

    sandbox.close_next_connections(1);
    let error = rename(&client(), &id).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), error.attempts()),
        (ErrorKind::Transport, Outcome::Unknown, 1)
    );
    assert_eq!((sandbox.connections(), sandbox.requests()), (4, 1));

    sandbox.close_next_connections(1);
    sandbox.clear_faults();
    rename(&client(), &id).await.unwrap();
}

#[tokio::test]
async fn the_ledger_shows_which_requests_failed_and_whether_they_took_effect() {
    let (sandbox, id, client) = started().await;
    sandbox.fail_next(1, Fault::response(503, &[], ""));
    client.get_client(&id).send().await.unwrap();
    sandbox.fail_next(1, Fault::reset().after_effect());
    client.delete_client(&id).send().await.unwrap_err();
    sandbox.fail_next(1, Fault::real_response());
    client.delete_client(&id).send().await.unwrap_err();
    sandbox.fail_next(2, Fault::closed());
    reqwest::get(format!("{}/nowhere", sandbox.url())).await.unwrap_err();
    reqwest::get(format!("{}{}/clients/%ff", sandbox.url(), Server::default())).await.unwrap_err();

    let (base_path, id) = (Server::default().base_path(), Some(id));
    let ledger = sandbox.ledger().into_iter();
    let found = ledger.map(|entry| {
        let status = entry.status.map(|status| status.as_u16());
        assert_eq!(entry.base_path.is_some(), entry.client_id.is_some());
        assert!(entry.base_path.is_none_or(|found| found == base_path));
        (status, entry.failed, entry.client_id)
    });
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            (None, true, id.clone()),
            (Some(200), false, id.clone()),
            (Some(204), true, id.clone()),
            (Some(401), true, id),
            (None, true, None),
            (None, true, Some(String::new())),
        ]
    );
}

#[tokio::test]
async fn a_failed_request_for_a_token_is_counted_as_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let (id, secret) = sandbox.client_credentials();
    let tokens = ClientCredentials::builder(sandbox.url(), id, secret).build().unwrap();
    let client = Client::builder(sandbox.url()).token_provider(tokens).build().unwrap();
    sandbox.fail_next(1, Fault::response(500, &[], "").only(Method::POST));
    let error = client.get_client("x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenProvider);
    assert_eq!((sandbox.token_requests(), sandbox.requests(), sandbox.ledger().len()), (1, 1, 0));
}

/// A fault that closes in an orderly way does so too while a large body comes in: no reset overtakes the response.
#[tokio::test]
async fn a_response_in_place_of_the_real_one_arrives_however_large_the_request() {
    let (sandbox, id, client) = started().await;
    let name = "x".repeat(4 << 20);
    sandbox.fail_all(Fault::response(507, &[], "full"));
    for _ in 0..10 {
        let body = UpdateClient::builder().client_name(&name);
        let error = client.update_client(&id, body).send().await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.body()), (507, Some(&b"full"[..])));
    }
}
