//! Use cases of answers: beginning one with what is offered, checking it while it is typed, and sending it to the doctor.
//!
//! Invariant: nothing is sent from here. An answer is saved, read, signed and published as every post is.

use std::sync::Arc;

use super::context::Api;
use super::types::{ItemRef, Post, PostRef, ReplyOffer, ReplyRow, ReplyStart, ReplyWords};
use super::views::{self, Which};
use crate::check::{Report, Severity};
use crate::clinic::{self, Caller};
use crate::draft::{self, Authors};
use crate::engage::{self, triage::AnswerPlace};
use crate::error::{Error, Result};
use crate::gate;
use crate::model::{Content, ConversationId, Millis};
use crate::store::Tx;

pub(super) fn of_conversation(tx: &Tx<'_>, now: Millis, conversation: ConversationId) -> Result<Vec<ReplyRow>> {
    let mut rows = Vec::new();
    for (post_id, item_id) in engage::replies(tx, conversation)? {
        let Some(summary) = views::summaries(tx, now, &Which::One(post_id))?.pop() else { continue };
        let text =
            draft::head(tx, post_id)?.content.parts.into_iter().next().map_or_else(String::new, |part| part.text);
        rows.push(ReplyRow { post_id, item_id, summary, text });
    }
    Ok(rows)
}

pub(super) fn start(api: &Api, _: &Caller, which: ItemRef) -> Result<ReplyStart> {
    let (asked, profile) = api.db.read(|tx| {
        let asked = match engage::unanswerable(tx, which.id)? {
            Some(why) => Err(why),
            None => Ok(engage::asked(tx, which.id)?),
        };
        Ok::<_, Error>((asked, clinic::profile(tx)?))
    })?;
    let asked = match asked {
        Ok(asked) => asked,
        Err(why) => return Ok(ReplyStart { cannot: Some(why), offers: Vec::new() }),
    };
    let contact = profile.contact.trim().to_owned();
    // The clinic says in one line how it is reached: that line stands wherever an answer names a way.
    let place = |_: AnswerPlace| (!contact.is_empty()).then(|| contact.clone());
    let country = profile.countries.first().map(String::as_str);
    let offers = engage::offered(&asked.target().words, country, place)?;
    let offers = offers.into_iter().map(|it| ReplyOffer { name: it.name, text: it.text, fixed: it.fixed }).collect();
    Ok(ReplyStart { cannot: None, offers })
}

pub(super) fn check(api: &Api, _: &Caller, words: ReplyWords) -> Result<Report> {
    api.db.read(|tx| {
        let asked = engage::asked(tx, words.item_id)?;
        let platform = clinic::channel(tx, asked.channel)?.platform;
        gate::report_to(tx, asked.channel, &Content::of_reply(platform, words.text.as_str()), Some(asked.target()))
    })
}

pub(super) fn begin(api: &Api, caller: &Caller, words: ReplyWords) -> Result<Post> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let post = engage::begin_reply(tx, &env, by, words.item_id, (&words.text, &Authors::only(by)))?;
        views::post(tx, &env, post)
    })
}

pub(super) fn send(api: &Api, caller: &Caller, which: PostRef) -> Result<Post> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let report = gate::report_of(tx, &draft::head(tx, which.id)?)?;
        if let Some(block) = report.findings.iter().find(|finding| finding.severity == Severity::Block) {
            return Err(Error::invalid("content", block.message.clone()));
        }
        engage::send_reply(tx, &env, by, which.id)?;
        views::post(tx, &env, which.id)
    })
}
