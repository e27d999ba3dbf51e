//! Whatever Facebook answers, or something in its place: what it said is never more than what it said.
//!
//! Invariant under test: an answer that nobody understands leaves a part in doubt; a page that is damaged never proves that
//! a part is not there; an upload is begun under the ids that were answered, and its bytes go home; every wait ends.

use countersign_core::engage::FeedKind;
use countersign_core::env::{Clock as _, SystemClock};
use countersign_core::model::{FacebookKind, PartRole, PlatformOptions};
use countersign_core::publish::{Outcome, Prepared, Search};
use countersign_practice::cast;
use countersign_spoil::cases;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::film::FILM;
use super::film_tests::QUICK;
use super::kept::Kept as KeptFilm;
use super::publish::plan;
use super::*;
use crate::errors::Verdict;
use crate::spoilt::{
    LONG_AGO, Parrot, Said, graph_refuses, may_be_brought, may_be_read, may_be_told, may_follow, nobody, spoilt, told,
};
use crate::testing::{Notes, account, among, http, opening, part, search, signed};

const PAGE: &str = cast::FACEBOOK_PAGE_ID;
const TEXT: &str = "Coughs and colds: walk in until six.";

fn facebook(parrot: &Parrot) -> Facebook {
    let http = http(&parrot.base, Some(cast::FACEBOOK_PAGE_TOKEN)).0;
    Facebook::new(http, GraphVersion::default(), FacebookSettings::default())
}

fn answers() -> [Value; 4] {
    [
        json!({"id": "104857600012345_122"}),
        json!({"error": {"message": "Duplicate status message", "type": "OAuthException", "code": 506, "fbtrace_id": "A1"}}),
        json!({"error": {"message": "An unknown error", "code": 2, "is_transient": true}}),
        json!({"error": {"message": "(#4) Application request limit reached", "code": 4, "error_subcode": 1}}),
    ]
}

#[test]
fn an_answer_that_nobody_understands_leaves_a_part_in_doubt() {
    let parrot = Parrot::new();
    let facebook = facebook(&parrot);
    let options = PlatformOptions::Facebook { link: None, kind: FacebookKind::Post };
    let post = plan(PAGE, &part(PartRole::Main, TEXT), &options, &Prepared::default(), None).unwrap();
    let comment = part(PartRole::FirstComment, TEXT);
    let comment = plan(PAGE, &comment, &options, &Prepared::default(), Some("104857600012345_122")).unwrap();
    proptest!(cases(240), |(said in spoilt(&answers()), is_post in any::<bool>())| {
        let now = SystemClock.now();
        let sent = parrot.asked(&[&said], facebook.create(nobody(), if is_post { &post } else { &comment }));
        let outcome = sent.map_or_else(Verdict::outcome, |id| {
            Outcome::Published(Sighting { permalink: None, platform_id: id })
        });
        may_follow(&outcome, &said, now, graph_refuses).map_err(TestCaseError::fail)?;
    });
}

#[test]
fn an_answer_that_nobody_understands_leaves_a_message_in_doubt() {
    let parrot = Parrot::new();
    let facebook = facebook(&parrot);
    let answers = [
        json!({"recipient_id": "7001", "message_id": "m_5"}),
        json!({"error": {"message": "outside of allowed window", "code": 10, "error_subcode": 2_018_278}}),
        json!({"error": {"message": "Activity already replied to", "code": 10_900}}),
        json!({"error": {"message": "An unknown error", "code": 2, "is_transient": true}}),
    ];
    proptest!(cases(240), |(said in spoilt(&answers), in_conversation in any::<bool>())| {
        let now = SystemClock.now();
        let role = if in_conversation { PartRole::Message } else { PartRole::PrivateReply };
        let sent = parrot.asked(&[&said], facebook.deliver(nobody(), PAGE, &part(role, TEXT), Some("7001")));
        let outcome = sent.map_or_else(Verdict::outcome, |id| {
            Outcome::Published(Sighting { permalink: None, platform_id: id })
        });
        may_follow(&outcome, &said, now, graph_refuses).map_err(TestCaseError::fail)?;
    });
}

#[test]
fn a_damaged_conversation_never_proves_that_a_message_was_not_sent() {
    let parrot = Parrot::new();
    let (facebook, message) = (facebook(&parrot), part(PartRole::Message, TEXT));
    let account = account(Platform::Facebook);
    let from = json!({"id": account.id, "name": "Lakeside"});
    let told = json!({"id": "m_5", "created_time": "2026-11-20T09:00:00+0000", "message": TEXT, "from": from});
    let page = json!({"data": [told], "paging": {"cursors": {"before": "a", "after": "b"}}});
    proptest!(cases(240), |(said in spoilt(std::slice::from_ref(&page)))| {
        let said = Said { headers: Vec::new(), status: 200, ..said };
        let wanted = Search { under: Some("t_12"), ..search(&account, &message, Some("7001"), LONG_AGO) };
        let read = parrot.asked(&[&said], facebook.look(nobody(), &wanted));
        may_be_read(&read, &page, &said, &["/data/0/message", "/data/0/from/id"]).map_err(TestCaseError::fail)?;
    });
}

#[test]
fn a_damaged_list_never_proves_that_a_part_is_not_there() {
    let parrot = Parrot::new();
    let (facebook, account) = (facebook(&parrot), account(Platform::Facebook));
    let paging = json!({"cursors": {"before": "a", "after": "b"}});
    let posts = json!({
        "data": [{"id": "104857600012345_122", "message": TEXT, "created_time": "2026-11-20T09:00:00+0000",
            "permalink_url": "https://www.facebook.com/104857600012345/posts/122"}],
        "paging": paging,
    });
    let comments = json!({
        "data": [{"id": "122_77", "message": TEXT, "created_time": "2026-11-20T09:00:00+0000", "from": {"id": PAGE}}],
        "paging": paging,
    });
    let films = json!({
        "data": [{"id": "104857600012399", "description": TEXT, "created_time": "2026-11-20T09:00:00+0000",
            "updated_time": "2026-11-20T09:00:00+0000"}],
        "paging": paging,
    });
    let mut film = part(PartRole::Main, TEXT);
    film.media = vec![signed(b"film", "video/mp4", "")];
    let comment = part(PartRole::FirstComment, TEXT);
    let of: [(SignedPart, Option<&str>, Value, &[&str]); 3] = [
        (part(PartRole::Main, TEXT), None, posts, &["/data/0/message"]),
        (comment, Some("104857600012345_122"), comments, &["/data/0/message", "/data/0/from/id"]),
        (film, None, films, &["/data/0/description"]),
    ];
    for (part, parent, sample, known_by) in of {
        proptest!(cases(140), |(said in spoilt(std::slice::from_ref(&sample)))| {
            let said = Said { headers: Vec::new(), status: 200, ..said };
            let search = search(&account, &part, parent, LONG_AGO);
            let read = parrot.asked(&[&said], facebook.look(nobody(), &search));
            may_be_read(&read, &sample, &said, known_by).map_err(TestCaseError::fail)?;
        });
    }
}

/// A film's own word of how it stands: whatever is damaged in it, a public film is not said to be absent.
#[test]
fn a_damaged_word_of_a_public_film_never_proves_that_it_is_not_there() {
    let parrot = Parrot::new();
    let (facebook, account) = (facebook(&parrot), account(Platform::Facebook));
    let mut part = part(PartRole::Main, TEXT);
    part.media = vec![signed(b"film", "video/mp4", "")];
    let kept = super::kept::Kept { film: "104857600012399".to_owned(), session: None };
    let handles = [countersign_core::publish::Handle { name: super::film::FILM.to_owned(), value: kept.written() }];
    let sample = json!({"id": "104857600012399", "published": true, "status": {"video_status": "ready",
        "publishing_phase": {"status": "complete", "publish_status": "published"}}});
    proptest!(cases(140), |(said in spoilt(std::slice::from_ref(&sample)))| {
        let said = Said { headers: Vec::new(), status: 200, ..said };
        let search = Search { handles: &handles, ..search(&account, &part, None, LONG_AGO) };
        let read = parrot.asked(&[&said], facebook.look(nobody(), &search));
        if let Ok(sightings) = read {
            prop_assert!(!sightings.complete || !sightings.matches.is_empty(), "{}", String::from_utf8_lossy(&said.body));
        }
    });
}

#[test]
fn our_own_words_under_a_name_that_can_not_be_read_prove_nothing() {
    let parrot = Parrot::new();
    let (facebook, account) = (facebook(&parrot), account(Platform::Facebook));
    let mut film = part(PartRole::Main, TEXT);
    film.media = vec![signed(b"film", "video/mp4", "")];
    for (part, words) in [(part(PartRole::Main, TEXT), "message"), (film, "description")] {
        for (id, text, complete) in [("post:1", TEXT, false), ("", TEXT, false), ("post:1", "Something else", true)] {
            let said = Said::json(json!({"data": [{"id": id, words: text}]}).to_string());
            let read =
                parrot.asked(&[&said], facebook.look(nobody(), &search(&account, &part, None, LONG_AGO))).unwrap();
            assert_eq!((read.complete, read.matches.len()), (complete, 0), "{words} {id:?} {text}");
        }
    }
}

#[test]
fn a_post_with_an_opaque_name_is_led_to_by_its_page_and_that_name() {
    let facebook = facebook(&Parrot::new());
    let pasted = "https://www.facebook.com/lakeside/posts/pfbid02AbCdEfGhIjK";
    let seen = facebook.sighting_at(&account(Platform::Facebook), PartRole::Main, pasted).unwrap();
    assert_eq!(seen.platform_id, format!("{PAGE}_pfbid02AbCdEfGhIjK"));
    assert_eq!(seen.permalink.unwrap(), format!("https://www.facebook.com/{PAGE}/posts/pfbid02AbCdEfGhIjK"));
}

/// Pages of what people write: of which feed, where its list stands, and how it looks.
fn told_by_people() -> [(FeedKind, &'static str, &'static str, Value); 5] {
    const POST: &str = "104857600012345_122";
    let list = |items: Value| json!({"data": items, "paging": {"cursors": {"before": "a", "after": "b"}}});
    let at = "2026-11-20T09:00:00+0000";
    let from = json!({"id": "2210000000000001", "name": "Asha Rao"});
    let comment = json!({"id": "122_5", "message": TEXT, "created_time": at, "from": from, "parent": {"id": "122_4"}, "is_hidden": false});
    let other = json!({"id": "122_4", "message": TEXT, "created_time": at});
    let summed = json!({"summary": {"total_count": 2}});
    [
        (
            FeedKind::Posts,
            "",
            "/data",
            list(json!([{"id": POST, "message": TEXT, "created_time": at, "comments": summed}])),
        ),
        (FeedKind::Comments, POST, "/data", list(json!([comment, other]))),
        (
            FeedKind::Mentions,
            "",
            "/data",
            list(json!([{"id": "77_8", "message": TEXT, "created_time": at, "from": from}])),
        ),
        (FeedKind::Conversations, "", "/data", list(json!([{"id": "t_12", "updated_time": at, "message_count": 3}]))),
        (
            FeedKind::Messages,
            "t_12",
            "/data",
            list(json!([{"id": "m_5", "created_time": at, "message": TEXT, "from": from}])),
        ),
    ]
}

/// Whatever stands in place of a page of what people write.
#[test]
fn a_damaged_page_of_what_people_write_tells_nothing_that_is_not_on_it() {
    let parrot = Parrot::new();
    let facebook = facebook(&parrot);
    for (kind, scope, list, sample) in told_by_people() {
        proptest!(cases(90), |(said in spoilt(std::slice::from_ref(&sample)))| {
            let page = told(&parrot, &facebook, &[&said], (kind, scope));
            may_be_told(&page, (scope, list), &[&said], SystemClock.now()).map_err(TestCaseError::fail)?;
        });
        let whole = told(&parrot, &facebook, &[&Said::json(sample.to_string())], (kind, scope)).unwrap();
        assert!(!whole.doubtful && whole.items.len() + whole.leads.len() > 0, "{kind:?}: {whole:?}");
    }
}

/// An upload is begun under the ids that Facebook gave, and the bytes of a reel go to an address of Facebook's or nowhere.
#[test]
fn an_upload_is_begun_as_it_was_answered_and_leads_home() {
    let parrot = Parrot::new();
    let http = http(&parrot.base, Some(cast::FACEBOOK_PAGE_TOKEN)).0;
    let facebook = Facebook::new(http, GraphVersion::default(), QUICK);
    let mut film = part(PartRole::Main, TEXT);
    film.media = vec![signed(b"film", "video/mp4", "")];
    let contents = [b"film".to_vec()];
    let (bytes, open) = (among(&[]), opening(&contents));
    let reel = |address: &str| json!({"video_id": "104857600012399", "upload_url": address});
    let reels = [
        reel("https://rupload.facebook.com/video-upload/v25.0/104857600012399"),
        reel("https://rupload.facebook.com.evil.example/video-upload/v25.0/104857600012399"),
        reel("https://rupload.facebook.com@evil.example/video-upload/v25.0/104857600012399"),
    ];
    let videos = [json!({"video_id": "104857600012399", "upload_session_id": "104857600012400", "start_offset": "0",
        "end_offset": "4"})];
    let taken = Said::json(json!({"success": true, "start_offset": "4", "end_offset": "4"}).to_string());
    let here = Said::json(json!({"id": "104857600012399", "status": {"video_status": "upload_complete"}}).to_string());
    for (kind, samples) in [(FacebookKind::Reel, &reels[..]), (FacebookKind::Post, &videos[..])] {
        let options = PlatformOptions::Facebook { link: None, kind };
        // What is whole is brought, and of what is whole only what leads home.
        for (place, sample) in samples.iter().enumerate() {
            let (said, notes) = (Said::json(sample.to_string()), Notes::default());
            let files = Files { bytes: &bytes, open: &open, to_keep: false };
            let ask = facebook.upload(nobody(), PAGE, &film, &options, files, &notes);
            assert_eq!(parrot.asked(&[&said, &taken, &here], ask).is_ok(), place == 0, "{sample}");
        }
        proptest!(cases(240), |(said in spoilt(samples))| {
            let (now, notes) = (SystemClock.now(), Notes::default());
            let files = Files { bytes: &bytes, open: &open, to_keep: false };
            let ask = facebook.upload(nobody(), PAGE, &film, &options, files, &notes);
            let brought = parrot.asked(&[&said, &taken, &here], ask);
            let noted = notes.of(FILM).and_then(|note| KeptFilm::read(&note));
            let ids: Vec<String> = noted.into_iter().flat_map(|kept| [Some(kept.film), kept.session]).flatten().collect();
            may_be_brought(&brought, &ids, &said, now).map_err(TestCaseError::fail)?;
            let address = said.value().and_then(|body| body.get("upload_url").and_then(Value::as_str).map(str::to_owned));
            if let (Ok(_), FacebookKind::Reel, Some(address)) = (&brought, kind, address) {
                let host = url::Url::parse(&address).ok().and_then(|it| it.host_str().map(str::to_owned));
                prop_assert!(host.as_deref() == Some("rupload.facebook.com"), "{address}");
            }
        });
    }
}
