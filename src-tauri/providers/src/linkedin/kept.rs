//! What the journal keeps of a file on its way to LinkedIn, a video or a document.
//!
//! Invariant: a note that names nothing of LinkedIn's own is no upload; the addresses of the bytes are not in it. What
//! LinkedIn did not take twice, and says nothing about to whoever brought it, is not brought forward again.

use countersign_core::gate::SignedMedia;
use countersign_core::model::PartId;
use countersign_core::ports::{SealedReader, VaultFault};
use countersign_core::publish::{Failure, Journal, NOT_TAKEN};

/// So often a post of a file that LinkedIn says nothing about may come to nothing, until the file is brought anew: once
/// LinkedIn may still be working on it. Our own choice.
const OFTEN_ENOUGH: u32 = 2;

/// Opens the signed file.
pub(super) type Open<'a> = &'a (dyn Fn(&SignedMedia) -> Result<Box<dyn SealedReader>, VaultFault> + Send + Sync);

/// An upload that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    /// LinkedIn's name of the file.
    pub(super) name: String,
    /// Whether LinkedIn took that all of it is there.
    pub(super) whole: bool,
    /// How often a post of it was not taken.
    pub(super) refused: u32,
}

impl Kept {
    /// What stands in place of an upload that is not gone on with.
    pub(super) const GIVEN_UP: &'static str = "";

    /// One that was begun just now.
    pub(super) const fn begun(name: String) -> Self {
        Self { name, whole: false, refused: 0 }
    }

    pub(super) fn written(&self) -> String {
        format!("{} {} {}", self.name, if self.whole { "whole" } else { "open" }, self.refused)
    }

    /// None where the note is no upload that could be gone on with; `fits` tells whether it names a file of the kind.
    pub(super) fn read(note: &str, fits: fn(&str) -> bool) -> Option<Self> {
        let mut words = note.split(' ');
        let (name, end) = (words.next()?, words.next()?);
        let refused = words.next().map_or(Some(0), |refused| refused.parse().ok())?;
        let whole = fits(name) && ["open", "whole"].contains(&end) && words.next().is_none();
        whole.then(|| Self { name: name.to_owned(), whole: end == "whole", refused })
    }

    /// What an earlier attempt brought whole, unless it was not taken too often.
    pub(super) async fn brought(
        journal: &dyn Journal,
        part: PartId,
        note: &str,
        fits: fn(&str) -> bool,
    ) -> Result<Option<Self>, Failure> {
        let noted = journal.recall(part, note).await?;
        let kept = noted.as_deref().and_then(|note| Self::read(note, fits)).filter(|kept| kept.whole);
        let Some(mut kept) = kept else { return Ok(None) };
        let (mark, yes) = NOT_TAKEN;
        if journal.recall(part, mark).await?.as_deref() == Some(yes) {
            journal.record(part, mark, "").await?;
            kept.refused += 1;
        }
        Ok(Some(kept))
    }

    /// Whether LinkedIn would not take it any more, as far as whoever is told nothing of it can know.
    pub(super) const fn is_lost(&self) -> bool {
        self.refused >= OFTEN_ENOUGH
    }
}
