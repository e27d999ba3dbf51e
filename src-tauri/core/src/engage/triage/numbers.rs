//! Emergency numbers and lines that help, by country.
//!
//! Invariant: a [`VerifiedNumber`] comes out of `emergency_numbers.json` and from nowhere else, where it is marked as verified and names
//! its source; an emergency number has to be among those that libphonenumber lists for its country as well. What is not verified is read
//! and forgotten.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::answers::AnswersFault;

/// A number that was checked, and can be made of nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedNumber {
    number: String,
    country: Option<String>,
    source: String,
}

impl VerifiedNumber {
    /// The number as people dial it; an address for some offices that are told of side effects.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The country that it is of (ISO 3166-1, two letters); none for the one that works in many.
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// Where it was seen.
    pub fn source(&self) -> &str {
        &self.source
    }
}

#[derive(Deserialize)]
struct File {
    date: String,
    check_again: String,
    unknown: Line,
    countries: Vec<CountryFile>,
}

#[derive(Deserialize)]
struct CountryFile {
    country: String,
    emergency: Line,
    ambulance: Line,
    listed: Vec<String>,
    crisis_line: Option<Line>,
    poison: Option<Line>,
    side_effects: Option<Line>,
}

#[derive(Deserialize)]
struct Line {
    number: String,
    verified: bool,
    source: String,
}

#[derive(Default)]
struct Country {
    emergency: Option<VerifiedNumber>,
    ambulance: Option<VerifiedNumber>,
    crisis_line: Option<VerifiedNumber>,
    poison: Option<VerifiedNumber>,
    side_effects: Option<VerifiedNumber>,
}

/// Every verified number.
pub struct EmergencyNumbers {
    date: String,
    check_again: String,
    anywhere: VerifiedNumber,
    countries: BTreeMap<String, Country>,
}

impl EmergencyNumbers {
    pub(super) fn read(json: &str) -> Result<Self, AnswersFault> {
        let file: File = serde_json::from_str(json)?;
        let anywhere = verified(file.unknown, None)?
            .ok_or_else(|| AnswersFault::Number("the number for an unknown country is not verified".to_owned()))?;
        let mut countries = BTreeMap::new();
        for it in file.countries {
            let code = it.country.clone();
            if code.len() != 2 || !code.bytes().all(|letter| letter.is_ascii_uppercase()) {
                return Err(AnswersFault::Number(format!("{code} is no country")));
            }
            let listed = |line: Line| match line.verified && !it.listed.contains(&line.number) {
                true => Err(AnswersFault::Number(format!("{} is not listed for {code}", line.number))),
                false => verified(line, Some(&code)),
            };
            let told = |line: Option<Line>| line.map_or(Ok(None), |line| verified(line, Some(&code)));
            let country = Country {
                emergency: listed(it.emergency)?,
                ambulance: listed(it.ambulance)?,
                crisis_line: told(it.crisis_line)?,
                poison: told(it.poison)?,
                side_effects: told(it.side_effects)?,
            };
            if countries.insert(code.clone(), country).is_some() {
                return Err(AnswersFault::Number(format!("{code} stands there twice")));
            }
        }
        Ok(Self { date: file.date, check_again: file.check_again, anywhere, countries })
    }

    /// When they were last looked through, as a calendar date.
    pub fn date(&self) -> &str {
        &self.date
    }

    /// When somebody has to look through them again, as a calendar date.
    pub fn check_again(&self) -> &str {
        &self.check_again
    }

    /// The number that works in many countries. It is no country's own, so the words say *your local emergency number* beside it.
    pub fn anywhere(&self) -> &VerifiedNumber {
        &self.anywhere
    }

    /// The number to call in an emergency in `country`; none where no verified one is known.
    pub fn emergency(&self, country: &str) -> Option<&VerifiedNumber> {
        self.country(country)?.emergency.as_ref()
    }

    /// The number of the ambulance in `country`.
    pub fn ambulance(&self, country: &str) -> Option<&VerifiedNumber> {
        self.country(country)?.ambulance.as_ref()
    }

    /// The line for somebody who thinks of suicide in `country`.
    pub fn crisis_line(&self, country: &str) -> Option<&VerifiedNumber> {
        self.country(country)?.crisis_line.as_ref()
    }

    /// The line for a poisoning in `country`.
    pub fn poison(&self, country: &str) -> Option<&VerifiedNumber> {
        self.country(country)?.poison.as_ref()
    }

    /// Whom to tell of a side effect in `country`.
    pub fn side_effects(&self, country: &str) -> Option<&VerifiedNumber> {
        self.country(country)?.side_effects.as_ref()
    }

    fn country(&self, code: &str) -> Option<&Country> {
        self.countries.get(&code.trim().to_ascii_uppercase())
    }
}

fn verified(line: Line, country: Option<&str>) -> Result<Option<VerifiedNumber>, AnswersFault> {
    if !line.verified {
        return Ok(None);
    }
    if line.number.trim().is_empty() || line.source.trim().is_empty() {
        return Err(AnswersFault::Number(format!("“{}” is said to be verified, without a source", line.number)));
    }
    Ok(Some(VerifiedNumber { number: line.number, country: country.map(str::to_owned), source: line.source }))
}
