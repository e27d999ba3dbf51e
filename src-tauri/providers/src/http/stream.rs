//! A body that is read while it is sent: of a file, one piece at a time.
//!
//! Invariant: no more than [`AHEAD`] pieces of a file are in memory, however large it is. A body has exactly the length that
//! was announced or is broken off: what can't be read, and what may not go on, ends the connection and never the file. Nor
//! is an answer waited for longer than a piece is, or by somebody whom nobody can stop.

use std::pin::pin;
use std::time::Duration;

use countersign_core::ports::SealedReader;
use countersign_core::publish::{Failure, FailureClass};
use futures::future::{Either, select};
use futures::stream;
use reqwest::Body;
use tokio::sync::mpsc;

use crate::errors;

/// How much is read at once.
const PIECE: usize = 2 * 1024 * 1024;
/// How many pieces wait to be sent.
const AHEAD: usize = 1;

/// A length of a file that is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// Where it begins.
    pub(crate) from: u64,
    /// How many bytes it has.
    pub(crate) length: u64,
}

/// How often whoever may stop it is asked while the answer is waited for.
const ASKED_EVERY: Duration = Duration::from_secs(2);

/// The end of a body that is filled.
pub(crate) struct Feeder {
    pieces: mpsc::Sender<Result<Vec<u8>, std::io::Error>>,
    patience: Duration,
}

/// A body, and what fills it. A piece that nobody takes within `patience` ends both, and so does an answer that does not
/// come within it once all was taken.
pub(crate) fn piped(patience: Duration) -> (Feeder, Body) {
    let (pieces, waiting) = mpsc::channel(AHEAD);
    let body = stream::unfold(waiting, |mut waiting| async move {
        let piece = waiting.recv().await?;
        Some((piece, waiting))
    });
    (Feeder { pieces, patience }, Body::wrap_stream(body))
}

/// Somebody who is told how far a file has come, and may stop it.
#[async_trait::async_trait]
pub(crate) trait Progress: Send + Sync {
    /// So many bytes of the file are on their way.
    async fn sent(&self, bytes: u64) -> Result<(), Failure>;
}

impl Feeder {
    /// Sends a stretch of a file into the body, and then waits for as long as the answer may take: whoever has the answer
    /// waits no longer (see [`together`]).
    ///
    /// # Errors
    /// When the file can't be read, whoever is told of it stops it, or time is over. Where nobody takes the body any more
    /// that is no error here: the call itself says why.
    pub(crate) async fn feed(
        self,
        file: &mut dyn SealedReader,
        stretch: Stretch,
        progress: &dyn Progress,
    ) -> Result<(), Failure> {
        let Self { pieces, patience } = self;
        let mut done = 0;
        while done < stretch.length {
            let at = stretch.from + done;
            let mut piece = vec![0; size_of_piece(stretch.length - done)];
            let filled = match aside(|| file.read_at(at, &mut piece)) {
                Ok(filled) if filled == piece.len() => filled as u64,
                Ok(_) => return Err(broken(&pieces, ended_early()).await),
                Err(fault) => return Err(broken(&pieces, errors::film(&fault)).await),
            };
            // Room for the next one is there as soon as this one was taken.
            let taken = async { pieces.send(Ok(piece)).await.is_ok() && pieces.reserve().await.is_ok() };
            match tokio::time::timeout(patience, taken).await {
                Ok(true) => {}
                // Whoever has as many bytes as were announced takes no more; so does whoever gave up, and the call says why.
                Ok(false) if done + filled < stretch.length => break,
                Ok(false) => {}
                Err(_) => return Err(broken(&pieces, stalled()).await),
            }
            done += filled;
            if let Err(failure) = progress.sent(stretch.from + done).await {
                return Err(broken(&pieces, failure).await);
            }
        }
        // The body ends here.
        drop(pieces);
        let mut left = patience;
        while !left.is_zero() {
            let nap = left.min(ASKED_EVERY);
            tokio::time::sleep(nap).await;
            left -= nap;
            progress.sent(stretch.from + done).await?;
        }
        Err(unanswered())
    }
}

/// Runs what waits for the disk where it holds up nobody else, if there is such a place.
fn aside<T>(work: impl FnOnce() -> T) -> T {
    if tokio::runtime::Handle::current().runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread {
        tokio::task::block_in_place(work)
    } else {
        work()
    }
}

/// How long a call whose body was broken off may take to end by itself, so that it is on record.
const AFTER_THE_BREAK: Duration = Duration::from_secs(2);

/// Makes a call while its body is filled. Where the filling fails the call is given up: on a line that stands still it would
/// not end for as long as the whole of the body may take.
///
/// # Errors
/// What the filling failed with.
pub(crate) async fn together<T>(
    sending: impl Future<Output = T>,
    feeding: impl Future<Output = Result<(), Failure>>,
) -> Result<T, Failure> {
    let sending = pin!(sending);
    match select(sending, pin!(feeding)).await {
        Either::Left((answer, _)) => Ok(answer),
        Either::Right((Ok(()), sending)) => Ok(sending.await),
        Either::Right((Err(failure), sending)) => {
            let _ = tokio::time::timeout(AFTER_THE_BREAK, sending).await;
            Err(failure)
        }
    }
}

fn size_of_piece(left: u64) -> usize {
    usize::try_from(left).unwrap_or(PIECE).min(PIECE)
}

/// Breaks the body off, so that nobody takes it for whole.
async fn broken(pieces: &mpsc::Sender<Result<Vec<u8>, std::io::Error>>, failure: Failure) -> Failure {
    // If nobody takes it any more there is nothing to break off; if it is not taken soon, dropping it does the same.
    let error = Err(std::io::Error::other("the upload was broken off"));
    let _ = tokio::time::timeout(Duration::from_secs(1), pieces.send(error)).await;
    failure
}

fn ended_early() -> Failure {
    errors::failure(
        FailureClass::FixContent,
        "The video of this post is not the one that was signed. Nothing was published. Please add the video again.",
        "the file ends before its length",
    )
}

fn unanswered() -> Failure {
    errors::failure(
        FailureClass::TryAgain,
        "All of the video was sent, and the platform did not say in time that it has it. Countersign asks how far it came.",
        "no answer in time after the last piece",
    )
}

fn stalled() -> Failure {
    errors::failure(
        FailureClass::TryAgain,
        "The upload of the video stands still, so it was broken off. Countersign goes on where it ended.",
        "no piece was taken in time",
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU64, Ordering};

    use countersign_core::ports::VaultFault;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// A file that is longer than any memory: what is read of it is made up while it is read.
    struct Long {
        length: u64,
        /// How far it was read.
        read: std::sync::Arc<AtomicU64>,
        /// From where on the disk refuses.
        ends: u64,
    }

    impl SealedReader for Long {
        fn len(&self) -> u64 {
            self.length
        }

        fn read_at(&mut self, offset: u64, into: &mut [u8]) -> Result<usize, VaultFault> {
            if offset >= self.ends {
                return Err(VaultFault::Disk("x".to_owned()));
            }
            into.fill(7);
            self.read.fetch_max(offset + into.len() as u64, Ordering::SeqCst);
            Ok(into.len())
        }
    }

    /// Remembers what it was told, and stops it once it was told so often.
    #[derive(Default)]
    struct Told(Mutex<Vec<u64>>, Option<usize>);

    #[async_trait::async_trait]
    impl Progress for Told {
        async fn sent(&self, bytes: u64) -> Result<(), Failure> {
            let mut told = self.0.lock().unwrap();
            told.push(bytes);
            match self.1 {
                Some(most) if told.len() >= most => Err(errors::failure(FailureClass::Local, "Called off.", "")),
                Some(_) | None => Ok(()),
            }
        }
    }

    const MEGABYTE: u64 = 1024 * 1024;

    /// A server that takes so many bytes and then no more, and says how many came.
    async fn taking(most: usize) -> (String, tokio::task::JoinHandle<usize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let counting = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let (mut seen, mut buffer) = (0, vec![0u8; 64 * 1024]);
            while seen < most {
                match stream.read(&mut buffer).await {
                    Ok(count) if count > 0 => seen += count,
                    _ => return seen,
                }
            }
            if most == usize::MAX {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
            } else {
                std::future::pending::<()>().await;
            }
            seen
        });
        (address, counting)
    }

    async fn send(address: &str, length: u64, ends: u64, patience: Duration) -> (Result<(), Failure>, u64, Vec<u64>) {
        send_until(address, length, ends, patience, None).await
    }

    async fn send_until(
        address: &str,
        length: u64,
        ends: u64,
        patience: Duration,
        stop: Option<usize>,
    ) -> (Result<(), Failure>, u64, Vec<u64>) {
        let (read, told) = (std::sync::Arc::new(AtomicU64::new(0)), Told(Mutex::default(), stop));
        let mut file = Long { length, read: std::sync::Arc::clone(&read), ends };
        let (feeder, body) = piped(patience);
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = client.post(address).header("content-length", length).body(body).send();
        let feeding = feeder.feed(&mut file, Stretch { from: 0, length }, &told);
        let both = tokio::time::timeout(Duration::from_secs(20), together(request, feeding)).await;
        let fed = both.expect("it hangs").map(drop);
        let told = told.0.lock().unwrap().clone();
        (fed, read.load(Ordering::SeqCst), told)
    }

    #[tokio::test]
    async fn no_more_is_read_than_a_few_pieces_ahead_of_what_is_taken() {
        let (address, counting) = taking(4 * MEGABYTE as usize).await;
        let (fed, read, told) = send(&address, 1024 * MEGABYTE, u64::MAX, Duration::from_millis(300)).await;
        assert_eq!(fed.unwrap_err().class, FailureClass::TryAgain, "what stands still is broken off");
        // What lies in the buffers of the two sockets is beside the point, and some megabytes at most.
        assert!(read < 24 * MEGABYTE, "{read}");
        assert!(told.iter().all(|sent| *sent <= read) && told.is_sorted(), "{told:?}");
        counting.abort();
    }

    #[tokio::test]
    async fn a_file_that_can_not_be_read_to_its_end_is_broken_off_and_never_taken_for_whole() {
        let (address, counting) = taking(usize::MAX).await;
        let (fed, ..) = send(&address, 16 * MEGABYTE, 6 * MEGABYTE, Duration::from_secs(5)).await;
        assert_eq!(fed.unwrap_err().class, FailureClass::Local);
        let seen = counting.await.unwrap() as u64;
        assert!(seen < 7 * MEGABYTE, "{seen}");
    }

    #[tokio::test]
    async fn an_answer_that_does_not_come_is_waited_for_no_longer_than_a_piece() {
        let (address, counting) = taking(3 * MEGABYTE as usize).await;
        let (fed, _, told) = send(&address, 3 * MEGABYTE, u64::MAX, Duration::from_millis(500)).await;
        let failure = fed.unwrap_err();
        assert_eq!((failure.class, failure.detail.as_str()), (FailureClass::TryAgain, unanswered().detail.as_str()));
        assert!(told.iter().filter(|sent| **sent == 3 * MEGABYTE).count() > 1, "it is asked meanwhile: {told:?}");
        counting.abort();
    }

    #[tokio::test]
    async fn whoever_waits_for_the_answer_can_be_stopped() {
        let (address, counting) = taking(3 * MEGABYTE as usize).await;
        // Told of two pieces; the third time is while the answer is waited for.
        let (fed, ..) = send_until(&address, 3 * MEGABYTE, u64::MAX, Duration::from_secs(600), Some(3)).await;
        assert_eq!(fed.unwrap_err().class, FailureClass::Local);
        counting.abort();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_file_is_read_where_it_holds_up_nobody() {
        let (address, counting) = taking(3 * MEGABYTE as usize).await;
        let (_, read, _) = send(&address, 3 * MEGABYTE, u64::MAX, Duration::from_millis(100)).await;
        assert_eq!(read, 3 * MEGABYTE);
        counting.abort();
    }

    #[tokio::test]
    async fn what_nobody_takes_is_no_fault_of_the_file() {
        let (fed, ..) = send("http://127.0.0.1:9/", 16 * MEGABYTE, u64::MAX, Duration::from_secs(5)).await;
        fed.unwrap();
    }
}
