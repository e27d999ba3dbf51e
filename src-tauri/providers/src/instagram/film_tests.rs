//! Films on Instagram against the practice platforms: reels and stories byte by byte, and what an upload that broke off
//! becomes.
//!
//! Invariant under test: one container is one post, whatever breaks, and no byte leaves for an account that can't have films.

use std::time::Duration;

use countersign_core::model::InstagramKind;
use countersign_core::model::PlatformOptions;
use countersign_core::publish::Handle;
use countersign_practice::templates::instagram as at;
use countersign_practice::{Action, InstagramWire, LedgerKind, Platform as There, Running, cast, film};

use super::publish::plan;
use super::wire::CONTAINER;
use super::*;
use crate::testing::{
    Notes, Pieces, a_minute_ago, account, caller, fault, http, opening, part, practice, search, signed,
};

const QUICK: InstagramSettings = InstagramSettings {
    first_pause: Duration::from_millis(1),
    patience: Duration::from_millis(20),
    films_by_instagram_login: false,
};
const REEL: PlatformOptions = PlatformOptions::Instagram { kind: InstagramKind::Reel, cover_ms: None };
const STORY: PlatformOptions = PlatformOptions::Instagram { kind: InstagramKind::Story, cover_ms: None };
const POST: PlatformOptions = PlatformOptions::Instagram { kind: InstagramKind::Post, cover_ms: None };

/// The client of an account that signed in at Facebook.
fn instagram(running: &Running) -> Instagram {
    let (http, _) = http(running.base_url(), Some(cast::INSTAGRAM_FACEBOOK_TOKEN));
    Instagram::new(http, GraphVersion::default(), QUICK)
}

fn signed_film(options: &PlatformOptions, seconds: u32) -> (Vec<u8>, SignedPart) {
    let bytes = film::film(seconds * 1_000, (1080, 1920), 5_000_000, 9);
    let mut main = part(PartRole::Main, if options.is_story() { "" } else { "Our new rooms" });
    main.media = vec![signed(&bytes, "video/mp4", "")];
    (bytes, main)
}

async fn ready(
    instagram: &Instagram,
    (file, part): &(Vec<u8>, SignedPart),
    options: &PlatformOptions,
    notes: &Notes,
) -> Result<Prepared, Failure> {
    let open = opening(std::slice::from_ref(file));
    instagram.make_ready(caller(), &account(Platform::Instagram), part, options, &open, notes).await
}

async fn published(instagram: &Instagram, part: &SignedPart, options: &PlatformOptions, prepared: &Prepared) -> String {
    let plan = plan(cast::INSTAGRAM_ID, part, options, prepared, None).unwrap();
    instagram.create(caller(), &plan).await.unwrap()
}

fn handles(notes: &Notes) -> Vec<Handle> {
    let noted = notes.0.lock().unwrap();
    noted.iter().map(|(name, value)| Handle { name: name.clone(), value: value.clone() }).collect()
}

fn calls(running: &Running, template: &str) -> usize {
    let log = running.control().request_log();
    log.iter().filter(|it| it.method == "POST" && it.endpoint == template).count()
}

#[tokio::test]
async fn a_reel_and_a_story_go_out_and_are_found_again() {
    let running = practice().await;
    let instagram = instagram(&running);
    for (options, kind) in [(REEL, LedgerKind::Reel), (STORY, LedgerKind::Story)] {
        let (signed, notes) = (signed_film(&options, 30), Notes::default());
        let before = running.control().ledger().len();
        let prepared = ready(&instagram, &signed, &options, &notes).await.unwrap();
        assert_eq!(running.control().ledger().len(), before, "an upload publishes nothing");
        assert_eq!(notes.of(CONTAINER).as_ref(), prepared.media_ids.first());
        assert_eq!(notes.2.told.lock().unwrap().last(), Some(&5_000_000));
        let id = published(&instagram, &signed.1, &options, &prepared).await;
        let entry = running.control().ledger().pop().unwrap();
        assert_eq!((entry.kind, entry.id.as_str(), &entry.text), (kind, id.as_str(), &signed.1.text));
        assert_eq!(entry.media_sha256, [signed.1.media[0].digest.to_string()], "the very bytes that were signed");

        let (of, handles) = (account(Platform::Instagram), handles(&notes));
        let wanted = Search { options: &options, handles: &handles, ..search(&of, &signed.1, None, a_minute_ago()) };
        let read = instagram.find(&wanted).await.unwrap();
        assert_eq!(read.matches.iter().map(|it| it.platform_id.as_str()).collect::<Vec<_>>(), [id.as_str()]);
        let address = instagram.permalink(&of, PartRole::Main, &id).await.unwrap().unwrap();
        assert!(instagram.sighting_at(&of, PartRole::Main, &address).is_ok(), "{address}");
        assert!(matches!(instagram.remove(&of, &id).await, Removal::Removed));
        assert!(matches!(instagram.remove(&of, &id).await, Removal::AlreadyGone));
    }
}

#[tokio::test]
async fn a_reel_is_no_picture_of_the_same_words() {
    let running = practice().await;
    let instagram = instagram(&running);
    let (signed, notes) = (signed_film(&REEL, 30), Notes::default());
    let prepared = ready(&instagram, &signed, &REEL, &notes).await.unwrap();
    published(&instagram, &signed.1, &REEL, &prepared).await;
    let mut picture = part(PartRole::Main, "Our new rooms");
    picture.media = vec![crate::testing::signed(b"x", "image/jpeg", "")];
    let of = account(Platform::Instagram);
    let wanted = Search { options: &POST, ..search(&of, &picture, None, a_minute_ago()) };
    let read = instagram.find(&wanted).await.unwrap();
    assert!(read.matches.is_empty() && read.complete);
}

#[tokio::test]
async fn an_upload_that_broke_off_goes_on_in_the_same_container() {
    for action in [
        Action::CutBody { after: 3_000_000 },
        Action::DropAfterAccept,
        Action::RefuseBefore,
        Action::ServerError { after_accept: true, status: 503 },
        Action::ServerError { after_accept: false, status: 500 },
    ] {
        let running = practice().await;
        let instagram = instagram(&running);
        let (signed, notes) = (signed_film(&REEL, 30), Notes::default());
        running.control().script(fault(There::Instagram, "POST", at::FILM_BYTES, action));
        let failure = ready(&instagram, &signed, &REEL, &notes).await.unwrap_err();
        assert_eq!(failure.class, FailureClass::TryAgain, "{action:?} {failure:?}");
        let container = notes.of(CONTAINER).unwrap();
        notes.2.told.lock().unwrap().clear();
        let prepared = ready(&instagram, &signed, &REEL, &notes).await.unwrap();
        assert_eq!(prepared.media_ids, [container], "{action:?}");
        if action == (Action::CutBody { after: 3_000_000 }) {
            assert!(notes.2.told.lock().unwrap().first() > Some(&3_000_000), "it goes on behind what is there");
        }
        published(&instagram, &signed.1, &REEL, &prepared).await;
        let ledger = running.control().ledger();
        assert_eq!((ledger.len(), calls(&running, at::MEDIA)), (1, 1), "{action:?}: one container, one post");
        assert_eq!(ledger[0].media_sha256, [signed.1.media[0].digest.to_string()]);
    }
}

#[tokio::test]
async fn a_film_that_is_worked_on_for_long_waits_and_is_not_uploaded_again() {
    let running = practice().await;
    running.control().set_instagram_wire(InstagramWire { processing_ms: 600_000, ..InstagramWire::default() });
    let instagram = instagram(&running);
    let (signed, notes) = (signed_film(&REEL, 30), Notes::default());
    for _ in 0..2 {
        let failure = ready(&instagram, &signed, &REEL, &notes).await.unwrap_err();
        assert_eq!(failure.class, FailureClass::TryAgain);
        assert!(failure.message.contains("still working on the video"), "{failure:?}");
    }
    running.control().advance(600_000);
    let prepared = ready(&instagram, &signed, &REEL, &notes).await.unwrap();
    published(&instagram, &signed.1, &REEL, &prepared).await;
    assert_eq!((calls(&running, at::FILM_BYTES), calls(&running, at::MEDIA)), (1, 1));
}

#[tokio::test]
async fn a_container_whose_day_is_over_is_made_anew() {
    let running = practice().await;
    let instagram = instagram(&running);
    let signed = signed_film(&REEL, 30);
    let notes = Notes(Default::default(), None, Pieces { stop_at: Some(2_000_000), ..Pieces::default() });
    let failure = ready(&instagram, &signed, &REEL, &notes).await.unwrap_err();
    assert_eq!((failure.class, failure.message.as_str()), (FailureClass::Local, "Called off."), "as it was told");
    running.control().advance(25 * 60 * 60 * 1_000);
    let notes = Notes(std::sync::Mutex::new(notes.0.into_inner().unwrap()), None, Pieces::default());
    let prepared = ready(&instagram, &signed, &REEL, &notes).await.unwrap();
    published(&instagram, &signed.1, &REEL, &prepared).await;
    assert_eq!(calls(&running, at::MEDIA), 2);
}

#[tokio::test]
async fn a_film_that_instagram_can_not_use_is_refused_in_words_and_not_uploaded_again() {
    let running = practice().await;
    let instagram = instagram(&running);
    for (options, seconds) in [(STORY, 90), (REEL, 1), (REEL, 16 * 60)] {
        let (signed, notes) = (signed_film(&options, seconds), Notes::default());
        // Nothing but a person brings it here once more: the same file is not blocked for ever.
        for _ in 0..2 {
            let failure = ready(&instagram, &signed, &options, &notes).await.unwrap_err();
            assert_eq!(failure.class, FailureClass::FixContent, "{failure:?}");
            assert!(failure.message.contains("video"), "{failure:?}");
        }
    }
    assert_eq!(calls(&running, at::FILM_BYTES), 6);
    assert!(running.control().ledger().is_empty());
}

#[tokio::test]
async fn a_container_that_is_public_already_is_said_to_be_and_not_published_again() {
    let running = practice().await;
    let instagram = instagram(&running);
    let (signed, notes) = (signed_film(&REEL, 30), Notes::default());
    let prepared = ready(&instagram, &signed, &REEL, &notes).await.unwrap();
    published(&instagram, &signed.1, &REEL, &prepared).await;
    let failure = ready(&instagram, &signed, &REEL, &notes).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::Duplicate);
    assert!(failure.message.contains("has published this video already"), "{failure:?}");
    assert_eq!((calls(&running, at::FILM_BYTES), calls(&running, at::MEDIA)), (1, 1));
    // A person who looked, and wants it nevertheless, gets another one.
    assert_ne!(ready(&instagram, &signed, &REEL, &notes).await.unwrap(), prepared);
}

#[tokio::test]
async fn where_an_upload_goes_on_is_said_by_instagram_and_never_guessed() {
    let running = practice().await;
    let instagram = instagram(&running);
    let (signed, notes) = (signed_film(&REEL, 30), Notes::default());
    running.control().script(fault(There::Instagram, "POST", at::FILM_BYTES, Action::CutBody { after: 3_000_000 }));
    ready(&instagram, &signed, &REEL, &notes).await.unwrap_err();
    running.control().set_instagram_wire(InstagramWire { says_how_much: false, ..InstagramWire::default() });
    let failure = ready(&instagram, &signed, &REEL, &notes).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::TryAgain, "{failure:?}");
    assert_eq!(calls(&running, at::FILM_BYTES), 1, "no byte is sent to a place that is guessed");
    running.control().set_instagram_wire(InstagramWire::default());
    let prepared = ready(&instagram, &signed, &REEL, &notes).await.unwrap();
    assert_eq!(notes.of(CONTAINER).as_ref(), prepared.media_ids.first());
    assert_eq!(calls(&running, at::MEDIA), 1);
}

#[tokio::test]
async fn an_account_that_signed_in_at_instagram_itself_has_no_films_unless_it_is_set_so() {
    let running = practice().await;
    let client = |settings| {
        let (http, _) = http(running.base_url(), Some(cast::INSTAGRAM_TOKEN));
        Instagram::new(http, GraphVersion::default(), settings)
    };
    let signed = signed_film(&REEL, 30);
    let failure = ready(&client(QUICK), &signed, &REEL, &Notes::default()).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::SetUp);
    assert!(failure.message.contains("Facebook"), "{failure:?}");
    assert_eq!((calls(&running, at::MEDIA), calls(&running, at::FILM_BYTES)), (0, 0));

    running.control().set_instagram_wire(InstagramWire { bytes_by_instagram_login: true, ..InstagramWire::default() });
    let open = client(InstagramSettings { films_by_instagram_login: true, ..QUICK });
    let prepared = ready(&open, &signed, &REEL, &Notes::default()).await.unwrap();
    published(&open, &signed.1, &REEL, &prepared).await;
}

#[tokio::test]
async fn what_instagram_can_not_show_is_refused_before_any_call() {
    let running = practice().await;
    let instagram = instagram(&running);
    let film = signed_film(&REEL, 30).1.media[0].clone();
    let picture = crate::testing::signed(b"x", "image/jpeg", "");
    for (media, text, options) in [
        (vec![film.clone(), film.clone()], "Words", &REEL),
        (vec![picture.clone()], "Words", &REEL),
        (vec![], "Words", &REEL),
        (vec![film.clone()], "Words", &STORY),
        (vec![film.clone()], "Words", &POST),
        (vec![picture, film], "Words", &POST),
    ] {
        let mut main = part(PartRole::Main, text);
        main.media = media;
        let failure = ready(&instagram, &(Vec::new(), main), options, &Notes::default()).await.unwrap_err();
        assert_eq!(failure.class, FailureClass::FixContent, "{failure:?}");
    }
    assert!(running.control().request_log().is_empty());
}
