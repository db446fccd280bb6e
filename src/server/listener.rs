use super::application::Application;
use super::write_timeout::WriteTimeout;
use super::{Configuration, Error, ServerLimits, Tls, status};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use std::fmt;
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

/// A server that has its address and its keys, and takes requests once it [runs](Self::run).
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    application: Arc<Application>,
    tls: Option<Tls>,
    limits: ServerLimits,
}

/// The head of a request holds no more bytes than that.
const HEAD: usize = 64 * 1024;

impl Server {
    /// Takes the address and reads or makes the keys.
    ///
    /// # Errors
    /// If the address is taken; if address or public URL can be reached by others and no token guards it; if keys or URL cannot be used.
    pub fn bind(configuration: Configuration) -> Result<Self, Error> {
        let address = configuration.address;
        if configuration.token.is_none() && !address.ip().is_loopback() {
            return Err(Error::Unguarded(address));
        }
        let listening = |source| Error::Listen { address, source };
        let listener = TcpListener::bind(address).map_err(listening)?;
        listener.set_nonblocking(true).map_err(listening)?;
        let address = listener.local_addr().map_err(listening)?;
        let (tls, limits) = (configuration.tls.clone(), configuration.limits);
        let application = Arc::new(Application::new(configuration, address)?);
        Ok(Self { listener, address, application, tls, limits })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL that others reach it under.
    pub fn url(&self) -> &str {
        &self.application.url
    }

    /// The issuers: suite and DID of each, or the URL of its key where that has none.
    pub fn issuers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.application.issuers.names().filter_map(|name| {
            let identity = &self.application.issuers.of(name)?.identity;
            Some((name, identity.did().unwrap_or(identity.verification_method())))
        })
    }

    /// The status lists that no key here can sign, by URL and issuer: they are not published, and nothing is changed in them. The keys that
    /// signed them belong into the folder `retired` in that of the keys.
    ///
    /// # Errors
    /// If the registry cannot be read.
    pub fn unsigned_lists(&self) -> Result<Vec<(String, String)>, Error> {
        let lists = status::unsigned(&self.application)?;
        Ok(lists.into_iter().map(|list| (list.url(), list.plan.issuer)).collect())
    }

    /// Takes requests until something is over; then finishes those that it has, for as long as
    /// [`grace`](ServerLimits::grace) lasts. Needs a runtime of tokio with I/O and time.
    ///
    /// # Errors
    /// If the runtime does not take the listener.
    pub async fn run(self, until: impl Future<Output = ()>) -> std::io::Result<()> {
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let router = Arc::clone(&self.application).router();
        let graceful = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(self.limits.connections.min(Semaphore::MAX_PERMITS)));
        let mut until = pin!(until);
        loop {
            let place = tokio::select! {
                () = &mut until => break,
                place = Arc::clone(&places).acquire_owned() => place,
            };
            let stream = tokio::select! {
                () = &mut until => break,
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    // The other side has gone already, or there are no more file handles for a while.
                    Err(_) => {
                        sleep(Duration::from_millis(20)).await;
                        continue;
                    }
                },
            };
            let connection = connection(stream, self.tls.clone(), router.clone(), self.limits, graceful.watcher());
            tokio::spawn(async move {
                connection.await;
                drop(place);
            });
        }
        drop(listener);
        drop(timeout(self.limits.grace, graceful.shutdown()).await);
        Ok(())
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

/// One connection. How it ends is nobody's business but the client's, who sees it.
async fn connection(stream: TcpStream, tls: Option<Tls>, router: Router, limits: ServerLimits, watcher: Watcher) {
    // Answers are written whole; waiting for more of them only makes them late.
    drop(stream.set_nodelay(true));
    match tls {
        None => serve(stream, router, limits, watcher).await,
        Some(tls) => {
            let handshake = TlsAcceptor::from(tls.config()).accept(stream);
            if let Ok(Ok(stream)) = timeout(limits.head_time, handshake).await {
                serve(stream, router, limits, watcher).await;
            }
        }
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    limits: ServerLimits,
    watcher: Watcher,
) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_header_size(HEAD)
        .serve_connection(TokioIo::new(WriteTimeout::new(stream, limits.head_time)), TowerToHyperService::new(router));
    drop(watcher.watch(connection).await);
}
