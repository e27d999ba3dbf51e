//! The values that a PDF is written in: numbers, names, texts, lists, dictionaries, and what points at others.
//!
//! Invariant: nothing is nested deeper than [`DEEPEST`], nothing is read past the end, and each reading takes from one
//! budget: a file can't make this work for longer than its own length allows.

use super::DocumentRefused;

/// How deep values may lie in each other. Programs write a handful.
const DEEPEST: u32 = 60;

/// A value, as far as anything here asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Number(u64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    List(Vec<Value>),
    Dictionary(Vec<(Vec<u8>, Value)>),
    /// The object of this number.
    At(u64),
    /// Anything that nothing here asks for: fractions, truths, nothing.
    Other,
}

impl Value {
    /// What a dictionary says under a name; the last word counts.
    pub(super) fn get(&self, name: &[u8]) -> Option<&Value> {
        match self {
            Self::Dictionary(entries) => entries.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value),
            Self::Number(_) | Self::Name(_) | Self::Text(_) | Self::List(_) | Self::At(_) | Self::Other => None,
        }
    }

    pub(super) fn is_name(&self, name: &[u8]) -> bool {
        matches!(self, Self::Name(own) if own == name)
    }

    pub(super) const fn number(&self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Name(_) | Self::Text(_) | Self::List(_) | Self::Dictionary(_) | Self::At(_) | Self::Other => None,
        }
    }

    pub(super) const fn at(&self) -> Option<u64> {
        match self {
            Self::At(number) => Some(*number),
            Self::Number(_) | Self::Name(_) | Self::Text(_) | Self::List(_) | Self::Dictionary(_) | Self::Other => None,
        }
    }
}

/// A place in the bytes of a file, or of a stream in it.
#[derive(Debug, Clone)]
pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Over white space and remarks.
    pub(super) fn skip(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    /// Over a word, if it stands here.
    pub(super) fn word(&mut self, word: &[u8]) -> bool {
        self.skip();
        let stands = self.rest().starts_with(word);
        if stands {
            self.at += word.len();
        }
        stands
    }

    /// The value that stands here.
    pub(super) fn value(&mut self) -> Result<Value, DocumentRefused> {
        self.within(0)
    }

    fn within(&mut self, depth: u32) -> Result<Value, DocumentRefused> {
        if depth > DEEPEST {
            return Err(DocumentRefused::TooComplicated);
        }
        self.skip();
        match self.next().ok_or(DocumentRefused::Damaged)? {
            b'/' => Ok(Value::Name(self.name())),
            b'(' => self.text().map(Value::Text),
            b'[' => {
                let mut list = Vec::new();
                while !self.word(b"]") {
                    list.push(self.within(depth + 1)?);
                }
                Ok(Value::List(list))
            }
            b'<' if self.peek() == Some(b'<') => {
                self.at += 1;
                let mut entries = Vec::new();
                while !self.word(b">>") {
                    if self.next() != Some(b'/') {
                        return Err(DocumentRefused::Damaged);
                    }
                    let name = self.name();
                    entries.push((name, self.within(depth + 1)?));
                }
                Ok(Value::Dictionary(entries))
            }
            b'<' => self.digits().map(Value::Text),
            byte if byte.is_ascii_digit() => {
                self.at -= 1;
                Ok(self.number_or_pointer())
            }
            byte if is_delimiter(byte) => Err(DocumentRefused::Damaged),
            _ => {
                while self.peek().is_some_and(|byte| !is_space(byte) && !is_delimiter(byte)) {
                    self.at += 1;
                }
                Ok(Value::Other)
            }
        }
    }

    /// A name, with its signs in numbers read as signs: whoever writes `/J#61vaScript` means the same.
    fn name(&mut self) -> Vec<u8> {
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| !is_space(*byte) && !is_delimiter(*byte)) {
            self.at += 1;
            let sign = if byte == b'#' { self.rest().first_chunk::<2>().and_then(hex) } else { None };
            match sign {
                Some(sign) => {
                    self.at += 2;
                    name.push(sign);
                }
                None => name.push(byte),
            }
        }
        name
    }

    fn text(&mut self) -> Result<Vec<u8>, DocumentRefused> {
        let (mut text, mut open) = (Vec::new(), 1u32);
        loop {
            let byte = self.next().ok_or(DocumentRefused::Damaged)?;
            match byte {
                b'\\' => match self.next().ok_or(DocumentRefused::Damaged)? {
                    b'n' => text.push(b'\n'),
                    b'r' => text.push(b'\r'),
                    b't' => text.push(b'\t'),
                    b'\n' => {}
                    digit @ b'0'..=b'7' => {
                        let mut sign = u32::from(digit - b'0');
                        for _ in 0..2 {
                            if let Some(digit @ b'0'..=b'7') = self.peek() {
                                sign = sign * 8 + u32::from(digit - b'0');
                                self.at += 1;
                            }
                        }
                        text.push(u8::try_from(sign & 0xFF).unwrap_or_default());
                    }
                    other => text.push(other),
                },
                b'(' => {
                    open += 1;
                    text.push(byte);
                }
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Ok(text);
                    }
                    text.push(byte);
                }
                _ => text.push(byte),
            }
        }
    }

    fn digits(&mut self) -> Result<Vec<u8>, DocumentRefused> {
        let mut digits = Vec::new();
        loop {
            match self.next().ok_or(DocumentRefused::Damaged)? {
                b'>' => break,
                byte if byte.is_ascii_hexdigit() => digits.push(byte),
                byte if is_space(byte) => {}
                _ => return Err(DocumentRefused::Damaged),
            }
        }
        if digits.len() % 2 == 1 {
            digits.push(b'0');
        }
        Ok(digits.chunks_exact(2).filter_map(|two| two.first_chunk::<2>().and_then(hex)).collect())
    }

    fn number_or_pointer(&mut self) -> Value {
        let Some(first) = self.whole_number() else {
            while self.peek().is_some_and(|byte| byte.is_ascii_digit() || byte == b'.') {
                self.at += 1;
            }
            return Value::Other;
        };
        let before = self.at;
        self.skip();
        if self.peek().is_some_and(|byte| byte.is_ascii_digit()) && self.whole_number().is_some() {
            self.skip();
            let ends = |byte: u8| is_space(byte) || is_delimiter(byte);
            if self.rest().first() == Some(&b'R') && self.rest().get(1).copied().is_none_or(ends) {
                self.at += 1;
                return Value::At(first);
            }
        }
        self.at = before;
        Value::Number(first)
    }

    /// A number without a fraction; none, and nothing read, where it has one or is too long.
    pub(super) fn whole_number(&mut self) -> Option<u64> {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(self.rest().get(..digits)?).ok()?.parse().ok()?;
        if self.rest().get(digits) == Some(&b'.') {
            return None;
        }
        self.at += digits;
        Some(number)
    }
}

fn hex(two: &[u8; 2]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok()
}
