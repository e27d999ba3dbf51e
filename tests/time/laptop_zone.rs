//! The laptop travels, or somebody sets its zone: nothing changes, for a plan is in the clinic's zone or its channel's.
//!
//! A process learns its zone when it starts, so each zone gets a process of its own.

use std::process::Command;

use countersign_core::api::types::{Channel, Plan, PlanResult, Post, Today};
use countersign_core::model::{Content, Millis, Platform};
use countersign_tests::clinic::MORNING;
use countersign_tests::stage::Stage;
use serde_json::{Value, json};

use crate::went_out_at;

/// Nine in the morning of the next day, in Kolkata and in New York.
const NINE_HERE: Millis = Millis(1_795_318_200_000);
const NINE_THERE: Millis = Millis(1_795_356_000_000);

fn planned(stage: &Stage, platform: Platform) -> Plan {
    let post: Post = stage.clinic().compose(platform, &Content::of_text(platform, "We are open."));
    let asked = json!({ "post_id": post.summary.id, "date": "2026-11-22", "time": "09:00", "zone": "" });
    stage.clinic().call::<PlanResult>("plan_set", asked).plan
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_is_the_clinics_own_or_its_channels_whatever_the_laptops_zone() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    let channel = stage.clinic().channel(Platform::Facebook);
    let there = json!({ "id": channel.id, "name": channel.name, "max_hashtags": null, "zone": "America/New_York", "paused": false });
    let _: Channel = stage.clinic().call("channel_update", there);
    stage.clinic().as_receptionist();
    assert_eq!(planned(&stage, Platform::X).due.at, NINE_HERE);
    assert_eq!(planned(&stage, Platform::Facebook).due.at, NINE_THERE);

    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert_eq!((today.now.date.as_str(), today.now.time.as_str()), ("2026-11-21", "08:00"));
    let post = stage.clinic().compose(Platform::X, &Content::of_text(Platform::X, "Too late.")).summary.id;
    let past = json!({ "post_id": post, "date": "2026-11-21", "time": "07:00", "zone": "" });
    let refused = stage.clinic().refused("plan_set", past);
    assert!(refused.message.contains("it is 08:00 on Sat 21 Nov"), "{}", refused.message);

    let post = stage.signed(&Content::of_text(Platform::X, "Good morning."), 10);
    stage.posted(post).await;
    went_out_at(&stage, post, MORNING.plus(10 * Millis::MINUTE));
    stage.holds_exactly(&[post]);
}

#[test]
fn another_zone_of_the_laptop_changes_nothing() {
    let story = "laptop_zone::a_time_is_the_clinics_own_or_its_channels_whatever_the_laptops_zone";
    for zone in ["Pacific/Kiritimati", "America/St_Johns", "Europe/Berlin"] {
        let mut child = Command::new(std::env::current_exe().unwrap());
        let told = child.args(["--exact", story]).env("TZ", zone).output().unwrap();
        let said = String::from_utf8_lossy(&told.stdout);
        assert!(told.status.success() && said.contains("1 passed"), "in {zone}: {said}");
    }
}
