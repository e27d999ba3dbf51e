//! The judge is shown one fault of each kind, made by hand.

use std::collections::BTreeMap;

use countersign_core::model::Gesture;

use super::*;
use crate::trial::evidence::{Ban, DraftSeen, SignatureSeen, Span};

const DUE: Millis = Millis(1_795_228_800_000);

fn words(text: &str) -> Words {
    Words { text: Wording::Exactly(text.into()), link: None, media: vec!["ab".into()], alts: vec!["A lake".into()] }
}

fn commit(seq: i64) -> Commit {
    Commit {
        seq,
        at: DUE,
        part: 0,
        recipient: None,
        under: None,
        manifest: "m1".into(),
        revision: "r1".into(),
        words: words("No 1: come"),
    }
}

fn public(id: &str) -> Public {
    Public {
        platform: Platform::X,
        id: id.into(),
        number: Some(1),
        text: "No 1: come".into(),
        link: None,
        media: vec!["ab".into()],
        alts: vec![Some("A lake".into())],
        recipient: None,
        under: None,
        at: DUE.plus(300),
    }
}

/// One post, signed at 10, begun at 20, public once.
fn as_it_should_be() -> Evidence {
    let post = PostSeen {
        platform: Platform::X,
        channel: "c1".into(),
        answers: false,
        due: DUE,
        state: ExecutionState::Posted,
        reason: None,
        told: "posted".into(),
        parts: 1,
        said_public: 1,
        unclear: 0,
        commits: vec![commit(20)],
        signatures: vec![SignatureSeen { seq: 10, manifest: "m1".into(), good: true }],
        revoked: Vec::new(),
        revised: vec![(5, "r1".into())],
        said_otherwise: 0,
    };
    Evidence { posts: BTreeMap::from([(1, post)]), public: vec![public("a")], ..Evidence::default() }
}

fn with(change: impl FnOnce(&mut Evidence, &mut PostSeen)) -> Verdict {
    let mut evidence = as_it_should_be();
    let mut post = evidence.posts.remove(&1).unwrap();
    change(&mut evidence, &mut post);
    evidence.posts.insert(1, post);
    judge(&evidence)
}

#[track_caller]
fn sees(verdict: &Verdict, breach: Breach) {
    let seen: Vec<Breach> = verdict.findings.iter().map(|finding| finding.breach).collect();
    assert_eq!(seen, [breach], "{:?}", verdict.findings);
    assert_eq!((verdict.count(breach), verdict.holds()), (1, false));
}

fn wordless(change: impl FnOnce(&mut GestureSeen)) -> Verdict {
    let mut seen = GestureSeen {
        kind: Gesture::Like,
        target: "t1".into(),
        state: GestureState::Done,
        reason: None,
        let_out: true,
        stands: 1,
    };
    change(&mut seen);
    judge(&Evidence { gestures: vec![seen], ..as_it_should_be() })
}

#[test]
fn what_is_done_without_words_stands_once_under_a_signature_and_is_said_to() {
    let good = wordless(|_| ());
    assert!(good.holds() && good.wordless == 1, "{:?}", good.findings);
    sees(&wordless(|seen| seen.stands = 2), Breach::Twice);
    sees(&wordless(|seen| seen.let_out = false), Breach::Unsigned);
    sees(&wordless(|seen| seen.stands = 0), Breach::Misstated);
    sees(&wordless(|seen| (seen.state, seen.stands) = (GestureState::Waiting, 0)), Breach::Missing);
    let told = |seen: &mut GestureSeen| {
        (seen.state, seen.stands, seen.reason) = (GestureState::Missed, 0, Some("It was stopped.".into()));
    };
    assert!(wordless(told).holds());
    let unasked = Evidence { unasked: vec!["repost of t2".into()], ..as_it_should_be() };
    sees(&judge(&unasked), Breach::Unsigned);
}

#[test]
fn what_is_as_it_should_be_is_public_once() {
    let verdict = judge(&as_it_should_be());
    assert!(verdict.holds(), "{:?}", verdict.findings);
    assert_eq!((verdict.signed, verdict.once, verdict.earliest), (1, 1, 0));
}

#[test]
fn twice_is_seen() {
    sees(
        &with(|all, post| {
            all.public.push(public("b"));
            (post.unclear, post.said_public) = (0, 1);
        }),
        Breach::Twice,
    );
}

#[test]
fn twice_under_two_manifests_is_seen() {
    let verdict = with(|all, post| {
        let mut again = commit(40);
        (again.manifest, again.revision, again.words) = ("m2".into(), "r2".into(), words("No 1: come, please"));
        post.commits.push(again);
        post.revised.push((30, "r2".into()));
        post.signatures.push(SignatureSeen { seq: 35, manifest: "m2".into(), good: true });
        all.public.push(Public { text: "No 1: come, please".into(), ..public("b") });
    });
    sees(&verdict, Breach::Twice);
}

#[test]
fn missing_without_a_reason_is_seen_and_with_one_is_counted() {
    let missing = |all: &mut Evidence, post: &mut PostSeen| {
        all.public.clear();
        (post.state, post.said_public) = (ExecutionState::Scheduled, 0);
    };
    sees(&with(missing), Breach::Missing);
    let told = with(|all, post| {
        missing(all, post);
        (post.state, post.reason) = (ExecutionState::Missed, Some("its time passed".into()));
    });
    assert!(told.holds(), "{:?}", told.findings);
    assert_eq!((told.once, told.reasons["missed: its time passed"]), (0, 1));
}

#[test]
fn what_nobody_signed_is_seen() {
    sees(&with(|_, post| post.signatures.clear()), Breach::Unsigned);
    sees(&with(|_, post| post.signatures[0].good = false), Breach::Unsigned);
    sees(&with(|_, post| post.signatures[0].seq = 25), Breach::Unsigned);
    sees(&with(|_, post| post.signatures[0].manifest = "m2".into()), Breach::Unsigned);
    sees(&with(|all, _| all.public.push(Public { number: None, ..public("b") })), Breach::Unsigned);
}

#[test]
fn what_was_taken_back_or_changed_before_its_commit_is_seen() {
    sees(&with(|_, post| post.revoked.push(15)), Breach::Unsigned);
    sees(&with(|_, post| post.revised.push((15, "r2".into()))), Breach::Unsigned);
    assert!(with(|_, post| post.revoked.push(25)).holds(), "after the commit it changes nothing");
    let again = with(|_, post| {
        post.revoked.push(12);
        post.signatures.push(SignatureSeen { seq: 14, manifest: "m1".into(), good: true });
    });
    assert!(again.holds(), "it was signed again: {:?}", again.findings);
}

#[test]
fn what_is_public_without_a_commit_is_seen() {
    let verdict = with(|_, post| post.commits.clear());
    assert_eq!(verdict.count(Breach::Unsigned), 1, "{:?}", verdict.findings);
}

#[test]
fn an_answer_under_something_else_than_it_was_signed_for_is_seen() {
    let under = |signed: &str, shown: &str| {
        with(|all, post| {
            post.commits[0].under = Some(signed.into());
            all.public[0].under = Some(shown.into());
        })
    };
    assert!(under("c1", "c1").holds());
    assert_eq!(under("c1", "c2").count(Breach::OtherContent), 1);
}

#[test]
fn other_content_is_seen() {
    for change in [
        |it: &mut Public| it.text = "No 1: come!".into(),
        |it: &mut Public| it.media = vec!["cd".into()],
        |it: &mut Public| it.alts = vec![Some("A hill".into())],
        |it: &mut Public| it.link = Some("https://elsewhere.example".into()),
    ] {
        let verdict = with(|all, _| change(&mut all.public[0]));
        assert_eq!(verdict.count(Breach::OtherContent), 1, "{:?}", verdict.findings);
        assert_eq!(verdict.once, 0);
    }
}

#[test]
fn what_began_after_a_stop_is_seen_by_the_order_of_the_record() {
    let span = |from, until, post: Option<usize>| {
        let ban = post.map_or(Ban::Everything, Ban::Post);
        Span { why: "everything was stopped", ban, from, until }
    };
    sees(&with(|all, _| all.spans.push(span(15, None, None))), Breach::Forbidden);
    sees(&with(|all, _| all.spans.push(span(15, Some(25), Some(1)))), Breach::Forbidden);
    assert!(with(|all, _| all.spans.push(span(15, Some(18), None))).holds(), "it was over");
    assert!(with(|all, _| all.spans.push(span(21, None, None))).holds(), "it came later");
    assert!(with(|all, _| all.spans.push(span(15, None, Some(2)))).holds(), "it was about another post");
}

#[test]
fn what_began_against_a_rule_of_the_clinic_is_seen() {
    let ruled = |ban: Ban| with(|all, _| all.spans.push(Span { why: "of a rule", ban, from: 15, until: None }));
    // DUE is a Saturday, 08:10 on the clinic's clock.
    let hours = |from, until| Ban::Outside("c1".into(), vec![(6, from, until)]);
    sees(&ruled(hours(491, 1440)), Breach::Forbidden);
    sees(&ruled(hours(0, 490)), Breach::Forbidden);
    sees(&ruled(Ban::Outside("c1".into(), vec![(5, 0, 1440), (7, 0, 1440)])), Breach::Forbidden);
    assert!(ruled(hours(490, 491)).holds(), "it is within");
    assert!(ruled(Ban::Outside("c2".into(), Vec::new())).holds(), "it was about another channel");
    sees(&ruled(Ban::Words("come".into())), Breach::Forbidden);
    assert!(ruled(Ban::Words("go".into())).holds(), "it does not say that");
}

#[test]
fn what_came_too_soon_after_another_post_of_its_channel_is_seen() {
    let after = |minutes: i64, state, gap: i64| {
        with(|all, post| {
            let mut other = post.clone();
            (other.commits[0].seq, other.due) = (18, post.due.plus(-minutes * Millis::MINUTE));
            other.commits[0].at = other.due;
            other.commits[0].words = words("No 2: come");
            (other.state, other.reason) = (state, Some("somebody wanted it down".into()));
            all.posts.insert(2, other);
            let at = post.due.plus(-minutes * Millis::MINUTE);
            all.public.push(Public { number: Some(2), text: "No 2: come".into(), at, ..public("b") });
            let ban = Ban::Nearer("c1".into(), gap * Millis::MINUTE);
            all.spans.push(Span { why: "of a rule", ban, from: 19, until: None });
        })
    };
    use ExecutionState as S;
    sees(&after(20, S::Posted, 30), Breach::Forbidden);
    assert!(after(26, S::Posted, 30).holds(), "a slow line is no breach");
    assert!(after(40, S::Posted, 30).holds(), "it is far enough");
    assert!(after(20, S::Removed, 30).holds(), "the other one was taken down");
}

#[test]
fn what_was_signed_and_is_gone_from_the_clinic_is_seen() {
    let verdict = with(|all, _| all.lost.push(7));
    sees(&verdict, Breach::Missing);
    assert_eq!((verdict.signed, verdict.is_telling()), (2, false));
}

#[test]
fn what_began_before_its_time_by_its_own_clock_is_seen() {
    sees(&with(|_, post| post.commits[0].at = DUE.plus(-1)), Breach::Early);
}

#[test]
fn a_reading_that_tells_what_is_not_so_is_seen() {
    sees(&with(|_, post| post.said_otherwise = 1), Breach::Misread);
}

#[test]
fn what_is_early_by_more_than_the_clocks_may_differ_is_seen() {
    let verdict = with(|all, _| all.public[0].at = DUE.plus(-119_000));
    assert_eq!((verdict.holds(), verdict.earliest), (true, 119_000));
    sees(&with(|all, _| all.public[0].at = DUE.plus(-121_000)), Breach::Early);
}

#[test]
fn a_doubt_is_honest_only_where_the_platform_can_not_tell() {
    let doubt = |platform| {
        with(move |all, post| {
            (post.platform, all.public[0].platform) = (platform, platform);
            (post.state, post.said_public, post.unclear) = (ExecutionState::InDoubt, 0, 1);
        })
    };
    for platform in [Platform::Whatsapp, Platform::Tiktok] {
        let verdict = doubt(platform);
        assert!(verdict.holds(), "{:?}", verdict.findings);
        assert_eq!((verdict.once, verdict.doubts.values().sum::<usize>()), (0, 1));
    }
    for platform in [Platform::X, Platform::Facebook, Platform::Linkedin, Platform::Instagram, Platform::Youtube] {
        sees(&doubt(platform), Breach::NeedlessDoubt);
    }
}

#[test]
fn what_waits_for_a_persons_hand_is_in_no_doubt() {
    let verdict = with(|all, post| {
        all.public.clear();
        (post.state, post.said_public, post.unclear) = (ExecutionState::HandedOver, 0, 1);
        post.reason = Some("post this by hand".into());
    });
    assert!(verdict.holds(), "{:?}", verdict.findings);
    assert_eq!(verdict.reasons["handed_over: post this by hand"], 1);
}

#[test]
fn what_is_told_otherwise_than_it_is_is_seen() {
    let failed = with(|_, post| {
        (post.state, post.said_public, post.reason) = (ExecutionState::Failed, 0, Some("refused".into()));
    });
    sees(&failed, Breach::Misstated);
    let nowhere = with(|all, _| all.public.clear());
    assert_eq!((nowhere.count(Breach::Misstated), nowhere.once), (1, 0), "{:?}", nowhere.findings);
}

#[test]
fn a_message_is_counted_by_recipient() {
    let to = |all: &mut Evidence, post: &mut PostSeen, got: &[&str]| {
        (post.platform, post.parts, post.said_public) = (Platform::Whatsapp, 2, 2);
        let filled = Words { text: Wording::Filled(vec!["No 1".into()]), ..words("") };
        post.commits = ["41", "42"]
            .iter()
            .zip(0..)
            .map(|(number, part)| Commit {
                part,
                recipient: Some((*number).into()),
                words: filled.clone(),
                ..commit(20)
            })
            .collect();
        let message = |number: &&str| Public {
            platform: Platform::Whatsapp,
            recipient: Some((*number).into()),
            text: "On No 1 we begin".into(),
            ..public(number)
        };
        all.public = got.iter().map(message).collect();
    };
    assert_eq!(with(|all, post| to(all, post, &["41", "42"])).once, 1);
    assert_eq!(with(|all, post| to(all, post, &["41", "42", "41"])).count(Breach::Twice), 1);
    assert_eq!(with(|all, post| to(all, post, &["41", "43"])).count(Breach::OtherContent), 1);
}

#[test]
fn a_lost_draft_is_seen() {
    let draft = |text: &str| DraftSeen { text: text.into(), may_say: vec!["Half".into(), "Half a".into()] };
    assert!(with(|all, _| all.drafts.push(draft("Half a"))).holds());
    sees(&with(|all, _| all.drafts.push(draft("Ha"))), Breach::DraftLost);
}
