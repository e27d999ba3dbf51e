//! Use cases of answers: beginning one with what is offered, checking it while it is typed, and sending it to the doctor.
//!
//! Invariant: nothing is sent from here. An answer is saved, read, signed and published as every post is.

use std::sync::Arc;

use super::context::Api;
use super::types::{
    Post, PostRef, PostSummary, ReplyAsk, ReplyOffer, ReplyOutgoing, ReplyPrivate, ReplyRow, ReplyStart, ReplyTake,
    ReplyTyped, ReplyWords,
};
use super::views::{self, Which, name_of, names};
use super::when::when;
use crate::check::{Report, Severity};
use crate::clinic::{self, Caller};
use crate::draft;
use crate::draft::writer::Tone;
use crate::engage::triage::FixedAnswer;
use crate::engage::{self, Asked, ReplyBrief};
use crate::error::{Error, Result};
use crate::gate;
use crate::model::zone::Zone;
use crate::model::{AnswerWay, Content, ConversationId, ItemId, Millis, PostId};
use crate::schedule;
use crate::store::Tx;

pub(super) fn of_conversation(
    tx: &Tx<'_>,
    (now, zone): (Millis, &Zone),
    conversation: ConversationId,
) -> Result<Vec<ReplyRow>> {
    let mut rows = Vec::new();
    for (post_id, item_id) in engage::replies(tx, conversation)? {
        rows.extend(row(tx, (now, zone), post_id, item_id)?);
    }
    Ok(rows)
}

fn row(tx: &Tx<'_>, (now, zone): (Millis, &Zone), post_id: PostId, item_id: ItemId) -> Result<Option<ReplyRow>> {
    let Some(summary) = views::summaries(tx, now, &Which::One(post_id))?.pop() else { return Ok(None) };
    let Some(target) = draft::target(tx, post_id)? else { return Ok(None) };
    let text = draft::head(tx, post_id)?.content.parts.into_iter().next().map_or_else(String::new, |part| part.text);
    let until = target.until.map(|at| when(at, zone));
    Ok(Some(ReplyRow { post_id, item_id, summary, text, way: target.way, until }))
}

pub(super) fn outgoing(api: &Api, _: &Caller, (): ()) -> Result<Vec<ReplyOutgoing>> {
    let now = api.env.now();
    api.db.read(|tx| {
        let (_, zone) = views::here(tx)?;
        let mut all = Vec::new();
        for engage::OutgoingReply { post, item, conversation } in engage::outgoing_replies(tx)? {
            let Some(reply) = row(tx, (now, &zone), post, item)? else { continue };
            let once_signed = schedule::is_due_with_signature(tx, post)?;
            all.push(ReplyOutgoing { reply, conversation_id: conversation, once_signed });
        }
        Ok(all)
    })
}

/// The newest answer to one thing that was begun, as lists show it.
pub(super) fn to_item(
    tx: &Tx<'_>,
    now: Millis,
    conversation: ConversationId,
    item: ItemId,
) -> Result<Option<PostSummary>> {
    let newest = engage::replies(tx, conversation)?.into_iter().rfind(|(_, of)| *of == item);
    let summary = newest.map(|(post, _)| views::summaries(tx, now, &Which::One(post))).transpose()?;
    Ok(summary.and_then(|mut found| found.pop()))
}

/// What was typed in a conversation and not kept yet, whose it is and since when.
pub(super) fn typed_in(
    tx: &Tx<'_>,
    caller: &Caller,
    (now, zone): (Millis, &Zone),
    conversation: ConversationId,
) -> Result<Vec<ReplyTyped>> {
    let names = names(tx)?;
    let ago = |at: Millis| u32::try_from((now.since(at) / Millis::MINUTE).max(0)).unwrap_or(u32::MAX);
    let shown = engage::typed(tx, conversation)?.into_iter().map(|row| ReplyTyped {
        item_id: row.item,
        person_id: row.person,
        by: name_of(&names, row.person),
        mine: row.person == caller.person,
        text: row.words,
        privately: row.privately,
        begun: when(row.begun_at, zone),
        begun_minutes_ago: ago(row.begun_at),
        changed: when(row.changed_at, zone),
    });
    Ok(shown.collect())
}

/// The way that somebody wants; a message is answered as one whichever it is.
const fn wanted(privately: bool) -> AnswerWay {
    if privately { AnswerWay::Privately } else { AnswerWay::Public }
}

pub(super) fn start(api: &Api, _: &Caller, ask: ReplyAsk) -> Result<ReplyStart> {
    let now = api.env.now();
    api.db.read(|tx| {
        let (_, zone) = views::here(tx)?;
        let way = wanted(ask.privately);
        let private = private(tx, (now, &zone), ask.id)?;
        if let Some(why) = engage::unanswerable(tx, now, ask.id, way)? {
            return Ok(ReplyStart { cannot: Some(why), offers: Vec::new(), note: None, way, until: None, private });
        }
        let asked = engage::asked(tx, now, ask.id, way)?;
        let until = asked.until().map(|at| when(at, &zone));
        let start = |offers, note| ReplyStart { cannot: None, offers, note, way: asked.way(), until, private };
        // Who may be in danger gets the fixed answer or a doctor's.
        if let Some(answer) = engage::fixed_answer_to(tx, &asked)? {
            // What staff should know beside it stands in the emergency's band.
            return Ok(start(vec![fixed_offer(tx, now, &asked, &answer)?], None));
        }
        let profile = clinic::profile(tx)?;
        let brief = ReplyBrief {
            words: &asked.target().words,
            country: profile.countries.first().map(String::as_str),
            contact: &profile.contact,
            plain: profile.tone == Tone::Plain.word(),
        };
        // Beside somebody in danger nothing is drafted, and nobody is told to wait until somebody is there.
        let in_danger = engage::is_emergency(tx, &asked)?;
        let drafts = if in_danger { Vec::new() } else { api.reply_writer.drafts(&brief)? }.into_iter();
        let drafts = drafts.map(|it| ReplyOffer { name: it.name, text: it.text, fixed: false, signed_until: None });
        let opens = if in_danger { None } else { engage::opens_again(tx, now)? };
        let closed = opens.map(|opens| closed_now(&opens));
        let note = engage::note_beside(brief.words, brief.country)?.map(str::to_owned);
        Ok(start(drafts.chain(closed).collect(), note))
    })
}

/// How the writer of something can be answered privately; nothing where there is no such way.
fn private(tx: &Tx<'_>, (now, zone): (Millis, &Zone), item: ItemId) -> Result<Option<ReplyPrivate>> {
    if !engage::has_private_way(tx, item)? {
        return Ok(None);
    }
    let cannot = engage::unanswerable(tx, now, item, AnswerWay::Privately)?;
    let until = match cannot {
        Some(_) => None,
        None => engage::asked(tx, now, item, AnswerWay::Privately)?.until().map(|at| when(at, zone)),
    };
    Ok(Some(ReplyPrivate { cannot, until }))
}

fn fixed_offer(tx: &Tx<'_>, now: Millis, asked: &Asked, answer: &FixedAnswer) -> Result<ReplyOffer> {
    let (_, zone) = views::here(tx)?;
    let goes_out = engage::nothing_goes_out(tx, asked)?.is_none();
    // What is signed beforehand answers where it was asked: it is no private answer to a comment.
    let answers_there = asked.way() != AnswerWay::Privately;
    let signed = engage::signed_beforehand(tx, now, asked, answer.text())?.filter(|_| goes_out && answers_there);
    let engage::ReplyDraft { name, text } = engage::offered_fixed(answer);
    let signed_until = signed.map(|given| when(given.beforehand.body.not_after, &zone));
    Ok(ReplyOffer { name, text, fixed: true, signed_until })
}

/// It is still true when it is read: somebody has to sign it first.
fn closed_now(opens: &str) -> ReplyOffer {
    let text = format!(
        "Thank you for writing to us outside our opening hours. We answer when we are here, from {opens} on. In an emergency, please call your local emergency number at once."
    );
    ReplyOffer { name: "We are closed".to_owned(), text, fixed: false, signed_until: None }
}

pub(super) fn check(api: &Api, _: &Caller, words: ReplyWords) -> Result<Report> {
    api.db.read(|tx| {
        let asked = engage::asked(tx, api.env.now(), words.item_id, wanted(words.privately))?;
        let platform = clinic::channel(tx, asked.channel)?.platform;
        gate::report_to(
            tx,
            asked.channel,
            &Content::of_reply(platform, asked.way(), words.text.as_str()),
            Some(asked.target()),
        )
    })
}

pub(super) fn begin(api: &Api, caller: &Caller, words: ReplyWords) -> Result<Post> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let authors = engage::typed_by(tx, by, words.item_id)?;
        let post =
            engage::begin_reply(tx, &env, by, (words.item_id, wanted(words.privately)), (&words.text, &authors))?;
        views::post(tx, &env, post)
    })
}

pub(super) fn keep(api: &Api, caller: &Caller, words: ReplyWords) -> Result<()> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| engage::keep_typed(tx, &env, by, words.item_id, (&words.text, words.privately)))
}

pub(super) fn take(api: &Api, caller: &Caller, which: ReplyTake) -> Result<ReplyWords> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let (text, privately) = engage::take_typed(tx, &env, by, which.item_id, which.person_id)?;
        Ok(ReplyWords { item_id: which.item_id, text, privately })
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
