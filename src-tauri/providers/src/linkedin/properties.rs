//! Whatever LinkedIn answers, or something in its place: what it said is never more than what it said.
//!
//! Invariant under test: an answer that nobody understands leaves a part in doubt; a list that is damaged never proves that
//! a part is not there; every wait ends.

use std::time::Duration;

use countersign_core::engage::FeedKind;
use countersign_core::env::{Clock as _, SystemClock};
use countersign_core::gate::SignedPart;
use countersign_core::model::{PartRole, PlatformOptions};
use countersign_core::publish::{Outcome, Prepared};
use countersign_practice::cast;
use countersign_spoil::cases;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::publish::Above;
use super::*;
use crate::errors::Verdict;
use crate::spoilt::{
    LONG_AGO, Parrot, Said, may_be_brought, may_be_read, may_be_told, may_follow, nobody, spoilt, told,
};
use crate::testing::{Notes, account, among, http, jpeg, part, search, signed};

const URN: &str = "urn:li:share:7141138937766391808";
const COMMENT: &str = "urn:li:comment:(urn:li:activity:7141138937766391808,7141138937766391809)";
const TEXT: &str = "Coughs and colds: walk in until six.";

fn linkedin(parrot: &Parrot) -> Linkedin {
    let http = http(&parrot.base, Some(cast::LINKEDIN_TOKEN)).0;
    Linkedin::new(http, LinkedinSettings::default(), Duration::from_secs(1))
}

/// Whether LinkedIn itself refuses: in a message of its own, or by asking for a sign-in.
fn refuses(said: &Said) -> bool {
    let in_words = said.value().is_some_and(|value| value.get("message").is_some_and(Value::is_string));
    said.status == 401 || (matches!(said.status, 400..=499) && in_words)
}

/// A picture is brought under the name that LinkedIn gave for it.
#[test]
fn an_upload_is_begun_as_it_was_answered() {
    const IMAGE: &str = "urn:li:image:C4E10AQFoyyAjHPMQuQ";
    let parrot = Parrot::new();
    let (linkedin, mut part) = (linkedin(&parrot), part(PartRole::Main, TEXT));
    let picture = jpeg(7);
    part.media = vec![signed(&picture, "image/jpeg", "")];
    let bytes = among(std::slice::from_ref(&picture));
    let options = PlatformOptions::of(Platform::Linkedin);
    let begun = json!({"value": {"uploadUrlExpiresAt": 1_795_165_500_000_u64, "image": IMAGE,
        "uploadUrl": "https://www.linkedin.com/dms-uploads/C4E10AQFoyyAjHPMQuQ/uploaded-image/0?ca=vector&sync=0"}});
    let taken = Said { status: 201, ..Said::json("") };
    let ready = Said::json(json!({"id": IMAGE, "status": "AVAILABLE"}).to_string());
    proptest!(cases(240), |(said in spoilt(std::slice::from_ref(&begun)))| {
        let (now, notes) = (SystemClock.now(), Notes::default());
        let ask = linkedin.upload(nobody(), cast::LINKEDIN_ORGANIZATION, &part, &options, &bytes, &notes);
        let brought = parrot.asked(&[&said, &taken, &ready], ask);
        let ids: Vec<String> = notes.of("media.0").into_iter().collect();
        may_be_brought(&brought, &ids, &said, now).map_err(TestCaseError::fail)?;
    });
}

#[test]
fn an_answer_that_nobody_understands_leaves_a_part_in_doubt() {
    let parrot = Parrot::new();
    let linkedin = linkedin(&parrot);
    let answers = [
        json!({}),
        json!({"$URN": COMMENT, "actor": cast::LINKEDIN_ORGANIZATION, "message": {"text": TEXT}}),
        json!({"message": "Content is a duplicate of urn:li:share:1", "status": 422, "code": "DUPLICATE_POST"}),
        json!({"message": "Resource level throttle APPLICATION DAY limit for calls", "status": 429, "serviceErrorCode": 101}),
    ];
    let name = prop_oneof![
        3 => Just(URN.to_owned()),
        2 => Just(URN.replace(':', "%3A")),
        1 => Just("7141138937766391809".to_owned()),
        2 => crate::spoilt::header_value(),
    ];
    proptest!(cases(280), |(said in spoilt(&answers), name in proptest::option::of(name), is_post in any::<bool>())| {
        let mut said = said;
        said.headers.retain(|(header, _)| *header != "x-restli-id");
        said.headers.extend(name.map(|name| ("x-restli-id", name)));
        let now = SystemClock.now();
        let (part, root) = if is_post {
            (part(PartRole::Main, TEXT), None)
        } else {
            (part(PartRole::FirstComment, TEXT), Some(URN))
        };
        let options = PlatformOptions::of(Platform::Linkedin);
        let plan = linkedin.plan(cast::LINKEDIN_ORGANIZATION, &part, &options, &Prepared::default(), Above::of(part.role, root, None)).unwrap();
        let sent = parrot.asked(&[&said], linkedin.create(nobody(), plan));
        may_follow(&sent.map_or_else(Verdict::outcome, Outcome::Published), &said, now, refuses)
            .map_err(TestCaseError::fail)?;
    });
}

#[test]
fn a_damaged_list_never_proves_that_a_part_is_not_there() {
    let parrot = Parrot::new();
    let (linkedin, account) = (linkedin(&parrot), account(Platform::Linkedin));
    let own = cast::LINKEDIN_ORGANIZATION;
    let posts = json!({
        "elements": [{"id": URN, "author": own, "commentary": TEXT, "createdAt": 1_795_165_200_000_i64,
            "publishedAt": 1_795_165_200_000_i64, "lifecycleState": "PUBLISHED", "visibility": "PUBLIC"}],
        "paging": {"start": 0, "count": 50, "total": 1},
    });
    let comments = json!({"elements": [{"$URN": COMMENT, "actor": own, "message": {"text": TEXT},
        "created": {"time": 1_795_165_200_000_i64}}]});
    let of: [(SignedPart, Option<&str>, Value, &[&str]); 2] = [
        (part(PartRole::Main, TEXT), None, posts, &["/elements/0/commentary", "/elements/0/author"]),
        (part(PartRole::FirstComment, TEXT), Some(URN), comments, &["/elements/0/message/text", "/elements/0/actor"]),
    ];
    // LinkedIn ends a list by an empty page.
    let end = Said::json(json!({"elements": []}).to_string());
    for (part, parent, sample, known_by) in of {
        proptest!(cases(140), |(said in spoilt(std::slice::from_ref(&sample)))| {
            let said = Said { headers: Vec::new(), status: 200, ..said };
            let search = search(&account, &part, parent, LONG_AGO);
            let read = parrot.asked(&[&said, &end], linkedin.look(nobody(), &search));
            may_be_read(&read, &sample, &said, known_by).map_err(TestCaseError::fail)?;
        });
    }
}

/// Pages of what people write: of which feed, where its list stands, and how it looks.
fn told_by_people() -> [(FeedKind, &'static str, &'static str, Value); 3] {
    let asha = "urn:li:person:aSh4-Rao";
    let at = 1_795_165_200_000_i64;
    let notice = json!({"notificationId": 7141138937766391810_i64, "organizationalEntity": cast::LINKEDIN_ORGANIZATION,
        "action": "COMMENT", "sourcePost": URN, "generatedActivity": COMMENT, "lastModifiedAt": at});
    let comment = json!({"$URN": COMMENT, "actor": asha, "message": {"text": TEXT}, "created": {"actor": asha, "time": at},
        "commentsSummary": {"aggregatedTotalComments": 2, "totalFirstLevelComments": 2}});
    let list = |one: Value| json!({"elements": [one], "paging": {"start": 0, "count": 100, "total": 1, "links": []}});
    [
        (FeedKind::Mentions, "", "/elements", list(notice)),
        (FeedKind::Comments, URN, "/elements", list(comment.clone())),
        (FeedKind::Answers, COMMENT, "/elements", list(comment)),
    ]
}

/// Each mention is a call more, and a day has few of them: publishing lives on what is left.
#[test]
fn of_many_mentions_some_are_asked_for_at_once_and_the_next_page_begins_where_they_end() {
    let parrot = Parrot::new();
    let linkedin = linkedin(&parrot);
    let at = 1_795_165_200_000_i64;
    let notices: Vec<Value> = (0..8)
        .map(|n| {
            json!({"notificationId": 900 - n, "organizationalEntity": cast::LINKEDIN_ORGANIZATION, "action": "SHARE_MENTION",
                "sourcePost": format!("urn:li:share:714113893776639{n:04}"), "lastModifiedAt": at - n})
        })
        .collect();
    let list = json!({"elements": notices, "paging": {"start": 0, "count": 50, "total": 8, "links": []}});
    let post = Said::json(
        json!({"id": URN, "author": "urn:li:person:aSh4-Rao", "commentary": TEXT, "createdAt": at}).to_string(),
    );
    let page = told(
        &parrot,
        &linkedin,
        &[&Said::json(list.to_string()), &post, &post, &post, &post, &post],
        (FeedKind::Mentions, ""),
    );
    let page = page.unwrap();
    // The next page begins with what stood last on this one.
    assert_eq!((page.items.len(), page.older.as_deref(), page.doubtful), (5, Some("4 896@0"), false));
    let few = json!({"elements": notices[..5], "paging": {"start": 0, "count": 50, "total": 5, "links": []}});
    let page = told(
        &parrot,
        &linkedin,
        &[&Said::json(few.to_string()), &post, &post, &post, &post, &post],
        (FeedKind::Mentions, ""),
    );
    let page = page.unwrap();
    assert_eq!((page.items.len(), page.older), (5, None));
}

/// Whatever stands in place of a page of what people write.
#[test]
fn a_damaged_page_of_what_people_write_tells_nothing_that_is_not_on_it() {
    let parrot = Parrot::new();
    let linkedin = linkedin(&parrot);
    // The post that is asked for along with its comments, and where somebody names the Page.
    let post =
        json!({"id": URN, "author": "urn:li:person:aSh4-Rao", "commentary": TEXT, "createdAt": 1_795_165_200_000_i64});
    let asked = Said::json(post.to_string());
    for (kind, scope, list, sample) in told_by_people() {
        proptest!(cases(90), |(said in spoilt(std::slice::from_ref(&sample)))| {
            let page = told(&parrot, &linkedin, &[&said, &asked], (kind, scope));
            may_be_told(&page, (scope, list), &[&said, &asked], SystemClock.now()).map_err(TestCaseError::fail)?;
        });
        let whole = told(&parrot, &linkedin, &[&Said::json(sample.to_string()), &asked], (kind, scope)).unwrap();
        assert!(!whole.doubtful && whole.items.len() + whole.leads.len() > 0, "{kind:?}: {whole:?}");
    }
}
