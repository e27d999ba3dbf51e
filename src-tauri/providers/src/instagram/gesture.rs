//! Hides and deletes comments on Instagram. It takes no likes from programs.
//!
//! Invariant: each call leaves the comment as it is wanted, and says so only where Instagram does. (Instagram API: `POST /{comment}` with
//! `hide`, `DELETE /{comment}`; read 2026-11-20.)

use countersign_core::engage::{Gestures, Made};
use countersign_core::gate::GesturePermit;
use countersign_core::model::{Gesture, Platform};
use serde_json::json;

use super::wire::{self, CHANGE, Done};
use super::{Instagram, refusals};
use crate::errors::Verdict;
use crate::gesture::{deleted, made, none_such, not_there};
use crate::http::{Call, Caller};

#[async_trait::async_trait]
impl Gestures for Instagram {
    fn platform(&self) -> Platform {
        Platform::Instagram
    }

    async fn make(&self, permit: GesturePermit) -> Made {
        if permit.gesture() == Gesture::Delete {
            return deleted(self.take_down(permit.account(), permit.target()).await);
        }
        made(Platform::Instagram, self.gesture(&permit).await)
    }
}

impl Instagram {
    async fn gesture(&self, permit: &GesturePermit) -> Result<(), Verdict> {
        let hide = match permit.gesture() {
            Gesture::Hide => true,
            Gesture::Show => false,
            Gesture::Like | Gesture::Unlike | Gesture::Repost | Gesture::Unrepost | Gesture::Delete => {
                return Err(none_such(Platform::Instagram));
            }
        };
        if !wire::is_id(permit.target()) {
            return Err(not_there(Platform::Instagram, "no id of the Graph API"));
        }
        let caller = Caller::of(permit.account(), None);
        let door = self.door(caller, permit.account()).await?;
        let names = [self.version.as_str(), permit.target()];
        let call = Call::new(CHANGE.at(door), caller, &names).json(json!({ "hide": hide })).commits();
        let answer = self.http.send(call).await?;
        if refusals::is_not_there(&answer) {
            return Err(not_there(Platform::Instagram, &format!("{} not there", answer.status)));
        }
        if let Some(verdict) = refusals::judge(&answer) {
            return Err(verdict);
        }
        if wire::read::<Done>(&answer).is_some_and(|done| done.success) {
            Ok(())
        } else {
            Err(Verdict::Unclear(Platform::Instagram, format!("{} without success", answer.status)))
        }
    }
}
