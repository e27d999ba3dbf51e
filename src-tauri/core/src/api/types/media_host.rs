//! The clinic's media host, as the interface sees it.

use super::dto;
use super::schedule::When;

dto! {
    /// The clinic's media host. Its secret key is never shown.
    pub struct MediaHost {
        /// Where it is; nothing as long as the clinic has none.
        pub settings: Option<MediaHostSet>,
        /// Whether a secret key is kept that worked once.
        pub has_secret: bool,
        /// When putting, fetching and removing last worked; nothing while it can't be used.
        pub proven_at: Option<When>,
        /// Why it can't be used, and what to do.
        pub problem: Option<String>,
        /// How many files lie there at this moment.
        pub lent: u32,
    }

    /// Where a media host is.
    pub struct MediaHostSet {
        /// Its address, such as `https://s3.eu-central-1.amazonaws.com`.
        pub endpoint: String,
        /// What it calls the bucket's region.
        pub region: String,
        /// The bucket.
        pub bucket: String,
        /// The folder in it that is Countersign's.
        pub folder: String,
        /// Names the key.
        pub access_key_id: String,
    }
}
