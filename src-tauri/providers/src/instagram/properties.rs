//! Whatever Instagram answers, or something in its place: what it said is never more than what it said.
//!
//! Invariant under test: an answer that nobody understands leaves a part in doubt; neither a damaged list nor a damaged word
//! of a container proves that a part is not there; an upload is begun under the id that was answered, and its bytes go home; every
//! wait ends.

use countersign_core::engage::FeedKind;
use countersign_core::env::{Clock as _, SystemClock};
use countersign_core::gate::SignedPart;
use countersign_core::model::{InstagramKind, PlatformOptions};
use countersign_core::publish::Handle;
use countersign_practice::cast;
use countersign_spoil::cases;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::publish::plan;
use super::tests::QUICK;
use super::wire::CONTAINER;
use super::*;
use crate::errors::Verdict;
use crate::spoilt::{
    LONG_AGO, Parrot, Said, graph_refuses, may_be_brought, may_be_read, may_be_told, may_follow, nobody, spoilt, told,
};
use crate::testing::{Notes, account, http, opening, part, search, signed};

const ID: &str = "17900000000000001";
const CONTAINER_ID: &str = "17900000000000009";
const TEXT: &str = "Coughs and colds: walk in until six.";

fn instagram(parrot: &Parrot) -> Instagram {
    let instagram = Instagram::new(http(&parrot.base, Some(cast::INSTAGRAM_TOKEN)).0, GraphVersion::default(), QUICK);
    instagram.remember(nobody(), Door::Instagram);
    instagram
}

fn of(kind: InstagramKind) -> PlatformOptions {
    PlatformOptions::Instagram { kind, cover_ms: None }
}

fn shown(mime: &str) -> SignedPart {
    let mut main = part(PartRole::Main, TEXT);
    main.media = vec![signed(b"bytes", mime, "")];
    main
}

#[test]
fn an_answer_that_nobody_understands_leaves_a_part_in_doubt() {
    let parrot = Parrot::new();
    let instagram = instagram(&parrot);
    let prepared = Prepared { media_ids: vec![CONTAINER_ID.to_owned()] };
    let options = of(InstagramKind::Post);
    let plan = plan(cast::INSTAGRAM_ID, &shown("image/jpeg"), &options, &prepared, None).unwrap();
    let answers = [
        json!({"id": ID}),
        json!({"error": {"message": "Media not ready", "code": 9007, "error_subcode": 2_207_027, "is_transient": false}}),
        json!({"error": {"message": "An unknown error", "code": 2, "is_transient": true}}),
        json!({"error": {"message": "limit", "code": 4, "error_subcode": 2_207_051}}),
    ];
    proptest!(cases(240), |(said in spoilt(&answers))| {
        let now = SystemClock.now();
        let sent = parrot.asked(&[&said], instagram.create(nobody(), &plan));
        let outcome = sent.map_or_else(Verdict::outcome, |id| {
            Outcome::Published(Sighting { permalink: None, platform_id: id })
        });
        may_follow(&outcome, &said, now, graph_refuses).map_err(TestCaseError::fail)?;
    });
}

#[test]
fn a_damaged_list_never_proves_that_a_part_is_not_there() {
    let parrot = Parrot::new();
    let (instagram, account) = (instagram(&parrot), account(Platform::Instagram));
    let listed = |kind: &str, words: &str| {
        let item = json!({"id": ID, words: TEXT, "timestamp": "2026-11-20T09:00:00+0000", "media_type": kind,
            "permalink": "https://www.instagram.com/p/DRx1/"});
        json!({"data": [item], "paging": {"cursors": {"before": "a", "after": "b"}}})
    };
    let comments = json!({"data": [{"id": ID, "text": TEXT, "timestamp": "2026-11-20T09:00:00+0000",
        "username": cast::INSTAGRAM_USERNAME, "from": {"id": cast::INSTAGRAM_ID}}]});
    let comment = part(PartRole::FirstComment, TEXT);
    type Listed<'a> = (SignedPart, PlatformOptions, Option<&'a str>, Value, &'a [&'a str]);
    let of: [Listed<'_>; 3] = [
        (shown("image/jpeg"), of(InstagramKind::Post), None, listed("IMAGE", "caption"), &["/data/0/caption"]),
        (shown("video/mp4"), of(InstagramKind::Reel), None, listed("VIDEO", "caption"), &["/data/0/caption"]),
        (
            comment,
            of(InstagramKind::Post),
            Some(CONTAINER_ID),
            comments,
            &["/data/0/text", "/data/0/from/id", "/data/0/username"],
        ),
    ];
    for (part, options, parent, sample, known_by) in of {
        proptest!(cases(140), |(said in spoilt(std::slice::from_ref(&sample)))| {
            let said = Said { headers: Vec::new(), status: 200, ..said };
            let search = Search { options: &options, ..search(&account, &part, parent, LONG_AGO) };
            let read = parrot.asked(&[&said], instagram.look(nobody(), &search)).map_err(Verdict::failure);
            may_be_read(&read, &sample, &said, known_by).map_err(TestCaseError::fail)?;
        });
    }
}

#[test]
fn a_damaged_word_of_a_container_never_proves_that_its_post_is_not_there() {
    let parrot = Parrot::new();
    let (instagram, account, part) = (instagram(&parrot), account(Platform::Instagram), shown("image/jpeg"));
    let options = of(InstagramKind::Post);
    let handles = [Handle { name: CONTAINER.to_owned(), value: CONTAINER_ID.to_owned() }];
    let sample =
        json!({"status_code": "PUBLISHED", "status": "Published: Media has been published.", "id": CONTAINER_ID});
    let nothing = Said::json(json!({"data": []}).to_string());
    proptest!(cases(140), |(said in spoilt(std::slice::from_ref(&sample)))| {
        let said = Said { headers: Vec::new(), status: 200, ..said };
        let search = Search { options: &options, handles: &handles, ..search(&account, &part, None, LONG_AGO) };
        let read = parrot.asked(&[&said, &nothing], instagram.look(nobody(), &search));
        if let Ok(sightings) = read {
            prop_assert!(!sightings.complete, "{}", String::from_utf8_lossy(&said.body));
        }
    });
}

#[test]
fn a_word_of_instagrams_that_is_not_known_proves_nothing() {
    let parrot = Parrot::new();
    let (instagram, account) = (instagram(&parrot), account(Platform::Instagram));
    let nothing = Said::json(json!({"data": []}).to_string());
    let handles = [Handle { name: CONTAINER.to_owned(), value: CONTAINER_ID.to_owned() }];
    for (word, complete) in
        [("EXPIRED", true), ("ERROR", true), ("PUBLISHED", false), ("PUBLISHING_SOON", false), ("", false)]
    {
        let said = Said::json(json!({"status_code": word, "id": CONTAINER_ID}).to_string());
        let (part, options) = (shown("image/jpeg"), of(InstagramKind::Post));
        let search = Search { options: &options, handles: &handles, ..search(&account, &part, None, LONG_AGO) };
        let read = parrot.asked(&[&said, &nothing], instagram.look(nobody(), &search)).unwrap();
        assert_eq!(read.complete, complete, "{word}");
    }
    for (kind, complete, matches) in [("VIDEO", true, 1), ("IMAGE", true, 0), ("CLIP", false, 0), ("", false, 0)] {
        let list = json!({"data": [{"id": ID, "caption": TEXT, "media_type": kind}]});
        let (part, options) = (shown("video/mp4"), of(InstagramKind::Reel));
        let search = Search { options: &options, ..search(&account, &part, None, LONG_AGO) };
        let read = parrot.asked(&[&Said::json(list.to_string())], instagram.look(nobody(), &search)).unwrap();
        assert_eq!((read.complete, read.matches.len()), (complete, matches), "{kind}");
    }
}

/// Pages of what people write: of which feed, where its list stands, and how it looks.
fn told_by_people() -> [(FeedKind, &'static str, &'static str, Value); 5] {
    let list = |items: Value| json!({"data": items, "paging": {"cursors": {"before": "a", "after": "b"}}});
    let at = "2026-11-20T09:00:00+0000";
    let from = json!({"id": "17841400000000077", "username": "asha_rao"});
    let comment = |id: &str| json!({"id": id, "text": TEXT, "timestamp": at, "username": "asha_rao", "from": from, "hidden": false});
    let mut first = comment("17900000000000002");
    first["replies"] = list(json!([comment("17900000000000003")]));
    let post = json!({"id": ID, "caption": TEXT, "timestamp": at, "comments_count": 2,
        "permalink": "https://www.instagram.com/p/DRx1/"});
    let message = json!({"id": "aWdfZAG5", "created_time": at, "message": TEXT, "from": from});
    [
        (FeedKind::Posts, "", "/data", list(json!([post]))),
        (FeedKind::Comments, ID, "/data", list(json!([first, comment("17900000000000001")]))),
        (FeedKind::Answers, "17900000000000002", "/data", list(json!([comment("17900000000000003")]))),
        (
            FeedKind::Conversations,
            "",
            "/data",
            list(json!([{"id": "aWdfZG06MTI", "updated_time": at, "message_count": 3}])),
        ),
        (FeedKind::Messages, "aWdfZG06MTI", "/data", list(json!([message]))),
    ]
}

/// Whatever stands in place of a page of what people write.
#[test]
fn a_damaged_page_of_what_people_write_tells_nothing_that_is_not_on_it() {
    let parrot = Parrot::new();
    let instagram = instagram(&parrot);
    for (kind, scope, list, sample) in told_by_people() {
        proptest!(cases(90), |(said in spoilt(std::slice::from_ref(&sample)))| {
            let page = told(&parrot, &instagram, &[&said], (kind, scope));
            may_be_told(&page, (scope, list), &[&said], SystemClock.now()).map_err(TestCaseError::fail)?;
        });
        let whole = told(&parrot, &instagram, &[&Said::json(sample.to_string())], (kind, scope)).unwrap();
        assert!(!whole.doubtful && whole.items.len() + whole.leads.len() > 0, "{kind:?}: {whole:?}");
    }
}

/// An upload is begun under the id that Instagram gave, and its bytes go to an address of Meta's or nowhere.
#[test]
fn an_upload_is_begun_as_it_was_answered_and_leads_home() {
    let parrot = Parrot::new();
    let http = http(&parrot.base, Some(cast::INSTAGRAM_FACEBOOK_TOKEN)).0;
    let instagram = Instagram::new(http, GraphVersion::default(), QUICK);
    instagram.remember(nobody(), Door::Facebook);
    let (account, film) = (account(Platform::Instagram), shown("video/mp4"));
    let files = [b"bytes".to_vec()];
    let open = opening(&files);
    let begun = |address: &str| json!({"id": CONTAINER_ID, "uri": address});
    let samples = [
        begun("https://rupload.facebook.com/ig-api-upload/v25.0/17900000000000009"),
        begun("https://rupload.facebook.com.evil.example/ig-api-upload/v25.0/17900000000000009"),
        begun("https://rupload.facebook.com@evil.example/ig-api-upload/v25.0/17900000000000009"),
    ];
    let room = Said::json(json!({"data": [{"quota_usage": 0, "config": {"quota_total": 100}}]}).to_string());
    let taken = Said::json(json!({"success": true}).to_string());
    let ready = Said::json(json!({"id": CONTAINER_ID, "status_code": "FINISHED"}).to_string());
    for kind in [InstagramKind::Reel, InstagramKind::Story] {
        let options = of(kind);
        let mut film = film.clone();
        if kind == InstagramKind::Story {
            film.text.clear();
        }
        // What is whole is brought, and of what is whole only what leads home.
        for (place, sample) in samples.iter().enumerate() {
            let (said, notes) = (Said::json(sample.to_string()), Notes::default());
            let ask = instagram.make_ready(nobody(), &account, &film, &options, &open, &notes);
            assert_eq!(parrot.asked(&[&room, &said, &taken, &ready], ask).is_ok(), place == 0, "{sample}");
        }
        proptest!(cases(200), |(said in spoilt(&samples))| {
            let (now, notes) = (SystemClock.now(), Notes::default());
            let ask = instagram.make_ready(nobody(), &account, &film, &options, &open, &notes);
            let brought = parrot.asked(&[&room, &said, &taken, &ready], ask);
            let ids: Vec<String> = notes.of(CONTAINER).filter(|id| !id.is_empty()).into_iter().collect();
            may_be_brought(&brought, &ids, &said, now).map_err(TestCaseError::fail)?;
            let address = said.value().and_then(|body| body.get("uri").and_then(Value::as_str).map(str::to_owned));
            if brought.is_ok() {
                let host = address.as_deref().and_then(|it| url::Url::parse(it).ok()).and_then(|it| it.host_str().map(str::to_owned));
                prop_assert!(host.as_deref() == Some("rupload.facebook.com"), "{address:?}");
            }
        });
    }
}
