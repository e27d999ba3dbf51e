//! Composing: a text that several posts share, copies of past posts, threads, cut-outs, sets of hashtags.

use countersign_core::api::types::{Batch, HashtagSet, Post, PostSummary, SharedFit};
use countersign_core::draft::BatchOrigin;
use countersign_core::error::ErrorCode;
use countersign_core::model::{AltText, Content, Crop, MediaRef, Part, PartRole, Platform};
use countersign_tests::pictures;
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

fn begin(stage: &Stage) -> Batch {
    let channels: Vec<_> = stage.clinic().channels().iter().map(|channel| channel.id).collect();
    stage.clinic().call("batch_begin", json!({ "channels": channels }))
}

fn share(stage: &Stage, batch: &Batch, text: &str) -> Batch {
    let save = json!({ "batch_id": batch.id, "base": batch.canonical, "text": text });
    stage.clinic().call("shared_save", save)
}

fn on(batch: &Batch, platform: Platform) -> &Post {
    batch.posts.iter().find(|post| post.summary.platform == platform).unwrap()
}

fn says_of(post: &Post) -> Vec<&str> {
    post.content.parts.iter().map(|part| part.text.as_str()).collect()
}

fn save(stage: &Stage, post: &Post, content: &Content) -> Post {
    let save = json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": content });
    stage.clinic().call("post_save", save)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_never_follows_the_shared_text_and_takes_none_over_from_a_past_post() {
    let stage = Stage::set().await;
    stage.clinic().as_receptionist();
    let channel = stage.clinic().channel(Platform::Whatsapp).id;
    let batch = share(&stage, &begin(&stage), "Flu shots from Thursday.");
    let message = on(&batch, Platform::Whatsapp);
    assert_eq!((says_of(message), message.linked), (vec![""], false));
    let follow = json!({ "id": message.summary.id, "base_revision": message.revision_id });
    let refused = stage.clinic().refused("post_follow", follow);
    says(&refused, ErrorCode::Invalid, Some("content"), &["what its template says"]);

    let past = on(&batch, Platform::X).summary.id;
    let copied: Batch = stage.clinic().call("batch_copy", json!({ "post_id": past, "channels": [channel] }));
    let message = on(&copied, Platform::Whatsapp);
    assert_eq!((says_of(message), message.linked), (vec![""], false));
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_follow_the_shared_text_until_one_is_changed_by_hand() {
    let stage = Stage::set().await;
    stage.clinic().as_receptionist();
    let batch = begin(&stage);
    assert_eq!(batch.origin, BatchOrigin::Blank);
    let follows = |post: &Post| post.linked != post.summary.platform.has_recipients();
    assert!(batch.posts.iter().all(follows), "blank posts share what is written, and a message has its template");

    let batch = share(&stage, &batch, "Flu shots from Thursday.");
    assert_eq!(batch.canonical_by.as_deref(), Some(batch.posts[0].revised_by.as_str()));
    for post in batch.posts.iter().filter(|post| post.linked) {
        assert_eq!(says_of(post), ["Flu shots from Thursday."]);
        assert_eq!((post.revision_number, post.linked), (2, true), "a version of its own");
    }

    let mut own = on(&batch, Platform::X).content.clone();
    own.parts[0].text = "Flu shots: Thursday.".into();
    let x = save(&stage, on(&batch, Platform::X), &own);
    assert!(!x.linked);
    let batch = share(&stage, &batch, "Flu shots from Friday.");
    assert_eq!(says_of(on(&batch, Platform::X)), ["Flu shots: Thursday."], "its own words stay");
    assert_eq!(says_of(on(&batch, Platform::Facebook)), ["Flu shots from Friday."]);

    let follow = json!({ "id": x.summary.id, "base_revision": x.revision_id });
    let x: Post = stage.clinic().call("post_follow", follow);
    assert_eq!((says_of(&x), x.linked), (vec!["Flu shots from Friday."], true));
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_first_comment_and_link_of_a_follower_are_its_own() {
    let stage = Stage::set().await;
    stage.clinic().as_receptionist();
    let batch = begin(&stage);
    let batch = share(&stage, &batch, "Our new waiting room.");
    let facebook = on(&batch, Platform::Facebook);
    let mut content = facebook.content.clone();
    let picture = stage.clinic().picture(9).digest;
    content.parts[0].media.push(MediaRef { digest: picture, alt: AltText("Chairs".into()), crop: None });
    content.parts.push(Part { role: PartRole::FirstComment, text: "Open from eight.".into(), media: Vec::new() });
    assert!(save(&stage, facebook, &content).linked, "the text is still the shared one");
    let batch: Batch = stage.clinic().call("batch_get", json!({ "id": batch.id }));
    let facebook = share(&stage, &batch, "Our new, bright waiting room.");
    let facebook = on(&facebook, Platform::Facebook);
    assert_eq!(says_of(facebook), ["Our new, bright waiting room.", "Open from eight."]);
    assert_eq!(facebook.content.media().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_text_is_never_saved_over_somebody_elses() {
    let stage = Stage::set().await;
    stage.clinic().as_receptionist();
    let mine = begin(&stage);
    stage.clinic().as_doctor();
    let theirs = share(&stage, &mine, "Theirs.");
    stage.clinic().as_receptionist();
    let late = json!({ "batch_id": mine.id, "base": mine.canonical, "text": "Mine." });
    let refused = stage.clinic().refused("shared_save", late);
    says(&refused, ErrorCode::Stale, None, &["Somebody else changed the shared text", "Yours is still on your screen"]);
    let now: Batch = stage.clinic().call("batch_get", json!({ "id": mine.id }));
    assert_eq!(now.canonical, theirs.canonical);
    assert!(now.posts.iter().all(|post| says_of(post) == ["Theirs."]), "no post was changed by half");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_shared_text_takes_the_signature_off_its_followers_and_leaves_what_is_public() {
    let stage = Stage::set().await;
    stage.clinic().as_receptionist();
    let batch = begin(&stage);
    let batch = share(&stage, &batch, "Flu shots from Thursday.");
    let (x, facebook) = (on(&batch, Platform::X).summary.id, on(&batch, Platform::Facebook).summary.id);
    for (post, minutes) in [(x, 5), (facebook, 600)] {
        let _: Post = stage.clinic().call("post_submit", json!({ "id": post }));
        stage.clinic().plan_in(post, minutes);
        stage.sign(post);
        stage.clinic().as_receptionist();
    }
    stage.posted(x).await;
    let batch: Batch = stage.clinic().call("batch_get", json!({ "id": batch.id }));
    let batch = share(&stage, &batch, "Flu shots from Friday.");
    assert_eq!(
        (says_of(on(&batch, Platform::X)), on(&batch, Platform::X).linked),
        (vec!["Flu shots from Thursday."], false)
    );
    let waits = on(&batch, Platform::Facebook);
    assert_eq!(says_of(waits), ["Flu shots from Friday."]);
    assert_eq!(waits.summary.state, countersign_core::api::types::DisplayState::Waiting, "nobody signed these words");
    stage.holds_exactly(&[x]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_that_became_a_thread_follows_as_a_thread() {
    let stage = Stage::set().await;
    stage.clinic().as_receptionist();
    let sentence = |day: &str| format!("We give flu shots on {day}, and nobody has to book for it. ").repeat(7);
    let batch = begin(&stage);
    let batch = share(&stage, &batch, sentence("Thursday").trim());
    let x = on(&batch, Platform::X).clone();
    assert!(x.report.blocks(), "too long for one post, and not cut by itself");
    let ask = json!({ "channel_id": x.summary.channel_id, "content": x.content, "numbered": true });
    let thread: Content = stage.clinic().call("thread_split", ask);
    assert!(thread.parts.len() > 1 && thread.parts[0].text.ends_with(&format!("(1/{})", thread.parts.len())));
    let x = save(&stage, &x, &thread);
    assert!(!x.report.blocks(), "{:?}", x.report.findings);
    assert!(x.linked, "the same words, as a thread");
    let batch = share(&stage, &batch, sentence("Friday").trim());
    let x = on(&batch, Platform::X);
    assert!(x.content.parts.len() > 1 && says_of(x).iter().all(|text| !text.contains("Thursday")));
    assert!(!x.report.blocks() && x.linked);

    // What the account subscribed to decides what is too long, and where it is cut.
    let id = x.summary.channel_id;
    stage.clinic().as_doctor();
    let channel = stage.clinic().channels().into_iter().find(|channel| channel.id == id).unwrap();
    let asked = json!({
        "id": id, "name": channel.name, "max_hashtags": null, "zone": null, "tier": "premium", "paused": false
    });
    let _: Value = stage.clinic().call("channel_update", asked);
    stage.clinic().as_receptionist();
    let one = Content::of_text(Platform::X, "A word. ".repeat(3_250));
    let ask = json!({ "channel_id": id, "content": one, "numbered": false });
    let thread: Content = stage.clinic().call("thread_split", ask);
    assert_eq!(thread.parts.len(), 2, "26,000 characters are two posts of a subscriber's");

    let facebook = on(&batch, Platform::Facebook);
    let mut long = facebook.content.clone();
    long.parts[0].text = "word ".repeat(20_000);
    let ask = json!({ "channel_id": facebook.summary.channel_id, "content": long, "numbered": false });
    says(
        &stage.clinic().refused("thread_split", ask),
        ErrorCode::Invalid,
        Some("content"),
        &["Facebook has no threads"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn trying_a_shared_text_on_changes_nothing_and_counts_for_each_channel() {
    let stage = Stage::set().await;
    stage.clinic().as_receptionist();
    let batch = begin(&stage);
    let ask = json!({ "batch_id": batch.id, "text": "a".repeat(281) });
    let fits: Vec<SharedFit> = stage.clinic().call("shared_check", ask);
    let over = |platform| {
        let post = on(&batch, platform).summary.id;
        fits.iter().find(|fit| fit.post_id == post).unwrap().report.counters[0].over
    };
    assert!(over(Platform::X) && !over(Platform::Facebook));
    let after: Batch = stage.clinic().call("batch_get", json!({ "id": batch.id }));
    assert!(after.canonical.is_empty() && after.posts.iter().all(|post| post.revision_number == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_past_post_is_found_by_its_words_and_copied_to_other_channels() {
    let stage = Stage::set().await;
    let mut content = Content::of_text(Platform::X, "Flu shots from Thursday. ÄRZTE on duty.");
    let picture = stage.clinic().picture(5).digest;
    content.parts[0].media.push(MediaRef { digest: picture, alt: AltText("A syringe".into()), crop: None });
    content.parts.push(Part { role: PartRole::Thread, text: "Come in from eight.".into(), media: Vec::new() });
    content.parts.push(Part { role: PartRole::FirstComment, text: "Book at the desk.".into(), media: Vec::new() });
    let posted = stage.signed(&content, 5);
    stage.posted(posted).await;
    stage.clinic().as_receptionist();
    let _draft = begin(&stage);

    let find = |words: &str| -> Vec<PostSummary> { stage.clinic().call("post_find", json!({ "words": words })) };
    for words in ["", "flu", "THURSDAY shots", "ärzte", "eight"] {
        assert_eq!(find(words).iter().map(|post| post.id).collect::<Vec<_>>(), [posted], "{words:?}");
    }
    assert!(find("flu measles").is_empty());

    let channels: Vec<_> = stage.clinic().channels().iter().map(|channel| channel.id).collect();
    let batch: Batch = stage.clinic().call("batch_copy", json!({ "post_id": posted, "channels": channels }));
    assert_eq!(batch.origin, BatchOrigin::Copy);
    let (x, facebook) = (on(&batch, Platform::X), on(&batch, Platform::Facebook));
    assert_eq!((&x.content, x.linked), (&content, false), "the same platform gets the same post");
    let expected = ["Flu shots from Thursday. ÄRZTE on duty.\n\nCome in from eight.", "Book at the desk."];
    assert_eq!((says_of(facebook), facebook.linked), (expected.to_vec(), true), "no thread where there are none");
    assert_eq!(facebook.content.media().count(), 1);
    assert!(batch.posts.iter().all(|post| post.summary.plan.is_none() && post.locked_because.is_none()));
    stage.holds_exactly(&[posted]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_out_is_what_is_signed_and_what_is_sent() {
    let stage = Stage::set().await;
    stage.clinic().as_receptionist();
    let master = stage.clinic().api().import_picture("waiting-room.png", &pictures::png(640, 480, 40)).unwrap().digest;
    let with = |text: &str, crop: Option<Crop>| {
        let mut content = Content::of_text(Platform::X, text);
        content.parts[0].media.push(MediaRef { digest: master, alt: AltText("Chairs".into()), crop });
        content
    };
    let pictures = async |content: &Content| -> Vec<String> {
        stage.clinic().as_receptionist();
        let post = stage.signed(content, 5);
        let posted = stage.posted(post).await;
        let id = posted.delivery.unwrap().parts[0].platform_id.clone().unwrap();
        let ledger = stage.control().ledger();
        ledger.into_iter().find(|entry| entry.id == id).unwrap().media_sha256
    };
    let whole = pictures(&with("Our new waiting room.", None)).await;
    assert_eq!(whole, [master.to_string()], "a picture that fits goes as it is");
    let cut = pictures(&with("The chairs.", Crop::new(125, 0, 750, 1000))).await;
    assert_ne!(cut, whole, "what is public is the cut-out");
    let other = pictures(&with("The window.", Crop::new(0, 0, 500, 1000))).await;
    assert!(other != whole && other != cut, "each cut-out is a picture of its own");

    stage.clinic().as_receptionist();
    let small = with("The lamp.", Crop::new(0, 0, 40, 40));
    let channel = stage.clinic().channel(Platform::X).id;
    let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel }));
    let post = save(&stage, &post, &small);
    assert!(post.report.findings.iter().any(|finding| finding.message.contains("26 × 19 pixels")), "{:?}", post.report);
    let refused = stage.clinic().refused("post_submit", json!({ "id": post.summary.id }));
    says(&refused, ErrorCode::Invalid, Some("media"), &["26 × 19 pixels", "Make it larger"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn sets_of_hashtags_are_kept_changed_and_forgotten() {
    let stage = Stage::set().await;
    stage.clinic().as_receptionist();
    let keep = |id: Value, name: &str, tags: &str| json!({ "id": id, "name": name, "tags": tags });
    let sets: Vec<HashtagSet> =
        stage.clinic().call("hashtag_save", keep(Value::Null, " Lungs ", "COPD, #lunghealth #copd"));
    assert_eq!(
        (sets[0].name.as_str(), sets[0].tags.as_slice()),
        ("Lungs", &["#COPD".to_owned(), "#lunghealth".to_owned()][..])
    );
    let sets: Vec<HashtagSet> = stage.clinic().call("hashtag_save", keep(Value::Null, "autumn", "#flu"));
    assert_eq!(sets.iter().map(|set| set.name.as_str()).collect::<Vec<_>>(), ["autumn", "Lungs"]);

    says(
        &stage.clinic().refused("hashtag_save", keep(Value::Null, "LUNGS", "#a")),
        ErrorCode::Invalid,
        Some("name"),
        &["already"],
    );
    says(
        &stage.clinic().refused("hashtag_save", keep(Value::Null, "", "#a")),
        ErrorCode::Invalid,
        Some("name"),
        &["a name"],
    );
    says(
        &stage.clinic().refused("hashtag_save", keep(Value::Null, "x", "#1")),
        ErrorCode::Invalid,
        Some("tags"),
        &["a letter"],
    );

    let renamed: Vec<HashtagSet> = stage.clinic().call("hashtag_save", keep(json!(sets[1].id), "Breathing", "#copd"));
    assert_eq!(renamed[1].name, "Breathing");
    let left: Vec<HashtagSet> = stage.clinic().call("hashtag_remove", json!({ "id": sets[1].id }));
    assert_eq!(left.len(), 1);
    let gone = stage.clinic().refused("hashtag_remove", json!({ "id": sets[1].id }));
    assert_eq!(gone.code, ErrorCode::NotFound);
    stage.holds_exactly(&[]);
}
