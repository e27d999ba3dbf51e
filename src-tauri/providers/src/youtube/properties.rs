//! Whatever YouTube answers, or something in its place: what it said is never more than what it said.
//!
//! Invariant under test: an answer that nobody understands leaves a part in doubt; neither a damaged list nor a damaged word
//! of a video proves that a part is not there; every wait ends.

use std::time::Duration;

use countersign_core::engage::FeedKind;
use countersign_core::env::{Clock as _, SystemClock};
use countersign_core::gate::SignedPart;
use countersign_core::model::{PartRole, PlatformOptions, YoutubePrivacy, YoutubeVideo};
use countersign_core::publish::{Fate, Handle, Outcome, Prepared, Search};
use countersign_practice::cast;
use countersign_spoil::cases;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::film::FILM;
use super::kept::Kept;
use super::*;
use crate::spoilt::{LONG_AGO, Parrot, Said, is_bounded, may_be_read, may_be_told, may_follow, nobody, spoilt, told};
use crate::testing::{Notes, account, among, http, opening, part, search, signed};

const ID: &str = "dQw4w9WgXcQ";
const COMMENT: &str = "UgxKREWxIgDrw8w2e_Z4AaABAg";
const TEXT: &str = "A look around.";
const TITLE: &str = "Our new rooms & more";
const QUICK: YoutubeSettings = YoutubeSettings { first_pause: Duration::ZERO, patience: Duration::ZERO };

fn youtube(parrot: &Parrot) -> Youtube {
    Youtube::new(http(&parrot.base, Some(cast::YOUTUBE_TOKEN)).0, QUICK)
}

fn options() -> PlatformOptions {
    PlatformOptions::Youtube(YoutubeVideo {
        title: TITLE.into(),
        privacy: Some(YoutubePrivacy::Public),
        made_for_kids: Some(false),
        ..YoutubeVideo::NEW
    })
}

fn film() -> SignedPart {
    let mut main = part(PartRole::Main, TEXT);
    main.media = vec![signed(b"film", "video/mp4", "")];
    main
}

fn video() -> Value {
    json!({"kind": "youtube#video", "id": ID, "status": {"uploadStatus": "processed", "privacyStatus": "public"},
        "processingDetails": {"processingStatus": "succeeded"}})
}

fn refusals() -> [Value; 3] {
    let error = |code: u16, reason: &str, domain: &str| json!({"error": {"code": code, "message": "No.", "errors": [{"message": "No.", "domain": domain, "reason": reason}]}});
    [
        error(403, "quotaExceeded", "youtube.quota"),
        error(429, "rateLimitExceeded", "usageLimits"),
        error(503, "backendError", "global"),
    ]
}

/// Whether YouTube itself refuses: by an error in its own shape, by asking for a sign-in, or by saying of the very video that
/// it stays private, or that nothing becomes of it.
fn refuses(said: &Said) -> bool {
    let value = said.value().unwrap_or_default();
    let word = |place: &str| value.pointer(place).and_then(Value::as_str).unwrap_or_default().to_owned();
    let unusable = value.get("id") == Some(&json!(ID))
        && (word("/status/privacyStatus") == "private"
            || ["failed", "rejected"].contains(&word("/status/uploadStatus").as_str()));
    let words = ["/error/message", "/error/errors/0/reason"].iter().any(|place| !word(place).is_empty());
    said.status == 401 || words || (said.status < 300 && unusable)
}

/// An upload is begun where YouTube names an address of its own for it, and its bytes go nowhere else.
#[test]
fn an_upload_leads_to_youtube_or_nowhere() {
    let parrot = Parrot::new();
    let (youtube, film, options) = (youtube(&parrot), film(), options());
    let files = [b"film".to_vec()];
    let (bytes, open) = (among(&[]), opening(&files));
    let home = "https://www.googleapis.com/upload/youtube/v3/videos?uploadType=resumable&upload_id=A";
    let (taken, listed) = (Said::json(video().to_string()), Said::json(json!({"items": [video()]}).to_string()));
    let address = prop_oneof![
        3 => Just(home.to_owned()),
        3 => countersign_spoil::near_text(home),
        1 => Just(home.replace("googleapis.com", "googleapis.com.evil.example")),
        1 => Just(home.replace("www.", "www@evil.example/")),
        2 => crate::spoilt::header_value(),
    ];
    let answers = [json!({}), refusals()[0].clone()];
    proptest!(cases(240), |(said in spoilt(&answers), address in proptest::option::of(address))| {
        let fits = |it: &String| reqwest::header::HeaderValue::from_str(it).is_ok_and(|it| it.to_str().is_ok());
        let address = address.filter(fits);
        let mut said = said;
        said.headers.retain(|(name, _)| *name != "location");
        said.headers.extend(address.iter().map(|it| ("location", it.clone())));
        let (now, notes) = (SystemClock.now(), Notes::default());
        let ask = youtube.upload(nobody(), &film, &options, Files { bytes: &bytes, open: &open }, &notes);
        let brought = parrot.asked(&[&said, &taken, &listed], ask);
        match &brought {
            Ok(_) => {
                prop_assert!(said.status < 300, "begun by a failure: {said:?}");
                let host = address.and_then(|it| url::Url::parse(it.trim()).ok()).and_then(|it| it.host_str().map(str::to_owned));
                prop_assert!(host.as_deref().is_some_and(|it| it.ends_with("googleapis.com")), "{said:?}");
            }
            Err(failure) => prop_assert!(is_bounded(failure, now), "{failure:?}"),
        }
    });
}

#[test]
fn an_answer_that_nobody_understands_leaves_a_part_in_doubt() {
    let parrot = Parrot::new();
    let (youtube, film, options) = (youtube(&parrot), film(), options());
    let comment = part(PartRole::FirstComment, TEXT);
    let prepared = Prepared { media_ids: vec![ID.to_owned()] };
    let made = json!({"kind": "youtube#commentThread", "id": COMMENT, "snippet": {"videoId": ID}});
    let answers: Vec<Value> = [video(), made].into_iter().chain(refusals()).collect();
    proptest!(cases(280), |(said in spoilt(&answers), is_film in any::<bool>())| {
        let now = SystemClock.now();
        let outcome = if is_film {
            let ask = youtube.show(nobody(), &film, &options, &prepared);
            parrot.asked(&[&said], ask).unwrap_or_else(Verdict::outcome)
        } else {
            let ask = youtube.comment(nobody(), cast::YOUTUBE_ID, &comment, Some(ID));
            parrot.asked(&[&said], ask).map_or_else(Verdict::outcome, Outcome::Published)
        };
        may_follow(&outcome, &said, now, refuses).map_err(TestCaseError::fail)?;
    });
}

#[test]
fn a_damaged_list_never_proves_that_a_part_is_not_there() {
    let parrot = Parrot::new();
    let (youtube, account, options) = (youtube(&parrot), account(Platform::Youtube), options());
    let channels = json!({"items": [{"id": cast::YOUTUBE_ID, "snippet": {"title": "Lakeside"},
        "contentDetails": {"relatedPlaylists": {"uploads": "UU_x5XG1OV2P6uZZ5FSM9Ttw"}}}]});
    let channels = Said::json(channels.to_string());
    let uploads = json!({"items": [{"snippet": {"title": TITLE, "description": TEXT, "publishedAt": "2026-11-20T09:00:00Z"},
        "contentDetails": {"videoId": ID}, "status": {"privacyStatus": "public"}}],
        "pageInfo": {"totalResults": 1, "resultsPerPage": 50}});
    let comments = json!({"items": [{"id": COMMENT, "snippet": {"topLevelComment": {"snippet": {"textOriginal": TEXT,
        "authorChannelId": {"value": cast::YOUTUBE_ID}, "publishedAt": "2026-11-20T09:00:00Z"}}}}]});
    type Listed<'a> = (SignedPart, Option<&'a str>, bool, Value, &'a [&'a str]);
    let of: [Listed<'_>; 2] = [
        (film(), None, true, uploads, &["/items/0/snippet/title", "/items/0/snippet/description"]),
        (
            part(PartRole::FirstComment, TEXT),
            Some(ID),
            false,
            comments,
            &[
                "/items/0/snippet/topLevelComment/snippet/textOriginal",
                "/items/0/snippet/topLevelComment/snippet/authorChannelId/value",
            ],
        ),
    ];
    for (part, parent, by_channel, sample, known_by) in of {
        proptest!(cases(140), |(said in spoilt(std::slice::from_ref(&sample)))| {
            let said = Said { headers: Vec::new(), status: 200, ..said };
            let search = Search { options: &options, ..search(&account, &part, parent, LONG_AGO) };
            let answers: &[&Said] = if by_channel { &[&channels, &said] } else { &[&said] };
            let read = parrot.asked(answers, youtube.look(nobody(), &search));
            may_be_read(&read, &sample, &said, known_by).map_err(TestCaseError::fail)?;
        });
    }
}

#[test]
fn a_damaged_word_of_a_public_video_never_proves_that_it_is_not_there() {
    let parrot = Parrot::new();
    let (youtube, account, part, options) = (youtube(&parrot), account(Platform::Youtube), film(), options());
    let handles = [Handle { name: FILM.to_owned(), value: Kept::Video(ID.to_owned()).written() }];
    let sample = json!({"items": [video()], "pageInfo": {"totalResults": 1}});
    let own = Said::json(json!({"items": [{"id": cast::YOUTUBE_ID, "snippet": {"title": "Lakeside"}}]}).to_string());
    proptest!(cases(180), |(said in spoilt(std::slice::from_ref(&sample)))| {
        let said = Said { headers: Vec::new(), status: 200, ..said };
        let search = Search { options: &options, handles: &handles, ..search(&account, &part, None, LONG_AGO) };
        let read = parrot.asked(&[&said, &own], youtube.look(nobody(), &search));
        may_be_read(&read, &sample, &said, &["/items/0/id"]).map_err(TestCaseError::fail)?;
        let fate = parrot.asked(&[&said, &own], youtube.became(nobody(), &search));
        prop_assert!(!matches!(fate, Ok(Some(Fate::Refused(_)))), "{fate:?} {}", String::from_utf8_lossy(&said.body));
    });
}

#[test]
fn a_list_that_is_not_there_and_a_privacy_that_is_not_known_prove_nothing() {
    let parrot = Parrot::new();
    let (youtube, account, part, options) = (youtube(&parrot), account(Platform::Youtube), film(), options());
    let handles = [Handle { name: FILM.to_owned(), value: Kept::Video(ID.to_owned()).written() }];
    let own = Said::json(json!({"items": [{"id": cast::YOUTUBE_ID, "snippet": {"title": "Lakeside"}}]}).to_string());
    let of = |privacy: &str| json!({"items": [{"id": ID, "status": {"privacyStatus": privacy}}]});
    for (answer, complete) in [
        (json!({"items": []}), Some(true)),
        (json!({"pageInfo": {"totalResults": 0}}), Some(true)),
        (json!({}), None),
        (json!({"pageInfo": {"totalResults": 1}}), None),
        (of("private"), Some(true)),
        (of("friends"), Some(false)),
        (of(""), Some(false)),
    ] {
        let search = Search { options: &options, handles: &handles, ..search(&account, &part, None, LONG_AGO) };
        let read = parrot.asked(&[&Said::json(answer.to_string()), &own], youtube.look(nobody(), &search));
        assert_eq!(read.ok().map(|read| read.complete), complete, "{answer}");
    }
}

#[test]
fn an_error_without_a_word_of_youtubes_is_no_refusal() {
    for (status, body) in
        [(400, r#"{"error":{}}"#), (403, r#"{"error":[{}]}"#), (308, r#"{"error":{"message":"x"}}"#), (400, "[{}]")]
    {
        let judged = super::refusals::judge(&crate::http::Answer::of(status, &[], body)).unwrap().outcome();
        assert!(matches!(judged, Outcome::Unknown(_)), "{status} {body} {judged:?}");
    }
}

/// Pages of what people write: of which feed, where its list stands, and how it looks.
fn told_by_people() -> [(FeedKind, &'static str, &'static str, Value); 2] {
    let comment = |id: &str| {
        json!({"id": id, "snippet": {"videoId": ID, "textOriginal": TEXT, "authorDisplayName": "@asha", "moderationStatus": "published",
            "authorChannelId": {"value": "UCasha00000000000000000A"}, "publishedAt": "2026-11-20T09:00:00Z"}})
    };
    let thread = json!({"id": COMMENT, "snippet": {"videoId": ID, "topLevelComment": comment(COMMENT), "totalReplyCount": 7},
        "replies": {"comments": [comment(&format!("{COMMENT}.9abc"))]}});
    [
        (FeedKind::Comments, "", "/items", json!({"items": [thread], "nextPageToken": "QURTSl9p"})),
        (FeedKind::Answers, COMMENT, "/items", json!({"items": [comment(&format!("{COMMENT}.9abc"))]})),
    ]
}

/// Whatever stands in place of a page of what people write.
#[test]
fn a_damaged_page_of_what_people_write_tells_nothing_that_is_not_on_it() {
    let parrot = Parrot::new();
    let youtube = youtube(&parrot);
    for (kind, scope, list, sample) in told_by_people() {
        proptest!(cases(90), |(said in spoilt(std::slice::from_ref(&sample)))| {
            let page = told(&parrot, &youtube, &[&said], (kind, scope));
            may_be_told(&page, (scope, list), &[&said], SystemClock.now()).map_err(TestCaseError::fail)?;
        });
        let whole = told(&parrot, &youtube, &[&Said::json(sample.to_string())], (kind, scope)).unwrap();
        assert!(!whole.doubtful && whole.items.len() + whole.leads.len() > 0, "{kind:?}: {whole:?}");
    }
}
