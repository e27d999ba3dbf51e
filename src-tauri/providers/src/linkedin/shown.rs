//! Reads one post or comment of an organization that is public, for comparing it with what was signed.
//!
//! Invariant: changes nothing, and asks nothing of a member: LinkedIn gives no new app the permission to read those posts. A
//! text comes in little text and is read as a reader sees it, mentions and hashtags among it.
//! (LinkedIn Posts API and Comments API; addresses in posts shortened to lnkd.in: LinkedIn Help, “Links in posts are
//! shortened”, unverified for posts that come through the API; read 2026-11-20.)

use countersign_core::model::{PartRole, Platform, ShownField};
use countersign_core::publish::{Aspect, Public, Shown};

use super::publish::article;
use super::refusals::{is_gone, judge};
use super::wire::{COMMENTS, Comment, CommentName, Item, List, POST, is_activity, is_post};
use super::{Linkedin, is_member, little};
use crate::errors::Verdict;
use crate::http::Caller;
use crate::shown::{Rewriting, bare, count, counts, descriptions, exactly};

const REWRITING: Rewriting = Rewriting { shorteners: &["lnkd.in"], wrappers: &[], escapes: false };
/// How visible everything is that is posted from here.
const PUBLIC: &str = "PUBLIC";
const PAGES: usize = 10;
const A_PAGE: usize = 50;

impl Linkedin {
    pub(super) async fn read_one(&self, public: &Public<'_>) -> Result<Shown, Verdict> {
        if is_member(&public.account.id) {
            return Ok(Shown::CannotBeRead("LinkedIn shows no app the posts of a member.".to_owned()));
        }
        let caller = Caller::of(public.account, Some(public.correlation));
        match CommentName::read(public.platform_id) {
            Some(name) => self.read_comment(caller, public, &name).await,
            None if is_post(public.platform_id) && !is_activity(public.platform_id) => {
                self.read_post(caller, public).await
            }
            None => Ok(Shown::CannotBeRead("Countersign knows this post by its address alone.".to_owned())),
        }
    }

    async fn read_post(&self, caller: Caller<'_>, public: &Public<'_>) -> Result<Shown, Verdict> {
        let names = [public.platform_id];
        let answer = self.http.send(self.call(&POST, caller, &names)).await?;
        if is_gone(&answer) {
            return Ok(Shown::Gone);
        }
        if !answer.succeeded() {
            return Err(judge(&answer));
        }
        let item: Option<Item> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        let item =
            item.ok_or_else(|| Verdict::Unclear(Platform::Linkedin, format!("{} without a post", answer.status)))?;
        Ok(Shown::There(post(public, &item)))
    }

    /// Comments come in no order that LinkedIn promises, so all of them are read before one counts as gone.
    async fn read_comment(
        &self,
        caller: Caller<'_>,
        public: &Public<'_>,
        name: &CommentName,
    ) -> Result<Shown, Verdict> {
        let names = [public.parent.unwrap_or(name.post.as_str())];
        let mut start = 0;
        for _ in 0..PAGES {
            let call = self.call(&COMMENTS, caller, &names).ask("start", start).ask("count", A_PAGE);
            let answer = self.http.send(call).await?;
            if is_gone(&answer) {
                return Ok(Shown::Gone);
            }
            if !answer.succeeded() {
                return Err(judge(&answer));
            }
            let list: Option<List<Comment>> = answer.json().and_then(|body| serde_json::from_value(body).ok());
            let comments = list
                .ok_or_else(|| Verdict::Unclear(Platform::Linkedin, format!("{} without a list", answer.status)))?
                .elements;
            if comments.is_empty() {
                return Ok(Shown::Gone);
            }
            let is_it =
                |comment: &&Comment| CommentName::read(&comment.urn).is_some_and(|told| told.number == name.number);
            if let Some(comment) = comments.iter().find(is_it) {
                let author = Some(&comment.actor).filter(|actor| !actor.is_empty());
                let author = author.map(|actor| exactly(ShownField::Account, &public.account.id, actor));
                let text = REWRITING.text(&public.part.text, &comment.message.text);
                return Ok(Shown::There(author.into_iter().chain([text]).collect()));
            }
            start += comments.len();
        }
        Ok(Shown::NotYet("There are more comments under the post than LinkedIn was asked for.".to_owned()))
    }
}

fn post(public: &Public<'_>, item: &Item) -> Vec<Aspect> {
    let mut aspects = Vec::new();
    if !item.author.is_empty() {
        aspects.push(exactly(ShownField::Account, &public.account.id, &item.author));
    }
    aspects.push(REWRITING.text(&public.part.text, &little::read(&item.commentary)));
    let (pictures, films, documents) = counts(public.part);
    aspects.push(count(ShownField::Pictures, pictures, item.pictures()));
    aspects.push(count(ShownField::Videos, films, item.films()));
    aspects.push(count(ShownField::Documents, documents, item.documents()));
    let shown = item.descriptions();
    if pictures > 0 && shown.len() == pictures {
        let signed = public.part.media.iter().map(|media| media.alt.as_str());
        aspects.push(descriptions(signed, shown.into_iter()));
    }
    if public.part.role == PartRole::Main {
        aspects.extend(card(public, item));
    }
    if !item.visibility.is_empty() {
        aspects.push(exactly(ShownField::Visibility, PUBLIC, &item.visibility));
    }
    aspects
}

/// The card beside the words. LinkedIn adds notes of its own to an address, or shortens it.
fn card(public: &Public<'_>, item: &Item) -> Option<Aspect> {
    let signed = article(public.options).map(|article| article.link.as_str()).unwrap_or_default();
    let shown = item.article().unwrap_or_default();
    if signed.is_empty() && shown.is_empty() {
        return None;
    }
    let noted = shown.split(['?', '&']).next().map(bare) == Some(bare(signed)) && shown.contains("trk=");
    let same = bare(shown) == bare(signed) || noted || bare(shown).starts_with("lnkd.in/");
    Some(exactly(ShownField::Link, signed, if same { signed } else { shown }))
}
