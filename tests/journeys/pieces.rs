//! Documents, GIFs that move, videos in the later posts of a thread, covers, and the version that LinkedIn is asked with:
//! what a person does with each, from taking it in until it is public.

use countersign_core::api::types::{
    DisplayState, LinkedinVersion, LinkedinVersionSet, Picture, Post, ReviewSheet, VersionStanding,
};
use countersign_core::check::FindingCode;
use countersign_core::error::ErrorCode;
use countersign_core::model::{AltText, Content, MediaRef, PartRole, Platform, PlatformOptions};
use countersign_practice::{Action, templates};
use countersign_tests::clinic::Onward;
use countersign_tests::pictures::{gif, pdf};
use countersign_tests::stage::{Stage, and, says, with_media};
use serde_json::{Value, json};

const CREATE: (&str, &str) = ("POST", templates::x::POSTS);

fn titled(title: &str) -> Content {
    let options = PlatformOptions::Linkedin { article: None, document_title: title.into() };
    Content { options, ..Content::of_text(Platform::Linkedin, "Our new house, page by page.") }
}

fn version(version: Option<&str>) -> LinkedinVersionSet {
    LinkedinVersionSet { version: version.map(str::to_owned) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_kept_to_the_bit_and_can_be_opened_before_it_is_signed() {
    let stage = Stage::set().await;
    let bytes = pdf(3, 7);
    let taken = stage.clinic().import_document("Our house.pdf", &bytes).unwrap();
    let document = taken.document.clone().unwrap();
    assert_eq!((document.pages, document.length.as_str()), (3, "3 pages"));
    assert_eq!(document.title, "Our house, number 7", "what it calls itself");
    let post = stage.planned(&with_media(titled("Our house"), &taken, ""), 10);
    stage.clinic().as_doctor();
    let sheet: ReviewSheet = stage.clinic().call("review_open", json!({ "id": post }));
    let shown = sheet.post.pictures.iter().find(|shown| shown.digest == taken.digest).unwrap();
    assert_eq!(shown.document.as_ref().unwrap().pages, 3);
    let (name, mut file) = stage.clinic().api().document_file(taken.digest).unwrap();
    let mut opened = vec![0; bytes.len()];
    assert_eq!(file.read_at(0, &mut opened).unwrap(), bytes.len());
    assert!(name.ends_with(".pdf") && !name.contains("house"), "{name}: a name tells nothing of the clinic");
    assert_eq!(opened, bytes);
    let (small, mime) = stage.clinic().api().picture(taken.digest, None, true).unwrap();
    assert!(mime == "image/svg+xml" && String::from_utf8(small).unwrap().contains("3 pages"));
    stage.clinic().as_receptionist();
    stage.sign(post);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_is_refused_leaves_nothing_and_says_what_to_do() {
    let stage = Stage::set().await;
    let with = |more: &str| {
        let text = String::from_utf8(pdf(2, 1)).unwrap();
        text.replace("/Type /Catalog", &format!("/Type /Catalog {more}")).into_bytes()
    };
    let locked = String::from_utf8(pdf(2, 1)).unwrap().replace("/Info 3 0 R", "/Encrypt 3 0 R").into_bytes();
    for (bytes, words) in [
        (locked, "protected with a password"),
        (with("/OpenAction << /S /JavaScript /JS (app.alert) >>"), "holds a program"),
        (b"Dear patients".to_vec(), "no PDF document"),
        (pdf(2, 1)[..200].to_vec(), "ends before its end"),
    ] {
        let refused = stage.clinic().import_document("a.pdf", &bytes).unwrap_err();
        assert!(refused.words().0.contains(words), "{refused:?}");
    }
    // One that ends before its length was told is not read to a guess.
    let short = pdf(2, 1);
    let cut = stage.clinic().api().import_document(
        "a.pdf",
        &mut std::io::Cursor::new(&short),
        short.len() as u64 + 10,
        &Onward,
    );
    assert!(cut.unwrap_err().words().0.contains("cut short"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_document_tells_of_its_author_is_said_before_it_is_signed() {
    let stage = Stage::set().await;
    let told = String::from_utf8(pdf(2, 1)).unwrap().replace("<< /Title", "<< /Author (Robin Reception) /Title");
    let taken = stage.clinic().import_document("a.pdf", told.as_bytes()).unwrap();
    let post: Post = stage.clinic().compose(Platform::Linkedin, &with_media(titled("Our house"), &taken, ""));
    let found = post.report.findings.iter().find(|found| found.code == FindingCode::DocumentTells).unwrap();
    assert!(found.message.contains("written by “Robin Reception”"), "{}", found.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gif_that_moves_is_shown_as_it_moves_and_known_as_one() {
    let stage = Stage::set().await;
    let taken = stage.clinic().gif(9);
    assert_eq!(taken.frames, Some(3));
    let (bytes, mime) = stage.clinic().api().picture(taken.digest, None, false).unwrap();
    assert_eq!((bytes, mime), (gif(3, 9), "image/gif"));
    let (small, mime) = stage.clinic().api().picture(taken.digest, None, true).unwrap();
    assert!(mime != "image/gif" && small.len() < 10_000, "its place in a list stands still");
}

fn media(taken: &Picture, alt: &str) -> MediaRef {
    MediaRef { digest: taken.digest, alt: AltText(alt.into()), crop: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_post_of_a_thread_on_x_may_have_a_video_or_a_gif() {
    let stage = Stage::set().await;
    let thread = Content::of_text(Platform::X, "Three things about our new rooms.");
    let thread = and(thread, PartRole::Thread, "They are bright.");
    let mut thread = and(thread, PartRole::Thread, "They are quiet.");
    thread.parts[0].media = vec![media(&stage.clinic().picture(3), "A window")];
    thread.parts[1].media = vec![media(&stage.clinic().film(4), "")];
    thread.parts[2].media = vec![media(&stage.clinic().gif(5), "A door that closes")];
    let post = stage.signed(&thread, 5);
    // The answer to the last is lost: what is there is found, and nothing comes twice.
    stage.fault(countersign_practice::Platform::X, CREATE, 2, 1, Action::DropAfterAccept);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!(stage.asked(CREATE), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_chooses_the_version_that_linkedin_is_asked_with_and_it_stays() {
    let mut stage = Stage::set().await;
    let usual: LinkedinVersion = stage.clinic().call("linkedin_version_get", Value::Null);
    assert_eq!(
        (usual.version.as_str(), usual.own.as_str(), usual.standing),
        ("202609", "202609", VersionStanding::Served)
    );
    assert_eq!((usual.until.as_str(), usual.chosen_by), ("the middle of September 2027", None));
    let refused = stage.clinic().refused("linkedin_version_set", version(Some("202610")));
    assert_eq!(refused.code, ErrorCode::NotAllowed);

    stage.clinic().as_doctor();
    for wrong in ["2026-10", "202613", "209901", "202609\r\nx: y"] {
        let refused = stage.clinic().refused("linkedin_version_set", version(Some(wrong)));
        says(&refused, ErrorCode::Invalid, Some("version"), &[]);
    }
    let old: LinkedinVersion = stage.clinic().call("linkedin_version_set", version(Some(" 202507 ")));
    assert_eq!((old.version.as_str(), old.standing), ("202507", VersionStanding::Over));
    assert!(old.chosen_by.is_some() && old.chosen.is_some());
    stage.clinic().as_receptionist();
    let post = stage.signed(&Content::of_text(Platform::Linkedin, "We are open."), 5);
    let failed = stage.until(post, &[DisplayState::Failed], 15).await;
    let message = failed.delivery.unwrap().message.unwrap();
    assert!(message.contains("under LinkedIn’s version") && message.contains("update Countersign"), "{message}");
    stage.holds_exactly(&[]);

    // It is the same after a night, for the calls as well.
    stage.close().await;
    stage.open();
    let still: LinkedinVersion = stage.clinic().call("linkedin_version_get", Value::Null);
    assert_eq!(still.version, "202507");
    let log = stage.control().request_log().len();
    stage.clinic().as_doctor();
    let newer: LinkedinVersion = stage.clinic().call("linkedin_version_set", version(Some("202610")));
    assert_eq!((newer.version.as_str(), newer.standing), ("202610", VersionStanding::Served));
    assert_eq!(stage.control().request_log().len(), log, "choosing one asks LinkedIn nothing");
    stage.clinic().as_receptionist();
    let _: Post = stage.clinic().call("delivery_retry", json!({ "id": post }));
    stage.posted(post).await;
    stage.holds_exactly(&[post]);

    stage.clinic().as_doctor();
    let own: LinkedinVersion = stage.clinic().call("linkedin_version_set", version(None));
    assert_eq!((own.version.as_str(), own.chosen_by), ("202609", None));
}
