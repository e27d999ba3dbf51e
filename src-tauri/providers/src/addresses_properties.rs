//! Addresses that people paste, and that platforms name: taken for a platform's only where they are.
//!
//! Invariant under test: whatever stands around a platform's name, an address is a platform's only on one of its hosts, over
//! https, with nobody's name and no port in it; what an address is taken to show leads back to a page of that very platform.

use std::sync::Arc;

use countersign_core::env::SystemClock;
use countersign_core::model::{PartRole, Platform};
use countersign_core::publish::Publisher;
use countersign_spoil::{any_text, cases, near_text};
use proptest::prelude::*;
use url::Url;

use crate::instants::{http_date, written};
use crate::route::is_page;
use crate::testing::{OneToken, Witness, account};
use crate::{Parts, Route, Settings, clients};

const GOOD: [&str; 14] = [
    "https://x.com/lakeside_clinic/status/1489201733550108672",
    "https://www.facebook.com/lakeside/posts/pfbid02abcdefghijkl?comment_id=122_77",
    "https://www.facebook.com/permalink.php?story_fbid=122&id=104857600012345",
    "https://www.facebook.com/watch/?v=104857600012345",
    "https://www.linkedin.com/feed/update/urn:li:activity:7141138937766391808/",
    "https://www.linkedin.com/posts/lakeside_flu-shots-activity-7141138937766391808-AbCd",
    "https://www.linkedin.com/company/lakeside/",
    "https://www.instagram.com/p/DRx-b_2kQ9w/c/17900000000000001/",
    "https://www.instagram.com/stories/lakeside.clinic/3141592653589793/",
    "https://www.tiktok.com/@lakesideclinic/video/7512345678901234567",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=UgxKREWxIgDrw8w2e_Z4AaABAg",
    "https://youtu.be/dQw4w9WgXcQ",
    "https://www.youtube.com/@lakeside",
    "https://wa.me/41445550142",
];

/// What is put around an address so that it seems to be what it is not.
fn disguised(good: &str) -> Vec<String> {
    let rest = good.trim_start_matches("https://");
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    [
        format!("https://{host}.evil.example/{path}"),
        format!("https://{host}@evil.example/{path}"),
        format!("https://evil.example@{host}/{path}"),
        format!("https://u:p@{host}/{path}"),
        format!("https://evil.example/{rest}"),
        format!("https://evil.example\\@{rest}"),
        format!("https://evil.example#{rest}"),
        format!("https://evil.example?{good}"),
        format!("https://evil{rest}"),
        format!("https://evil.{rest}"),
        format!("https://{host}./{path}"),
        format!("https://{host}:8443/{path}"),
        format!("http://{rest}"),
        format!("javascript:alert(1)//{rest}"),
        format!("javascript://{rest}"),
        format!("data:text/html,{rest}"),
        format!("file://{rest}"),
        format!("//{rest}"),
        format!("https://{}/{path}", host.replace('o', "о")),
        format!("https://xn--{host}/{path}"),
        format!("https://[::1]/{path}"),
        format!("https://2130706433/{path}"),
        format!("blob:{good}"),
    ]
    .into_iter()
    .filter(|disguised| disguised != good)
    .collect()
}

fn publishers() -> Vec<Arc<dyn Publisher>> {
    let parts = Parts {
        route: Route::Real,
        credentials: Arc::new(OneToken(None)),
        clock: Arc::new(SystemClock),
        watch: Arc::new(Witness::default()),
        settings: Settings::default(),
    };
    clients(parts).publishers
}

/// The hosts of a platform's pages, written here once more: what is under test is not asked.
fn is_own(platform: Platform, address: &Url) -> bool {
    let ours: &[&str] = match platform {
        Platform::X => &["x.com", "twitter.com"],
        Platform::Facebook => &["facebook.com"],
        Platform::Linkedin => &["linkedin.com"],
        Platform::Instagram => &["instagram.com"],
        Platform::Whatsapp => &["wa.me"],
        Platform::Tiktok => &["tiktok.com"],
        Platform::Youtube => &["youtube.com", "youtu.be"],
    };
    let host = address.host_str().unwrap_or_default();
    address.scheme() == "https"
        && address.username().is_empty()
        && address.password().is_none()
        && address.port().is_none()
        && ours.iter().any(|own| host == *own || host.strip_suffix(own).is_some_and(|sub| sub.ends_with('.')))
}

#[test]
fn no_disguise_makes_an_address_a_platforms() {
    for publisher in publishers() {
        let (platform, account) = (publisher.platform(), account(publisher.platform()));
        for address in GOOD.iter().flat_map(|good| disguised(good)) {
            assert!(!is_page(platform, &address), "{platform:?} {address}");
            assert!(publisher.account_at(&address).is_none(), "{platform:?} {address}");
            for role in [PartRole::Main, PartRole::Thread, PartRole::FirstComment] {
                assert!(publisher.sighting_at(&account, role, &address).is_err(), "{platform:?} {address}");
            }
        }
    }
}

#[test]
fn whatever_is_pasted_leads_to_a_page_of_that_very_platform_or_nowhere() {
    let publishers = publishers();
    let good = proptest::sample::select(GOOD.to_vec());
    let any = prop_oneof![
        4 => good.clone().prop_flat_map(near_text),
        1 => good.clone().prop_flat_map(|good| proptest::sample::select(disguised(good))).prop_flat_map(|it| near_text(&it)),
        1 => (good, any_text(20)).prop_map(|(good, more)| format!("{good}{more}")),
        1 => any_text(60),
    ];
    let roles = vec![PartRole::Main, PartRole::Thread, PartRole::FirstComment];
    proptest!(cases(800), |(pasted in any, role in proptest::sample::select(roles))| {
        for publisher in &publishers {
            let platform = publisher.platform();
            let own = Url::parse(pasted.trim()).is_ok_and(|address| is_own(platform, &address));
            if is_page(platform, &pasted) {
                prop_assert!(own, "{platform:?} {pasted:?}");
            }
            if let Ok(sighting) = publisher.sighting_at(&account(platform), role, &pasted) {
                prop_assert!(own, "{platform:?} {pasted:?}");
                let permalink = sighting.permalink.unwrap_or_default();
                prop_assert!(Url::parse(&permalink).is_ok_and(|it| is_own(platform, &it)), "{permalink:?} of {pasted:?}");
                let again = publisher.sighting_at(&account(platform), role, &permalink);
                let again = again.map(|again| again.platform_id);
                prop_assert_eq!(again.as_deref(), Ok(sighting.platform_id.as_str()), "{} of {:?}", permalink, pasted);
            }
            if let Some(identity) = publisher.account_at(&pasted) {
                prop_assert!(own && !identity.id.is_empty() && identity.id.len() <= 200, "{platform:?} {pasted:?}");
                prop_assert!(!identity.id.contains(['?', '#', '\\', '<', '"']), "{identity:?}");
            }
        }
    });
}

#[test]
fn an_instant_is_read_as_it_is_written_or_not_at_all() {
    let dates = prop_oneof![
        near_text("Fri, 20 Nov 2026 09:00:00 GMT"),
        near_text("2026-11-20T09:00:00+0000"),
        near_text("2026-11-20T09:00:00.000Z"),
        any_text(30),
    ];
    // What any calendar of ours can show: the years from -9999 to 9999.
    let shown = -377_705_116_800_000..=253_402_300_799_999_i64;
    proptest!(cases(600), |(text in dates)| {
        for at in [http_date(&text), written(&text)].into_iter().flatten() {
            prop_assert!(shown.contains(&at.0), "{text:?} {at:?}");
        }
    });
}
