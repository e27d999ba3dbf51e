//! Use cases of what is signed beforehand: what the fixed answers say, which gestures there are, signing them, and giving an answer.
//!
//! Invariant: what is signed is put together from the rules' own texts and the clinic's own channels; a request names texts and gestures and
//! brings none. Signing is a person's ([`Api::sign_fixed_answers`], beside the signing of posts), and so is taking it back.

use std::sync::Arc;

use super::context::{Api, Who};
use super::types::{
    FixedAnswerChannel, FixedAnswerGive, FixedAnswerGiver, FixedAnswerRow, FixedAnswers, FixedAnswersChoose,
    FixedAnswersToSign, GestureSigned, Post, SignableGesture,
};
use super::views::{self, here, name_of, names};
use super::when::when;
use crate::clinic::{self, Caller};
use crate::engage::triage::{Answers, TriageLanguage};
use crate::engage::{self, account_to_be_signed, to_be_signed};
use crate::error::{Error, ErrorCode, Result};
use crate::gate::{self, BeforehandGesture, Given};
use crate::model::Millis;
use crate::store::Tx;

/// How long before its end it is said that a signature ends: a month in which somebody can read and sign again.
const SOON: i64 = 30 * Millis::DAY;

pub(super) fn get(api: &Api, caller: &Caller, (): ()) -> Result<FixedAnswers> {
    let now = api.env.now();
    api.db.read(|tx| answers(tx, caller, now))
}

fn answers(tx: &Tx<'_>, caller: &Caller, now: Millis) -> Result<FixedAnswers> {
    let (profile, (_, zone), names) = (clinic::profile(tx)?, here(tx)?, names(tx)?);
    let given = gate::beforehand_given(tx, now)?;
    let in_force = given.iter().position(Given::is_enough);
    // What was signed before what is in force waits for nobody.
    let waits = given.iter().take(in_force.unwrap_or(given.len())).next();
    let in_force = in_force.and_then(|at| given.get(at));
    let who = |given: &Given| -> Vec<FixedAnswerGiver> {
        let shown = given.by.iter().map(|giver| FixedAnswerGiver {
            name: name_of(&names, giver.person),
            at: when(giver.at, &zone),
            mine: giver.person == caller.person,
        });
        shown.collect()
    };
    let own = TriageLanguage::of_tag(&profile.language).unwrap_or(TriageLanguage::English);
    let proposed = waits.or(in_force).map(|given| &given.beforehand);
    let rows = engage::fixed_answers(tx)?.into_iter().map(|answer| FixedAnswerRow {
        kind: answer.kind(),
        language: answer.language(),
        number: answer.number().number().to_owned(),
        country: answer.number().country().map(str::to_owned),
        source: answer.number().source().to_owned(),
        signed: in_force.is_some_and(|given| given.beforehand.has_text(answer.text())),
        proposed: proposed.map_or_else(
            || answer.language() == TriageLanguage::English || answer.language() == own,
            |signed| signed.body.texts.iter().any(|text| is_of(text, &answer)),
        ),
        text: answer.text().to_owned(),
    });
    let channels = engage::channels_that_answer(tx)?.into_iter().map(|channel| FixedAnswerChannel {
        channel_id: channel.id,
        signed: in_force.is_some_and(|given| given.beforehand.has_account(channel.platform, &channel.account_id)),
        name: channel.name,
        platform: channel.platform,
    });
    let proposes = waits.or(in_force).map(|given| &given.beforehand);
    let gestures = engage::gesture_accounts(tx)?.into_iter().map(|(channel, rule)| SignableGesture {
        channel_id: channel.id,
        gesture: rule.gesture,
        note: rule.note.to_owned(),
        signed: in_force
            .is_some_and(|given| given.beforehand.lets(channel.platform, &channel.account_id, rule.gesture)),
        // Nothing is proposed that no doctor wanted yet.
        proposed: proposes.is_some_and(|signed| signed.lets(channel.platform, &channel.account_id, rule.gesture)),
        name: channel.name,
        platform: channel.platform,
    });
    let until = in_force.map(|given| given.beforehand.body.not_after);
    let checked = Answers::built_in().map_err(|fault| Error::internal(fault.to_string()))?.numbers().date().to_owned();
    Ok(FixedAnswers {
        answers: rows.collect(),
        checked,
        channels: channels.collect(),
        gestures: gestures.collect(),
        signed_by: in_force.map(who).unwrap_or_default(),
        until: until.map(|at| when(at, &zone)),
        ends_soon: until.is_some_and(|at| at.since(now) < SOON),
        waits: waits.map(who).unwrap_or_default(),
        needed: clinic::signing_rule(tx)?.doctors.number(),
    })
}

fn is_of(text: &gate::BeforehandText, answer: &engage::triage::FixedAnswer) -> bool {
    text.answer == answer.kind().word() && text.language == answer.language().word()
}

/// Puts together what a doctor wants to sign.
pub(super) fn choose(api: &Api, _: &Caller, chosen: FixedAnswersChoose) -> Result<FixedAnswersToSign> {
    let env = Arc::clone(&api.env);
    api.db.write(move |tx| {
        let is_chosen = |answer: &engage::triage::FixedAnswer| {
            chosen.answers.iter().any(|it| it.kind == answer.kind() && it.language == answer.language())
        };
        let texts: Vec<_> = engage::fixed_answers(tx)?.iter().filter(|it| is_chosen(it)).map(to_be_signed).collect();
        let mut gestures = Vec::new();
        let mut done = Vec::new();
        for (channel, rule) in engage::gesture_accounts(tx)? {
            if chosen.gestures.iter().any(|it| it.channel_id == channel.id && it.gesture == rule.gesture) {
                done.push(GestureSigned { channel: channel.name, platform: channel.platform, gesture: rule.gesture });
                gestures.push(BeforehandGesture {
                    platform: channel.platform,
                    account_id: channel.account_id,
                    gesture: rule.gesture,
                });
            }
        }
        if texts.is_empty() && gestures.is_empty() {
            return Err(Error::invalid("answers", "Choose at least one answer or action to sign."));
        }
        let channels = if texts.is_empty() { Vec::new() } else { engage::channels_that_answer(tx)? };
        if channels.is_empty() && !texts.is_empty() {
            let why = "No channel of this clinic takes answers from Countersign. Connect one first.";
            return Err(Error::refused(ErrorCode::Invalid, why));
        }
        let accounts = channels.iter().map(account_to_be_signed).collect();
        let made = gate::prepare_beforehand(tx, &env, (texts, accounts), gestures)?;
        let (_, zone) = here(tx)?;
        Ok(FixedAnswersToSign {
            digest: made.digest,
            texts: made.body.texts.iter().map(|text| text.text.clone()).collect(),
            channels: channels.into_iter().map(|channel| channel.name).collect(),
            gestures: done,
            until: when(made.body.not_after, &zone),
        })
    })
}

/// Gives the fixed answer to what somebody wrote.
pub(super) fn give(api: &Api, caller: &Caller, wanted: FixedAnswerGive) -> Result<Post> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let given = api.db.write(move |tx| {
        let post = engage::give_fixed(tx, &env, by, wanted.item_id, &wanted.text)?;
        views::post(tx, &env, post)
    })?;
    api.dispatcher.wake();
    Ok(given)
}

impl Api {
    /// Takes back every signature that was given under fixed answers.
    ///
    /// # Errors
    /// When the caller is no doctor, or there is none.
    pub fn revoke_fixed_answers(&self) -> Result<FixedAnswers> {
        let caller = self.admit(Who::Doctor, "fixed_answers_revoke")?;
        let (env, by) = (Arc::clone(&self.env), caller.person);
        self.db.write(move |tx| gate::revoke_beforehand(tx, &env, by))?;
        get(self, &caller, ())
    }
}
