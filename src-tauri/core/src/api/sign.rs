//! Signing: one post, or many from one sheet; and the fixed answers, beforehand.
//!
//! Invariant: each signature takes a `Human` of its own and names the digest that was on the screen. A post that became
//! another meanwhile is refused alone; the others are signed all the same.

use super::context::{Api, Who};
use super::types::{ApiError, FixedAnswers, PostSummary, SignOutcome, SignRequest};
use super::{fixed, views};
use crate::error::Result;
use crate::gate;
use crate::model::Digest;

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

    /// Signs the fixed answers that were on the screen, for whenever one is needed.
    ///
    /// # Errors
    /// [`ErrorCode::PinNeeded`](crate::error::ErrorCode::PinNeeded) when the pen is not out, a refusal when what was on the screen counts no more.
    pub fn sign_fixed_answers(&self, on_screen: Digest) -> Result<FixedAnswers> {
        let caller = self.admit(Who::Doctor, "fixed_answers_sign")?;
        let human = self.desktop.human()?;
        gate::sign_beforehand(&self.db, &self.env, human, on_screen)?;
        fixed::get(self, &caller, ())
    }
}
