//! The one thread that writes. Everything that waits when it looks goes into one transaction and one durable commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::connection::store_error;
use super::tx::Tx;
use crate::store::{StoreError, Tag};

/// The most writes that share a commit, so that no one waits long for its turn.
const MOST_PER_COMMIT: usize = 256;

/// Told what each commit touched.
pub(super) type Changed = Box<dyn Fn(&[Tag]) + Send>;
/// What is done with a write's result once the commit's is known.
type Finish = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
/// A write: runs inside the shared transaction, or learns that there is none; hands back its tags and how to finish.
type Job = Box<dyn FnOnce(Result<&Connection, StoreError>) -> (Vec<Tag>, Finish) + Send>;

pub(super) struct Writer {
    jobs: Mutex<Option<Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(connection: Connection, changed: Changed, commits: Arc<AtomicU64>) -> Result<Self, StoreError> {
        let (jobs, inbox) = channel();
        let thread = std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || serve(&connection, &inbox, &changed, &commits))
            .map_err(|error| StoreError::Io(error.to_string()))?;
        Ok(Self { jobs: Mutex::new(Some(jobs)), thread: Mutex::new(Some(thread)) })
    }

    pub(super) fn submit<T, E>(&self, work: impl Fn(&Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, answered) = sync_channel(1);
        let job: Job = Box::new(move |connection| {
            let (result, tags) = match connection {
                Ok(connection) => in_savepoint(connection, work),
                Err(error) => (Err(E::from(error)), Vec::new()),
            };
            let finish: Finish = Box::new(move |committed| {
                let result = match committed {
                    Ok(()) => result,
                    Err(error) => result.and_then(|_| Err(E::from(error))),
                };
                // A caller that no longer waits has lost its interest, not its write.
                let _ = answer.send(result);
            });
            (tags, finish)
        });
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let jobs = jobs.ok_or(StoreError::Closed)?;
        jobs.send(job).map_err(|_| StoreError::Closed)?;
        answered.recv().map_err(|_| StoreError::Closed)?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Closing the channel ends the thread after what is queued; waiting for it closes the file in order.
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = thread.join();
        }
    }
}

fn serve(connection: &Connection, inbox: &Receiver<Job>, changed: &(dyn Fn(&[Tag]) + Send), commits: &AtomicU64) {
    while let Ok(first) = inbox.recv() {
        if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE").map_err(store_error) {
            let (_, finish) = first(Err(error.clone()));
            finish(Err(error));
            continue;
        }
        let mut tags = Vec::new();
        let mut finishes = Vec::new();
        let mut next = Some(first);
        while let Some(job) = next {
            let (touched, finish) = job(Ok(connection));
            for tag in touched {
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
            finishes.push(finish);
            let room = finishes.len() < MOST_PER_COMMIT && !connection.is_autocommit();
            next = if room { inbox.try_recv().ok() } else { None };
        }
        let committed = if connection.is_autocommit() {
            // A full or failing disk makes SQLite roll the whole transaction back by itself.
            Err(StoreError::Full)
        } else {
            connection.execute_batch("COMMIT").map_err(store_error)
        };
        if committed.is_err() {
            // Fails only when SQLite already rolled back, which is what is wanted.
            let _ = connection.execute_batch("ROLLBACK");
        } else {
            commits.fetch_add(1, Ordering::Relaxed);
        }
        // Screens are told before callers go on, so that whoever reads after its write finds its tags sent.
        if committed.is_ok() && !tags.is_empty() {
            changed(&tags);
        }
        for finish in finishes {
            finish(committed.clone());
        }
    }
}

fn in_savepoint<T, E: From<StoreError>>(
    connection: &Connection,
    work: impl Fn(&Tx<'_>) -> Result<T, E>,
) -> (Result<T, E>, Vec<Tag>) {
    if let Err(error) = connection.execute_batch("SAVEPOINT one_write").map_err(store_error) {
        return (Err(error.into()), Vec::new());
    }
    let tx = Tx::on(connection);
    let result = work(&tx);
    let closing = match &result {
        Ok(_) => "RELEASE one_write",
        Err(_) => "ROLLBACK TO one_write; RELEASE one_write",
    };
    match connection.execute_batch(closing).map_err(store_error) {
        Ok(()) => {
            let tags = if result.is_ok() { tx.into_tags() } else { Vec::new() };
            (result, tags)
        }
        Err(error) => (result.and(Err(error.into())), Vec::new()),
    }
}
