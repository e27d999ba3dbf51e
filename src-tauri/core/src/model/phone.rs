//! Telephone numbers in the form that networks share (E.164): a country's calling code and the number there, in digits.
//!
//! Invariant: a number is personal data. No type here can be printed by accident: whoever needs the digits says so. A number
//! has one form, however it was written: an opt-out is found by it. What could be read in two ways is refused.

mod plan;

use zeroize::Zeroizing;

use plan::{BEGIN_WITH_ZERO, COUNTRIES, Country, Trunk, calling_code};

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
    /// It begins as its own country's calling code does, and nothing says that it is meant as one.
    #[error("This number begins like one with the country in front. Write a + before the country: +41 79 123 45 67.")]
    PlusMissing,
    /// No country has this calling code.
    #[error("No country has a calling code that this number begins with.")]
    UnknownCountry,
    /// No number of its country begins so.
    #[error("No number of this country begins so. Look for a digit too many, or a country that is there twice.")]
    NotThere,
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

impl PhoneNumber {
    /// Reads what a person wrote. Without a country in front it is a number of `country` (ISO 3166-1, two letters), if that
    /// is known.
    ///
    /// # Errors
    /// When it can be nobody's number, or somebody else's as well.
    pub fn parse(written: &str, country: Option<&str>) -> Result<Self, NoNumber> {
        // `(0)` is told from every other 0 by its brackets alone.
        let mut compact = Zeroizing::new(String::with_capacity(MOST + 6));
        let mut plus = false;
        for c in written.trim().chars() {
            match c {
                '0'..='9' | '(' | ')' => compact.push(c),
                '+' if compact.chars().all(|c| c == '(') && !plus => plus = true,
                ' ' | '\u{a0}' | '\u{202f}' | '-' | '\u{2010}' | '\u{2011}' | '.' | '/' => {}
                _ => return Err(NoNumber::NotDigits),
            }
        }
        let bracketed = compact.contains("(0)");
        let digits = Zeroizing::new(compact.chars().filter(char::is_ascii_digit).collect::<String>());
        if digits.is_empty() {
            return Err(NoNumber::Empty);
        }
        let home = country.and_then(|country| COUNTRIES.iter().find(|known| known.name == country));
        let abroad = if plus {
            Some(digits.as_str())
        } else {
            home.and_then(|home| digits.strip_prefix(home.abroad)).or_else(|| digits.strip_prefix("00"))
        };
        let whole = match (abroad, home) {
            (Some(rest), _) => from_abroad(rest, bracketed)?,
            (None, Some(home)) => at_home(&digits, home)?,
            (None, None) => return Err(NoNumber::NoCountry),
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
        let calling = calling_code(digits).ok_or(NoNumber::UnknownCountry)?;
        let national = digits.get(calling.to_string().len()..).unwrap_or_default();
        let digits = Zeroizing::new(format!("{calling}{}", one_form(calling, national).as_str()));
        match digits.len() {
            ..FEWEST => Err(NoNumber::TooShort),
            FEWEST..=MOST => Ok(Self(digits)),
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

/// A number that has its country in front.
fn from_abroad(digits: &str, bracketed: bool) -> Result<Zeroizing<String>, NoNumber> {
    let calling = calling_code(digits).ok_or(NoNumber::UnknownCountry)?;
    let code = calling.to_string();
    let rest = digits.strip_prefix(code.as_str()).unwrap_or_default();
    let Some(country) = COUNTRIES.iter().find(|known| known.calling == calling) else {
        // Nothing is known of the numbers there but that a 0 in brackets is dialled at home only.
        let rest = if bracketed { rest.strip_prefix('0').unwrap_or(rest) } else { rest };
        // Whether a 0 belongs to it is not known: it could be two numbers.
        if rest.starts_with('0') && !BEGIN_WITH_ZERO.contains(&calling) {
            return Err(NoNumber::NotThere);
        }
        return Ok(Zeroizing::new(format!("{code}{rest}")));
    };
    let rest = match country.trunk {
        Trunk::Dropped => rest.strip_prefix('0').unwrap_or(rest),
        Trunk::None if bracketed => rest.strip_prefix('0').unwrap_or(rest),
        Trunk::None | Trunk::Kept | Trunk::Code => rest,
    };
    whole(country, rest)
}

/// A number without its country in front.
fn at_home(digits: &str, home: &Country) -> Result<Zeroizing<String>, NoNumber> {
    match home.trunk {
        Trunk::Dropped => {
            if let Some(rest) = digits.strip_prefix('0') {
                return whole(home, rest);
            }
        }
        Trunk::Code => {
            if let Some(rest) = digits.strip_prefix('1') {
                return whole(home, rest);
            }
        }
        Trunk::Kept | Trunk::None => {}
    }
    // A table program takes the 0 in front away, so a number may begin with anything, even with what the country has.
    let begins = digits.strip_prefix(home.calling.to_string().as_str());
    if begins.is_some_and(|rest| whole(home, rest).is_ok()) {
        return Err(NoNumber::PlusMissing);
    }
    whole(home, digits)
}

/// A number of a country whose mobile numbers are written in two ways, in one of them: an opt-out is found by it.
fn one_form(calling: u16, national: &str) -> Zeroizing<String> {
    let digit_at = |at: usize| national.as_bytes().get(at).copied();
    Zeroizing::new(match (calling, national.len()) {
        // Mexico gave up the 1 before a mobile number in 2019, and it is still written.
        (52, 11) => national.strip_prefix('1').unwrap_or(national).to_owned(),
        // Brazil put a 9 before its mobile numbers by 2016, and WhatsApp knows some by the form of before (Anatel,
        // resolution 553/2010; a number of the fixed network begins with 2 to 5 after the area).
        (55, 10) if digit_at(2).is_some_and(|digit| (b'6'..=b'9').contains(&digit)) => {
            let (area, rest) = national.split_at(2);
            format!("{area}9{rest}")
        }
        // Argentina's mobile numbers have a 9 in front when called from abroad, as WhatsApp wants them.
        (54, 10) if !national.starts_with('9') => format!("9{national}"),
        _ => national.to_owned(),
    })
}

/// The calling code and a number of that country, if it has as many digits as numbers there have.
fn whole(country: &Country, national: &str) -> Result<Zeroizing<String>, NoNumber> {
    let national = &*one_form(country.calling, national);
    let (fewest, most) = country.digits;
    if national.len() < fewest {
        return Err(NoNumber::TooShort);
    }
    if national.len() > most {
        return Err(NoNumber::TooLong);
    }
    // No number there begins so: it has a second country, or a second 0, in front.
    let doubled = match country.trunk {
        Trunk::Dropped | Trunk::None => national.starts_with('0'),
        Trunk::Code => national.starts_with(['0', '1']),
        Trunk::Kept => false,
    };
    if doubled {
        return Err(NoNumber::NotThere);
    }
    Ok(Zeroizing::new(format!("{}{national}", country.calling)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str, country: Option<&str>) -> Result<String, NoNumber> {
        PhoneNumber::parse(written, country).map(|number| number.digits().to_owned())
    }

    #[test]
    fn one_number_is_the_same_however_it_is_written() {
        for written in [
            "+41 79 123 45 67",
            "0041791234567",
            "079 123 45 67",
            "+41 (0)79 123-45-67",
            "079/123.45.67",
            "0041 (0)79 123 45 67",
            "+41 079 123 45 67",
            "+41 ( 0 ) 79 123 45 67",
            "(+41) 79 123 45 67",
            "(079) 123 45 67",
            "(0)79 123 45 67",
            "791234567",
        ] {
            assert_eq!(read(written, Some("CH")).as_deref(), Ok("41791234567"), "{written}");
        }
        assert_eq!(read("+353 86 123 4567", Some("CH")).as_deref(), Ok("353861234567"));
        for (written, country) in [
            ("+1 415 555 0100", "CH"),
            ("1 415 555 0100", "US"),
            ("(415) 555-0100", "CA"),
            ("001 415 555 0100", "CH"),
            ("011 1 415 555 0100", "US"),
            ("0011 1 415 555 0100", "AU"),
            ("010 1 415 555 0100", "JP"),
        ] {
            assert_eq!(read(written, Some(country)).as_deref(), Ok("14155550100"), "{written}");
        }
        for written in ["+52 55 1234 5678", "+52 1 55 1234 5678"] {
            assert_eq!(read(written, Some("CH")).as_deref(), Ok("525512345678"), "{written}");
        }
    }

    #[test]
    fn a_mobile_number_that_is_written_in_two_ways_is_one() {
        for (written, one) in [
            ("+55 11 98765-4321", "5511987654321"),
            ("+55 11 8765-4321", "5511987654321"),
            ("+55 11 3456-7890", "551134567890"),
            ("+54 9 11 2345 6789", "5491123456789"),
            ("+54 11 2345 6789", "5491123456789"),
            ("+52 1 55 1234 5678", "525512345678"),
        ] {
            assert_eq!(read(written, Some("CH")).as_deref(), Ok(one), "{written}");
        }
        // As WhatsApp names them, and as the database has them.
        for (digits, one) in [("551187654321", "5511987654321"), ("5215512345678", "525512345678")] {
            let number = PhoneNumber::of_digits(digits).unwrap();
            assert_eq!(number.digits(), one);
            assert_eq!(PhoneNumber::of_digits(one).unwrap(), number);
        }
    }

    #[test]
    fn a_zero_after_a_calling_code_is_taken_only_where_it_is_known_to_belong_there() {
        assert_eq!(read("+66 81 234 5678", Some("CH")).as_deref(), Ok("66812345678"));
        assert_eq!(read("+66 (0)81 234 5678", Some("CH")).as_deref(), Ok("66812345678"));
        assert_eq!(read("+66 081 234 5678", Some("CH")), Err(NoNumber::NotThere));
        assert_eq!(read("+225 07 12 34 56 78", Some("CH")).as_deref(), Ok("2250712345678"));
    }

    #[test]
    fn what_could_be_two_numbers_is_refused() {
        for (written, country, why) in [
            // The country without a plus.
            ("41791234567", "CH", NoNumber::PlusMissing),
            ("919845012345", "IN", NoNumber::PlusMissing),
            ("436641234567", "AT", NoNumber::PlusMissing),
            // Another country without a plus.
            ("353861234567", "CH", NoNumber::TooLong),
            // A country twice, and a way out of the country that is none there.
            ("+41 41 79 123 45 67", "CH", NoNumber::TooLong),
            ("+1 1 415 555 010", "US", NoNumber::NotThere),
            ("0011 41 79 123 45 67", "CH", NoNumber::TooLong),
            ("011 41 79 123 45 67", "CH", NoNumber::TooLong),
            ("+41 0079 123 45 6", "CH", NoNumber::NotThere),
        ] {
            assert_eq!(read(written, Some(country)), Err(why), "{written}");
        }
    }

    #[test]
    fn a_zero_belongs_to_the_number_where_its_country_keeps_it() {
        for written in ["06 1234 5678", "+39 06 1234 5678", "+39 (0)6 1234 5678"] {
            assert_eq!(read(written, Some("IT")).as_deref(), Ok("390612345678"), "{written}");
        }
        assert_eq!(read("391 234 5678", Some("IT")).as_deref(), Ok("393912345678"));
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
