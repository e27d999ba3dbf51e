//! The ways of signing in at a platform in a browser, and what a sign-in gives.
//!
//! Invariant: the token that calls carry and what renews it are kept as one secret, so that a pair is never half old.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroizing;

use super::words::word_enum;
use super::{Gesture, Platform, Secret};

word_enum! {
    /// One way of signing in at a platform.
    pub enum Login {
        /// Facebook Login, for Pages.
        Facebook = "facebook",
        /// Instagram Login, for professional accounts.
        Instagram = "instagram",
        /// Facebook Login, for professional accounts that are linked with a Page.
        InstagramByFacebook = "instagram_by_facebook",
        /// Google's sign-in, for channels on YouTube.
        Youtube = "youtube",
        /// TikTok, for the account that signs in.
        Tiktok = "tiktok",
        /// X, for the account that signs in.
        X = "x",
        /// LinkedIn, for pages that a person manages.
        LinkedinPage = "linkedin_page",
        /// LinkedIn, for the person who signs in.
        LinkedinMember = "linkedin_member",
    }
}

impl Login {
    /// The platform whose channels it connects.
    pub const fn platform(self) -> Platform {
        match self {
            Self::Facebook => Platform::Facebook,
            Self::Instagram | Self::InstagramByFacebook => Platform::Instagram,
            Self::Youtube => Platform::Youtube,
            Self::Tiktok => Platform::Tiktok,
            Self::X => Platform::X,
            Self::LinkedinPage | Self::LinkedinMember => Platform::Linkedin,
        }
    }
}

/// Whether comments can be written with a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentRight {
    /// Whatever it was given.
    Always,
    /// Where it was given this right, by the platform's name for it.
    With(&'static str),
    /// With none of this kind.
    Never,
}

impl Login {
    /// The right that it takes to write messages with a sign-in of this kind; none where nobody can.
    pub const fn messages(self) -> Option<&'static str> {
        match self {
            Self::Facebook => Some("pages_messaging"),
            Self::Instagram => Some("instagram_business_manage_messages"),
            Self::InstagramByFacebook => Some("instagram_manage_messages"),
            Self::X => Some("dm.write"),
            Self::Youtube | Self::LinkedinPage | Self::LinkedinMember | Self::Tiktok => None,
        }
    }

    /// The right that it takes to make a gesture with a sign-in of this kind; none where every sign-in has it, or nobody makes it.
    pub const fn gestures(self, gesture: Gesture) -> Option<&'static str> {
        match self {
            Self::X => match gesture.signed_as() {
                Gesture::Hide | Gesture::Show => Some("tweet.moderate.write"),
                Gesture::Like | Gesture::Unlike => Some("like.write"),
                Gesture::Repost | Gesture::Unrepost | Gesture::Delete => Some("tweet.write"),
            },
            // Who may write comments may hide, like and delete them.
            Self::Facebook
            | Self::Instagram
            | Self::InstagramByFacebook
            | Self::Youtube
            | Self::LinkedinPage
            | Self::LinkedinMember
            | Self::Tiktok => match self.comments() {
                CommentRight::With(right) => Some(right),
                CommentRight::Always | CommentRight::Never => None,
            },
        }
    }

    /// What it takes to write a comment with a sign-in of this kind.
    pub const fn comments(self) -> CommentRight {
        match self {
            Self::Facebook => CommentRight::With("pages_manage_engagement"),
            Self::Instagram => CommentRight::With("instagram_business_manage_comments"),
            Self::InstagramByFacebook => CommentRight::With("instagram_manage_comments"),
            Self::Youtube => CommentRight::With("https://www.googleapis.com/auth/youtube.force-ssl"),
            Self::LinkedinPage => CommentRight::With("w_organization_social_feed"),
            // A right of its own there, which an app that anybody may create does not have.
            Self::LinkedinMember => CommentRight::Never,
            Self::X | Self::Tiktok => CommentRight::Always,
        }
    }
}

/// What a sign-in gives.
#[derive(Debug, Clone)]
pub struct Token {
    access: Secret,
    refresh: Option<Secret>,
}

/// Stands in no token of any platform, and nobody types it.
const BETWEEN: char = '\u{1f}';

impl Token {
    /// A token, and what renews it where the platform gives that.
    pub const fn new(access: Secret, refresh: Option<Secret>) -> Self {
        Self { access, refresh }
    }

    /// Reads what the vault keeps; what was pasted there is a token alone.
    pub fn of(kept: &Secret) -> Self {
        let part = |text: &str| Secret::new(text.trim().to_owned());
        match kept.expose().trim().split_once(BETWEEN) {
            Some((access, refresh)) => Self { access: part(access), refresh: Some(part(refresh)) },
            None => Self { access: part(kept.expose()), refresh: None },
        }
    }

    /// As the vault keeps it.
    pub fn kept(&self) -> Secret {
        match &self.refresh {
            Some(refresh) => {
                let pair = Zeroizing::new(format!("{}{BETWEEN}{}", self.access.expose(), refresh.expose()));
                Secret::new(pair.as_str().to_owned())
            }
            None => self.access.clone(),
        }
    }

    /// What calls carry.
    pub const fn access(&self) -> &Secret {
        &self.access
    }

    /// What renews it.
    pub const fn refresh(&self) -> Option<&Secret> {
        self.refresh.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_kept_as_one_secret_and_a_pasted_token_stays_as_it_was() {
        let secret = |text: &str| Secret::new(text.to_owned());
        let pair = Token::of(&Token::new(secret("access"), Some(secret("refresh"))).kept());
        assert_eq!(pair.access().expose(), "access");
        assert_eq!(pair.refresh().map(Secret::expose), Some("refresh"));
        let pasted = Token::of(&secret(" EAAB \n"));
        assert_eq!(pasted.access().expose(), "EAAB");
        assert!(pasted.refresh().is_none());
        assert_eq!(pasted.kept().expose(), "EAAB");
    }
}
