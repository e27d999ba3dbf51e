//! The clinic of a trial: as many channels as the platforms' quotas ask for, and every post written, planned and signed.
//!
//! Invariant: everything in it was done through the product's own use cases, from one seed; each post says its number, so that
//! whatever becomes public tells which it is.

use std::collections::BTreeMap;
use std::time::Duration;

use countersign_core::api::types::{Post, PostRef, ReviewSheet, SignRequest};
use countersign_core::clinic::{NewChannel, SIGNATURES_A_SESSION};
use countersign_core::model::zone::Zone;
use countersign_core::model::{AltText, Audience, ChannelId, Content, MediaRef, Millis, Platform, PostId, Secret};
use countersign_practice::{Account, Control, Platform as Practised, Running, YoutubeWire};
use rand::{Rng, RngExt};
use serde_json::json;

use super::orders::Seat;
use super::people;
use crate::broadcast;
use crate::clinic::{Clinic, ZONE, done, pin};
use crate::kinds::{Kind, content};

/// What of a hundred posts goes where; and how many a day one channel takes there, with what is read and tried again.
const SHARES: [(Platform, usize, usize); 7] = [
    (Platform::X, 24, 400),
    (Platform::Facebook, 24, 400),
    (Platform::Linkedin, 20, 40),
    (Platform::Instagram, 16, 30),
    (Platform::Tiktok, 8, 10),
    (Platform::Youtube, 5, 30),
    (Platform::Whatsapp, 3, 1_000),
];

/// Of so many posts one answers what somebody wrote.
const ANSWERED: usize = 12;
/// How long nothing happens before time goes on.
pub(super) const QUIET: Duration = Duration::from_millis(100);
/// The drafts that somebody writes on meanwhile.
const DRAFTS: usize = 3;
/// Who gets each message.
const RECIPIENTS: [&str; 3] = [broadcast::ANA, broadcast::BEN, broadcast::CLEO];

/// A clinic that waits for the times of its posts.
#[derive(Default)]
pub struct Laid {
    /// Each post, and its number.
    pub numbers: BTreeMap<PostId, usize>,
    /// Each post's time, in order.
    pub times: Vec<(Millis, PostId)>,
    /// Where each post goes out.
    pub channels: BTreeMap<PostId, ChannelId>,
    /// The drafts, and what they say.
    pub drafts: Vec<(PostId, String)>,
    /// Every account.
    pub seats: Vec<Seat>,
    /// What stood on the platforms before: the posts that people wrote under.
    pub ground: Vec<String>,
}

/// Lays it: `posts` of them, some of which answer what somebody wrote, at times within `span` from a while after now.
///
/// # Panics
/// When anything of it is refused.
pub async fn lay(clinic: &Clinic, platforms: &Running, rng: &mut impl Rng, posts: usize, span: i64) -> Laid {
    let control = &platforms.control();
    let days = usize::try_from(span / Millis::DAY + 1).unwrap_or(1);
    let mut channels: BTreeMap<Platform, Vec<ChannelId>> = BTreeMap::new();
    let mut seats = Vec::new();
    for (platform, share, a_day) in SHARES {
        let count = (posts * share / 100 / days / a_day + 1).min(if platform == Platform::Whatsapp { 1 } else { 200 });
        for seat in accounts(control, platform, count) {
            let new = NewChannel { platform, account_id: seat.account.clone(), account_name: seat.name.clone() };
            done(clinic.engine().seed_channel(&Secret::new(seat.token.clone()), new));
            seats.push(seat);
        }
    }
    // The quotas of a whole project can't be met by more channels.
    let wire = YoutubeWire { uploads_a_day: u32::MAX, units_a_day: u32::MAX, ..YoutubeWire::default() };
    control.set_youtube_wire(wire);
    clinic.as_receptionist();
    for channel in clinic.channels() {
        channels.entry(channel.platform).or_default().push(channel.id);
    }
    let people::Written { mut asked, ground } = people::write(clinic, platforms, posts / ANSWERED + 1).await;
    let begun = clinic.clock().now();
    people::act(clinic, rng, &asked, (begun, span));
    let audience = broadcast::audience(clinic, "Those who agreed", &RECIPIENTS);
    let mut laid = Laid { seats, ground, ..Laid::default() };
    for number in 0..posts {
        let at = begun.plus((10 + rng.random_range(0..=(span / Millis::MINUTE).max(1))) * Millis::MINUTE);
        let question = if number % ANSWERED == 0 { asked.pop() } else { None };
        let (post, channel, due) = if let Some(people::Asked { item, channel, on }) = question {
            let at = on.latest().map_or(at, |latest| at.min(begun.plus(latest)));
            let text = format!("No {number}: thank you for asking. We open at nine.");
            let begun: Post = clinic.call("reply_begin", json!({ "item_id": item, "text": text }));
            let due = planned(clinic, begun.summary.id, at);
            let _: Post = clinic.call("reply_send", PostRef { id: begun.summary.id });
            (begun.summary.id, channel, due)
        } else {
            let platform = share_of(rng.random_range(0..100));
            let all = &channels[&platform];
            let channel = all[rng.random_range(0..all.len())];
            let content = some_content(clinic, platform, rng, number, audience);
            let post = written(clinic, channel, &content);
            let _: Post = clinic.call("post_submit", PostRef { id: post });
            (post, channel, planned(clinic, post, at))
        };
        laid.numbers.insert(post, number);
        laid.channels.insert(post, channel);
        laid.times.push((due, post));
    }
    laid.times.sort();
    // Some are never signed, or only in the storm.
    let wanted: Vec<PostId> = laid.numbers.keys().copied().filter(|_| rng.random_ratio(97, 100)).collect();
    for sheaf in wanted.chunks(SIGNATURES_A_SESSION as usize) {
        signed(clinic, sheaf);
    }
    clinic.as_receptionist();
    let x = channels[&Platform::X][0];
    for index in 0..DRAFTS {
        let text = format!("Half a sentence, {index}");
        laid.drafts.push((written(clinic, x, &Content::of_text(Platform::X, &text)), text));
    }
    laid
}

fn share_of(draw: usize) -> Platform {
    let mut left = draw;
    for (platform, share, _) in SHARES {
        match left.checked_sub(share) {
            Some(rest) => left = rest,
            None => return platform,
        }
    }
    Platform::X
}

fn some_content(clinic: &Clinic, platform: Platform, rng: &mut impl Rng, number: usize, audience: Audience) -> Content {
    let one_of = |kinds: &[Kind], rng: &mut dyn Rng| kinds[rng.random_range(0..kinds.len())];
    let kind = match platform {
        Platform::X => one_of(
            &[
                Kind::Text,
                Kind::Text,
                Kind::Pictures(1),
                Kind::Pictures(3),
                Kind::Thread,
                Kind::ThreadAndComment,
                Kind::Video,
            ],
            rng,
        ),
        Platform::Facebook => one_of(
            &[
                Kind::Text,
                Kind::Link,
                Kind::Pictures(1),
                Kind::Pictures(2),
                Kind::FirstComment,
                Kind::Video,
                Kind::Reel,
            ],
            rng,
        ),
        Platform::Linkedin => one_of(
            &[Kind::Text, Kind::Link, Kind::Pictures(1), Kind::Pictures(2), Kind::FirstComment, Kind::Video],
            rng,
        ),
        Platform::Instagram => {
            one_of(&[Kind::Pictures(1), Kind::Pictures(2), Kind::PictureAndComment, Kind::Reel], rng)
        }
        Platform::Tiktok => one_of(&[Kind::Video, Kind::Video, Kind::Pictures(2)], rng),
        Platform::Youtube => one_of(&[Kind::Video, Kind::VideoAndComment], rng),
        Platform::Whatsapp => {
            let media = MediaRef { digest: clinic.photo(40).digest, alt: AltText("A syringe".into()), crop: None };
            let day = format!("Monday, in room No {number}:");
            return broadcast::message(
                clinic,
                "flu_vaccination",
                &[&day, "the ground floor", "2026"],
                audience,
                vec![media],
            );
        }
    };
    content(clinic, platform, kind, number)
}

fn written(clinic: &Clinic, channel: ChannelId, content: &Content) -> PostId {
    let post: Post = clinic.call("post_create", json!({ "channel_id": channel }));
    let save = json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": content });
    let post: Post = clinic.call("post_save", save);
    post.summary.id
}

/// A whole minute, as people choose it.
pub(super) fn face(at: Millis) -> (Millis, String, String) {
    let zone = Zone::named(ZONE).unwrap_or_else(|refused| panic!("{refused}"));
    let at = Millis(at.0.div_euclid(Millis::MINUTE) * Millis::MINUTE);
    let face = zone.clock_at(at);
    (at, face.date(), face.time())
}

fn planned(clinic: &Clinic, post: PostId, at: Millis) -> Millis {
    let (at, date, time) = face(at);
    let asked = json!({ "post_id": post, "date": date, "time": time, "zone": ZONE });
    let _: serde_json::Value = clinic.call("plan_set", asked);
    at
}

fn signed(clinic: &Clinic, posts: &[PostId]) {
    clinic.as_doctor();
    clinic.api().open_signing(&pin()).unwrap_or_else(|refused| panic!("{refused:?}"));
    let read: Vec<SignRequest> = posts
        .iter()
        .map(|post| {
            let sheet: ReviewSheet = clinic.call("review_open", PostRef { id: *post });
            SignRequest { post_id: *post, manifest: sheet.manifest }
        })
        .collect();
    for outcome in done(clinic.api().sign_each(&read)) {
        if let Some(refused) = outcome.refused {
            panic!("{refused:?}: {:#?}", clinic.post(outcome.post_id));
        }
    }
}

/// The clinic's own account on a platform, and others beside it.
fn accounts(control: &Control, platform: Platform, count: usize) -> Vec<Seat> {
    let practised = practised(platform);
    let own = control.accounts().into_iter().find(|account| account.platform == practised);
    let others = (1..count).map(|number| control.add_account(practised, &format!("Lakeside {number}")));
    let mut all: Vec<Account> = own.into_iter().collect();
    all.extend(others);
    all.into_iter().map(seat).collect()
}

fn seat(account: Account) -> Seat {
    let platform = match account.platform {
        Practised::X => Platform::X,
        Practised::Facebook => Platform::Facebook,
        Practised::Linkedin => Platform::Linkedin,
        Practised::Instagram => Platform::Instagram,
        Practised::Whatsapp => Platform::Whatsapp,
        Practised::Youtube => Platform::Youtube,
        Practised::Tiktok => Platform::Tiktok,
        Practised::Bucket => unreachable!("a bucket is no channel"),
    };
    // By the login that may also delete, and sends films.
    let by_facebook = account.owner.filter(|_| platform == Platform::Instagram).map(|owner| owner.token);
    Seat { platform, account: account.id, name: account.username, token: by_facebook.unwrap_or(account.token) }
}

/// A platform by the name of its practice.
pub(super) const fn practised(platform: Platform) -> Practised {
    match platform {
        Platform::X => Practised::X,
        Platform::Facebook => Practised::Facebook,
        Platform::Linkedin => Practised::Linkedin,
        Platform::Instagram => Practised::Instagram,
        Platform::Whatsapp => Practised::Whatsapp,
        Platform::Youtube => Practised::Youtube,
        Platform::Tiktok => Practised::Tiktok,
    }
}
