//! What a subscription of the account's allows.

use super::films::film;
use super::*;

#[test]
fn a_subscription_allows_longer_texts_and_videos_on_x_and_nowhere_else() {
    let premium = Given {
        lends: true,
        tier: ChannelTier::Premium,
        creator: None,
        charged: true,
        read_back: false,
        comments_not: None,
        answers: None,
    };
    let long = |platform, length: usize| {
        let content = Content::of_text(platform, "a".repeat(length));
        check(platform, &content, &|_| None, premium).blocks()
    };
    assert!(!long(Platform::X, 25_000) && long(Platform::X, 25_001) && long(Platform::Linkedin, 3_001));
    let hour = crate::draft::video::Facts { duration_ms: 60 * 60 * 1_000, ..film() };
    let mut content = with_pictures(Platform::X, 1);
    content.parts[0].media[0].alt = AltText::default();
    let codes = |given: Given| {
        let report = check(Platform::X, &content, &|_| Some(MediaFacts::Video(hour.clone())), given);
        report.findings.iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(premium), []);
    assert_eq!(codes(true.into()), [FindingCode::VideoLength]);
}
