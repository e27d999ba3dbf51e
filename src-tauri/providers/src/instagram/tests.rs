//! The client against the practice platforms: what goes out, what is found again, and what is said of each failure.

use std::time::Duration;

use countersign_core::engage::{Ask, FeedKind, FeedName, Reader as _};
use countersign_core::gate::SignedPart;
use countersign_core::model::{InstagramKind, Millis, PlatformOptions};
use countersign_core::publish::Handle;
use countersign_practice::templates::instagram as at;
use countersign_practice::{Action, InstagramWire, Platform as There, Running, cast};

use super::publish::plan;
use super::*;
use crate::testing::{
    Notes, Pieces, Then, a_minute_ago, account, caller, fault, file_host, http, jpeg, opening, part, practice,
    scripted, search, signed,
};

pub(super) const QUICK: InstagramSettings = InstagramSettings {
    first_pause: Duration::from_millis(1),
    patience: Duration::from_millis(20),
    films_by_instagram_login: false,
};

fn with(running: &Running, token: &'static str) -> Instagram {
    Instagram::new(http(running.base_url(), Some(token)).0, GraphVersion::default(), QUICK)
}

fn instagram(running: &Running) -> Instagram {
    with(running, cast::INSTAGRAM_TOKEN)
}

const POST: PlatformOptions = PlatformOptions::Instagram { kind: InstagramKind::Post, cover_ms: None };
const STORY: PlatformOptions = PlatformOptions::Instagram { kind: InstagramKind::Story, cover_ms: None };

fn pictured(text: &str, pictures: &[Vec<u8>]) -> SignedPart {
    let mut main = part(PartRole::Main, text);
    main.media = pictures.iter().map(|bytes| signed(bytes, "image/jpeg", "A lake")).collect();
    main
}

/// Notes with a host that lends these pictures.
async fn lending(pictures: &[Vec<u8>]) -> Notes {
    Notes(Mutex::default(), Some(file_host(pictures).await), Pieces::default())
}

async fn ready(
    instagram: &Instagram,
    part: &SignedPart,
    options: &PlatformOptions,
    notes: &Notes,
) -> Result<Prepared, Failure> {
    instagram.make_ready(caller(), &account(Platform::Instagram), part, options, &opening(&[]), notes).await
}

async fn post(
    instagram: &Instagram,
    part: &SignedPart,
    options: &PlatformOptions,
    prepared: &Prepared,
    root: Option<&str>,
) -> Outcome {
    let plan = plan(cast::INSTAGRAM_ID, part, options, prepared, root).unwrap();
    match instagram.create(caller(), &plan).await {
        Ok(id) => Outcome::Published(Sighting { platform_id: id, permalink: None }),
        Err(verdict) => verdict.outcome(),
    }
}

async fn published(instagram: &Instagram, part: &SignedPart, options: &PlatformOptions, notes: &Notes) -> String {
    let prepared = ready(instagram, part, options, notes).await.unwrap();
    let outcome = post(instagram, part, options, &prepared, None).await;
    let Outcome::Published(sighting) = &outcome else { panic!("{outcome:?}") };
    sighting.platform_id.clone()
}

fn handles(notes: &Notes) -> Vec<Handle> {
    let noted = notes.0.lock().unwrap();
    noted.iter().map(|(name, value)| Handle { name: name.clone(), value: value.clone() }).collect()
}

async fn found(
    instagram: &Instagram,
    part: &SignedPart,
    options: &PlatformOptions,
    handles: &[Handle],
    parent: Option<&str>,
) -> Result<Sightings, Failure> {
    let account = account(Platform::Instagram);
    instagram.find(&Search { options, handles, ..search(&account, part, parent, a_minute_ago()) }).await
}

#[tokio::test]
async fn a_story_that_would_be_over_by_now_is_not_taken_for_absent() {
    let running = practice().await;
    let instagram = instagram(&running);
    let (account, story) = (account(Platform::Instagram), pictured("", &[jpeg(10)]));
    for (hours_ago, provable) in [(22, true), (24, false)] {
        let since = a_minute_ago().plus(-hours_ago * 60 * Millis::MINUTE);
        let search = Search { options: &STORY, handles: &[], ..search(&account, &story, None, since) };
        let seen = instagram.find(&search).await.unwrap();
        assert_eq!((seen.complete, seen.matches.len()), (provable, 0), "{hours_ago} hours ago");
    }
}

fn ids(sightings: &Sightings) -> Vec<&str> {
    sightings.matches.iter().map(|sighting| sighting.platform_id.as_str()).collect()
}

#[tokio::test]
async fn a_picture_and_a_carousel_go_out_and_are_found_again_by_either_login() {
    let pictures = [jpeg(10), jpeg(90), jpeg(170)];
    for token in [cast::INSTAGRAM_TOKEN, cast::INSTAGRAM_FACEBOOK_TOKEN] {
        let running = practice().await;
        let instagram = with(&running, token);
        for count in [1, 3] {
            let main = pictured("Breathe easier & “well” <3", &pictures[..count]);
            let notes = lending(&pictures).await;
            let before = running.control().ledger().len();
            let prepared = ready(&instagram, &main, &POST, &notes).await.unwrap();
            assert_eq!(running.control().ledger().len(), before, "preparing makes nothing public");
            let kept = handles(&notes);
            let names: Vec<&str> = kept.iter().map(|handle| handle.name.as_str()).collect();
            let wanted: &[&str] =
                if count == 1 { &["container"] } else { &["child.0", "child.1", "child.2", "container"] };
            assert_eq!(names, wanted);
            assert_eq!(kept.last().map(|handle| &handle.value), prepared.media_ids.first());
            let nothing = found(&instagram, &main, &POST, &kept, None).await.unwrap();
            assert!(nothing.complete && nothing.matches.is_empty(), "a finished container is not public: {nothing:?}");

            let outcome = post(&instagram, &main, &POST, &prepared, None).await;
            let Outcome::Published(sighting) = &outcome else { panic!("{outcome:?}") };
            let entry = running.control().ledger().pop().unwrap();
            assert_eq!((entry.id.as_str(), entry.text.as_str()), (sighting.platform_id.as_str(), main.text.as_str()));
            assert_eq!(entry.media_sha256, main.media.iter().map(|it| it.digest.to_string()).collect::<Vec<_>>());
            assert_eq!(entry.alt_texts, vec![Some("A lake".to_owned()); count]);
            let seen = found(&instagram, &main, &POST, &kept, None).await.unwrap();
            assert_eq!(ids(&seen), [entry.id.as_str()], "the other one has another number of pictures");
            assert!(!seen.complete, "a container that is public proves no absence");
            let permalink =
                instagram.permalink(&account(Platform::Instagram), PartRole::Main, &entry.id).await.unwrap();
            assert_eq!(permalink, seen.matches[0].permalink);
            let page = crate::Route::practice(running.base_url()).unwrap();
            let page = page.page(Platform::Instagram, permalink.as_deref().unwrap()).unwrap();
            let shown = reqwest::get(page).await.unwrap().text().await.unwrap();
            assert!(shown.contains("Breathe easier &amp; “well” &lt;3"), "{shown}");
        }
    }
}

#[tokio::test]
async fn a_story_is_known_by_its_container_alone() {
    let running = practice().await;
    let instagram = instagram(&running);
    let (one, two) = ([jpeg(10)], [jpeg(90)]);
    let first = published(&instagram, &pictured("", &one), &STORY, &lending(&one).await).await;
    let story = pictured("", &two);
    let notes = lending(&two).await;
    let prepared = ready(&instagram, &story, &STORY, &notes).await.unwrap();
    let before = found(&instagram, &story, &STORY, &handles(&notes), None).await.unwrap();
    assert!(before.complete && before.matches.is_empty(), "the one that is there is another: {before:?}");
    let without = found(&instagram, &story, &STORY, &[], None).await.unwrap();
    assert!(!without.complete && without.matches.is_empty(), "without its container nobody can tell: {without:?}");
    let Outcome::Published(sighting) = post(&instagram, &story, &STORY, &prepared, None).await else { panic!() };
    let seen = found(&instagram, &story, &STORY, &handles(&notes), None).await.unwrap();
    assert_eq!(
        ids(&seen),
        [first.as_str(), sighting.platform_id.as_str()],
        "the core leaves out what is another part's"
    );
    let entry = running.control().ledger().pop().unwrap();
    assert_eq!((entry.kind, entry.alt_texts), (countersign_practice::LedgerKind::Story, vec![None]));
    let permalink = seen.matches[1].permalink.clone().unwrap();
    let page = crate::Route::practice(running.base_url()).unwrap().page(Platform::Instagram, &permalink).unwrap();
    assert_eq!(reqwest::get(page.clone()).await.unwrap().status(), 200);
    running.control().advance(Millis::DAY);
    assert_eq!(reqwest::get(page).await.unwrap().status(), 404, "a story is gone after a day");
}

#[tokio::test]
async fn a_first_comment_hangs_under_its_post_and_leads_to_it() {
    let running = practice().await;
    let instagram = instagram(&running);
    let pictures = [jpeg(10)];
    let root = published(&instagram, &pictured("Breathe easier", &pictures), &POST, &lending(&pictures).await).await;
    let comment = part(PartRole::FirstComment, "Book here");
    let outcome = post(&instagram, &comment, &POST, &Prepared::default(), Some(&root)).await;
    let Outcome::Published(sighting) = &outcome else { panic!("{outcome:?}") };
    let seen = found(&instagram, &comment, &POST, &[], Some(&root)).await.unwrap();
    assert!(seen.complete);
    assert_eq!(ids(&seen), [sighting.platform_id.as_str()]);
    let account = account(Platform::Instagram);
    let told = instagram.permalink(&account, PartRole::FirstComment, &sighting.platform_id).await.unwrap();
    assert_eq!(told, seen.matches[0].permalink);
    assert!(told.unwrap().ends_with(&format!("/#comment-{}", sighting.platform_id)));
    let other = part(PartRole::FirstComment, "Book there");
    assert!(found(&instagram, &other, &POST, &[], Some(&root)).await.unwrap().matches.is_empty());
    let by_address = found(&instagram, &comment, &POST, &[], Some("p31415926535")).await.unwrap();
    assert!(!by_address.complete && by_address.matches.is_empty());
    let refused = plan(cast::INSTAGRAM_ID, &comment, &POST, &Prepared::default(), Some("p31415926535")).unwrap_err();
    assert!(matches!(refused.outcome(), Outcome::Rejected(_)));
}

#[tokio::test]
async fn what_became_of_a_commit_is_said_as_it_is_and_the_container_settles_it() {
    use FailureClass as Is;
    let pictures = [jpeg(10)];
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
        let instagram = instagram(&running);
        running.control().script(fault(There::Instagram, "POST", at::MEDIA_PUBLISH, action));
        let main = pictured("Breathe easier", &pictures);
        let notes = lending(&pictures).await;
        let prepared = ready(&instagram, &main, &POST, &notes).await.unwrap();
        let (said, failure) = match post(&instagram, &main, &POST, &prepared, None).await {
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
            (None, Is::WaitUntil(_)) => {}
            (None, other) => panic!("{other:?}"),
        }
        let entries = running.control().ledger().len();
        assert_eq!(entries, public, "{action:?}");
        let seen = found(&instagram, &main, &POST, &handles(&notes), None).await;
        if class.is_none() {
            assert!(matches!(seen.unwrap_err().class, Is::WaitUntil(_)), "nothing is asked while nothing is left");
            continue;
        }
        let seen = seen.unwrap();
        assert_eq!((seen.matches.len(), seen.complete), (public, public == 0), "{action:?}");
    }
}

#[tokio::test]
async fn what_is_public_and_not_listed_yet_is_not_taken_for_absent() {
    let running = practice().await;
    let instagram = instagram(&running);
    let pictures = [jpeg(10)];
    let main = pictured("Breathe easier", &pictures);
    let notes = lending(&pictures).await;
    running.control().script(fault(
        There::Instagram,
        "POST",
        at::MEDIA_PUBLISH,
        Action::HideFromRead { reads: 2, at_most_ms: None },
    ));
    let id = published(&instagram, &main, &POST, &notes).await;
    for _ in 0..2 {
        let hidden = found(&instagram, &main, &POST, &handles(&notes), None).await.unwrap();
        assert!(!hidden.complete && hidden.matches.is_empty(), "{hidden:?}");
    }
    assert_eq!(ids(&found(&instagram, &main, &POST, &handles(&notes), None).await.unwrap()), [id.as_str()]);
}

#[tokio::test]
async fn a_used_up_day_is_waited_for_before_anything_is_made() {
    let running = practice().await;
    let instagram = instagram(&running);
    running.control().set_instagram_wire(InstagramWire { quota: 1, ..InstagramWire::default() });
    let pictures = [jpeg(10)];
    let (main, notes) = (pictured("One", &pictures), lending(&pictures).await);
    let prepared = ready(&instagram, &main, &POST, &notes).await.unwrap();
    published(&instagram, &pictured("Two", &pictures), &POST, &lending(&pictures).await).await;
    let late = post(&instagram, &main, &POST, &prepared, None).await;
    assert!(
        matches!(&late, Outcome::Absent(failure) if matches!(failure.class, FailureClass::WaitUntil(_))),
        "{late:?}"
    );
    let made = || running.control().request_log().iter().filter(|it| it.endpoint == at::MEDIA).count();
    let before = made();
    let refused = ready(&instagram, &main, &POST, &lending(&pictures).await).await.unwrap_err();
    let FailureClass::WaitUntil(until) = refused.class else { panic!("{refused:?}") };
    let wait = until.since(a_minute_ago());
    assert!((60 * Millis::MINUTE..=62 * Millis::MINUTE).contains(&wait), "{wait}");
    assert_eq!(made(), before, "nothing was made");
}

#[tokio::test]
async fn a_container_that_is_never_ready_is_left_after_a_while() {
    let running = practice().await;
    let instagram = instagram(&running);
    let pictures = [jpeg(10)];
    running.control().set_instagram_wire(InstagramWire { in_progress: 1_000, ..InstagramWire::default() });
    let failure = ready(&instagram, &pictured("One", &pictures), &POST, &lending(&pictures).await).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::TryAgain);
    assert!(running.control().ledger().is_empty());
    let unready = Prepared { media_ids: vec!["1".to_owned()] };
    let outcome = post(&instagram, &pictured("One", &pictures), &POST, &unready, None).await;
    assert!(matches!(outcome, Outcome::Unknown(_)), "a container that is not there proves nothing: {outcome:?}");
}

#[tokio::test]
async fn a_picture_that_can_not_be_had_or_is_not_taken_says_so() {
    let running = practice().await;
    let instagram = instagram(&running);
    let picture = [jpeg(10)];
    let nowhere = lending(&[]).await;
    let failure = ready(&instagram, &pictured("One", &picture), &POST, &nowhere).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::TryAgain);
    assert!(failure.message.contains("media host"), "{failure}");
    for part in ["CANARY", "127.0.0.1"] {
        assert!(!failure.detail.contains(part), "a lent address is in no error: {failure}");
    }
    let mut png = pictured("One", &picture);
    png.media[0].mime = "image/png".to_owned();
    let failure = ready(&instagram, &png, &POST, &lending(&picture).await).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::FixContent);
    running.control().script(fault(There::Instagram, "POST", at::MEDIA, Action::DropAfterAccept));
    let notes = lending(&picture).await;
    let failure = ready(&instagram, &pictured("One", &picture), &POST, &notes).await.unwrap_err();
    assert_eq!((failure.class, handles(&notes).len()), (FailureClass::TryAgain, 0));
    published(&instagram, &pictured("One", &picture), &POST, &lending(&picture).await).await;
}

#[test]
fn a_part_is_sent_as_it_was_signed_or_not_at_all() {
    let of = |role, text: &str, count: usize| {
        let mut part = part(role, text);
        part.media = vec![signed(b"x", "image/jpeg", ""); count];
        part
    };
    let made = |count: usize| Prepared { media_ids: vec!["1".to_owned(); count] };
    let outcome = |part: &SignedPart, options: &PlatformOptions, prepared: &Prepared| {
        plan(cast::INSTAGRAM_ID, part, options, prepared, Some("1")).map_err(Verdict::outcome)
    };
    assert!(matches!(outcome(&of(PartRole::Main, "", 2), &POST, &made(0)), Err(Outcome::Absent(_))));
    for (part, options) in [
        (of(PartRole::Main, "Words", 0), &POST),
        (of(PartRole::Main, "Words", 11), &POST),
        (of(PartRole::Thread, "Words", 1), &POST),
        (of(PartRole::FirstComment, "Words", 1), &POST),
        (of(PartRole::FirstComment, "Words", 0), &STORY),
        (of(PartRole::Main, "Words", 1), &STORY),
        (of(PartRole::Main, "", 2), &STORY),
        (of(PartRole::Main, "", 1), &PlatformOptions::X {}),
    ] {
        assert!(matches!(outcome(&part, options, &made(1)), Err(Outcome::Rejected(_))), "{part:?}");
    }
    assert!(outcome(&of(PartRole::Main, "Words", 10), &POST, &made(1)).is_ok());
    assert!(outcome(&of(PartRole::Main, "", 1), &STORY, &made(1)).is_ok());
}

#[tokio::test]
async fn a_token_says_whose_it_is_by_either_login() {
    let running = practice().await;
    let instagram = instagram(&running);
    let ask = |token: &str, id: Option<&'static str>| {
        let token = Secret::new(token.to_owned());
        let instagram = &instagram;
        async move { instagram.identify(&token, id).await }
    };
    let name = format!("@{}", cast::INSTAGRAM_USERNAME);
    let known = Identity { id: cast::INSTAGRAM_ID.to_owned(), name };
    for token in [cast::INSTAGRAM_TOKEN, cast::INSTAGRAM_FACEBOOK_TOKEN] {
        assert_eq!(ask(token, None).await.unwrap(), known);
        assert_eq!(ask(token, Some(cast::INSTAGRAM_ID)).await.unwrap(), known);
        assert_eq!(ask(token, Some("1")).await.unwrap_err().class, FailureClass::SetUp);
    }
    assert_eq!(ask("another", None).await.unwrap_err().class, FailureClass::Reconnect);
    running.control().expire_token(&cast::instagram_account()).unwrap();
    for token in [cast::INSTAGRAM_TOKEN, cast::INSTAGRAM_FACEBOOK_TOKEN] {
        assert_eq!(ask(token, None).await.unwrap_err().class, FailureClass::Reconnect);
    }
}

#[tokio::test]
async fn a_post_is_taken_down_by_a_facebook_login_and_left_to_the_app_by_the_other() {
    let pictures = [jpeg(10)];
    for (token, deletes) in [(cast::INSTAGRAM_TOKEN, false), (cast::INSTAGRAM_FACEBOOK_TOKEN, true)] {
        let running = practice().await;
        let instagram = with(&running, token);
        let account = account(Platform::Instagram);
        let root = published(&instagram, &pictured("One", &pictures), &POST, &lending(&pictures).await).await;
        let comment = part(PartRole::FirstComment, "Book here");
        let Outcome::Published(comment) = post(&instagram, &comment, &POST, &Prepared::default(), Some(&root)).await
        else {
            panic!("no comment")
        };
        assert!(matches!(instagram.remove(&account, &comment.platform_id).await, Removal::Removed), "{token}");
        assert!(matches!(instagram.remove(&account, &comment.platform_id).await, Removal::AlreadyGone), "{token}");
        let removal = instagram.remove(&account, &root).await;
        if deletes {
            assert!(matches!(removal, Removal::Removed), "{removal:?}");
        } else {
            let Removal::Refused(failure) = removal else { panic!("{removal:?}") };
            assert!(failure.message.contains("Open it on Instagram and delete it there"), "{failure}");
            running.control().remove_post(There::Instagram, &root).unwrap();
        }
        assert!(matches!(instagram.remove(&account, &root).await, Removal::AlreadyGone), "{token}");
        assert!(matches!(instagram.remove(&account, "p31415926535").await, Removal::Refused(_)), "known by address");
    }
}

#[tokio::test]
async fn a_channel_that_is_connected_anew_with_the_other_login_goes_on() {
    let running = practice().await;
    let instagram = with(&running, cast::INSTAGRAM_FACEBOOK_TOKEN);
    // As a run remembers it that began before.
    instagram.remember(caller(), Door::Instagram);
    let pictures = [jpeg(10)];
    published(&instagram, &pictured("One", &pictures), &POST, &lending(&pictures).await).await;
    assert_eq!(instagram.remembered(caller()), Some(Door::Facebook));
}

#[tokio::test]
async fn messages_are_looked_for_at_the_login_of_the_last_sign_in() {
    let running = practice().await;
    let instagram = with(&running, cast::INSTAGRAM_TOKEN);
    let before = account(Platform::Instagram);
    instagram.remember(Caller::of(&before, None), Door::Facebook);
    let anew = Account { sign_in: before.sign_in + 1, ..before };
    let feed = FeedName::of_account(FeedKind::Conversations);
    let ask = Ask { account: &anew, feed: &feed, older: None, newest: None, since: None };
    instagram.page(&ask).await.unwrap();
    assert_eq!(instagram.remembered(Caller::of(&anew, None)), Some(Door::Instagram));
}

#[tokio::test]
async fn a_reading_with_a_gap_proves_nothing() {
    let item = |id: &str, time: &str| serde_json::json!({"id": id, "caption": "Breathe easier", "timestamp": time, "media_type": "IMAGE"});
    let (now, long_ago) = ("2100-01-01T00:00:00+0000", "2001-01-01T00:00:00+0000");
    let next = serde_json::json!({"cursors": {"after": "c"}, "next": "https://graph.instagram.com/x?access_token=y"});
    for (data, paging, matches, complete) in [
        (item("1", now), next.clone(), 10, false),
        (item("1", now), serde_json::json!({"next": "x"}), 1, false),
        (item("1", long_ago), next, 0, true),
        // Our own words under a name that can't be read.
        (item("1_2", now), serde_json::json!({}), 0, false),
    ] {
        let body = serde_json::json!({"data": [data], "paging": paging}).to_string();
        let server =
            scripted(Then::Answer(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()))).await;
        let instagram = Instagram::new(http(&server.base, Some("token")).0, GraphVersion::default(), QUICK);
        let seen = found(&instagram, &pictured("Breathe easier", &[jpeg(1)]), &POST, &[], None).await.unwrap();
        assert_eq!((seen.matches.len(), seen.complete), (matches, complete), "{body}");
        assert!(server.requests.lock().unwrap().iter().all(|request| !request.contains("access_token")));
    }
}

#[tokio::test]
async fn an_address_that_a_person_copied_is_one_sighting() {
    let running = practice().await;
    let instagram = instagram(&running);
    let account = account(Platform::Instagram);
    let at = |role, address: &str| instagram.sighting_at(&account, role, address);
    let real = at(PartRole::Main, "https://www.instagram.com/p/DRx-b_2kQ9w/").unwrap();
    let opened = format!("{}/instagram/www.instagram.com/p/DRx-b_2kQ9w/", running.base_url());
    assert_eq!(at(PartRole::Main, &opened).as_ref(), Ok(&real));
    let theirs = "https://www.instagram.com/riverside/p/DRx-b_2kQ9w/";
    assert_eq!(at(PartRole::Main, theirs), Err(NoSighting::AnotherAccount));
    assert_eq!(at(PartRole::Main, "https://example.org/p/DRx-b_2kQ9w/"), Err(NoSighting::NoPost));
    assert_eq!(instagram.page_of(&account), "https://www.instagram.com/lakeside.clinic/");
    let named = instagram.account_at("https://www.instagram.com/Lakeside.Clinic").unwrap();
    assert_eq!((named.id.as_str(), named.name.as_str()), ("lakeside.clinic", "@Lakeside.Clinic"));
}
