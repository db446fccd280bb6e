//! What the operating system tells a server.

use std::io;

/// SIGTERM and SIGINT.
#[cfg(unix)]
pub(super) struct Stops([tokio::signal::unix::Signal; 2]);

#[cfg(unix)]
impl Stops {
    pub(super) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?]))
    }

    /// The next of them.
    pub(super) async fn next(&mut self) {
        let [terminate, interrupt] = &mut self.0;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
}

/// Does something at each SIGHUP, which whoever has renewed a certificate sends; one that is not expected would end the process.
#[cfg(unix)]
pub(super) fn on_renewal(renew: impl Fn() + Send + 'static) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            renew();
        }
    });
    Ok(())
}

#[cfg(not(unix))]
pub(super) struct Stops;

#[cfg(not(unix))]
impl Stops {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    pub(super) async fn next(&mut self) {
        drop(tokio::signal::ctrl_c().await);
    }
}

#[cfg(not(unix))]
pub(super) fn on_renewal(_: impl Fn() + Send + 'static) -> io::Result<()> {
    Ok(())
}
