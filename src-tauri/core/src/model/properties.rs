//! Words, numbers, times and ids from outside: whatever is written, it is read as what it says or refused.
//!
//! Invariant under test: what was read and is written again is read as the same; nothing is read as more than it says, and
//! no instant, however far off, stops a reader.

use countersign_spoil::{any_text, cases, near_json, near_text};
use proptest::prelude::*;
use serde_json::json;

use super::zone::{WallTime, Zone};
use super::*;

/// A number as people write it, whole or spoilt.
fn written_number() -> impl Strategy<Value = String> {
    let sample = proptest::sample::select(vec![
        "+41 79 123 45 67",
        "0041 (0)79 123 45 67",
        "079 123 45 67",
        "+1 (202) 555-0142",
        "+52 1 55 1234 5678",
        "+55 11 8123-4567",
        "+54 11 2345 6789",
        "+39 06 6982 1234",
        "(+49) 0151 23456789",
        "00 44 7700 900123",
    ]);
    prop_oneof![
        3 => sample.clone().prop_flat_map(near_text),
        1 => sample.prop_map(String::from),
        2 => "\\+?[0-9 ()./-]{0,24}",
        1 => any_text(20),
    ]
}

#[test]
fn a_number_has_one_form_however_it_was_written() {
    let countries = ["CH", "DE", "IT", "US", "MX", "BR", "AR", "GB", "IN", "XX", ""];
    proptest!(cases(1_500), |(written in written_number(), country in proptest::sample::select(countries.to_vec()))| {
        if let Ok(number) = PhoneNumber::parse(&written, Some(country)) {
            let digits = number.digits();
            prop_assert!((8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert!(PhoneNumber::of_digits(digits).is_ok_and(|again| again.digits() == digits), "{written:?} {digits}");
            let shown = number.shown();
            prop_assert!(PhoneNumber::parse(&shown, Some(country)).is_ok_and(|again| again.digits() == digits), "{shown}");
            prop_assert!(PhoneNumber::parse(&shown, None).is_ok_and(|again| again.digits() == digits), "{shown}");
        }
        if let Ok(number) = PhoneNumber::of_digits(&written) {
            prop_assert!(PhoneNumber::of_digits(number.digits()).is_ok_and(|again| again.digits() == number.digits()));
        }
    });
}

#[test]
fn a_time_is_read_as_it_was_written_or_refused() {
    let date = prop_oneof![
        Just("2026-11-20".to_owned()),
        Just("2027-03-28".to_owned()),
        near_text("2026-11-20"),
        "-?[0-9]{1,6}-[0-9]{2}-[0-9]{2}",
        any_text(12),
    ];
    let time =
        prop_oneof![Just("02:30".to_owned()), near_text("09:00"), "[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?", any_text(8)];
    let zones = vec!["Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "UTC", "Antarctica/Troll"];
    proptest!(cases(1_000), |(date in date, time in time, zone in proptest::sample::select(zones))| {
        let zone = Zone::named(zone).unwrap();
        let _ = zone.day_start(&date);
        let _ = zone::dated_label(&date);
        if let Ok(wall) = WallTime::parse(&date, &time) {
            let stored = wall.to_stored();
            prop_assert_eq!(WallTime::from_stored(&stored).ok(), Some(wall), "{}", stored);
            prop_assert_eq!(WallTime::parse(&wall.date(), &wall.time()).ok(), Some(wall));
            prop_assert!((1..=7).contains(&wall.weekday()) && wall.minute() < 24 * 60);
            if let Ok(resolved) = zone.resolve(wall) {
                prop_assert_eq!(zone.clock_at(resolved.at).wall(), wall);
            }
        }
    });
}

#[test]
fn no_instant_is_too_far_off_for_a_clock() {
    let far = prop_oneof![
        any::<i64>(),
        Just(i64::MIN),
        Just(i64::MAX),
        Just(253_402_207_200_000),
        Just(-377_705_023_201_000)
    ];
    let zones = vec!["Europe/Berlin", "Pacific/Kiritimati", "Etc/GMT+12", "America/St_Johns"];
    proptest!(cases(600), |(at in far, on in any::<i64>(), zone in proptest::sample::select(zones))| {
        let face = Zone::named(zone).unwrap().clock_at(Millis(at));
        let shown = [face.date(), face.time(), face.day_label(), face.long_day_label(), face.offset()].concat();
        prop_assert!(shown.len() < 120);
        let _ = face.day_start();
        let _ = face.wall().day_number();
        prop_assert!(Millis(at).plus(on).wait_from(Millis(at)).as_millis() <= u128::from(u64::MAX));
    });
}

#[test]
fn only_a_zone_of_the_list_is_a_zone() {
    let names = zone::names();
    let near = proptest::sample::select(names.clone()).prop_flat_map(|name| near_text(&name));
    proptest!(cases(400), |(name in prop_oneof![near, any_text(30), Just("../../etc/passwd".to_owned())])| {
        if let Ok(zone) = Zone::named(&name) {
            prop_assert!(zone.name().eq_ignore_ascii_case(&name), "{name:?} was taken for {}", zone.name());
        }
    });
}

#[test]
fn an_id_and_a_digest_are_read_in_full_or_not_at_all() {
    const ID: &str = "01931c2e-5b00-7000-8000-0000000000aa";
    let digest = Digest::of(b"a picture").to_string();
    proptest!(cases(600), |(id in prop_oneof![near_text(ID), any_text(40)], digest in prop_oneof![near_text(&digest), any_text(70)])| {
        if let Ok(read) = id.parse::<PostId>() {
            prop_assert_eq!(read.to_string().parse::<PostId>().ok(), Some(read));
        }
        if let Ok(read) = digest.parse::<Digest>() {
            prop_assert_eq!(read.to_string(), digest.to_ascii_lowercase());
        }
    });
}

#[test]
fn a_word_of_the_database_is_the_word_that_was_written_or_none() {
    fn is_its_own<T: Copy>(text: &str, from: fn(&str) -> Option<T>, word: fn(T) -> &'static str) -> bool {
        from(text).is_none_or(|read| word(read) == text)
    }
    let words: Vec<&str> = [
        Platform::ALL.iter().map(|it| it.word()).collect::<Vec<_>>(),
        ExecutionState::ALL.iter().map(|it| it.word()).collect(),
        PartState::ALL.iter().map(|it| it.word()).collect(),
        ReviewStatus::ALL.iter().map(|it| it.word()).collect(),
    ]
    .concat();
    let near = proptest::sample::select(words).prop_flat_map(near_text);
    proptest!(cases(600), |(text in prop_oneof![near, any_text(12)])| {
        prop_assert!(is_its_own(&text, Platform::from_word, Platform::word));
        prop_assert!(is_its_own(&text, ExecutionState::from_word, ExecutionState::word));
        prop_assert!(is_its_own(&text, PartState::from_word, PartState::word));
        prop_assert!(is_its_own(&text, ReviewStatus::from_word, ReviewStatus::word));
        prop_assert!(is_its_own(&text, TemplateCategory::from_word, TemplateCategory::word));
    });
}

#[test]
fn content_that_was_read_is_written_and_read_as_the_same() {
    let samples = Platform::ALL.iter().map(|platform| {
        let mut content = serde_json::to_value(Content::of_text(*platform, "Walk in until six.")).unwrap();
        content["parts"][0]["media"] = json!([{"digest": Digest::of(b"x"), "alt": "A lake", "crop": {"x": 0, "y": 0, "width": 1000, "height": 500}}]);
        near_json(&content).boxed()
    });
    let any = proptest::strategy::Union::new(samples.collect::<Vec<_>>());
    proptest!(cases(900), |(written in any)| {
        if let Ok(content) = serde_json::from_str::<Content>(&written) {
            let again = serde_json::to_string(&content).unwrap();
            prop_assert_eq!(serde_json::from_str::<Content>(&again).unwrap(), content.clone());
            for media in content.media() {
                if let Some(crop) = media.crop {
                    for (width, height) in [(1, 1), (64, 48), (u32::MAX, u32::MAX)] {
                        let cut = crop.of(width, height);
                        prop_assert!(cut.width >= 1 && cut.height >= 1);
                        prop_assert!(u64::from(cut.x) + u64::from(cut.width) <= u64::from(width), "{crop:?} of {width}");
                        prop_assert!(u64::from(cut.y) + u64::from(cut.height) <= u64::from(height), "{crop:?} of {height}");
                    }
                }
            }
        }
    });
}

#[test]
fn a_token_is_kept_and_read_as_the_same_pair() {
    let sign = "[!-~]{1,60}";
    proptest!(cases(300), |(access in sign, refresh in proptest::option::of(sign), pasted in any_text(40))| {
        let secret = |text: &String| Secret::new(text.clone());
        let token = Token::new(secret(&access), refresh.as_ref().map(secret));
        let read = Token::of(&token.kept());
        prop_assert_eq!(read.access().expose(), access.as_str());
        prop_assert_eq!(read.refresh().map(Secret::expose), refresh.as_deref());
        let pasted = Token::of(&Secret::new(pasted));
        let again = Token::of(&pasted.kept());
        prop_assert_eq!(again.access().expose(), pasted.access().expose());
    });
}

#[test]
fn only_digits_are_an_account_of_whatsapp() {
    proptest!(cases(400), |(text in prop_oneof![near_text("106540352242922@102290129340398"), any_text(30)])| {
        if let Some(WhatsappAccount { phone, business }) = WhatsappAccount::of(&text) {
            prop_assert_eq!(format!("{phone}@{business}"), text.clone());
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'@'));
        }
    });
}
