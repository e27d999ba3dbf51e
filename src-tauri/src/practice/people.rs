//! Who writes to the practice clinic: people who follow it from its first day on, and those who have written already when
//! somebody opens the inbox for the first time.
//!
//! Invariant: nobody's words are real. Only platforms of our own get people: those that somebody else runs have theirs already.

use countersign_core::model::Millis;
use countersign_core::model::zone::{Zone, names};
use countersign_practice::{Account, Control, Platform, Population, Said};

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

/// Who wrote before anybody looked: where, and in which words.
const FIRST: [(&str, Platform, To, &str); 12] = [
    ("Meena Pillai", Platform::Facebook, To::All, "Such a kind team, thank you for explaining everything so calmly 🙏"),
    ("Carlos Vega", Platform::Facebook, To::Alone, "¿Puedo pedir una cita para el sábado?"),
    ("Jonas Keller", Platform::Facebook, To::Alone, "Was kostet der Gesundheitscheck?"),
    ("Sunita Sharma", Platform::Facebook, To::All, "फ़ोन कोई नहीं उठाता, बहुत ख़राब सेवा।"),
    ("Arif Khan", Platform::X, To::All, "2 ghante wait karaya, koi sunta nahi"),
    ("Claire Petit", Platform::Facebook, To::Alone, "Dois-je arrêter mes comprimés avant la prise de sang ?"),
    ("Nadia Haddad", Platform::Facebook, To::Alone, "هل يمكنني حجز موعد يوم الخميس؟"),
    ("Joseph Dias", Platform::Facebook, To::All, "Worst service ever, I waited three hours and want to complain."),
    ("Anita Rao", Platform::Facebook, To::Alone, "I am very disappointed and want to complain about the front desk."),
    ("Kavya Shetty", Platform::Facebook, To::Alone, "I got a rash after starting the new tablet. Should I go on?"),
    ("Lakshmi Prasad", Platform::Facebook, To::Alone, "Can I book an appointment for Monday?"),
    ("Ravi Nair", Platform::Facebook, To::Alone, "My father has severe chest pain right now, what should we do?"),
];

/// Gives the platforms their people, and has the first of them write.
pub fn arrive(control: &Control, now: Millis) {
    let zone = local_zone(&names()).and_then(|name| Zone::named(&name).ok());
    let offset_minutes = zone.map_or(Population::default().offset_minutes, |zone| zone.clock_at(now).offset_minutes());
    control.populate(Population { people: FOLLOWERS, offset_minutes });
    let accounts = control.accounts();
    let own = |platform: Platform| -> Option<&Account> { accounts.iter().find(|it| it.platform == platform) };
    for (who, platform, to, words) in FIRST {
        let (Some(account), said) = (own(platform), Said::new(who, words)) else { continue };
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
        let alone = FIRST.iter().filter(|(_, on, to, _)| *on == Platform::Facebook && matches!(to, To::Alone));
        let heard: BTreeSet<String> = control.messages(&page).into_iter().map(|it| it.text).collect();
        assert_eq!(heard, alone.map(|(.., words)| (*words).to_owned()).collect());

        let rules = Rules::built_in().unwrap();
        let found: Vec<_> = FIRST.iter().map(|(.., words)| rules.triage(&Words::new(words))).collect();
        assert_eq!(found.iter().filter(|it| it.tier == Tier::LifeAtRisk).count(), 1, "{found:#?}");
        let about =
            |category| found.iter().filter(|it| it.fired.iter().any(|fired| fired.category == category)).count();
        assert!(about(TriageCategory::SideEffect) >= 1 && about(TriageCategory::Complaint) >= 2, "{found:#?}");
        assert!(about(TriageCategory::Appointment) >= 2, "{found:#?}");
        platforms.shutdown().await;
    }
}
