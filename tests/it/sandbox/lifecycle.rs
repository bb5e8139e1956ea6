//! Sandboxes come, go, and run side by side.

use super::*;

async fn drop_closes_the_port() {
    let sandbox = Sandbox::start().await.unwrap();
    let address = address(&sandbox);
    let taken = Sandbox::builder().port(address.port()).start().await.unwrap_err();
    assert_eq!(taken.kind(), io::ErrorKind::AddrInUse);

    let idle = connect(&sandbox);
    let mut halfway = connect(&sandbox);
    halfway.write_all(b"PUT / HTTP/1.1\r\n").unwrap();
    drop(sandbox);
    assert!(is_closed(idle) && is_closed(halfway));
    assert_eq!(TcpStream::connect(address).unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
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
    let (sandbox, client) = runtime.block_on(started());
    drop(runtime);
    assert_eq!(get(&sandbox, &path(&client)).status, 200);
    let idle = connect(&sandbox);
    drop(sandbox);
    assert!(is_closed(idle));
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
