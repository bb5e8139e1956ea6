//! Sandboxes come, go, and run side by side.

use super::*;

async fn drop_closes_the_port() {
    let sandbox = Sandbox::start().await.unwrap();
    let (url, port) = (sandbox.url().to_owned(), address(&sandbox).port());
    let taken = Sandbox::builder().port(port).start().await.unwrap_err();
    assert_eq!(taken.kind(), io::ErrorKind::AddrInUse);

    let idle = connect(&sandbox);
    let mut halfway = connect(&sandbox);
    halfway.write_all(b"PUT / HTTP/1.1\r\n").unwrap();
    drop(sandbox);
    assert!(is_closed(idle) && is_closed(halfway));

    let again = Sandbox::builder().port(port).start().await.unwrap();
    assert_eq!(again.url(), url);
}

#[tokio::test]
async fn drop_closes_the_port_in_a_current_thread_runtime() {
    drop_closes_the_port().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn drop_closes_the_port_in_a_multi_thread_runtime() {
    drop_closes_the_port().await;
}

#[test]
fn a_sandbox_outlives_its_runtime_and_is_dropped_without_one() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    drop(runtime);
    let client = sandbox.register("n", &[]).unwrap();
    assert_eq!(get(&sandbox, &path(&client)).status, 200);
    let idle = connect(&sandbox);
    drop(sandbox);
    assert!(is_closed(idle));
}

#[tokio::test]
async fn a_start_that_is_given_up_leaves_nothing() {
    let port = {
        let sandbox = Sandbox::start().await.unwrap();
        address(&sandbox).port()
    };
    {
        let mut start = Box::pin(Sandbox::builder().port(port).start());
        let polled_once =
            std::future::poll_fn(|context| std::task::Poll::Ready(start.as_mut().poll(context)));
        let _ = polled_once.await;
    }
    Sandbox::builder().port(port).start().await.unwrap();
}

#[tokio::test]
async fn many_run_at_once() {
    let mut sandboxes = Vec::new();
    for _ in 0..64 {
        sandboxes.push(Sandbox::start().await.unwrap());
    }
    for sandbox in &sandboxes {
        let client = sandbox.register("n", &[]).unwrap();
        assert_eq!(get(sandbox, &path(&client)).status, 200);
    }
    assert_eq!(sandboxes.iter().map(Sandbox::url).collect::<HashSet<_>>().len(), sandboxes.len());
}

/// 256 callers update one client and a client of their own, ten times each: every update is counted, every
/// secret is new, and the secret in force is that of the last update in the ledger.
#[tokio::test(flavor = "multi_thread")]
async fn concurrent_updates_are_all_kept() {
    const CALLERS: usize = 256;
    const ROUNDS: usize = 10;
    let sandbox = Sandbox::start().await.unwrap();
    let shared = sandbox.register("shared", &[]).unwrap();
    let http = reqwest::Client::new();

    let mut tasks = tokio::task::JoinSet::new();
    for caller in 0..CALLERS {
        let own = sandbox.register(format!("caller {caller}"), &[]).unwrap();
        let targets = [(path(&shared), "shared".to_owned()), (path(&own), own.client_name)];
        let (http, url, token) = (http.clone(), sandbox.url().to_owned(), sandbox.token().clone());
        tasks.spawn(async move {
            let mut told = Vec::new();
            for round in 0..ROUNDS {
                for (path, client_name) in &targets {
                    let body =
                        json!({"client_name": client_name, "grant_types": [format!("{caller}/{round}")]});
                    let request =
                        http.put(format!("{url}{path}")).bearer_auth(token.expose_secret()).json(&body);
                    let reply = request.send().await.unwrap().error_for_status().unwrap();
                    let request_id = reply.headers()["x-request-id"].to_str().unwrap().to_owned();
                    told.push((request_id, reply.json::<Value>().await.unwrap()));
                }
            }
            (own.client_id, told)
        });
    }
    let mut told = Vec::new();
    for (own, mut replies) in tasks.join_all().await {
        let now = sandbox.registered(&own).unwrap();
        assert_eq!(now.updates, ROUNDS as u64);
        let (_, last) = replies.last().unwrap();
        assert_eq!(last["client_secret"], now.client_secret.expose_secret());
        assert_eq!(last["grant_types"], json!(now.grant_types));
        told.append(&mut replies);
    }

    let now = sandbox.registered(&shared.client_id).unwrap();
    assert_eq!(now.updates, (CALLERS * ROUNDS) as u64);
    let secrets: HashSet<_> = told.iter().map(|(_, body)| body["client_secret"].as_str().unwrap()).collect();
    assert_eq!(secrets.len(), CALLERS * ROUNDS * 2);

    let ledger = sandbox.ledger();
    assert_eq!(ledger.len(), told.len());
    assert!(
        ledger.iter().all(|entry| entry.method == "PUT" && entry.status.is_some_and(|status| status == 200))
    );
    let last = ledger.iter().rfind(|entry| entry.client_id.as_deref() == Some(&shared.client_id)).unwrap();
    let (_, last) = told.iter().find(|(request_id, _)| *request_id == last.request_id).unwrap();
    assert_eq!(last["client_secret"], now.client_secret.expose_secret());
    assert_eq!(last["grant_types"], json!(now.grant_types));
}
