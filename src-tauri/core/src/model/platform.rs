//! The platforms that this version has a client for.
//!
//! Invariant: a platform stands here only together with its client, its limits and its practice server; a name
//! that is not here is refused before any network call.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::word_enum;

word_enum! {
    /// A platform that posts are published on.
    pub enum Platform {
        /// X, through API v2.
        X = "x",
        /// A Facebook Page, through the Graph API.
        Facebook = "facebook",
        /// LinkedIn, through its versioned API: an organization's page, or a member.
        Linkedin = "linkedin",
        /// An Instagram professional account, through the Graph API.
        Instagram = "instagram",
        /// A telephone number on WhatsApp's Cloud API. Nothing is public there: a post is a message to each of its
        /// recipients.
        Whatsapp = "whatsapp",
        /// A channel on YouTube, through Data API v3. Everything there is a video.
        Youtube = "youtube",
        /// An account on TikTok, through the Content Posting API. A post is a video, or pictures.
        Tiktok = "tiktok",
    }
}

impl Platform {
    /// The platform's name as people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::X => "X",
            Self::Facebook => "Facebook",
            Self::Linkedin => "LinkedIn",
            Self::Instagram => "Instagram",
            Self::Whatsapp => "WhatsApp",
            Self::Youtube => "YouTube",
            Self::Tiktok => "TikTok",
        }
    }

    /// Whether what goes out there goes to recipients one by one, and to nobody else.
    pub const fn has_recipients(self) -> bool {
        match self {
            Self::X | Self::Facebook | Self::Linkedin | Self::Instagram | Self::Youtube | Self::Tiktok => false,
            Self::Whatsapp => true,
        }
    }
}
