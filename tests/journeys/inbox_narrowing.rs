//! The inbox narrowed to what somebody wants to see: nobody's, somebody's, late, under one post; and a conversation that is longer
//! than what is shown at first.

use countersign_core::api::types::{Conversation, InboxPage};
use countersign_core::model::{Content, Millis, Platform, Role};
use countersign_practice::Platform as Practised;
use countersign_tests::inbox::public;
use countersign_tests::stage::Stage;
use serde_json::{Value, json};

const COMPLAINT: &str = "Worst service ever, I waited three hours and want to complain.";
const PRAISE: &str = "Lovely picture!";
const ELSEWHERE: &str = "Do you have parking?";

fn words(page: &InboxPage) -> Vec<&str> {
    page.conversations.iter().map(|it| it.words.as_str()).collect()
}

async fn flu_shots() -> (Stage, String) {
    let (stage, _, called) = public(|_| Content::of_text(Platform::Facebook, "Flu shots from Thursday.")).await;
    (stage, called)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_took_what_is_somebodys_and_what_is_late_are_lists_of_their_own() {
    let (stage, called) = flu_shots().await;
    stage.says(Practised::Facebook, &called, "joseph", COMPLAINT);
    stage.says(Practised::Facebook, &called, "asha", PRAISE);
    stage.until_so(15_000, 6, || stage.inbox(&json!({})).conversations.len() == 2).await;
    let joseph = stage.inbox(&json!({})).conversations.remove(0);
    let (me, doctor) = (stage.clinic().person(Role::Staff), stage.clinic().person(Role::Doctor));
    let give = json!({ "ids": [joseph.id], "act": { "act": "assign", "to": doctor } });
    let _: Value = stage.clinic().call("inbox_change", give);
    assert_eq!(words(&stage.inbox(&json!({ "whose": "nobody" }))), [PRAISE]);
    assert_eq!(words(&stage.inbox(&json!({ "whose": { "of": doctor } }))), [COMPLAINT]);
    assert!(stage.inbox(&json!({ "whose": { "of": me } })).conversations.is_empty());
    assert_eq!(words(&stage.inbox(&json!({ "whose": { "of": doctor }, "text": "wait" }))), [COMPLAINT]);
    assert!(stage.inbox(&json!({ "whose": "nobody", "text": "wait" })).conversations.is_empty());

    assert!(stage.inbox(&json!({ "late": true })).conversations.is_empty());
    stage.clinic().advance_awake(Millis::DAY);
    let late = stage.inbox(&json!({ "late": true }));
    assert_eq!(words(&late), [COMPLAINT], "for kind words nobody is late");
    assert_eq!(u32::try_from(late.conversations.len()), Ok(stage.inbox_totals().late), "the count counts the same");
    let done = json!({ "ids": [joseph.id], "act": { "act": "done" } });
    let _: Value = stage.clinic().call("inbox_change", done);
    for nothing in
        [json!({ "late": true }), json!({ "late": true, "text": "wait" }), json!({ "late": true, "view": "done" })]
    {
        assert!(stage.inbox(&nothing).conversations.is_empty(), "what is done waits for nobody: {nothing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_under_one_post_is_a_list_that_names_the_post_and_how_much_of_it_is_open() {
    let (stage, called) = flu_shots().await;
    let other = stage.signed(&Content::of_text(Platform::Facebook, "We are open on Saturdays."), 5);
    stage.posted(other).await;
    let saturdays = stage.called(other, 0);
    stage.clinic().as_receptionist();
    stage.says(Practised::Facebook, &called, "joseph", COMPLAINT);
    stage.says(Practised::Facebook, &called, "asha", PRAISE);
    stage.says(Practised::Facebook, &saturdays, "ravi", ELSEWHERE);
    stage.until_so(15_000, 6, || stage.inbox(&json!({})).conversations.len() == 3).await;
    let all = stage.inbox(&json!({}));
    assert!(all.under.is_none());
    let joseph = all.conversations.iter().find(|it| it.words == COMPLAINT).unwrap();
    let under = stage.conversation(joseph).post.unwrap();
    assert_eq!((under.words.as_str(), under.open), ("Flu shots from Thursday.", 2));
    let page = stage.inbox(&json!({ "under": under.id }));
    assert_eq!(words(&page), [COMPLAINT, PRAISE]);
    assert_eq!(page.under.map(|post| (post.id, post.open)), Some((under.id, 2)));
    let done = json!({ "ids": [joseph.id], "act": { "act": "done" } });
    let _: Value = stage.clinic().call("inbox_change", done);
    let page = stage.inbox(&json!({ "under": under.id }));
    assert_eq!((words(&page), page.under.as_ref().map(|post| post.open)), (vec![PRAISE], Some(1)));
    assert_eq!(words(&stage.inbox(&json!({ "under": under.id, "view": "done" }))), [COMPLAINT]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_long_conversation_the_newest_are_shown_and_the_rest_on_request() {
    const ANSWERS: usize = 620;
    let (stage, called) = flu_shots().await;
    let first = stage.says(Practised::Facebook, &called, "asha", "Who else had one?");
    stage.clinic().advance_awake(1_000);
    for number in 0..ANSWERS {
        stage.says(Practised::Facebook, &first, &format!("guest{number}"), &format!("Me, number {number}."));
    }
    let whole = |most: Option<u32>| -> Conversation {
        let page = stage.inbox(&json!({}));
        let of = page.conversations.first().expect("somebody wrote");
        stage.clinic().call("inbox_open", json!({ "id": of.id, "most": most }))
    };
    let there = || stage.inbox(&json!({})).conversations.len() == 1 && whole(Some(1_000)).items.len() == ANSWERS + 1;
    stage.until_so(15_000, 60, there).await;
    let newest = whole(None);
    assert_eq!((newest.items.len(), newest.earlier), (500, 121));
    assert_eq!(whole(Some(3)).items.len(), 500, "never fewer than at first");
    let more = whole(Some(600));
    assert_eq!((more.items.len(), more.earlier), (600, 21));
    let all = whole(Some(1_000));
    assert_eq!((all.items[0].words.as_str(), all.earlier), ("Who else had one?", 0));
    let noted = json!({ "id": all.summary.id, "words": "Many of them.", "most": 1_000 });
    let noted: Conversation = stage.clinic().call("inbox_note", noted);
    assert_eq!(noted.items.len(), ANSWERS + 1, "who notes something goes on reading where they were");
}
