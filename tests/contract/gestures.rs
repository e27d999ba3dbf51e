//! Gestures on every platform that takes them: each stands once however its answer was lost, is taken back, and nothing is asked of a
//! platform before a doctor signed that it may be.

use countersign_core::engage::GestureState;
use countersign_core::model::{Gesture, ItemId, Millis};
use countersign_practice::{Action, LedgerKind, XWire, templates};
use countersign_tests::http;
use countersign_tests::inbox::public;
use countersign_tests::stage::Stage;
use serde_json::json;

use crate::facts::{At, FACEBOOK, Facts, INSTAGRAM, LINKEDIN, X, YOUTUBE};

const COMMENT: &str = "My cousin sells these pills for half of that. Write to me!";

/// A gesture on a platform.
struct Making {
    on: &'static Facts,
    gesture: Gesture,
    /// Asks for it.
    ask: At,
    /// Asks for it to be taken back.
    back: At,
    /// What the platform keeps of it.
    kind: LedgerKind,
}

const fn hiding(on: &'static Facts, ask: At) -> Making {
    Making { on, gesture: Gesture::Hide, ask, back: ask, kind: LedgerKind::Hide }
}

const X_HIDES: Making = hiding(&X, ("PUT", templates::x::HIDDEN));
const X_POSTS_ON: Making = Making {
    on: &X,
    gesture: Gesture::Repost,
    ask: ("POST", templates::x::REPOSTS),
    back: ("DELETE", templates::x::REPOST),
    kind: LedgerKind::Repost,
};
const FACEBOOK_HIDES: Making = hiding(&FACEBOOK, ("POST", templates::facebook::NODE));
const FACEBOOK_LIKES: Making = Making {
    on: &FACEBOOK,
    gesture: Gesture::Like,
    ask: ("POST", templates::facebook::LIKES),
    back: ("DELETE", templates::facebook::LIKES),
    kind: LedgerKind::Like,
};
const INSTAGRAM_HIDES: Making = hiding(&INSTAGRAM, ("POST", templates::instagram::NODE));
const YOUTUBE_HIDES: Making = hiding(&YOUTUBE, ("POST", templates::youtube::MODERATION));
const LINKEDIN_LIKES: Making = Making {
    on: &LINKEDIN,
    gesture: Gesture::Like,
    ask: ("POST", templates::linkedin::REACTIONS),
    back: ("DELETE", templates::linkedin::REACTION),
    kind: LedgerKind::Like,
};

macro_rules! on {
    ($module:ident, $making:ident) => {
        mod $module {
            #[tokio::test(flavor = "multi_thread")]
            async fn it_stands_once_and_is_taken_back() {
                super::it_stands_once_and_is_taken_back(&super::$making).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn an_answer_that_is_lost_is_asked_for_again_and_it_stands_once() {
                super::an_answer_that_is_lost_is_asked_for_again_and_it_stands_once(&super::$making).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn an_error_is_asked_again_and_in_the_end_told() {
                super::an_error_is_asked_again_and_in_the_end_told(&super::$making).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn nothing_is_asked_of_the_platform_without_a_signature() {
                super::nothing_is_asked_of_the_platform_without_a_signature(&super::$making).await;
            }
        }
    };
}

on!(x_hides, X_HIDES);
on!(x_posts_on, X_POSTS_ON);
on!(facebook_hides, FACEBOOK_HIDES);
on!(facebook_likes, FACEBOOK_LIKES);
on!(instagram_hides, INSTAGRAM_HIDES);
on!(youtube_hides, YOUTUBE_HIDES);
on!(linkedin_likes, LINKEDIN_LIKES);

impl Making {
    /// A clinic under whose post somebody wrote: the stage, what the platform calls that, and which item it is.
    async fn written(&self) -> (Stage, String, ItemId) {
        let (stage, _, called) = public(|_| self.on.text("Flu shots from Thursday.")).await;
        let comment = stage.says(self.on.practice, &called, "asha", COMMENT);
        stage.until_so(Millis::MINUTE, 12, || stage.open_conversations() == 1).await;
        let item = stage.first_item().id;
        (stage, comment, item)
    }

    /// The same, where a doctor signed that it may be made.
    async fn signed(&self) -> (Stage, String, ItemId) {
        let (stage, comment, item) = self.written().await;
        stage.let_make(stage.clinic().channel(self.on.platform).id, &[self.gesture]);
        (stage, comment, item)
    }

    /// Whether it stands on the platform, and how often it came to stand.
    fn stands(&self, stage: &Stage, comment: &str) -> (bool, usize) {
        let signs = stage.signs(self.kind, self.on.practice, comment);
        (signs.iter().any(|it| it.removed_at.is_none()), signs.len())
    }

    fn offered(&self, stage: &Stage, item: ItemId) -> (Gesture, Option<String>) {
        let offers = stage.gesture_offers(item);
        let of = offers.into_iter().find(|it| it.gesture.signed_as() == self.gesture).unwrap();
        (of.gesture, of.cannot)
    }
}

async fn it_stands_once_and_is_taken_back(making: &Making) {
    let (stage, comment, item) = making.signed().await;
    assert_eq!(making.offered(&stage, item), (making.gesture, None));
    stage.gesture(item, making.gesture);
    stage.gestures_end().await;
    assert_eq!((making.stands(&stage, &comment), stage.asked(making.ask)), ((true, 1), 1));
    let back = making.gesture.taken_back_by().unwrap();
    // All of it is read again meanwhile, as the platform lists it then.
    stage.clinic().advance_awake(60 * Millis::MINUTE);
    assert_eq!(making.offered(&stage, item), (back, None), "what takes it back is offered in its place");
    stage.gesture(item, back);
    stage.gestures_end().await;
    assert_eq!(making.stands(&stage, &comment), (false, 1));
    assert_eq!(making.offered(&stage, item).0, making.gesture);
    stage.is_on_record();
}

async fn an_answer_that_is_lost_is_asked_for_again_and_it_stands_once(making: &Making) {
    let (stage, comment, item) = making.signed().await;
    stage.fault(making.on.practice, making.ask, 0, 1, Action::DropAfterAccept);
    stage.gesture(item, making.gesture);
    stage.gestures_end().await;
    assert_eq!((making.stands(&stage, &comment), stage.asked(making.ask)), ((true, 1), 2));
}

async fn an_error_is_asked_again_and_in_the_end_told(making: &Making) {
    let (stage, comment, item) = making.signed().await;
    stage.fault(making.on.practice, making.ask, 0, 2, Action::ServerError { after_accept: false, status: 503 });
    stage.gesture(item, making.gesture);
    stage.gestures_end().await;
    assert_eq!((making.stands(&stage, &comment), stage.asked(making.ask)), ((true, 1), 3));
    let back = making.gesture.taken_back_by().unwrap();
    stage.fault(making.on.practice, making.back, 0, 100, Action::ServerError { after_accept: false, status: 503 });
    stage.gesture(item, back);
    let refused = || stage.gestures().first().is_some_and(|it| it.state == GestureState::Refused);
    stage.until_so(Millis::MINUTE, 120, refused).await;
    let told = stage.gestures().remove(0);
    assert!(told.message.unwrap().contains("Nothing more is tried by itself"), "{:?}", told.detail);
    let asked = stage.asked(making.back);
    stage.an_hour_passes();
    assert_eq!((stage.asked(making.back), making.stands(&stage, &comment).0), (asked, true));
    let _: serde_json::Value = stage.clinic().call("gesture_call_off", json!({ "id": told.id }));
    assert!(stage.gestures().is_empty(), "it is put away");
}

async fn nothing_is_asked_of_the_platform_without_a_signature(making: &Making) {
    let (stage, comment, item) = making.written().await;
    let (_, cannot) = making.offered(&stage, item);
    assert!(cannot.unwrap().contains("No doctor has signed"));
    let ask = json!({ "item_id": item, "gesture": making.gesture.word(), "at": null });
    let refused = stage.clinic().refused("gesture_ask", &ask);
    assert!(refused.message.contains("No doctor has signed"), "{}", refused.message);
    // Signed for another channel it counts for nothing here.
    let other = if making.on.platform == FACEBOOK.platform { &X } else { &FACEBOOK };
    stage.let_make(stage.clinic().channel(other.platform).id, &[Gesture::Hide, Gesture::Like]);
    assert_eq!(stage.clinic().refused("gesture_ask", &ask).message, refused.message);
    assert_eq!((making.stands(&stage, &comment), stage.asked(making.ask)), ((false, 0), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn x_takes_likes_from_its_enterprise_plan_alone_and_that_is_told() {
    let likes =
        Making { gesture: Gesture::Like, ask: ("POST", templates::x::LIKES), kind: LedgerKind::Like, ..X_HIDES };
    let (stage, comment, item) = likes.signed().await;
    stage.gesture(item, Gesture::Like);
    stage.until_so(15_000, 5, || stage.gestures()[0].state == GestureState::Refused).await;
    let told = stage.gestures().remove(0);
    assert!(told.message.unwrap().contains("Enterprise plan alone") && told.detail.unwrap().contains("403"));
    assert_eq!(likes.stands(&stage, &comment).1, 0);
    stage.control().set_x_wire(XWire { enterprise: true, ..XWire::default() });
    let _: serde_json::Value = stage.clinic().call("gesture_again", json!({ "id": told.id }));
    stage.gestures_end().await;
    assert_eq!(likes.stands(&stage, &comment), (true, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_any_more_is_told_and_not_asked_about_again() {
    for making in [&FACEBOOK_LIKES, &X_POSTS_ON, &YOUTUBE_HIDES, &INSTAGRAM_HIDES] {
        let (stage, comment, item) = making.signed().await;
        stage.control().delete_remark(making.on.practice, &comment).unwrap();
        stage.gesture(item, making.gesture);
        stage.until_so(15_000, 5, || stage.gestures()[0].state == GestureState::Refused).await;
        let message = stage.gestures().remove(0).message.unwrap();
        assert!(message.contains("not on") && message.contains("any more"), "{message}");
        assert_eq!(stage.asked(making.ask), 1);
    }
}

/// How the clinic answers on a platform from elsewhere, and how that is deleted.
struct Deleting {
    on: &'static Facts,
    /// Where an answer to something is posted to: the path before that and behind it.
    at: (&'static str, &'static str),
    body: fn(&str, &str) -> serde_json::Value,
    delete: At,
}

const DELETING: [Deleting; 4] = [
    Deleting {
        on: &FACEBOOK,
        at: ("/facebook/graph.facebook.com/v25.0/", "/comments"),
        body: |_, _| json!({ "message": ELSEWHERE }),
        delete: ("DELETE", templates::facebook::NODE),
    },
    Deleting {
        on: &INSTAGRAM,
        at: ("/instagram/graph.facebook.com/v25.0/", "/replies"),
        body: |_, _| json!({ "message": ELSEWHERE }),
        delete: ("DELETE", templates::instagram::NODE),
    },
    Deleting {
        on: &YOUTUBE,
        at: ("/youtube/youtube.googleapis.com/youtube/v3/comments?part=snippet", ""),
        body: |comment, _| json!({ "snippet": { "parentId": comment, "textOriginal": ELSEWHERE } }),
        delete: ("DELETE", templates::youtube::COMMENTS),
    },
    Deleting {
        on: &LINKEDIN,
        at: ("/linkedin/api.linkedin.com/rest/socialActions/", "/comments"),
        body: |comment, account| {
            let object = comment.split(['(', ',']).nth(1);
            json!({ "actor": account, "object": object, "parentComment": comment, "message": { "text": ELSEWHERE } })
        },
        delete: ("DELETE", templates::linkedin::COMMENT),
    },
];

const ELSEWHERE: &str = "Please write to us privately.";

/// What the clinic wrote in the platform's own app is deleted from here, once, also where the answer to that is lost.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_clinic_wrote_elsewhere_is_deleted_under_a_signature() {
    for Deleting { on, at: (before, behind), body, delete } in DELETING {
        let making = Making { on, gesture: Gesture::Delete, ask: delete, back: delete, kind: LedgerKind::Hide };
        let (stage, _, called) = public(|_| on.text("Flu shots from Thursday.")).await;
        let comment = stage.says(on.practice, &called, "asha", COMMENT);
        stage.until_so(Millis::MINUTE, 12, || stage.open_conversations() == 1).await;
        let own = stage.own(on.practice);
        let within = if behind.is_empty() { String::new() } else { encoded(&comment) };
        let address = format!("{}{before}{within}{behind}", stage.base());
        let answer = http::post(&address, on.token, &body(&comment, &own.id)).await;
        assert!((200..300).contains(&answer.status), "{}: {answer:?}", on.name);
        // LinkedIn tells of what others write alone: with the next of that, ours is read as well.
        stage.says(on.practice, &called, "bela", "Is it open on Sunday?");
        let ours = || -> Option<ItemId> {
            let open = stage.inbox(&json!({})).conversations;
            let mut items = open.iter().flat_map(|summary| stage.conversation(summary).items);
            items.find(|it| it.ours && it.gone.is_none() && it.words == ELSEWHERE).map(|it| it.id)
        };
        stage.until_so(Millis::MINUTE, 90, || ours().is_some()).await;
        let item = ours().unwrap();
        let ask = json!({ "item_id": item, "gesture": "delete", "at": null });
        let refused = stage.clinic().refused("gesture_ask", &ask);
        assert!(refused.message.contains("No doctor has signed"), "{}: {}", on.name, refused.message);
        stage.let_make(stage.clinic().channel(on.platform).id, &[Gesture::Delete]);
        assert_eq!(making.offered(&stage, item), (Gesture::Delete, None), "{}", on.name);
        stage.fault(on.practice, delete, 0, 1, Action::DropAfterAccept);
        stage.gesture(item, Gesture::Delete);
        stage.gestures_end().await;
        assert_eq!(stage.asked(delete), 2, "{}: what is gone already is deleted", on.name);
        stage.until_so(Millis::MINUTE, 90, || ours().is_none()).await;
        stage.is_on_record();
    }
}

fn encoded(id: &str) -> String {
    id.bytes()
        .map(|byte| match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
