//! Reading numbers: what is told is what the platform holds, and what is not told is neither nought nor gone.
//!
//! Invariant: what a platform holds is set by hand on the practice platforms, and what arrived is asked for as the window asks.

use countersign_core::measure::{Metric, WhyMissing};
use countersign_core::model::{Content, Millis, Platform, PlatformOptions, PostId, YoutubeVideo};
use countersign_practice::{Action, FacebookWire, Numbers, XWire, templates};
use countersign_tests::numbers::{counted, number};
use countersign_tests::stage::Stage;

use crate::facts::{At, FACEBOOK, Facts, INSTAGRAM, LINKEDIN, TIKTOK, X, YOUTUBE, on_youtube};

const HELD: Numbers = Numbers {
    views: Some(1_234),
    reach: Some(800),
    likes: Some(56),
    shares: Some(7),
    saves: Some(3),
    clicks: Some(30),
};

/// What platforms differ in when they are counted.
struct Counting {
    on: &'static Facts,
    /// What is told of [`HELD`].
    told: &'static [(Metric, u64)],
    /// What is told of a post that nobody saw: nought, or nothing.
    unseen: Option<u64>,
    /// How many follow, where 1,234 do.
    followers: u64,
    /// Tells the numbers of posts; by then nothing else is asked there.
    at: At,
    /// Whether it says that a post is gone.
    says_gone: bool,
}

const ON_X: Counting = Counting {
    on: &X,
    told: &[
        (Metric::Views, 1_234),
        (Metric::Reactions, 56),
        (Metric::Shares, 7),
        (Metric::Saves, 3),
        (Metric::Clicks, 15),
        (Metric::Comments, 0),
        (Metric::Quotes, 0),
    ],
    unseen: Some(0),
    followers: 1_234,
    at: ("GET", templates::x::POSTS),
    says_gone: true,
};
const ON_FACEBOOK: Counting = Counting {
    on: &FACEBOOK,
    told: &[
        (Metric::Views, 1_234),
        (Metric::Reach, 800),
        (Metric::Reactions, 56),
        (Metric::Shares, 7),
        (Metric::Clicks, 30),
        (Metric::Comments, 0),
    ],
    unseen: Some(0),
    followers: 1_234,
    at: ("GET", templates::facebook::INSIGHTS),
    says_gone: true,
};
const ON_LINKEDIN: Counting = Counting {
    on: &LINKEDIN,
    told: &[
        (Metric::Views, 1_234),
        (Metric::Reach, 800),
        (Metric::Reactions, 56),
        (Metric::Shares, 7),
        (Metric::Clicks, 30),
        (Metric::Comments, 0),
    ],
    unseen: None,
    followers: 1_234,
    at: ("GET", templates::linkedin::SHARE_STATISTICS),
    says_gone: false,
};
const ON_INSTAGRAM: Counting = Counting {
    on: &INSTAGRAM,
    told: &[
        (Metric::Views, 1_234),
        (Metric::Reach, 800),
        (Metric::Reactions, 56),
        (Metric::Shares, 7),
        (Metric::Saves, 3),
        (Metric::Comments, 0),
        (Metric::Interactions, 66),
    ],
    unseen: Some(0),
    followers: 1_234,
    at: ("GET", templates::instagram::INSIGHTS),
    says_gone: true,
};
const ON_YOUTUBE: Counting = Counting {
    on: &YOUTUBE,
    told: &[(Metric::Views, 1_234), (Metric::Reactions, 56), (Metric::Comments, 0)],
    unseen: Some(0),
    followers: 1_230,
    at: ("GET", templates::youtube::VIDEOS),
    says_gone: true,
};
const ON_TIKTOK: Counting = Counting {
    on: &TIKTOK,
    told: &[(Metric::Views, 1_234), (Metric::Reactions, 56), (Metric::Shares, 7), (Metric::Comments, 4)],
    unseen: Some(0),
    followers: 1_234,
    at: ("POST", templates::tiktok::VIDEO_QUERY),
    says_gone: false,
};

macro_rules! on {
    ($($module:ident, $counting:ident;)+) => {$(
        mod $module {
            #[tokio::test(flavor = "multi_thread")]
            async fn what_is_told_is_what_the_platform_holds() {
                super::what_is_told_is_what_the_platform_holds(&super::$counting).await;
            }
            #[tokio::test(flavor = "multi_thread")]
            async fn nought_is_told_as_nought_and_what_is_missing_is_none() {
                super::nought_is_told_as_nought_and_what_is_missing_is_none(&super::$counting).await;
            }
            #[tokio::test(flavor = "multi_thread")]
            async fn what_is_gone_is_said_and_its_numbers_stay() {
                super::what_is_gone_is_said_and_its_numbers_stay(&super::$counting).await;
            }
            #[tokio::test(flavor = "multi_thread")]
            async fn a_fault_says_nothing_of_a_number_and_a_pause_is_kept() {
                super::a_fault_says_nothing_of_a_number_and_a_pause_is_kept(&super::$counting).await;
            }
        }
    )+};
}

on! {
    x, ON_X;
    facebook, ON_FACEBOOK;
    linkedin, ON_LINKEDIN;
    instagram, ON_INSTAGRAM;
    youtube, ON_YOUTUBE;
    tiktok, ON_TIKTOK;
}

impl Counting {
    async fn public(&self) -> (Stage, PostId, String) {
        counted(|_| self.on.text("Flu shots from Thursday.")).await
    }

    fn hold(&self, stage: &Stage, called: &str) {
        stage.control().set_numbers(self.on.practice, called, HELD).unwrap();
    }

    #[track_caller]
    fn tells_all(&self, stage: &Stage, post: PostId) {
        let part = stage.first(post);
        for (metric, expected) in self.told {
            let told = number(&part, *metric);
            assert_eq!((told.value, told.missing), (Some(*expected), None), "{metric:?}: {part:#?}");
        }
    }
}

async fn what_is_told_is_what_the_platform_holds(counting: &Counting) {
    let (mut stage, post, called) = counting.public().await;
    counting.hold(&stage, &called);
    stage.followed_by(counting.on.practice, 1_234);
    let public = stage.clock.now();
    let read = stage.read_after(post, Millis(0)).await;
    assert!(read.since(public) <= 16 * Millis::MINUTE, "after a quarter of an hour, not {} ms", read.since(public));
    counting.tells_all(&stage, post);
    let numbers = stage.numbers(post);
    for told in &numbers.parts[0].numbers {
        let definition = numbers.definitions.iter().find(|it| it.id == told.definition);
        assert!(definition.is_some_and(|it| !it.says.is_empty()), "each says what it means: {}", told.definition);
        assert_eq!(told.value.is_none(), told.why.is_some(), "what is missing says why: {told:#?}");
    }
    // The account was asked before that was set, and is asked again a day later.
    let followers = || stage.of_channel(counting.on.platform).numbers.first().and_then(|it| it.value);
    stage.until_so(60 * Millis::MINUTE, 30 * 60, || followers() == Some(counting.followers)).await;
    // What stands on disk outlasts the program.
    stage.close().await;
    stage.open();
    counting.tells_all(&stage, post);
}

async fn nought_is_told_as_nought_and_what_is_missing_is_none(counting: &Counting) {
    let (stage, post, _) = counting.public().await;
    stage.read_after(post, Millis(0)).await;
    let part = stage.first(post);
    let views = number(&part, Metric::Views);
    assert_eq!(views.value, counting.unseen, "{views:#?}");
    assert_eq!(views.missing, counting.unseen.is_none().then_some(WhyMissing::NotTold));
    assert!(part.numbers.iter().all(|it| it.value.is_none_or(|value| value == 0)), "{part:#?}");
    assert!(part.gone.is_none());
}

async fn what_is_gone_is_said_and_its_numbers_stay(counting: &Counting) {
    let (stage, post, called) = counting.public().await;
    counting.hold(&stage, &called);
    let read = stage.read_after(post, Millis(0)).await;
    stage.control().remove_post(counting.on.practice, &stage.called(post, 0)).unwrap();
    // Where nothing is told of it any more, it was not read: that is said, and its numbers are as old as they were.
    let is_told = || {
        let part = stage.first(post);
        part.gone.is_some() || !part.sentence.is_empty() || part.read.is_some_and(|at| at.at > read)
    };
    stage.until_so(10 * Millis::MINUTE, 3 * 24 * 60, is_told).await;
    let part = stage.first(post);
    assert_eq!(part.gone.is_some(), counting.says_gone, "{part:#?}");
    let views = number(&part, Metric::Views).value;
    // LinkedIn tells nothing of it any more, and nothing of why; elsewhere gone is not nought.
    let stays = counting.on.platform != Platform::Linkedin;
    assert_eq!(views, stays.then_some(1_234), "{part:#?}");
}

async fn a_fault_says_nothing_of_a_number_and_a_pause_is_kept(counting: &Counting) {
    let (stage, post, called) = counting.public().await;
    counting.hold(&stage, &called);
    let read = stage.read_after(post, Millis(0)).await;
    let at = counting.at;
    let faults = [
        Action::ServerError { after_accept: false, status: 503 },
        Action::DropAfterAccept,
        Action::TooMany { reset_after_ms: 20 * Millis::MINUTE },
    ];
    for (skip, fault) in (0..).zip(faults) {
        stage.fault(counting.on.practice, at, skip, 1, fault);
    }
    let before = stage.asked(at);
    stage.until_so(4 * Millis::MINUTE, 24 * 60, || stage.asked(at) > before + 2).await;
    let asked = stage.asked(at);
    counting.tells_all(&stage, post);
    assert!(!stage.first(post).sentence.is_empty(), "it is said why nothing newer is known");
    stage.clinic().advance_awake(50_000);
    stage.at_rest().await;
    assert_eq!(stage.asked(at), asked, "nobody asks within a pause");
    stage.read_after(post, read).await;
    counting.tells_all(&stage, post);
    assert_eq!(stage.first(post).sentence, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn x_is_read_in_either_vocabulary_and_what_it_withholds_is_missing() {
    use countersign_practice::XNames;
    for names in [XNames::New, XNames::Mixed, XNames::Old] {
        let (stage, post, called) = counted(|stage| {
            stage.control().set_x_wire(XWire { names, tells_authors: false, ..XWire::default() });
            X.text("Flu shots from Thursday.")
        })
        .await;
        ON_X.hold(&stage, &called);
        stage.read_after(post, Millis(0)).await;
        assert_eq!(stage.value(post, Metric::Shares), Some(7), "{names:?}");
        let clicks = number(&stage.first(post), Metric::Clicks);
        assert_eq!((clicks.value, clicks.missing), (None, Some(WhyMissing::NotTold)), "{names:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_page_is_told_no_totals_and_all_of_its_posts() {
    let (stage, post, called) = counted(|stage| {
        stage.followed_by(FACEBOOK.practice, 12);
        stage.control().set_facebook_wire(FacebookWire::default());
        FACEBOOK.text("Flu shots from Thursday.")
    })
    .await;
    ON_FACEBOOK.hold(&stage, &called);
    stage.read_after(post, Millis(0)).await;
    ON_FACEBOOK.tells_all(&stage, post);
    let page = || stage.of_channel(FACEBOOK.platform);
    stage
        .until_so(60 * Millis::MINUTE, 30 * 60, || page().numbers.first().is_some_and(|it| it.value == Some(12)))
        .await;
    let views = page().numbers.into_iter().find(|it| it.definition == "facebook.account.views").unwrap();
    assert_eq!((views.value, views.missing), (None, Some(WhyMissing::TooFew)));
    stage.followed_by(FACEBOOK.practice, 120);
    let told = || page().numbers.iter().any(|it| it.definition == "facebook.account.views" && it.value.is_some());
    stage.until_so(60 * Millis::MINUTE, 30 * 60, told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_that_are_off_are_hidden_and_not_none() {
    let PlatformOptions::Youtube(video) = on_youtube() else { panic!("not for YouTube") };
    let options = PlatformOptions::Youtube(YoutubeVideo { made_for_kids: Some(true), ..video });
    let (stage, post, called) = counted(|_| Content { options, ..YOUTUBE.text("Brush your teeth.") }).await;
    ON_YOUTUBE.hold(&stage, &called);
    stage.read_after(post, Millis(0)).await;
    let comments = number(&stage.first(post), Metric::Comments);
    assert_eq!((comments.value, comments.missing), (None, Some(WhyMissing::Hidden)));
    assert_eq!(stage.value(post, Metric::Views), Some(1_234));
}
