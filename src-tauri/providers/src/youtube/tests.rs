//! Videos and comments against the practice platforms: what goes out, when, and what an upload that broke off becomes.
//!
//! Invariant under test: nothing is public before its commit, and the same signed film is one video there, whatever breaks.

mod login;

use std::time::Duration;

use countersign_core::model::{Millis, PartRole, PlatformOptions, YoutubePrivacy, YoutubeVideo};
use countersign_core::publish::{Handle, Outcome, Prepared, REMARK, Search};
use countersign_practice::templates::youtube as at;
use countersign_practice::{Action, LedgerKind, Platform as There, Running, YoutubeWire, cast, film as films};

use super::film::FILM;
use super::kept::Kept;
use super::*;
use crate::testing::{
    Notes, Pieces, a_minute_ago, account, among, caller, fault, http, jpeg, opening, part, practice, search, signed,
};

const QUICK: YoutubeSettings =
    YoutubeSettings { first_pause: Duration::from_millis(1), patience: Duration::from_millis(30) };

fn options(privacy: YoutubePrivacy) -> PlatformOptions {
    PlatformOptions::Youtube(YoutubeVideo {
        title: "Our new rooms & more".into(),
        privacy: Some(privacy),
        made_for_kids: Some(false),
        tags: vec!["flu shot".into(), "clinic".into()],
        ..YoutubeVideo::NEW
    })
}

fn youtube(running: &Running) -> Youtube {
    Youtube::new(http(running.base_url(), Some(cast::YOUTUBE_TOKEN)).0, QUICK)
}

/// A film of a little more than two pieces, and the part that shows it.
fn signed_film(shade: u8) -> (Vec<u8>, SignedPart) {
    let bytes = films::film(12_000, (1920, 1080), 5_000_000, shade);
    let mut main = part(PartRole::Main, "A look around.");
    main.media = vec![signed(&bytes, "video/mp4", "")];
    (bytes, main)
}

async fn brought(
    youtube: &Youtube,
    (file, part): &(Vec<u8>, SignedPart),
    options: &PlatformOptions,
    pictures: &[Vec<u8>],
    notes: &Notes,
) -> Result<Prepared, Failure> {
    let (bytes, open) = (among(pictures), opening(std::slice::from_ref(file)));
    youtube.upload(caller(), part, options, Files { bytes: &bytes, open: &open }, notes).await
}

async fn shown(youtube: &Youtube, part: &SignedPart, options: &PlatformOptions, prepared: &Prepared) -> Outcome {
    youtube.show(caller(), part, options, prepared).await.unwrap_or_else(Verdict::outcome)
}

fn id(outcome: &Outcome) -> String {
    let Outcome::Published(sighting) = outcome else { panic!("{outcome:?}") };
    sighting.platform_id.clone()
}

fn handles(notes: &Notes) -> Vec<Handle> {
    let noted = notes.0.lock().unwrap();
    noted.iter().rev().map(|(name, value)| Handle { name: name.clone(), value: value.clone() }).collect()
}

async fn found(
    youtube: &Youtube,
    part: &SignedPart,
    options: &PlatformOptions,
    handles: &[Handle],
) -> Result<Sightings, Failure> {
    let of = account(Platform::Youtube);
    youtube.find(&Search { options, handles, ..search(&of, part, None, a_minute_ago()) }).await
}

fn asked(running: &Running, method: &str, template: &str) -> usize {
    let log = running.control().request_log();
    log.iter().filter(|it| it.method == method && it.endpoint == template).count()
}

#[tokio::test]
async fn a_video_is_private_until_its_commit_and_then_what_was_signed() {
    let running = practice().await;
    let youtube = youtube(&running);
    for privacy in [YoutubePrivacy::Public, YoutubePrivacy::Unlisted] {
        let (film, notes, options) = (signed_film(privacy as u8), Notes::default(), options(privacy));
        let before = running.control().ledger().len();
        let prepared = brought(&youtube, &film, &options, &[], &notes).await.unwrap();
        assert_eq!(running.control().ledger().len(), before, "an upload publishes nothing");
        let told = notes.2.told.lock().unwrap().clone();
        assert!(told.is_sorted() && told.len() >= 3 && told.last() == Some(&5_000_000), "{told:?}");
        assert!(found(&youtube, &film.1, &options, &handles(&notes)).await.unwrap().matches.is_empty());

        let outcome = shown(&youtube, &film.1, &options, &prepared).await;
        let entry = running.control().ledger().pop().unwrap();
        assert_eq!(
            (entry.kind, entry.id.as_str(), entry.text.as_str()),
            (LedgerKind::Video, id(&outcome).as_str(), "A look around.")
        );
        assert_eq!(entry.media_sha256, [film.1.media[0].digest.to_string()], "the very bytes that were signed");
        let read = found(&youtube, &film.1, &options, &handles(&notes)).await.unwrap();
        let Outcome::Published(sighting) = outcome else { unreachable!() };
        assert_eq!((read.matches.as_slice(), read.complete), (std::slice::from_ref(&sighting), true));
        let by_words = found(&youtube, &film.1, &options, &[]).await.unwrap();
        assert!(by_words.complete && by_words.matches == [sighting], "{by_words:?}");
    }
}

#[tokio::test]
async fn an_upload_that_broke_off_goes_on_where_youtube_says_it_ended() {
    for action in [
        Action::CutBody { after: 1_500_000 },
        Action::DropAfterAccept,
        Action::RefuseBefore,
        Action::ServerError { after_accept: true, status: 503 },
        Action::ServerError { after_accept: false, status: 500 },
        Action::ErrorIn200,
    ] {
        let running = practice().await;
        let youtube = youtube(&running);
        let (film, notes, options) = (signed_film(2), Notes::default(), options(YoutubePrivacy::Public));
        running.control().script(fault(There::Youtube, "PUT", at::UPLOAD, action));
        let failure = brought(&youtube, &film, &options, &[], &notes).await.unwrap_err();
        assert_eq!(failure.class, FailureClass::TryAgain, "{action:?} {failure:?}");
        assert!(matches!(notes.of(FILM).as_deref().and_then(Kept::read), Some(Kept::Session(_))), "{action:?}");
        notes.2.told.lock().unwrap().clear();

        let prepared = brought(&youtube, &film, &options, &[], &notes).await.unwrap();
        let told = notes.2.told.lock().unwrap().clone();
        match action {
            Action::CutBody { .. } => assert!(told.first() > Some(&1_400_000), "it goes on behind it: {told:?}"),
            Action::DropAfterAccept | Action::ServerError { after_accept: true, .. } => {
                assert!(told.is_empty(), "the session itself tells that all of it is there: {told:?}");
            }
            Action::RefuseBefore
            | Action::TooMany { .. }
            | Action::ServerError { .. }
            | Action::Hold { .. }
            | Action::Slow { .. }
            | Action::TokenExpired
            | Action::ErrorIn200
            | Action::HideFromRead { .. } => {}
        }
        assert_eq!(asked(&running, "POST", at::UPLOAD), 1, "{action:?}: it was begun once");
        id(&shown(&youtube, &film.1, &options, &prepared).await);
        let ledger = running.control().ledger();
        assert_eq!(ledger.len(), 1, "{action:?}");
        assert_eq!(ledger[0].media_sha256, [film.1.media[0].digest.to_string()], "{action:?}");
    }
}

#[tokio::test]
async fn what_youtube_takes_piece_by_piece_is_sent_piece_by_piece() {
    let running = practice().await;
    running.control().set_youtube_wire(YoutubeWire { most_at_once: 2_000_000, ..YoutubeWire::default() });
    let youtube = youtube(&running);
    let (film, notes, options) = (signed_film(3), Notes::default(), options(YoutubePrivacy::Public));
    let prepared = brought(&youtube, &film, &options, &[], &notes).await.unwrap();
    assert_eq!(asked(&running, "PUT", at::UPLOAD), 3, "each 308 says where the next one begins");
    id(&shown(&youtube, &film.1, &options, &prepared).await);
    assert_eq!(running.control().ledger()[0].media_sha256, [film.1.media[0].digest.to_string()]);
}

#[tokio::test]
async fn an_upload_that_youtube_forgot_is_begun_anew() {
    let running = practice().await;
    let youtube = youtube(&running);
    let (film, options) = (signed_film(4), options(YoutubePrivacy::Public));
    let notes = Notes(Default::default(), None, Pieces { stop_at: Some(2_000_000), ..Pieces::default() });
    let failure = brought(&youtube, &film, &options, &[], &notes).await.unwrap_err();
    assert_eq!((failure.class, failure.message.as_str()), (FailureClass::Local, "Called off."), "as it was told");
    running.control().set_youtube_wire(YoutubeWire { session_ms: 0, ..YoutubeWire::default() });
    let notes = Notes(std::sync::Mutex::new(notes.0.into_inner().unwrap()), None, Pieces::default());
    // Its new session is over at once as well.
    let over = brought(&youtube, &film, &options, &[], &notes).await.unwrap_err();
    assert_eq!(over.class, FailureClass::TryAgain);
    assert_eq!(notes.of(FILM).as_deref(), Some(Kept::GIVEN_UP));
    running.control().set_youtube_wire(YoutubeWire::default());
    let prepared = brought(&youtube, &film, &options, &[], &notes).await.unwrap();
    id(&shown(&youtube, &film.1, &options, &prepared).await);
    assert_eq!((running.control().ledger().len(), asked(&running, "POST", at::UPLOAD)), (1, 3));
}

#[tokio::test]
async fn an_upload_whose_address_answers_what_can_not_be_is_begun_anew() {
    let running = practice().await;
    let youtube = youtube(&running);
    let (film, notes, options) = (signed_film(14), Notes::default(), options(YoutubePrivacy::Public));
    running.control().script(fault(There::Youtube, "PUT", at::UPLOAD, Action::CutBody { after: 1_500_000 }));
    brought(&youtube, &film, &options, &[], &notes).await.unwrap_err();
    assert!(matches!(notes.of(FILM).as_deref().and_then(Kept::read), Some(Kept::Session(_))));
    // To YouTube the address is one for a file of another length: it answers 400 for as long as it is asked.
    let longer = films::film(12_000, (1920, 1080), 5_500_000, 14);
    let mut main = film.1.clone();
    main.media = vec![signed(&longer, "video/mp4", "")];
    let prepared = brought(&youtube, &(longer, main.clone()), &options, &[], &notes).await.unwrap();
    id(&shown(&youtube, &main, &options, &prepared).await);
    assert_eq!((running.control().ledger().len(), asked(&running, "POST", at::UPLOAD)), (1, 2));
}

#[tokio::test]
async fn what_is_not_listed_right_after_its_upload_is_looked_for_and_not_uploaded_again() {
    // There are five looks in one attempt’s patience here.
    for (reads, attempts, uploads) in [(3, 1, 1), (8, 2, 1), (1_000, 2, 2)] {
        let running = practice().await;
        let youtube = youtube(&running);
        let (film, notes, options) = (signed_film(15), Notes::default(), options(YoutubePrivacy::Public));
        running.control().script(fault(
            There::Youtube,
            "PUT",
            at::UPLOAD,
            Action::HideFromRead { reads, at_most_ms: None },
        ));
        for _ in 1..attempts {
            let failure = brought(&youtube, &film, &options, &[], &notes).await.unwrap_err();
            assert!(failure.class == FailureClass::TryAgain && failure.message.contains("looks again"), "{failure:?}");
            assert!(matches!(notes.of(FILM).as_deref().and_then(Kept::read), Some(Kept::Video(_))), "{reads}");
        }
        let prepared = brought(&youtube, &film, &options, &[], &notes).await.unwrap();
        assert_eq!(asked(&running, "POST", at::UPLOAD), uploads, "{reads}");
        id(&shown(&youtube, &film.1, &options, &prepared).await);
        assert_eq!(running.control().ledger().len(), 1, "{reads}");
    }
}

#[tokio::test]
async fn an_end_without_an_answer_is_in_doubt_and_the_video_s_own_id_tells() {
    for (action, public) in [
        (Action::DropAfterAccept, true),
        (Action::ServerError { after_accept: true, status: 502 }, true),
        (Action::RefuseBefore, false),
        (Action::ErrorIn200, false),
    ] {
        let running = practice().await;
        let youtube = youtube(&running);
        let (film, notes, options) = (signed_film(5), Notes::default(), options(YoutubePrivacy::Public));
        let prepared = brought(&youtube, &film, &options, &[], &notes).await.unwrap();
        running.control().script(fault(There::Youtube, "PUT", at::VIDEOS, action));
        let outcome = shown(&youtube, &film.1, &options, &prepared).await;
        assert!(matches!(outcome, Outcome::Unknown(_)), "{action:?} {outcome:?}");
        let read = found(&youtube, &film.1, &options, &handles(&notes)).await.unwrap();
        assert!(read.complete && read.matches.len() == usize::from(public), "{action:?} {read:?}");
        let again = brought(&youtube, &film, &options, &[], &notes).await.unwrap();
        assert_eq!(again, prepared, "nothing was uploaded twice");
        id(&shown(&youtube, &film.1, &options, &again).await);
        assert_eq!(running.control().ledger().len(), 1, "{action:?}");
    }
}

#[tokio::test]
async fn a_video_that_was_told_a_time_before_is_told_none_until_its_commit() {
    let running = practice().await;
    let youtube = youtube(&running);
    let (film, notes, options) = (signed_film(21), Notes::default(), options(YoutubePrivacy::Public));
    let prepared = brought(&youtube, &film, &options, &[], &notes).await.unwrap();
    let [id] = prepared.media_ids.as_slice() else { panic!("{prepared:?}") };
    let signed = super::publish::signed(&film.1, &options).unwrap();
    let mut body = super::wire::told(&film.1, signed.video, YoutubePrivacy::Private, signed.kids);
    body["status"]["publishAt"] = serde_json::json!("2199-01-01T00:00:00.000Z");
    youtube.tell(caller(), id, body).await.unwrap();
    let told = youtube.video(caller(), id).await.unwrap().unwrap();
    assert!(told.status.publish_at.is_some(), "the old time, with the old words");

    let again = brought(&youtube, &film, &options, &[], &notes).await.unwrap();
    assert_eq!(again, prepared, "nothing was uploaded twice");
    let now = youtube.video(caller(), id).await.unwrap().unwrap();
    assert_eq!((now.status.publish_at, now.status.privacy_status.as_str()), (None, "private"));
}

#[tokio::test]
async fn a_video_for_the_account_alone_proves_nothing_before_youtube_said_so() {
    let running = practice().await;
    let youtube = youtube(&running);
    let (film, notes, options) = (signed_film(22), Notes::default(), options(YoutubePrivacy::Private));
    brought(&youtube, &film, &options, &[], &notes).await.unwrap();
    let read = found(&youtube, &film.1, &options, &handles(&notes)).await.unwrap();
    assert!(read.complete && read.matches.is_empty(), "it comes private, whatever its words are: {read:?}");
}

#[tokio::test]
async fn what_youtube_rejects_is_never_public_and_says_why() {
    let running = practice().await;
    let youtube = youtube(&running);
    let options = options(YoutubePrivacy::Public);
    let mut no_film = part(PartRole::Main, "A look around.");
    no_film.media = vec![signed(&[7; 50_000], "video/mp4", "")];
    for (rejects, film, words) in [
        (Some("copyright"), signed_film(6), "rights in it"),
        (Some("duplicate"), signed_film(7), "uploaded before"),
        (None, (vec![7; 50_000], no_film), "H.264"),
    ] {
        running
            .control()
            .set_youtube_wire(YoutubeWire { rejects: rejects.map(str::to_owned), ..YoutubeWire::default() });
        let notes = Notes::default();
        let failure = brought(&youtube, &film, &options, &[], &notes).await.unwrap_err();
        assert_eq!(failure.class, FailureClass::FixContent);
        assert!(failure.message.contains(words), "{failure:?}");
        assert_eq!(notes.of(FILM).as_deref(), Some(Kept::GIVEN_UP), "only a person brings it here once more");
    }
    assert!(running.control().ledger().is_empty());
}

#[tokio::test]
async fn a_picture_that_is_refused_costs_the_picture_and_not_the_video() {
    let running = practice().await;
    let youtube = youtube(&running);
    let (picture, options) = (jpeg(40), options(YoutubePrivacy::Public));
    let with_cover = |shade| {
        let (bytes, mut main) = signed_film(shade);
        main.media.push(signed(&picture, "image/jpeg", ""));
        (bytes, main)
    };
    let (film, notes) = (with_cover(8), Notes::default());
    let prepared = brought(&youtube, &film, &options, std::slice::from_ref(&picture), &notes).await.unwrap();
    id(&shown(&youtube, &film.1, &options, &prepared).await);
    assert_eq!(running.control().ledger()[0].media_sha256.len(), 2, "its picture is there when it is public");
    assert_eq!(notes.of(REMARK), None);
    brought(&youtube, &film, &options, std::slice::from_ref(&picture), &notes).await.unwrap();
    assert_eq!(asked(&running, "POST", at::THUMBNAIL), 1, "what is set is not sent again");

    running.control().set_youtube_wire(YoutubeWire { custom_thumbnails: false, ..YoutubeWire::default() });
    let (film, notes) = (with_cover(9), Notes::default());
    let prepared = brought(&youtube, &film, &options, std::slice::from_ref(&picture), &notes).await.unwrap();
    assert!(notes.of(REMARK).unwrap().contains("verified by telephone"));
    id(&shown(&youtube, &film.1, &options, &prepared).await);

    // One that can't be sent is tried once more, and then let go.
    running.control().set_youtube_wire(YoutubeWire::default());
    let down = Action::ServerError { after_accept: false, status: 503 };
    running
        .control()
        .script(countersign_practice::Fault { times: 2, ..fault(There::Youtube, "POST", at::THUMBNAIL, down) });
    let (film, notes) = (with_cover(10), Notes::default());
    let failure = brought(&youtube, &film, &options, std::slice::from_ref(&picture), &notes).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::TryAgain);
    let prepared = brought(&youtube, &film, &options, std::slice::from_ref(&picture), &notes).await.unwrap();
    let remark = notes.of(REMARK).unwrap();
    assert!(remark.contains("an error both times") && !remark.contains("telephone"), "{remark}");
    id(&shown(&youtube, &film.1, &options, &prepared).await);
    assert_eq!(running.control().ledger().len(), 3);

    let no_picture = b"no picture at all".to_vec();
    let (bytes, mut main) = signed_film(16);
    main.media.push(signed(&no_picture, "image/jpeg", ""));
    let notes = Notes::default();
    brought(&youtube, &(bytes, main), &options, &[no_picture], &notes).await.unwrap();
    let remark = notes.of(REMARK).unwrap();
    assert!(remark.contains("can't use the picture") && !remark.contains("telephone"), "{remark}");
}

#[tokio::test]
async fn a_project_whose_videos_stay_private_is_said_so() {
    let running = practice().await;
    running.control().set_youtube_wire(YoutubeWire { locked_private: true, ..YoutubeWire::default() });
    let youtube = youtube(&running);
    let (film, notes, options) = (signed_film(11), Notes::default(), options(YoutubePrivacy::Public));
    let prepared = brought(&youtube, &film, &options, &[], &notes).await.unwrap();
    let outcome = shown(&youtube, &film.1, &options, &prepared).await;
    let Outcome::Rejected(failure) = outcome else { panic!("{outcome:?}") };
    assert!(
        failure.class == FailureClass::SetUp && failure.message.contains("keeps this video private"),
        "{failure:?}"
    );
    assert!(running.control().ledger().is_empty());
}

#[tokio::test]
async fn a_day_that_is_used_up_waits_for_midnight_in_los_angeles() {
    let running = practice().await;
    let youtube = youtube(&running);
    running.control().set_youtube_wire(YoutubeWire { uploads_a_day: 0, ..YoutubeWire::default() });
    let (film, notes, options) = (signed_film(12), Notes::default(), options(YoutubePrivacy::Public));
    let failure = brought(&youtube, &film, &options, &[], &notes).await.unwrap_err();
    let FailureClass::WaitUntil(until) = failure.class else { panic!("{failure:?}") };
    assert_eq!(until, limits::midnight(until.plus(-10 * Millis::MINUTE)).plus(Millis::MINUTE));
    assert!(failure.message.contains("midnight in Los Angeles"));
    running.control().set_youtube_wire(YoutubeWire { channel_uploads: 0, ..YoutubeWire::default() });
    let failure = brought(&youtube, &film, &options, &[], &notes).await.unwrap_err();
    assert!(failure.message.contains("in 24 hours"), "{failure:?}");
}

#[tokio::test]
async fn a_comment_hangs_under_its_video_is_found_and_comes_down() {
    let running = practice().await;
    let youtube = youtube(&running);
    let (film, notes, options) = (signed_film(13), Notes::default(), options(YoutubePrivacy::Public));
    let prepared = brought(&youtube, &film, &options, &[], &notes).await.unwrap();
    let video = id(&shown(&youtube, &film.1, &options, &prepared).await);
    let (own, words) = (account(Platform::Youtube), part(PartRole::FirstComment, "Book at lakeside.example <now>"));
    running.control().script(fault(There::Youtube, "POST", at::COMMENT_THREADS, Action::DropAfterAccept));
    let lost = youtube.comment(caller(), &own.id, &words, Some(&video)).await;
    assert!(matches!(lost, Err(Verdict::Unclear(..))), "{lost:?}");
    let read = youtube
        .find(&Search { options: &options, ..search(&own, &words, Some(&video), a_minute_ago()) })
        .await
        .unwrap();
    let [seen] = read.matches.as_slice() else { panic!("{read:?}") };
    assert!(seen.permalink.as_ref().unwrap().ends_with(&format!("?v={video}&lc={}", seen.platform_id)));
    let at_address = youtube.sighting_at(&own, PartRole::FirstComment, seen.permalink.as_ref().unwrap());
    assert_eq!(at_address.as_ref(), Ok(seen));
    assert!(matches!(youtube.remove(&own, &seen.platform_id).await, Removal::Removed));
    assert!(matches!(youtube.remove(&own, &seen.platform_id).await, Removal::AlreadyGone));
    assert!(matches!(youtube.remove(&own, &video).await, Removal::Removed));
    assert!(matches!(youtube.remove(&own, &video).await, Removal::AlreadyGone));
    assert!(running.control().ledger().iter().all(|entry| entry.removed_at.is_some()));
}

#[tokio::test]
async fn a_channel_is_known_and_another_one_s_sign_in_is_not_taken_for_it() {
    let running = practice().await;
    let own = youtube(&running).identify(&Secret::new(cast::YOUTUBE_TOKEN.into()), None).await.unwrap();
    assert_eq!(own.id, cast::YOUTUBE_ID);
    assert_eq!(own.name, "Lakeside Family Clinic (@lakesideclinic)");
    let other = running.control().add_account(There::Youtube, "Another one");
    let client = youtube(&running);
    let refused = client.identify(&Secret::new(other.token), Some(cast::YOUTUBE_ID)).await.unwrap_err();
    assert!(refused.message.contains("Another one"), "{refused:?}");
    assert_eq!(
        client.page_of(&account(Platform::Youtube)),
        format!("https://www.youtube.com/channel/{}", cast::YOUTUBE_ID)
    );
}
