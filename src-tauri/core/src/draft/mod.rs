//! Drafting: batches, posts and their revisions, pictures, and the writer.

mod authors;
mod batch;
mod creator;
pub mod document;
mod documents;
mod fingerprint;
mod hashtags;
mod media;
pub mod picture;
mod post;
mod shared;
pub mod split;
mod target;
mod template;
pub mod video;
mod videos;
pub mod writer;

pub use authors::{Authors, authors, shared_authors, wrote};
pub use batch::{BatchOrigin, BatchRow, batch, create as create_batch};
pub use creator::{creator, keep_creator};
pub use documents::{DocumentRow, add_document, document};
pub use fingerprint::{Fingerprint, NEAR, keep_missing_fingerprints, words_of};
pub use hashtags::{HashtagSetRow, hashtag_sets, remove_hashtag_set, save_hashtag_set};
pub use media::{DerivedRow, MediaRow, add_media, derive, derived, media};
pub use post::{
    Head, RevisionRow, create as create_post, discard, frozen_as, frozen_because, head, restore, revision, revisions,
    save, save_from, submit, title,
};
pub use shared::{fitted, followers, follows, link, save as save_shared, threaded};
pub use target::{Target, another_open, another_public, create_reply, target, target_changed, target_open_until};
pub use template::{keep_templates, template, templates, unsendable, with_template};
pub use videos::{VideoRow, add_video, is_named, set_poster, video};
