//! Documents built in memory: plain ones, ones whose objects lie in streams, and everything that is refused.

use std::io::Write as _;

use countersign_spoil::cases;
use proptest::prelude::*;

use super::*;

/// A file of these objects, and what stands at its end.
fn file(objects: &[(u64, &str)], trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    for (number, body) in objects {
        out.extend(format!("{number} 0 obj\n{body}\nendobj\n").bytes());
    }
    out.extend(format!("xref\n0 1\ntrailer\n<< {trailer} >>\nstartxref\n9\n%%EOF\n").bytes());
    out
}

const TWO_PAGES: &[(u64, &str)] = &[
    (1, "<< /Type /Catalog /Pages 2 0 R >>"),
    (2, "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>"),
    (3, "<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>"),
    (4, "<< /Type /Page /Parent 2 0 R >>"),
    (5, "<< /Length 44 >>\nstream\nBT (1 0 obj << /S /JavaScript >> endobj) Tj ET\nendstream"),
];

fn two_pages(more: &[(u64, &str)], trailer: &str) -> Result<Facts, DocumentRefused> {
    inspect(&file(&[TWO_PAGES, more].concat(), &format!("/Root 1 0 R {trailer}")))
}

fn stream(about: &str, bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    let packed = encoder.finish().unwrap();
    [
        format!("<< {about} /Filter /FlateDecode /Length {} >>\nstream\r\n", packed.len()).as_bytes(),
        &packed,
        b"\nendstream",
    ]
    .concat()
}

/// A file whose catalog and pages lie in a stream, as most programs write them today.
fn modern(inside: &[(u64, &str)], root: &str) -> Vec<u8> {
    let (mut head, mut body) = (String::new(), String::new());
    for (number, object) in inside {
        head.push_str(&format!("{number} {} ", body.len()));
        body.push_str(object);
        body.push(' ');
    }
    let about = format!("/Type /ObjStm /N {} /First {}", inside.len(), head.len());
    let mut out = b"%PDF-1.5\n10 0 obj\n".to_vec();
    out.extend(stream(&about, format!("{head}{body}").as_bytes()));
    out.extend(b"\nendobj\n11 0 obj\n");
    out.extend(stream(&format!("/Type /XRef /W [1 2 1] /Size 12 {root}"), &[0; 16]));
    out.extend(b"\nendobj\nstartxref\n9\n%%EOF\n");
    out
}

#[test]
fn pages_are_counted_by_the_tree_and_not_by_what_it_says() {
    assert_eq!(two_pages(&[], "").unwrap().pages, 2);
    let lying: Vec<(u64, &str)> = TWO_PAGES
        .iter()
        .map(|(number, body)| (*number, if *number == 2 { "<< /Kids [3 0 R 4 0 R 3 0 R] /Count 900 >>" } else { body }))
        .collect();
    assert_eq!(inspect(&file(&lying, "/Root 1 0 R")).unwrap().pages, 2, "a page that hangs there twice is one");
    let modern = modern(
        &[
            (1, "<</Type/Catalog/Pages 2 0 R>>"),
            (2, "<</Kids[3 0 R 4 0 R 5 0 R]>>"),
            (3, "<<>>"),
            (4, "<<>>"),
            (5, "<<>>"),
        ],
        "/Root 1 0 R",
    );
    assert_eq!(inspect(&modern).unwrap().pages, 3);
}

#[test]
fn what_was_written_last_counts() {
    let after = [(2, "<< /Type /Pages /Kids [4 0 R] /Count 1 >>")];
    assert_eq!(two_pages(&after, "").unwrap().pages, 1);
}

#[test]
fn it_tells_what_it_calls_itself_and_who_wrote_it() {
    let info = "<< /Title (Our \\(new\\) house) /Author <FEFF004400720020004D00FC006C006C00650072> /Keywords (flu\\040shots) /Producer (x) >>";
    let facts = two_pages(&[(6, info)], "/Info 6 0 R").unwrap();
    assert_eq!((facts.title.as_str(), facts.author.as_str()), ("Our (new) house", "Dr Müller"));
    assert_eq!(facts.about, "flu shots");
}

#[test]
fn an_encrypted_one_is_refused() {
    assert_eq!(two_pages(&[(6, "<< /Filter /Standard >>")], "/Encrypt 6 0 R"), Err(DocumentRefused::Protected));
    let file = modern(&[(1, "<</Pages 2 0 R>>"), (2, "<</Kids[]>>")], "/Root 1 0 R /Encrypt 9 0 R");
    assert_eq!(inspect(&file), Err(DocumentRefused::Protected));
}

#[test]
fn what_does_more_than_show_pages_is_refused() {
    for (object, what) in [
        ("<< /S /JavaScript /JS (app.alert\\(1\\)) >>", "a program"),
        ("<< /S /J#61vaScript >>", "a program"),
        ("<< /Names << /JavaScript 7 0 R >> >>", "a program"),
        ("[ 1 [ << /S /Launch /F (cmd.exe) >> ] ]", "a command that starts a program"),
        ("<< /S /SubmitForm >>", "a form that sends"),
        ("<< /Type /EmbeddedFile >>", "other files"),
        ("<< /Type /Filespec /EF << /F 8 0 R >> >>", "other files"),
        ("<< /AcroForm << /XFA 8 0 R >> >>", "a form with a program"),
        ("<< /Subtype /RichMedia >>", "a film"),
    ] {
        let refused = two_pages(&[(6, object)], "").unwrap_err().to_string();
        assert!(refused.contains(what) && refused.contains("Print it to a new PDF"), "{object}: {refused}");
    }
    // In a stream of objects as well.
    let hidden = modern(
        &[(1, "<</Pages 2 0 R/OpenAction<</S/JavaScript/JS(x)>>>>"), (2, "<</Kids[3 0 R]>>"), (3, "<<>>")],
        "/Root 1 0 R",
    );
    assert_eq!(inspect(&hidden), Err(DocumentRefused::Active("a program")));
    // What only reads so is none of it: a font of that name, a link, and words on a page.
    let harmless =
        "<< /Font << /JavaScriptSans 7 0 R /Launch 8 0 R >> /A << /S /URI /URI (https://lakeside.example) >> >>";
    assert_eq!(two_pages(&[(6, harmless)], "").unwrap().pages, 2);
}

#[test]
fn what_is_none_or_was_cut_says_so() {
    assert_eq!(inspect(b""), Err(DocumentRefused::Empty));
    assert_eq!(inspect(b"Dear patients"), Err(DocumentRefused::NoDocument));
    let whole = file(TWO_PAGES, "/Root 1 0 R");
    assert_eq!(inspect(&whole[..whole.len() / 2]), Err(DocumentRefused::CutShort));
    assert_eq!(inspect(&file(TWO_PAGES, "/Size 5")), Err(DocumentRefused::Damaged), "nothing says where it begins");
    assert_eq!(
        inspect(&file(&[(1, "<< /Pages 2 0 R >>"), (2, "<< /Kids [] >>")], "/Root 1 0 R")),
        Err(DocumentRefused::Damaged)
    );
    assert!(is_document(b"%PDF-1.4", "flyer") && is_document(b"hello", "flyer.PDF"));
    assert!(!is_document(b"\xFF\xD8\xFF\xE0", "photo.pdf") && !is_document(b"GIF89a", "a.gif"));
}

#[test]
fn nothing_in_it_makes_the_looking_endless() {
    let around = [(1, "<< /Pages 2 0 R >>"), (2, "<< /Kids [2 0 R 3 0 R] >>"), (3, "<< /Kids [2 0 R] >>")];
    assert_eq!(inspect(&file(&around, "/Root 1 0 R")), Err(DocumentRefused::Damaged));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(two_pages(&[(6, &deep)], ""), Err(DocumentRefused::TooComplicated));
    let bomb = vec![b' '; 210_000_000];
    let mut out = b"%PDF-1.5\n10 0 obj\n".to_vec();
    out.extend(stream("/Type /ObjStm /N 1 /First 4", &bomb));
    out.extend(b"\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n");
    assert_eq!(inspect(&out), Err(DocumentRefused::TooComplicated));
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn arbitrary_bytes_behind_a_beginning_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = inspect(&[b"%PDF-1.7\n1 0 obj\n", bytes.as_slice(), b"\n%%EOF"].concat());
    }

    #[test]
    fn files_with_changed_bytes_never_panic(at in 0usize..600, byte in any::<u8>()) {
        let mut bytes = file(TWO_PAGES, "/Root 1 0 R");
        let length = bytes.len();
        bytes[at % length] = byte;
        let _ = inspect(&bytes);
    }
}
