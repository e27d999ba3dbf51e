//! Deciding in the real window about posts that did not simply go out: one that nobody knows about, and two whose time has
//! passed.

use countersign_core::api::types::DisplayState;
use countersign_core::model::{Platform, PostId};
use countersign_practice::{Action, Endpoint, Fault, Running, templates};
use countersign_tests::clinic::Clinic;
use countersign_tests::window::{Window, WindowError};
use serde_json::json;

use crate::prepared::{afterwards, again, at_the_desk, clinic_with, date_in, platforms, reaches, signed, story};

const DOUBTED: &str = "Flu shots from Thursday";
const MOVED: &str = "Walk with us on Friday";
const DROPPED: &str = "Yesterday we were closed";
const TIME: &str = "10:00";

#[tokio::test(flavor = "multi_thread")]
async fn a_post_in_doubt_is_said_to_be_there_and_missed_ones_are_moved_or_dropped() {
    let (home, platforms) = (tempfile::tempdir().unwrap(), platforms().await);
    // Two posts that were meant for a time at which nothing of the clinic's was open.
    let missed = async |clinic: &Clinic| [MOVED, DROPPED].map(|words| signed(clinic, Platform::Facebook, words, 10));
    let [moved, dropped] = clinic_with(home.path(), &platforms, 60, missed).await;
    let doubted = again(home.path(), &platforms, async |clinic| in_doubt(clinic, &platforms).await).await;
    let public = platforms.control().ledger();
    assert_eq!(public.len(), 1, "it is there, and nobody was told: {public:#?}");
    let (id, tomorrow) = (public[0].id.clone(), date_in(1));
    let play = async |window: &Window| {
        look_and_say(window, &id).await?;
        move_it(window, &tomorrow).await?;
        drop_it(window).await
    };
    at_the_desk(home.path(), &platforms, play).await;
    afterwards(home.path(), &platforms, async |clinic| {
        let now = clinic.post(doubted);
        assert_eq!(now.summary.state, DisplayState::Posted);
        assert_eq!(now.delivery.unwrap().parts[0].platform_id.as_deref(), Some(id.as_str()));
        let story = story(clinic, doubted);
        let decided = story.iter().find(|entry| entry.action == "delivery.decided").map(|entry| entry.by.as_str());
        assert_eq!(decided, Some("Anil Kumar"), "{story:#?}");
        let now = clinic.post(moved);
        let due = now.summary.plan.unwrap().due;
        assert_eq!((due.date.as_str(), due.time.as_str()), (tomorrow.as_str(), TIME));
        assert_eq!(now.summary.state, DisplayState::Signed, "a move by a day keeps the signature");
        assert_eq!(clinic.post(dropped).summary.state, DisplayState::Cancelled);
    })
    .await;
    let sent = platforms.control().request_log();
    let sent = sent.iter().filter(|call| call.method == "POST" && call.endpoint == templates::x::POSTS).count();
    assert_eq!((sent, platforms.control().ledger().len()), (1, 1), "nothing was sent twice");
    platforms.shutdown().await;
}

/// A post of which the platform says nothing, neither when it was sent nor when it is looked for. Reading back fails
/// outright: an empty reading would in time prove that nothing is there.
async fn in_doubt(clinic: &Clinic, platforms: &Running) -> PostId {
    let script = |method: &str, template: &str, times, action| {
        let endpoint = Endpoint::at(method, template);
        platforms.control().script(Fault {
            platform: countersign_practice::Platform::X,
            endpoint,
            skip: 0,
            times,
            action,
        });
    };
    script("POST", templates::x::POSTS, 1, Action::DropAfterAccept);
    script("GET", templates::x::TIMELINE, 1_000, Action::ServerError { after_accept: false, status: 503 });
    let post = signed(clinic, Platform::X, DOUBTED, 1);
    reaches(clinic, post, DisplayState::Doubt).await;
    post
}

async fn look_and_say(window: &Window, id: &str) -> Result<(), WindowError> {
    window.sees("Three posts need a decision.").await?;
    window.press("Look and decide…").await?;
    window.sees("What becomes of this post?").await?;
    window.press("Decide").await?;
    window.sees("Say what you see.").await?;
    window.press("It is there").await?;
    window.fill("Address of the post", "https://x.com/lakeside_clinic").await?;
    window.press("Decide").await?;
    window.sees("copy its address").await?;
    window.fill("Address of the post", &format!("https://x.com/lakeside_clinic/status/{id}")).await?;
    window.picture("resolve-there").await?;
    window.press("Decide").await?;
    window.sees("It is on record as posted.").await?;
    window.sees("Two posts need a decision.").await
}

/// Opens the question about a missed post from the menu of its row.
async fn ask_about(window: &Window, words: &str) -> Result<(), WindowError> {
    window.click(&format!("More for {words}")).await?;
    window.press("Look and decide…").await?;
    window.sees("What shall happen?").await
}

async fn move_it(window: &Window, tomorrow: &str) -> Result<(), WindowError> {
    ask_about(window, MOVED).await?;
    window.press("Choose another time").await?;
    window.press("Decide").await?;
    window.fill("Date", tomorrow).await?;
    window.fill("Time", TIME).await?;
    window.press("Plan it").await?;
    window.sees("Signature kept.").await?;
    window.sees("One post needs a decision.").await
}

async fn drop_it(window: &Window) -> Result<(), WindowError> {
    ask_about(window, DROPPED).await?;
    window.press("Drop it").await?;
    window.press("Decide").await?;
    window.sees("It does not go out.").await?;
    window.until("!says('needs a decision')", &[json!(DROPPED)]).await
}
