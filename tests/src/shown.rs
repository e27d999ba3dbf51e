//! Waiting until what went out was read back.
//!
//! Invariant: time moves on only to instants at which the engine looks, so that nothing is looked at twice by accident.

use std::time::Duration;

use countersign_core::api::types::{Post, PostRef, ReadBack};
use countersign_core::model::{Platform, PostId};
use serde_json::{Value, json};

use crate::stage::Stage;

impl Stage {
    /// Has nothing read back that goes out on a platform.
    pub fn read_nothing_back(&self, platform: Platform) {
        self.clinic().as_doctor();
        let channel = self.clinic().channel(platform);
        let update = json!({ "id": channel.id, "name": channel.name, "paused": false, "read_back": false });
        let _: Value = self.clinic().call("channel_update", update);
        self.clinic().as_receptionist();
    }

    /// Moves time on until every public part of a post was read back, or can't be; what is on record of each.
    ///
    /// # Panics
    /// When the engine stands still.
    pub async fn looked(&self, post: PostId) -> Vec<ReadBack> {
        loop {
            let changed = self.clinic().changed();
            let known: Vec<ReadBack> = self.clinic().post(post).delivery.map_or_else(Vec::new, |delivery| {
                delivery.parts.into_iter().filter_map(|part| part.read_back).collect()
            });
            let Some(next) = known.iter().filter_map(|part| Some(part.next_look.as_ref()?.at)).min() else {
                return known;
            };
            let now = self.clock.now();
            if next > now {
                self.clinic().advance_awake(next.since(now));
            } else {
                let moved = tokio::time::timeout(Duration::from_secs(30), changed).await;
                assert!(moved.is_ok(), "nobody looks: {known:#?}");
            }
        }
    }

    /// Somebody has a post read back once more.
    pub async fn looked_again(&self, post: PostId) -> Vec<ReadBack> {
        let _: Post = self.clinic().call("read_back_look", PostRef { id: post });
        self.looked(post).await
    }

    /// What its platform calls the part of a post at this place.
    ///
    /// # Panics
    /// When it is not public.
    #[must_use]
    pub fn called(&self, post: PostId, place: usize) -> String {
        let delivery = self.clinic().post(post).delivery.unwrap_or_else(|| panic!("{post} was never planned"));
        let part = delivery.parts.into_iter().nth(place).and_then(|part| part.platform_id);
        part.unwrap_or_else(|| panic!("part {place} of {post} is not public"))
    }
}
