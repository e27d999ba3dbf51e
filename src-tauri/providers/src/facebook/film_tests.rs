//! Videos and reels against the practice platforms: what goes out, when, and what an upload that broke off becomes.
//!
//! Invariant under test: nothing is public before its end, and the same signed film is one film there, whatever breaks.

use std::time::Duration;

use countersign_core::model::{FacebookKind, PartRole, PlatformOptions};
use countersign_core::publish::{Handle, Outcome, Prepared, Search};
use countersign_practice::templates::facebook as at;
use countersign_practice::{Action, FacebookWire, LedgerKind, Platform as There, Running, cast, film};

use super::film::FILM;
use super::kept::Kept;
use super::*;
use crate::testing::{
    Notes, Pieces, a_minute_ago, account, among, caller, fault, http, opening, part, practice, search, signed,
};

const PAGE: &str = cast::FACEBOOK_PAGE_ID;
pub(super) const QUICK: FacebookSettings = FacebookSettings {
    first_pause: Duration::from_millis(1),
    patience: Duration::from_millis(20),
    until_public: Duration::from_millis(20),
};
const VIDEO: PlatformOptions = PlatformOptions::Facebook { link: None, kind: FacebookKind::Post };
const REEL: PlatformOptions = PlatformOptions::Facebook { link: None, kind: FacebookKind::Reel };

fn facebook(running: &Running) -> Facebook {
    Facebook::new(http(running.base_url(), Some(cast::FACEBOOK_PAGE_TOKEN)).0, GraphVersion::default(), QUICK)
}

/// A film of a little more than two pieces, and the part that shows it.
fn signed_film(shade: u8) -> (Vec<u8>, SignedPart) {
    let bytes = film::film(12_000, (1080, 1920), 5_000_000, shade);
    let mut main = part(PartRole::Main, "Our new rooms");
    main.media = vec![signed(&bytes, "video/mp4", "")];
    (bytes, main)
}

async fn uploaded(
    facebook: &Facebook,
    (file, part): &(Vec<u8>, SignedPart),
    options: &PlatformOptions,
    notes: &Notes,
) -> Result<Prepared, Failure> {
    let (bytes, open) = (among(&[]), opening(std::slice::from_ref(file)));
    facebook.upload(caller(), PAGE, part, options, Files { bytes: &bytes, open: &open, to_keep: false }, notes).await
}

async fn shown(facebook: &Facebook, part: &SignedPart, options: &PlatformOptions, prepared: &Prepared) -> Outcome {
    let (_, becomes) = publish::film(part, options).unwrap();
    facebook.show(caller(), PAGE, part, becomes, prepared).await
}

fn id(outcome: &Outcome) -> String {
    let Outcome::Published(sighting) = outcome else { panic!("{outcome:?}") };
    sighting.platform_id.clone()
}

fn handles(notes: &Notes) -> Vec<Handle> {
    let noted = notes.0.lock().unwrap();
    noted.iter().map(|(name, value)| Handle { name: name.clone(), value: value.clone() }).collect()
}

async fn found(
    facebook: &Facebook,
    part: &SignedPart,
    options: &PlatformOptions,
    handles: &[Handle],
) -> Result<Sightings, Failure> {
    let of = account(Platform::Facebook);
    facebook.find(&Search { options, handles, ..search(&of, part, None, a_minute_ago()) }).await
}

/// The film that was written down last.
fn kept(notes: &Notes) -> Option<String> {
    notes.of(FILM).and_then(|note| Kept::read(&note)).map(|kept| kept.film)
}

fn bytes_taken(running: &Running, template: &str) -> usize {
    let log = running.control().request_log();
    log.iter().filter(|it| it.method == "POST" && it.endpoint == template).count()
}

#[tokio::test]
async fn a_video_and_a_reel_go_out_by_their_end_alone_and_are_found_again() {
    let running = practice().await;
    let facebook = facebook(&running);
    for (options, kind, path) in [(VIDEO, LedgerKind::Video, "/videos/"), (REEL, LedgerKind::Reel, "/reel/")] {
        let (signed, notes) = (signed_film(1), Notes::default());
        let before = running.control().ledger().len();
        let prepared = uploaded(&facebook, &signed, &options, &notes).await.unwrap();
        assert_eq!(running.control().ledger().len(), before, "an upload publishes nothing");
        assert_eq!(kept(&notes).as_ref(), prepared.media_ids.first());
        let told = notes.2.told.lock().unwrap().clone();
        assert_eq!(told.last(), Some(&5_000_000));
        assert!(told.is_sorted() && told.len() >= 3, "it is told piece by piece: {told:?}");

        let outcome = shown(&facebook, &signed.1, &options, &prepared).await;
        let entry = running.control().ledger().pop().unwrap();
        assert_eq!(
            (entry.kind, entry.id.as_str(), entry.text.as_str()),
            (kind, id(&outcome).as_str(), "Our new rooms")
        );
        assert_eq!(entry.media_sha256, [signed.1.media[0].digest.to_string()], "the very bytes that were signed");
        let Outcome::Published(sighting) = outcome else { unreachable!() };
        assert!(sighting.permalink.as_ref().unwrap().contains(path), "{sighting:?}");

        let read = found(&facebook, &signed.1, &options, &handles(&notes)).await.unwrap();
        assert_eq!((read.matches.as_slice(), read.complete), (std::slice::from_ref(&sighting), true));
        let by_words = found(&facebook, &signed.1, &options, &[]).await.unwrap();
        assert!(by_words.matches.contains(&sighting));
    }
}

#[tokio::test]
async fn a_post_of_the_same_words_is_not_taken_for_the_video_nor_the_video_for_it() {
    let running = practice().await;
    let facebook = facebook(&running);
    let (signed, notes) = (signed_film(1), Notes::default());
    let prepared = uploaded(&facebook, &signed, &VIDEO, &notes).await.unwrap();
    let video = id(&shown(&facebook, &signed.1, &VIDEO, &prepared).await);
    let text = part(PartRole::Main, "Our new rooms");
    assert!(found(&facebook, &text, &VIDEO, &[]).await.unwrap().matches.is_empty());
    let another = [Handle { name: FILM.to_owned(), value: "122000000000000001".to_owned() }];
    let read = found(&facebook, &signed.1, &VIDEO, &another).await.unwrap();
    assert!(read.matches.is_empty() && read.complete, "where the id is known no other film is it, {video} neither");
}

#[tokio::test]
async fn an_upload_that_broke_off_goes_on_where_facebook_says_it_ended() {
    for (options, template, method) in [(VIDEO, at::VIDEOS, "POST"), (REEL, at::REEL_BYTES, "POST")] {
        for action in [
            Action::CutBody { after: 1_500_000 },
            Action::DropAfterAccept,
            Action::RefuseBefore,
            Action::ServerError { after_accept: true, status: 503 },
            Action::ServerError { after_accept: false, status: 500 },
        ] {
            let running = practice().await;
            let facebook = facebook(&running);
            let (signed, notes) = (signed_film(2), Notes::default());
            let mut broken = fault(There::Facebook, method, template, action);
            // The first call at that place begins a video.
            broken.skip = u32::from(template == at::VIDEOS);
            running.control().script(broken);
            let failure = uploaded(&facebook, &signed, &options, &notes).await.unwrap_err();
            assert_eq!(failure.class, FailureClass::TryAgain, "{action:?} {failure:?}");
            let first = kept(&notes).unwrap();

            let prepared = uploaded(&facebook, &signed, &options, &notes).await.unwrap();
            assert_eq!(prepared.media_ids[0], first, "{action:?}: it is the same film");
            id(&shown(&facebook, &signed.1, &options, &prepared).await);
            let ledger = running.control().ledger();
            assert_eq!(ledger.len(), 1, "{action:?}");
            assert_eq!(ledger[0].media_sha256, [signed.1.media[0].digest.to_string()], "{action:?}");
        }
    }
}

#[tokio::test]
async fn what_came_in_before_the_cut_is_not_sent_again() {
    let running = practice().await;
    let facebook = facebook(&running);
    let (signed, notes) = (signed_film(3), Notes::default());
    running.control().script(fault(There::Facebook, "POST", at::REEL_BYTES, Action::CutBody { after: 3_000_000 }));
    uploaded(&facebook, &signed, &REEL, &notes).await.unwrap_err();
    notes.2.told.lock().unwrap().clear();
    uploaded(&facebook, &signed, &REEL, &notes).await.unwrap();
    let told = notes.2.told.lock().unwrap().clone();
    assert!(told.first() > Some(&3_000_000), "it goes on behind what is there: {told:?}");
    assert_eq!(bytes_taken(&running, at::REEL_BYTES), 2);
}

#[tokio::test]
async fn an_end_without_an_answer_is_in_doubt_and_the_film_s_own_id_tells() {
    for options in [VIDEO, REEL] {
        for (action, public) in [
            (Action::DropAfterAccept, true),
            (Action::ServerError { after_accept: true, status: 502 }, true),
            (Action::RefuseBefore, false),
            (Action::ErrorIn200, false),
        ] {
            let running = practice().await;
            let facebook = facebook(&running);
            let (signed, notes) = (signed_film(4), Notes::default());
            let prepared = uploaded(&facebook, &signed, &options, &notes).await.unwrap();
            let template = if options.is_reel() { at::REELS } else { at::VIDEOS };
            running.control().script(fault(There::Facebook, "POST", template, action));
            let outcome = shown(&facebook, &signed.1, &options, &prepared).await;
            assert!(matches!(outcome, Outcome::Unknown(_)), "{action:?} {outcome:?}");
            // Facebook works on it for a reading yet, if it was accepted.
            let mut read = found(&facebook, &signed.1, &options, &handles(&notes)).await;
            if public {
                assert_eq!(
                    read.unwrap_err().class,
                    FailureClass::Unknown,
                    "what is worked on is neither there nor not"
                );
                read = found(&facebook, &signed.1, &options, &handles(&notes)).await;
            }
            let read = read.unwrap();
            assert!(read.complete && read.matches.len() == usize::from(public), "{action:?} {read:?}");

            // What is sent again after all is the same film: ending it twice is ending it once.
            let again = uploaded(&facebook, &signed, &options, &notes).await.unwrap();
            assert_eq!(again, prepared, "nothing was uploaded twice");
            id(&shown(&facebook, &signed.1, &options, &again).await);
            assert_eq!(running.control().ledger().len(), 1, "{action:?}");
        }
    }
}

#[tokio::test]
async fn a_film_that_takes_long_is_looked_for_until_it_is_public() {
    let running = practice().await;
    running.control().set_facebook_wire(FacebookWire { processing_ms: 600_000, ..FacebookWire::default() });
    let facebook = facebook(&running);
    let (signed, notes) = (signed_film(5), Notes::default());
    let prepared = uploaded(&facebook, &signed, &REEL, &notes).await.unwrap();
    let outcome = shown(&facebook, &signed.1, &REEL, &prepared).await;
    let Outcome::Unknown(failure) = outcome else { panic!("{outcome:?}") };
    assert!(failure.message.contains("still working"), "{failure:?}");
    assert!(running.control().ledger().is_empty(), "it is not public yet");
    assert_eq!(found(&facebook, &signed.1, &REEL, &handles(&notes)).await.unwrap_err().class, FailureClass::Unknown);
    running.control().advance(600_000);
    assert_eq!(running.control().ledger().len(), 1);
    assert_eq!(found(&facebook, &signed.1, &REEL, &handles(&notes)).await.unwrap().matches.len(), 1);
}

#[tokio::test]
async fn a_film_that_facebook_can_not_use_is_refused_in_words_and_not_uploaded_again() {
    let running = practice().await;
    let facebook = facebook(&running);
    for (bytes, why) in [
        (film::film(120_000, (1080, 1920), 50_000, 1), "90 seconds"),
        (film::film(12_000, (320, 480), 50_000, 1), "540 x 960"),
        (vec![7; 50_000], "format"),
    ] {
        let mut main = part(PartRole::Main, "Our new rooms");
        main.media = vec![signed(&bytes, "video/mp4", "")];
        let (signed, notes) = ((bytes, main), Notes::default());
        let prepared = uploaded(&facebook, &signed, &REEL, &notes).await.unwrap();
        let outcome = shown(&facebook, &signed.1, &REEL, &prepared).await;
        let Outcome::Rejected(failure) = outcome else { panic!("{outcome:?}") };
        assert_eq!(failure.class, FailureClass::FixContent);
        assert!(failure.detail.contains(why), "{failure:?}");
        let again = uploaded(&facebook, &signed, &REEL, &notes).await.unwrap_err();
        assert_eq!(again.class, FailureClass::FixContent);
        // Nothing but a person brings it here once more: the same file is not blocked for ever.
        let anew = uploaded(&facebook, &signed, &REEL, &notes).await.unwrap();
        assert_ne!(anew, prepared);
    }
    assert!(running.control().ledger().is_empty());
    assert_eq!(bytes_taken(&running, at::REEL_BYTES), 6);
}

#[tokio::test]
async fn a_film_of_which_facebook_says_nothing_that_is_known_is_asked_for_again_and_not_begun_anew() {
    for (options, template) in [(VIDEO, at::VIDEOS), (REEL, at::REELS)] {
        let running = practice().await;
        let facebook = facebook(&running);
        let (signed, notes) = (signed_film(9), Notes::default());
        let prepared = uploaded(&facebook, &signed, &options, &notes).await.unwrap();
        // It is public, and nobody heard so.
        running.control().script(fault(There::Facebook, "POST", template, Action::DropAfterAccept));
        assert!(matches!(shown(&facebook, &signed.1, &options, &prepared).await, Outcome::Unknown(_)));
        running.control().set_facebook_wire(FacebookWire { known_words: false, ..FacebookWire::default() });
        let calls = bytes_taken(&running, template);
        let failure = uploaded(&facebook, &signed, &options, &notes).await.unwrap_err();
        assert_eq!(failure.class, FailureClass::TryAgain, "{failure:?}");
        assert_eq!(bytes_taken(&running, template), calls, "nothing was begun");
        assert_eq!(kept(&notes).as_ref(), prepared.media_ids.first());
        running.control().set_facebook_wire(FacebookWire::default());
        let again = uploaded(&facebook, &signed, &options, &notes).await.unwrap();
        id(&shown(&facebook, &signed.1, &options, &again).await);
        assert_eq!((again, running.control().ledger().len()), (prepared, 1));
    }
}

#[tokio::test]
async fn where_an_upload_goes_on_is_said_by_facebook_and_never_guessed() {
    let running = practice().await;
    let facebook = facebook(&running);
    let silent = || FacebookWire { says_how_much: false, exact_offsets: true, ..FacebookWire::default() };
    for (options, template, skip) in [(REEL, at::REEL_BYTES, 0), (VIDEO, at::VIDEOS, 2)] {
        let (signed, notes) = (signed_film(10), Notes::default());
        let mut broken = fault(There::Facebook, "POST", template, Action::CutBody { after: 500_000 });
        broken.skip = skip;
        running.control().script(broken);
        uploaded(&facebook, &signed, &options, &notes).await.unwrap_err();
        let begun = kept(&notes).unwrap();
        running.control().set_facebook_wire(silent());
        let second = uploaded(&facebook, &signed, &options, &notes).await;
        if options.is_reel() {
            assert_eq!(second.unwrap_err().class, FailureClass::TryAgain);
        } else {
            // A piece in the wrong place is answered with the right one.
            assert_eq!(second.unwrap().media_ids[0], begun);
        }
        running.control().set_facebook_wire(FacebookWire::default());
        let prepared = uploaded(&facebook, &signed, &options, &notes).await.unwrap();
        assert_eq!(prepared.media_ids[0], begun);
        id(&shown(&facebook, &signed.1, &options, &prepared).await);
        let entry = running.control().ledger().pop().unwrap();
        assert_eq!(entry.media_sha256, [signed.1.media[0].digest.to_string()]);
    }
}

#[tokio::test]
async fn a_film_is_never_ended_by_the_session_of_another() {
    let running = practice().await;
    let facebook = facebook(&running);
    let (signed, notes) = (signed_film(11), Notes::default());
    let first = uploaded(&facebook, &signed, &VIDEO, &Notes::default()).await.unwrap();
    let second = uploaded(&facebook, &signed, &VIDEO, &Notes::default()).await.unwrap();
    // What a crash between two notes would leave: the film of one upload, the session of another.
    let (film, session) = (second.media_ids[0].clone(), first.media_ids[1].clone());
    notes.0.lock().unwrap().extend([("session".to_owned(), session), (FILM.to_owned(), film)]);
    let anew = uploaded(&facebook, &signed, &VIDEO, &notes).await.unwrap();
    assert!(anew.media_ids.iter().all(|id| ![&first, &second].iter().any(|it| it.media_ids.contains(id))), "{anew:?}");
    id(&shown(&facebook, &signed.1, &VIDEO, &anew).await);
    assert_eq!(running.control().ledger().len(), 1);
}

#[tokio::test]
async fn an_upload_is_called_off_in_the_middle_and_begun_anew_once_facebook_forgot_it() {
    let running = practice().await;
    let facebook = facebook(&running);
    for options in [VIDEO, REEL] {
        let signed = signed_film(6);
        let notes = Notes(Default::default(), None, Pieces { stop_at: Some(2_000_000), ..Pieces::default() });
        let failure = uploaded(&facebook, &signed, &options, &notes).await.unwrap_err();
        assert_eq!((failure.class, failure.message.as_str()), (FailureClass::Local, "Called off."), "as it was told");
        let stopped = kept(&notes).unwrap();
        running.control().advance(25 * 60 * 60 * 1_000);
        let notes = Notes(std::sync::Mutex::new(notes.0.into_inner().unwrap()), None, Pieces::default());
        let prepared = uploaded(&facebook, &signed, &options, &notes).await.unwrap();
        assert_ne!(prepared.media_ids[0], stopped);
        id(&shown(&facebook, &signed.1, &options, &prepared).await);
    }
    assert_eq!(running.control().ledger().len(), 2);
}

#[tokio::test]
async fn an_upload_address_on_a_foreign_host_is_refused_and_nothing_is_sent_there() {
    let running = practice().await;
    for host in ["rupload.facebook.com.example.com", "graph.facebook.com", "evil.example"] {
        let wire = FacebookWire { upload_host: host.to_owned(), ..FacebookWire::default() };
        running.control().set_facebook_wire(wire);
        let failure = uploaded(&facebook(&running), &signed_film(7), &REEL, &Notes::default()).await.unwrap_err();
        assert_eq!(failure.class, FailureClass::SetUp, "{host}");
        assert!(failure.message.contains("not one of Facebook's"), "{failure:?}");
    }
    assert_eq!(bytes_taken(&running, at::REEL_BYTES), 0);
    assert!(running.control().request_log().iter().all(|it| it.endpoint != "unsupported"));
}

#[tokio::test]
async fn what_a_page_can_not_show_is_refused_before_any_call() {
    let running = practice().await;
    let facebook = facebook(&running);
    let (_, whole) = signed_film(1);
    let film = whole.media[0].clone();
    let picture = signed(b"x", "image/jpeg", "");
    let linked = PlatformOptions::Facebook { link: Some("https://example.org".to_owned()), kind: FacebookKind::Post };
    for (media, options) in [
        (vec![film.clone(), film.clone()], &VIDEO),
        (vec![film.clone(), picture.clone()], &VIDEO),
        (vec![film.clone(), film.clone()], &REEL),
        (vec![picture], &REEL),
        (vec![], &REEL),
        (vec![film], &linked),
    ] {
        let mut main = part(PartRole::Main, "Our new rooms");
        main.media = media;
        let failure = uploaded(&facebook, &(Vec::new(), main), options, &Notes::default()).await.unwrap_err();
        assert_eq!(failure.class, FailureClass::FixContent, "{failure:?}");
    }
    assert!(running.control().request_log().is_empty());
}

#[tokio::test]
async fn a_film_is_taken_down_and_its_comment_goes_under_it() {
    let running = practice().await;
    let facebook = facebook(&running);
    for options in [VIDEO, REEL] {
        let (signed, notes) = (signed_film(8), Notes::default());
        let prepared = uploaded(&facebook, &signed, &options, &notes).await.unwrap();
        let film = id(&shown(&facebook, &signed.1, &options, &prepared).await);
        let comment = part(PartRole::FirstComment, "Book here");
        let plan = publish::plan(PAGE, &comment, &options, &Prepared::default(), Some(&film)).unwrap();
        facebook.create(caller(), &plan).await.unwrap();
        let of = account(Platform::Facebook);
        assert!(matches!(facebook.remove(&of, &film).await, Removal::Removed));
        assert!(matches!(facebook.remove(&of, &film).await, Removal::AlreadyGone));
        let read = found(&facebook, &signed.1, &options, &handles(&notes)).await.unwrap();
        assert!(read.matches.is_empty() && read.complete);
    }
    assert!(running.control().ledger().iter().all(|entry| entry.removed_at.is_some()));
}

#[test]
fn the_address_of_a_film_that_a_person_copied_is_a_sighting() {
    let facebook = Facebook::new(http("http://127.0.0.1:9", None).0, GraphVersion::default(), QUICK);
    let of = account(Platform::Facebook);
    let seen = |address: &str, role| facebook.sighting_at(&of, role, address);
    let reel = seen("https://www.facebook.com/reel/1223334444555?s=x", PartRole::Main).unwrap();
    assert_eq!(
        (reel.platform_id.as_str(), reel.permalink.as_deref()),
        ("1223334444555", Some("https://www.facebook.com/reel/1223334444555/"))
    );
    let video = format!("https://www.facebook.com/{PAGE}/videos/1223334444555/");
    assert_eq!(seen(&video, PartRole::Main).unwrap().platform_id, "1223334444555");
    let other = "https://www.facebook.com/999999999999999/videos/1223334444555/";
    assert_eq!(seen(other, PartRole::Main), Err(NoSighting::AnotherAccount));
    assert_eq!(seen(&video, PartRole::FirstComment), Err(NoSighting::NoComment));
}
