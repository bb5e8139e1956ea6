//! Many calls on one client at once: none is lost, and no connection is left behind.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use collibra_client_management::{
    Client, Secret, Server,
    sandbox::Sandbox,
    types::{ClientInformation, UpdateClient},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

const TASKS: usize = 256;
/// Each a GET and a PUT: 19,968 calls; 256 more update a client of all, and 256 delete.
const ROUNDS: usize = 39;

/// Passes connections on to a server, and counts those that are open.
struct Counted {
    url: String,
    open: watch::Receiver<usize>,
    made: Arc<AtomicUsize>,
}

impl Counted {
    async fn before(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = server.strip_prefix("http://").unwrap().to_owned();
        let (count, open) = watch::channel(0);
        let made = Arc::new(AtomicUsize::new(0));
        let total = Arc::clone(&made);
        tokio::spawn(async move {
            while let Ok((mut from, _)) = listener.accept().await {
                total.fetch_add(1, Ordering::SeqCst);
                count.send_modify(|open| *open += 1);
                let (server, count) = (server.clone(), count.clone());
                tokio::spawn(async move {
                    let mut to = TcpStream::connect(server).await.unwrap();
                    // How a connection ends is its owners' business.
                    let _ = copy_bidirectional(&mut from, &mut to).await;
                    count.send_modify(|open| *open -= 1);
                });
            }
        });
        Self { url, open, made }
    }
}

/// One registered client's life, as its task sees it: the secret that the last update gave. Last, the task updates a
/// client that it shares with all the others; that update's request id and secret.
async fn live(client: Client, id: String, name: String, shared: String) -> (Secret, (String, Secret)) {
    let mut secret = None;
    for round in 0..ROUNDS {
        let read: ClientInformation = client.get_client(&id).send().await.unwrap().into_inner();
        let expected = if round == 0 { name.clone() } else { format!("{name} {}", round - 1) };
        assert_eq!(read.client_name, Some(expected), "someone else's update, or one of ours lost");
        let mut update = UpdateClient::try_from(read).unwrap();
        update.client_name = format!("{name} {round}");
        let updated = client.update_client(&id, update).send().await.unwrap();
        secret = updated.into_inner().client_secret;
    }
    let update = UpdateClient::builder().client_name("shared");
    let updated = client.update_client(shared, update).send().await.unwrap();
    let request_id = updated.request_id().unwrap().to_owned();
    (secret.unwrap(), (request_id, updated.into_inner().client_secret.unwrap()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_thousand_calls_on_one_client_lose_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let counted = Counted::before(sandbox.url()).await;
    let client = Client::builder(&counted.url).bearer_token(sandbox.token().clone()).build().unwrap();

    let shared = sandbox.register("shared", &[]).unwrap().client_id;
    let mut tasks = JoinSet::new();
    for number in 0..TASKS {
        let name = format!("client {number}");
        let id = sandbox.register(&name, &["client_credentials"]).unwrap().client_id;
        let (client, shared) = (client.clone(), shared.clone());
        tasks.spawn(async move { (id.clone(), live(client, id, name, shared).await) });
    }
    let lives = tasks.join_all().await;
    for (id, (secret, _)) in &lives {
        let stored = sandbox.registered(id).unwrap();
        assert_eq!(stored.updates, ROUNDS as u64);
        assert_eq!(stored.client_secret.expose_secret(), secret.expose_secret());
        client.delete_client(id).send().await.unwrap();
    }

    let ledger = sandbox.ledger();
    assert_eq!(ledger.len(), TASKS * (2 * ROUNDS + 2));
    assert!(ledger.iter().all(|entry| entry.status.is_some_and(|status| status.is_success())));
    assert_eq!(sandbox.count(Server::default()), 1);

    // Each update of the shared client gave another secret, and the one in force is that of the ledger's last.
    let secrets: HashMap<_, _> =
        lives.iter().map(|(_, (_, (id, secret)))| (secret.expose_secret(), id)).collect();
    assert_eq!(secrets.len(), TASKS);
    let last = ledger.iter().rfind(|entry| entry.client_id.as_ref() == Some(&shared)).unwrap();
    let stored = sandbox.registered(&shared).unwrap();
    assert_eq!(
        (stored.updates, secrets[stored.client_secret.expose_secret()]),
        (TASKS as u64, &last.request_id)
    );

    // A call that waits for a new connection may be handed one that has become free: a few are made in vain.
    let made = counted.made.load(Ordering::SeqCst);
    assert!(made < 4 * TASKS, "{made} connections for {} calls", ledger.len());
    drop(client);
    let mut open = counted.open.clone();
    open.wait_for(|open| *open == 0).await.unwrap();
}
