//! What a check says of videos, by what each platform takes.

use super::*;

pub(in crate::check) fn film() -> crate::draft::video::Facts {
    use crate::draft::video::{Facts, Sound};
    use crate::model::{AudioCodec, VideoCodec, VideoContainer};
    Facts {
        container: VideoContainer::Mp4,
        width: 1080,
        height: 1920,
        duration_ms: 30_000,
        codec: VideoCodec::H264,
        frame_rate: Some(29_970),
        sound: Some(Sound { codec: AudioCodec::Aac, channels: 2, rate: 48_000 }),
        bit_rate: 8_000_000,
        bytes: 30_000_000,
        index_first: true,
        edit_list: false,
    }
}

const PAGE_REEL: PlatformOptions = PlatformOptions::Facebook { link: None, kind: FacebookKind::Reel };
const PAGE_POST: PlatformOptions = PlatformOptions::Facebook { link: None, kind: FacebookKind::Post };
const REEL: PlatformOptions = PlatformOptions::Instagram { kind: InstagramKind::Reel, cover_ms: None };
const STORY: PlatformOptions = PlatformOptions::Instagram { kind: InstagramKind::Story, cover_ms: None };

fn filmed(options: &PlatformOptions, media: usize, facts: crate::draft::video::Facts) -> Vec<FindingCode> {
    let platform = options.platform();
    let mut content = with_pictures(platform, media);
    content.options = options.clone();
    if options.is_story() {
        content.parts[0].text.clear();
    }
    content.parts[0].media.iter_mut().for_each(|media| media.alt = AltText::default());
    let report = check(platform, &content, &|_| Some(MediaFacts::Video(facts.clone())), false);
    report.findings.iter().filter(|found| found.severity == Severity::Block).map(|found| found.code).collect()
}

#[test]
fn the_picture_before_a_video_is_checked_like_a_picture_and_its_description_is_named_as_its() {
    let mut content = with_pictures(Platform::Youtube, 2);
    content.parts[0].media[1].alt = AltText("A door".into());
    let small = PictureFacts { width: 300, height: 200, ..KNOWN };
    let film_at = content.parts[0].media[0].digest;
    let known = |used: &MediaRef| {
        Some(if used.digest == film_at { MediaFacts::Video(film()) } else { MediaFacts::Picture(small) })
    };
    let hints = |content: &Content| {
        let found = check(Platform::Youtube, content, &known, true).findings.into_iter();
        found.filter(|found| found.severity == Severity::Hint).map(|found| found.message).collect::<Vec<_>>()
    };
    assert_eq!(
        hints(&content),
        [
            "YouTube takes no description of the picture before a video, so it is not sent.",
            "The picture before the video is small (300 × 200 pixels) and may look blurred.",
        ]
    );
    content.parts[0].media[1].alt = AltText::default();
    content.parts[0].media[0].alt = AltText("A door".into());
    assert!(hints(&content)[0].starts_with("YouTube takes no description of a video, so it is not sent."));
}

#[test]
fn a_video_goes_where_the_platform_takes_one_and_nowhere_else() {
    let (x, linkedin) = (PlatformOptions::of(Platform::X), PlatformOptions::of(Platform::Linkedin));
    for options in [&PAGE_POST, &PAGE_REEL, &REEL, &STORY, &x, &linkedin] {
        assert_eq!(filmed(options, 1, film()), [], "{options:?}");
        let two = filmed(options, 2, film());
        assert!(two.contains(&FindingCode::TooManyVideos), "{options:?}: {two:?}");
    }
    let nowhere = PlatformOptions::of(Platform::Instagram);
    assert_eq!(filmed(&nowhere, 1, film()), [FindingCode::VideoUnsupported]);
    for options in [&PAGE_REEL, &REEL] {
        assert_eq!(filmed(options, 0, film()), [FindingCode::VideoRequired]);
    }
}

#[test]
fn pictures_do_not_go_with_a_video_or_into_a_reel() {
    let mut content = with_pictures(Platform::Facebook, 2);
    let first = content.parts[0].media[0].digest;
    let known = |media: &MediaRef| {
        Some(if media.digest == first { MediaFacts::Video(film()) } else { MediaFacts::Picture(KNOWN) })
    };
    let report = check(Platform::Facebook, &content, &known, true);
    assert!(report.findings.iter().any(|found| found.code == FindingCode::VideoBesidePictures && report.blocks()));
    content.options = PAGE_REEL;
    let report = check(Platform::Facebook, &content, &|_| Some(MediaFacts::Picture(KNOWN)), true);
    assert_eq!(report.findings[0].code, FindingCode::VideoRequired);
    assert!(report.findings[0].message.contains("Take the pictures out"), "{}", report.findings[0].message);
}

#[test]
fn a_video_that_a_slow_line_does_not_bring_in_time_is_said_with_the_line_it_takes() {
    let content = with_pictures(Platform::Tiktok, 1);
    let hints = |bytes: u64| {
        let facts = crate::draft::video::Facts { bytes, ..film() };
        let found = check(Platform::Tiktok, &content, &|_| Some(MediaFacts::Video(facts.clone())), true).findings;
        found.into_iter().filter(|found| found.code == FindingCode::VideoSize).collect::<Vec<_>>()
    };
    assert!(hints(1_200_000_000).is_empty());
    let found = hints(1_350_000_000);
    assert_eq!((found.len(), found[0].severity), (1, Severity::Hint));
    assert!(found[0].message.contains("40 minutes") && found[0].message.contains("5 megabits"), "{found:?}");
    assert_eq!(hints(4_000_000_001).iter().map(|found| found.severity).collect::<Vec<_>>(), [Severity::Block]);
}

#[test]
fn each_limit_of_a_video_is_held() {
    use crate::model::{AudioCodec, VideoCodec};
    let wrong = |options: &PlatformOptions, change: &dyn Fn(&mut crate::draft::video::Facts)| {
        let mut facts = film();
        change(&mut facts);
        filmed(options, 1, facts)
    };
    assert_eq!(wrong(&PAGE_REEL, &|film| film.duration_ms = 2_900), [FindingCode::VideoLength]);
    assert_eq!(wrong(&PAGE_REEL, &|film| film.duration_ms = 90_001), [FindingCode::VideoLength]);
    assert_eq!(wrong(&PAGE_POST, &|film| film.duration_ms = 90_001), []);
    assert_eq!(wrong(&STORY, &|film| film.duration_ms = 60_001), [FindingCode::VideoLength]);
    assert_eq!(wrong(&REEL, &|film| film.duration_ms = 900_001), [FindingCode::VideoLength]);
    assert_eq!(wrong(&REEL, &|film| film.bytes = 300_000_001), [FindingCode::VideoSize]);
    assert_eq!(wrong(&STORY, &|film| film.bytes = 100_000_001), [FindingCode::VideoSize]);
    assert_eq!(wrong(&PAGE_POST, &|film| film.bytes = 1_750_000_001), [FindingCode::VideoSize]);
    assert_eq!(wrong(&PAGE_REEL, &|film| film.height = 1080), [FindingCode::VideoShape]);
    assert_eq!(wrong(&PAGE_REEL, &|film| (film.width, film.height) = (360, 640)), [FindingCode::VideoShape]);
    assert_eq!(wrong(&REEL, &|film| (film.width, film.height) = (3840, 2160)), [FindingCode::VideoShape]);
    assert_eq!(wrong(&REEL, &|film| film.codec = VideoCodec::Vp9), [FindingCode::VideoEncoding]);
    assert_eq!(wrong(&PAGE_REEL, &|film| film.codec = VideoCodec::Vp9), []);
    assert_eq!(wrong(&REEL, &|film| film.frame_rate = Some(120_000)), [FindingCode::VideoEncoding]);
    assert_eq!(wrong(&PAGE_REEL, &|film| film.frame_rate = Some(23_976)), [], "the film's 24");
    assert_eq!(wrong(&REEL, &|film| film.bit_rate = 25_000_001), [FindingCode::VideoEncoding]);
    assert_eq!(wrong(&REEL, &|film| film.index_first = false), [FindingCode::VideoEncoding]);
    assert_eq!(wrong(&REEL, &|film| film.sound = None), [], "a silent film is one");
    let other_sound = |film: &mut crate::draft::video::Facts| {
        film.sound = film.sound.map(|sound| crate::draft::video::Sound { codec: AudioCodec::Pcm, ..sound });
    };
    assert_eq!(wrong(&PAGE_REEL, &other_sound), [FindingCode::VideoEncoding]);
}
