//! A draft for TikTok: a caption for a video that a person still has to film and add.
//!
//! Invariant: nothing that only a person can say is said here: neither who may watch it, nor what was consented to.

use super::compose::Composer;
use super::{WriteError, instagram};

/// Writes the caption, which goes with a video as Instagram's goes with a picture.
pub(super) fn write(composer: &Composer<'_>) -> Result<String, WriteError> {
    instagram::write(composer)
}
