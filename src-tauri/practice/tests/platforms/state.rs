//! A restart, and a state file that was damaged.

use countersign_practice::{Platform, cast};
use serde_json::json;

use crate::common::{Stage, png, stage_with};

async fn restarted(stage: Stage, file: &std::path::Path) -> Stage {
    let now = stage.control.clock().now_ms();
    stage.running.shutdown().await;
    let next = stage_with(Some(file.to_owned())).await;
    next.control.set_now(now);
    next
}

#[tokio::test]
async fn a_restart_keeps_posts_uploads_ledger_accounts_and_use() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.json");
    let stage = stage_with(Some(file.clone())).await;
    let kept = stage.tweet("Before").await.data_id();
    let picture = png(5);
    let open = stage.initialize(picture.len(), "image/png").await.data_id();
    stage.append(&open, 0, &picture[..10]).await;
    let photo = stage.photo(png(6), &[("published", "false")]).await.id();
    let added = stage.control.add_account(Platform::X, "Hillside Dental");
    let ledger = stage.control.ledger();
    let token = stage.running.control_token().to_owned();

    let stage = restarted(stage, &file).await;
    assert_ne!(stage.running.control_token(), token);
    assert_eq!(stage.control.ledger(), ledger);
    assert!(stage.control.accounts().contains(&added));
    assert_eq!(stage.timeline().await.body["data"][0]["id"], kept.as_str());
    assert_eq!(stage.tweet("Before").await.status, 403);
    assert_eq!(stage.append(&open, 1, &picture[10..]).await.status, 200);
    assert_eq!(stage.finalize(&open).await.status, 200);
    let next = stage.tweet("After").await;
    assert_eq!(next.header("x-rate-limit-remaining"), "97");
    assert!(next.data_id() > kept);
    let album = json!({ "message": "Album", "attached_media": [{ "media_fbid": photo }] });
    assert_eq!(stage.graph_post(&crate::common::page("/feed"), album).await.status, 200);
    let pixels = stage.client.get(stage.url(&format!("/facebook/scontent.xx.fbcdn.net/v/{photo}")));
    assert_eq!(pixels.send().await.unwrap().bytes().await.unwrap(), png(6));
}

#[tokio::test]
async fn a_damaged_file_starts_empty_and_is_kept_aside_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.json");
    for (damage, aside) in [("{\"format\":1,", "practice.json.damaged"), ("[]", "practice.json.damaged-2")] {
        std::fs::write(&file, damage).unwrap();
        let stage = stage_with(Some(file.clone())).await;
        assert!(stage.control.ledger().is_empty());
        assert_eq!(stage.control.accounts(), cast::accounts());
        assert_eq!(std::fs::read_to_string(folder.path().join(aside)).unwrap(), damage);
        assert_eq!(stage.tweet("Works").await.status, 201);
        stage.running.shutdown().await;
    }
}

#[tokio::test]
async fn a_withdrawn_token_stays_withdrawn_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.json");
    let stage = stage_with(Some(file.clone())).await;
    stage.control.revoke_token(&cast::x_account()).unwrap();
    let stage = restarted(stage, &file).await;
    assert_eq!(stage.tweet("x").await.status, 401);
}
