//! The server's thread and how it stops.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use axum::Router;
use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::oneshot;

use super::connection::{FaultyListener, Writer};
use super::store::Store;

/// A server on 127.0.0.1, with a thread and a runtime of its own.
///
/// So it doesn't depend on the caller's runtime: it answers a caller that blocks, outlives the runtime that it was
/// started from, and is gone (threads, tasks, sockets) as soon as its drop returns.
pub(super) struct ServerThread {
    /// Nothing is ever sent: dropping it is the signal to stop.
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
}

impl ServerThread {
    /// Serves on this port, or on a free one for 0.
    pub(super) async fn start(
        port: u16,
        router: Router,
        store: Arc<Store>,
    ) -> io::Result<(Self, SocketAddr)> {
        let (stop, stopped) = oneshot::channel();
        let (bound, address) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("sandbox".to_owned())
            .spawn(move || run(port, router, store, bound, stopped))?;
        // From here on dropping it stops the thread, also if this future is cancelled.
        let server = Self { stop: Some(stop), thread: Some(thread) };
        let address =
            address.await.map_err(|_| io::Error::other("the sandbox ended before it started"))??;
        Ok((server, address))
    }
}

impl Drop for ServerThread {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // This is quick: no handler blocks. A panic in the thread no longer matters.
            let _ = thread.join();
        }
    }
}

/// Binds, reports the address, and serves until `stopped` closes. Dropping the runtime closes every connection.
fn run(
    port: u16,
    router: Router,
    store: Arc<Store>,
    bound: oneshot::Sender<io::Result<SocketAddr>>,
    stopped: oneshot::Receiver<Infallible>,
) {
    let listen = || {
        let runtime = runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, port)))?;
        let address = listener.local_addr()?;
        Ok((runtime, listener, address))
    };
    match listen() {
        Ok((runtime, listener, address)) => runtime.block_on(async move {
            let service = router.into_make_service_with_connect_info::<Writer>();
            tokio::spawn(axum::serve(FaultyListener { listener, store }, service).into_future());
            let _ = bound.send(Ok(address));
            let _ = stopped.await;
        }),
        Err(error) => {
            let _ = bound.send(Err(error));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;

    use super::*;

    /// Its thread has the store as long as it runs.
    #[tokio::test]
    async fn a_start_that_is_given_up_leaves_nothing() {
        let store = Arc::new(Store::new(crate::sandbox::replay::Replay::default()));
        let mut start = Box::pin(ServerThread::start(0, Router::new(), Arc::clone(&store)));
        let _ = poll_fn(|context| Poll::Ready(start.as_mut().poll(context))).await;
        drop(start);
        assert_eq!(Arc::strong_count(&store), 1);
    }
}
