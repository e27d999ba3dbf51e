//! Hides, likes and deletes comments on a Page.
//!
//! Invariant: each call leaves the comment as it is wanted, and says so only where Facebook does. (Graph API: `POST /{comment}` with
//! `is_hidden`, `POST` and `DELETE /{comment}/likes`, `DELETE /{comment}`; read 2026-11-20.)

use countersign_core::engage::{Gestures, Made};
use countersign_core::gate::GesturePermit;
use countersign_core::model::{Gesture, Platform};
use serde_json::json;

use super::Facebook;
use super::refusals::{is_not_there, judge};
use super::wire::{CHANGE, Done, LIKE, UNLIKE};
use crate::errors::Verdict;
use crate::gesture::{deleted, made, none_such, not_there};
use crate::http::{Call, Caller};

#[async_trait::async_trait]
impl Gestures for Facebook {
    fn platform(&self) -> Platform {
        Platform::Facebook
    }

    async fn make(&self, permit: GesturePermit) -> Made {
        if permit.gesture() == Gesture::Delete {
            return deleted(self.take_down(permit.account(), permit.target()).await);
        }
        made(Platform::Facebook, self.gesture(&permit).await)
    }
}

impl Facebook {
    async fn gesture(&self, permit: &GesturePermit) -> Result<(), Verdict> {
        let caller = Caller::of(permit.account(), None);
        let names = [self.version.as_str(), permit.target()];
        let call = match permit.gesture() {
            Gesture::Hide => Call::new(&CHANGE, caller, &names).json(json!({ "is_hidden": true })),
            Gesture::Show => Call::new(&CHANGE, caller, &names).json(json!({ "is_hidden": false })),
            Gesture::Like => Call::new(&LIKE, caller, &names),
            Gesture::Unlike => Call::new(&UNLIKE, caller, &names),
            Gesture::Repost | Gesture::Unrepost | Gesture::Delete => return Err(none_such(Platform::Facebook)),
        };
        let answer = self.http.send(call.commits()).await?;
        if is_not_there(&answer) && self.who(caller).await?.id == permit.account().id {
            return Err(not_there(Platform::Facebook, &format!("{} not there", answer.status)));
        }
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let done: Option<Done> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        if done.is_some_and(|done| done.success) {
            Ok(())
        } else {
            Err(Verdict::Unclear(Platform::Facebook, format!("{} without success", answer.status)))
        }
    }
}
