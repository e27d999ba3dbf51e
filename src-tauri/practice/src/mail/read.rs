//! Reading an email as a person would: encoded words of a header, and a body in base64 or quoted-printable.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A header's value; empty without one.
pub(super) fn header(raw: &str, name: &str) -> String {
    let head = raw.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ").replace("\r\n\t", " ");
    let value = head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    });
    words(&value.unwrap_or_default())
}

/// The body's words.
pub(super) fn text(raw: &str) -> String {
    let (_, body) = raw.split_once("\r\n\r\n").unwrap_or_default();
    let bytes = match header(raw, "content-transfer-encoding").as_str() {
        "base64" => STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap_or_default(),
        "quoted-printable" => quoted(&body.replace("=\r\n", ""), false),
        _ => body.as_bytes().to_vec(),
    };
    String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
}

/// Encoded words of a header (RFC 2047), the rest as it is. Between two of them a space counts for nothing.
fn words(value: &str) -> String {
    let mut read = String::new();
    let mut encoded_before = false;
    for (index, word) in value.split(' ').enumerate() {
        let decoded = encoded(word);
        if index > 0 && !(encoded_before && decoded.is_some()) {
            read.push(' ');
        }
        encoded_before = decoded.is_some();
        read.push_str(decoded.as_deref().unwrap_or(word));
    }
    read
}

fn encoded(word: &str) -> Option<String> {
    let mut parts = word.strip_prefix("=?")?.strip_suffix("?=")?.split('?');
    let (_, how, text) = (parts.next()?, parts.next()?, parts.next()?);
    let bytes = match how {
        "b" | "B" => STANDARD.decode(text).ok()?,
        _ => quoted(text, true),
    };
    String::from_utf8(bytes).ok()
}

fn quoted(text: &str, underscores: bool) -> Vec<u8> {
    let mut read = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'=' => {
                let pair = [bytes.next().unwrap_or(b'0'), bytes.next().unwrap_or(b'0')];
                let pair = std::str::from_utf8(&pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
                read.extend(pair);
            }
            b'_' if underscores => read.push(b' '),
            other => read.push(other),
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_is_read_as_a_person_reads_it() {
        let raw = "Subject: =?utf-8?b?TMOkcm0=?= =?utf-8?b?IQ==?= at\r\n noon\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nNobody=E2=80=99s=\r\n words\r\n";
        assert_eq!(header(raw, "subject"), "Lärm! at noon");
        assert_eq!(text(raw), "Nobody’s words\n");
    }
}
