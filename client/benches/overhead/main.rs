//! What this client costs over the HTTP library it is made of.
//!
//! The same GET, by hand and by this client, in short blocks that alternate, so that whatever else the machine does
//! affects both alike. The clients have this thread to themselves and the server has another: the allocations that
//! are counted, which are this thread's, are the clients' alone.
//!
//! `cargo bench` measures. Without the `--bench` that it passes (so under `cargo test --benches`) each way is
//! tried once, and nothing is measured.

mod by_hand;
mod measure;
mod server;

use std::{
    env,
    time::{Duration, Instant},
};

use collibra_client_management::Client;
use tokio::runtime;

use crate::{
    by_hand::ByHand,
    measure::{Block, Read, Result, block, median, quartiles},
    server::{CLIENT_ID, Server},
};

const TOKEN: &str = "vF9dft4qmTcNFbXZ4l0qVrJqhTHyv1qx";
const USER_AGENT: &str = "overhead/1.0";
const TIMEOUT: Duration = Duration::from_secs(30);

/// How long to measure at each concurrency.
const TIME: Duration = Duration::from_secs(20);
/// How many calls make a block: it takes some hundredths of a second.
const CALLS: u64 = 1024;
const CONCURRENCIES: [u64; 2] = [1, 32];

/// As a user would build it. Retries, the limit on bodies and the guard are on, as they are by default.
fn this_client(url: &str) -> Result<Client> {
    Ok(Client::builder(url).bearer_token(TOKEN).user_agent(USER_AGENT).timeout(TIMEOUT).build()?)
}

impl Read for Client {
    async fn read(&self) -> Result<()> {
        let read = self.get_client(CLIENT_ID).send().await?;
        if read.client_id.as_deref() == Some(CLIENT_ID) { Ok(()) } else { Err("another client".into()) }
    }
}

fn main() -> Result<()> {
    let server = Server::start()?;
    let by_hand = ByHand::new(server.url())?;
    let this_client = this_client(server.url())?;
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;

    same_request(&server, &runtime, &by_hand, &this_client)?;
    if !env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }

    println!(
        "A GET by hand (reqwest and serde_json) and by this client, alternately in blocks of {CALLS} calls."
    );
    println!("Ratio: this client's throughput to the other's, the median and the middle half of all rounds.");
    println!("Targets: a ratio of at least 0.97, at most 5 allocations more.\n");
    println!("concurrency   calls per second    ratio                      allocations per call");
    println!("              by hand    this                                by hand    this    more");
    for concurrency in CONCURRENCIES {
        let mut rounds = Vec::new();
        // Not counted: connections are made, buffers grow to their size.
        block(&runtime, &by_hand, concurrency, CALLS)?;
        block(&runtime, &this_client, concurrency, CALLS)?;
        let end = Instant::now() + TIME;
        while Instant::now() < end {
            // Each of them first, alternately: a machine that gets slower or faster in between does so for both.
            rounds.push([
                block(&runtime, &by_hand, concurrency, CALLS)?,
                block(&runtime, &this_client, concurrency, CALLS)?,
            ]);
            let this_client = block(&runtime, &this_client, concurrency, CALLS)?;
            rounds.push([block(&runtime, &by_hand, concurrency, CALLS)?, this_client]);
        }
        report(concurrency, &rounds);
    }
    Ok(())
}

/// Of rounds of two blocks: by hand, and this client.
fn report(concurrency: u64, rounds: &[[Block; 2]]) {
    let of = |value: fn(&[Block; 2]) -> f64| rounds.iter().map(value).collect::<Vec<_>>();
    let ratios = of(|[by_hand, this_client]| this_client.throughput() / by_hand.throughput());
    let (low, high) = quartiles(&ratios);
    let by_hand = median(&of(|[by_hand, _]| by_hand.allocations_per_call()));
    let this_client = median(&of(|[_, this_client]| this_client.allocations_per_call()));
    println!(
        "{concurrency:>11}   {:>7.0} {:>7.0}     {:.3} ({low:.3} to {high:.3})     {by_hand:>7.1} {this_client:>7.1} {:>+7.1}",
        median(&of(|[by_hand, _]| by_hand.throughput())),
        median(&of(|[_, this_client]| this_client.throughput())),
        median(&ratios),
        this_client - by_hand,
    );
}

/// Checks that both send the same, apart from the order of headers: otherwise they can't be compared.
fn same_request(
    server: &Server,
    runtime: &runtime::Runtime,
    by_hand: &ByHand,
    this_client: &Client,
) -> Result<()> {
    let sorted = |head: String| {
        let mut lines: Vec<_> = head.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    block(runtime, by_hand, 1, 1)?;
    let one = sorted(server.last_head());
    block(runtime, this_client, 1, 1)?;
    let other = sorted(server.last_head());
    if one == other { Ok(()) } else { Err(format!("different requests: {one:#?}, {other:#?}").into()) }
}
