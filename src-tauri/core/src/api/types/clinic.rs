//! The clinic, its people and its channels, as the interface sees them.

use super::{SignIn, When, dto};
use crate::clinic::{ChannelConnection, ChannelWay, Doctors, PreferenceName};
use crate::model::{ChannelId, ChannelTier, PersonId, PersonKeyId, Platform, Role};

dto! {
    /// Whether the clinic uses a platform.
    pub struct PlatformUse {
        /// Which.
        pub platform: Platform,
        /// Whether it may be used.
        pub allowed: bool,
        /// How many channels the clinic has there.
        pub channels: u32,
        /// Whether an administrator chose; if not, it is those with channels.
        pub chosen: bool,
    }

    /// The platforms that the clinic may use.
    pub struct PlatformsChoose {
        /// All of them.
        pub platforms: Vec<Platform>,
    }

    /// The clinic's profile, with the defaults a batch begins with.
    pub struct Clinic {
        /// Its name, as posts and screens show it.
        pub name: String,
        /// Its IANA zone.
        pub zone: String,
        /// The language drafts are written in, by default.
        pub language: String,
        /// ISO 3166-1 alpha-2 codes of the countries whose rules a later version checks.
        pub countries: Vec<String>,
        /// Default offer.
        pub offer: String,
        /// Default location.
        pub location: String,
        /// Default audience.
        pub audience: String,
        /// Default tone, a word of the writer's.
        pub tone: String,
        /// The address or link that calls to action point to.
        pub contact: String,
        /// Minutes without a key or click after which the session locks (1 to 60).
        pub lock_after_minutes: u32,
        /// How many minutes late a post may still go out by itself (1 to 720).
        pub grace_minutes: u32,
    }

    /// A person of the clinic.
    pub struct Person {
        /// Who.
        pub id: PersonId,
        /// As shown.
        pub name: String,
        /// What the person may do.
        pub roles: Vec<Role>,
        /// A doctor's registration number.
        pub registration: Option<String>,
        /// The key this person signs with on this laptop: its first digits, for people to compare.
        pub key_fingerprint: Option<String>,
        /// Whether the person has left.
        pub left: bool,
        /// What the clinic's rule for signatures asks for that nobody could give without this person, and can now.
        pub if_gone: Option<String>,
    }

    /// Whether the clinic can give the signatures that its rule asks for.
    pub struct SigningStanding {
        /// What is missing and what to do; none where enough doctors can sign.
        pub problem: Option<String>,
    }

    /// Whose signatures a post needs. The first is never up for choice.
    pub struct SigningRule {
        /// How many doctors have to sign.
        pub doctors: Doctors,
        /// Whether a doctor's signature counts where words of the same doctor stand in the post.
        pub own_words: bool,
    }

    /// A signing key of this laptop, as people look at it.
    pub struct SigningKey {
        /// Which.
        pub id: PersonKeyId,
        /// Whose.
        pub person: String,
        /// Its first digits, for people to compare.
        pub fingerprint: String,
        /// Who enrolled it; nobody where the clinic was made with it.
        pub enrolled_by: Option<String>,
        /// Since when it signs.
        pub enrolled: When,
        /// When it stopped.
        pub retired: Option<When>,
        /// Whether the doctor who is signed in has to be told of it still.
        pub is_news: bool,
    }

    /// Says that a doctor was told of keys.
    pub struct KeysKnown {
        /// Which.
        pub keys: Vec<PersonKeyId>,
    }

    /// A change to a person.
    pub struct PersonUpdate {
        /// Who.
        pub id: PersonId,
        /// New name.
        pub name: String,
        /// New roles.
        pub roles: Vec<Role>,
        /// New registration number.
        pub registration: Option<String>,
    }

    /// A new person. The PIN goes with the one command that takes this.
    pub struct PersonAdd {
        /// Name.
        pub name: String,
        /// Roles.
        pub roles: Vec<Role>,
        /// A doctor's registration number.
        pub registration: Option<String>,
    }

    /// Names a person.
    pub struct PersonRef {
        /// Who.
        pub id: PersonId,
    }

    /// One account on one platform.
    pub struct Channel {
        /// Which.
        pub id: ChannelId,
        /// The platform.
        pub platform: Platform,
        /// What the clinic calls it.
        pub name: String,
        /// The account's name on the platform, such as `@lakeside_clinic`.
        pub account_name: String,
        /// The platform's own id of the account.
        pub account_id: String,
        /// How its posts get out.
        pub way: ChannelWay,
        /// Whether it can publish now.
        pub connection: ChannelConnection,
        /// Why it can't, and what to do.
        pub problem: Option<String>,
        /// The clinic's own limit on hashtags, below the platform's.
        pub max_hashtags: Option<u32>,
        /// Its own IANA zone, when it differs from the clinic's.
        pub zone: Option<String>,
        /// What the account subscribed to on its platform, as the clinic says.
        pub tier: ChannelTier,
        /// Whether the clinic paused it: nothing goes out there.
        pub paused: bool,
        /// Whether what goes out there is read back and compared with what was signed.
        pub read_back: bool,
        /// What reading back means there: what it costs, and what the platform does not tell.
        pub read_back_note: String,
        /// What is known of its sign-in; nothing as long as it has none.
        pub sign_in: Option<SignIn>,
        /// Until when nothing is begun on it, because its platform asked for a pause or failed again and again.
        pub rests_until: Option<When>,
    }

    /// Names a channel.
    pub struct ChannelRef {
        /// Which.
        pub id: ChannelId,
    }

    /// Names a preference of the person who asks.
    pub struct PreferenceRef {
        /// Which.
        pub name: PreferenceName,
    }

    /// A preference of the person who asks.
    pub struct Preference {
        /// Which.
        pub name: PreferenceName,
        /// What they chose; nothing when they never did.
        pub value: Option<String>,
    }

    /// Keeps a preference.
    pub struct PreferenceSet {
        /// Which.
        pub name: PreferenceName,
        /// What is chosen.
        pub value: String,
    }

    /// A change to a channel.
    pub struct ChannelUpdate {
        /// Which.
        pub id: ChannelId,
        /// New name.
        pub name: String,
        /// New limit on hashtags.
        pub max_hashtags: Option<u32>,
        /// New zone.
        pub zone: Option<String>,
        /// What the account subscribed to; none leaves it as it is.
        pub tier: Option<ChannelTier>,
        /// Whether it is paused.
        pub paused: bool,
        /// Whether what goes out there is read back; none leaves it as it is.
        pub read_back: Option<bool>,
    }
}
