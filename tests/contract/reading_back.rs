//! Reading back in every way in which a platform words what it shows.

use countersign_core::api::types::DisplayState;
use countersign_core::model::PartRole;
use countersign_practice::{Action, XNames, XWire};
use countersign_tests::stage::{Stage, and, with_pictures};

use crate::facts::{FACEBOOK, Facts, INSTAGRAM, LINKEDIN, X};

/// Nothing that X or Facebook do to a text keeps it from being found: links, signs that are escaped, accents, emoji.
const AWKWARD: &str =
    "Coughs & <colds>? Read https://www.example.org/a?b=1&c=2 or example.org/tips – caf\u{e9}, 1 < 2 💙";
/// Written just as X would escape it: only an answer that escapes it once more can be told from one that does not.
const ESCAPED: &str = "Write &amp; for &, and &lt; for <.";

/// The answers to a post with pictures and to its first comment are dropped, and both are found.
async fn check(on: &Facts, text: &str, wire: Option<XWire>) {
    let stage = Stage::set().await;
    if let Some(wire) = wire {
        stage.control().set_x_wire(wire);
    }
    let main = with_pictures(stage.clinic(), on.text(text), &[(60, "A cup of tea"), (70, "A scarf")]);
    let post = stage.signed(&and(main, PartRole::FirstComment, "More: https://www.example.org/?q=<x>&y=1"), 5);
    stage.fault(on.practice, on.commit, 0, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    stage.fault(on.practice, on.comment, 0, 1, Action::DropAfterAccept);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let commits = stage.asked(on.commit) + if on.comment == on.commit { 0 } else { stage.asked(on.comment) };
    assert_eq!(commits, 2, "{wire:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn x_is_read_back_in_its_new_words() {
    check(&X, AWKWARD, Some(XWire { names: XNames::New, ..XWire::default() })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn x_is_read_back_in_its_mixed_words() {
    check(&X, AWKWARD, Some(XWire { names: XNames::Mixed, ..XWire::default() })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn x_is_read_back_in_its_old_words() {
    check(&X, AWKWARD, Some(XWire { names: XNames::Old, ..XWire::default() })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn x_is_read_back_where_it_neither_escapes_nor_adds_a_link() {
    check(&X, AWKWARD, Some(XWire { names: XNames::New, escaped: false, picture_link: false, ..XWire::default() }))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_as_an_escape_is_read_back_as_that() {
    check(&X, ESCAPED, Some(XWire::default())).await;
    check(&FACEBOOK, ESCAPED, None).await;
    check(&LINKEDIN, ESCAPED, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn linkedin_is_read_back_out_of_its_little_text() {
    check(&LINKEDIN, AWKWARD, None).await;
    check(&LINKEDIN, r"*Now* (8_9) [a] {b} #Flu #2026 ~x~ @us | \(not\) {hashtag|\#|x}", None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn facebook_is_read_back_with_pictures_and_a_comment() {
    check(&FACEBOOK, AWKWARD, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn instagram_is_read_back_with_pictures_and_a_comment() {
    check(&INSTAGRAM, AWKWARD, None).await;
    check(&INSTAGRAM, ESCAPED, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_of_the_same_words_from_before_is_no_evidence() {
    let stage = Stage::set().await;
    let first = stage.signed(&FACEBOOK.text("We are open."), 5);
    let between = stage.signed(&FACEBOOK.text("Come in."), 6);
    let again = stage.signed(&FACEBOOK.text("We are open."), 7);
    for post in [first, between] {
        stage.posted(post).await;
    }
    // Not taken: what can be read back is the post of two minutes ago, which is another part's.
    stage.fault(FACEBOOK.practice, FACEBOOK.commit, 0, 1, Action::ServerError { after_accept: false, status: 500 });
    stage.posted(again).await;
    assert_eq!(stage.asked(FACEBOOK.commit), 4);
    stage.holds_exactly(&[first, between, again]);
}
