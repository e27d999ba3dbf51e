//! What the journal keeps of a file on its way to LinkedIn, a video or a document.
//!
//! Invariant: a note that names nothing of LinkedIn's own is no upload; the addresses of the bytes are not in it.

use countersign_core::gate::SignedMedia;
use countersign_core::ports::{SealedReader, VaultFault};

/// Opens the signed file.
pub(super) type Open<'a> = &'a (dyn Fn(&SignedMedia) -> Result<Box<dyn SealedReader>, VaultFault> + Send + Sync);

/// An upload that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    /// LinkedIn's name of the file.
    pub(super) name: String,
    /// Whether LinkedIn took that all of it is there.
    pub(super) whole: bool,
}

impl Kept {
    /// What stands in place of an upload that is not gone on with.
    pub(super) const GIVEN_UP: &'static str = "";

    pub(super) fn written(&self) -> String {
        format!("{} {}", self.name, if self.whole { "whole" } else { "open" })
    }

    /// None where the note is no upload that could be gone on with; `fits` tells whether it names a file of the kind.
    pub(super) fn read(note: &str, fits: fn(&str) -> bool) -> Option<Self> {
        let (name, end) = note.split_once(' ')?;
        (fits(name) && ["open", "whole"].contains(&end)).then(|| Self { name: name.to_owned(), whole: end == "whole" })
    }
}
