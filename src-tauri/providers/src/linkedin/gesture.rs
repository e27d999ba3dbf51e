//! Likes and deletes comments on LinkedIn. It hides none.
//!
//! Invariant: each call leaves the comment as it is wanted: a like that is there, and one that is gone, are as good as made. (LinkedIn,
//! Reactions API: `POST /rest/reactions?actor=`, `DELETE /rest/reactions/(actor:…,entity:…)`; read 2026-11-20.)

use countersign_core::engage::{Gestures, Made};
use countersign_core::gate::GesturePermit;
use countersign_core::model::{Gesture, Platform};
use serde_json::json;

use super::Linkedin;
use super::refusals::{is_gone, judge};
use super::wire::{REACT, UNREACT};
use crate::errors::Verdict;
use crate::gesture::{deleted, made, none_such};
use crate::http::Caller;

#[async_trait::async_trait]
impl Gestures for Linkedin {
    fn platform(&self) -> Platform {
        Platform::Linkedin
    }

    async fn make(&self, permit: GesturePermit) -> Made {
        if permit.gesture() == Gesture::Delete {
            return deleted(self.take_down(permit.account(), permit.target()).await);
        }
        made(Platform::Linkedin, self.gesture(&permit).await)
    }
}

impl Linkedin {
    async fn gesture(&self, permit: &GesturePermit) -> Result<(), Verdict> {
        let (caller, me) = (Caller::of(permit.account(), None), permit.account().id.as_str());
        let both = [me, permit.target()];
        let (call, there) = match permit.gesture() {
            Gesture::Like => {
                let body = json!({ "root": permit.target(), "reactionType": "LIKE" });
                (self.call(&REACT, caller, &[]).ask("actor", me).json(body), false)
            }
            Gesture::Unlike => (self.call(&UNREACT, caller, &both).header("x-restli-method", "DELETE"), true),
            Gesture::Hide | Gesture::Show | Gesture::Repost | Gesture::Unrepost | Gesture::Delete => {
                return Err(none_such(Platform::Linkedin));
            }
        };
        let answer = self.http.send(call.commits()).await?;
        let stands = match there {
            true => is_gone(&answer),
            // Whoever likes it already is told of a conflict.
            false => answer.status == 409,
        };
        if answer.succeeded() || stands { Ok(()) } else { Err(judge(&answer)) }
    }
}
