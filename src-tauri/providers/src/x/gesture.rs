//! Hides answers, likes, reposts and deletes on X.
//!
//! Invariant: each call leaves the post as it is wanted, and says so only where X does. (X API v2: `PUT /2/tweets/{id}/hidden`, `POST` and
//! `DELETE /2/users/{id}/likes` and `/retweets`, `DELETE /2/tweets/{id}`; likes are for Enterprise since 2026-04-20; read 2026-11-20.)

use countersign_core::engage::{Gestures, Made};
use countersign_core::gate::GesturePermit;
use countersign_core::model::{Gesture, Platform};
use countersign_core::publish::FailureClass;
use serde::Deserialize;
use serde_json::json;

use super::X;
use super::refusals::{is_gone, judge};
use super::wire::{self, HIDDEN, LIKE, LIKES, REPOST, REPOSTS, is_id};
use crate::errors::Verdict;
use crate::gesture::{deleted, made, none_such, not_there};
use crate::http::{Answer, Call, Caller};

/// What X says how it stands now: it names the one that was asked for.
#[derive(Debug, Deserialize)]
struct Standing {
    hidden: Option<bool>,
    liked: Option<bool>,
    retweeted: Option<bool>,
}

#[async_trait::async_trait]
impl Gestures for X {
    fn platform(&self) -> Platform {
        Platform::X
    }

    async fn make(&self, permit: GesturePermit) -> Made {
        if permit.gesture() == Gesture::Delete {
            return deleted(self.take_down(permit.account(), permit.target()).await);
        }
        made(Platform::X, self.gesture(&permit).await)
    }
}

impl X {
    async fn gesture(&self, permit: &GesturePermit) -> Result<(), Verdict> {
        let (caller, me, post) = (Caller::of(permit.account(), None), permit.account().id.as_str(), permit.target());
        if !is_id(post) {
            return Err(not_there(Platform::X, "no id of X's"));
        }
        let (one, own, both) = ([post], [me], [me, post]);
        let (call, to) = match permit.gesture() {
            Gesture::Hide => (Call::new(&HIDDEN, caller, &one).json(json!({ "hidden": true })), true),
            Gesture::Show => (Call::new(&HIDDEN, caller, &one).json(json!({ "hidden": false })), false),
            Gesture::Like => (Call::new(&LIKES, caller, &own).json(json!({ "tweet_id": post })), true),
            Gesture::Unlike => (Call::new(&LIKE, caller, &both), false),
            Gesture::Repost => (Call::new(&REPOSTS, caller, &own).json(json!({ "tweet_id": post })), true),
            Gesture::Unrepost => (Call::new(&REPOST, caller, &both), false),
            Gesture::Delete => return Err(none_such(Platform::X)),
        };
        let answer = self.http.send(call.commits()).await?;
        if answer.succeeded() {
            let standing = wire::data::<Standing>(&answer);
            let stands = standing.and_then(|it| match permit.gesture().signed_as() {
                Gesture::Hide => it.hidden,
                Gesture::Like => it.liked,
                Gesture::Repost => it.retweeted,
                Gesture::Show | Gesture::Unlike | Gesture::Unrepost | Gesture::Delete => None,
            });
            return match stands {
                Some(stands) if stands == to => Ok(()),
                Some(_) | None => {
                    Err(Verdict::Unclear(Platform::X, format!("{} without how it stands", answer.status)))
                }
            };
        }
        if permit.gesture() == Gesture::Repost && says(&answer, "already retweeted") {
            return Ok(());
        }
        if is_gone(&answer) {
            return Err(not_there(Platform::X, &format!("{} not found", answer.status)));
        }
        if permit.gesture().signed_as() == Gesture::Like && says(&answer, "not-enrolled") {
            return Err(Verdict::refused(
                FailureClass::Duplicate,
                "X takes likes from apps on its Enterprise plan alone, and the clinic's app is on another. Please like it on x.com.",
                &format!("{} client-not-enrolled", answer.status),
            ));
        }
        Err(judge(&answer))
    }
}

/// Whether X's own words hold these.
fn says(answer: &Answer, words: &str) -> bool {
    answer.json().is_some_and(|body| body.to_string().to_ascii_lowercase().contains(words))
}
