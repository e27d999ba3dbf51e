//! How long an answer may take, by how soon somebody has to look: what is usual, and what the clinic chose.
//!
//! Invariant: an emergency never waits longer than is usual, whatever a clinic chooses, and nothing more urgent waits longer than
//! something less urgent. Who changed it is on record, and what is open is reckoned anew in the same transaction.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Millis, PersonId};
use crate::store::{Tx, args};

use super::triage::Tier;
use super::urgency::{tier, urgency};
use super::waiting::reckon_anew;

/// How long an answer may take as long as nobody chose, by urgency, in minutes: minutes, an hour, a working day, two days. Our own
/// choice, after the tiers of the rules.
const USUAL: [u32; 4] = [5, 60, 8 * 60, 48 * 60];
/// The least and the most that can be chosen, in minutes. An emergency can be made shorter than usual and never longer; the rest lies
/// between what nobody could keep and what nobody would call an answer. Our own choice.
const BOUNDS: [(u32, u32); 4] = [(1, 5), (5, 24 * 60), (30, 3 * 24 * 60), (60, 14 * 24 * 60)];

/// How long answers may take, in minutes, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Targets([u32; 4]);

impl Targets {
    /// What is usual.
    pub const USUAL: Self = Self(USUAL);

    /// In minutes.
    pub fn minutes(&self, tier: Tier) -> u32 {
        self.0.get(usize::from(urgency(tier))).copied().unwrap_or(USUAL[3])
    }

    /// In milliseconds.
    pub(super) fn of(&self, tier: Tier) -> i64 {
        i64::from(self.minutes(tier)) * Millis::MINUTE
    }

    /// The same with so many minutes for one tier.
    #[must_use]
    pub fn with(mut self, tier: Tier, minutes: u32) -> Self {
        if let Some(own) = self.0.get_mut(usize::from(urgency(tier))) {
            *own = minutes;
        }
        self
    }

    /// The least and the most that can be chosen for a tier, in minutes.
    pub fn bounds(tier: Tier) -> (u32, u32) {
        BOUNDS.get(usize::from(urgency(tier))).copied().unwrap_or(BOUNDS[3])
    }
}

/// The clinic's targets.
///
/// # Errors
/// When the store refuses.
pub fn targets(tx: &Tx<'_>) -> Result<Targets> {
    let chosen = tx.all("SELECT urgency, minutes FROM answer_target", &[], |row| {
        Ok::<_, Error>((row.get::<u8>("urgency")?, row.get::<u32>("minutes")?))
    })?;
    Ok(chosen.into_iter().fold(Targets::USUAL, |targets, (urgency, minutes)| targets.with(tier(urgency), minutes)))
}

/// Somebody chooses how long answers may take. What is as usual is not kept, so that it stays usual.
///
/// # Errors
/// When one is out of its bounds, or longer than that of something less urgent; or the store refuses.
pub fn set_targets(tx: &Tx<'_>, env: &Env, by: PersonId, new: Targets) -> Result<()> {
    check(&new)?;
    if new == targets(tx)? {
        return Ok(());
    }
    tx.run("DELETE FROM answer_target", &[])?;
    let mut entry = Entry::done(Actor::Person(by), Action::AnswerTargetsSet);
    for (place, (minutes, usual)) in (0u8..).zip(new.0.into_iter().zip(USUAL)) {
        if minutes != usual {
            tx.run("INSERT INTO answer_target (urgency, minutes) VALUES ($1, $2)", args![place, minutes])?;
        }
        entry = entry.fact(tier(place).word(), minutes);
    }
    audit::record(tx, env, &entry.fact("usual", new == Targets::USUAL))?;
    reckon_anew(tx)
}

/// Where each is said: one field a tier, the most urgent first.
const FIELDS: [&str; 4] = ["life_at_risk", "urgent", "same_day", "when_there_is_time"];

fn check(new: &Targets) -> Result<()> {
    for ((minutes, (least, most)), field) in new.0.into_iter().zip(BOUNDS).zip(FIELDS) {
        if !(least..=most).contains(&minutes) {
            return Err(Error::invalid(field, format!("Choose between {} and {}.", said(least), said(most))));
        }
    }
    for (two, field) in new.0.windows(2).zip(FIELDS.into_iter().skip(1)) {
        if let [more, less] = two
            && less < more
        {
            let message =
                format!("This is less urgent than what is answered within {}. Give it no less time.", said(*more));
            return Err(Error::invalid(field, message));
        }
    }
    Ok(())
}

/// Minutes as people say them.
fn said(minutes: u32) -> String {
    let (count, unit) = match minutes {
        whole if whole % (24 * 60) == 0 => (whole / (24 * 60), "day"),
        whole if whole % 60 == 0 => (whole / 60, "hour"),
        _ => (minutes, "minute"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(targets: Targets) -> (Option<&'static str>, String) {
        match check(&targets) {
            Err(Error::Refused(refusal)) => (refusal.field, refusal.message),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn fields_are_called_as_the_tiers_are_and_what_is_usual_can_be_chosen() {
        for (place, field) in (0u8..).zip(FIELDS) {
            assert_eq!(tier(place).word(), field);
        }
        assert!(check(&Targets::USUAL).is_ok());
    }

    #[test]
    fn an_emergency_is_never_given_more_time_and_the_order_of_urgency_holds() {
        let emergency = Targets::USUAL.with(Tier::LifeAtRisk, 6);
        assert_eq!(refused(emergency), (Some("life_at_risk"), "Choose between 1 minute and 5 minutes.".to_owned()));
        assert!(check(&Targets::USUAL.with(Tier::LifeAtRisk, 1)).is_ok());
        let order = refused(Targets::USUAL.with(Tier::SameDay, 45));
        assert_eq!(order.0, Some("same_day"));
        assert!(order.1.contains("within 1 hour"), "{}", order.1);
    }
}
