//! A CSV file as a table of recipients: its columns by name, its rows by line.
//!
//! Invariant: a cell is read from the column that its row and the first line agree on. A row of another shape is broken as a
//! whole, and a column that may tell who said stop is never passed over.

use crate::error::{Error, Result};

/// The largest file, in bytes, and the most rows: our own choice, ten times what a large clinic has.
const LARGEST: usize = 20_000_000;
const MOST_ROWS: usize = 100_000;
/// The longest that is shown of a column's name, in characters.
const LONGEST_NAME: usize = 40;

/// What a column may be called where it tells who said stop, or who agreed, in words that are not read: parts of names,
/// without spaces.
const LIKE_STOPS: &[&str] = &[
    "optout",
    "optedout",
    "optin",
    "optedin",
    "unsub",
    "stop",
    "donot",
    "dontcontact",
    "nocontact",
    "nomarketing",
    "dnc",
    "blocked",
    "blacklist",
    "blocklist",
    "revok",
    "withdr",
    "abgemeldet",
    "abmeld",
    "abbestell",
    "widerruf",
    "widersp",
    "gesperrt",
    "werbesperre",
    "keinewerbung",
    "robinson",
    "désabon",
    "desabon",
    "désinscri",
    "desinscri",
    "disiscri",
    "disdett",
    "cancelado",
];

/// A file, read.
pub(super) struct Table {
    /// The rows that hold anything.
    pub(super) rows: Vec<TableRow>,
    /// The columns that nothing is read from.
    pub(super) unread: Vec<String>,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Number,
    Name,
    ConsentTo,
    ConsentOn,
    ConsentHow,
    ConsentProof,
    Stopped,
}

const COLUMNS: [(Holds, &[&str]); 7] = [
    (Holds::Number, &["number", "phonenumber", "phone", "mobile", "telephone", "whatsapp"]),
    (Holds::Name, &["name", "fullname"]),
    (Holds::ConsentTo, &["consentto", "consentfor", "agreedto", "consentcategory"]),
    (Holds::ConsentOn, &["consentdate", "consenton", "consentedon", "dateofconsent"]),
    (Holds::ConsentHow, &["consenthow", "howtheyagreed", "consent", "consentmethod"]),
    (Holds::ConsentProof, &["consentproof", "proof", "evidence"]),
    (Holds::Stopped, &["optout", "optedout", "saidstop", "stop"]),
];

/// A row of a file.
pub(super) struct TableRow {
    /// Its line, from 1.
    pub(super) line: u32,
    /// Why nothing can be read from it; none if it can.
    pub(super) broken: Option<&'static str>,
    cells: [String; COLUMNS.len()],
}

impl TableRow {
    fn cell(&self, holds: Holds) -> &str {
        COLUMNS.iter().zip(&self.cells).find(|((column, _), _)| *column == holds).map_or("", |(_, cell)| cell)
    }

    pub(super) fn number(&self) -> &str {
        self.cell(Holds::Number)
    }

    pub(super) fn name(&self) -> &str {
        self.cell(Holds::Name)
    }

    pub(super) fn consent_to(&self) -> &str {
        self.cell(Holds::ConsentTo)
    }

    pub(super) fn consent_on(&self) -> &str {
        self.cell(Holds::ConsentOn)
    }

    pub(super) fn consent_how(&self) -> &str {
        self.cell(Holds::ConsentHow)
    }

    pub(super) fn consent_proof(&self) -> &str {
        self.cell(Holds::ConsentProof)
    }

    pub(super) fn stopped(&self) -> &str {
        self.cell(Holds::Stopped)
    }
}

impl Table {
    /// Reads a file.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let text = text_of(bytes)?;
        // Rows of any length come through: each is measured here. Spaces stay until a cell was looked at for line breaks.
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).from_reader(text.as_bytes());
        let headers = reader.headers().map_err(|error| unreadable(&error))?.clone();
        let places = places(&headers)?;
        let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| unreadable(&error))?;
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if rows.len() == MOST_ROWS {
                return Err(refused(&format!("This file has more than {MOST_ROWS} rows. Split it.")));
            }
            let line = lines.of(record.position().map_or(0, csv::Position::byte));
            let cells = places.map(|place| place.and_then(|at| record.get(at)).unwrap_or_default().trim().to_owned());
            rows.push(TableRow { line, broken: broken(&record, headers.len()), cells });
        }
        if rows.is_empty() {
            return Err(refused("This file has no rows below its first line."));
        }
        Ok(Self { rows, unread: unread(&headers, &places)? })
    }
}

/// Why nothing can be read from a row, if so.
fn broken(record: &csv::StringRecord, columns: usize) -> Option<&'static str> {
    if record.iter().any(|cell| cell.contains(['\n', '\r'])) {
        return Some(
            "A field of this row goes over several lines. Perhaps a quotation mark is missing, and the rows below are part of it.",
        );
    }
    (record.len() != columns).then_some(
        "This row has more or fewer fields than the first line has names, so it is not clear which is which. Perhaps a field holds the sign that stands between fields.",
    )
}

/// The line on which a row begins, counted here: not every table program ends a line as the next does.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of the first sign that ends none, from a place on. The places come in order.
    fn of(&mut self, byte: u64) -> u32 {
        let from = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(sign) = self.text.get(self.at) {
            let ends = matches!(sign, b'\r' | b'\n');
            if self.at >= from && !ends {
                break;
            }
            let halfway = *sign == b'\r' && self.text.get(self.at + 1) == Some(&b'\n');
            self.line += u32::from(ends && !halfway);
            self.at += 1;
        }
        self.line
    }
}

fn refused(why: &str) -> Error {
    Error::invalid("file", why)
}

fn unreadable(error: &csv::Error) -> Error {
    refused("This is no CSV file that can be read. Save the table as CSV (UTF-8) and choose that file.")
        .with(|refusal| refusal.detail = Some(format!("{:?}", error.position().map(csv::Position::line))))
}

/// The text of a file, or what kind of file it is instead.
fn text_of(bytes: &[u8]) -> Result<&str> {
    if bytes.len() > LARGEST {
        return Err(refused("This file is larger than 20 MB. Split it."));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(refused(
            "This is a spreadsheet, not a CSV file. Open it, save it as CSV (UTF-8), and choose that file.",
        ));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(refused("This file is written as UTF-16. Save it as CSV (UTF-8) and choose that file."));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(refused("This is no CSV file. Save the table as CSV (UTF-8) and choose that file."));
    }
    std::str::from_utf8(bytes).map_err(|_| {
        refused(
            "This file is not written as UTF-8, so names would be read wrongly (perhaps it is Windows-1252). Save it as CSV (UTF-8) and choose that file.",
        )
    })
}

/// What stands between the columns: whatever the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.split(['\r', '\n']).next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().max_by_key(|sign| first.bytes().filter(|byte| byte == sign).count()).unwrap_or(b',')
}

/// A column's name without what people put between words.
fn plain(name: &str) -> String {
    name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Where each column is, by its name in the first line, in any order.
fn places(headers: &csv::StringRecord) -> Result<[Option<usize>; COLUMNS.len()]> {
    let named: Vec<String> = headers.iter().map(plain).collect();
    let places = COLUMNS.map(|(_, names)| named.iter().position(|name| names.contains(&name.as_str())));
    let wanted = [(Holds::Number, "Number"), (Holds::ConsentOn, "Consent date"), (Holds::ConsentHow, "Consent how")];
    let is_missing =
        |holds| COLUMNS.iter().zip(&places).any(|((column, _), place)| *column == holds && place.is_none());
    let missing: Vec<&str> = wanted.into_iter().filter(|(holds, _)| is_missing(*holds)).map(|(_, name)| name).collect();
    if missing.is_empty() {
        return Ok(places);
    }
    Err(refused(&format!(
        "The first line names no column {}. Save the example, and name the columns as it does.",
        missing.join(", ")
    )))
}

/// The columns that nothing is read from.
fn unread(headers: &csv::StringRecord, places: &[Option<usize>]) -> Result<Vec<String>> {
    let mut unread = Vec::new();
    for (at, name) in headers.iter().enumerate().filter(|(at, _)| !places.contains(&Some(*at))) {
        let shown: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_NAME).collect();
        let plain = plain(name);
        if LIKE_STOPS.iter().any(|like| plain.contains(like)) {
            return Err(refused(&format!(
                "The column “{shown}” looks as if it told who wants no messages, and it would not be read. Call it Opt out, with no or nothing for everybody who may be written to; or take it out of the file."
            )));
        }
        unread.push(if shown.is_empty() { format!("the unnamed column {}", at + 1) } else { shown });
    }
    Ok(unread)
}
