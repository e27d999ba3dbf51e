//! The fixed answers to emergencies: which there are in this clinic's country, from where they may be given, and giving one that doctors
//! signed beforehand.
//!
//! Invariant: the words are those of the rules and nobody's here; one goes out only to somebody whose life may be at risk, and only under a
//! signature that was given over those very words.

use crate::check::capability::capability;
use crate::clinic::{self, ChannelConnection, ChannelRow, ChannelWay};
use crate::draft::{self, Authors};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate::{self, BeforehandAccount, BeforehandText, Given};
use crate::model::{AnswerWay, Content, ItemId, Millis, PersonId, PostId};
use crate::schedule;
use crate::store::{Tx, args};

use super::replies::{Asked, asked, begin_reply, is_answered, is_emergency, send_reply};
use super::triage::{Answers, EmergencyKind, FixedAnswer, Rules, Tier, TriageLanguage, Words};

/// Every fixed answer that may be signed beforehand, in each language that there is, with the numbers of the clinic's country. What
/// is said to somebody in danger from another person is not among them: the same words may be a threat against the clinic, which gets no
/// answer, so a doctor reads first.
///
/// # Errors
/// When the answers that are built in can't be read.
pub fn fixed_answers(tx: &Tx<'_>) -> Result<Vec<FixedAnswer>> {
    let answers = Answers::built_in().map_err(|fault| Error::internal(fault.to_string()))?;
    let country = clinic::profile(tx)?.countries.into_iter().next();
    let mut all = Vec::new();
    for kind in [EmergencyKind::Emergency, EmergencyKind::Crisis] {
        for language in TriageLanguage::ALL {
            let answer = answers.fixed(kind, country.as_deref(), *language);
            // What is said in another language is told there.
            if answer.language() == *language {
                all.push(answer);
            }
        }
    }
    Ok(all)
}

/// What is signed of a fixed answer.
pub fn to_be_signed(answer: &FixedAnswer) -> BeforehandText {
    BeforehandText {
        answer: answer.kind().word().to_owned(),
        language: answer.language().word().to_owned(),
        text: answer.text().to_owned(),
    }
}

/// The channels from which an answer can go out.
///
/// # Errors
/// When the store refuses.
pub fn channels_that_answer(tx: &Tx<'_>) -> Result<Vec<ChannelRow>> {
    let mut answering = Vec::new();
    for channel in clinic::channels(tx)? {
        let takes = channel.way == ChannelWay::Api && capability(channel.platform).first_comment.is_some();
        if takes && clinic::token(tx, channel.id)?.and_then(|token| token.comments_not(channel.platform)).is_none() {
            answering.push(channel);
        }
    }
    Ok(answering)
}

/// What is signed of a channel.
pub fn account_to_be_signed(channel: &ChannelRow) -> BeforehandAccount {
    let options = Content::of_reply(channel.platform, AnswerWay::Public, "").options;
    BeforehandAccount { platform: channel.platform, account_id: channel.account_id.clone(), options }
}

/// The fixed answer to what somebody wrote; none where nobody says that a life is at risk. Where it is another word of the same person that
/// says so, the answer is the one to that.
///
/// # Errors
/// When rules or answers can't be read, or the store refuses.
pub fn fixed_answer_to(tx: &Tx<'_>, asked: &Asked) -> Result<Option<FixedAnswer>> {
    if !is_emergency(tx, asked)? {
        return Ok(None);
    }
    let clinic = clinic::profile(tx)?;
    let country = clinic.countries.into_iter().next();
    let mut words: Vec<String> = vec![asked.target().words.clone()];
    words.extend(tx.all(
        "SELECT other.words FROM item AS own JOIN item AS other ON other.conversation_id = own.conversation_id
           AND other.author_id = own.author_id AND other.id <> own.id
         WHERE own.id = $1 AND other.ours = 0 AND other.gone_at IS NULL AND other.urgency = 0
         ORDER BY other.written_at DESC, other.id DESC",
        args![asked.item],
        |row| row.get::<String>("words").map_err(Error::from),
    )?);
    let rules = Rules::built_in().map_err(|fault| Error::internal(fault.to_string()))?;
    let says_so = words.iter().find(|words| rules.triage(&Words::new(words)).tier == Tier::LifeAtRisk);
    let chosen: Option<i64> = tx.one(
        "SELECT 1 AS one FROM conversation WHERE id = $1 AND chosen_by IS NOT NULL AND urgency = 0",
        args![asked.conversation],
        |row| row.get("one").map_err(Error::from),
    )?;
    match (says_so, chosen) {
        (Some(words), _) => fixed(words, country.as_deref(), &clinic.language),
        (None, Some(_)) => fixed(&asked.target().words, country.as_deref(), &clinic.language),
        // Somebody else wrote that beside it.
        (None, None) => Ok(None),
    }
}

/// The fixed answer to words in an emergency. Where a person saw one and the rules none, it is the general one.
pub(super) fn fixed(words: &str, country: Option<&str>, clinic_language: &str) -> Result<Option<FixedAnswer>> {
    let rules = Rules::built_in().map_err(|fault| Error::internal(fault.to_string()))?;
    let answers = Answers::built_in().map_err(|fault| Error::internal(fault.to_string()))?;
    let triage = rules.triage(&Words::new(words));
    let Some(kind) = triage.fixed_answer() else { return Ok(None) };
    let own = || TriageLanguage::of_tag(clinic_language).unwrap_or(TriageLanguage::English);
    Ok(Some(answers.fixed(kind, country, triage.language().unwrap_or_else(own))))
}

/// What staff should know beside a fixed answer.
///
/// # Errors
/// When the answers that are built in can't be read.
pub fn note_to_staff(answer: &FixedAnswer) -> Result<Option<&'static str>> {
    let answers = Answers::built_in().map_err(|fault| Error::internal(fault.to_string()))?;
    Ok(answers.emergency_note(answer.kind()))
}

/// What lets an answer with these words go out at once; nothing where a doctor has to sign it first.
///
/// # Errors
/// When the store refuses.
pub fn signed_beforehand(tx: &Tx<'_>, now: Millis, asked: &Asked, text: &str) -> Result<Option<Given>> {
    let channel = clinic::channel(tx, asked.channel)?;
    gate::beforehand_covering(tx, now, (channel.platform, &channel.account_id), text)
}

/// Why nothing goes out just now where this was written, in a sentence; nothing where it does.
///
/// # Errors
/// When the store refuses.
pub fn nothing_goes_out(tx: &Tx<'_>, asked: &Asked) -> Result<Option<String>> {
    let channel = clinic::channel(tx, asked.channel)?;
    let (name, platform) = (&channel.name, channel.platform.name());
    let why = if clinic::profile(tx)?.stopped.is_some() {
        "Everything is stopped".to_owned()
    } else if channel.paused {
        format!("{name} is paused")
    } else if channel.connection != ChannelConnection::Connected {
        format!("{name} is not signed in")
    } else if !clinic::is_allowed(tx, channel.platform)? {
        format!("This clinic does not use {platform}")
    } else {
        return Ok(None);
    };
    Ok(Some(format!("{why}, so nothing goes out. Answer in {platform}'s own app now.")))
}

/// Gives the fixed answer that was on the screen to what somebody wrote, under what was signed beforehand. It is due at once.
///
/// # Errors
/// [`ErrorCode::Stale`] when it is another answer by now; a refusal when there is none, nobody signed it beforehand, somebody answered or
/// decided otherwise, or nothing can go out just now.
pub fn give_fixed(tx: &Tx<'_>, env: &Env, by: PersonId, item: ItemId, on_screen: &str) -> Result<PostId> {
    let asked = asked(tx, env.now(), item, AnswerWay::Public)?;
    let refuse = |why: &str| Err(Error::refused(ErrorCode::Invalid, why));
    let Some(answer) = fixed_answer_to(tx, &asked)? else {
        return refuse("There is no fixed answer to this. Ask a doctor now.");
    };
    if answer.text() != on_screen {
        let why =
            "What was written was changed meanwhile, and gets another answer. Nothing was sent; please look again.";
        return Err(Error::refused(ErrorCode::Stale, why));
    }
    // What can't go out now must not look as if it did.
    if let Some(why) = nothing_goes_out(tx, &asked)? {
        return refuse(&why);
    }
    if signed_beforehand(tx, env.now(), &asked, answer.text())?.is_none() {
        return refuse(
            "This answer is not signed beforehand for this channel. Send it for signature, and call a doctor now.",
        );
    }
    // Whoever pressed a moment later did not see the first answer yet.
    if is_answered(tx, item)? {
        return refuse("The clinic has answered this already.");
    }
    let platform = clinic::channel(tx, asked.channel)?.platform;
    let content = Content::of_reply(platform, asked.target().way, answer.text());
    if was_decided_against(tx, item, &content)? {
        return refuse("A doctor decided against this answer here. Call a doctor now.");
    }
    let post = begin_reply(tx, env, by, (item, AnswerWay::Public), (answer.text(), &Authors::nobody()))?;
    if draft::head(tx, post)?.content != content {
        return refuse("Somebody has begun another answer to this. Send that one, or put it away first.");
    }
    if schedule::plan(tx, post)?.is_some_and(|plan| plan.due > env.now()) {
        schedule::plan_once_signed(tx, env, by, post, &clinic::profile(tx)?.zone)?;
    }
    send_reply(tx, env, by, post)?;
    if gate::apply_beforehand(tx, env, by, post)? && gate::is_scheduled(tx, post)? {
        Ok(post)
    } else {
        refuse("What was signed beforehand does not let this answer out. Send it for signature, and call a doctor now.")
    }
}

/// Whether a doctor refused this very answer to this, asked for changes to it, or took the signature under it back.
fn was_decided_against(tx: &Tx<'_>, item: ItemId, content: &Content) -> Result<bool> {
    let decided: Vec<PostId> = tx.all(
        "SELECT post.id FROM reply JOIN post ON post.id = reply.post_id
         WHERE reply.item_id = $1 AND post.discarded_at IS NULL
           AND (post.review IN ('rejected', 'changes_requested')
                OR EXISTS (SELECT 1 FROM approval JOIN beforehand_approval AS given
                             ON given.beforehand = approval.beforehand AND given.key_id = approval.key_id
                           WHERE approval.post_id = post.id AND approval.revoked_at IS NOT NULL AND given.revoked_at IS NULL))",
        args![item],
        |row| row.get("id").map_err(Error::from),
    )?;
    for post in decided {
        if draft::head(tx, post)?.content == *content {
            return Ok(true);
        }
    }
    Ok(false)
}
