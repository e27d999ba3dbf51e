//! Posts against the practice platforms: what goes out, when, and what an upload that broke off becomes.
//!
//! Invariant under test: nothing is public before its commit, the same signed film is one post there, whatever breaks, and
//! what TikTok does not let be chosen is not even begun.

mod sign_in;

use std::time::Duration;

use countersign_core::model::{Millis, PartRole, PlatformOptions, TiktokConsent, TiktokPost, TiktokPrivacy, TiktokWay};
use countersign_core::publish::{Handle, Outcome, Prepared, Search};
use countersign_practice::templates::tiktok as at;
use countersign_practice::{
    Action, LedgerKind, Platform as There, Running, TiktokChunks, TiktokWire, cast, film as films,
};

use super::film::UPLOAD;
use super::kept::Kept;
use super::*;
use crate::testing::{
    Notes, Pieces, a_minute_ago, account, caller, fault, file_host, http, jpeg, opening, part, practice, search, signed,
};

const QUICK: TiktokSettings = TiktokSettings {
    first_pause: Duration::from_millis(1),
    longest_pause: Duration::from_millis(4),
    until_public: Duration::from_millis(40),
};
const NAME: &str = "@lakesideclinic";

fn post() -> TiktokPost {
    TiktokPost { privacy: Some(TiktokPrivacy::Public), consent: Some(TiktokConsent::Music), ..TiktokPost::NEW }
}

fn options() -> PlatformOptions {
    PlatformOptions::Tiktok(post())
}

fn inbox() -> PlatformOptions {
    PlatformOptions::Tiktok(TiktokPost { way: TiktokWay::Inbox, ..TiktokPost::NEW })
}

fn tiktok(running: &Running) -> Tiktok {
    Tiktok::new(http(running.base_url(), Some(cast::TIKTOK_TOKEN)).0, QUICK)
}

fn wire(running: &Running, change: impl FnOnce(&mut TiktokWire)) {
    let mut wire = TiktokWire::default();
    change(&mut wire);
    running.control().set_tiktok_wire(wire);
}

fn signed_film(shade: u8) -> (Vec<u8>, SignedPart) {
    film_of(600_000, shade)
}

fn film_of(size: usize, shade: u8) -> (Vec<u8>, SignedPart) {
    let bytes = films::film(12_000, (1080, 1920), size, shade);
    let mut main = part(PartRole::Main, "A look around. #flu");
    main.media = vec![signed(&bytes, "video/mp4", "")];
    (bytes, main)
}

async fn brought(
    tiktok: &Tiktok,
    (file, part): &(Vec<u8>, SignedPart),
    options: &PlatformOptions,
    notes: &Notes,
) -> Result<Prepared, Failure> {
    let open = opening(std::slice::from_ref(file));
    tiktok.upload(caller(), part, options, &open, notes).await
}

async fn shown(
    tiktok: &Tiktok,
    (file, part): &(Vec<u8>, SignedPart),
    options: &PlatformOptions,
    prepared: &Prepared,
) -> Outcome {
    let open = opening(std::slice::from_ref(file));
    tiktok.show((caller(), NAME), part, options, prepared, &open).await
}

fn handles(notes: &Notes) -> Vec<Handle> {
    let noted = notes.0.lock().unwrap();
    noted.iter().rev().map(|(name, value)| Handle { name: name.clone(), value: value.clone() }).collect()
}

/// What is known of a part afterwards: what became of it, or else what is seen of it.
async fn asked(
    tiktok: &Tiktok,
    part: &SignedPart,
    options: &PlatformOptions,
    handles: &[Handle],
) -> Result<Result<Fate, Sightings>, Failure> {
    let of = account(Platform::Tiktok);
    let search = Search { options, handles, ..search(&of, part, None, a_minute_ago()) };
    match tiktok.fate(&search).await? {
        Some(fate) => Ok(Ok(fate)),
        None => tiktok.find(&search).await.map(Err),
    }
}

fn calls(running: &Running, method: &str, template: &str) -> usize {
    let log = running.control().request_log();
    log.iter().filter(|it| it.method == method && it.endpoint == template).count()
}

fn failed_as(outcome: &Outcome) -> (FailureClass, &str) {
    match outcome {
        Outcome::Rejected(failure) | Outcome::Absent(failure) | Outcome::Unknown(failure) => {
            (failure.class, failure.message.as_str())
        }
        Outcome::Published(_) | Outcome::Taken(_) | Outcome::Working(_) | Outcome::WithPerson(_) => {
            panic!("{outcome:?}")
        }
    }
}

#[tokio::test]
async fn a_video_is_out_by_its_last_piece_and_as_it_was_signed() {
    let running = practice().await;
    let (tiktok, film, notes) = (tiktok(&running), signed_film(1), Notes::default());
    let prepared = brought(&tiktok, &film, &options(), &notes).await.unwrap();
    assert_eq!(running.control().ledger().len(), 0, "what is brought publishes nothing");
    assert_eq!(calls(&running, "POST", at::CREATOR_INFO), 1, "it is asked before each post");
    let Ok(Err(none)) = asked(&tiktok, &film.1, &options(), &handles(&notes)).await else { panic!() };
    assert!(none.matches.is_empty() && none.complete, "TikTok itself says that bytes are missing");

    let Outcome::Published(sighting) = shown(&tiktok, &film, &options(), &prepared).await else { panic!() };
    let entry = running.control().ledger().pop().unwrap();
    assert_eq!(
        (entry.kind, entry.id.as_str(), entry.text.as_str()),
        (LedgerKind::Video, sighting.platform_id.as_str(), "A look around. #flu")
    );
    assert_eq!(entry.media_sha256, [film.1.media[0].digest.to_string()], "the very bytes that were signed");
    // It is looked at first; its address comes after that.
    let of = account(Platform::Tiktok);
    let told = tiktok.permalink(&of, PartRole::Main, &sighting.platform_id).await.unwrap();
    let told = match sighting.permalink {
        Some(address) => address,
        None => match told {
            Some(address) => address,
            None => tiktok.permalink(&of, PartRole::Main, &sighting.platform_id).await.unwrap().unwrap(),
        },
    };
    let seen = tiktok.sighting_at(&of, PartRole::Main, &told).unwrap();
    assert_eq!(seen.permalink.as_deref(), Some(told.as_str()), "without what tells who shared it");
    let page = running.base_url().to_owned() + &told.replace("https://", "/tiktok/");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    assert!(client.get(page).send().await.unwrap().text().await.unwrap().contains("A look around."));
}

#[tokio::test]
async fn a_lost_answer_to_the_last_piece_is_asked_about_and_never_begun_anew() {
    for action in [Action::DropAfterAccept, Action::ServerError { after_accept: true, status: 503 }] {
        let running = practice().await;
        let (tiktok, film, notes) = (tiktok(&running), signed_film(2), Notes::default());
        let prepared = brought(&tiktok, &film, &options(), &notes).await.unwrap();
        running.control().script(fault(There::Tiktok, "PUT", at::BYTES, action));
        let outcome = shown(&tiktok, &film, &options(), &prepared).await;
        assert!(matches!(outcome, Outcome::Unknown(_)), "{action:?}: {outcome:?}");
        let known = handles(&notes);
        let mut found = asked(&tiktok, &film.1, &options(), &known).await.unwrap();
        if found.is_ok() {
            // It is worked on when it is asked about first.
            found = asked(&tiktok, &film.1, &options(), &known).await.unwrap();
        }
        assert_eq!(found.unwrap_err().matches.len(), 1, "{action:?}");
        // Another attempt finds that it is there, and begins nothing.
        let again = brought(&tiktok, &film, &options(), &notes).await.unwrap();
        let Outcome::Published(_) = shown(&tiktok, &film, &options(), &again).await else { panic!("{action:?}") };
        assert_eq!((running.control().ledger().len(), calls(&running, "POST", at::VIDEO_INIT)), (1, 1), "{action:?}");
    }
}

#[tokio::test]
async fn a_piece_that_was_cut_is_sent_once_more_at_the_same_address() {
    for action in [
        Action::CutBody { after: 200_000 },
        Action::RefuseBefore,
        Action::ServerError { after_accept: false, status: 500 },
    ] {
        let running = practice().await;
        let (tiktok, film, notes) = (tiktok(&running), signed_film(3), Notes::default());
        let prepared = brought(&tiktok, &film, &options(), &notes).await.unwrap();
        running.control().script(fault(There::Tiktok, "PUT", at::BYTES, action));
        let outcome = shown(&tiktok, &film, &options(), &prepared).await;
        assert!(matches!(outcome, Outcome::Unknown(_) | Outcome::Absent(_)), "{action:?}: {outcome:?}");
        let Ok(Err(none)) = asked(&tiktok, &film.1, &options(), &handles(&notes)).await else { panic!() };
        assert!(none.matches.is_empty() && none.complete, "{action:?}");
        let again = brought(&tiktok, &film, &options(), &notes).await.unwrap();
        assert_eq!(again, prepared, "the same upload");
        let Outcome::Published(_) = shown(&tiktok, &film, &options(), &again).await else { panic!("{action:?}") };
        assert_eq!((running.control().ledger().len(), calls(&running, "POST", at::VIDEO_INIT)), (1, 1), "{action:?}");
    }
}

#[tokio::test]
async fn several_pieces_go_one_after_the_other_and_go_on_where_tiktok_says_they_ended() {
    for chunks in [TiktokChunks::Strict, TiktokChunks::Classic] {
        let running = practice().await;
        wire(&running, |wire| wire.chunks = chunks);
        let tiktok = tiktok(&running);
        let film = film_of(64_000_001, 4);
        let stopped =
            Notes(std::sync::Mutex::default(), None, Pieces { stop_at: Some(9_000_000), ..Pieces::default() });
        let failure = brought(&tiktok, &film, &options(), &stopped).await.unwrap_err();
        assert_eq!(failure.class, FailureClass::Local, "{failure:?}");
        let notes = Notes(std::sync::Mutex::new(stopped.0.lock().unwrap().clone()), None, Pieces::default());
        running.control().script(fault(There::Tiktok, "PUT", at::BYTES, Action::DropAfterAccept));
        assert!(brought(&tiktok, &film, &options(), &notes).await.is_err(), "the answer to the first piece is lost");
        let prepared = brought(&tiktok, &film, &options(), &notes).await.unwrap();
        let Some(Kept { upload: Some(upload), .. }) = notes.of(UPLOAD).as_deref().and_then(Kept::read) else {
            panic!()
        };
        assert_eq!(upload.stored, 58_666_663, "all but the last piece");
        let Outcome::Published(_) = shown(&tiktok, &film, &options(), &prepared).await else { panic!() };
        let entry = running.control().ledger().pop().unwrap();
        assert_eq!(entry.media_sha256, [film.1.media[0].digest.to_string()]);
        assert_eq!(calls(&running, "POST", at::VIDEO_INIT), 1);
    }
}

#[tokio::test]
async fn an_upload_that_is_over_is_begun_anew() {
    let running = practice().await;
    let (tiktok, film, notes) = (tiktok(&running), signed_film(5), Notes::default());
    let prepared = brought(&tiktok, &film, &options(), &notes).await.unwrap();
    wire(&running, |wire| wire.upload_ms = 0);
    let outcome = shown(&tiktok, &film, &options(), &prepared).await;
    assert!(matches!(&outcome, Outcome::Absent(failure) if failure.class == FailureClass::TryAgain), "{outcome:?}");
    wire(&running, |_| {});
    // What was written down is older than TikTok keeps it.
    let Some(Kept { publish_id, upload: Some(upload) }) = notes.of(UPLOAD).as_deref().and_then(Kept::read) else {
        panic!()
    };
    let old =
        Kept { publish_id, upload: Some(kept::Upload { at: Millis(upload.at.0 - 56 * Millis::MINUTE), ..upload }) };
    notes.0.lock().unwrap().push((UPLOAD.to_owned(), old.written()));
    let anew = brought(&tiktok, &film, &options(), &notes).await.unwrap();
    assert_ne!(anew, prepared);
    let Outcome::Published(_) = shown(&tiktok, &film, &options(), &anew).await else { panic!() };
    assert_eq!(running.control().ledger().len(), 1);
}

/// As the engine notes it of a commit that came to nothing in a way that may pass.
fn not_taken(notes: &Notes) {
    let (mark, yes) = countersign_core::publish::NOT_TAKEN;
    notes.0.lock().unwrap().push((mark.to_owned(), yes.to_owned()));
}

#[tokio::test]
async fn an_address_that_died_early_is_tried_twice_and_no_more() {
    let running = practice().await;
    let (tiktok, film, notes) = (tiktok(&running), signed_film(12), Notes::default());
    let prepared = brought(&tiktok, &film, &options(), &notes).await.unwrap();
    wire(&running, |wire| wire.upload_ms = 0);
    let mut again = prepared.clone();
    for time in 1..=2 {
        let outcome = shown(&tiktok, &film, &options(), &again).await;
        assert!(matches!(outcome, Outcome::Absent(_)), "{time}: {outcome:?}");
        not_taken(&notes);
        if time == 2 {
            wire(&running, |_| {});
        }
        again = brought(&tiktok, &film, &options(), &notes).await.unwrap();
        assert_eq!(calls(&running, "POST", at::VIDEO_INIT), time, "once, the line may have been at fault");
    }
    let Outcome::Published(_) = shown(&tiktok, &film, &options(), &again).await else { panic!() };
    assert_eq!(running.control().ledger().len(), 1);
}

#[tokio::test]
async fn the_address_of_an_upload_is_in_no_open_note() {
    let running = practice().await;
    let (tiktok, film, notes) = (tiktok(&running), signed_film(13), Notes::default());
    brought(&tiktok, &film, &options(), &notes).await.unwrap();
    let noted = notes.0.lock().unwrap().clone();
    let open: Vec<_> = noted.iter().filter(|(name, _)| name != kept::ADDRESS).collect();
    assert!(open.iter().any(|(name, _)| name == UPLOAD), "{open:?}");
    assert!(open.iter().all(|(_, value)| !value.contains("http")), "{open:?}");
    let sealed = notes.of(kept::ADDRESS).unwrap();
    assert!(
        notes.2.sealed.lock().unwrap().contains(&kept::ADDRESS.to_owned()) && sealed.contains("https://"),
        "what is sealed alone tells where"
    );

    // Sealed for another post than the one that is noted: it is not sent there.
    let (word, rest) = sealed.split_once(' ').unwrap();
    let (_, address) = rest.split_once(' ').unwrap();
    notes.0.lock().unwrap().push((kept::ADDRESS.to_owned(), format!("{word} v_pub_file~v2-1.1 {address}")));
    brought(&tiktok, &film, &options(), &notes).await.unwrap();
    assert_eq!(calls(&running, "POST", at::VIDEO_INIT), 2);
}

#[tokio::test]
async fn what_tiktok_does_not_offer_is_refused_before_anything_is_begun() {
    let running = practice().await;
    let (tiktok, film) = (tiktok(&running), signed_film(6));
    wire(&running, |wire| wire.private_account = true);
    let failure = brought(&tiktok, &film, &options(), &Notes::default()).await.unwrap_err();
    assert!(failure.class == FailureClass::FixContent && failure.message.contains("does not offer"), "{failure:?}");
    wire(&running, |wire| wire.duets_off = true);
    let duets = PlatformOptions::Tiktok(TiktokPost { duets: true, ..post() });
    let failure = brought(&tiktok, &film, &duets, &Notes::default()).await.unwrap_err();
    assert!(failure.message.contains("switched off"), "{failure:?}");
    assert_eq!(calls(&running, "POST", at::VIDEO_INIT), 0, "nothing was begun");

    for unsigned in [
        TiktokPost { consent: None, ..post() },
        TiktokPost { privacy: None, ..post() },
        TiktokPost { branded: true, ..post() },
    ] {
        let failure = brought(&tiktok, &film, &PlatformOptions::Tiktok(unsigned), &Notes::default()).await.unwrap_err();
        assert_eq!(failure.class, FailureClass::FixContent);
    }
    wire(&running, |wire| wire.audited = false);
    let failure = brought(&tiktok, &film, &options(), &Notes::default()).await.unwrap_err();
    assert!(failure.class == FailureClass::SetUp && failure.message.contains("inbox"), "{failure:?}");
    let drafted = brought(&tiktok, &film, &inbox(), &Notes::default()).await;
    assert!(drafted.is_ok(), "drafts need no audit");
}

#[tokio::test]
async fn refusals_in_a_good_answer_are_heard() {
    let running = practice().await;
    let (tiktok, film) = (tiktok(&running), signed_film(7));
    wire(&running, |wire| wire.posts_a_day = 0);
    let failure = brought(&tiktok, &film, &options(), &Notes::default()).await.unwrap_err();
    assert!(matches!(failure.class, FailureClass::WaitUntil(_)) && failure.message.contains("15 posts"), "{failure:?}");
    wire(&running, |wire| wire.banned = true);
    let failure = tiktok.creator(&account(Platform::Tiktok)).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::SetUp, "{failure:?}");
    assert!(
        failure.detail.starts_with("200 spam risk user banned") && failure.detail.contains("log_id 2026"),
        "{failure:?}"
    );
    wire(&running, |wire| wire.user_cap_reached = true);
    assert!(matches!(tiktok.creator(&account(Platform::Tiktok)).await.unwrap_err().class, FailureClass::WaitUntil(_)));
    wire(&running, |wire| wire.drafts = 0);
    let failure = brought(&tiktok, &film, &inbox(), &Notes::default()).await.unwrap_err();
    assert!(failure.message.contains("Five drafts"), "{failure:?}");
    wire(&running, |_| {});
    let kept = tiktok.creator(&account(Platform::Tiktok)).await.unwrap().unwrap();
    assert_eq!((kept.username.as_str(), kept.longest_seconds), (cast::TIKTOK_USERNAME, 600));
    assert!(!serde_json::to_string(&kept).unwrap().contains("http"), "no address of a picture is kept");
}

#[tokio::test]
async fn a_draft_waits_for_a_person_and_is_followed_until_it_is_out() {
    let running = practice().await;
    let (tiktok, film, notes) = (tiktok(&running), signed_film(8), Notes::default());
    let prepared = brought(&tiktok, &film, &inbox(), &notes).await.unwrap();
    assert_eq!(calls(&running, "POST", at::CREATOR_INFO), 0, "nothing is chosen for a draft");
    let Outcome::WithPerson(receipt) = shown(&tiktok, &film, &inbox(), &prepared).await else { panic!() };
    assert!(receipt.message.contains("inbox"), "{receipt:?}");
    let draft = running.control().ledger().pop().unwrap();
    assert_eq!((draft.kind, draft.text.as_str()), (LedgerKind::Draft, ""), "no caption goes along");
    let known = [receipt.handle];
    let Ok(Ok(Fate::WithPerson(_))) = asked(&tiktok, &film.1, &inbox(), &known).await else { panic!() };
    running.control().finish_on_tiktok(&draft.id, "Our own words", "PUBLIC_TO_EVERYONE").unwrap();
    let Ok(Err(found)) = asked(&tiktok, &film.1, &inbox(), &known).await else { panic!() };
    assert_eq!(found.matches[0].platform_id, draft.id);
}

#[tokio::test]
async fn what_tiktok_makes_nothing_of_is_said_and_only_its_own_faults_are_tried_again() {
    for (reason, class) in [
        ("file_format_check_failed", FailureClass::FixContent),
        ("duration_check_failed", FailureClass::FixContent),
        ("frame_rate_check_failed", FailureClass::FixContent),
        ("picture_size_check_failed", FailureClass::FixContent),
        ("spam_risk_text", FailureClass::FixContent),
        ("auth_removed", FailureClass::Reconnect),
        ("spam_risk_user_banned_from_posting", FailureClass::SetUp),
        ("internal", FailureClass::TryAgain),
    ] {
        let running = practice().await;
        let (tiktok, film, notes) = (tiktok(&running), signed_film(9), Notes::default());
        wire(&running, |wire| wire.fails = Some(reason.to_owned()));
        let prepared = brought(&tiktok, &film, &options(), &notes).await.unwrap();
        let outcome = shown(&tiktok, &film, &options(), &prepared).await;
        assert_eq!(failed_as(&outcome).0, class, "{reason}");
        let retried = matches!(outcome, Outcome::Absent(_));
        assert_eq!(retried, reason == "internal", "{reason}");
        let Ok(Ok(Fate::Refused(failure))) = asked(&tiktok, &film.1, &options(), &handles(&notes)).await else {
            panic!("{reason}")
        };
        assert_eq!((failure.class, running.control().ledger().len()), (class, 0), "{reason}");
    }
}

#[tokio::test]
async fn what_is_worked_on_for_long_is_followed() {
    let running = practice().await;
    let (tiktok, film, notes) = (tiktok(&running), signed_film(10), Notes::default());
    wire(&running, |wire| wire.in_progress = 1_000);
    let prepared = brought(&tiktok, &film, &options(), &notes).await.unwrap();
    let Outcome::Working(receipt) = shown(&tiktok, &film, &options(), &prepared).await else { panic!() };
    let Ok(Ok(Fate::Working(message))) = asked(&tiktok, &film.1, &options(), &[receipt.handle]).await else { panic!() };
    assert!(message.contains("Nothing is sent twice"), "{message}");
    // Whoever begins again finds it there.
    let again = brought(&tiktok, &film, &options(), &notes).await.unwrap();
    assert!(matches!(shown(&tiktok, &film, &options(), &again).await, Outcome::Working(_)));
    assert_eq!(calls(&running, "PUT", at::BYTES), 1);
}

#[tokio::test]
async fn pictures_are_fetched_and_a_lost_beginning_is_looked_for_and_never_repeated() {
    let running = practice().await;
    let tiktok = tiktok(&running);
    let pictures = [jpeg(1), jpeg(2)];
    let notes = Notes(std::sync::Mutex::default(), Some(file_host(&pictures).await), Pieces::default());
    let mut main = part(PartRole::Main, "Two rooms");
    main.media = pictures.iter().map(|bytes| signed(bytes, "image/jpeg", "")).collect();
    let album = PlatformOptions::Tiktok(TiktokPost { title: "Our rooms".into(), ..post() });
    let open = opening(&[]);
    let prepared = tiktok.upload(caller(), &main, &album, &open, &notes).await.unwrap();
    running.control().script(fault(There::Tiktok, "POST", at::CONTENT_INIT, Action::DropAfterAccept));
    let outcome = tiktok.show((caller(), NAME), &main, &album, &prepared, &open).await;
    assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
    let entry = running.control().ledger().pop().unwrap();
    assert_eq!((entry.kind, entry.media_sha256.len()), (LedgerKind::PhotoPost, 2));

    // As long as it is looked at no list shows it, and that proves nothing.
    let Ok(Err(unseen)) = asked(&tiktok, &main, &album, &[]).await else { panic!() };
    assert!(unseen.matches.is_empty() && !unseen.complete);
    let of = account(Platform::Tiktok);
    for _ in 0..3 {
        let _ = tiktok.permalink(&of, PartRole::Main, &entry.id).await.unwrap();
    }
    let Ok(Err(seen)) = asked(&tiktok, &main, &album, &[]).await else { panic!() };
    assert_eq!(seen.matches.len(), 1);
    assert!(seen.matches[0].permalink.as_ref().unwrap().contains("/photo/"));
    let alone = PlatformOptions::Tiktok(TiktokPost { privacy: Some(TiktokPrivacy::Only), ..post() });
    let Ok(Err(never)) = asked(&tiktok, &main, &alone, &[]).await else { panic!() };
    assert!(never.matches.is_empty() && !never.complete, "a person is asked");

    // What got an answer is known by its id at once, and asked about only once that is on disk.
    let asked_before = calls(&running, "POST", at::STATUS);
    let Outcome::Working(receipt) = tiktok.show((caller(), NAME), &main, &album, &prepared, &open).await else {
        panic!()
    };
    let posted = running.control().ledger().pop().unwrap().id;
    assert_eq!(Kept::read(&receipt.handle.value), Some(Kept { publish_id: posted, upload: None }));
    assert_eq!(calls(&running, "POST", at::STATUS), asked_before);

    wire(&running, |wire| wire.urls_verified = false);
    let outcome = tiktok.show((caller(), NAME), &main, &album, &prepared, &open).await;
    assert!(failed_as(&outcome).1.contains("URL properties"), "{outcome:?}");
}

#[tokio::test]
async fn a_post_that_is_out_is_deleted_by_a_person_alone() {
    let running = practice().await;
    let (tiktok, film, notes) = (tiktok(&running), signed_film(11), Notes::default());
    let of = account(Platform::Tiktok);
    let prepared = brought(&tiktok, &film, &options(), &notes).await.unwrap();
    let Some(begun) = notes.of(UPLOAD).as_deref().and_then(Kept::read) else { panic!() };
    assert!(matches!(tiktok.remove(&of, &begun.publish_id).await, Removal::Removed), "what is not out is called off");
    let outcome = shown(&tiktok, &film, &options(), &prepared).await;
    assert!(!matches!(outcome, Outcome::Published(_)), "{outcome:?}");
    let anew = brought(&tiktok, &film, &options(), &notes).await.unwrap();
    let Outcome::Published(sighting) = shown(&tiktok, &film, &options(), &anew).await else { panic!() };
    let Removal::Refused(failure) = tiktok.remove(&of, &sighting.platform_id).await else { panic!() };
    assert!(failure.message.contains("delete it there"), "{failure:?}");
    assert_eq!(running.control().ledger().len(), 1);
}
