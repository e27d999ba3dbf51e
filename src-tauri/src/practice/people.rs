//! Who writes to the practice clinic: people who follow it from its first day on, and those who have written already when
//! somebody opens the inbox for the first time.
//!
//! Invariant: nobody's words are real. Only platforms of our own get people: those that somebody else runs have theirs already.

use countersign_core::model::Millis;
use countersign_core::model::zone::{Zone, names};
use countersign_practice::{Account, Control, Matter, Platform, Population, Said, Tongue, words};

use crate::place::local_zone;

/// How many follow each account: enough for some comments under each post, few enough to read all of them.
const FOLLOWERS: u32 = 250;

/// Where somebody writes.
#[derive(Debug, Clone, Copy)]
enum To {
    /// To the clinic alone.
    Alone,
    /// In public, naming it.
    All,
}

/// Who wrote before anybody looked: where, what about, in which language, and which of the texts on it.
const FIRST: [(&str, Platform, To, Matter, Tongue, u64); 12] = [
    ("Meena Pillai", Platform::Facebook, To::All, Matter::Praise, Tongue::English, 0),
    ("Carlos Vega", Platform::Facebook, To::Alone, Matter::Appointment, Tongue::Spanish, 0),
    ("Jonas Keller", Platform::Facebook, To::Alone, Matter::Price, Tongue::German, 0),
    ("Sunita Sharma", Platform::Facebook, To::All, Matter::Complaint, Tongue::Hindi, 0),
    ("Arif Khan", Platform::X, To::All, Matter::Complaint, Tongue::LatinHindi, 0),
    ("Claire Petit", Platform::Facebook, To::Alone, Matter::Advice, Tongue::French, 0),
    ("Nadia Haddad", Platform::Facebook, To::Alone, Matter::Appointment, Tongue::Arabic, 0),
    ("Joseph Dias", Platform::Facebook, To::All, Matter::Complaint, Tongue::English, 0),
    ("Kavya Shetty", Platform::Facebook, To::Alone, Matter::AdverseEvent, Tongue::English, 0),
    ("Lakshmi Prasad", Platform::Facebook, To::Alone, Matter::Appointment, Tongue::English, 0),
    ("Tom Fischer", Platform::X, To::All, Matter::Troll, Tongue::English, 1),
    ("Ravi Nair", Platform::Facebook, To::Alone, Matter::Emergency, Tongue::English, 0),
];

/// Gives the platforms their people, and has the first of them write.
pub fn arrive(control: &Control, now: Millis) {
    let zone = local_zone(&names()).and_then(|name| Zone::named(&name).ok());
    let offset_minutes = zone.map_or(Population::default().offset_minutes, |zone| zone.clock_at(now).offset_minutes());
    control.populate(Population { people: FOLLOWERS, offset_minutes });
    let accounts = control.accounts();
    let own = |platform: Platform| -> Option<&Account> { accounts.iter().find(|it| it.platform == platform) };
    for (who, platform, to, matter, tongue, which) in FIRST {
        let (Some(account), said) = (own(platform), Said::new(who, words(matter, tongue, which))) else { continue };
        let written = match to {
            To::Alone => control.message(account, &said),
            To::All => control.mention(account, &said),
        };
        // A platform that takes none of it has one writer less.
        if written.is_err() {
            tracing::debug!(?platform, "somebody could not write to the practice clinic");
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that can not go on has failed")]

    use std::collections::BTreeSet;

    use countersign_core::engage::triage::{Rules, Tier, TriageCategory, Words};
    use countersign_practice::{Options, PracticeClock, PracticePlatforms};

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn those_who_wrote_first_are_an_emergency_a_side_effect_complaints_and_wishes_in_several_languages() {
        let clock = PracticeClock::driven(1_795_228_200_000);
        let options = Options { port: 0, state_file: None, clock, seed: 1 };
        let platforms = PracticePlatforms::start(options).await.unwrap();
        let control = platforms.control();
        assert_eq!(control.population().people, 0, "nobody is there before they arrive");
        arrive(&control, Millis(1_795_228_200_000));
        assert_eq!(control.population().people, FOLLOWERS);

        let page = control.accounts().into_iter().find(|it| it.platform == Platform::Facebook).unwrap();
        let alone =
            FIRST.iter().filter(|(_, platform, to, ..)| *platform == Platform::Facebook && matches!(to, To::Alone));
        let heard: BTreeSet<String> = control.messages(&page).into_iter().map(|it| it.text).collect();
        assert_eq!(
            heard,
            alone.map(|(.., matter, tongue, which)| words(*matter, *tongue, *which).to_owned()).collect()
        );

        let rules = Rules::built_in().unwrap();
        let found: Vec<_> = FIRST
            .iter()
            .map(|(.., matter, tongue, which)| rules.triage(&Words::new(words(*matter, *tongue, *which))))
            .collect();
        assert_eq!(found.iter().filter(|it| it.tier == Tier::LifeAtRisk).count(), 1, "{found:#?}");
        let about =
            |category| found.iter().filter(|it| it.fired.iter().any(|fired| fired.category == category)).count();
        assert!(about(TriageCategory::SideEffect) >= 1 && about(TriageCategory::Complaint) >= 2, "{found:#?}");
        assert!(about(TriageCategory::Appointment) >= 2, "{found:#?}");
        platforms.shutdown().await;
    }
}
