//! What stands behind all channels: the clinic's media host, and the version that LinkedIn is asked with.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::dto;
use super::schedule::When;

/// How a version of a platform's interface stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum VersionStanding {
    /// It is served.
    Served,
    /// It is served for two more months at most.
    Soon,
    /// It should not be served any more.
    Over,
}

dto! {
    /// The version of LinkedIn's interface that all calls name.
    pub struct LinkedinVersion {
        /// A year and a month, such as `202609`.
        pub version: String,
        /// Countersign's own, which is used where nobody chose another.
        pub own: String,
        /// Until when LinkedIn serves it, in words; it states no day.
        pub until: String,
        /// Whether that is near, or over.
        pub standing: VersionStanding,
        /// Who chose it, if somebody did.
        pub chosen_by: Option<String>,
        /// When.
        pub chosen: Option<When>,
    }

    /// Another version of LinkedIn's interface.
    pub struct LinkedinVersionSet {
        /// A year and a month, such as `202609`; Countersign's own with none.
        pub version: Option<String>,
    }

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
