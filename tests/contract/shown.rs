//! What is public is read back and held against what was signed: what somebody did to it is told, and what its platform does
//! by itself is not.

use countersign_core::api::types::{ReadBack, Today};
use countersign_core::model::{Content, PartRole, Platform, PostId};
use countersign_core::publish::ReadBackOutcome as Outcome;
use countersign_practice::{Action, Alteration};
use countersign_tests::kinds::{Kind, content};
use countersign_tests::stage::{Stage, and, with_pictures};
use serde_json::{Value, json};

use crate::facts::{FACEBOOK, Facts, INSTAGRAM, LINKEDIN, X, YOUTUBE};

crate::for_every_platform!(
    what_was_published_reads_back_as_what_was_signed,
    an_altered_post_is_told_with_what_differs_until_somebody_has_seen_it,
    a_deleted_one_is_told_as_gone,
    what_a_platform_rewrites_by_itself_is_no_difference,
    a_reading_that_fails_says_nothing_and_is_made_again,
    what_is_taken_down_here_is_not_told_as_gone,
);
crate::for_tiktok!(
    what_was_published_reads_back_as_what_was_signed,
    an_altered_post_is_told_with_what_differs_until_somebody_has_seen_it,
    a_deleted_one_is_told_as_gone,
    what_a_platform_rewrites_by_itself_is_no_difference,
    a_reading_that_fails_says_nothing_and_is_made_again,
);

/// Links, signs that are escaped, accents, emoji, line ends.
const AWKWARD: &str =
    "Coughs & colds? Read https://www.example.org/a?b=1&c=2 or example.org/tips.\nCafe\u{301}, 1 + 1 = 2 💙 #Flu";

/// A post with everything beside its words that its platform takes from us.
fn whole(stage: &Stage, on: &Facts) -> Content {
    match on.platform {
        Platform::Youtube => and(on.text(AWKWARD), PartRole::FirstComment, "More: https://www.example.org/?q=x&y=1"),
        Platform::Tiktok => on.text(AWKWARD),
        Platform::X | Platform::Facebook | Platform::Linkedin | Platform::Instagram | Platform::Whatsapp => {
            let described = [(60, "A cup of tea"), (70, "A scarf"), (80, "A thermometer")];
            let main = with_pictures(stage.clinic(), on.text(AWKWARD), &described);
            and(main, PartRole::FirstComment, "More: https://www.example.org/?q=<x>&y=1")
        }
    }
}

fn outcomes(known: &[ReadBack]) -> Vec<Option<Outcome>> {
    known.iter().map(|part| part.outcome).collect()
}

fn differs(known: &ReadBack) -> Vec<&str> {
    known.differences.iter().map(|difference| difference.what.as_str()).collect()
}

fn alter(stage: &Stage, on: &Facts, post: PostId, place: usize, change: &Alteration) {
    stage.control().alter_post(on.practice, &stage.called(post, place), change).unwrap();
}

async fn what_was_published_reads_back_as_what_was_signed(on: &Facts) {
    let stage = Stage::set().await;
    let content = whole(&stage, on);
    let post = stage.signed(&content, 5);
    stage.posted(post).await;
    let known = stage.looked(post).await;
    assert_eq!(outcomes(&known), vec![Some(Outcome::Same); content.parts.len()], "{known:#?}");
    for part in &known {
        assert!(part.compared.contains(&"text".to_owned()) && part.sentence.contains("exactly what was signed"));
    }
    if !matches!(on.platform, Platform::Youtube | Platform::Tiktok) {
        assert!(known[0].compared.contains(&"number of pictures".to_owned()), "{known:#?}");
    }
    stage.holds_exactly(&[post]);
}

async fn an_altered_post_is_told_with_what_differs_until_somebody_has_seen_it(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open on Saturday."), 5);
    stage.posted(post).await;
    alter(&stage, on, post, 0, &Alteration::Edited { text: "We are closed.".to_owned() });
    let known = stage.looked(post).await;
    let [part] = known.as_slice() else { panic!("{known:#?}") };
    assert_eq!((part.outcome, differs(part)), (Some(Outcome::Differs), vec!["text"]));
    let difference = &part.differences[0];
    assert_eq!((&*difference.signed, &*difference.shown), ("We are open on Saturday.", "We are closed."));
    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert_eq!(today.needs_decision.iter().map(|post| post.id).collect::<Vec<_>>(), [post]);
    assert_eq!(today.needs_decision[0].shown_otherwise, Some(Outcome::Differs));
    let _: Value = stage.clinic().call("read_back_seen", json!({ "id": post, "findings": [part.finding] }));
    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert!(today.needs_decision.is_empty());
    let story = stage.story(post);
    let told: Vec<_> = story.iter().filter(|entry| entry.sentence.starts_with("read the post back")).collect();
    let [entry] = told.as_slice() else { panic!("{story:#?}") };
    assert_eq!(entry.sentence, "read the post back: it is shown otherwise than it was signed (text)");
    // Whoever reads the record is told the post's first words; the record itself holds none.
    let kept = json!([entry.detail, entry.words]).to_string();
    assert!(kept.contains("differs") && !kept.contains("closed") && !kept.contains("Saturday"), "{kept}");
    // Mended on the platform, it is the same again.
    alter(&stage, on, post, 0, &Alteration::Edited { text: "We are open on Saturday.".to_owned() });
    assert_eq!(outcomes(&stage.looked_again(post).await), [Some(Outcome::Same)]);
}

async fn a_deleted_one_is_told_as_gone(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open on Saturday."), 5);
    stage.posted(post).await;
    assert_eq!(outcomes(&stage.looked(post).await), [Some(Outcome::Same)]);
    stage.control().remove_post(on.practice, &stage.called(post, 0)).unwrap();
    assert_eq!(outcomes(&stage.looked_again(post).await), [Some(Outcome::Gone)]);
    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert_eq!(today.needs_decision[0].shown_otherwise, Some(Outcome::Gone));
}

async fn what_a_platform_rewrites_by_itself_is_no_difference(on: &Facts) {
    let stage = Stage::set().await;
    let content = whole(&stage, on);
    let post = stage.signed(&content, 5);
    stage.posted(post).await;
    for place in 0..content.parts.len() {
        alter(&stage, on, post, place, &Alteration::Rewritten);
    }
    let known = stage.looked(post).await;
    assert_eq!(outcomes(&known), vec![Some(Outcome::Same); content.parts.len()], "{known:#?}");
}

async fn a_reading_that_fails_says_nothing_and_is_made_again(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open on Saturday."), 5);
    stage.posted(post).await;
    let fails = Action::ServerError { after_accept: false, status: 503 };
    stage.fault(on.practice, on.read_one, 0, 2, fails);
    let known = stage.looked(post).await;
    assert_eq!(outcomes(&known), [Some(Outcome::Same)]);
    assert!(known[0].looks >= 2, "{known:#?}");
    let channel = stage.clinic().channel(on.platform);
    assert_eq!(channel.rests_until.map(|rest| rest.at), None, "no other post waits for a reading");
}

async fn what_is_taken_down_here_is_not_told_as_gone(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open on Saturday."), 5);
    stage.posted(post).await;
    let _: Value = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    stage.until(post, &[countersign_core::api::types::DisplayState::Removed], 60).await;
    assert_eq!(outcomes(&stage.looked(post).await), [None]);
    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert!(today.needs_decision.is_empty());
}

/// What reads one post is asked exactly so often from now on.
struct Counted<'a>(&'a Stage, &'a Facts, usize);

impl<'a> Counted<'a> {
    fn from_now(stage: &'a Stage, on: &'a Facts) -> Self {
        Self(stage, on, stage.asked(on.read_one))
    }

    fn so_far(&self) -> usize {
        self.0.asked(self.1.read_one) - self.2
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_not_shown_any_more_is_told() {
    for on in [&X, &FACEBOOK, &LINKEDIN, &INSTAGRAM] {
        let stage = Stage::set().await;
        let post = stage.signed(&whole(&stage, on), 5);
        stage.posted(post).await;
        alter(&stage, on, post, 0, &Alteration::PictureDropped);
        let known = stage.looked(post).await;
        assert_eq!(outcomes(&known), [Some(Outcome::Differs), Some(Outcome::Same)], "{}: {known:#?}", on.name);
        assert_eq!(differs(&known[0]), ["number of pictures"], "{}", on.name);
        let pictures = &known[0].differences[0];
        assert_eq!((&*pictures.signed, &*pictures.shown), ("3", "2"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_see_it_is_compared_where_it_is_told() {
    for (on, shown) in [(&YOUTUBE, "private"), (&LINKEDIN, "LOGGED_IN")] {
        let stage = Stage::set().await;
        let post = stage.signed(&on.text("We are open on Saturday."), 5);
        stage.posted(post).await;
        alter(&stage, on, post, 0, &Alteration::SeenByFewer);
        let known = stage.looked(post).await;
        assert_eq!(differs(&known[0]), ["who may see it"], "{known:#?}");
        assert_eq!(known[0].differences[0].shown, shown);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_post_reads_back_as_what_was_signed() {
    use Platform::{Facebook, Instagram, Linkedin, Tiktok, X, Youtube};
    let kinds = [
        (X, Kind::Thread),
        (X, Kind::Video),
        (X, Kind::Moving),
        (Facebook, Kind::Link),
        (Facebook, Kind::Video),
        (Facebook, Kind::Reel),
        (Linkedin, Kind::Link),
        (Linkedin, Kind::Video),
        (Linkedin, Kind::Document),
        (Instagram, Kind::Reel),
        (Instagram, Kind::Story),
        (Youtube, Kind::VideoAndComment),
        (Tiktok, Kind::Pictures(2)),
    ];
    let stage = Stage::set().await;
    for (number, (platform, kind)) in (1..).zip(kinds) {
        let post = stage.signed(&content(stage.clinic(), platform, kind, number), 5);
        stage.posted(post).await;
        let known = stage.looked(post).await;
        assert_eq!(outcomes(&known), vec![Some(Outcome::Same); kind.parts()], "{platform:?} {kind:?}: {known:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_x_each_post_is_read_once_and_never_to_make_sure() {
    let stage = Stage::set().await;
    let counted = Counted::from_now(&stage, &X);
    let post = stage.signed(&X.text("We are open on Saturday."), 5);
    stage.posted(post).await;
    alter(&stage, &X, post, 0, &Alteration::Edited { text: "We are closed.".to_owned() });
    assert_eq!(outcomes(&stage.looked(post).await), [Some(Outcome::Differs)]);
    stage.clinic().advance_awake(3 * 24 * 60 * 60_000);
    stage.steps(3).await;
    assert_eq!(counted.so_far(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_not_to_be_read_back_is_not_asked() {
    let stage = Stage::set().await;
    let counted = Counted::from_now(&stage, &X);
    stage.read_nothing_back(Platform::X);
    let post = stage.signed(&X.text("We are open on Saturday."), 5);
    stage.posted(post).await;
    let known = stage.looked(post).await;
    assert_eq!(outcomes(&known), [Some(Outcome::CannotBeRead)]);
    assert!(known[0].sentence.contains("switched off"), "{}", known[0].sentence);
    assert_eq!(counted.so_far(), 0);
}
