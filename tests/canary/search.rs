//! Looks for canaries in bytes: as they are, and as some careless step might have written them.

use std::path::Path;

/// Something that must not be found, in every form it might take.
#[derive(Clone)]
pub struct Canary {
    pub name: String,
    forms: Vec<(&'static str, Vec<u8>)>,
}

impl Canary {
    /// A text.
    pub fn text(name: &str, text: &str) -> Self {
        assert!(text.len() >= 12, "{name}: short texts are found by chance");
        let escaped = serde_json::to_string(text).unwrap();
        let mut forms = vec![
            ("as it is", text.as_bytes().to_vec()),
            ("as JSON", escaped.trim_matches('"').as_bytes().to_vec()),
            ("in UTF-16", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("in a query", text.replace(' ', "+").into_bytes()),
            ("in an address", text.replace(' ', "%20").into_bytes()),
            ("backwards", text.bytes().rev().collect()),
        ];
        forms.extend(hex(text.as_bytes()));
        forms.extend(base64(text.as_bytes()));
        Self { name: name.to_owned(), forms }
    }

    /// Bytes, such as a key.
    pub fn bytes(name: &str, bytes: &[u8]) -> Self {
        assert!(bytes.len() >= 12, "{name}: short keys are found by chance");
        let list = bytes.iter().map(u8::to_string).collect::<Vec<_>>();
        let mut forms = vec![
            ("as it is", bytes.to_vec()),
            ("as Debug prints it", list.join(", ").into_bytes()),
            ("as a JSON list", list.join(",").into_bytes()),
        ];
        forms.extend(hex(bytes));
        forms.extend(base64(bytes));
        Self { name: name.to_owned(), forms }
    }

    /// In which form it is in there.
    pub fn found_in(&self, bytes: &[u8]) -> Option<&'static str> {
        self.forms.iter().find(|(_, form)| contains(bytes, form)).map(|(how, _)| *how)
    }
}

fn hex(bytes: &[u8]) -> [(&'static str, Vec<u8>); 2] {
    let lower: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [("in upper hex", lower.to_uppercase().into_bytes()), ("in hex", lower.into_bytes())]
}

/// At each of the three places in a group of three that the bytes may begin at; the ends, which hang on what is beside
/// them, are left off.
fn base64(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let whole = (0..3).map(|skip| {
        let groups = bytes[skip..].chunks_exact(3);
        let digits = groups.flat_map(|group| {
            let bits = group.iter().fold(0usize, |bits, byte| (bits << 8) | usize::from(*byte));
            [18, 12, 6, 0].map(|shift| DIGITS[(bits >> shift) & 63])
        });
        ("in base64", digits.collect::<Vec<u8>>())
    });
    whole.filter(|(_, form)| form.len() >= 12).collect()
}

/// Whether `needle` is in there. Fast where its first byte is rare, and fast enough where it is not.
fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    let Some((first, rest)) = needle.split_first() else { return false };
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| byte == first) {
        from += at + 1;
        if bytes[from..].starts_with(rest) {
            return true;
        }
    }
    false
}

/// Where canaries were found.
#[derive(Default)]
pub struct Findings(pub Vec<String>);

impl Findings {
    pub fn look(&mut self, place: &str, bytes: &[u8], canaries: &[Canary]) {
        for canary in canaries {
            if let Some(how) = canary.found_in(bytes) {
                self.0.push(format!("{}, {how}, in {place}", canary.name));
            }
        }
    }

    /// Looks into every file below a folder, and at the files' names. Returns how many there were.
    pub fn look_into(&mut self, folder: &Path, canaries: &[Canary]) -> usize {
        let (mut count, mut folders) = (0, vec![folder.to_owned()]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                count += 1;
                let place = path.display().to_string();
                self.look(&format!("the name {place}"), place.as_bytes(), canaries);
                self.look(&place, &std::fs::read(&path).unwrap(), canaries);
            }
        }
        count
    }
}

#[test]
fn a_planted_canary_is_found_in_every_form() {
    let token = "practice-x-4f7a90bb12c3d4e5";
    let text = Canary::text("token", token);
    let key: Vec<u8> = (0..32).map(|byte| byte * 7 + 3).collect();
    let bytes = Canary::bytes("key", &key);
    for (canary, forms) in [(&text, 11), (&bytes, 8)] {
        assert_eq!(canary.forms.len(), forms);
        for (how, form) in canary.forms.clone() {
            let hidden = [b"pages and pages ".repeat(100), form, b" and more".repeat(50)].concat();
            assert!(canary.found_in(&hidden).is_some(), "{how}");
        }
    }
    // Base64 by somebody else's hand: `printf 'xpractice-x-4f7a90bb12c3d4e5' | base64`
    assert!(text.found_in(b"..eHByYWN0aWNlLXgtNGY3YTkwYmIxMmMzZDRlNQ==").is_some());
    assert!(text.found_in(format!("{key:?}").as_bytes()).is_none());
    assert_eq!(bytes.found_in(format!("{key:?}").as_bytes()), Some("as Debug prints it"));
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("deep")).unwrap();
    std::fs::write(folder.path().join("deep/log.txt"), format!("GET /me?access_token={token}")).unwrap();
    let mut findings = Findings::default();
    assert_eq!(findings.look_into(folder.path(), &[text, bytes]), 1);
    assert_eq!(findings.0.len(), 1, "{:?}", findings.0);
}
