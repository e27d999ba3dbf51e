//! What is the same, what is near, and what only treats of the same thing: the examples that [`NEAR`] was measured on.

use super::*;
use crate::model::Platform;

fn print(text: &str) -> Fingerprint {
    Fingerprint::of(&Content::of_text(Platform::X, text)).unwrap()
}

fn apart(one: &str, other: &str) -> u32 {
    (print(one).near.unwrap() ^ print(other).near.unwrap()).count_ones()
}

const FLU: &str = "Flu season is here, and the best time for your shot is before it reaches your family. Walk in on Thursday or \
                   Friday between nine and noon; no appointment is needed, and it takes ten minutes. Bring your insurance card.";
const SLEEP: &str = "Trouble sleeping? Keep the same hours every day, leave your phone outside the bedroom, and have your last \
                     coffee before two in the afternoon. If nothing helps after four weeks, talk to us: there is often a cause.";

/// The same post after what people do to a text before they post it again.
const REWORDED: [&str; 5] = [
    "Flu season is here, and the best time for your shot is before it reaches your family. Walk in on Monday or \
     Tuesday between nine and noon; no appointment is needed, and it takes ten minutes. Bring your insurance card.",
    "Flu season is here, and the best time for your shot is before it reaches your family. Walk in on Thursday or \
     Friday between nine and noon; no appointment is needed, and it takes ten minutes. Bring your insurance card. #FluShot #Health",
    "Reminder: flu season is here, and the best time for your shot is before it reaches your family. Walk in on Thursday or \
     Friday between nine and noon; no appointment is needed, and it takes ten minutes.",
    "Flu season is here, and the best time for your shot is before it reaches your children. Walk in on Thursday or \
     Friday between nine and noon; no appointment needed, and it takes ten minutes. Bring your insurance card!",
    "Flu season is here! The best time for your shot is before it reaches your family. Walk in on Thursday or \
     Friday between nine and twelve; no appointment is needed, and it takes ten minutes. Bring your insurance card.",
];

/// Other posts, some of them on the same matter.
const OTHERS: [&str; 5] = [
    SLEEP,
    "Who should get a flu shot? Everybody from six months of age, and above all people over sixty-five, those who are \
     pregnant, and anybody with asthma or diabetes. Ask us which vaccine is right for you at your next visit.",
    "A flu shot can't give you the flu. What you may feel for a day is a sore arm or a slight fever: that is your body \
     learning. Serious reactions are very rare, and we watch over you for fifteen minutes afterwards.",
    "Our new opening hours: from Thursday on we are here between eight and six, and on Friday until noon. For \
     appointments call us, or book online at any time. Bring your insurance card to your first visit this quarter.",
    "Meet Doctor Rao, who joins us on Thursday. She looked after families in Pune for ten years, speaks four languages, \
     and has time for your questions. Walk in and say hello; no appointment is needed for that.",
];

#[test]
fn case_signs_spaces_and_counted_clicks_make_no_difference() {
    let plain = print("Flu shots from Thursday: https://lakeside.example/flu");
    for other in [
        "FLU SHOTS from thursday — https://lakeside.example/flu/",
        "flu   shots\nfrom Thursday: https://lakeside.example/flu?utm_source=x#top",
        "Flu\u{200B} shots from Thurs\u{AD}day 💉 http://lakeside.example/flu",
        "Ｆlu shots from Thursday: https://lakeside.example/flu",
    ] {
        assert!(plain.says_the_same(&print(other)), "{other}");
    }
    for other in
        ["Flu shots from Friday: https://lakeside.example/flu", "Flu shots from Thursday: https://lakeside.example/rsv"]
    {
        assert!(!plain.says_the_same(&print(other)), "{other}");
    }
}

#[test]
fn what_says_nothing_has_no_fingerprint_and_signs_alone_have_one() {
    assert_eq!(Fingerprint::of(&Content::of_text(Platform::X, " \n")), None);
    assert!(print("🎉🎉").says_the_same(&print("🎉 🎉")));
    assert!(!print("🎉").says_the_same(&print("💉")));
}

#[test]
fn a_text_of_a_few_words_is_compared_for_sameness_only() {
    assert_eq!(print("Flu shots from Thursday, walk in.").near, None);
    assert!(!print("Flu shots from Thursday.").is_near(&print("Flu shots from Friday.")));
}

#[test]
fn what_was_reworded_is_near_and_what_is_another_post_is_not() {
    let reworded: Vec<u32> = REWORDED.iter().map(|other| apart(FLU, other)).collect();
    let mut others: Vec<u32> = OTHERS.iter().map(|other| apart(FLU, other)).collect();
    for (index, one) in OTHERS.iter().enumerate() {
        others.extend(OTHERS[index + 1..].iter().map(|other| apart(one, other)));
    }
    assert!(reworded.iter().all(|bits| *bits <= NEAR), "reworded: {reworded:?}, others: {others:?}");
    assert!(others.iter().all(|bits| *bits > NEAR + 4), "others: {others:?}, reworded: {reworded:?}");
    assert!(REWORDED.iter().all(|other| print(FLU).is_near(&print(other)) && !print(FLU).says_the_same(&print(other))));
}

#[test]
fn texts_without_spaces_between_words_are_compared_as_well() {
    let one =
        "インフルエンザの予防接種は木曜日の午前九時から始まります。予約は必要ありません。保険証をお持ちください。";
    let other =
        "インフルエンザの予防接種は金曜日の午前九時から始まります。予約は必要ありません。保険証をお持ちください。";
    assert!(print(one).is_near(&print(other)), "{}", apart(one, other));
    assert!(!print(one).says_the_same(&print(other)));
}

#[test]
fn a_thread_counts_whole_and_its_first_comment_not() {
    let mut thread = Content::of_text(Platform::X, "One.");
    let part = |role, text: &str| crate::model::Part { role, text: text.into(), media: Vec::new() };
    thread.parts.push(part(PartRole::Thread, "Two."));
    let alone = Fingerprint::of(&thread).unwrap();
    assert!(!alone.says_the_same(&print("One.")));
    thread.parts.push(part(PartRole::FirstComment, "More at our desk."));
    assert!(Fingerprint::of(&thread).unwrap().says_the_same(&alone));
}
