//! A body that is read while it is sent: of a file, one piece at a time.
//!
//! Invariant: no more than [`AHEAD`] pieces of a file are in memory, however large it is. A body has exactly the length that
//! was announced or is broken off: what can't be read, and what may not go on, ends the connection and never the file.

use std::time::Duration;

use countersign_core::ports::SealedReader;
use countersign_core::publish::{Failure, FailureClass};
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

/// The end of a body that is filled.
pub(crate) struct Feeder {
    pieces: mpsc::Sender<Result<Vec<u8>, std::io::Error>>,
    patience: Duration,
}

/// A body, and what fills it. A piece that nobody takes within `patience` ends both.
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
    /// Sends a stretch of a file into the body.
    ///
    /// # Errors
    /// When the file can't be read, or whoever is told of it stops it. Where nobody takes the body any more that is no error
    /// here: the call itself says why.
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
            let filled = match file.read_at(at, &mut piece) {
                Ok(filled) if filled == piece.len() => filled as u64,
                Ok(_) => return Err(broken(&pieces, ended_early()).await),
                Err(fault) => return Err(broken(&pieces, errors::film(&fault)).await),
            };
            // Room for the next one is there as soon as this one was taken.
            let taken = async { pieces.send(Ok(piece)).await.is_ok() && pieces.reserve().await.is_ok() };
            match tokio::time::timeout(patience, taken).await {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(_) => return Err(broken(&pieces, stalled()).await),
            }
            done += filled;
            if let Err(failure) = progress.sent(stretch.from + done).await {
                return Err(broken(&pieces, failure).await);
            }
        }
        Ok(())
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

fn stalled() -> Failure {
    errors::failure(
        FailureClass::TryAgain,
        "The upload of the video stands still, so it was broken off. Countersign goes on where it ended.",
        "no piece was taken in time",
    )
}
