//! A clinic in the middle of its work, for whoever looks at the screens: some days of posts, in every state that people
//! meet, and weeks of plans ahead.
//!
//! Invariant: everything in it was done through the product's own use cases and went out through the real clients; what
//! failed, failed at a practice platform. Whoever opens it later finds it as if it had been closed a moment ago.

use std::path::Path;
use std::time::Duration;

use countersign_core::api::types::{Channel, DisplayState, Post, PostRef};
use countersign_core::env::{Clock, SystemClock};
use countersign_core::error::Error;
use countersign_core::model::zone::Zone;
use countersign_core::model::{AltText, Content, FacebookKind, MediaRef, Millis, Platform, PlatformOptions, PostId};
use countersign_core::store::Db;
use countersign_practice::{
    Action, Alteration, Endpoint, Fault, Options, Platform as Practised, PracticeClock, PracticePlatforms, Running,
    Said, templates,
};
use serde_json::{Value, json};

use crate::broadcast::{ANA, BEN, CLEO, audience, message};
use crate::clinic::{Clinic, Instead, Next, SharedClock, With, ZONE, done};
use crate::pictures;
use crate::stage::with_film;
use crate::trial::child::look;

/// The post that X took without an answer.
pub const IN_DOUBT: &str = "The waiting room is open from seven on weekdays.";
/// The post that a person has to put on the channel.
pub const BY_HAND: &str = "Story time in the children’s corner on Saturday at eleven.";
/// A post that is public everywhere it went, and has a picture.
pub const POSTED: &str = "A walk by the lake every Wednesday at five. Bring good shoes; we bring water.";
/// A post that somebody changed where it is public.
pub const OTHERWISE: &str = "The lift is repaired. All floors can be reached again without stairs.";
/// What the picture shows.
pub const LAKE: &str = "A lake in the evening, with hills behind it";
/// A reel that somebody begins.
pub const TOUR: &str = "A tour of the new rooms, in five seconds.";
/// A message that somebody begins.
pub const FLU: &str = "Flu vaccination begins on Monday";
/// A message that went out.
pub const SENT: &str = "Come and see our new rooms on Saturday";
/// A list of recipients.
pub const LIST: &str = "Flu season";
/// What somebody wrote that can't wait.
pub const EMERGENCY: &str = "My father has severe chest pain right now, what should we do?";
/// What somebody wrote who is angry.
pub const COMPLAINT: &str = "I waited fifty minutes on Saturday, and nobody said a word.";
/// What somebody else asks on X, to nobody in particular.
pub const ASKS: &str = "Do flu shots make sense in November, or is it too late by then?";
/// Words that the doctor wants changed.
pub const ASKED: &str = "Ear wax? We take care of it, guaranteed without pain.";

const HOUR: i64 = 60 * Millis::MINUTE;
const PATIENCE: Duration = Duration::from_secs(30);

/// The platforms of the clinic that was laid.
pub struct Busy {
    platforms: Running,
}

impl Busy {
    /// Lays a practice clinic into the data folder `home`, and leaves its platforms running.
    ///
    /// # Panics
    /// When anything of it is refused.
    pub async fn lay(home: &Path) -> Self {
        let now = SystemClock.now();
        let now = now.plus(-(now.0 % Millis::MINUTE));
        let clock = SharedClock::at(now.plus(-3 * Millis::DAY));
        let folder = home.join("practice");
        std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{error}"));
        let platforms = start(home, clock.platforms()).await;
        let with = With::usual(&clock, &platforms);
        let clinic = Clinic::make_on(&folder, &with, &Instead::keys_in(&folder, &with));
        let work = Work { clinic: &clinic, platforms: &platforms, now };
        work.what_went_out().await;
        work.what_went_wrong().await;
        work.what_lies_ahead();
        work.what_people_wrote();
        clinic.close().await;
        // The clock of the machine from here on.
        platforms.shutdown().await;
        let platforms = start(home, PracticeClock::system()).await;
        never_read_back(&platforms);
        for account in platforms.control().accounts() {
            platforms.control().set_followers(&account, 5_012);
        }
        Self { platforms }
    }

    /// Where the platforms are.
    #[must_use]
    pub fn address(&self) -> String {
        self.platforms.base_url().to_owned()
    }

    /// A look into the clinic's database, as long as nobody has the clinic open.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn database(&self, home: &Path) -> Result<Db, Error> {
        let folder = home.join("practice");
        let with = With::usual(&SharedClock::at(SystemClock.now()), &self.platforms);
        look(&folder, &with, &Instead::keys_in(&folder, &with))
    }

    /// Ends the platforms.
    pub async fn end(self) {
        self.platforms.shutdown().await;
    }
}

async fn start(home: &Path, clock: PracticeClock) -> Running {
    let options = Options { port: 0, state_file: Some(home.join("platforms.json")), clock, seed: 5 };
    PracticePlatforms::start(options).await.unwrap_or_else(|error| panic!("practice platforms: {error}"))
}

/// X does not say what is public there, so what is in doubt stays in doubt.
fn never_read_back(platforms: &Running) {
    let action = Action::ServerError { after_accept: false, status: 503 };
    let endpoint = Endpoint::at("GET", templates::x::TIMELINE);
    platforms.control().script(Fault { platform: Practised::X, endpoint, skip: 0, times: 100_000, action });
}

struct Work<'w> {
    clinic: &'w Clinic,
    platforms: &'w Running,
    /// When whoever looks will open it.
    now: Millis,
}

impl Work<'_> {
    /// Three days of posts that are public.
    async fn what_went_out(&self) {
        self.clinic.as_receptionist();
        for (theme, hours) in [("Healthy sleep", [-69, -67, -65]), ("Handwashing", [-45, -44, -43])] {
            self.theme(theme, &hours, true);
        }
        let walk = self.written(Platform::Facebook, POSTED, true);
        self.planned(walk, -26 * HOUR);
        self.signed(walk);
        let mistake = self.written(Platform::Linkedin, "We are closed on Tuesday.", false);
        self.planned(mistake, -25 * HOUR);
        self.signed(mistake);
        let otherwise = self.written(Platform::Facebook, OTHERWISE, false);
        self.planned(otherwise, -25 * HOUR);
        self.signed(otherwise);
        self.messages();
        self.pass(self.now.plus(-24 * HOUR)).await;
        self.clinic.as_receptionist();
        let _: Value = self.clinic.call("post_take_down", json!({ "ids": [mistake] }));
        self.changed_on_facebook(otherwise, "The lift is broken. Please take the stairs.");
        self.pass(self.now.plus(-23 * HOUR)).await;
    }

    /// Somebody changes a post where it is public, and somebody else has it looked at.
    fn changed_on_facebook(&self, post: PostId, text: &str) {
        let parts = self.clinic.post(post).delivery.map(|delivery| delivery.parts).unwrap_or_default();
        let called = parts.into_iter().find_map(|part| part.platform_id).unwrap_or_else(|| panic!("it is not public"));
        let change = Alteration::Edited { text: text.into() };
        let altered = self.platforms.control().alter_post(Practised::Facebook, &called, &change);
        altered.unwrap_or_else(|gone| panic!("{gone:?}"));
        let _: Post = self.clinic.call("read_back_look", PostRef { id: post });
    }

    /// A message that reaches those on a list, and one that somebody only began.
    fn messages(&self) {
        self.clinic.as_receptionist();
        let _ = self.clinic.channel(Platform::Whatsapp);
        let flu = audience(self.clinic, LIST, &[ANA, BEN, CLEO]);
        let open_day = message(self.clinic, "open_day", &[], flu, Vec::new());
        let sent = self.clinic.compose(Platform::Whatsapp, &open_day).summary.id;
        self.planned(sent, -25 * HOUR);
        self.signed(sent);
        let values = ["Monday", "the ground floor", "2026"];
        self.kept(&message(self.clinic, "flu_vaccination", &values, flu, Vec::new()));
    }

    /// What a person has to decide about.
    async fn what_went_wrong(&self) {
        let again = self.written(Platform::X, "Open on Sunday, too.", false);
        let twice = self.written(Platform::X, "Open on Sunday, too.", false);
        self.planned(again, -22 * HOUR);
        self.planned(twice, -20 * HOUR);
        self.signed(again);
        self.signed(twice);
        self.pass(self.now.plus(-19 * HOUR)).await;

        let missed = self.written(Platform::Linkedin, "Blood is needed: give some on Monday.", false);
        self.planned(missed, -17 * HOUR);
        self.signed(missed);
        self.pass(self.now.plus(-18 * HOUR)).await;
        // The laptop sleeps over its time.
        self.clinic.clock().advance(6 * HOUR);
        self.clinic.as_receptionist();
        self.clinic.until(missed, &[DisplayState::Missed]).await;

        let by_hand = self.by_hand();
        self.planned(by_hand, -3 * HOUR);
        self.signed(by_hand);
        let doubtful = self.written(Platform::X, IN_DOUBT, false);
        self.planned(doubtful, -2 * HOUR);
        self.signed(doubtful);
        never_read_back(self.platforms);
        let (endpoint, action) = (Endpoint::at("POST", templates::x::POSTS), Action::DropAfterAccept);
        self.platforms.control().script(Fault { platform: Practised::X, endpoint, skip: 0, times: 1, action });
        self.pass(self.now).await;
        self.clinic.until(doubtful, &[DisplayState::Doubt]).await;
        self.clinic.until(by_hand, &[DisplayState::HandedOver]).await;
    }

    /// What people wrote just now: under a post, to the clinic alone, and to nobody in particular.
    fn what_people_wrote(&self) {
        let control = self.platforms.control();
        let walk = control.ledger().into_iter().find(|it| it.platform == Practised::Facebook && it.text == POSTED);
        let walk = walk.unwrap_or_else(|| panic!("the walk is not public")).id;
        let page = control.accounts().into_iter().find(|it| it.platform == Practised::Facebook);
        let page = page.unwrap_or_else(|| panic!("there is no Page"));
        for (who, words) in [
            ("Meena Pillai", "Lovely. See you on Wednesday!"),
            ("Joseph Dias", COMPLAINT),
            ("Sunita Sharma", "शनिवार को अपॉइंटमेंट मिल सकता है क्या?"),
            ("Ravi Nair", EMERGENCY),
        ] {
            let said = control.comment(Practised::Facebook, &walk, &Said::new(who, words));
            said.unwrap_or_else(|gone| panic!("{gone:?}"));
        }
        for (who, words) in [("mina_k", ASKS), ("old_town_news", "Flu shots at the town hall on Friday, from nine.")] {
            let _ = control.post_on_x(&Said::new(who, words));
        }
        let giddy = "Since I started the new tablets I feel giddy every morning. Should I stop them?";
        let said = control.message(&page, &Said::new("Kavya Shetty", giddy));
        said.unwrap_or_else(|gone| panic!("{gone:?}"));
    }

    /// What waits for the doctor, what is signed, and what is only begun.
    fn what_lies_ahead(&self) {
        let clinic = self.clinic;
        clinic.as_receptionist();
        self.theme("World COPD Day", &[3, 4, 5], false);
        self.theme("Blood pressure check", &[24, 26, 28], false);
        let lake = self.written(Platform::Facebook, "The lake walk is back, every Wednesday at five.", true);
        self.planned(lake, 6 * HOUR);
        for (theme, day) in [("Flu shots for over-60s", 2), ("Back pain at work", 5), ("Healthy feet", 9)] {
            self.theme(theme, &[day * 24 + 2, day * 24 + 5, (day + 1) * 24 + 3], true);
        }
        clinic.as_receptionist();
        self.theme("World Diabetes Day", &[7 * 24, 7 * 24 + 3, 8 * 24], false);
        let asked = self.written(Platform::Facebook, ASKED, false);
        self.planned(asked, 30 * HOUR);
        clinic.as_doctor();
        let words = json!({ "post_id": asked, "text": "Nothing is guaranteed: say what we do instead." });
        let _: Value = clinic.call("review_request_changes", words);
        clinic.as_receptionist();
        let begun =
            self.begun(clinic.channel(Platform::X).id, Platform::X, "New in the team: a physiotherapist who", None);
        let _: Value =
            clinic.call("review_remark", json!({ "post_id": begun, "text": "Anil asks her for a picture." }));
        let reel = PlatformOptions::Facebook { link: None, kind: FacebookKind::Reel };
        let reel = Content { options: reel, ..Content::of_text(Platform::Facebook, TOUR) };
        self.kept(&with_film(clinic, reel, 0));
        clinic.as_doctor();
        let sunday = json!({ "days": [], "weekdays": [7] });
        let _: Value = clinic.call("closed_day_set", sunday);
        let times: Vec<Value> = (1..=5).map(|weekday| json!({ "weekday": weekday, "time": "18:30" })).collect();
        let slots = json!({ "channel_id": clinic.channel(Platform::X).id, "slots": times });
        let _: Value = clinic.call("slot_set", slots);
        done(clinic.api().lock());
    }

    /// A theme that became a draft for each channel, each with its hour from now.
    fn theme(&self, theme: &str, hours: &[i64], signed: bool) {
        self.clinic.as_receptionist();
        let batch = self.clinic.draft(theme);
        let posts = batch.posts.iter().map(|post| post.summary.id).zip(hours);
        for (post, hours) in posts {
            self.clinic.as_receptionist();
            self.planned(post, hours * HOUR);
            if signed {
                self.signed(post);
            }
        }
    }

    /// A post that somebody wrote and sent to the doctor.
    fn written(&self, platform: Platform, text: &str, with_picture: bool) -> PostId {
        self.clinic.as_receptionist();
        let picture = with_picture.then(|| {
            let picture = done(self.clinic.api().import_picture("lake.png", &pictures::lake(1200, 675)));
            MediaRef { digest: picture.digest, alt: AltText(LAKE.into()), crop: None }
        });
        let post = self.begun(self.clinic.channel(platform).id, platform, text, picture);
        let _: Post = self.clinic.call("post_submit", PostRef { id: post });
        post
    }

    fn begun(
        &self,
        channel: impl serde::Serialize,
        platform: Platform,
        text: &str,
        picture: Option<MediaRef>,
    ) -> PostId {
        let mut content = Content::of_text(platform, text);
        if let Some(main) = content.parts.first_mut() {
            main.media.extend(picture);
        }
        self.kept_on(channel, &content)
    }

    /// A draft on the channel of its platform.
    fn kept(&self, content: &Content) -> PostId {
        self.kept_on(self.clinic.channel(content.options.platform()).id, content)
    }

    fn kept_on(&self, channel: impl serde::Serialize, content: &Content) -> PostId {
        let post: Post = self.clinic.call("post_create", json!({ "channel_id": channel }));
        let save = json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": content });
        let post: Post = self.clinic.call("post_save", save);
        post.summary.id
    }

    /// A post for a channel that only a person can serve.
    fn by_hand(&self) -> PostId {
        self.clinic.as_doctor();
        let new = json!({
            "platform": Platform::Facebook, "name": "Lakeside Kids", "account_name": "Lakeside Kids",
            "address": "https://www.facebook.com/lakesidekids",
        });
        let channel: Channel = self.clinic.call("channel_add_by_hand", new);
        self.clinic.as_receptionist();
        let post = self.begun(channel.id, Platform::Facebook, BY_HAND, None);
        let _: Post = self.clinic.call("post_submit", PostRef { id: post });
        post
    }

    /// Gives a post its time, so long from when it will be looked at.
    fn planned(&self, post: PostId, ms: i64) {
        let zone = Zone::named(ZONE).unwrap_or_else(|refused| panic!("{refused}"));
        // On a quarter of an hour, as people choose them.
        let at = self.now.plus(ms);
        let face = zone.clock_at(at.plus(-(at.0 % (15 * Millis::MINUTE))));
        let asked = json!({ "post_id": post, "date": face.date(), "time": face.time(), "zone": ZONE });
        let _: Value = self.clinic.call("plan_set", asked);
    }

    fn signed(&self, post: PostId) {
        self.clinic.sign(post).unwrap_or_else(|refused| panic!("{refused:?}"));
        self.clinic.as_receptionist();
    }

    /// Lets the engine do everything that is due until `end`.
    async fn pass(&self, end: Millis) {
        loop {
            let changed = self.clinic.changed();
            let now = self.clinic.clock().now();
            match self.clinic.next() {
                Next::Working => {
                    let moved = tokio::time::timeout(PATIENCE, changed).await;
                    assert!(moved.is_ok(), "the engine stands still: {}", self.clinic.open_posts());
                }
                Next::At(at) if at < end => self.clinic.advance_awake(at.since(now)),
                Next::At(_) | Next::Nothing => return self.clinic.advance_awake(end.since(now)),
            }
        }
    }
}
