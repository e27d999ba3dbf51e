//! What becomes of what was sent: comments that come too soon, what is read back with gaps, and what is taken down.
//!
//! Invariant under test: nothing is said to be gone, or absent, that LinkedIn did not say of the very post.

use countersign_practice::LinkedinWire;

use super::*;

#[tokio::test]
async fn what_is_public_is_taken_down_once_and_for_all() {
    let running = practice().await;
    let linkedin = linkedin(&running);
    let account = account(Platform::Linkedin);
    let root =
        published(&linkedin, &part(PartRole::Main, "Breathe easier"), &Prepared::default(), None).await.platform_id;
    let comment = part(PartRole::FirstComment, "Book here");
    let comment = published(&linkedin, &comment, &Prepared::default(), Some(&root)).await.platform_id;
    assert!(matches!(linkedin.remove(&account, &comment).await, Removal::Removed));
    assert!(matches!(linkedin.remove(&account, &comment).await, Removal::AlreadyGone));
    let stranger = of_a_member(&running);
    assert!(matches!(stranger.remove(&account, &root).await, Removal::Refused(_)));
    running.control().script(fault(There::Linkedin, "DELETE", at::POST, Action::DropAfterAccept));
    assert!(matches!(linkedin.remove(&account, &root).await, Removal::TryAgain(_)));
    assert!(matches!(linkedin.remove(&account, &root).await, Removal::AlreadyGone));
    assert!(running.control().ledger().iter().all(|entry| entry.removed_at.is_some()));
    assert!(matches!(linkedin.remove(&account, "urn:li:share:1").await, Removal::AlreadyGone));
    assert!(matches!(stranger.remove(&member(), "urn:li:share:1").await, Removal::Refused(_)), "a member can't look");
}

#[tokio::test]
async fn a_post_known_by_its_activity_is_never_said_to_be_gone() {
    let running = practice().await;
    let linkedin = linkedin(&running);
    let post = published(&linkedin, &part(PartRole::Main, "Breathe easier"), &Prepared::default(), None).await;
    let activity = running.control().linkedin_activity(&post.platform_id).unwrap();
    let address = format!(
        "https://www.linkedin.com/posts/lakeside_breathe-{}-AbCd",
        &activity["urn:li:".len()..].replace(':', "-")
    );
    let page = account(Platform::Linkedin);
    let seen = linkedin.sighting_at(&page, PartRole::Main, &address).unwrap();
    assert_eq!(seen.platform_id, activity);
    let asked = running.control().request_log().len();
    let removal = linkedin.remove(&page, &activity).await;
    let Removal::Refused(failure) = removal else { panic!("{removal:?}") };
    assert!(failure.message.contains("delete it there"), "{failure:?}");
    assert_eq!(running.control().request_log().len(), asked, "no answer would say anything of the post");
    assert!(running.control().ledger()[0].removed_at.is_none());

    // A comment's own name holds its post's activity, and is LinkedIn's.
    let comment = part(PartRole::FirstComment, "Book here");
    let comment = published(&linkedin, &comment, &Prepared::default(), Some(&activity)).await.platform_id;
    assert!(matches!(linkedin.remove(&page, &comment).await, Removal::Removed));
}

#[tokio::test]
async fn a_first_comment_that_comes_too_soon_can_be_sent_again() {
    let running = practice().await;
    let linkedin = linkedin(&running);
    let root = published(&linkedin, &part(PartRole::Main, "Breathe easier"), &Prepared::default(), None).await;
    running.control().set_linkedin_wire(LinkedinWire { early_comments: 2, ..LinkedinWire::default() });
    let comment = part(PartRole::FirstComment, "Book here");
    for _ in 0..2 {
        let outcome = post(&linkedin, PAGE, &comment, None, &Prepared::default(), Some(&root.platform_id)).await;
        assert!(matches!(&outcome, Outcome::Absent(it) if it.class == FailureClass::TryAgain), "{outcome:?}");
    }
    published(&linkedin, &comment, &Prepared::default(), Some(&root.platform_id)).await;
    assert_eq!(running.control().ledger().len(), 2);
}

#[tokio::test]
async fn a_reading_with_a_gap_proves_nothing() {
    let item = |time: i64| json!({"id": "urn:li:share:1", "commentary": "Breathe easier", "createdAt": time});
    let comment = |actor: &str| json!({"$URN": "urn:li:comment:(urn:li:activity:1,2)", "actor": actor, "message": {"text": "Breathe easier"}});
    let (now, long_ago) = (4_000_000_000_000, 1_000_000_000_000);
    for (role, element, matches, complete) in [
        (PartRole::Main, item(now), 10, false),
        (PartRole::Main, item(long_ago), 0, true),
        (PartRole::FirstComment, comment(PAGE), 10, false),
        (PartRole::FirstComment, comment(""), 0, false),
    ] {
        let body = json!({"elements": [element], "paging": {}}).to_string();
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let server = scripted(Then::Answer(answer)).await;
        let linkedin = with(&server.base, "token", LinkedinSettings::default());
        let (account, part) = (account(Platform::Linkedin), part(role, "Breathe easier"));
        let parent = (role == PartRole::FirstComment).then_some("urn:li:share:1");
        let sightings = linkedin.find(&search(&account, &part, parent, a_minute_ago())).await.unwrap();
        assert_eq!((sightings.matches.len(), sightings.complete), (matches, complete), "{body}");
    }
}
