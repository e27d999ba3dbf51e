//! Hides and deletes comments on YouTube. It takes no likes of comments from programs.
//!
//! Invariant: each call leaves the comment as it is wanted; YouTube answers with no body where it did. (YouTube Data API v3:
//! `POST /comments/setModerationStatus` with `heldForReview` or `published`, `DELETE /comments`; 50 units each; read 2026-11-20.)

use countersign_core::engage::{Gestures, Made};
use countersign_core::gate::GesturePermit;
use countersign_core::model::{Gesture, Platform};

use super::Youtube;
use super::refusals::{is_not_there, judge};
use super::wire::MODERATION;
use crate::errors::Verdict;
use crate::gesture::{deleted, made, none_such, not_there};
use crate::http::{Call, Caller};

#[async_trait::async_trait]
impl Gestures for Youtube {
    fn platform(&self) -> Platform {
        Platform::Youtube
    }

    async fn make(&self, permit: GesturePermit) -> Made {
        if permit.gesture() == Gesture::Delete {
            return deleted(self.take_down(permit.account(), permit.target()).await);
        }
        made(Platform::Youtube, self.gesture(&permit).await)
    }
}

impl Youtube {
    async fn gesture(&self, permit: &GesturePermit) -> Result<(), Verdict> {
        let status = match permit.gesture() {
            Gesture::Hide => "heldForReview",
            Gesture::Show => "published",
            Gesture::Like | Gesture::Unlike | Gesture::Repost | Gesture::Unrepost | Gesture::Delete => {
                return Err(none_such(Platform::Youtube));
            }
        };
        let caller = Caller::of(permit.account(), None);
        let call = Call::new(&MODERATION, caller, &[]).ask("id", permit.target()).ask("moderationStatus", status);
        let answer = self.http.send(call.commits()).await?;
        if is_not_there(&answer) {
            return Err(not_there(Platform::Youtube, &format!("{} not there", answer.status)));
        }
        judge(&answer).map_or(Ok(()), Err)
    }
}
