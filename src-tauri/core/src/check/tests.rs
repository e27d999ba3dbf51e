//! What a check finds, by what a clinic would do.

pub(super) mod films;
mod premium;

use super::*;
use crate::model::{
    AltText, Audience, Digest, FacebookKind, InstagramKind, LinkedinArticle, ParameterFormat, ParameterPlace,
    PlatformOptions, TemplateCategory, TemplateHeaderKind, TemplateParameter, TemplateSlot, TemplateUse, TiktokConsent,
    TiktokPost, TiktokPrivacy, YoutubePrivacy, YoutubeVideo,
};

const KNOWN: PictureFacts = PictureFacts { width: 1600, height: 900, bytes: 400_000, format: PictureFormat::Jpeg };

fn report(platform: Platform, content: &Content) -> Report {
    let film = platform == Platform::Youtube;
    let known = |_: &MediaRef| Some(if film { MediaFacts::Video(films::film()) } else { MediaFacts::Picture(KNOWN) });
    check(platform, content, &known, true)
}

fn codes(platform: Platform, content: &Content) -> Vec<(FindingCode, Severity)> {
    report(platform, content).findings.iter().map(|finding| (finding.code, finding.severity)).collect()
}

fn part(role: PartRole, text: &str) -> Part {
    Part { role, text: text.to_owned(), media: Vec::new() }
}

fn picture(alt: &str) -> MediaRef {
    MediaRef { digest: Digest::of(alt.as_bytes()), alt: AltText(alt.to_owned()), crop: None }
}

fn with_pictures(platform: Platform, count: usize) -> Content {
    let mut content = Content::of_text(platform, "Our new waiting room");
    content.parts[0].media = (0..count).map(|n| picture(&format!("Chairs by a window, {n}"))).collect();
    if platform == Platform::Whatsapp {
        content.options = template(count);
    }
    // Everything there is a video, of which nobody is told a description.
    if platform == Platform::Youtube {
        content.options = PlatformOptions::Youtube(YoutubeVideo {
            title: "Our new waiting room".into(),
            privacy: Some(YoutubePrivacy::Public),
            made_for_kids: Some(false),
            ..YoutubeVideo::NEW
        });
        content.parts[0].media.iter_mut().for_each(|film| film.alt.0.clear());
    }
    // Nor of a picture there.
    if platform == Platform::Tiktok {
        content.options = PlatformOptions::Tiktok(TiktokPost {
            privacy: Some(TiktokPrivacy::Public),
            consent: Some(TiktokConsent::Music),
            ..TiktokPost::NEW
        });
        content.parts[0].media.iter_mut().for_each(|picture| picture.alt.0.clear());
    }
    content
}

/// A template that is filled in and goes to somebody.
fn template(pictures: usize) -> PlatformOptions {
    let header = if pictures > 0 { TemplateHeaderKind::Image } else { TemplateHeaderKind::None };
    PlatformOptions::Whatsapp {
        template: Some(Box::new(TemplateUse {
            id: "7".into(),
            name: "flu".into(),
            language: "en".into(),
            category: TemplateCategory::Marketing,
            format: ParameterFormat::Positional,
            header,
            digest: Digest::of(b"flu"),
            parameters: Vec::new(),
            audience: Some(Audience {
                list: "01931c2e-5b00-7000-8000-000000000001".parse().unwrap(),
                digest: Digest::of(b"everybody"),
                count: 3,
            }),
        })),
    }
}

fn with_link(link: &str) -> Content {
    let mut content = Content::of_text(Platform::Facebook, "Read more about COPD");
    content.options = PlatformOptions::Facebook { link: Some(link.to_owned()), kind: FacebookKind::Post };
    content
}

/// A post as plain as its platform takes it.
fn whole(platform: Platform, text: &str) -> Content {
    let row = capability(platform);
    let least = if row.watch.is_some() { 1 } else { row.pictures.least.value as usize };
    let mut content = with_pictures(platform, least);
    content.parts[0].text = text.to_owned();
    content
}

#[test]
fn a_plain_post_passes_everywhere() {
    for platform in Platform::ALL {
        let report = report(*platform, &whole(*platform, "Ask us about your flu vaccine."));
        assert_eq!(report.findings, Vec::new());
        assert_eq!((report.counters.len(), report.counters[0].used, report.counters[0].over), (1, 30, false));
    }
}

#[test]
fn an_empty_post_is_refused_and_a_picture_alone_is_not() {
    for platform in Platform::ALL {
        for text in ["", " \n ", "\u{200B}"] {
            assert!(report(*platform, &Content::of_text(*platform, text)).blocks(), "{text:?}");
        }
        let mut content = with_pictures(*platform, 1);
        content.parts[0].text.clear();
        assert_eq!(codes(*platform, &content), []);
        assert!(report(*platform, &Content { parts: Vec::new(), options: PlatformOptions::of(*platform) }).blocks());
    }
    let mut link = with_link("https://www.who.int/copd");
    link.parts[0].text.clear();
    assert_eq!(codes(Platform::Facebook, &link), []);
}

#[test]
fn a_text_over_the_limit_says_by_how_much() {
    let report = report(Platform::X, &Content::of_text(Platform::X, "a".repeat(292)));
    assert!(report.blocks() && report.counters[0].over);
    let message = &report.findings[0].message;
    assert!(message.starts_with("The post is 12 characters too long for X. With X Premium"), "{message}");
    let facebook = Content::of_text(Platform::Facebook, "😷".repeat(31_604));
    assert_eq!(codes(Platform::Facebook, &facebook), [(FindingCode::TextTooLong, Severity::Block)]);
    assert_eq!(
        check(Platform::Facebook, &facebook, &|_| None, true).findings[0].message,
        "The post is 2 characters too long for Facebook."
    );
}

#[test]
fn x_says_when_the_limit_is_near_and_why_its_count_differs() {
    let near = report(Platform::X, &Content::of_text(Platform::X, "a".repeat(271)));
    assert_eq!(near.findings[0].message, "The post is 9 characters from X's limit.");
    assert_eq!(near.findings[0].severity, Severity::Hint);
    assert!(report(Platform::X, &Content::of_text(Platform::X, "a".repeat(259))).findings.is_empty());
    let noted = report(Platform::X, &Content::of_text(Platform::X, "👍 https://www.who.int/a/long/way"));
    assert_eq!(noted.counters[0].used, 2 + 1 + 23);
    assert_eq!(noted.counters[0].note.as_deref(), Some("The link counts as 23. Emoji and some characters count as 2."));
}

#[test]
fn every_part_has_its_own_counter_and_name() {
    let content = Content {
        parts: vec![
            part(PartRole::Main, "One"),
            part(PartRole::Thread, &"a".repeat(281)),
            part(PartRole::FirstComment, &"b".repeat(282)),
        ],
        options: PlatformOptions::X {},
    };
    let report = report(Platform::X, &content);
    assert_eq!(report.counters.iter().map(|counter| counter.used).collect::<Vec<_>>(), [3, 281, 282]);
    let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert!(
        messages[0].starts_with("Post 2 of the thread is 1 character too long for X. With X Premium"),
        "{messages:?}"
    );
    assert_eq!(messages[1..], ["The first comment is 2 characters too long for X."]);
    assert_eq!(report.findings[1].part, Some(2));
}

#[test]
fn parts_have_to_fit_the_platform() {
    let of = |platform, roles: &[PartRole]| Content {
        parts: roles.iter().map(|role| part(*role, "A text")).collect(),
        options: PlatformOptions::of(platform),
    };
    use PartRole::{FirstComment, Main, Thread};
    assert_eq!(codes(Platform::X, &of(Platform::X, &[Main, Thread, FirstComment])), []);
    assert_eq!(codes(Platform::Facebook, &of(Platform::Facebook, &[Main, FirstComment])), []);
    for (platform, roles, code) in [
        (Platform::Facebook, vec![Main, Thread], FindingCode::ThreadUnsupported),
        (Platform::Facebook, vec![Main, FirstComment, FirstComment], FindingCode::FirstCommentTwice),
        (Platform::X, vec![Thread], FindingCode::PartsDisordered),
        (Platform::X, vec![Main, Main], FindingCode::PartsDisordered),
        (Platform::X, vec![Main, FirstComment, Thread], FindingCode::PartsDisordered),
        (Platform::X, [vec![Main], vec![Thread; 25]].concat(), FindingCode::ThreadTooLong),
    ] {
        assert_eq!(codes(platform, &of(platform, &roles)), [(code, Severity::Block)]);
    }
}

#[test]
fn pictures_are_counted_per_platform() {
    assert_eq!(codes(Platform::X, &with_pictures(Platform::X, 4)), []);
    assert_eq!(codes(Platform::X, &with_pictures(Platform::X, 5)), [(FindingCode::TooManyPictures, Severity::Block)]);
    assert_eq!(codes(Platform::Facebook, &with_pictures(Platform::Facebook, 10)), []);
    assert_eq!(
        codes(Platform::Facebook, &with_pictures(Platform::Facebook, 11)),
        [(FindingCode::TooManyPictures, Severity::Block)]
    );
    let mut comment = Content::of_text(Platform::Facebook, "A text");
    comment.parts.push(Part { role: PartRole::FirstComment, text: "More".to_owned(), media: vec![picture("A chair")] });
    assert_eq!(codes(Platform::Facebook, &comment), [(FindingCode::FirstCommentPictures, Severity::Block)]);
}

#[test]
fn a_picture_without_a_description_is_noted() {
    let mut content = with_pictures(Platform::X, 2);
    content.parts[0].media[1].alt = AltText(" ".to_owned());
    let report = report(Platform::X, &content);
    assert_eq!((report.findings[0].code, report.findings[0].severity), (FindingCode::AltMissing, Severity::Note));
    assert!(report.findings[0].message.starts_with("Picture 2 has no description."));
    content.parts[0].media[1].alt = AltText("a".repeat(1001));
    assert_eq!(codes(Platform::X, &content), [(FindingCode::AltTooLong, Severity::Block)]);
    content.options = PlatformOptions::of(Platform::Facebook);
    assert_eq!(codes(Platform::Facebook, &content), []);
}

#[test]
fn a_picture_that_is_gone_is_refused_and_a_large_one_is_made_smaller() {
    let content = with_pictures(Platform::Facebook, 1);
    let of = |facts: Option<PictureFacts>| {
        let report = check(Platform::Facebook, &content, &|_| facts.map(MediaFacts::Picture), true);
        report.findings.first().map(|finding| (finding.code, finding.severity, finding.message.clone()))
    };
    assert_eq!(of(None).map(|found| (found.0, found.1)), Some((FindingCode::PictureUnknown, Severity::Block)));
    assert_eq!(of(Some(KNOWN)), None);
    let large = of(Some(PictureFacts { bytes: 7_250_000, ..KNOWN }));
    assert_eq!(large.unwrap().2, "The picture has 7.2 MB; Facebook takes 4 MB. A smaller copy will be sent.");
    let gif = of(Some(PictureFacts { format: PictureFormat::Gif, ..KNOWN }));
    assert_eq!(gif.unwrap().2, "The picture is a GIF file; it will be sent as a still JPEG.");
    assert_eq!(of(Some(PictureFacts { height: 100, ..KNOWN })).map(|found| found.0), Some(FindingCode::PictureSmall));
}

#[test]
fn a_link_has_to_be_an_https_address() {
    assert_eq!(codes(Platform::Facebook, &with_link("https://www.who.int/copd")), []);
    for (link, code) in [
        ("http://www.who.int", FindingCode::LinkNotHttps),
        ("www.who.int", FindingCode::LinkInvalid),
        ("", FindingCode::LinkInvalid),
        ("https://", FindingCode::LinkInvalid),
        ("https://localhost/a", FindingCode::LinkInvalid),
        ("https://127.0.0.1/a", FindingCode::LinkInvalid),
        ("https://name:word@who.int/", FindingCode::LinkInvalid),
        ("javascript:alert(1)", FindingCode::LinkInvalid),
    ] {
        assert_eq!(codes(Platform::Facebook, &with_link(link)), [(code, Severity::Block)], "{link}");
    }
    let mut both = with_link("https://www.who.int/copd");
    both.parts[0].media.push(picture("A lung"));
    assert_eq!(codes(Platform::Facebook, &both), [(FindingCode::LinkBesidePictures, Severity::Block)]);
}

#[test]
fn a_card_on_linkedin_needs_the_words_that_it_shows() {
    let with = |link: &str, title: &str| {
        let article = LinkedinArticle { link: link.to_owned(), title: title.to_owned() };
        Content {
            options: PlatformOptions::Linkedin { article: Some(article), document_title: String::new() },
            ..Content::of_text(Platform::Linkedin, "Breathe easier")
        }
    };
    let link = "https://www.who.int/copd";
    assert_eq!(codes(Platform::Linkedin, &with(link, "Chronic obstructive pulmonary disease")), []);
    assert_eq!(codes(Platform::Linkedin, &with(link, &"a".repeat(400))), []);
    for title in ["", "  ", &"a".repeat(401)] {
        assert_eq!(codes(Platform::Linkedin, &with(link, title)), [(FindingCode::LinkTitle, Severity::Block)]);
    }
    let invalid = with("who", "COPD");
    assert_eq!(codes(Platform::Linkedin, &invalid), [(FindingCode::LinkInvalid, Severity::Block)]);
    let mut both = with(link, "COPD");
    both.parts[0].media.push(picture("A lung"));
    assert_eq!(codes(Platform::Linkedin, &both), [(FindingCode::LinkBesidePictures, Severity::Block)]);
    let mut bare = with(link, "COPD");
    bare.parts[0].text.clear();
    assert_eq!(codes(Platform::Linkedin, &bare), [], "a card alone is a post");
}

#[test]
fn twenty_pictures_go_to_linkedin_and_one_more_does_not() {
    assert_eq!(codes(Platform::Linkedin, &with_pictures(Platform::Linkedin, 20)), []);
    let many = codes(Platform::Linkedin, &with_pictures(Platform::Linkedin, 21));
    assert_eq!(many, [(FindingCode::TooManyPictures, Severity::Block)]);
}

#[test]
fn the_options_of_another_platform_are_refused() {
    let content = Content::of_text(Platform::Facebook, "A text");
    assert_eq!(codes(Platform::X, &content), [(FindingCode::OptionsOfAnotherPlatform, Severity::Block)]);
}

#[test]
fn characters_that_x_refuses_are_refused() {
    let report = report(Platform::X, &Content::of_text(Platform::X, "Breathe\u{FEFF} easier"));
    assert_eq!(
        (report.findings[0].code, report.findings[0].severity),
        (FindingCode::InvalidCharacter, Severity::Block)
    );
    assert!(report.findings[0].message.contains("U+FEFF"));
}

#[test]
fn manner_and_claims_never_block() {
    let text = "GUARANTEED RELIEF FOR YOUR BACK TODAY #a #b #c #d #e #f";
    for platform in Platform::ALL {
        let report = report(*platform, &whole(*platform, text));
        let found: Vec<FindingCode> = report.findings.iter().map(|finding| finding.code).collect();
        assert_eq!(found, [FindingCode::ClaimGuarantee, FindingCode::ManyHashtags, FindingCode::Shouting]);
        assert!(!report.blocks());
        assert_eq!(report.findings[0].severity, Severity::Note);
    }
}

#[test]
fn a_report_crosses_to_the_interface_and_back() {
    let report = report(Platform::X, &Content::of_text(Platform::X, "a".repeat(281)));
    let json = serde_json::to_string(&report).unwrap();
    assert!(json.contains(r#""code":"text_too_long","severity":"block""#), "{json}");
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
}

fn story(pictures: usize, text: &str) -> Content {
    let mut content = with_pictures(Platform::Instagram, pictures);
    content.parts[0].text = text.to_owned();
    content.parts[0].media.iter_mut().for_each(|media| media.alt = AltText(String::new()));
    Content { options: PlatformOptions::Instagram { kind: InstagramKind::Story, cover_ms: None }, ..content }
}

#[test]
fn instagram_takes_one_to_ten_pictures_and_no_post_without() {
    let of = |count| codes(Platform::Instagram, &with_pictures(Platform::Instagram, count));
    assert_eq!(of(0), [(FindingCode::PictureRequired, Severity::Block)]);
    assert_eq!((of(1), of(10)), (Vec::new(), Vec::new()));
    assert_eq!(of(11), [(FindingCode::TooManyPictures, Severity::Block)]);
}

#[test]
fn a_picture_of_another_shape_has_to_be_cut_for_instagram() {
    let of = |width, height, content: &Content| {
        let facts = PictureFacts { width, height, ..KNOWN };
        check(Platform::Instagram, content, &|_| Some(MediaFacts::Picture(facts)), true)
            .findings
            .first()
            .map(|finding| (finding.code, finding.severity, finding.message.clone()))
    };
    let post = with_pictures(Platform::Instagram, 1);
    // The last two are cut-outs that end at whole pixels.
    for (width, height) in [(1080, 1350), (1080, 1080), (1910, 1000), (800, 1001), (1911, 1000)] {
        assert_eq!(of(width, height, &post), None, "{width} × {height}");
    }
    let tall = of(1080, 1920, &post).unwrap();
    assert_eq!((tall.0, tall.1), (FindingCode::PictureShape, Severity::Block));
    assert_eq!(tall.2, "The picture is too tall for Instagram, which takes 4:5 at most. Cut it to fit.");
    let wide = of(2000, 1000, &post).unwrap();
    assert_eq!(wide.2, "The picture is too wide for Instagram, which takes 1.91:1 at most. Cut it to fit.");
    assert_eq!(of(1080, 1920, &story(1, "")), None, "a story is as tall as a telephone");
}

#[test]
fn a_story_is_one_picture_and_nothing_else() {
    let of = |content: &Content| codes(Platform::Instagram, content);
    assert_eq!(of(&story(1, "")), []);
    assert_eq!(of(&story(0, "")), [(FindingCode::PictureRequired, Severity::Block)]);
    assert_eq!(of(&story(2, "")), [(FindingCode::TooManyPictures, Severity::Block)]);
    assert_eq!(of(&story(1, "Come in")), [(FindingCode::StoryText, Severity::Block)]);
    let mut commented = story(1, "");
    commented.parts.push(part(PartRole::FirstComment, "Book here"));
    assert_eq!(of(&commented), [(FindingCode::FirstCommentUnsupported, Severity::Block)]);
    let mut described = story(1, "");
    described.parts[0].media[0].alt = AltText("A lake".to_owned());
    assert_eq!(of(&described), [(FindingCode::AltUnsupported, Severity::Hint)]);
}

#[test]
fn without_a_media_host_pictures_are_not_ready_where_they_are_fetched() {
    for platform in Platform::ALL {
        let report = check(*platform, &with_pictures(*platform, 1), &|_| Some(MediaFacts::Picture(KNOWN)), false);
        let missing = report.findings.iter().find(|finding| finding.code == FindingCode::MediaHostMissing);
        let fetches = matches!(platform, Platform::Instagram | Platform::Tiktok);
        assert_eq!(missing.is_some(), fetches, "{platform:?}");
        if let Some(missing) = missing {
            assert!(report.blocks() && missing.message.contains("Settings, Media host"), "{missing:?}");
        }
    }
}

#[test]
fn hashtags_and_names_beyond_what_instagram_takes_are_refused() {
    let of = |text: String| codes(Platform::Instagram, &whole(Platform::Instagram, &text));
    assert_eq!(of("#ab ".repeat(5)), []);
    assert_eq!(of("#ab ".repeat(6)), [(FindingCode::ManyHashtags, Severity::Hint)]);
    assert_eq!(of("#ab ".repeat(31)), [(FindingCode::TooManyHashtags, Severity::Block)]);
    assert_eq!(of("@ab ".repeat(20)), []);
    assert_eq!(of("@ab ".repeat(21)), [(FindingCode::TooManyMentions, Severity::Block)]);
}

#[test]
fn a_message_needs_its_template_filled_its_picture_and_somebody_to_get_it() {
    let of = |content: &Content| codes(Platform::Whatsapp, content);
    let blank = Content::of_text(Platform::Whatsapp, "");
    assert_eq!(of(&blank), [(FindingCode::TemplateMissing, Severity::Block)]);
    let mut message = with_pictures(Platform::Whatsapp, 0);
    assert_eq!(of(&message), []);
    let change = |message: &mut Content, change: &dyn Fn(&mut TemplateUse)| {
        let PlatformOptions::Whatsapp { template: Some(template) } = &mut message.options else { unreachable!() };
        change(template);
    };
    let slot = TemplateSlot { place: ParameterPlace::Body, button: 0, name: "1".into() };
    for (value, fits) in [("", false), (" ", false), ("two\nlines", false), ("Monday", true)] {
        let parameter = TemplateParameter { slot: slot.clone(), value: value.into() };
        change(&mut message, &|template| template.parameters = vec![parameter.clone()]);
        assert_eq!(of(&message).is_empty(), fits, "{value:?}");
    }
    change(&mut message, &|template| template.header = TemplateHeaderKind::Image);
    assert_eq!(of(&message), [(FindingCode::TemplatePicture, Severity::Block)]);
    change(&mut message, &|template| {
        template.header = TemplateHeaderKind::None;
        template.audience = None;
    });
    assert_eq!(of(&message), [(FindingCode::AudienceMissing, Severity::Block)]);
    message.parts[0].media = vec![picture("A chair")];
    change(&mut message, &|template| template.audience = None);
    assert_eq!(of(&message).len(), 2);
}
