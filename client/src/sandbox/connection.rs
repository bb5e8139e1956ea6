//! A connection that can be made to fail: what the server writes then never arrives, other bytes come in its place, and
//! the connection ends as the fault says. Or it is closed as soon as it is made.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpListener;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::fault::ConnectionEnd;
use super::store::Store;

/// The half of a connection that is written to. Once it is taken, the server's own writes fail.
#[derive(Clone)]
pub(super) struct Writer(Arc<Mutex<Option<OwnedWriteHalf>>>);

impl Writer {
    fn lock(&self) -> MutexGuard<'_, Option<OwnedWriteHalf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends these last bytes, then ends the connection.
    pub(super) async fn fail(&self, bytes: &[u8], end: ConnectionEnd) -> io::Result<()> {
        let Some(mut stream) = self.lock().take() else { return Ok(()) };
        stream.write_all(bytes).await?;
        match end {
            ConnectionEnd::Close => {}
            ConnectionEnd::Reset => {
                stream.as_ref().set_zero_linger()?;
                // No end of the stream comes before the reset.
                stream.forget();
            }
            ConnectionEnd::Stall => std::future::pending().await,
            ConnectionEnd::Drip(interval) => {
                let mut ticks = tokio::time::interval(interval);
                loop {
                    ticks.tick().await;
                    stream.write_all(b" ").await?;
                }
            }
        }
        Ok(())
    }

    /// Acts as the server, unless the connection was made to fail.
    fn poll<T>(
        &self,
        act: impl FnOnce(Pin<&mut OwnedWriteHalf>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        match &mut *self.lock() {
            Some(stream) => act(Pin::new(stream)),
            None => Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into())),
        }
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
        let (reader, writer) = stream.into_split();
        (Connection { reader, writer: Writer(Arc::new(Mutex::new(Some(writer)))) }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, FaultyListener>> for Writer {
    fn connect_info(stream: IncomingStream<'_, FaultyListener>) -> Self {
        stream.io().writer.clone()
    }
}

pub(super) struct Connection {
    reader: OwnedReadHalf,
    writer: Writer,
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.reader).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.writer.poll(|stream| stream.poll_write(context, bytes))
    }

    /// What a TCP stream has written is on its way. An error would end a failing connection too early.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.writer.poll(|stream| stream.poll_shutdown(context))
    }
}
