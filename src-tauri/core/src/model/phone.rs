//! Telephone numbers in the form that networks share (E.164): a country's calling code and the number there, in digits.
//!
//! Invariant: a number is personal data. No type here can be printed by accident: whoever needs the digits says so.

use zeroize::Zeroizing;

/// A telephone number that could exist: at most 15 digits, with the calling code of a country in front.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(Zeroizing<String>);

/// Why a text is no telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoNumber {
    /// Nothing was written.
    #[error("There is no number.")]
    Empty,
    /// It holds something that stands in no number.
    #[error("A number has digits only, with spaces, hyphens or brackets between them.")]
    NotDigits,
    /// It begins without a country's calling code, and the clinic's country has none here.
    #[error("Write the number with the country in front, such as +41 79 123 45 67.")]
    NoCountry,
    /// No country has this calling code.
    #[error("No country has a calling code that this number begins with.")]
    UnknownCountry,
    /// Too few digits.
    #[error("The number is too short.")]
    TooShort,
    /// Too many digits.
    #[error("The number is too long.")]
    TooLong,
}

/// The fewest digits, the calling code counted: the shortest that a mobile telephone has anywhere.
const FEWEST: usize = 8;
/// ITU-T E.164: the most digits, the calling code counted.
const MOST: usize = 15;

/// Calling codes of one and two digits that stand for themselves (ITU-T E.164, list of assigned codes).
const SHORT: [u16; 46] = [
    1, 7, 20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60,
    61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
];
/// Calling codes of three digits, as ranges.
const LONG: [(u16, u16); 28] = [
    (211, 213),
    (216, 216),
    (218, 218),
    (220, 258),
    (260, 269),
    (290, 291),
    (297, 299),
    (350, 359),
    (370, 378),
    (380, 383),
    (385, 387),
    (389, 389),
    (420, 421),
    (423, 423),
    (500, 509),
    (590, 599),
    (670, 670),
    (672, 683),
    (685, 692),
    (850, 850),
    (852, 853),
    (855, 856),
    (880, 880),
    (886, 886),
    (960, 968),
    (970, 977),
    (992, 996),
    (998, 998),
];

/// Countries, their calling code, and whether a leading 0 of a number at home is left out abroad.
const COUNTRIES: &[(&str, u16, bool)] = &[
    ("AE", 971, true),
    ("AT", 43, true),
    ("AU", 61, true),
    ("BE", 32, true),
    ("BG", 359, true),
    ("BR", 55, true),
    ("CA", 1, false),
    ("CH", 41, true),
    ("CY", 357, false),
    ("CZ", 420, false),
    ("DE", 49, true),
    ("DK", 45, false),
    ("EE", 372, false),
    ("EG", 20, true),
    ("ES", 34, false),
    ("FI", 358, true),
    ("FR", 33, true),
    ("GB", 44, true),
    ("GR", 30, false),
    ("HR", 385, true),
    ("HK", 852, false),
    ("IE", 353, true),
    ("IL", 972, true),
    ("IN", 91, true),
    ("IT", 39, false),
    ("JP", 81, true),
    ("KE", 254, true),
    ("LI", 423, false),
    ("LU", 352, false),
    ("LV", 371, false),
    ("MX", 52, false),
    ("NG", 234, true),
    ("NL", 31, true),
    ("NO", 47, false),
    ("NZ", 64, true),
    ("PH", 63, true),
    ("PK", 92, true),
    ("PL", 48, false),
    ("PT", 351, false),
    ("RO", 40, true),
    ("SA", 966, true),
    ("SE", 46, true),
    ("SG", 65, false),
    ("SI", 386, true),
    ("SK", 421, true),
    ("TR", 90, true),
    ("UA", 380, true),
    ("US", 1, false),
    ("ZA", 27, true),
];

impl PhoneNumber {
    /// Reads what a person wrote. Without a country in front it is a number of `country` (ISO 3166-1, two letters), if that
    /// is known.
    ///
    /// # Errors
    /// When it can be nobody's number.
    pub fn parse(written: &str, country: Option<&str>) -> Result<Self, NoNumber> {
        let mut digits = String::with_capacity(MOST + 2);
        let mut abroad = false;
        for c in written.trim().chars() {
            match c {
                '0'..='9' => digits.push(c),
                '+' if digits.is_empty() && !abroad => abroad = true,
                ' ' | '\u{a0}' | '\u{202f}' | '-' | '\u{2010}' | '\u{2011}' | '.' | '/' | '(' | ')' => {}
                _ => return Err(NoNumber::NotDigits),
            }
        }
        if digits.is_empty() {
            return Err(NoNumber::Empty);
        }
        let whole = if abroad {
            // `+41 (0)79` is written by many, and the 0 in it is dialled by nobody abroad.
            without_bracketed_zero(written).unwrap_or(digits)
        } else if let Some(rest) = digits.strip_prefix("00") {
            rest.to_owned()
        } else {
            let home = country.and_then(|country| COUNTRIES.iter().find(|(code, ..)| *code == country));
            let Some((_, calling, drops_zero)) = home else { return Err(NoNumber::NoCountry) };
            let national = if *drops_zero { digits.strip_prefix('0').unwrap_or(&digits) } else { &digits };
            format!("{calling}{national}")
        };
        Self::of_digits(&whole)
    }

    /// Takes digits that begin with a country's calling code, as the platform and the database write them.
    ///
    /// # Errors
    /// When it can be nobody's number.
    pub fn of_digits(digits: &str) -> Result<Self, NoNumber> {
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NoNumber::NotDigits);
        }
        if calling_code(digits).is_none() {
            return Err(NoNumber::UnknownCountry);
        }
        match digits.len() {
            ..FEWEST => Err(NoNumber::TooShort),
            FEWEST..=MOST => Ok(Self(Zeroizing::new(digits.to_owned()))),
            _ => Err(NoNumber::TooLong),
        }
    }

    /// The digits, the calling code first and no plus in front: for the one call, the one row or the one line that needs
    /// them.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The calling code of its country.
    pub fn calling_code(&self) -> u16 {
        calling_code(&self.0).unwrap_or_default()
    }

    /// As people read it: `+41 79 123 45 67`, in groups that every country understands.
    pub fn shown(&self) -> String {
        let code = self.calling_code().to_string();
        let rest = self.0.get(code.len()..).unwrap_or_default();
        let mut shown = format!("+{code}");
        for (index, digit) in rest.chars().enumerate() {
            if index % 3 == 0 {
                shown.push(' ');
            }
            shown.push(digit);
        }
        shown
    }
}

impl std::fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}

fn without_bracketed_zero(written: &str) -> Option<String> {
    let (before, after) = written.split_once("(0)")?;
    Some(before.chars().chain(after.chars()).filter(char::is_ascii_digit).collect())
}

/// The calling code that a number begins with, if a country has it.
fn calling_code(digits: &str) -> Option<u16> {
    let begins = |count: usize| digits.get(..count).and_then(|code| code.parse::<u16>().ok());
    if digits.starts_with('0') {
        return None;
    }
    [1, 2]
        .into_iter()
        .filter_map(begins)
        .find(|code| SHORT.contains(code))
        .or_else(|| begins(3).filter(|code| LONG.iter().any(|(first, last)| (first..=last).contains(&code))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str, country: Option<&str>) -> Result<String, NoNumber> {
        PhoneNumber::parse(written, country).map(|number| number.digits().to_owned())
    }

    #[test]
    fn one_number_is_the_same_however_it_is_written() {
        for written in ["+41 79 123 45 67", "0041791234567", "079 123 45 67", "+41 (0)79 123-45-67", "079/123.45.67"] {
            assert_eq!(read(written, Some("CH")).as_deref(), Ok("41791234567"), "{written}");
        }
        assert_eq!(read("+353 86 123 4567", Some("CH")).as_deref(), Ok("353861234567"));
    }

    #[test]
    fn a_zero_belongs_to_the_number_where_its_country_keeps_it() {
        assert_eq!(read("06 1234 5678", Some("IT")).as_deref(), Ok("390612345678"));
        assert_eq!(read("612 345 678", Some("ES")).as_deref(), Ok("34612345678"));
    }

    #[test]
    fn what_can_be_nobodys_number_is_refused_with_its_reason() {
        for (written, country, why) in [
            ("", Some("CH"), NoNumber::Empty),
            ("call me", Some("CH"), NoNumber::NotDigits),
            ("+41 79 ABC", Some("CH"), NoNumber::NotDigits),
            ("079 123 45 67", None, NoNumber::NoCountry),
            ("079 123 45 67", Some("XX"), NoNumber::NoCountry),
            ("+999 1234567", None, NoNumber::UnknownCountry),
            ("+0 79 123 45 67", None, NoNumber::UnknownCountry),
            ("+41 79 1", None, NoNumber::TooShort),
            ("+41 79 123 45 67 89 01 23", None, NoNumber::TooLong),
        ] {
            assert_eq!(read(written, country), Err(why), "{written}");
        }
    }

    #[test]
    fn a_number_does_not_show_itself() {
        let number = PhoneNumber::of_digits("41791234567").unwrap();
        assert_eq!(format!("{number:?}"), "PhoneNumber(…)");
        assert_eq!(number.shown(), "+41 791 234 567");
    }
}
