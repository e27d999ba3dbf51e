//! What a platform does not take is refused here, in a sentence, before any of it is called.
//!
//! Invariant: the platform answers no call about such a post: neither when it is written, nor when it is sent to the doctor,
//! nor at its time.

use countersign_core::api::types::Post;
use countersign_core::error::ErrorCode;
use countersign_core::model::{
    AltText, Content, Crop, FacebookKind, InstagramKind, LinkedinArticle, MediaRef, PartRole, Platform,
    PlatformOptions, TiktokConsent, TiktokPost, TiktokPrivacy, YoutubeVideo,
};
use countersign_tests::clinic::done;
use countersign_tests::film::Film;
use countersign_tests::pictures::{gif, pdf};
use countersign_tests::stage::{Stage, and, says, with_film, with_media, with_pictures};
use serde_json::{Value, json};

use crate::facts::{Facts, on_tiktok, on_youtube};

crate::for_every_platform!(what_it_does_not_take_is_refused_before_any_call);
crate::for_tiktok!(what_it_does_not_take_is_refused_before_any_call);

/// A content that the platform does not take, and words of the sentence that says so.
type Refused = (Content, &'static str);

async fn what_it_does_not_take_is_refused_before_any_call(on: &Facts) {
    let stage = Stage::set().await;
    let channel = stage.clinic().channel(on.platform).id;
    let every = of_every_platform(on).into_iter().chain(of_this_one(&stage, on));
    let asked = stage.control().request_log().len();
    for (content, words) in every {
        let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel }));
        let id = post.summary.id;
        let save = json!({ "id": id, "base_revision": post.revision_id, "content": content });
        let _: Value = stage.clinic().call("post_save", save);
        let refused = stage.clinic().refused("post_submit", json!({ "id": id }));
        says(&refused, ErrorCode::Invalid, Some("content"), &[words]);
        stage.clinic().plan_in(id, 5);
        assert!(stage.clinic().sign(id).is_err(), "what the platform refuses can't be signed: {words}");
        stage.clinic().as_receptionist();
    }
    stage.clinic().advance_awake(10 * 60_000);
    stage.clinic().settle(1).await;
    assert_eq!(stage.control().request_log().len(), asked, "nobody was called");
    stage.holds_exactly(&[]);
}

/// What no platform takes.
fn of_every_platform(on: &Facts) -> Vec<Refused> {
    let post = || on.text("We are open.");
    let two_comments = and(and(post(), PartRole::FirstComment, "One."), PartRole::FirstComment, "Two.");
    let mixed_up = and(and(post(), PartRole::FirstComment, "Parking is behind the house."), PartRole::Thread, "Two.");
    vec![(two_comments, "there can be only one"), (mixed_up, "The order is mixed up")]
}

fn without_words(mut content: Content) -> Content {
    content.parts[0].text.clear();
    content
}

/// What this platform alone does not take.
fn of_this_one(stage: &Stage, on: &Facts) -> Vec<Refused> {
    let post = || on.text("We are open.");
    let pictures = |count: u8| {
        let shades: Vec<(u8, &str)> = (0..count).map(|number| (number % 32 * 8, "A chair")).collect();
        with_pictures(stage.clinic(), Content::of_text(on.platform, "Come and see."), &shades)
    };
    let thread = || and(post(), PartRole::Thread, "And on Sunday.");
    let with = |options, content: Content| Content { options, ..content };
    let film = |options, film: Film| {
        let taken_in = done(stage.clinic().import_film("film.mp4", &film.bytes()));
        let mut content = with(options, on.text("Come and see."));
        // Words on a story are refused before its video is looked at.
        if content.options.is_story() {
            content.parts[0].text.clear();
        }
        content.parts[0].media = vec![MediaRef { digest: taken_in.digest, alt: AltText(String::new()), crop: None }];
        content
    };
    let moving = || with_media(post(), &stage.clinic().gif(3), "A door that opens");
    let with_document = || with_media(post(), &stage.clinic().document(2), "");
    match on.platform {
        Platform::X => {
            let many = done(stage.clinic().api().import_picture("a.gif", &gif(351, 1)));
            let mut cut = moving();
            cut.parts[0].media[0].crop = Crop::new(0, 0, 500, 500);
            let long = (0..25).fold(post(), |post, number| and(post, PartRole::Thread, &format!("Tip {number}.")));
            vec![
                (pictures(5), "5 pictures"),
                (long, "26 posts"),
                (with_pictures(stage.clinic(), moving(), &[(1, "A chair")]), "takes one by itself"),
                (with_media(post(), &many, "A door"), "shows 351 pictures"),
                (cut, "is sent whole"),
                (with_document(), "X takes no PDF documents"),
                (with_film(stage.clinic(), pictures(1), 0), "either pictures or one video"),
                (
                    film(PlatformOptions::X {}, Film { millis: 1_260_000, rate: 5, ..Film::default() }),
                    "at most 20 minutes",
                ),
                (on.text("Shares of $PFE and $MRNA rise."), "2 stocks"),
                (film(PlatformOptions::X {}, Film { codec: *b"hvc1", ..Film::default() }), "which X does not take"),
            ]
        }
        Platform::Facebook => {
            let page_reel = || PlatformOptions::Facebook { link: None, kind: FacebookKind::Reel };
            let link = |link: &str| PlatformOptions::Facebook { link: Some(link.into()), kind: FacebookKind::Post };
            vec![
                (pictures(11), "11 pictures"),
                (moving(), "no source says that they move on Facebook"),
                (with_document(), "Facebook takes no PDF documents"),
                (thread(), "Facebook has no threads"),
                (with(link("http://lakeside.example/flu"), post()), "https"),
                (with(link("lakeside"), post()), "not a web address"),
                (with(link("https://lakeside.example/flu"), pictures(1)), "either the card of a link or pictures"),
                (with_film(stage.clinic(), pictures(1), 0), "either pictures or one video"),
                (with(page_reel(), post()), "A reel is one video"),
                (with(page_reel(), pictures(1)), "A reel is one video and no picture"),
                (film(page_reel(), Film { millis: 2_000, ..Film::default() }), "2 seconds long"),
                (film(page_reel(), Film { width: 1920, height: 1080, ..Film::default() }), "stands upright"),
                (film(page_reel(), Film { width: 360, height: 640, ..Film::default() }), "too small"),
            ]
        }
        Platform::Linkedin => {
            let plain = || PlatformOptions::Linkedin { article: None, document_title: String::new() };
            let article = |link: &str, title: &str| PlatformOptions::Linkedin {
                article: Some(LinkedinArticle { link: link.into(), title: title.into() }),
                document_title: String::new(),
            };
            let titled = |title: &str| PlatformOptions::Linkedin { article: None, document_title: title.into() };
            let document = |title: &str| with_media(with(titled(title), post()), &stage.clinic().document(1), "");
            let long = done(stage.clinic().import_document("a.pdf", &pdf(301, 1)));
            vec![
                (pictures(21), "21 pictures"),
                (with_film(stage.clinic(), pictures(1), 0), "either pictures or one video"),
                (document(" "), "The document has no title"),
                (document(&"a".repeat(401)), "has 401 characters"),
                (with_media(with(titled("Our house"), post()), &long, ""), "LinkedIn takes 300 pages"),
                (
                    with_pictures(stage.clinic(), document("Our house"), &[(1, "")]),
                    "one document and nothing beside it",
                ),
                (moving(), "sends those to X alone"),
                (film(plain(), Film { millis: 2_000, ..Film::default() }), "2 seconds long"),
                (film(plain(), Film { picture_bytes: 16, ..Film::default() }), "too small a file"),
                (film(plain(), Film { brand: *b"qt  ", ..Film::default() }), "which LinkedIn does not take"),
                (thread(), "LinkedIn has no threads"),
                (with(article("https://lakeside.example/flu", " "), post()), "no title"),
                (with(article("http://lakeside.example/flu", "Flu"), post()), "https"),
                (
                    with(article("https://lakeside.example/flu", "Flu"), pictures(1)),
                    "either the card of a link or pictures",
                ),
            ]
        }
        Platform::Instagram => {
            let reel = || PlatformOptions::Instagram { kind: InstagramKind::Reel, cover_ms: None };
            let story = || PlatformOptions::Instagram { kind: InstagramKind::Story, cover_ms: None };
            let covered = |kind, at| PlatformOptions::Instagram { kind, cover_ms: Some(at) };
            let of_text = || Content::of_text(Platform::Instagram, "We are open.");
            let commented =
                and(Content::of_text(Platform::Instagram, ""), PartRole::FirstComment, "Parking behind the house.");
            vec![
                (of_text(), "picture"),
                (moving(), "no source says that they move on Instagram"),
                (with_document(), "Instagram takes no PDF documents"),
                (film(covered(InstagramKind::Reel, 60_000), Film::default()), "Choose an earlier instant"),
                (without_words(film(covered(InstagramKind::Story, 1_000), Film::default())), "takes no cover"),
                (pictures(11), "11 pictures"),
                (thread(), "Instagram has no threads"),
                (with(story(), pictures(2)), "story"),
                (with(story(), pictures(1)), "story"),
                (with(story(), commented), "no first comment"),
                (film(PlatformOptions::of(Platform::Instagram), Film::default()), "a video is a reel or a story"),
                (with(reel(), of_text()), "A reel is one video"),
                (film(reel(), Film { millis: 2_000, ..Film::default() }), "2 seconds long"),
                (film(reel(), Film { codec: *b"vp09", ..Film::default() }), "H.264"),
                (film(reel(), Film { rate: 120, ..Film::default() }), "pictures a second"),
                (without_words(film(story(), Film { millis: 61_000, ..Film::default() })), "1 minute 1 second long"),
            ]
        }
        Platform::Youtube => {
            let video = || match on_youtube() {
                PlatformOptions::Youtube(video) => video,
                PlatformOptions::X {}
                | PlatformOptions::Facebook { .. }
                | PlatformOptions::Linkedin { .. }
                | PlatformOptions::Instagram { .. }
                | PlatformOptions::Whatsapp { .. }
                | PlatformOptions::Tiktok(_) => YoutubeVideo::NEW,
            };
            let told = |video| with_film(stage.clinic(), with(PlatformOptions::Youtube(video), post()), 0);
            let title = |title: &str| told(YoutubeVideo { title: title.into(), ..video() });
            let tags = |tags: Vec<String>| told(YoutubeVideo { tags, ..video() });
            let long = Film { millis: 43_201_000, rate: 5, picture_bytes: 16, ..Film::default() };
            vec![
                (post(), "A post on YouTube is one video"),
                (with_document(), "YouTube takes no PDF documents"),
                (with(on_youtube(), pictures(1)), "A post on YouTube is one video"),
                (with_film(stage.clinic(), with(on_youtube(), pictures(2)), 0), "2 pictures beside the video"),
                (thread(), "YouTube has no threads"),
                (title(" "), "no title"),
                (title(&"a".repeat(101)), "1 character too long"),
                (title("Flu <free>"), "no < and no >"),
                (tags(vec!["word ".repeat(24), "another".repeat(60)]), "The tags count"),
                (tags(vec!["a,b".into()]), "has no comma"),
                (told(YoutubeVideo { privacy: None, ..video() }), "Choose who can watch"),
                (told(YoutubeVideo { made_for_kids: None, ..video() }), "made for children"),
                (
                    and(told(YoutubeVideo { made_for_kids: Some(true), ..video() }), PartRole::FirstComment, "Hello."),
                    "Nobody can comment",
                ),
                (with_film(stage.clinic(), on.text("Flu <free>"), 0), "no < and no >"),
                (film(on_youtube(), long), "at most 12 hours"),
            ]
        }
        Platform::Tiktok => {
            let whole = || TiktokPost {
                privacy: Some(TiktokPrivacy::Public),
                consent: Some(TiktokConsent::Music),
                ..TiktokPost::NEW
            };
            let told = |post| with_film(stage.clinic(), with(PlatformOptions::Tiktok(post), on.text("Hello.")), 0);
            let shown = |it| film(on_tiktok(), it);
            let titled = PlatformOptions::Tiktok(TiktokPost { title: "a".repeat(91), ..whole() });
            vec![
                (post(), "no post of words alone"),
                (
                    with_pictures(stage.clinic(), with_film(stage.clinic(), post(), 0), &[(1, "A door")]),
                    "either pictures or one video",
                ),
                (thread(), "TikTok has no threads"),
                (and(told(whole()), PartRole::FirstComment, "Hello."), "takes no first comment"),
                (told(TiktokPost { privacy: None, ..whole() }), "Choose who can watch"),
                (told(TiktokPost { consent: None, ..whole() }), "Music Usage Confirmation"),
                (told(TiktokPost { branded: true, ..whole() }), "Branded Content Policy"),
                (
                    told(TiktokPost {
                        branded: true,
                        privacy: Some(TiktokPrivacy::Only),
                        consent: Some(TiktokConsent::BrandedAndMusic),
                        ..whole()
                    }),
                    "nobody but the account",
                ),
                (told(TiktokPost { cover_ms: Some(600_000), ..whole() }), "Choose an earlier instant"),
                (with(titled, pictures(1)), "1 character too long"),
                (with(on_tiktok(), pictures(36)), "36 pictures"),
                (shown(Film { millis: 601_000, ..Film::default() }), "10 minutes"),
                (shown(Film { rate: 120, ..Film::default() }), "pictures a second"),
                (shown(Film { width: 200, height: 300, ..Film::default() }), "360"),
            ]
        }
        // What nobody can get is told by its own journeys: a template and recipients are no content alone.
        Platform::Whatsapp => Vec::new(),
    }
}
