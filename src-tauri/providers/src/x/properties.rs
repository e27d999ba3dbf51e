//! Whatever X answers, or something in its place: what it said is never more than what it said.
//!
//! Invariant under test: an answer that nobody understands leaves a post in doubt; a page that is damaged never proves
//! that a post is not there; every wait ends; and an address is taken for a post only on X's own hosts.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use countersign_core::engage::FeedKind;
use countersign_core::engage::discovery::{Found, SearchAsk, Searcher as _, TopicLanguage};
use countersign_core::env::{Clock as _, SystemClock};
use countersign_core::model::{ChannelId, PartRole};
use countersign_core::publish::{Outcome, Prepared};
use countersign_practice::cast;
use countersign_spoil::cases;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::publish::body;
use super::*;
use crate::errors::Verdict;
use crate::spoilt::{
    LONG_AGO, Parrot, Said, may_be_brought, may_be_read, may_be_told, may_follow, nobody, spoilt, told,
};
use crate::testing::{Notes, account, among, http, jpeg, part, search, signed};

const ID: &str = "1489201733550108672";
const TEXT: &str = "Coughs and colds: walk in until six.";

fn created() -> Value {
    json!({"data": {"id": ID, "text": TEXT, "edit_history_tweet_ids": [ID]}})
}

fn refusals() -> [Value; 3] {
    [
        json!({"title": "Forbidden", "status": 403, "detail": "You are not permitted to perform this action.", "type": "about:blank"}),
        json!({"errors": [{"code": 187, "message": "Status is a duplicate."}]}),
        json!({"title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429}),
    ]
}

fn page() -> Value {
    let post = json!({"id": ID, "text": TEXT, "author_id": cast::X_ID, "created_at": "2026-11-20T09:00:00.000Z"});
    json!({"data": [post], "meta": {"result_count": 1, "newest_id": ID, "oldest_id": ID}})
}

/// Whether X itself refuses: in words of any of its shapes, or by a status that nobody does anything under.
fn refuses(said: &Said) -> bool {
    let words = |value: &Value| {
        let keys = ["reason", "title", "detail", "message", "error", "error_description", "type", "code"];
        keys.iter().any(|key| value.get(key).is_some_and(|it| it.is_string() || it.is_i64()))
    };
    let in_words = said.value().is_some_and(|value| {
        words(&value) || value.get("errors").and_then(Value::as_array).is_some_and(|all| all.iter().any(words))
    });
    let counted = said.headers.iter().any(|(name, _)| name.ends_with("-reset"));
    said.status == 401 || (said.status == 429 && counted) || (matches!(said.status, 400..=499) && in_words)
}

fn x(parrot: &Parrot) -> X {
    X::new(http(&parrot.base, Some(cast::X_TOKEN)).0, XSettings::default(), Duration::from_secs(1))
}

/// A picture is brought under the id that X gave for it.
#[test]
fn an_upload_is_begun_as_it_was_answered() {
    let parrot = Parrot::new();
    let (x, mut part) = (x(&parrot), part(PartRole::Main, TEXT));
    let picture = jpeg(7);
    part.media = vec![signed(&picture, "image/jpeg", "")];
    let bytes = among(std::slice::from_ref(&picture));
    let begun = json!({"data": {"id": "1880028106020515840", "media_key": "3_1880028106020515840", "expires_after_secs": 86400}});
    let [appended, ended] = [json!({}), begun.clone()].map(|answer| Said::json(answer.to_string()));
    proptest!(cases(240), |(said in spoilt(std::slice::from_ref(&begun)))| {
        let (now, notes) = (SystemClock.now(), Notes::default());
        let ask = x.upload(nobody(), &part, &bytes, &notes);
        let brought = parrot.asked(&[&said, &appended, &ended], ask);
        let ids: Vec<String> = notes.of("media.0").into_iter().collect();
        may_be_brought(&brought, &ids, &said, now).map_err(TestCaseError::fail)?;
    });
}

#[test]
fn an_answer_that_nobody_understands_leaves_a_post_in_doubt() {
    let parrot = Parrot::new();
    let (x, main) = (x(&parrot), part(PartRole::Main, TEXT));
    let samples: Vec<Value> = [created()].into_iter().chain(refusals()).collect();
    proptest!(cases(240), |(said in spoilt(&samples))| {
        let now = SystemClock.now();
        let sent = parrot.asked(&[&said], x.create(nobody(), body(&main, &Prepared::default(), None).unwrap()));
        let outcome = sent.map_or_else(Verdict::outcome, |id| {
            Outcome::Published(Sighting { permalink: None, platform_id: id })
        });
        may_follow(&outcome, &said, now, refuses).map_err(TestCaseError::fail)?;
    });
}

const ASHA: &str = "1500000000000000001";

#[test]
fn an_answer_that_nobody_understands_leaves_a_message_in_doubt() {
    let parrot = Parrot::new();
    let (x, message) = (x(&parrot), part(PartRole::Message, TEXT));
    let sent = json!({"data": {"dm_conversation_id": format!("{}-{ASHA}", cast::X_ID), "dm_event_id": ID}});
    let samples: Vec<Value> = [sent].into_iter().chain(refusals()).collect();
    proptest!(cases(240), |(said in spoilt(&samples))| {
        let now = SystemClock.now();
        let sent = parrot.asked(&[&said], x.deliver(nobody(), &message, Some(ASHA)));
        let outcome = sent.map_or_else(Verdict::outcome, |id| {
            Outcome::Published(Sighting { permalink: None, platform_id: id })
        });
        may_follow(&outcome, &said, now, refuses).map_err(TestCaseError::fail)?;
    });
}

#[test]
fn a_damaged_conversation_never_proves_that_a_message_was_not_sent() {
    let parrot = Parrot::new();
    let (x, message, account) = (x(&parrot), part(PartRole::Message, TEXT), account(Platform::X));
    let event = json!({"id": ID, "text": TEXT, "event_type": "MessageCreate", "created_at": "2026-11-20T09:00:00.000Z",
        "dm_conversation_id": format!("{}-{ASHA}", account.id), "sender_id": account.id});
    let users = json!({"users": [{"id": account.id, "name": "Lakeside", "username": "lakeside"}]});
    let page = json!({"data": [event], "includes": users, "meta": {"result_count": 1}});
    let known_by = ["/data/0/text", "/data/0/sender_id", "/data/0/event_type", "/includes/users/0/id"];
    proptest!(cases(240), |(said in spoilt(std::slice::from_ref(&page)))| {
        let said = Said { headers: Vec::new(), status: 200, ..said };
        let read = parrot.asked(&[&said], x.look(nobody(), &search(&account, &message, Some(ASHA), LONG_AGO)));
        may_be_read(&read, &page, &said, &known_by).map_err(TestCaseError::fail)?;
    });
}

#[test]
fn a_damaged_page_never_proves_that_a_post_is_not_there() {
    let parrot = Parrot::new();
    let (x, main, account) = (x(&parrot), part(PartRole::Main, TEXT), account(Platform::X));
    proptest!(cases(240), |(said in spoilt(&[page()]))| {
        let said = Said { headers: Vec::new(), status: 200, ..said };
        let read = parrot.asked(&[&said], x.look(nobody(), &search(&account, &main, None, LONG_AGO)));
        may_be_read(&read, &page(), &said, &["/data/0/text"]).map_err(TestCaseError::fail)?;
    });
}

#[test]
fn a_page_that_is_shorter_than_it_says_or_names_nothing_proves_nothing() {
    let parrot = Parrot::new();
    let (x, main, account) = (x(&parrot), part(PartRole::Main, TEXT), account(Platform::X));
    let named = |id: &str| json!({"data": [{"id": id, "text": TEXT}], "meta": {"result_count": 1}});
    for (page, complete) in [
        (json!({"meta": {"result_count": 0}}), true),
        (json!({"meta": {"result_count": 1}}), false),
        (json!({"data": [], "meta": {"result_count": 1}}), false),
        (json!({"meta": {}}), false),
        (named("1489201733550108672x"), false),
        (named(""), false),
    ] {
        let said = Said::json(page.to_string());
        let read = parrot.asked(&[&said], x.look(nobody(), &search(&account, &main, None, LONG_AGO))).unwrap();
        assert_eq!((read.complete, read.matches.len()), (complete, 0), "{page}");
    }
}

/// Pages of what people write: of which feed, where its list stands, and how it looks.
fn told_by_people() -> [(FeedKind, &'static str, &'static str, Value); 2] {
    const ASHA: &str = "1500000000000000001";
    let users = json!({"users": [{"id": ASHA, "name": "Asha Rao", "username": "asha_rao"}]});
    let meta = json!({"result_count": 1, "newest_id": ID, "oldest_id": ID, "next_token": "b26v89c19zqg8o3f1"});
    let post = json!({"id": ID, "text": TEXT, "author_id": ASHA, "created_at": "2026-11-20T09:00:00.000Z",
        "conversation_id": "1489201733550108000", "in_reply_to_user_id": cast::X_ID,
        "referenced_posts": [{"type": "replied_to", "id": "1489201733550108000"}]});
    let event = json!({"id": ID, "text": TEXT, "event_type": "MessageCreate", "created_at": "2026-11-20T09:00:00.000Z",
        "dm_conversation_id": format!("{}-{ASHA}", cast::X_ID), "sender_id": ASHA});
    [
        (FeedKind::Mentions, "", "/data", json!({"data": [post], "includes": users, "meta": meta})),
        (FeedKind::Messages, "", "/data", json!({"data": [event], "includes": users, "meta": meta})),
    ]
}

/// A page is paid for each time that it is asked for, so only what may be missing on it has it asked for again.
#[test]
fn who_is_suspended_leaves_no_doubt_about_what_is_on_the_page() {
    let parrot = Parrot::new();
    let x = x(&parrot);
    for (kind, scope, _, mut sample) in told_by_people() {
        for (of, in_doubt) in [("user", false), ("tweet", true)] {
            sample["errors"] = json!([{"resource_type": of, "title": "Not Found Error", "value": "7"}]);
            let page = told(&parrot, &x, &[&Said::json(sample.to_string())], (kind, scope)).unwrap();
            assert_eq!((page.doubtful, page.items.len()), (in_doubt, 1), "{kind:?} {of}");
            assert_eq!(page.newest.is_some(), !in_doubt || kind == FeedKind::Messages);
        }
    }
}

/// Whatever stands in place of a page of what people write.
#[test]
fn a_damaged_page_of_what_people_write_tells_nothing_that_is_not_on_it() {
    let parrot = Parrot::new();
    let x = x(&parrot);
    for (kind, scope, list, sample) in told_by_people() {
        proptest!(cases(90), |(said in spoilt(std::slice::from_ref(&sample)))| {
            let page = told(&parrot, &x, &[&said], (kind, scope));
            may_be_told(&page, (scope, list), &[&said], SystemClock.now()).map_err(TestCaseError::fail)?;
        });
        let whole = told(&parrot, &x, &[&Said::json(sample.to_string())], (kind, scope)).unwrap();
        assert!(!whole.doubtful && whole.items.len() + whole.leads.len() > 0, "{kind:?}: {whole:?}");
    }
}

#[test]
fn the_next_reading_begins_behind_what_was_understood_and_behind_nothing_else() {
    let parrot = Parrot::new();
    let x = x(&parrot);
    let [(kind, scope, _, sample), _] = told_by_people();
    proptest!(cases(240), |(said in spoilt(std::slice::from_ref(&sample)))| {
        if let Ok(page) = told(&parrot, &x, &[&said], (kind, scope)) {
            let newest = page.newest.as_deref();
            prop_assert!(newest.is_none_or(|newest| page.items.iter().any(|item| item.platform_id == newest)), "{page:?}");
            prop_assert!(!page.doubtful || newest.is_none(), "{page:?}");
        }
    });
}

/// What a search finds, as X tells it.
fn found() -> Value {
    const ASHA: &str = "1500000000000000001";
    let post = json!({"id": ID, "text": TEXT, "author_id": ASHA, "created_at": "2026-11-20T09:00:00.000Z",
        "public_metrics": {"impression_count": 120, "like_count": 4, "reply_count": 0, "repost_count": 1}});
    json!({"data": [post], "includes": {"users": [{"id": ASHA, "name": "Asha Rao", "username": "asha_rao"}]},
        "meta": {"result_count": 1, "newest_id": ID, "oldest_id": ID, "next_token": "b26v89c19zqg8o3f1"}})
}

fn searched(parrot: &Parrot, x: &X, said: &Said) -> Result<Found, Failure> {
    let account = Account { channel: nobody_channel(), ..account(Platform::X) };
    let ask = SearchAsk {
        account: &account,
        words: "coughs",
        language: TopicLanguage::Any,
        most: 10,
        newer_than: None,
        older_than: None,
    };
    parrot.asked(&[said], x.search(&ask))
}

/// Each page is another account's, so that one answer that says an allowance is used up does not end the asking.
fn nobody_channel() -> ChannelId {
    static CHANNELS: AtomicU64 = AtomicU64::new(1);
    format!("01931c2e-5b00-7000-9000-{:012x}", CHANNELS.fetch_add(1, Ordering::Relaxed)).parse().unwrap()
}

#[test]
fn a_search_finds_nothing_that_was_not_there_and_counts_all_that_was() {
    let parrot = Parrot::new();
    let x = x(&parrot);
    let whole = searched(&parrot, &x, &Said::json(found().to_string())).unwrap();
    assert_eq!((whole.hits.len(), whole.read, whole.more, whole.doubtful), (1, 1, true, false), "{whole:?}");
    let hit = &whole.hits[0];
    assert_eq!((hit.counts.views, hit.counts.likes, hit.counts.replies), (Some(120), Some(4), Some(0)));
    assert_eq!(hit.permalink, format!("https://x.com/asha_rao/status/{ID}"));
    proptest!(cases(240), |(said in spoilt(&[found()]))| {
        let Ok(page) = searched(&parrot, &x, &said) else { return Ok(()) };
        let value = said.value().filter(|_| matches!(said.status, 200..=299));
        prop_assert!(value.is_some(), "read out of a failure: {page:?}");
        let value = value.unwrap_or_default();
        let listed = value.pointer("/data").and_then(Value::as_array).map_or(0, Vec::len);
        let body = value.to_string();
        for hit in &page.hits {
            prop_assert!(body.contains(&hit.platform_id), "an id that was not there: {hit:?}");
            let handle = hit.author.as_ref().and_then(|author| author.handle.as_deref());
            prop_assert!(handle.is_none_or(|handle| body.contains(handle)), "nobody who was not there: {hit:?}");
        }
        prop_assert!(page.hits.len() <= listed, "{page:?}");
        prop_assert!(page.doubtful || page.hits.len() == listed, "what was not understood is said: {page:?}");
        prop_assert!(page.read as usize >= page.hits.len().min(10), "each was paid for: {page:?}");
    });
}

#[test]
fn a_page_of_a_search_that_was_paid_for_counts_also_without_ids() {
    let parrot = Parrot::new();
    let x = x(&parrot);
    let mut sample = found();
    sample["data"][0]["id"] = json!("");
    let page = searched(&parrot, &x, &Said::json(sample.to_string())).unwrap();
    assert_eq!((page.hits.len(), page.read, page.doubtful), (0, 1, true), "{page:?}");
    let short = json!({"data": [], "meta": {"result_count": 3}});
    let page = searched(&parrot, &x, &Said::json(short.to_string())).unwrap();
    assert_eq!((page.hits.len(), page.read, page.doubtful), (0, 3, true), "{page:?}");
    let none = json!({"meta": {"result_count": 0}});
    let page = searched(&parrot, &x, &Said::json(none.to_string())).unwrap();
    assert_eq!(page, Found::default());
    for unreadable in
        [json!({}), json!([]), json!({"data": "x", "meta": {}}), json!({"errors": [{"title": "Internal Error"}]})]
    {
        assert!(searched(&parrot, &x, &Said::json(unreadable.to_string())).is_err(), "{unreadable}");
    }
}

/// Of what X refuses people are told as of a search, and not as of a post.
#[test]
fn a_search_that_is_refused_is_told_as_one() {
    let parrot = Parrot::new();
    let x = x(&parrot);
    for (status, words, told) in [
        (402, "does not have any credits", "answers no search"),
        (403, "client-not-enrolled", "does not let the clinic's app search"),
        (400, "Invalid Request", "does not take this search"),
    ] {
        let body = json!({"title": words, "detail": words, "status": status, "type": "about:blank"});
        let said = Said { status, ..Said::json(body.to_string()) };
        let failure = searched(&parrot, &x, &said).unwrap_err();
        assert!(failure.message.contains(told), "{failure:?}");
        assert!(!failure.message.contains("post again"), "{failure:?}");
    }
}
