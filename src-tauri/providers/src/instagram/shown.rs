//! Reads one post, story or comment that is public on Instagram, for comparing it with what was signed.
//!
//! Invariant: changes nothing. *Gone* is said only where the account itself can still be read with the same token. A story's
//! time is over after a day, and then nothing says whether it was there.
//! (Graph API v25.0, IG Media and IG Comment nodes; captions come as they were sent, but for space at the edges; `alt_text`
//! of what is read is unverified, so it is left out where the field is not known; read 2026-11-20.)

use countersign_core::model::{Millis, PartRole, Platform, ShownField};
use countersign_core::publish::{Aspect, Public, Shown};
use serde_json::Value;

use super::wire::{self, Comment, Media, NODE};
use super::{Instagram, handle, refusals};
use crate::alone::ALONE;
use crate::errors::Verdict;
use crate::http::{Answer, Caller};
use crate::shown::{Rewriting, count, counts, descriptions, exactly};

const REWRITING: Rewriting = Rewriting { shorteners: &[], wrappers: &[("l.instagram.com", "u")], escapes: false };
const MEDIA_FIELDS: &str = "id,caption,media_type,username,children{id}";
const DESCRIBED_FIELDS: &str = "id,caption,media_type,username,alt_text,children{id,alt_text}";
const COMMENT_FIELDS: &str = "id,text,username";
/// As long as a story is there for certain.
const STORY: i64 = 23 * 60 * Millis::MINUTE;

impl Instagram {
    pub(super) async fn read_one(&self, public: &Public<'_>) -> Result<Shown, Verdict> {
        let caller = Caller::of(public.account, Some(public.correlation));
        if !wire::is_id(public.platform_id) {
            return Ok(Shown::CannotBeRead("Countersign knows this post by its address alone.".to_owned()));
        }
        let read = match public.part.role {
            PartRole::Message | PartRole::PrivateReply => return Ok(Shown::CannotBeRead(ALONE.to_owned())),
            PartRole::FirstComment | PartRole::Reply => self.node(caller, public.platform_id, COMMENT_FIELDS).await,
            PartRole::Main | PartRole::Thread => match self.node(caller, public.platform_id, DESCRIBED_FIELDS).await {
                Err(verdict) if knows_no_field(&verdict) => self.node(caller, public.platform_id, MEDIA_FIELDS).await,
                read => read,
            },
        };
        let answer = match read {
            Ok(answer) => answer,
            Err(verdict) if refusals::is_missing(&verdict) => {
                // To another account's token Instagram answers about what is there as about what is not.
                let own = self.node(caller, &public.account.id, "username").await?;
                if public.options.is_story() && own.at.since(public.since) >= STORY {
                    return Ok(Shown::CannotBeRead("Instagram shows a story for a day, and that is over.".to_owned()));
                }
                return Ok(Shown::Gone);
            }
            Err(verdict) => return Err(verdict),
        };
        let unread = || Verdict::Unclear(Platform::Instagram, format!("{} without a post", answer.status));
        Ok(Shown::There(match public.part.role {
            PartRole::FirstComment | PartRole::Reply | PartRole::Message | PartRole::PrivateReply => {
                comment(public, &wire::read(&answer).ok_or_else(unread)?)
            }
            PartRole::Main | PartRole::Thread => post(public, &wire::read(&answer).ok_or_else(unread)?),
        }))
    }

    async fn node(&self, caller: Caller<'_>, id: &str, fields: &str) -> Result<Answer, Verdict> {
        self.ask(&NODE, caller, id, &[("fields", fields.to_owned())]).await.map(|(_, answer)| answer)
    }
}

fn knows_no_field(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Refused(failure) if failure.detail.to_lowercase().contains("nonexisting field"))
}

fn author(public: &Public<'_>, username: Option<&String>) -> Option<Aspect> {
    let name = handle(public.account).to_lowercase();
    username.map(|username| exactly(ShownField::Account, name, username.to_lowercase()))
}

fn comment(public: &Public<'_>, comment: &Comment) -> Vec<Aspect> {
    let text = REWRITING.text(&public.part.text, &comment.text);
    author(public, comment.username.as_ref()).into_iter().chain([text]).collect()
}

fn post(public: &Public<'_>, media: &Media) -> Vec<Aspect> {
    let mut aspects: Vec<Aspect> = author(public, media.username.as_ref()).into_iter().collect();
    let (pictures, films, _) = counts(public.part);
    // A story tells no words.
    if !public.options.is_story() {
        aspects.push(REWRITING.text(&public.part.text, &media.caption));
    }
    match media.pictures() {
        Some(shown) => aspects.push(count(ShownField::Pictures, pictures, shown)),
        None if media.is_film() == Some(true) => aspects.push(count(ShownField::Videos, films, 1)),
        None => {}
    }
    let children: Vec<&Value> = media.children.get("data").and_then(Value::as_array).into_iter().flatten().collect();
    let of = |it: &&Value| it.get("alt_text").and_then(Value::as_str).map(str::to_owned);
    let told: Vec<String> = match children.as_slice() {
        [] => media.alt_text.clone().into_iter().collect(),
        children => children.iter().filter_map(of).collect(),
    };
    // Instagram leaves out what has no description, and then tells nothing of which has.
    if pictures > 0 && told.len() == pictures && media.pictures() == Some(pictures) {
        let signed = public.part.media.iter().map(|media| media.alt.as_str());
        aspects.push(descriptions(signed, told.iter().map(String::as_str)));
    }
    aspects
}
