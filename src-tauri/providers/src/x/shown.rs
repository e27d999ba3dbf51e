//! Reads one post of X's that is public, for comparing it with what was signed.
//!
//! Invariant: one call, since X is paid for each post that is read. Of a text what X is known to do is undone (`text.rs`).
//! (X API v2, GET /2/tweets/{id} with expansions; short links and entities: X's counting and wrapping of links; read 2026-11-20.)

use countersign_core::gate::SignedMedia;
use countersign_core::model::{Platform, ShownField};
use countersign_core::publish::{Aspect, Public, Shown};
use serde::Deserialize;

use super::refusals::{is_gone, judge};
use super::text::{InFront, read_out, says};
use super::wire::{self, Attached, ONE, Post, is_id, post_fields};
use super::{X, handle};
use crate::errors::Verdict;
use crate::http::{Call, Caller};
use crate::shown::{Rewriting, count, counts, descriptions, exactly};

impl X {
    pub(super) async fn read_one(&self, public: &Public<'_>) -> Result<Shown, Verdict> {
        let caller = Caller::of(public.account, Some(public.correlation));
        if !is_id(public.platform_id) {
            return Ok(Shown::CannotBeRead("Countersign knows this post by its address alone.".to_owned()));
        }
        let (parameter, fields) = post_fields(self.settings.names);
        let names = [public.platform_id];
        let call = Call::new(&ONE, caller, &names)
            .ask(parameter, format!("{fields},author_id"))
            .ask("expansions", "attachments.media_keys")
            .ask("media.fields", "type,alt_text");
        let answer = self.http.send(call).await?;
        let Some(post) = wire::data::<Post>(&answer).filter(|post| post.id == public.platform_id) else {
            if is_gone(&answer) {
                return Ok(Shown::Gone);
            }
            return Err(if answer.succeeded() {
                Verdict::Unclear(Platform::X, format!("{} without a post", answer.status))
            } else {
                judge(&answer)
            });
        };
        let attached = wire::json(&answer)
            .and_then(|mut body| Vec::<Attached>::deserialize(body.pointer_mut("/includes/media")?.take()).ok());
        Ok(Shown::There(aspects(public, &post, &attached.unwrap_or_default())))
    }
}

fn aspects(public: &Public<'_>, post: &Post, attached: &[Attached]) -> Vec<Aspect> {
    let mut aspects = Vec::new();
    if !post.author_id.is_empty() {
        aspects.push(exactly(ShownField::Account, &public.account.id, &post.author_id));
    }
    let signed = &public.part.text;
    let shown = if says(post, signed, InFront::of(public.part.role, handle(public.account))) {
        signed.clone()
    } else {
        read_out(post)
    };
    aspects.push(Rewriting::NONE.text(signed, &shown));
    let (pictures, films, _) = counts(public.part);
    let keys = &post.attachments.media_keys;
    // In the order of the post, as far as X tells what each is.
    let told: Vec<&Attached> =
        keys.iter().filter_map(|key| attached.iter().find(|attached| attached.media_key == *key)).collect();
    if told.len() == keys.len() {
        let moving = told.iter().filter(|attached| attached.kind == "video").count();
        aspects.push(count(ShownField::Pictures, pictures, told.len() - moving));
        aspects.push(count(ShownField::Videos, films, moving));
        if pictures > 0 && told.len() - moving == pictures {
            let still = told.iter().filter(|attached| attached.kind != "video");
            aspects.push(descriptions(
                public
                    .part
                    .media
                    .iter()
                    .filter(|media| !media.is_video())
                    .map(|media: &SignedMedia| media.alt.as_str()),
                still.map(|attached| attached.alt_text.as_deref().unwrap_or_default()),
            ));
        }
    } else {
        aspects.push(count(ShownField::Pictures, pictures + films, keys.len()));
    }
    let answers = post.referenced_posts.iter().find(|reference| reference.kind == "replied_to");
    if let Some(parent) = public.parent {
        aspects.push(exactly(ShownField::Answers, parent, answers.map_or("", |reference| reference.id.as_str())));
    }
    aspects
}
