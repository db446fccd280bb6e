use super::problem::Problem;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Where cryptography happens: apart from the threads that talk to the network, on as many at a time as there is room for.
pub(super) struct Work {
    room: Arc<Semaphore>,
}

impl Work {
    /// Room for so many pieces of work at a time.
    pub(super) fn new(room: usize) -> Self {
        Self { room: Arc::new(Semaphore::new(room)) }
    }

    /// Does a piece of work once there is room. What has begun is finished, and keeps its room until then, even if nobody
    /// waits for it any more.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let room = Arc::clone(&self.room).acquire_owned().await.map_err(|_| Problem::internal())?;
        let done = spawn_blocking(move || {
            let done = work();
            drop(room);
            done
        });
        done.await.map_err(|_| Problem::internal())?
    }
}
