//! What is neither a still picture nor a video: a GIF that moves, and a document.
//!
//! Invariant: that of the whole table; a platform that stands in no row here is sent neither of them.

use super::{DocumentLimits, MB, MovingLimits, OURS, Sourced};

const X_GIFS: &str =
    "X developer documentation, media best practices: GIF ≤ 15 MB, ≤ 1280 × 1080, ≤ 350 frames, ≤ 300 million pixels";
const LINKEDIN_DOCUMENTS: &str = "LinkedIn, Documents API: PDF, ≤ 100 MB, ≤ 300 pages";

/// A GIF on X.
pub(super) const X_GIF: MovingLimits = MovingLimits {
    one: Sourced::stated(true, "X API v2, POST /2/tweets: up to 4 photos, or 1 GIF, or 1 video"),
    bytes: Sourced::stated(15 * MB, X_GIFS),
    size: Sourced::stated((1280, 1080), X_GIFS),
    frames: Sourced::stated(350, X_GIFS),
    pixels: Sourced::stated(300 * MB, X_GIFS),
};

/// A document on LinkedIn.
pub(super) const LINKEDIN_DOCUMENT: DocumentLimits = DocumentLimits {
    one: Sourced::stated(true, "LinkedIn, Posts API: content is one of media, multiImage, article, poll"),
    bytes: Sourced::stated(100 * MB, LINKEDIN_DOCUMENTS),
    pages: Sourced::stated(300, LINKEDIN_DOCUMENTS),
    title: Sourced::unverified(400, OURS),
};
