//! Drafting: batches, posts and their revisions, pictures, and the writer.

mod batch;
mod media;
pub mod picture;
mod post;
pub mod writer;

pub use batch::{BatchRow, batch, create as create_batch};
pub use media::{DerivedRow, MediaRow, add_media, derive, derived, media};
pub use post::{
    Head, RevisionRow, create as create_post, discard, frozen_because, head, revision, revisions, save, submit, title,
};
