//! The objects of a PDF: found where they lie in the file, and in the streams that hold others.
//!
//! Invariant: the file is gone through from its beginning to its end, whatever its index says, so that nothing lies in it
//! unseen but what is drawn; what is inflated has at most [`MOST_INFLATED`] bytes in all, and there are at most
//! [`MOST_OBJECTS`] objects.

use std::collections::BTreeMap;
use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::DocumentRefused;
use super::values::{Reader, Value, is_space};

/// The most objects of a file.
const MOST_OBJECTS: usize = 1_000_000;
/// The most bytes that all streams of objects may have together.
const MOST_INFLATED: u64 = 200_000_000;

/// Where an object lies: in the file, or in one of the streams that were inflated.
#[derive(Debug, Clone, Copy)]
struct Place {
    stream: Option<usize>,
    at: usize,
}

/// All objects of a file, each as its last writing has it.
#[derive(Debug)]
pub(super) struct Objects<'a> {
    file: &'a [u8],
    streams: Vec<Vec<u8>>,
    places: BTreeMap<u64, Place>,
    /// What stands at the ends of its writings, the last one last.
    pub(super) trailers: Vec<Value>,
}

impl<'a> Objects<'a> {
    /// Goes through a file. Every value is shown to `look`.
    pub(super) fn of(
        file: &'a [u8],
        look: &mut dyn FnMut(&Value) -> Result<(), DocumentRefused>,
    ) -> Result<Self, DocumentRefused> {
        let mut objects = Self { file, streams: Vec::new(), places: BTreeMap::new(), trailers: Vec::new() };
        let (mut at, mut held, mut inflated) = (0, Vec::new(), 0);
        while let Some(found) = next(file, at) {
            let mut reader = Reader::new(file, found.behind);
            let value = reader.value()?;
            look(&value)?;
            let Some(number) = found.number else {
                at = reader.at;
                objects.trailers.push(value);
                continue;
            };
            objects.place(number, Place { stream: None, at: found.behind })?;
            at = reader.at;
            if let Some(body) = stream(file, &mut reader, &value) {
                at = body.end;
                if value.get(b"Type").is_some_and(|kind| kind.is_name(b"ObjStm")) {
                    // Whether it can be read is known once it is known that nothing is encrypted.
                    held.push((value, body));
                } else if value.get(b"Type").is_some_and(|kind| kind.is_name(b"XRef")) {
                    objects.trailers.push(value);
                }
            }
        }
        if objects.trailers.iter().any(|trailer| trailer.get(b"Encrypt").is_some()) {
            return Err(DocumentRefused::Protected);
        }
        for (value, body) in held {
            let raw = file.get(body).ok_or(DocumentRefused::Damaged)?;
            let bytes = inflate(&value, raw, MOST_INFLATED - inflated)?;
            inflated += bytes.len() as u64;
            objects.take_in(&value, bytes, look)?;
        }
        Ok(objects)
    }

    fn place(&mut self, number: u64, place: Place) -> Result<(), DocumentRefused> {
        self.places.insert(number, place);
        if self.places.len() > MOST_OBJECTS { Err(DocumentRefused::TooComplicated) } else { Ok(()) }
    }

    /// The objects that a stream holds: first their numbers and places, then they themselves.
    fn take_in(
        &mut self,
        about: &Value,
        bytes: Vec<u8>,
        look: &mut dyn FnMut(&Value) -> Result<(), DocumentRefused>,
    ) -> Result<(), DocumentRefused> {
        let number = |name: &[u8]| about.get(name).and_then(Value::number);
        let (count, first) = number(b"N").zip(number(b"First")).ok_or(DocumentRefused::Damaged)?;
        let first = usize::try_from(first).map_err(|_| DocumentRefused::Damaged)?;
        let stream = self.streams.len();
        let mut head = Reader::new(&bytes, 0);
        let mut found = Vec::new();
        for _ in 0..count {
            head.skip();
            let number = head.whole_number();
            head.skip();
            let (number, from) = number.zip(head.whole_number()).ok_or(DocumentRefused::Damaged)?;
            let at = usize::try_from(from).ok().and_then(|from| first.checked_add(from));
            let at = at.ok_or(DocumentRefused::Damaged)?;
            look(&Reader::new(&bytes, at).value()?)?;
            found.push((number, Place { stream: Some(stream), at }));
            if found.len() > MOST_OBJECTS {
                return Err(DocumentRefused::TooComplicated);
            }
        }
        for (number, place) in found {
            self.place(number, place)?;
        }
        self.streams.push(bytes);
        Ok(())
    }

    /// An object, if there is one of this number.
    pub(super) fn get(&self, number: u64) -> Option<Value> {
        let place = self.places.get(&number)?;
        let bytes = match place.stream {
            Some(stream) => self.streams.get(stream)?.as_slice(),
            None => self.file,
        };
        Reader::new(bytes, place.at).value().ok()
    }

    /// A value itself, or the object that it points at.
    pub(super) fn resolved(&self, value: &Value) -> Option<Value> {
        value.at().map_or_else(|| Some(value.clone()), |number| self.get(number))
    }
}

/// Something that begins here: an object with its number, or the end of a writing.
struct Found {
    number: Option<u64>,
    behind: usize,
}

/// What begins next, from `at` on.
fn next(file: &[u8], mut at: usize) -> Option<Found> {
    loop {
        let rest = file.get(at..)?;
        let step = rest.iter().position(|byte| matches!(byte, b'o' | b't'))?;
        at += step;
        let rest = file.get(at..)?;
        if rest.starts_with(b"trailer") {
            return Some(Found { number: None, behind: at + 7 });
        }
        if rest.starts_with(b"obj")
            && let Some(number) = number_before(file.get(..at)?)
        {
            return Some(Found { number: Some(number), behind: at + 3 });
        }
        at += 1;
    }
}

/// The number of an object whose `obj` follows these bytes: «12 0 ».
fn number_before(bytes: &[u8]) -> Option<u64> {
    let without_space = |bytes: &[u8]| bytes.iter().rposition(|byte| !is_space(*byte)).map_or(0, |last| last + 1);
    let digits = |bytes: &[u8]| bytes.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let end = without_space(bytes);
    let generation = digits(bytes.get(..end)?);
    let before = bytes.get(..end - generation)?;
    let end = without_space(before);
    let length = digits(before.get(..end)?);
    if generation == 0 || length == 0 || end == before.len() {
        return None;
    }
    std::str::from_utf8(before.get(end - length..end)?).ok()?.parse().ok()
}

/// Where the bytes of a stream lie, if one follows. How long it is is believed only where its end follows.
fn stream(file: &[u8], reader: &mut Reader<'_>, about: &Value) -> Option<std::ops::Range<usize>> {
    if !matches!(about, Value::Dictionary(_)) || !reader.word(b"stream") {
        return None;
    }
    let rest = reader.rest();
    let start = reader.at
        + match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\n' | b'\r', ..] => 1,
            _ => 0,
        };
    let told = about.get(b"Length").and_then(Value::number).and_then(|length| usize::try_from(length).ok());
    let told = told.and_then(|length| start.checked_add(length)).filter(|end| {
        let behind = file.get(*end..).unwrap_or_default();
        let space = behind.iter().take_while(|byte| is_space(**byte)).count();
        space <= 4 && behind.get(space..).is_some_and(|behind| behind.starts_with(b"endstream"))
    });
    let end = told.or_else(|| {
        const END: &[u8] = b"endstream";
        let body = file.get(start..)?;
        body.windows(END.len()).position(|window| window == END).map(|at| start + at)
    });
    // A stream that never ends goes to the end of the file: nothing behind it is an object.
    Some(start..end.unwrap_or(file.len()))
}

/// What a stream of objects holds.
fn inflate(about: &Value, raw: &[u8], most: u64) -> Result<Vec<u8>, DocumentRefused> {
    let filter = match about.get(b"Filter") {
        Some(Value::List(filters)) if filters.len() == 1 => filters.first(),
        other => other,
    };
    match filter {
        None => return Ok(raw.to_vec()),
        Some(filter) if filter.is_name(b"FlateDecode") && about.get(b"DecodeParms").is_none() => {}
        Some(_) => return Err(DocumentRefused::TooComplicated),
    }
    let mut bytes = Vec::new();
    let read = ZlibDecoder::new(raw).take(most + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > most {
        return Err(DocumentRefused::TooComplicated);
    }
    read.map(|_| bytes).map_err(|_| DocumentRefused::Damaged)
}
