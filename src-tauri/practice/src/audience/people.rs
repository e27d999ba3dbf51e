//! The people who see what an account publishes: their names, their languages, and what each platform calls them.
//!
//! Invariant: somebody is known by their handle alone, so whoever writes by hand and whoever the population sends are the
//! same person wherever the handle is the same.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::dice::Dice;
use crate::account::Platform;
use crate::chance::code_of;

/// A language that people write in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tongue {
    /// English.
    English,
    /// Hindi in its own letters.
    Hindi,
    /// Hindi in Latin letters, as many type it.
    LatinHindi,
    /// Spanish.
    Spanish,
    /// German.
    German,
    /// French.
    French,
    /// Arabic.
    Arabic,
}

impl Tongue {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::English, Self::Hindi, Self::LatinHindi, Self::Spanish, Self::German, Self::French, Self::Arabic];
}

/// Somebody who is no account of the clinic's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name that readers see.
    pub name: String,
    /// The name in addresses: at most 15 Latin letters, digits and underscores, as X has it.
    pub handle: String,
    /// What they write in.
    pub tongue: Tongue,
}

const NAMES: [(&str, &[&str], &[&str]); 6] = [
    ("en", &["Olivia", "Noah", "Amelia", "Jack", "Grace", "Henry"], &["Walker", "Hughes", "Bennett", "Price"]),
    ("hi", &["Asha", "Rohan", "Kavita", "Imran", "Meera", "Arjun"], &["Sharma", "Patel", "Iyer", "Khan"]),
    ("es", &["Lucía", "Mateo", "Carmen", "Diego"], &["García", "Torres", "Romero"]),
    ("de", &["Lena", "Jonas", "Greta", "Felix"], &["Schäfer", "Vogel", "Krüger"]),
    ("fr", &["Camille", "Hugo", "Élodie", "Louis"], &["Moreau", "Lefèvre", "Garnier"]),
    ("ar", &["ليلى", "عمر", "سارة", "يوسف"], &["حداد", "منصور", "الخطيب"]),
];
const HANDLES: [&str; 12] =
    ["asha", "rohan", "olive", "jonas", "camille", "leila", "mateo", "grace", "imran", "greta", "hugo", "meera"];

/// The population's member of this number: of seven that follow each other three write English, two Hindi in either letters.
pub(super) fn member(seed: u64, number: u32) -> Person {
    let mut dice = Dice::of(seed, &["person", &number.to_string()]);
    let tongue = match dice.below(14) {
        0..=4 => Tongue::English,
        5 | 6 => Tongue::Hindi,
        7 | 8 => Tongue::LatinHindi,
        9 => Tongue::Spanish,
        10 => Tongue::German,
        11 => Tongue::French,
        _ => Tongue::Arabic,
    };
    let names = match tongue {
        Tongue::English => "en",
        Tongue::Hindi | Tongue::LatinHindi => "hi",
        Tongue::Spanish => "es",
        Tongue::German => "de",
        Tongue::French => "fr",
        Tongue::Arabic => "ar",
    };
    let (_, first, last) = NAMES.iter().find(|(code, _, _)| *code == names).copied().unwrap_or(("", &[], &[]));
    let handle = format!("{}_{number}", dice.pick(&HANDLES).copied().unwrap_or("guest"));
    let name = format!("{} {}", dice.pick(first).unwrap_or(&"Guest"), dice.pick(last).unwrap_or(&"Reader"));
    Person { name, handle, tongue }
}

impl Person {
    /// Somebody who writes by hand: whatever the handle has that X does not take is left out.
    pub(crate) fn called(handle: &str, tongue: Tongue) -> Self {
        let name = handle.to_owned();
        let mut handle: String =
            handle.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_').take(15).collect();
        if handle.is_empty() {
            handle = format!("guest_{}", code_of(&["person", &name], 8));
        }
        Self { name, handle, tongue }
    }

    /// What a platform calls them.
    pub(crate) fn id(&self, platform: Platform) -> String {
        let word = |length: usize| code_of(&["person", &format!("{platform:?}"), &self.handle], length);
        match platform {
            Platform::Facebook => format!("24{}", self.digits(platform, 15)),
            Platform::Instagram => format!("17{}", self.digits(platform, 15)),
            Platform::X => format!("1{}", self.digits(platform, 17)),
            Platform::Whatsapp => format!("9170000{}", self.digits(platform, 5)),
            Platform::Youtube => format!("UC{}", word(22)),
            Platform::Linkedin => format!("urn:li:person:{}", word(10)),
            Platform::Tiktok | Platform::Bucket => word(20),
        }
    }

    fn digits(&self, platform: Platform, length: usize) -> String {
        let bytes = Sha256::new().chain_update(format!("{platform:?} {}", self.handle)).finalize();
        bytes.iter().take(length).map(|byte| char::from(b'0' + byte % 10)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_the_same_wherever_the_handle_is_and_handles_fit_every_platform() {
        let (one, again) = (member(7, 12), member(7, 12));
        assert_eq!(one, again);
        assert_eq!(one.id(Platform::X), again.id(Platform::X));
        assert_ne!(one.id(Platform::X), one.id(Platform::Facebook));
        let handles: std::collections::BTreeSet<String> = (0..500).map(|number| member(7, number).handle).collect();
        assert_eq!(handles.len(), 500, "no two people share a handle");
        assert!(handles.iter().all(|handle| handle.len() <= 15 && handle.is_ascii()));
        assert_eq!(Person::called("Herr Müller!", Tongue::German).handle, "HerrMller");
        assert!(Person::called("ليلى", Tongue::Arabic).handle.starts_with("guest_"));
    }

    #[test]
    fn every_language_is_spoken_among_a_hundred() {
        let spoken: Vec<Tongue> = (0..100).map(|number| member(1, number).tongue).collect();
        assert!(Tongue::ALL.iter().all(|tongue| spoken.contains(tongue)));
    }
}
