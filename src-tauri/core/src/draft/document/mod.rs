//! Documents (PDF), taken in: how many pages they have, what they tell about themselves, and whether they do more than
//! show pages.
//!
//! Invariant: what is kept is the file to the bit, for what it shows can't be told from the rest of it without a program that
//! draws it. One that is encrypted, or holds programs, forms that send, or other files, as far as that can be seen, is
//! refused; looking at one is bounded in memory and depth, whatever it says.

mod objects;
mod refused;
#[cfg(test)]
mod tests;
mod values;

pub use refused::DocumentRefused;

use std::collections::BTreeSet;

use objects::Objects;
use values::Value;

/// The MIME type of every document that is taken.
pub const PDF: &str = "application/pdf";
/// The largest file that is taken in, in bytes: LinkedIn's, the only platform that one is sent to.
pub const MOST_BYTES: u64 = 100_000_000;
/// As many pages as are counted.
const MOST_PAGES: u32 = 10_000;
/// As much of a document's words about itself as is kept, in characters.
const LONGEST: usize = 200;
/// In how many of the first bytes its beginning has to stand: some programs put a line of their own before it.
const BEGINNING: usize = 1_024;

/// What a document is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// How many pages it has.
    pub pages: u32,
    /// What it calls itself; empty where it does not.
    pub title: String,
    /// Who wrote it, as it tells; empty where it does not.
    pub author: String,
    /// What else it tells: what it is about, and words to find it by; empty where it does not.
    pub about: String,
}

/// Whether a file is to be taken in as a document, or told about as one, rather than as a picture.
pub fn is_document(head: &[u8], file_name: &str) -> bool {
    let named = file_name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("pdf"));
    begins(head) || (named && !head.starts_with(b"\xFF\xD8\xFF") && !head.starts_with(b"\x89PNG"))
}

fn begins(bytes: &[u8]) -> bool {
    let first = bytes.get(..BEGINNING).unwrap_or(bytes);
    first.windows(5).any(|window| window == b"%PDF-")
}

/// Looks through a document.
///
/// # Errors
/// What it is instead, or what is wrong with it, and what to do.
pub fn inspect(bytes: &[u8]) -> Result<Facts, DocumentRefused> {
    if bytes.is_empty() {
        return Err(DocumentRefused::Empty);
    }
    if bytes.len() as u64 > MOST_BYTES {
        return Err(DocumentRefused::TooLarge);
    }
    if !begins(bytes) {
        return Err(DocumentRefused::NoDocument);
    }
    let end = bytes.len().saturating_sub(BEGINNING * 4);
    if !bytes.get(end..).unwrap_or_default().windows(5).any(|window| window == b"%%EOF") {
        return Err(DocumentRefused::CutShort);
    }
    let mut active = None;
    let objects = Objects::of(bytes, &mut |value| {
        active = active.or_else(|| active_in(value));
        Ok(())
    })?;
    if let Some(what) = active {
        return Err(DocumentRefused::Active(what));
    }
    let root = objects.trailers.iter().rev().find_map(|trailer| trailer.get(b"Root"));
    let root = root.and_then(|root| objects.resolved(root)).ok_or(DocumentRefused::Damaged)?;
    let pages = pages(&objects, root.get(b"Pages").ok_or(DocumentRefused::Damaged)?)?;
    let told = objects.trailers.iter().rev().find_map(|trailer| trailer.get(b"Info"));
    let told = told.and_then(|told| objects.resolved(told)).unwrap_or(Value::Other);
    let words = |name: &[u8]| match told.get(name).and_then(|value| objects.resolved(value)) {
        Some(Value::Text(text)) => words_in(&text),
        Some(_) | None => String::new(),
    };
    let about = [words(b"Subject"), words(b"Keywords")].into_iter().filter(|words| !words.is_empty());
    Ok(Facts {
        pages,
        title: words(b"Title"),
        author: words(b"Author"),
        about: about.collect::<Vec<String>>().join("; "),
    })
}

/// How many pages hang on a branch.
fn pages(objects: &Objects<'_>, root: &Value) -> Result<u32, DocumentRefused> {
    let (mut waiting, mut seen, mut pages) = (vec![root.clone()], BTreeSet::new(), 0);
    while let Some(branch) = waiting.pop() {
        // One that hangs on itself is gone through once.
        if branch.at().is_some_and(|number| !seen.insert(number)) {
            continue;
        }
        let Some(branch) = objects.resolved(&branch) else { continue };
        let kids = branch.get(b"Kids").and_then(|kids| objects.resolved(kids));
        match kids {
            Some(Value::List(kids)) => waiting.extend(kids),
            Some(_) | None if matches!(branch, Value::Dictionary(_)) => pages += 1,
            Some(_) | None => {}
        }
        if pages > MOST_PAGES || waiting.len() > MOST_PAGES as usize * 4 {
            return Err(DocumentRefused::TooComplicated);
        }
    }
    if pages == 0 { Err(DocumentRefused::Damaged) } else { Ok(pages) }
}

/// What a value would do beside showing something, if it does.
fn active_in(value: &Value) -> Option<&'static str> {
    match value {
        Value::Dictionary(entries) => entries.iter().find_map(|(key, value)| {
            let of_a_kind = matches!(key.as_slice(), b"S" | b"Type" | b"Subtype");
            let by_key = match key.as_slice() {
                b"JavaScript" => Some("a program"),
                b"EmbeddedFiles" => Some("other files"),
                b"XFA" => Some("a form with a program"),
                b"EF" if matches!(value, Value::Dictionary(_)) => Some("other files"),
                _ => None,
            };
            let by_kind = match value {
                Value::Name(name) if of_a_kind => match name.as_slice() {
                    b"JavaScript" => Some("a program"),
                    b"Launch" => Some("a command that starts a program"),
                    b"SubmitForm" | b"ImportData" => Some("a form that sends what is typed in it"),
                    b"EmbeddedFile" | b"GoToE" => Some("other files"),
                    b"RichMedia" | b"Rendition" => Some("a film or a program"),
                    _ => None,
                },
                Value::Name(_)
                | Value::Number(_)
                | Value::Text(_)
                | Value::List(_)
                | Value::Dictionary(_)
                | Value::At(_)
                | Value::Other => None,
            };
            by_key.or(by_kind).or_else(|| active_in(value))
        }),
        Value::List(list) => list.iter().find_map(active_in),
        Value::Number(_) | Value::Name(_) | Value::Text(_) | Value::At(_) | Value::Other => None,
    }
}

/// A text of a document as people read it: in UTF-16 or UTF-8 where it says so, else a byte a letter.
fn words_in(text: &[u8]) -> String {
    let read = if let Some(rest) = text.strip_prefix(b"\xFE\xFF") {
        let units = rest.chunks_exact(2).filter_map(|two| two.first_chunk::<2>());
        char::decode_utf16(units.map(|two| u16::from_be_bytes(*two))).filter_map(Result::ok).collect()
    } else if let Some(rest) = text.strip_prefix(b"\xEF\xBB\xBF") {
        String::from_utf8_lossy(rest).into_owned()
    } else {
        text.iter().map(|byte| char::from(*byte)).collect::<String>()
    };
    let plain: String = read.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
    plain.split_whitespace().collect::<Vec<&str>>().join(" ")
}
