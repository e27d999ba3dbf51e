//! LinkedIn's client against the practice platforms.
//!
//! Invariant under test: what the client says of a call is true by the platform's own ledger.

mod afterwards;

use std::slice;
use std::time::Duration;

use countersign_core::gate::SignedPart;
use countersign_core::model::{LinkedinArticle, PartRole, PlatformOptions};
use countersign_core::publish::{FailureClass, Search};
use countersign_practice::templates::linkedin as at;
use countersign_practice::{Action, Platform as There, Running, cast};
use serde_json::json;

use super::publish::Above;
use super::*;
use crate::settings::{LinkedinVersion, LinkedinVersionInUse};
use crate::testing::{
    Notes, Then, a_minute_ago, account, among, caller, fault, http, jpeg, part, practice, scripted, search, signed,
};

const PAGE: &str = cast::LINKEDIN_ORGANIZATION;
const PERSON: &str = cast::LINKEDIN_PERSON;

fn with(base: &str, token: &'static str, settings: LinkedinSettings) -> Linkedin {
    Linkedin::new(http(base, Some(token)).0, settings, Duration::from_secs(3))
}

fn linkedin(running: &Running) -> Linkedin {
    with(running.base_url(), cast::LINKEDIN_TOKEN, LinkedinSettings::default())
}

/// The client of somebody who shares as a member. Nothing here takes time to be worked on.
fn of_a_member(running: &Running) -> Linkedin {
    let settings = LinkedinSettings { member_grace: Duration::ZERO, ..LinkedinSettings::default() };
    with(running.base_url(), cast::LINKEDIN_MEMBER_TOKEN, settings)
}

fn member() -> Account {
    Account { id: PERSON.to_owned(), name: cast::LINKEDIN_PERSON_NAME.to_owned(), ..account(Platform::Linkedin) }
}

fn options(link: Option<&str>) -> PlatformOptions {
    let article = link.map(|link| LinkedinArticle { link: link.to_owned(), title: "Breathe (easier)".to_owned() });
    PlatformOptions::Linkedin { article, document_title: String::new() }
}

async fn post(
    linkedin: &Linkedin,
    author: &str,
    part: &SignedPart,
    link: Option<&str>,
    prepared: &Prepared,
    root: Option<&str>,
) -> Outcome {
    let plan = linkedin.plan(author, part, &options(link), prepared, Above::of(part.role, root, None)).unwrap();
    linkedin.create(caller(), plan).await.map_or_else(Verdict::outcome, Outcome::Published)
}

async fn published(linkedin: &Linkedin, part: &SignedPart, prepared: &Prepared, root: Option<&str>) -> Sighting {
    let outcome = post(linkedin, PAGE, part, None, prepared, root).await;
    let Outcome::Published(sighting) = outcome else { panic!("{outcome:?}") };
    sighting
}

async fn uploaded(
    linkedin: &Linkedin,
    author: &str,
    part: &SignedPart,
    pictures: &[Vec<u8>],
    notes: &Notes,
) -> Result<Prepared, Failure> {
    linkedin.upload(caller(), author, part, &options(None), &among(pictures), notes).await
}

async fn found(linkedin: &Linkedin, part: &SignedPart, parent: Option<&str>) -> Vec<Sighting> {
    let sightings = linkedin.find(&search(&account(Platform::Linkedin), part, parent, a_minute_ago())).await.unwrap();
    assert!(sightings.complete);
    sightings.matches
}

#[tokio::test]
async fn posts_with_and_without_pictures_go_out_and_are_found_again() {
    let running = practice().await;
    let linkedin = linkedin(&running);
    let pictures = [jpeg(10), jpeg(90), jpeg(170)];
    for count in [0, 1, 3] {
        let mut main = part(PartRole::Main, "Breathe easier (all ages) & “well” <3 #COPD_2026 *now* a_b | {x} @us \\");
        main.media = pictures[..count].iter().map(|bytes| signed(bytes, "image/jpeg", "A lake")).collect();
        let notes = Notes::default();
        let before = running.control().ledger().len();
        let prepared = uploaded(&linkedin, PAGE, &main, &pictures, &notes).await.unwrap();
        assert_eq!(running.control().ledger().len(), before, "preparing makes nothing public");
        let noted: Vec<_> = notes.0.lock().unwrap().iter().map(|(_, id)| id.clone()).collect();
        assert_eq!(noted, prepared.media_ids);

        let sighting = published(&linkedin, &main, &prepared, None).await;
        let entry = running.control().ledger().pop().unwrap();
        assert_eq!((entry.id.as_str(), entry.text.as_str()), (&*sighting.platform_id, main.text.as_str()));
        assert_eq!(entry.media_sha256, main.media.iter().map(|media| media.digest.to_string()).collect::<Vec<_>>());
        assert_eq!(entry.alt_texts, vec![Some("A lake".to_owned()); count]);
        let account = account(Platform::Linkedin);
        let seen = linkedin.find(&search(&account, &main, None, a_minute_ago())).await.unwrap();
        assert_eq!(seen.matches, [sighting], "the others have another number of pictures");
        assert_eq!(seen.complete, count == 0, "and could be this one, had LinkedIn lost some");
    }
}

#[tokio::test]
async fn an_article_and_a_first_comment_go_out_and_are_told_from_others() {
    let running = practice().await;
    let linkedin = linkedin(&running);
    let main = part(PartRole::Main, "Breathe easier");
    let link = "https://riverside.example.org/a";
    let Outcome::Published(root) = post(&linkedin, PAGE, &main, Some(link), &Prepared::default(), None).await else {
        panic!("not published")
    };
    assert_eq!(running.control().ledger()[0].link.as_deref(), Some(link));
    let account = account(Platform::Linkedin);
    for (link, count) in [(Some(link), 1), (Some("https://riverside.example.org/b"), 0), (None, 0)] {
        let options = options(link);
        let search = Search {
            account: &account,
            part: &main,
            options: &options,
            parent: None,
            under: None,
            since: a_minute_ago(),
            correlation: None,
            handles: &[],
        };
        let seen = linkedin.find(&search).await.unwrap();
        assert_eq!(
            (seen.matches.len(), seen.complete),
            (count, count == 1),
            "LinkedIn may write it otherwise: {link:?}"
        );
    }

    let comment = part(PartRole::FirstComment, "Book (here)");
    let sighting = published(&linkedin, &comment, &Prepared::default(), Some(&root.platform_id)).await;
    assert!(sighting.platform_id.starts_with("urn:li:comment:(urn:li:activity:"), "{sighting:?}");
    assert_eq!(found(&linkedin, &comment, Some(&root.platform_id)).await, slice::from_ref(&sighting));
    let other = part(PartRole::FirstComment, "Book there");
    assert!(found(&linkedin, &other, Some(&root.platform_id)).await.is_empty());

    let route = crate::Route::practice(running.base_url()).unwrap();
    for (role, sighting, words) in
        [(PartRole::Main, root, "Breathe (easier)"), (PartRole::FirstComment, sighting, "Book (here)")]
    {
        let page = route.page(Platform::Linkedin, sighting.address()).unwrap();
        let shown = reqwest::get(page.clone()).await.unwrap().text().await.unwrap();
        assert!(shown.contains(words), "{shown}");
        assert_eq!(linkedin.sighting_at(&account, role, page.as_str()).unwrap(), sighting, "the way back");
        let other = match role {
            PartRole::Main | PartRole::Thread => (PartRole::FirstComment, NoSighting::NoComment),
            PartRole::FirstComment | PartRole::Reply => (PartRole::Main, NoSighting::NoPost),
            PartRole::Message | PartRole::PrivateReply => continue,
        };
        assert_eq!(linkedin.sighting_at(&account, other.0, page.as_str()), Err(other.1), "only as what it is");
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
        let linkedin = linkedin(&running);
        running.control().script(fault(There::Linkedin, "POST", at::POSTS, action));
        let main = part(PartRole::Main, "Breathe easier");
        let before = running.control().clock().now_ms();
        let (said, failure) = match post(&linkedin, PAGE, &main, None, &Prepared::default(), None).await {
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
            // LinkedIn does not say how long; the wait is our own.
            (None, Is::WaitUntil(until)) => assert!((119_000..=122_000).contains(&(until.0 - before)), "{until:?}"),
            (None, other) => panic!("{other:?}"),
        }
        assert_eq!(running.control().ledger().len(), public, "{action:?}");
        assert_eq!(found(&linkedin, &main, None).await.len(), public, "reading back tells what {action:?} left open");
    }
}

#[tokio::test]
async fn the_same_post_again_is_a_duplicate_and_names_the_first() {
    let running = practice().await;
    let linkedin = linkedin(&running);
    let main = part(PartRole::Main, "Breathe easier");
    let first = published(&linkedin, &main, &Prepared::default(), None).await;
    let outcome = post(&linkedin, PAGE, &main, None, &Prepared::default(), None).await;
    let Outcome::Rejected(failure) = outcome else { panic!("{outcome:?}") };
    assert_eq!(failure.class, FailureClass::Duplicate);
    assert!(failure.detail.contains(&first.platform_id), "{failure:?}");
}

#[tokio::test]
async fn a_long_history_is_read_to_its_end() {
    let running = practice().await;
    let linkedin = linkedin(&running);
    let first = published(&linkedin, &part(PartRole::Main, "Number 0"), &Prepared::default(), None).await;
    for number in 1..=54 {
        published(&linkedin, &part(PartRole::Main, &format!("Number {number}")), &Prepared::default(), None).await;
    }
    assert_eq!(found(&linkedin, &part(PartRole::Main, "Number 0"), None).await, [first]);
    let pages =
        running.control().request_log().into_iter().filter(|it| (&*it.method, &*it.endpoint) == ("GET", at::POSTS));
    assert_eq!(pages.count(), 3, "the page that is empty is the end");
}

#[tokio::test]
async fn a_reading_that_fails_says_so_and_proves_nothing() {
    let running = practice().await;
    let linkedin = linkedin(&running);
    let (account, main) = (account(Platform::Linkedin), part(PartRole::Main, "Breathe easier"));
    let wanted = search(&account, &main, None, a_minute_ago());
    for (action, class) in [
        (Action::ErrorIn200, FailureClass::TryAgain),
        (Action::RefuseBefore, FailureClass::TryAgain),
        (Action::ServerError { after_accept: false, status: 502 }, FailureClass::TryAgain),
        (Action::TokenExpired, FailureClass::Reconnect),
    ] {
        running.control().script(fault(There::Linkedin, "GET", at::POSTS, action));
        assert_eq!(linkedin.find(&wanted).await.unwrap_err().class, class, "{action:?}");
    }
}

#[tokio::test]
async fn a_member_s_post_goes_out_and_nothing_is_concluded_from_not_seeing_it() {
    let running = practice().await;
    let linkedin = of_a_member(&running);
    let pictures = [jpeg(10)];
    let mut main = part(PartRole::Main, "Breathe easier");
    main.media = vec![signed(&pictures[0], "image/jpeg", "A lake")];
    let prepared = uploaded(&linkedin, PERSON, &main, &pictures, &Notes::default()).await.unwrap();
    let outcome = post(&linkedin, PERSON, &main, None, &prepared, None).await;
    assert!(matches!(outcome, Outcome::Published(_)), "{outcome:?}");
    assert_eq!(running.control().ledger()[0].account, PERSON);
    let asked = running.control().request_log().len();
    let member = member();
    let sightings = linkedin.find(&search(&member, &main, None, a_minute_ago())).await.unwrap();
    assert_eq!(sightings, Sightings { matches: Vec::new(), complete: false });
    assert_eq!(running.control().request_log().len(), asked, "LinkedIn would refuse to be asked");
    assert!(!running.control().request_log().iter().any(|it| it.endpoint == at::IMAGE), "nor does it tell of pictures");
}

#[tokio::test]
async fn a_picture_that_linkedin_still_works_on_is_waited_for_or_sent_again() {
    let running = practice().await;
    let linkedin = linkedin(&running);
    let gif = {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbaImage::new(4, 3).write_to(&mut bytes, image::ImageFormat::Gif).unwrap();
        bytes.into_inner()
    };
    let mut main = part(PartRole::Main, "Breathe easier");
    main.media = vec![signed(&gif, "image/gif", "")];
    let pictures = [gif];
    let prepared = uploaded(&linkedin, PAGE, &main, &pictures, &Notes::default()).await.unwrap();
    published(&linkedin, &main, &prepared, None).await;

    let member = of_a_member(&running);
    let prepared = uploaded(&member, PERSON, &main, &pictures, &Notes::default()).await.unwrap();
    let outcome = post(&member, PERSON, &main, None, &prepared, None).await;
    assert!(matches!(&outcome, Outcome::Absent(failure) if failure.class == FailureClass::TryAgain), "{outcome:?}");
}

#[tokio::test]
async fn an_upload_that_fails_can_be_tried_again_and_goes_to_linkedin_only() {
    let running = practice().await;
    let linkedin = linkedin(&running);
    let pictures = [jpeg(10)];
    let mut main = part(PartRole::Main, "");
    main.media = vec![signed(&pictures[0], "image/jpeg", "A lake")];
    running.control().script(fault(There::Linkedin, "PUT", at::UPLOAD, Action::DropAfterAccept));
    let failure = uploaded(&linkedin, PAGE, &main, &pictures, &Notes::default()).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::TryAgain);
    let prepared = uploaded(&linkedin, PAGE, &main, &pictures, &Notes::default()).await.unwrap();
    let sighting = published(&linkedin, &main, &prepared, None).await;
    assert_eq!(found(&linkedin, &main, None).await, [sighting], "pictures alone are found as well");

    for elsewhere in ["https://evil.example/dms-uploads/1", "http://www.linkedin.com/x", "https://u@www.linkedin.com/x"]
    {
        let body = json!({"value": {"uploadUrl": elsewhere, "image": "urn:li:image:D4D10AQabc"}}).to_string();
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let server = scripted(Then::Answer(answer)).await;
        let linkedin = with(&server.base, "token", LinkedinSettings::default());
        let failure = uploaded(&linkedin, PAGE, &main, &pictures, &Notes::default()).await.unwrap_err();
        assert_eq!(failure.class, FailureClass::SetUp, "{failure:?}");
        assert_eq!(server.requests.lock().unwrap().len(), 1, "no byte of the picture left");
    }
}

#[test]
fn a_part_is_sent_as_it_was_signed_or_not_at_all() {
    let linkedin = with("http://127.0.0.1:9", "token", LinkedinSettings::default());
    let pictured = |role, count: usize| {
        let mut part = part(role, "Breathe easier");
        part.media = vec![signed(b"x", "image/jpeg", ""); count];
        part
    };
    let uploaded = |count: usize| Prepared { media_ids: vec!["urn:li:image:a".to_owned(); count] };
    let refused = |part: &SignedPart, link, prepared: &Prepared, root| {
        linkedin.plan(PAGE, part, &options(link), prepared, Above::of(part.role, root, None)).unwrap_err().outcome()
    };
    assert!(matches!(refused(&pictured(PartRole::Main, 2), None, &uploaded(1), None), Outcome::Absent(_)));
    for (part, link, count) in [
        (pictured(PartRole::Main, 1), Some("https://riverside.example.org"), 1),
        (pictured(PartRole::Main, 21), None, 21),
        (pictured(PartRole::FirstComment, 1), None, 1),
        (pictured(PartRole::Thread, 0), None, 0),
    ] {
        let outcome = refused(&part, link, &uploaded(count), Some("urn:li:share:1"));
        assert!(matches!(outcome, Outcome::Rejected(_)), "{part:?}");
    }
    assert!(matches!(refused(&pictured(PartRole::FirstComment, 0), None, &uploaded(0), None), Outcome::Rejected(_)));
    assert!(
        linkedin.plan(PAGE, &pictured(PartRole::Main, 20), &options(None), &uploaded(20), Above::default()).is_ok()
    );
}

#[tokio::test]
async fn a_token_says_whose_it_is() {
    let running = practice().await;
    let linkedin = linkedin(&running);
    let ask = |token: &str, id| {
        let token = Secret::new(token.to_owned());
        let linkedin = &linkedin;
        async move { linkedin.identify(&token, id).await }
    };
    let page = Identity { id: PAGE.to_owned(), name: cast::CLINIC_NAME.to_owned() };
    let person = Identity { id: PERSON.to_owned(), name: cast::LINKEDIN_PERSON_NAME.to_owned() };
    for id in [None, Some("5515715"), Some(PAGE), Some(" ")] {
        assert_eq!(ask(cast::LINKEDIN_TOKEN, id).await.unwrap(), page, "{id:?}");
    }
    assert_eq!(ask(cast::LINKEDIN_TOKEN, Some("me")).await.unwrap(), person);
    for id in [None, Some("me"), Some(PERSON)] {
        assert_eq!(ask(cast::LINKEDIN_MEMBER_TOKEN, id).await.unwrap(), person, "{id:?}");
    }
    for id in ["1", "urn:li:person:another", "lakeside-family-clinic"] {
        assert_eq!(ask(cast::LINKEDIN_TOKEN, Some(id)).await.unwrap_err().class, FailureClass::SetUp, "{id}");
    }
    assert_eq!(ask(cast::LINKEDIN_MEMBER_TOKEN, Some("5515715")).await.unwrap_err().class, FailureClass::SetUp);
    assert_eq!(ask("another", None).await.unwrap_err().class, FailureClass::Reconnect);
    running.control().expire_token(&cast::linkedin_organization()).unwrap();
    assert_eq!(ask(cast::LINKEDIN_TOKEN, None).await.unwrap_err().class, FailureClass::Reconnect);
}

#[tokio::test]
async fn a_version_that_is_gone_says_so() {
    let running = practice().await;
    let version = LinkedinVersionInUse::of(LinkedinVersion::parse("202409").unwrap());
    let linkedin =
        with(running.base_url(), cast::LINKEDIN_TOKEN, LinkedinSettings { version, ..LinkedinSettings::default() });
    let outcome = post(&linkedin, PAGE, &part(PartRole::Main, "x"), None, &Prepared::default(), None).await;
    let Outcome::Rejected(failure) = outcome else { panic!("{outcome:?}") };
    assert_eq!(failure.class, FailureClass::SetUp);
    assert!(failure.message.contains("under LinkedIn’s version"), "{failure:?}");
    // A person chooses another one, and the next call names it; nonsense changes nothing.
    linkedin.use_version(Some("202610")).unwrap();
    assert!(linkedin.use_version(Some("2026-10")).is_err());
    assert_eq!(linkedin.version().unwrap().now, "202610");
    let outcome = post(&linkedin, PAGE, &part(PartRole::Main, "x"), None, &Prepared::default(), None).await;
    assert!(matches!(outcome, Outcome::Published(_)), "{outcome:?}");
    linkedin.use_version(None).unwrap();
    assert_eq!(linkedin.version().unwrap().now, LinkedinVersion::default().as_str());
}

#[test]
fn an_account_has_a_page_that_can_be_opened() {
    let linkedin = with("http://127.0.0.1:9", "token", LinkedinSettings::default());
    let page = |id: &str| linkedin.page_of(&Account { id: id.to_owned(), ..account(Platform::Linkedin) });
    assert_eq!(page(PAGE), "https://www.linkedin.com/company/5515715/");
    assert_eq!(page("in/robin-reception"), "https://www.linkedin.com/in/robin-reception/");
    assert_eq!(page(PERSON), "https://www.linkedin.com/in/me/recent-activity/all/");
    for address in [page(PAGE), page("in/robin-reception")] {
        assert!(linkedin.account_at(&address).is_some(), "{address}");
    }
}
