//! Facebook's client against the practice platforms.
//!
//! Invariant under test: what the client says of a call is true by the platform's own ledger.

use std::slice;

use countersign_core::model::{FacebookKind, PartRole, PlatformOptions};
use countersign_core::publish::{FailureClass, Outcome, Prepared, Search, Sighting};
use countersign_practice::templates::facebook as at;
use countersign_practice::{Action, Platform as There, Running, cast};

use super::publish::plan;
use super::*;
use crate::testing::{
    Notes, Then, a_minute_ago, account, among, caller, fault, http, jpeg, opening, part, practice, scripted, search,
    signed,
};

const PAGE: &str = cast::FACEBOOK_PAGE_ID;

fn facebook(running: &Running) -> Facebook {
    Facebook::new(
        http(running.base_url(), Some(cast::FACEBOOK_PAGE_TOKEN)).0,
        GraphVersion::default(),
        FacebookSettings::default(),
    )
}

fn options(link: Option<&str>) -> PlatformOptions {
    PlatformOptions::Facebook { link: link.map(str::to_owned), kind: FacebookKind::Post }
}

async fn post(
    facebook: &Facebook,
    part: &SignedPart,
    link: Option<&str>,
    prepared: &Prepared,
    root: Option<&str>,
) -> Outcome {
    let plan = plan(PAGE, part, &options(link), prepared, root).unwrap();
    match facebook.create(caller(), &plan).await {
        Ok(id) => Outcome::Published(Sighting { permalink: Some(post_permalink(&id)), platform_id: id }),
        Err(verdict) => verdict.outcome(),
    }
}

async fn published(facebook: &Facebook, part: &SignedPart, prepared: &Prepared, root: Option<&str>) -> String {
    let outcome = post(facebook, part, None, prepared, root).await;
    let Outcome::Published(sighting) = &outcome else { panic!("{outcome:?}") };
    sighting.platform_id.clone()
}

async fn uploaded(
    facebook: &Facebook,
    part: &SignedPart,
    pictures: &[Vec<u8>],
    notes: &Notes,
) -> Result<Prepared, Failure> {
    let (bytes, open) = (among(pictures), opening(pictures));
    facebook
        .upload(caller(), PAGE, part, &options(None), Files { bytes: &bytes, open: &open, to_keep: false }, notes)
        .await
}

async fn found(facebook: &Facebook, part: &SignedPart, parent: Option<&str>) -> Vec<Sighting> {
    let sightings = facebook.find(&search(&account(Platform::Facebook), part, parent, a_minute_ago())).await.unwrap();
    assert!(sightings.complete);
    sightings.matches
}

fn ids(sightings: Vec<Sighting>) -> Vec<String> {
    sightings.into_iter().map(|sighting| sighting.platform_id).collect()
}

#[tokio::test]
async fn posts_with_and_without_pictures_go_out_and_are_found_again() {
    let running = practice().await;
    let facebook = facebook(&running);
    let pictures = [jpeg(10), jpeg(90), jpeg(170)];
    for count in [0, 1, 3] {
        let mut main = part(PartRole::Main, "Breathe easier & “well” <3");
        main.media = pictures[..count].iter().map(|bytes| signed(bytes, "image/jpeg", "A lake")).collect();
        let notes = Notes::default();
        let before = running.control().ledger().len();
        let prepared = uploaded(&facebook, &main, &pictures, &notes).await.unwrap();
        assert_eq!(running.control().ledger().len(), before, "preparing makes nothing public");
        let noted: Vec<_> = notes.0.lock().unwrap().iter().map(|(_, id)| id.clone()).collect();
        assert_eq!(noted, prepared.media_ids);

        let id = published(&facebook, &main, &prepared, None).await;
        let entry = running.control().ledger().pop().unwrap();
        assert_eq!((entry.id.as_str(), entry.text.as_str()), (id.as_str(), main.text.as_str()));
        assert_eq!(entry.media_sha256, main.media.iter().map(|media| media.digest.to_string()).collect::<Vec<_>>());
        assert_eq!(entry.alt_texts, vec![Some("A lake".to_owned()); count]);
        assert_eq!(ids(found(&facebook, &main, None).await), [id], "the others have another number of pictures");
    }
}

#[tokio::test]
async fn a_link_and_a_first_comment_go_out() {
    let running = practice().await;
    let facebook = facebook(&running);
    let main = part(PartRole::Main, "Breathe easier");
    let Outcome::Published(root) =
        post(&facebook, &main, Some("https://riverside.example.org/a"), &Prepared::default(), None).await
    else {
        panic!("not published")
    };
    assert_eq!(running.control().ledger()[0].link.as_deref(), Some("https://riverside.example.org/a"));
    let of = account(Platform::Facebook);
    for (link, there) in [
        (Some("https://riverside.example.org/a"), slice::from_ref(&root.platform_id)),
        (Some("https://riverside.example.org/b"), &[]),
        (None, &[]),
    ] {
        let options = options(link);
        let wanted = Search { options: &options, ..search(&of, &main, None, a_minute_ago()) };
        let seen = facebook.find(&wanted).await.unwrap();
        assert_eq!(ids(seen.matches), there, "a link's card is no picture, and the link is part of what was signed");
    }

    let comment = part(PartRole::FirstComment, "Book here");
    let id = published(&facebook, &comment, &Prepared::default(), Some(&root.platform_id)).await;
    let sighting = Sighting { permalink: Some(comment_permalink(&root.platform_id, &id)), platform_id: id };
    assert_eq!(found(&facebook, &comment, Some(&root.platform_id)).await, slice::from_ref(&sighting));
    assert!(found(&facebook, &part(PartRole::FirstComment, "Book there"), Some(&root.platform_id)).await.is_empty());

    let route = crate::Route::practice(running.base_url()).unwrap();
    for (permalink, words) in [(root.permalink, "Breathe easier"), (sighting.permalink, "Book here")] {
        let page = route.page(Platform::Facebook, &permalink.unwrap()).unwrap();
        let shown = reqwest::get(page).await.unwrap().text().await.unwrap();
        assert!(shown.contains(words), "{shown}");
    }
}

#[tokio::test]
async fn a_link_to_a_video_elsewhere_whose_answer_is_lost_is_never_taken_for_absent() {
    let of = account(Platform::Facebook);
    for (link, text) in [
        (Some("https://www.youtube.com/watch?v=x"), "See our rooms"),
        (Some("https://vimeo.com/1"), "See our rooms"),
        (None, "See our rooms: https://youtu.be/x"),
    ] {
        let running = practice().await;
        let facebook = facebook(&running);
        let main = part(PartRole::Main, text);
        // The address in a text is made a card of by Facebook itself.
        let carded = link.or(Some("https://youtu.be/x"));
        running.control().script(fault(There::Facebook, "POST", at::FEED, Action::DropAfterAccept));
        let outcome = post(&facebook, &main, carded, &Prepared::default(), None).await;
        assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
        let (with, another) = (options(link), options(Some("https://youtu.be/another")));
        let read = facebook.find(&Search { options: &with, ..search(&of, &main, None, a_minute_ago()) }).await.unwrap();
        assert_eq!((read.matches.len(), read.complete), (1, true), "{link:?}");
        // Facebook may write the address otherwise: then nobody can tell, and nothing is sent again.
        let read =
            facebook.find(&Search { options: &another, ..search(&of, &main, None, a_minute_ago()) }).await.unwrap();
        assert!(read.matches.is_empty() && !read.complete, "{link:?} {read:?}");
    }
}

#[tokio::test]
async fn what_became_of_a_commit_is_said_as_it_is() {
    use FailureClass as Is;
    let cases: [(Action, &str, Option<Is>, usize); 7] = [
        (Action::DropAfterAccept, "unknown", Some(Is::Unknown), 1),
        (Action::RefuseBefore, "unknown", Some(Is::Unknown), 0),
        (Action::ServerError { after_accept: true, status: 503 }, "unknown", Some(Is::Unknown), 1),
        (Action::ServerError { after_accept: false, status: 500 }, "unknown", Some(Is::Unknown), 0),
        (Action::ErrorIn200, "unknown", Some(Is::Unknown), 0),
        (Action::TokenExpired, "rejected", Some(Is::Reconnect), 0),
        (Action::TooMany { reset_after_ms: 600_000 }, "absent", None, 0),
    ];
    for (action, expected, class, public) in cases {
        let running = practice().await;
        let facebook = facebook(&running);
        running.control().script(fault(There::Facebook, "POST", at::FEED, action));
        let main = part(PartRole::Main, "Breathe easier");
        let before = running.control().clock().now_ms();
        let (said, failure) = match post(&facebook, &main, None, &Prepared::default(), None).await {
            Outcome::Published(_) | Outcome::Taken(_) | Outcome::Working(_) | Outcome::WithPerson(_) => {
                panic!("{action:?} was no success")
            }
            Outcome::Rejected(failure) => ("rejected", failure),
            Outcome::Absent(failure) => ("absent", failure),
            Outcome::Unknown(failure) => ("unknown", failure),
        };
        assert_eq!(said, expected, "{action:?} {failure:?}");
        match (class, failure.class) {
            (Some(class), said) => assert_eq!(said, class, "{action:?}"),
            (None, Is::WaitUntil(until)) => {
                let wait = until.0 - before;
                assert!((599_000..=602_000).contains(&wait), "{wait}");
            }
            (None, other) => panic!("{other:?}"),
        }
        assert_eq!(running.control().ledger().len(), public, "{action:?}");
        // A client of its own: the one before waits where Facebook asked for a pause.
        let facebook = self::facebook(&running);
        assert_eq!(found(&facebook, &main, None).await.len(), public, "reading back tells what {action:?} left open");
    }
}

#[tokio::test]
async fn the_same_post_again_is_a_duplicate() {
    let running = practice().await;
    let facebook = facebook(&running);
    let main = part(PartRole::Main, "Breathe easier");
    published(&facebook, &main, &Prepared::default(), None).await;
    let outcome = post(&facebook, &main, None, &Prepared::default(), None).await;
    assert!(matches!(outcome, Outcome::Rejected(failure) if failure.class == FailureClass::Duplicate));
}

#[tokio::test]
async fn a_long_history_is_read_to_its_end() {
    let running = practice().await;
    let facebook = facebook(&running);
    let first = published(&facebook, &part(PartRole::Main, "Number 0"), &Prepared::default(), None).await;
    for number in 1..=104 {
        published(&facebook, &part(PartRole::Main, &format!("Number {number}")), &Prepared::default(), None).await;
    }
    assert_eq!(ids(found(&facebook, &part(PartRole::Main, "Number 0"), None).await), [first]);
    let asked =
        running.control().request_log().iter().filter(|request| request.endpoint == at::PUBLISHED_POSTS).count();
    assert_eq!(asked, 2);
}

#[tokio::test]
async fn a_reading_that_fails_says_so_and_proves_nothing() {
    let running = practice().await;
    let facebook = facebook(&running);
    let (account, main) = (account(Platform::Facebook), part(PartRole::Main, "Breathe easier"));
    let wanted = search(&account, &main, None, a_minute_ago());
    for (action, class) in [
        (Action::ErrorIn200, FailureClass::TryAgain),
        (Action::RefuseBefore, FailureClass::TryAgain),
        (Action::ServerError { after_accept: false, status: 502 }, FailureClass::TryAgain),
        (Action::TokenExpired, FailureClass::Reconnect),
    ] {
        running.control().script(fault(There::Facebook, "GET", at::PUBLISHED_POSTS, action));
        assert_eq!(facebook.find(&wanted).await.unwrap_err().class, class, "{action:?}");
    }
}

#[tokio::test]
async fn an_upload_that_fails_can_be_tried_again() {
    let running = practice().await;
    let facebook = facebook(&running);
    let pictures = [jpeg(10)];
    let mut main = part(PartRole::Main, "");
    main.media = vec![signed(&pictures[0], "image/jpeg", "A lake")];
    running.control().script(fault(There::Facebook, "POST", at::PHOTOS, Action::DropAfterAccept));
    let failure = uploaded(&facebook, &main, &pictures, &Notes::default()).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::TryAgain);
    let prepared = uploaded(&facebook, &main, &pictures, &Notes::default()).await.unwrap();
    let id = published(&facebook, &main, &prepared, None).await;
    assert_eq!(ids(found(&facebook, &main, None).await), [id], "pictures alone are found as well");
    let again = post(&facebook, &main, None, &prepared, None).await;
    assert!(matches!(again, Outcome::Rejected(failure) if failure.class == FailureClass::Duplicate));
    assert_eq!(running.control().ledger().len(), 1);
}

#[test]
fn a_part_is_sent_as_it_was_signed_or_not_at_all() {
    let pictured = |role, count: usize| {
        let mut part = part(role, "Breathe easier");
        part.media = vec![signed(b"x", "image/jpeg", ""); count];
        part
    };
    let uploaded = |count: usize| Prepared { media_ids: vec!["1".to_owned(); count] };
    let refused = |part: &SignedPart, link, prepared: &Prepared, root| {
        plan(PAGE, part, &options(link), prepared, root).unwrap_err().outcome()
    };
    assert!(matches!(refused(&pictured(PartRole::Main, 2), None, &uploaded(1), None), Outcome::Absent(_)));
    for (part, link, count) in [
        (pictured(PartRole::Main, 1), Some("https://riverside.example.org"), 1),
        (pictured(PartRole::Main, 11), None, 11),
        (pictured(PartRole::FirstComment, 1), None, 1),
        (pictured(PartRole::Thread, 0), None, 0),
    ] {
        assert!(matches!(refused(&part, link, &uploaded(count), Some("1_2")), Outcome::Rejected(_)), "{part:?}");
    }
    assert!(matches!(refused(&pictured(PartRole::FirstComment, 0), None, &uploaded(0), None), Outcome::Rejected(_)));
    assert!(plan(PAGE, &pictured(PartRole::Main, 10), &options(None), &uploaded(10), None).is_ok());
}

#[tokio::test]
async fn a_token_says_whose_it_is() {
    let running = practice().await;
    let facebook = facebook(&running);
    let ask = |token: &str, id| {
        let token = Secret::new(token.to_owned());
        let facebook = &facebook;
        async move { facebook.identify(&token, id).await }
    };
    let known = Identity { id: PAGE.to_owned(), name: cast::CLINIC_NAME.to_owned() };
    assert_eq!(ask(cast::FACEBOOK_PAGE_TOKEN, None).await.unwrap(), known);
    assert_eq!(ask(cast::FACEBOOK_PAGE_TOKEN, Some(PAGE)).await.unwrap(), known);
    assert_eq!(ask(cast::FACEBOOK_PAGE_TOKEN, Some("1")).await.unwrap_err().class, FailureClass::SetUp);
    let person = ask(cast::FACEBOOK_USER_TOKEN, None).await.unwrap_err();
    assert_eq!(person.class, FailureClass::SetUp);
    assert!(person.message.starts_with("This is a person's token; a Page token is needed."), "{person}");
    assert_eq!(ask("another", None).await.unwrap_err().class, FailureClass::Reconnect);
    running.control().expire_token(&cast::facebook_page()).unwrap();
    assert_eq!(ask(cast::FACEBOOK_PAGE_TOKEN, None).await.unwrap_err().class, FailureClass::Reconnect);
}

#[tokio::test]
async fn a_reading_with_a_gap_proves_nothing() {
    let item = |id: &str, time: &str, more: serde_json::Value| {
        let mut item = serde_json::json!({"id": id, "message": "Breathe easier", "created_time": time});
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        item
    };
    let list = |data: serde_json::Value, paging: serde_json::Value| serde_json::json!({"data": data, "paging": paging});
    let (now, long_ago) = ("2100-01-01T00:00:00+0000", "2001-01-01T00:00:00+0000");
    let next = serde_json::json!({"cursors": {"after": "c"}, "next": "https://graph.facebook.com/x?access_token=y"});
    let (none, ours) = (serde_json::json!({}), serde_json::json!({"from": {"id": PAGE}}));
    let theirs = serde_json::json!({"from": {"id": "9"}});
    for (role, answer, matches, complete) in [
        (PartRole::Main, list(serde_json::json!([item("1_2", now, none.clone())]), next.clone()), 10, false),
        (
            PartRole::Main,
            list(serde_json::json!([item("1_2", now, none.clone())]), serde_json::json!({"next": "x"})),
            1,
            false,
        ),
        (PartRole::Main, list(serde_json::json!([item("1_2", long_ago, none.clone())]), next), 0, true),
        (PartRole::FirstComment, list(serde_json::json!([item("2_3", now, ours)]), none.clone()), 1, true),
        (PartRole::FirstComment, list(serde_json::json!([item("2_3", now, theirs)]), none.clone()), 0, true),
        (PartRole::FirstComment, list(serde_json::json!([item("2_3", now, none.clone())]), none), 0, false),
    ] {
        let body = answer.to_string();
        let server =
            scripted(Then::Answer(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()))).await;
        let facebook =
            Facebook::new(http(&server.base, Some("token")).0, GraphVersion::default(), FacebookSettings::default());
        let (account, part) = (account(Platform::Facebook), part(role, "Breathe easier"));
        let parent = (role == PartRole::FirstComment).then_some("1_2");
        let sightings = facebook.find(&search(&account, &part, parent, a_minute_ago())).await.unwrap();
        assert_eq!((sightings.matches.len(), sightings.complete), (matches, complete), "{body}");
        assert!(server.requests.lock().unwrap().iter().all(|request| !request.contains("access_token")));
    }
}
