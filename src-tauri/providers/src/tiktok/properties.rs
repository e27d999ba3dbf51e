//! Whatever TikTok answers, or something in its place: what it said is never more than what it said.
//!
//! Invariant under test: an answer that nobody understands leaves a post in doubt; a damaged word of a post that is out never
//! proves that it is not there, nor ends it; every wait ends.

use std::time::Duration;

use countersign_core::env::{Clock as _, SystemClock};
use countersign_core::gate::SignedPart;
use countersign_core::model::{PartRole, PlatformOptions, TiktokConsent, TiktokPost, TiktokPrivacy, TiktokWay};
use countersign_core::ports::VaultFault;
use countersign_core::publish::{Fate, Handle, Outcome, Prepared, Search};
use countersign_practice::cast;
use countersign_spoil::cases;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::film::{Piece, UPLOAD, judge_piece};
use super::kept::{Kept, Upload};
use super::*;
use crate::http::Answer;
use crate::spoilt::{LONG_AGO, Parrot, Said, header_value, may_be_brought, may_follow, nobody, spoilt};
use crate::testing::{Notes, account, http, opening, part, search, signed};

const TEXT: &str = "A look around. #flu";
const ON_ITS_WAY: &str = "p_pub_url~v2.7512345678901234567";
const QUICK: TiktokSettings =
    TiktokSettings { first_pause: Duration::ZERO, longest_pause: Duration::ZERO, until_public: Duration::ZERO };

fn tiktok(parrot: &Parrot) -> Tiktok {
    Tiktok::new(http(&parrot.base, Some(cast::TIKTOK_TOKEN)).0, QUICK)
}

fn options() -> PlatformOptions {
    PlatformOptions::Tiktok(TiktokPost {
        privacy: Some(TiktokPrivacy::Public),
        consent: Some(TiktokConsent::Music),
        ..TiktokPost::NEW
    })
}

fn shown(mime: &str) -> SignedPart {
    let mut main = part(PartRole::Main, TEXT);
    main.media = vec![signed(b"bytes", mime, "")];
    main
}

/// Whether TikTok itself refuses: by a code of its own, or by asking for a sign-in.
fn refuses(said: &Said) -> bool {
    let code = said.value().and_then(|value| value.pointer("/error/code").and_then(Value::as_str).map(str::to_owned));
    said.status == 401 || code.is_some_and(|code| !code.is_empty() && code != "ok")
}

#[test]
fn an_answer_that_nobody_understands_leaves_a_post_in_doubt() {
    let parrot = Parrot::new();
    let (tiktok, part, options) = (tiktok(&parrot), shown("image/jpeg"), options());
    let prepared = Prepared { media_ids: vec!["https://files.example/a".to_owned()] };
    let answers = [
        json!({"data": {"publish_id": ON_ITS_WAY}, "error": {"code": "ok", "message": "", "log_id": "202611200900"}}),
        json!({"error": {"code": "spam_risk_too_many_posts", "message": "Too many", "log_id": "202611200900"}}),
        json!({"error": {"code": "rate_limit_exceeded", "message": "Slow down", "log_id": "202611200900"}}),
        json!({"error": {"code": "internal_error", "message": "Try later", "log_id": "202611200900"}}),
    ];
    proptest!(cases(240), |(said in spoilt(&answers))| {
        let now = SystemClock.now();
        let none = |_: &countersign_core::gate::SignedMedia| Err(VaultFault::NotThere);
        let ask = tiktok.show((nobody(), "@lakesideclinic"), &part, &options, &prepared, &none);
        let outcome = parrot.asked(&[&said], ask);
        may_follow(&outcome, &said, now, refuses).map_err(TestCaseError::fail)?;
        if let Outcome::Working(receipt) = &outcome {
            let kept = Kept::read(&receipt.handle.value).map(|kept| kept.publish_id).unwrap_or_default();
            prop_assert!(said.value().is_some_and(|value| value.pointer("/data/publish_id") == Some(&json!(kept))));
        }
    });
}

/// The last piece publishes: nothing but TikTok's own count says that bytes of it are missing.
#[test]
fn a_piece_counts_as_missing_only_where_tiktok_says_how_much_is_there() {
    let total = 5;
    proptest!(cases(400), |(
        status in proptest::sample::select(vec![200u16, 201, 202, 204, 206, 400, 401, 403, 404, 408, 409, 416, 429, 500, 503]),
        range in proptest::option::of(header_value()),
        wait in proptest::option::of(header_value()),
    )| {
        let fits = |value: &String| reqwest::header::HeaderValue::from_str(value).is_ok_and(|value| value.to_str().is_ok());
        let (range, wait) = (range.filter(fits), wait.filter(fits));
        let headers: Vec<(&'static str, &str)> = range.as_deref().map(|it| ("content-range", it)).into_iter()
            .chain(wait.as_deref().map(|it| ("retry-after", it))).collect();
        let answer = Answer::of(status, &headers, "");
        match judge_piece(&answer, total) {
            Ok(Piece::Whole) => prop_assert!(status == 201 || range.is_some()),
            Ok(Piece::Stored(has)) => {
                prop_assert!(has < total);
                prop_assert!(matches!(status, 206 | 416));
                prop_assert!(range.is_none() || has > 0, "{range:?} was read as nothing");
            }
            Ok(Piece::Over) => prop_assert!(matches!(status, 403 | 404)),
            Err(verdict) => {
                let outcome = verdict.outcome();
                let said = Said { status, headers: Vec::new(), body: Vec::new() };
                may_follow(&outcome, &said, answer.at, |said| matches!(said.status, 400 | 429)).map_err(TestCaseError::fail)?;
            }
        }
    });
}

/// An upload is begun under the id that TikTok gave, and its bytes go to a host of TikTok's or nowhere.
#[test]
fn an_upload_is_begun_as_it_was_answered_and_leads_home() {
    let parrot = Parrot::new();
    let (tiktok, part) = (tiktok(&parrot), shown("video/mp4"));
    let options = PlatformOptions::Tiktok(TiktokPost { way: TiktokWay::Inbox, ..TiktokPost::NEW });
    let files = [b"bytes".to_vec()];
    let open = opening(&files);
    let begun = |address: &str| {
        json!({"data": {"publish_id": "v_inbox_file~v2.7512345678901234567", "upload_url": address},
            "error": {"code": "ok", "message": "", "log_id": "202611200900"}})
    };
    let samples = [
        begun("https://open-upload.tiktokapis.com/upload?upload_id=1&upload_token=a"),
        begun("https://open-upload.tiktokapis.com.evil.example/upload?upload_id=1"),
        begun("https://open-upload.tiktokapis.com@evil.example/upload"),
    ];
    proptest!(cases(300), |(said in spoilt(&samples))| {
        let (now, notes) = (SystemClock.now(), Notes::default());
        let brought = parrot.asked(&[&said], tiktok.upload(nobody(), &part, &options, &open, &notes));
        let noted = notes.of(UPLOAD).and_then(|note| Kept::read(&note)).map(|kept| kept.publish_id);
        let ids: Vec<String> = noted.into_iter().collect();
        // TikTok's code decides, and never the status.
        let by_code = Said { status: 200, ..said.clone() };
        may_be_brought(&brought, &ids, &by_code, now).map_err(TestCaseError::fail)?;
        prop_assert!(brought.is_err() || !refuses(&Said { status: 200, ..said }), "{brought:?}");
        if let Some(address) = brought.ok().and_then(|it| it.media_ids.into_iter().nth(1)) {
            let host = url::Url::parse(&address).unwrap().host_str().unwrap_or_default().to_owned();
            prop_assert!(host.ends_with(".tiktokapis.com"), "{address}");
        }
    });
}

#[test]
fn a_damaged_word_of_a_post_that_is_out_never_proves_that_it_is_not_there() {
    let parrot = Parrot::new();
    let (tiktok, account, part, options) = (tiktok(&parrot), account(Platform::Tiktok), shown("video/mp4"), options());
    let kept = Kept { publish_id: ON_ITS_WAY.to_owned(), upload: None };
    let handles = [Handle { name: UPLOAD.to_owned(), value: kept.written() }];
    let sample = json!({
        "data": {"status": "PUBLISH_COMPLETE", "publicaly_available_post_id": [7_512_345_678_901_234_567_u64]},
        "error": {"code": "ok", "message": "", "log_id": "202611200900"},
    });
    proptest!(cases(180), |(said in spoilt(std::slice::from_ref(&sample)))| {
        let said = Said { headers: Vec::new(), status: 200, ..said };
        let search = Search { options: &options, handles: &handles, ..search(&account, &part, None, LONG_AGO) };
        if let Ok(read) = parrot.asked(&[&said], tiktok.look(nobody(), &search)) {
            prop_assert!(!read.complete || !read.matches.is_empty(), "{}", String::from_utf8_lossy(&said.body));
        }
        let fate = parrot.asked(&[&said], tiktok.became(nobody(), &search));
        prop_assert!(!matches!(fate, Ok(Some(Fate::Refused(_)))), "{fate:?} {}", String::from_utf8_lossy(&said.body));
    });
}

#[test]
fn what_is_kept_of_a_post_is_read_as_it_was_written() {
    proptest!(cases(256), |(
        id in "[A-Za-z][A-Za-z0-9_.~-]{0,63}",
        upload in proptest::option::of((any::<i64>(), any::<u64>(), any::<u32>())),
        any in countersign_spoil::any_text(40),
    )| {
        let upload = upload.map(|(at, stored, refused)| {
            Upload { at: countersign_core::model::Millis(at), stored, refused }
        });
        let kept = Kept { publish_id: id, upload };
        prop_assert_eq!(Kept::read(&kept.written()), Some(kept));
        if let Some(read) = Kept::read(&any) {
            prop_assert_eq!(Kept::read(&read.written()), Some(read));
        }
    });
}

#[test]
fn a_range_that_can_not_be_read_is_not_taken_for_nothing_and_an_error_without_a_code_for_a_refusal() {
    for (range, stored) in
        [(None, Some(0)), (Some("bytes 0-2/5"), Some(3)), (Some("bytes 0-"), None), (Some("5"), None)]
    {
        let headers: Vec<(&'static str, &str)> = range.map(|range| ("content-range", range)).into_iter().collect();
        let judged = judge_piece(&Answer::of(416, &headers, ""), 5);
        assert_eq!(
            judged.ok().and_then(|it| if let Piece::Stored(has) = it { Some(has) } else { None }),
            stored,
            "{range:?}"
        );
    }
    for body in [r#"{"error":{}}"#, r#"{"error":{"code":""}}"#, r#"{"error":["x"]}"#] {
        let judged = super::refusals::judge(&Answer::of(200, &[], body)).unwrap().outcome();
        assert!(matches!(judged, Outcome::Unknown(_)), "{body} {judged:?}");
    }
}
