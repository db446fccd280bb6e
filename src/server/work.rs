use super::problem::Problem;
use super::seat::{Places, Seat};
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Where cryptography happens: apart from the threads that talk to the network, on as many at a time as there is room for.
pub(super) struct Work {
    room: Arc<Semaphore>,
    /// Where work waits for others' servers, and takes no room.
    places: Arc<Places>,
}

impl Work {
    /// Room for so many pieces of work at a time.
    pub(super) fn new(room: usize) -> Self {
        Self { room: Arc::new(Semaphore::new(room)), places: Arc::default() }
    }

    /// Does a piece of work once there is room. What has begun is finished, and keeps its room until then, even if nobody
    /// waits for it any more.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.run_seated(|_| work()).await
    }

    /// The same for work that may have to wait for others' servers, for which it leaves its [seat](Seat::leave). What could not wait, since
    /// too much else does, is not done: its answer would be about this server.
    pub(super) async fn run_seated<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Arc<Seat>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let room = Arc::clone(&self.room).acquire_owned().await.map_err(|_| Problem::internal())?;
        let seat = Arc::new(Seat::new(room, Arc::clone(&self.room), Arc::clone(&self.places), Handle::current()));
        let done = spawn_blocking(move || {
            let done = work(&seat);
            if seat.had_no_place() {
                return Err(Problem::busy("too many requests wait for other servers; send it again in a moment"));
            }
            done
        });
        done.await.map_err(|_| Problem::internal())?
    }
}
