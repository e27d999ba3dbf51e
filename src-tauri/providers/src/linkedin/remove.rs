//! Takes a post or comment down from LinkedIn.
//!
//! Invariant: *removed* and *already gone* are said only of a name that LinkedIn takes posts down by, and the second only
//! when LinkedIn, asked for the very post by whoever manages its page, says that it is not there; a member can't ask. The
//! activity in an address is another name of the post, with a number of its own: the endpoint of posts does not know it,
//! so nothing is asked under it, because no answer would say anything of the post.

use countersign_core::gate::Account;
use countersign_core::model::Platform;
use countersign_core::publish::{FailureClass, Removal};

use super::refusals::{is_gone, judge};
use super::wire::{COMMENTS, CommentName, DELETE, DELETE_COMMENT, POST, is_activity};
use super::{Linkedin, is_member};
use crate::errors::{Verdict, failure};
use crate::http::{Answer, Caller};

impl Linkedin {
    pub(super) async fn take_down(&self, account: &Account, urn: &str) -> Removal {
        let caller = Caller::of(account, None);
        if is_activity(urn) {
            return Removal::Refused(failure(
                FailureClass::SetUp,
                "Countersign knows this post by the address that somebody copied, and LinkedIn takes no post down by that. Open it on LinkedIn and delete it there.",
                urn,
            ));
        }
        let removed = match CommentName::read(urn) {
            Some(comment) => self.delete_comment(caller, account, &comment).await,
            None => self.delete_post(caller, account, urn).await,
        };
        removed.unwrap_or_else(|verdict| verdict.removal(Platform::Linkedin))
    }

    async fn delete_post(&self, caller: Caller<'_>, account: &Account, urn: &str) -> Result<Removal, Verdict> {
        let names = [urn];
        let call = self.call(&DELETE, caller, &names).header("x-restli-method", "DELETE").commits();
        let answer = self.http.send(call).await?;
        if is_gone(&answer) && !is_member(&account.id) {
            let shown = self.http.send(self.call(&POST, caller, &names)).await?;
            return gone(&answer, &shown);
        }
        done(&answer)
    }

    async fn delete_comment(
        &self,
        caller: Caller<'_>,
        account: &Account,
        comment: &CommentName,
    ) -> Result<Removal, Verdict> {
        let names = [comment.post.as_str(), comment.number.as_str()];
        let call = self
            .call(&DELETE_COMMENT, caller, &names)
            .header("x-restli-method", "DELETE")
            .ask("actor", &account.id)
            .commits();
        let answer = self.http.send(call).await?;
        if is_gone(&answer) && !is_member(&account.id) {
            // Where the post is gone, its comments are; where it is there, LinkedIn has just said that the comment is not.
            let post = [comment.post.as_str()];
            let shown = self.http.send(self.call(&COMMENTS, caller, &post).ask("count", 1)).await?;
            return if shown.succeeded() { Ok(Removal::AlreadyGone) } else { gone(&answer, &shown) };
        }
        done(&answer)
    }
}

fn done(answer: &Answer) -> Result<Removal, Verdict> {
    if answer.succeeded() { Ok(Removal::Removed) } else { Err(judge(answer)) }
}

fn gone(answer: &Answer, shown: &Answer) -> Result<Removal, Verdict> {
    if is_gone(shown) {
        return Ok(Removal::AlreadyGone);
    }
    if shown.succeeded() {
        return Err(Verdict::Unclear(Platform::Linkedin, format!("{} and still shown", answer.status)));
    }
    Err(judge(shown))
}
