//! Signing: one post, or many from one sheet.
//!
//! Invariant: each signature takes a `Human` of its own and names the digest that was on the screen. A post that became
//! another meanwhile is refused alone; the others are signed all the same.

use super::context::Api;
use super::types::{ApiError, PostSummary, SignOutcome, SignRequest};
use super::views;
use crate::error::Result;
use crate::gate;

impl Api {
    /// Signs posts, each with the digest that was on the screen, and tells of each what became of it.
    ///
    /// # Errors
    /// [`ErrorCode::PinNeeded`](crate::error::ErrorCode::PinNeeded) when the pen is not out: nothing was signed then.
    pub fn sign_each(&self, requests: &[SignRequest]) -> Result<Vec<SignOutcome>> {
        let mut outcomes: Vec<SignOutcome> = Vec::new();
        for request in requests {
            let signed = match self.desktop.human() {
                Ok(human) => gate::sign(&self.db, &self.env, human, request.post_id, request.manifest),
                Err(error) if outcomes.is_empty() => return Err(error),
                Err(error) => Err(error),
            };
            let signed: Result<PostSummary> =
                signed.and_then(|_| self.db.read(|tx| views::summary(tx, self.env.now(), request.post_id)));
            let (signed, refused) = match signed {
                Ok(post) => (Some(post), None),
                Err(error) => (None, Some(ApiError::from(error))),
            };
            outcomes.push(SignOutcome { post_id: request.post_id, signed, refused });
        }
        self.dispatcher.wake();
        Ok(outcomes)
    }
}
