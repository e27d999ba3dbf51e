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
use crate::model::{Content, ItemId, Millis, PersonId, PostId};
use crate::store::Tx;

use super::replies::{Asked, asked, begin_reply, is_answered, is_emergency, send_reply};
use super::triage::{Answers, EmergencyKind, FixedAnswer, Rules, TriageLanguage, Words};

/// Every fixed answer, in each language that there is, with the numbers of the clinic's country.
///
/// # Errors
/// When the answers that are built in can't be read.
pub fn fixed_answers(tx: &Tx<'_>) -> Result<Vec<FixedAnswer>> {
    let answers = Answers::built_in().map_err(|fault| Error::internal(fault.to_string()))?;
    let country = clinic::profile(tx)?.countries.into_iter().next();
    let mut all = Vec::new();
    for kind in EmergencyKind::ALL {
        for language in TriageLanguage::ALL {
            let answer = answers.fixed(*kind, country.as_deref(), *language);
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
    let options = Content::of_reply(channel.platform, "").options;
    BeforehandAccount { platform: channel.platform, account_id: channel.account_id.clone(), options }
}

/// The fixed answer to what somebody wrote; none where nobody's life is at risk, and to a threat against the clinic.
///
/// # Errors
/// When rules or answers can't be read, or the store refuses.
pub fn fixed_answer_to(tx: &Tx<'_>, asked: &Asked) -> Result<Option<FixedAnswer>> {
    if !is_emergency(tx, asked)? {
        return Ok(None);
    }
    let clinic = clinic::profile(tx)?;
    let country = clinic.countries.into_iter().next();
    fixed(&asked.target().words, country.as_deref(), &clinic.language)
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

/// What lets an answer with these words go out at once; nothing where a doctor has to sign it first.
///
/// # Errors
/// When the store refuses.
pub fn signed_beforehand(tx: &Tx<'_>, now: Millis, asked: &Asked, text: &str) -> Result<Option<Given>> {
    let channel = clinic::channel(tx, asked.channel)?;
    gate::beforehand_covering(tx, now, (channel.platform, &channel.account_id), text)
}

/// Gives the fixed answer to what somebody wrote, under what was signed beforehand. It is due at once.
///
/// # Errors
/// When there is none, nobody signed it beforehand, somebody answers already, or nothing can go out just now.
pub fn give_fixed(tx: &Tx<'_>, env: &Env, by: PersonId, item: ItemId) -> Result<PostId> {
    let asked = asked(tx, item)?;
    let refuse = |why: &str| Err(Error::refused(ErrorCode::Invalid, why));
    let Some(answer) = fixed_answer_to(tx, &asked)? else {
        return refuse("There is no fixed answer to this. Ask a doctor now.");
    };
    let clinic = clinic::profile(tx)?;
    let channel = clinic::channel(tx, asked.channel)?;
    let platform = channel.platform.name();
    // What can't go out now must not look as if it did.
    if clinic.stopped.is_some() {
        return refuse(&format!("Everything is stopped, so nothing goes out. Answer in {platform}'s own app now."));
    }
    if channel.paused || channel.connection != ChannelConnection::Connected {
        let name = &channel.name;
        return refuse(&format!(
            "{name} is paused or not signed in, so nothing goes out. Answer in {platform}'s own app now."
        ));
    }
    if signed_beforehand(tx, env.now(), &asked, answer.text())?.is_none() {
        return refuse("No doctor has signed this answer beforehand. Send it for signature, and call a doctor now.");
    }
    // Whoever pressed a moment later did not see the first answer yet.
    if is_answered(tx, item)? {
        return refuse("The clinic has answered this already.");
    }
    let post = begin_reply(tx, env, by, item, (answer.text(), &Authors::nobody()))?;
    if draft::head(tx, post)?.content != Content::of_reply(channel.platform, answer.text()) {
        return refuse("Somebody has begun another answer to this. Send that one, or put it away first.");
    }
    send_reply(tx, env, by, post)?;
    if gate::apply_beforehand(tx, env, by, post)? {
        Ok(post)
    } else {
        refuse("What was signed beforehand does not cover this answer. Send it for signature, and call a doctor now.")
    }
}
