//! A connection that can be made to fail: once a failure is set on it, the failure's bytes replace what the server
//! writes, and the connection ends as the failure says. Or it is closed as soon as it is made.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Interval;

use super::fault::ConnectionEnd;
use super::store::Store;

/// The last bytes of a connection, and how it ends.
pub(super) struct Failure {
    pub(super) bytes: Vec<u8>,
    pub(super) end: ConnectionEnd,
}

/// Sets the failure of one connection.
#[derive(Clone, Default)]
pub(super) struct Control(Arc<Mutex<Option<Failure>>>);

impl Control {
    pub(super) fn set(&self, failure: Failure) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
    }

    fn take(&self) -> Option<Failure> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Accepts connections that can be made to fail.
pub(super) struct FaultyListener {
    pub(super) listener: TcpListener,
    pub(super) store: Arc<Store>,
}

impl Listener for FaultyListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = loop {
            let accepted = Listener::accept(&mut self.listener).await;
            if !self.store.lock().connected() {
                break accepted;
            }
        };
        // A response should be sent at once; a stream without this option still works.
        let _ = stream.set_nodelay(true);
        (Connection { stream, control: Control::default(), failing: None }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, FaultyListener>> for Control {
    fn connect_info(stream: IncomingStream<'_, FaultyListener>) -> Self {
        stream.io().control.clone()
    }
}

pub(super) struct Connection {
    stream: TcpStream,
    control: Control,
    failing: Option<Failing>,
}

/// A failure in progress.
struct Failing {
    failure: Failure,
    sent: usize,
    ticks: Option<Interval>,
}

impl Connection {
    /// Sends the failure's bytes, then ends the connection: never with success.
    fn poll_fail(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        let Some(Failing { failure, sent, ticks }) = &mut self.failing else { return Poll::Pending };
        while *sent < failure.bytes.len() {
            match ready!(Pin::new(&mut self.stream).poll_write(context, &failure.bytes[*sent..])) {
                Ok(written) => *sent += written,
                Err(error) => return Poll::Ready(error),
            }
        }
        let over = || io::Error::new(io::ErrorKind::ConnectionAborted, "the fault is over");
        match failure.end {
            ConnectionEnd::Close => Poll::Ready(over()),
            ConnectionEnd::Reset => Poll::Ready(self.stream.set_zero_linger().err().unwrap_or_else(over)),
            ConnectionEnd::Stall => Poll::Pending,
            ConnectionEnd::Drip(interval) => loop {
                ready!(ticks.get_or_insert_with(|| tokio::time::interval(interval)).poll_tick(context));
                if let Err(error) = ready!(Pin::new(&mut self.stream).poll_write(context, b" ")) {
                    return Poll::Ready(error);
                }
            },
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Some(failure) = self.control.take() {
            self.failing = Some(Failing { failure, sent: 0, ticks: None });
        }
        if self.failing.is_some() {
            return self.poll_fail(context).map(Err);
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
