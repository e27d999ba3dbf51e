//! A channel on YouTube: signing in at Google, an hour at a time, and what is read of a video before it is signed.

use countersign_core::api::types::{ActivityPage, Channel, DisplayState, Post, SignInStanding};
use countersign_core::clinic::ChannelConnection;
use countersign_core::model::{
    Content, Login, Millis, Platform, PlatformOptions, Secret, YoutubePrivacy, YoutubeVideo,
};
use countersign_practice::{Action, YoutubeWire, cast, templates};
use countersign_tests::browser::allow_but;
use countersign_tests::http::get;
use countersign_tests::sent::as_it_was;
use countersign_tests::stage::Stage;
use serde_json::{Value, json};

use crate::connecting::{failed, offered};

const RENEWAL: (&str, &str) = ("POST", templates::youtube::TOKEN);
const HOUR: i64 = 60 * Millis::MINUTE;

fn youtube(stage: &Stage) -> Channel {
    stage.clinic().channels().into_iter().find(|channel| channel.platform == Platform::Youtube).unwrap()
}

/// A stage on which the clinic's channel is connected by Google's own sign-in.
async fn signed_in() -> (Stage, Channel) {
    signed_in_with(YoutubeWire::default()).await
}

async fn signed_in_with(wire: YoutubeWire) -> (Stage, Channel) {
    let stage = Stage::set().await;
    stage.control().set_youtube_wire(wire);
    drop(stage.redirect(Login::Youtube));
    stage.clinic().as_doctor();
    let secret = Secret::new(cast::YOUTUBE_APP_SECRET.to_owned());
    let api = stage.clinic().api();
    api.set_login_app(Login::Youtube, cast::YOUTUBE_APP_ID, Some(&secret)).unwrap();
    let address = api.begin_login(Login::Youtube, None).await.unwrap();
    assert!(address.contains("code_challenge_method=S256") && address.contains("access_type=offline"), "{address}");
    get(&allow_but(&address, &[]).await).await;
    assert_eq!(offered(&stage).await, [cast::YOUTUBE_ID]);
    let channel = stage.clinic().api().choose_login(cast::YOUTUBE_ID).unwrap();
    (stage, channel)
}

/// Waits until the channel is as `seen` wants it.
async fn until(stage: &Stage, seen: impl Fn(&Channel) -> bool) -> Channel {
    let waiting = async {
        loop {
            let changed = stage.clinic().changed();
            let channel = youtube(stage);
            if seen(&channel) {
                return channel;
            }
            changed.await;
        }
    };
    let found = tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await;
    found.unwrap_or_else(|_| panic!("it is {:?}", youtube(stage)))
}

/// Lets time go by; whoever was signed in is not any more.
fn later(stage: &Stage, span: i64) {
    stage.clock.advance(span);
    stage.clinic().as_receptionist();
}

/// How often a token that was asked for is kept.
fn kept(stage: &Stage) -> usize {
    let asked = json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "" });
    let page: ActivityPage = stage.clinic().call("activity_list", asked);
    page.entries.iter().filter(|entry| entry.action == "token.renewed").count()
}

/// Waits until Google was asked so often for a token, the first time when somebody signed in, and what it gave is kept.
async fn renewed(stage: &Stage, times: usize) {
    let waiting = async {
        while stage.asked(RENEWAL) < times || kept(stage) + 1 < times {
            tokio::select! {
                () = stage.clinic().changed() => {}
                () = tokio::task::yield_now() => {}
            }
        }
    };
    let asked = tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await;
    assert!(asked.is_ok(), "asked {} times", stage.asked(RENEWAL));
}

fn video(stage: &Stage, told: YoutubeVideo) -> Content {
    let content = Content::of_text(Platform::Youtube, "A look around our new rooms.");
    countersign_tests::stage::with_film(
        stage.clinic(),
        Content { options: PlatformOptions::Youtube(told), ..content },
        3,
    )
}

fn whole() -> YoutubeVideo {
    YoutubeVideo {
        title: "Our new rooms".into(),
        privacy: Some(YoutubePrivacy::Public),
        made_for_kids: Some(false),
        ..YoutubeVideo::NEW
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_signs_in_at_google_and_is_renewed_every_hour() {
    let (stage, channel) = signed_in().await;
    assert_eq!(channel.connection, ChannelConnection::Connected);
    let sign_in = channel.sign_in.as_ref().unwrap();
    assert!(sign_in.renews && sign_in.missing.is_empty() && sign_in.ends.is_none(), "{sign_in:?}");
    assert_eq!(sign_in.standing, SignInStanding::Lasts);
    later(&stage, 51 * Millis::MINUTE);
    renewed(&stage, 2).await;
    // Asked for twice at once it is made once.
    stage.fault(countersign_practice::Platform::Youtube, RENEWAL, 0, 1, Action::Hold { after_accept: true });
    later(&stage, 51 * Millis::MINUTE);
    let held = tokio::time::timeout(std::time::Duration::from_secs(20), stage.control().until_held(1)).await;
    assert!(held.is_ok(), "nobody renews: {:?}", youtube(&stage));
    stage.clinic().as_doctor();
    let secret = Secret::new(cast::YOUTUBE_APP_SECRET.to_owned());
    stage.clinic().api().set_login_app(Login::Youtube, cast::YOUTUBE_APP_ID, Some(&secret)).unwrap();
    stage.control().release_held();
    renewed(&stage, 3).await;
    as_it_was("a_renewal_on_youtube", &stage, countersign_practice::Platform::Youtube);
    let post = stage.signed(&video(&stage, whole()), 10);
    stage.posted(post).await;
    assert_eq!(stage.asked(RENEWAL), 3);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_night_a_video_goes_out_and_only_googles_own_refusal_ends_the_sign_in() {
    let (stage, _) = signed_in().await;
    let post = stage.signed(&video(&stage, whole()), 9 * 60);
    // The laptop slept: the hour's token ended long ago when the video is due.
    later(&stage, 9 * HOUR);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let refused = stage.control().request_log().into_iter().filter(|call| call.status == Some(401)).count();
    assert_eq!(refused, 0, "nothing was asked with what was over");
    stage.fault(
        countersign_practice::Platform::Youtube,
        RENEWAL,
        0,
        1,
        Action::ServerError { after_accept: false, status: 503 },
    );
    later(&stage, HOUR);
    until(&stage, |channel| channel.sign_in.as_ref().is_some_and(|it| it.problem.is_some())).await;
    assert_eq!(youtube(&stage).connection, ChannelConnection::Connected);
    stage.control().revoke_token(&cast::youtube_channel()).unwrap();
    later(&stage, HOUR);
    let ended = until(&stage, |channel| channel.connection == ChannelConnection::Refused).await;
    assert!(ended.problem.unwrap().contains("connect the channel again"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_that_google_tells_once_is_known_through_every_renewal() {
    let (stage, channel) = signed_in_with(YoutubeWire { in_testing: true, ..YoutubeWire::default() }).await;
    let sign_in = channel.sign_in.unwrap();
    assert_eq!((sign_in.days, sign_in.standing), (Some(7), SignInStanding::EndsSoon));
    let end = sign_in.ends.unwrap().at;
    later(&stage, 51 * Millis::MINUTE);
    renewed(&stage, 2).await;
    later(&stage, 51 * Millis::MINUTE);
    renewed(&stage, 3).await;
    let sign_in = youtube(&stage).sign_in.unwrap();
    assert_eq!((sign_in.ends.map(|ends| ends.at), sign_in.standing), (Some(end), SignInStanding::EndsSoon));
    assert!(sign_in.sentence.unwrap().contains("Sign in at YouTube again before then"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_that_was_not_ticked_is_named_and_nothing_is_connected() {
    let stage = Stage::set().await;
    drop(stage.redirect(Login::Youtube));
    stage.clinic().as_doctor();
    let secret = Secret::new(cast::YOUTUBE_APP_SECRET.to_owned());
    let api = stage.clinic().api();
    api.set_login_app(Login::Youtube, cast::YOUTUBE_APP_ID, Some(&secret)).unwrap();
    let address = api.begin_login(Login::Youtube, None).await.unwrap();
    get(&allow_but(&address, &["https://www.googleapis.com/auth/youtube.upload"]).await).await;
    let (message, detail) = failed(&stage).await;
    assert!(message.contains("upload videos") && detail.contains("youtube.upload"), "{message} {detail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_for_youtube_has_a_title_and_chooses_nothing_for_anybody() {
    let stage = Stage::set().await;
    let channel = stage.clinic().channel(Platform::Youtube);
    let batch = stage.clinic().draft("Flu shots for over-60s");
    let drafted = batch.posts.iter().find(|post| post.summary.channel_id == channel.id).unwrap();
    let Some(told) = drafted.content.options.youtube() else { panic!("{drafted:?}") };
    assert!(told.title.contains("Flu shots") && told.privacy.is_none() && told.made_for_kids.is_none(), "{told:?}");
    assert_ne!(drafted.summary.state, DisplayState::Waiting, "it wants a video, so it is no work for the doctor yet");
    let mut content = drafted.content.clone();
    content.options = PlatformOptions::Youtube(YoutubeVideo { title: told.title.clone(), ..whole() });
    let filmed = countersign_tests::stage::with_film(stage.clinic(), content, 4);
    let save = json!({ "id": drafted.summary.id, "base_revision": drafted.revision_id, "content": filmed });
    let saved: Post = stage.clinic().call("post_save", save);
    assert_eq!(saved.content.options.youtube().unwrap().title, told.title);
    let _: Value = stage.clinic().call("post_submit", json!({ "id": drafted.summary.id }));
}
