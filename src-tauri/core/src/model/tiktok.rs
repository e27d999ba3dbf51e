//! What a post on TikTok is told beside its caption: how it gets there, who may see it, and what TikTok asks of its creator.
//!
//! Invariant: what would publish by surprise has no default, and what others may do with a video is off until a person
//! switches it on. A consent names what was consented to; it never covers more than was shown with it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::word_enum;

word_enum! {
    /// How a post gets to TikTok.
    #[derive(Default)]
    pub enum TiktokWay {
        /// It is published as it was signed.
        #[default]
        Direct = "direct",
        /// It is put into the inbox of TikTok's app, where a person finishes and posts it. No caption goes along.
        Inbox = "inbox",
    }
}

word_enum! {
    /// Who can watch a post.
    pub enum TiktokPrivacy {
        /// Everybody.
        Public = "public",
        /// Those who follow the account and whom it follows.
        Friends = "friends",
        /// Those who follow a private account.
        Followers = "followers",
        /// Nobody but the account itself.
        Only = "only",
    }
}

impl TiktokPrivacy {
    /// TikTok's own word for it.
    pub const fn level(self) -> &'static str {
        match self {
            Self::Public => "PUBLIC_TO_EVERYONE",
            Self::Friends => "MUTUAL_FOLLOW_FRIENDS",
            Self::Followers => "FOLLOWER_OF_CREATOR",
            Self::Only => "SELF_ONLY",
        }
    }

    /// What TikTok's own word means; none where it is not known.
    pub fn of_level(level: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|privacy| privacy.level() == level)
    }
}

word_enum! {
    /// What a person consented to in the creator's name.
    pub enum TiktokConsent {
        /// TikTok's Music Usage Confirmation.
        Music = "music",
        /// TikTok's Branded Content Policy, and its Music Usage Confirmation.
        BrandedAndMusic = "branded_and_music",
    }
}

/// Everything that a post on TikTok is told beside its caption, which is the text of its post.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TiktokPost {
    /// How it gets there.
    pub way: TiktokWay,
    /// The title of pictures; a video has none.
    pub title: String,
    /// Who can watch it; none as long as nobody said so.
    pub privacy: Option<TiktokPrivacy>,
    /// Whether people may comment on it.
    pub comments: bool,
    /// Whether people may make a duet of it. Pictures have none.
    pub duets: bool,
    /// Whether people may cut pieces of it into videos of their own. Pictures have none.
    pub stitches: bool,
    /// Whether it promotes the clinic itself.
    pub own_brand: bool,
    /// Whether it promotes somebody else for a return.
    pub branded: bool,
    /// Whether a computer made it or altered what looks real in it.
    pub made_by_ai: bool,
    /// Whether TikTok may put music under pictures.
    pub music: bool,
    /// Which moment of a video is shown before it plays, in milliseconds; TikTok's own choice where none.
    pub cover_ms: Option<u32>,
    /// What was consented to; nothing as long as nobody did.
    pub consent: Option<TiktokConsent>,
}

impl TiktokPost {
    /// What a new one begins with.
    pub const NEW: Self = Self {
        way: TiktokWay::Direct,
        title: String::new(),
        privacy: None,
        comments: false,
        duets: false,
        stitches: false,
        own_brand: false,
        branded: false,
        made_by_ai: false,
        music: false,
        cover_ms: None,
        consent: None,
    };

    /// What has to be consented to before it is posted; nothing where a person posts it in the app.
    pub const fn asked(&self) -> Option<TiktokConsent> {
        match (self.way, self.branded) {
            (TiktokWay::Inbox, _) => None,
            (TiktokWay::Direct, true) => Some(TiktokConsent::BrandedAndMusic),
            (TiktokWay::Direct, false) => Some(TiktokConsent::Music),
        }
    }

    /// Whether all that has to be consented to was.
    pub fn is_consented(&self) -> bool {
        match self.asked() {
            None => true,
            Some(TiktokConsent::Music) => self.consent.is_some(),
            Some(TiktokConsent::BrandedAndMusic) => self.consent == Some(TiktokConsent::BrandedAndMusic),
        }
    }
}

/// What TikTok says of an account that posts are made for: it changes at any time, and is asked anew before each post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TiktokCreator {
    /// The name that people see.
    pub nickname: String,
    /// The name in addresses, without its at sign.
    pub username: String,
    /// Who may be let watch a post.
    pub privacy: Vec<TiktokPrivacy>,
    /// Whether the account lets nobody comment.
    pub comments_off: bool,
    /// Whether the account lets nobody make duets.
    pub duets_off: bool,
    /// Whether the account lets nobody cut pieces out.
    pub stitches_off: bool,
    /// The longest video, in seconds.
    pub longest_seconds: u32,
}

#[cfg(test)]
mod tests {
    use super::super::{Content, Platform, PlatformOptions};
    use super::*;

    #[test]
    fn nothing_is_public_or_allowed_before_somebody_says_so() {
        let PlatformOptions::Tiktok(new) = PlatformOptions::of(Platform::Tiktok) else { unreachable!() };
        assert_eq!((new.privacy, new.consent), (None, None));
        assert!(!new.comments && !new.duets && !new.stitches && !new.own_brand && !new.branded);
        let content = Content::of_text(Platform::Tiktok, "A look around.");
        let kept = serde_json::to_string(&content).unwrap();
        assert!(kept.contains(r#""platform":"tiktok","way":"direct","title":"","privacy":null"#), "{kept}");
        assert_eq!(serde_json::from_str::<Content>(&kept).unwrap(), content);
    }

    #[test]
    fn a_consent_covers_what_it_names_and_no_more() {
        let post = |branded, consent| TiktokPost { branded, consent, ..TiktokPost::NEW };
        assert!(!post(false, None).is_consented());
        assert!(post(false, Some(TiktokConsent::Music)).is_consented());
        assert!(!post(true, Some(TiktokConsent::Music)).is_consented());
        assert!(post(true, Some(TiktokConsent::BrandedAndMusic)).is_consented());
        assert!(TiktokPost { way: TiktokWay::Inbox, ..TiktokPost::NEW }.is_consented());
    }

    #[test]
    fn every_word_of_tiktoks_leads_back() {
        for privacy in TiktokPrivacy::ALL {
            assert_eq!(TiktokPrivacy::of_level(privacy.level()), Some(*privacy));
        }
        assert_eq!(TiktokPrivacy::of_level("EVERYBODY"), None);
    }
}
