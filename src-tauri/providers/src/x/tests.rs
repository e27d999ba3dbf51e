//! X's client against the practice platforms.
//!
//! Invariant under test: what the client says of a call is true by the platform's own ledger.

use std::slice;

use countersign_core::model::PartRole;
use countersign_core::publish::{FailureClass, Outcome, Prepared};
use countersign_practice::templates::x as at;
use countersign_practice::{Action, Platform as There, Running, XNames as Wire, XWire, cast};

use super::publish::body;
use super::*;
use crate::settings::XNames;
use crate::testing::{
    Notes, Then, a_minute_ago, account, among, caller, fault, http, jpeg, noise, part, practice, scripted, search,
    signed,
};

fn x(running: &Running, names: XNames) -> X {
    let settings = XSettings { names, ..XSettings::default() };
    X::new(http(running.base_url(), Some(cast::X_TOKEN)).0, settings, Duration::from_secs(5))
}

async fn post(x: &X, part: &SignedPart, prepared: &Prepared, answered: Option<&str>) -> Outcome {
    match x.create(caller(), body(part, prepared, answered).unwrap()).await {
        Ok(id) => Outcome::Published(countersign_core::publish::Sighting {
            permalink: Some(permalink(&account(Platform::X), &id)),
            platform_id: id,
        }),
        Err(verdict) => verdict.outcome(),
    }
}

async fn published(x: &X, part: &SignedPart, prepared: &Prepared, answered: Option<&str>) -> String {
    let outcome = post(x, part, prepared, answered).await;
    let Outcome::Published(sighting) = &outcome else { panic!("{outcome:?}") };
    sighting.platform_id.clone()
}

async fn found(x: &X, part: &SignedPart, parent: Option<&str>) -> Vec<String> {
    let sightings = x.find(&search(&account(Platform::X), part, parent, a_minute_ago())).await.unwrap();
    assert!(sightings.complete);
    sightings.matches.into_iter().map(|sighting| sighting.platform_id).collect()
}

#[tokio::test]
async fn a_thread_goes_out_with_its_pictures_and_is_found_again() {
    let running = practice().await;
    let x = x(&running, XNames::Post);
    let pictures = [jpeg(10), noise(1240, 1200)];
    assert!(pictures[1].len() > 4 * 1024 * 1024, "has to go in two pieces");
    let mut main =
        part(PartRole::Main, "Breathe easier & “well”: <https://riverside.example.org/a?b=1&c=2>\nwww.example.com!");
    main.media = vec![signed(&pictures[0], "image/jpeg", "A lake"), signed(&pictures[1], "image/png", "")];
    let notes = Notes::default();
    let prepared = x.upload(caller(), &main, &among(&pictures), &notes).await.unwrap();
    let noted: Vec<_> = notes.0.lock().unwrap().clone();
    assert_eq!(noted.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["media.0", "media.1"]);
    assert_eq!(noted.into_iter().map(|(_, id)| id).collect::<Vec<_>>(), prepared.media_ids);
    assert!(running.control().ledger().is_empty(), "preparing makes nothing public");

    let root = published(&x, &main, &prepared, None).await;
    let second = part(PartRole::Thread, "Second");
    let comment = part(PartRole::FirstComment, "Book here: riverside.clinic");
    let second_id = published(&x, &second, &Prepared::default(), Some(&root)).await;
    let comment_id = published(&x, &comment, &Prepared::default(), Some(&root)).await;

    let ledger = running.control().ledger();
    assert_eq!(ledger.len(), 3);
    assert_eq!(ledger[0].text, main.text);
    assert_eq!(ledger[0].alt_texts, [Some("A lake".to_owned()), None]);
    assert_eq!(ledger[0].media_sha256, main.media.iter().map(|media| media.digest.to_string()).collect::<Vec<_>>());
    assert_eq!(ledger[1].parent.as_deref(), Some(root.as_str()));

    for (names, wire) in [(XNames::Post, Wire::New), (XNames::Post, Wire::Mixed), (XNames::Tweet, Wire::Old)] {
        for (escaped, picture_link) in [(true, true), (false, false)] {
            running.control().set_x_wire(XWire { names: wire, escaped, picture_link, ..XWire::default() });
            let x = self::x(&running, names);
            assert_eq!(found(&x, &main, None).await, slice::from_ref(&root), "{wire:?} {escaped} {picture_link}");
            assert_eq!(found(&x, &second, Some(&root)).await, slice::from_ref(&second_id));
            assert_eq!(found(&x, &comment, Some(&root)).await, slice::from_ref(&comment_id));
            assert!(found(&x, &second, None).await.is_empty(), "an answer is no post of its own");
            assert!(found(&x, &second, Some(&second_id)).await.is_empty(), "it answers another one");
            let mut bare = main.clone();
            bare.media.pop();
            assert!(found(&x, &bare, None).await.is_empty(), "it has one picture more");
        }
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
        let x = x(&running, XNames::Post);
        running.control().script(fault(There::X, "POST", at::POSTS, action));
        let main = part(PartRole::Main, "Breathe easier");
        let before = running.control().clock().now_ms();
        let (said, failure) = match post(&x, &main, &Prepared::default(), None).await {
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
        assert_eq!(found(&x, &main, None).await.len(), public, "reading back tells what {action:?} left open");
    }
}

#[tokio::test]
async fn a_post_that_is_slow_to_show_is_found_later() {
    let running = practice().await;
    let x = x(&running, XNames::Post);
    running.control().script(fault(There::X, "POST", at::POSTS, Action::HideFromRead { reads: 1, at_most_ms: None }));
    let main = part(PartRole::Main, "Breathe easier");
    let id = published(&x, &main, &Prepared::default(), None).await;
    assert!(found(&x, &main, None).await.is_empty());
    assert_eq!(found(&x, &main, None).await, [id]);
}

#[tokio::test]
async fn the_same_text_again_is_a_duplicate() {
    let running = practice().await;
    let x = x(&running, XNames::Post);
    let main = part(PartRole::Main, "Breathe easier");
    published(&x, &main, &Prepared::default(), None).await;
    let outcome = post(&x, &main, &Prepared::default(), None).await;
    assert!(matches!(outcome, Outcome::Rejected(failure) if failure.class == FailureClass::Duplicate));
}

#[tokio::test]
async fn two_stocks_in_a_post_are_refused_by_what_they_are() {
    let running = practice().await;
    let x = x(&running, XNames::Post);
    let outcome = post(&x, &part(PartRole::Main, "Up: $PFE and $MRNA."), &Prepared::default(), None).await;
    let Outcome::Rejected(failure) = outcome else { panic!("{outcome:?}") };
    assert_eq!(failure.class, FailureClass::FixContent);
    assert!(failure.message.contains("at most one cashtag"), "{failure:?}");
    published(&x, &part(PartRole::Main, "Up: $PFE, by US$5."), &Prepared::default(), None).await;
    assert_eq!(running.control().ledger().len(), 1);
}

#[tokio::test]
async fn a_long_history_is_read_to_its_end() {
    let running = practice().await;
    let x = x(&running, XNames::Post);
    let first = published(&x, &part(PartRole::Main, "Number 0"), &Prepared::default(), None).await;
    for number in 1..=99 {
        published(&x, &part(PartRole::Main, &format!("Number {number}")), &Prepared::default(), None).await;
    }
    let fifteen_minutes = 15 * 60 * 1000;
    running.control().advance(fifteen_minutes + 1);
    // The client's own clock stood still meanwhile: another one has not heard that nothing is left.
    let x = self::x(&running, XNames::Post);
    for number in 100..=105 {
        published(&x, &part(PartRole::Main, &format!("Number {number}")), &Prepared::default(), None).await;
    }
    assert_eq!(found(&x, &part(PartRole::Main, "Number 0"), None).await, [first]);
    let asked = running.control().request_log().iter().filter(|request| request.endpoint == at::TIMELINE).count();
    assert_eq!(asked, 2);
}

#[tokio::test]
async fn a_reading_that_fails_says_so_and_proves_nothing() {
    let running = practice().await;
    let x = x(&running, XNames::Post);
    let (account, main) = (account(Platform::X), part(PartRole::Main, "Breathe easier"));
    let wanted = search(&account, &main, None, a_minute_ago());
    for (action, class) in [
        (Action::ErrorIn200, FailureClass::TryAgain),
        (Action::RefuseBefore, FailureClass::TryAgain),
        (Action::ServerError { after_accept: false, status: 502 }, FailureClass::TryAgain),
        (Action::TokenExpired, FailureClass::Reconnect),
    ] {
        running.control().script(fault(There::X, "GET", at::TIMELINE, action));
        assert_eq!(x.find(&wanted).await.unwrap_err().class, class, "{action:?}");
    }
}

#[tokio::test]
async fn an_upload_that_fails_can_be_tried_again() {
    let running = practice().await;
    let x = x(&running, XNames::Post);
    let pictures = [jpeg(10)];
    let mut main = part(PartRole::Main, "");
    main.media = vec![signed(&pictures[0], "image/jpeg", "A lake")];
    for template in [at::MEDIA_INITIALIZE, at::MEDIA_APPEND, at::MEDIA_FINALIZE, at::MEDIA_METADATA] {
        running.control().script(fault(There::X, "POST", template, Action::DropAfterAccept));
        let failure = x.upload(caller(), &main, &among(&pictures), &Notes::default()).await.unwrap_err();
        assert_eq!(failure.class, FailureClass::TryAgain, "{template}");
    }
    let prepared = x.upload(caller(), &main, &among(&pictures), &Notes::default()).await.unwrap();
    let id = published(&x, &main, &prepared, None).await;
    assert_eq!(found(&x, &main, None).await, [id], "pictures alone are found as well");
    assert_eq!(running.control().ledger().len(), 1);
}

#[tokio::test]
async fn a_picture_that_is_not_the_signed_one_is_not_sent() {
    let running = practice().await;
    let x = x(&running, XNames::Post);
    let mut main = part(PartRole::Main, "Breathe easier");
    main.media = vec![signed(&jpeg(10), "image/jpeg", "")];
    let failure = x.upload(caller(), &main, &among(&[jpeg(11)]), &Notes::default()).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::FixContent);
    assert!(running.control().request_log().is_empty());
}

#[test]
fn a_part_is_sent_whole_or_not_at_all() {
    let mut main = part(PartRole::Main, "Breathe easier");
    main.media = vec![signed(b"x", "image/jpeg", "")];
    let less = body(&main, &Prepared::default(), None).unwrap_err().outcome();
    assert!(matches!(less, Outcome::Absent(failure) if failure.class == FailureClass::TryAgain));
    let orphan = body(&part(PartRole::Thread, "Second"), &Prepared::default(), None).unwrap_err().outcome();
    assert!(matches!(orphan, Outcome::Rejected(_)));
}

#[tokio::test]
async fn a_token_says_whose_it_is() {
    let running = practice().await;
    let x = x(&running, XNames::Post);
    let ask = |token: &str, id| {
        let token = Secret::new(token.to_owned());
        let x = &x;
        async move { x.identify(&token, id).await }
    };
    let known = Identity { id: cast::X_ID.to_owned(), name: "@lakeside_clinic".to_owned() };
    assert_eq!(ask(cast::X_TOKEN, None).await.unwrap(), known);
    assert_eq!(ask(cast::X_TOKEN, Some(cast::X_ID)).await.unwrap(), known);
    assert_eq!(ask(&format!("{}\n", cast::X_TOKEN), None).await.unwrap(), known, "as it is pasted");
    assert_eq!(ask(cast::X_TOKEN, Some("1")).await.unwrap_err().class, FailureClass::SetUp);
    assert_eq!(ask("another", None).await.unwrap_err().class, FailureClass::Reconnect);
    running.control().revoke_token(&cast::x_account()).unwrap();
    assert_eq!(ask(cast::X_TOKEN, None).await.unwrap_err().class, FailureClass::Reconnect);
}

#[tokio::test]
async fn the_permalink_opens_the_page() {
    let running = practice().await;
    let x = x(&running, XNames::Post);
    let id = published(&x, &part(PartRole::Main, "Breathe easier"), &Prepared::default(), None).await;
    let nameless = countersign_core::gate::Account { name: "Lakeside Clinic".to_owned(), ..account(Platform::X) };
    for account in [account(Platform::X), nameless] {
        let route = crate::Route::practice(running.base_url()).unwrap();
        let page = route.page(Platform::X, &permalink(&account, &id)).unwrap();
        let shown = reqwest::get(page).await.unwrap().text().await.unwrap();
        assert!(shown.contains("Breathe easier"), "{shown}");
    }
}

#[tokio::test]
async fn a_reading_with_a_gap_proves_nothing() {
    let post = r#"{"id":"1","text":"Breathe easier","created_at":"2100-01-01T00:00:00.000Z"}"#;
    for (body, matches, complete) in [
        (format!(r#"{{"data":[{post}],"meta":{{"result_count":1}}}}"#), 1, true),
        (format!(r#"{{"data":[{post}],"meta":{{"result_count":1,"next_token":"more"}}}}"#), 10, false),
        (format!(r#"{{"data":[{post}],"meta":{{"result_count":1}},"errors":[{{"title":"x"}}]}}"#), 1, false),
        (r#"{"meta":{"result_count":0}}"#.to_owned(), 0, true),
    ] {
        let server =
            scripted(Then::Answer(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()))).await;
        let x = X::new(http(&server.base, Some("token")).0, XSettings::default(), Duration::ZERO);
        let (account, main) = (account(Platform::X), part(PartRole::Main, "Breathe easier"));
        let sightings = x.find(&search(&account, &main, None, a_minute_ago())).await.unwrap();
        assert_eq!((sightings.matches.len(), sightings.complete), (matches, complete), "{body}");
    }
}
