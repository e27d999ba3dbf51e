//! A month's report as comma-separated values.
//!
//! Invariant: one number a row, with its unit and the reason where it is missing; no cell begins with what a spreadsheet would take
//! for a formula.

use super::{Facts, OfChannel, OfPost};
use crate::error::{Error, Result};

const HEAD: [&str; 16] = [
    "row",
    "channel",
    "platform",
    "account",
    "post",
    "title",
    "published",
    "address",
    "counted as",
    "number",
    "at",
    "value",
    "unit",
    "missing because",
    "says",
    "source",
];
/// Spreadsheets read a file without it in whatever letters the computer used of old.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A row, cell by cell; what is not named is empty.
#[derive(Debug, Clone, Copy, Default)]
struct Row<'f> {
    kind: &'static str,
    post: Option<&'f OfPost>,
    form: &'f str,
    number: &'f str,
    at: &'f str,
    value: &'f str,
    unit: &'f str,
    missing: &'f str,
    says: &'f str,
    source: &'f str,
}

/// The table.
pub(super) fn written(facts: &Facts) -> Result<String> {
    let failed = |error: csv::Error| Error::internal(error.to_string());
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    out.write_record(HEAD).map_err(failed)?;
    let about = format!(
        "{}{}, {}{}, times in {}, made {}",
        facts.clinic,
        if facts.practice { " (practice clinic)" } else { "" },
        facts.month,
        if facts.running { " (not over: this is how far it is)" } else { "" },
        facts.zone,
        facts.made
    );
    let mut cells = |channel: Option<&OfChannel>, row: Row<'_>| {
        let cells = [
            row.kind,
            channel.map_or("", |it| it.name.as_str()),
            channel.map_or("", |it| it.platform),
            channel.map_or("", |it| it.account.as_str()),
            row.post.map_or("", |it| it.id.as_str()),
            row.post.map_or("", |it| it.title.as_str()),
            row.post.map_or("", |it| it.published.as_str()),
            row.post.and_then(|it| it.permalink.as_deref()).unwrap_or_default(),
            row.form,
            row.number,
            row.at,
            row.value,
            row.unit,
            row.missing,
            row.says,
            row.source,
        ];
        out.write_record(cells.map(inert)).map_err(failed)
    };
    cells(None, Row { kind: "report", says: &about, ..Row::default() })?;
    for channel in &facts.channels {
        for row in rows(channel) {
            let value = row.1.unwrap_or_default();
            cells(Some(channel), Row { value: &value, ..row.0 })?;
        }
    }
    let bytes = out.into_inner().map_err(|error| Error::internal(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| Error::internal(error.to_string()))?;
    Ok(format!("{BYTE_ORDER_MARK}{text}"))
}

/// The rows of a channel, each with its value.
fn rows(channel: &OfChannel) -> Vec<(Row<'_>, Option<String>)> {
    let mut rows = Vec::new();
    for rate in &channel.rates {
        let missing = if rate.value.is_none() { "Nothing was to go out and has ended." } else { "" };
        rows.push((
            Row { kind: "rate", number: rate.what, unit: rate.unit, missing, ..Row::default() },
            rate.value.clone(),
        ));
    }
    for number in &channel.numbers {
        for (at, value) in [("first in the month", number.first), ("last in the month", number.last)] {
            let missing = if value.is_none() { number.says.as_str() } else { "" };
            let row = Row {
                kind: "account",
                form: "Account",
                number: &number.name,
                at,
                unit: number.unit,
                missing,
                ..Row::default()
            };
            rows.push((row, value.map(|value| value.to_string())));
        }
    }
    for post in &channel.posts {
        if post.numbers.is_empty() || !post.sentence.is_empty() {
            let row = Row { kind: "post", post: Some(post), form: post.form, says: &post.sentence, ..Row::default() };
            rows.push((row, None));
        }
        for number in &post.numbers {
            for at in &number.values {
                let row = Row {
                    kind: "post",
                    post: Some(post),
                    form: post.form,
                    number: number.name,
                    at: at.at,
                    unit: number.unit,
                    missing: at.missing.as_deref().unwrap_or_default(),
                    ..Row::default()
                };
                rows.push((row, at.value.map(|value| value.to_string())));
            }
        }
    }
    for statement in &channel.statements {
        for says in &statement.sentences {
            rows.push((Row { kind: "statement", number: &statement.about, says, ..Row::default() }, None));
        }
    }
    for it in &channel.definitions {
        let row = Row {
            kind: "definition",
            form: it.form,
            number: &it.name,
            at: it.over,
            says: &it.says,
            source: &it.source,
            ..Row::default()
        };
        rows.push((row, None));
    }
    if !channel.not_told.is_empty() {
        rows.push((Row { kind: "not told", says: &channel.not_told, ..Row::default() }, None));
    }
    rows
}

/// A cell that a spreadsheet takes for words: what it would take for a formula stands behind an apostrophe.
fn inert(cell: &str) -> String {
    let begins = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if begins(cell) || begins(cell.trim_start()) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_like_a_formula() {
        for evil in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u{a0}=1", "＝1", "\n=1"] {
            assert_eq!(inert(evil), format!("'{evil}"));
        }
        for plain in ["", "12", "Flu shots: 5 = five", "a-b"] {
            assert_eq!(inert(plain), plain);
        }
    }

    #[test]
    fn whatever_stands_in_a_cell_stays_in_it() {
        let channel = OfChannel {
            name: "=cmd|' /C calc'!A0".to_owned(),
            account: "a \"quoted\", name\nof two lines".to_owned(),
            not_told: "@x".to_owned(),
            ..OfChannel::default()
        };
        let text = written(&Facts { channels: vec![channel], ..Facts::default() }).unwrap();
        let mut read = csv::Reader::from_reader(text.trim_start_matches(BYTE_ORDER_MARK).as_bytes());
        let rows: Vec<csv::StringRecord> = read.records().map(Result::unwrap).collect();
        let last = rows.last().unwrap();
        assert_eq!((&last[0], &last[1]), ("not told", "'=cmd|' /C calc'!A0"));
        assert_eq!((&last[3], &last[14]), ("a \"quoted\", name\nof two lines", "'@x"));
        assert!(rows.iter().all(|row| row.len() == HEAD.len()));
    }
}
