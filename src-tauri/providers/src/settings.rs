//! What can be set about the clients, each with the default that is safe as far as the sources go.
//!
//! Invariant: a setting that ends up in an address is checked where it is made.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::oauth::Back;

/// Everything that can be set.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// How long to wait for what.
    pub timeouts: Timeouts,
    /// The version of the Graph API.
    pub graph_version: GraphVersion,
    /// What is open about X, and how long it is waited for.
    pub x: XSettings,
    /// What is open about LinkedIn.
    pub linkedin: LinkedinSettings,
    /// Where the browser is sent back to after a sign-in.
    pub login: LoginSettings,
    /// How long Facebook is waited for.
    pub facebook: FacebookSettings,
    /// How long Instagram is waited for, and what is open about it.
    pub instagram: InstagramSettings,
    /// What is open about WhatsApp.
    pub whatsapp: WhatsappSettings,
    /// How long YouTube is waited for.
    pub youtube: YoutubeSettings,
    /// How long TikTok is waited for.
    pub tiktok: TiktokSettings,
}

/// How long TikTok is waited for once it has all of a post. Short, because nothing is lost by it: it is followed afterwards.
#[derive(Debug, Clone, Copy)]
pub struct TiktokSettings {
    /// Between the first two questions; each later pause is twice as long.
    pub first_pause: Duration,
    /// The longest pause between two questions.
    pub longest_pause: Duration,
    /// Over all questions.
    pub until_public: Duration,
}

impl Default for TiktokSettings {
    fn default() -> Self {
        Self {
            first_pause: Duration::from_secs(2),
            longest_pause: Duration::from_secs(10),
            until_public: Duration::from_secs(20),
        }
    }
}

/// How long YouTube is waited for while it works on a video.
#[derive(Debug, Clone, Copy)]
pub struct YoutubeSettings {
    /// Between the first two questions; each later pause is twice as long, up to half a minute. Each costs a unit of the day.
    pub first_pause: Duration,
    /// Over all questions, before a video is made public: what YouTube rejects at once is not published. One that it is still
    /// working on goes out nevertheless; it can be watched meanwhile.
    pub patience: Duration,
}

impl Default for YoutubeSettings {
    fn default() -> Self {
        Self { first_pause: Duration::from_secs(3), patience: Duration::from_secs(90) }
    }
}

/// How long Facebook is waited for while it works on a film.
#[derive(Debug, Clone, Copy)]
pub struct FacebookSettings {
    /// Between the first two questions; each later pause is twice as long, up to a minute.
    pub first_pause: Duration,
    /// Over all questions, before the film is ended: until all of it is known to be there.
    pub patience: Duration,
    /// Over all questions, once it is ended: until it is public. Short, because nothing is lost by it: a film that takes
    /// longer is looked for by its own id afterwards.
    pub until_public: Duration,
}

impl Default for FacebookSettings {
    fn default() -> Self {
        Self {
            first_pause: Duration::from_secs(1),
            patience: Duration::from_secs(120),
            until_public: Duration::from_secs(20),
        }
    }
}

/// Where the browser is sent back to after a sign-in: on this computer, at an address that is registered with the
/// clinic's own app, letter by letter.
#[derive(Debug, Clone)]
pub struct LoginSettings {
    /// `localhost` or `127.0.0.1`. Meta takes plain http for the former alone, and only as long as an app is in
    /// development; whether it takes the latter at all is unverified (read 2026-11-20).
    pub host: &'static str,
    /// The port: fixed, because what is registered names it.
    pub port: u16,
    /// What is listened on where that one is taken, by platforms whose apps may register several addresses.
    pub other_ports: [u16; 2],
    /// How long the browser is waited for.
    pub patience: Duration,
    /// For how many days a sign-in of a Facebook Page is counted on. Meta names no end of a Page's token, and 90 days for
    /// an app's access to what a person allowed; whether that holds for publishing is unverified (read 2026-11-20), and
    /// being asked too early does no harm.
    pub page_lasts: Option<u16>,
}

impl LoginSettings {
    /// The one place that the browser comes back to.
    pub(crate) fn back(&self) -> Vec<Back> {
        vec![Back { host: self.host, port: self.port }]
    }

    /// The places that the browser may come back to, by number rather than by name.
    pub(crate) fn numbered(&self) -> Vec<Back> {
        let ports = std::iter::once(self.port).chain(self.other_ports);
        ports.map(|port| Back { host: "127.0.0.1", port }).collect()
    }
}

impl Default for LoginSettings {
    fn default() -> Self {
        Self {
            host: "localhost",
            port: 8417,
            other_ports: [8418, 8419],
            patience: Duration::from_secs(600),
            page_lasts: Some(90),
        }
    }
}

/// How long Instagram is waited for while it works on the pictures or the film of a post, and what is open about it.
#[derive(Debug, Clone, Copy)]
pub struct InstagramSettings {
    /// Between the first two questions; each later pause is twice as long, up to a minute.
    pub first_pause: Duration,
    /// Over all questions.
    pub patience: Duration,
    /// Whether films are sent for an account that signed in at Instagram itself. Meta's guide says that only those that
    /// signed in at Facebook can; clients are known that do it nevertheless: unverified (read 2026-11-20), so it is off.
    pub films_by_instagram_login: bool,
}

impl Default for InstagramSettings {
    /// Meta's guide asks for a question a minute, five minutes at most; a picture is mostly ready after seconds.
    fn default() -> Self {
        Self {
            first_pause: Duration::from_secs(2),
            patience: Duration::from_secs(300),
            films_by_instagram_login: false,
        }
    }
}

/// What is open about WhatsApp.
#[derive(Debug, Clone, Copy)]
pub struct WhatsappSettings {
    /// How long a recipient is left alone after WhatsApp said that they were written to too quickly. It names six seconds;
    /// how it counts bursts is unverified (read 2026-11-20).
    pub pair_pause: Duration,
    /// How long a recipient gets no offers after WhatsApp said that they had enough of them: at least a day.
    pub offers_pause: Duration,
    /// How long everybody waits after a number sent too much at once. Its allowance is counted by the second.
    pub throughput_pause: Duration,
    /// Whether WhatsApp is asked what became of messages. Whether it tells every account is unverified (read 2026-11-20);
    /// asking changes nothing, and an account that is told nothing goes on without.
    pub reads_history: bool,
}

impl Default for WhatsappSettings {
    fn default() -> Self {
        Self {
            pair_pause: Duration::from_secs(30),
            offers_pause: Duration::from_secs(24 * 60 * 60),
            throughput_pause: Duration::from_secs(10),
            reads_history: true,
        }
    }
}

/// How long to wait for what.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For a connection, its encryption included.
    pub connect: Duration,
    /// For a whole call that carries little.
    pub call: Duration,
    /// For a whole call that carries a picture. Of a film: for each piece of it to be taken, and for the answer once all of
    /// it was; the call as a whole is never waited for longer than `upload_of` says.
    pub upload: Duration,
    /// For the platform to work on an uploaded picture, over all questions.
    pub processing: Duration,
}

/// The slowest line that an upload is waited for on, in bytes a second.
const SLOWEST: u64 = 16 * 1024;

impl Timeouts {
    /// For a whole call that carries so many bytes.
    pub(crate) const fn upload_of(self, bytes: u64) -> Duration {
        Duration::from_secs(self.upload.as_secs() + bytes / SLOWEST)
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            call: Duration::from_secs(60),
            upload: Duration::from_secs(180),
            processing: Duration::from_secs(120),
        }
    }
}

/// A version of the Graph API, such as `v25.0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphVersion(String);

/// A text that names no version.
#[derive(Debug, thiserror::Error)]
#[error("a version looks like {0}")]
pub struct InvalidVersion(&'static str);

impl GraphVersion {
    /// Takes a version as people write it.
    ///
    /// # Errors
    /// When it does not look like `v25.0`.
    pub fn parse(text: &str) -> Result<Self, InvalidVersion> {
        let digits = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        match text.strip_prefix('v').and_then(|numbers| numbers.split_once('.')) {
            Some((major, minor)) if digits(major) && digits(minor) => Ok(Self(text.to_owned())),
            Some(_) | None => Err(InvalidVersion("v25.0")),
        }
    }

    /// The version as it stands in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for GraphVersion {
    /// v25.0: served until 2028-07-29, and the version of Meta's own guides (read 2026-11-20). v26.0 exists.
    fn default() -> Self {
        Self("v25.0".to_owned())
    }
}

/// X renamed *tweet* to *post* in its fields; which names its servers take is moving. Answers are read in either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum XNames {
    /// `post.fields`, as in the specification since 2.167 (August 2026).
    #[default]
    Post,
    /// `tweet.fields`, as before.
    Tweet,
}

/// What is open about X, and how long it is waited for while it works on a film.
#[derive(Debug, Clone, Copy)]
pub struct XSettings {
    /// The names that it is asked with.
    pub names: XNames,
    /// The longest pause between two questions: X says after how many seconds it wants to be asked again.
    pub longest_pause: Duration,
    /// Over all questions about a film. How long X works on one is written nowhere (read 2026-11-20); one that takes longer
    /// is gone on with, and uploaded once all the same.
    pub patience: Duration,
}

impl Default for XSettings {
    fn default() -> Self {
        Self { names: XNames::default(), longest_pause: Duration::from_secs(30), patience: Duration::from_secs(600) }
    }
}

/// What is open about LinkedIn.
#[derive(Debug, Clone)]
pub struct LinkedinSettings {
    /// The version of the API: one for all its clients, which a person may change while they run.
    pub version: LinkedinVersionInUse,
    /// How hashtags are written.
    pub hashtags: LinkedinHashtags,
    /// How long a member's pictures are left alone before the post: LinkedIn does not tell a member how they are doing.
    /// Unverified; a post that comes too early is refused as such, and tried again.
    pub member_grace: Duration,
    /// The same for a member's film or document, which LinkedIn works on for longer. Unverified as well.
    pub member_film_grace: Duration,
    /// Between the first two questions about a film; each later pause is twice as long, up to half a minute.
    pub first_pause: Duration,
    /// Over all questions about a film.
    pub patience: Duration,
}

impl Default for LinkedinSettings {
    fn default() -> Self {
        Self {
            version: LinkedinVersionInUse::default(),
            hashtags: LinkedinHashtags::default(),
            member_grace: Duration::from_secs(5),
            member_film_grace: Duration::from_secs(60),
            first_pause: Duration::from_secs(2),
            patience: Duration::from_secs(600),
        }
    }
}

/// A version of LinkedIn's API: a year and a month, such as `202609`. Each lives for about a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedinVersion(String);

impl LinkedinVersion {
    /// Takes a version as LinkedIn writes it.
    ///
    /// # Errors
    /// When it does not look like `202609`.
    pub fn parse(text: &str) -> Result<Self, InvalidVersion> {
        let digits = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        let month = text.get(4..).filter(|_| digits).and_then(|month| month.parse::<u8>().ok());
        match month {
            Some(1..=12) => Ok(Self(text.to_owned())),
            Some(_) | None => Err(InvalidVersion("202609")),
        }
    }

    /// The version as it stands in the header.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for LinkedinVersion {
    /// September 2026: the newest that public clients were seen with (read 2026-11-20), and so the one that lives longest.
    fn default() -> Self {
        Self("202609".to_owned())
    }
}

/// The version that all calls to LinkedIn name. Whoever has a copy has the same one.
#[derive(Debug, Clone, Default)]
pub struct LinkedinVersionInUse(Arc<RwLock<LinkedinVersion>>);

impl LinkedinVersionInUse {
    /// Begins with a version.
    pub fn of(version: LinkedinVersion) -> Self {
        Self(Arc::new(RwLock::new(version)))
    }

    /// The version that is named now.
    pub fn now(&self) -> LinkedinVersion {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Names another version from now on.
    pub fn change_to(&self, version: LinkedinVersion) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = version;
    }
}

/// How hashtags are written on LinkedIn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LinkedinHashtags {
    /// As LinkedIn's own template, which makes a link of them.
    #[default]
    Template,
    /// Escaped like any other sign; whether LinkedIn links them then is its own affair.
    Escaped,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_of_linkedin_is_a_year_and_a_month() {
        assert_eq!(LinkedinVersion::parse("202610").unwrap().as_str(), "202610");
        assert_eq!(LinkedinVersion::parse(LinkedinVersion::default().as_str()).unwrap(), LinkedinVersion::default());
        for wrong in ["", "2026", "202600", "202613", "v202609", "2026-9", "202609\r\nx: y", "２０２６０９"] {
            assert!(LinkedinVersion::parse(wrong).is_err(), "{wrong:?} must not end up in a header");
        }
    }

    #[test]
    fn a_version_can_be_nothing_but_a_version() {
        assert_eq!(GraphVersion::parse("v26.0").unwrap().as_str(), "v26.0");
        assert_eq!(GraphVersion::parse(GraphVersion::default().as_str()).unwrap(), GraphVersion::default());
        for wrong in ["", "25.0", "v25", "v25.", "v.0", "v25.0/me", "v25.0?x=", "../v25.0", "vx.y", "v2５.0"] {
            assert!(GraphVersion::parse(wrong).is_err(), "{wrong:?} must not end up in an address");
        }
    }
}
