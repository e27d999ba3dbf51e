//! What people wrote before the storm, and what is to be done with it without words: on X, under a post on Facebook, and in private.
//!
//! Invariant: the inbox has read all of it before the clinic is laid; a post that it stands under is the platform's own, and no
//! evidence.

use countersign_core::api::types::{Conversation, ConversationSummary, FixedAnswersToSign, InboxPage};
use countersign_core::model::{ChannelId, Gesture, ItemId, Millis, Platform};
use countersign_practice::{Account, Control, Platform as Practised, Running, Said};
use rand::{Rng, RngExt};
use serde_json::{Value, json};

use super::stage::{QUIET, face};
use crate::clinic::{Clinic, done, pin};
use crate::http;

/// Something that somebody wrote.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// Which.
    pub(super) item: ItemId,
    /// Through which channel the clinic reads it.
    pub(super) channel: ChannelId,
    /// Where.
    pub(super) on: Where,
}

/// Where people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Where {
    /// Naming the clinic on X.
    Mention,
    /// Under a post on Facebook.
    Comment,
    /// To the clinic's Page alone.
    Message,
}

impl Where {
    const ALL: [Self; 3] = [Self::Mention, Self::Comment, Self::Message];

    /// How long after it was written it is answered at the latest; always where nothing is told. In milliseconds.
    pub(super) const fn latest(self) -> Option<i64> {
        match self {
            Self::Mention | Self::Comment => None,
            // Facebook takes an answer for a day (`check/capability/writing.rs`), and a storm may hold one up.
            Self::Message => Some(12 * 60 * Millis::MINUTE),
        }
    }

    /// What a clinic does with it without words.
    const fn gestures(self) -> &'static [Gesture] {
        match self {
            Self::Mention => &[Gesture::Repost],
            Self::Comment => &[Gesture::Like, Gesture::Hide],
            Self::Message => &[],
        }
    }
}

/// What was written, and what it stands under.
#[derive(Default)]
pub(super) struct Written {
    /// All of it.
    pub(super) asked: Vec<Asked>,
    /// What the platforms call the posts.
    pub(super) ground: Vec<String>,
}

fn own(control: &Control, platform: Practised) -> Account {
    let mut accounts = control.accounts().into_iter();
    accounts.find(|account| account.platform == platform).unwrap_or_else(|| panic!("no account on {platform:?}"))
}

/// So many people write, by turns in one place and another, and the inbox reads it.
pub(super) async fn write(clinic: &Clinic, platforms: &Running, many: usize) -> Written {
    let control = platforms.control();
    let (on_x, page) = (own(&control, Practised::X), own(&control, Practised::Facebook));
    let feed = format!("{}/facebook/graph.facebook.com/v25.0/me/feed", platforms.base_url());
    let posted = http::post(&feed, &page.token, &json!({ "message": "We are open tomorrow." })).await;
    let post: Value = serde_json::from_str(&posted.body).unwrap_or_else(|error| panic!("{error}: {}", posted.body));
    let post = post["id"].as_str().unwrap_or_else(|| panic!("{}", posted.body)).to_owned();
    for (number, on) in Where::ALL.into_iter().cycle().take(many).enumerate() {
        let said = Said::new(&format!("asker_{number}"), "When do you open tomorrow?");
        let written = match on {
            Where::Mention => control.mention(&on_x, &said),
            Where::Comment => control.comment(Practised::Facebook, &post, &said),
            Where::Message => control.message(&page, &said),
        };
        written.unwrap_or_else(|unknown| panic!("{unknown}"));
    }
    Written { asked: read(clinic, many).await, ground: vec![post] }
}

async fn read(clinic: &Clinic, many: usize) -> Vec<Asked> {
    let query = json!({ "view": "open", "channel_id": null, "kind": null, "tier": null, "tag": null, "text": null,
        "unread": false, "late": false, "after": null });
    for _ in 0..400 {
        let changed = clinic.changed();
        let mut page: InboxPage = clinic.call("inbox_list", &query);
        let mut all = page.conversations;
        while let Some(after) = page.next {
            let mut more = query.clone();
            more["after"] = json!(after);
            page = clinic.call("inbox_list", more);
            all.append(&mut page.conversations);
        }
        if all.len() >= many {
            return all.iter().map(|of| asked(clinic, of)).collect();
        }
        if tokio::time::timeout(QUIET, changed).await.is_err() {
            clinic.advance_awake(15_000);
        }
    }
    panic!("nobody read what was written");
}

fn asked(clinic: &Clinic, of: &ConversationSummary) -> Asked {
    use countersign_core::engage::ConversationKind as K;
    let open: Conversation = clinic.call("inbox_open", json!({ "id": of.id }));
    let on = match of.kind {
        K::Mention => Where::Mention,
        // X tells what names the clinic as a comment, where it stands under what the clinic wrote.
        K::Comment if of.platform == Platform::X => Where::Mention,
        K::Comment => Where::Comment,
        K::Message => Where::Message,
    };
    Asked { item: open.items[0].id, channel: of.channel_id, on }
}

/// A doctor signs beforehand that what people write may be posted on, liked and hidden, and that is to be done with all of it, each
/// at its time.
pub(super) fn act(clinic: &Clinic, rng: &mut impl Rng, asked: &[Asked], (begun, span): (Millis, i64)) {
    let mut chosen: Vec<(ChannelId, Gesture)> =
        asked.iter().flat_map(|one| one.on.gestures().iter().map(|gesture| (one.channel, *gesture))).collect();
    chosen.sort_by_key(|(channel, gesture)| (channel.to_string(), gesture.word()));
    chosen.dedup();
    if chosen.is_empty() {
        return;
    }
    clinic.as_doctor();
    let chosen: Vec<Value> =
        chosen.iter().map(|(channel, gesture)| json!({ "channel_id": channel, "gesture": gesture })).collect();
    let none: [Value; 0] = [];
    let shown: FixedAnswersToSign = clinic.call("fixed_answer_choose", json!({ "answers": none, "gestures": chosen }));
    done(clinic.api().open_signing(&pin()));
    done(clinic.api().sign_fixed_answers(shown.digest));
    clinic.as_receptionist();
    for one in asked {
        for gesture in one.on.gestures() {
            let minutes = 10 + rng.random_range(0..=(span / Millis::MINUTE).max(1));
            let (_, date, time) = face(begun.plus(minutes * Millis::MINUTE));
            let at = json!({ "date": date, "time": time });
            let _: Value = clinic.call("gesture_ask", json!({ "item_id": one.item, "gesture": gesture, "at": at }));
        }
    }
}
