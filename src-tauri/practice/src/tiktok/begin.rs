//! Beginning a post: what is looked at before anything is taken.
//!
//! Invariant: a post that everybody may watch is begun only for whom TikTok offers that; how a video is cut is held against
//! the rule before its first byte.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::error::{TiktokError, bad, forbidden, ok};
use super::state::{Bytes, Told, TtKind, TtPost};
use super::wire::TiktokChunks;
use super::{Ask, error};
use crate::instagram::Fetched;
use crate::reply::Reply;
use crate::world::Scene;

const SMALLEST: u64 = 5_000_000;
const LARGEST: u64 = 64_000_000;
const LARGEST_LAST: u64 = 128_000_000;
const MOST_PIECES: u64 = 1_000;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
const LONGEST_CAPTION: usize = 2_200;
const LONGEST_TITLE: usize = 90;
const LONGEST_DESCRIPTION: usize = 4_000;
const MOST_PICTURES: usize = 35;

/// What the account lets be chosen.
pub(super) fn creator_info(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, TiktokError> {
    barred(scene, ask).map_err(TiktokError::in_200)?;
    too_many(scene, ask, false).map_err(TiktokError::in_200)?;
    scene.world.tiktok.asked.insert(ask.account.id.clone());
    let wire = &scene.world.tiktok.wire;
    Ok(ok(json!({
        "creator_avatar_url": format!("https://p16-sign.tiktokcdn.com/avatar.jpeg?x-expires={}", scene.now / 1_000 + 7_200),
        "creator_username": ask.account.username,
        "creator_nickname": ask.account.name,
        "privacy_level_options": offered(wire.private_account),
        "comment_disabled": wire.comments_off,
        "duet_disabled": wire.duets_off,
        "stitch_disabled": wire.stitches_off,
        "max_video_post_duration_sec": wire.longest_seconds,
    })))
}

fn offered(private: bool) -> [&'static str; 3] {
    let first = if private { "FOLLOWER_OF_CREATOR" } else { "PUBLIC_TO_EVERYONE" };
    [first, "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
}

fn barred(scene: &Scene<'_>, _: &Ask<'_>) -> Result<(), TiktokError> {
    let wire = &scene.world.tiktok.wire;
    if wire.banned {
        return Err(forbidden("spam_risk_user_banned_from_posting", "The user is banned from making new posts."));
    }
    if wire.user_cap_reached {
        return Err(forbidden("reached_active_user_cap", "The daily quota of active publishing users was reached."));
    }
    Ok(())
}

/// Whether an account has had its fill: of posts in a day, or of drafts that wait.
fn too_many(scene: &Scene<'_>, ask: &Ask<'_>, draft: bool) -> Result<(), TiktokError> {
    let tiktok = &scene.world.tiktok;
    let since = scene.now - DAY_MS;
    let of = tiktok.posts.values().filter(|post| {
        post.account == ask.account.id && post.draft == draft && post.begun_ms > since && post.whole_ms.is_some()
    });
    if draft {
        let waiting = of.filter(|post| post.finished_ms.is_none() && post.failed.is_none()).count();
        if waiting >= tiktok.wire.drafts as usize {
            return Err(forbidden("spam_risk_too_many_pending_share", "Too many pending shares within 24 hours."));
        }
    } else if of.count() >= tiktok.wire.posts_a_day as usize {
        return Err(forbidden("spam_risk_too_many_posts", "The daily post cap from the API is reached."));
    }
    Ok(())
}

/// What a post that is published as it is told has to bring.
fn direct(scene: &Scene<'_>, ask: &Ask<'_>, info: &Value) -> Result<String, TiktokError> {
    let tiktok = &scene.world.tiktok;
    if !tiktok.asked.contains(&ask.account.id) {
        return Err(bad("creator_info has to be queried before a direct post"));
    }
    barred(scene, ask)?;
    too_many(scene, ask, false)?;
    let privacy = info["privacy_level"].as_str().ok_or_else(|| bad("privacy_level is required"))?;
    let alone = tiktok.wire.private_account && privacy == "SELF_ONLY";
    if !tiktok.wire.audited && !alone {
        return Err(forbidden(
            "unaudited_client_can_only_post_to_private_accounts",
            "Please review our integration guidelines.",
        ));
    }
    if !offered(tiktok.wire.private_account).contains(&privacy) {
        return Err(forbidden("privacy_level_option_mismatch", "privacy_level is not one of creator_info's options."));
    }
    if info["brand_content_toggle"] == true && privacy == "SELF_ONLY" {
        return Err(bad("branded content can not be private"));
    }
    Ok(privacy.to_owned())
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// How a video is cut, if the rule has it so.
fn pieces(chunks: TiktokChunks, source: &Value) -> Result<(u64, u64, u64), TiktokError> {
    if source["source"] != "FILE_UPLOAD" {
        return Err(bad("Only FILE_UPLOAD is practised here"));
    }
    let number = |name: &str| source[name].as_u64().ok_or_else(|| bad(format!("{name} is required")));
    let (size, chunk, count) = (number("video_size")?, number("chunk_size")?, number("total_chunk_count")?);
    let whole = size > 0 && chunk > 0 && count > 0;
    let of_count = whole && count == size / chunk && count <= MOST_PIECES;
    let of_size = chunk <= LARGEST && (chunk >= SMALLEST || (chunk == size && count == 1));
    let last = if whole { size - chunk.saturating_mul(count.saturating_sub(1)) } else { 0 };
    if !(of_count && of_size && last <= LARGEST_LAST) {
        return Err(bad("The total chunk count is invalid"));
    }
    let equal = chunk == size / count && (count > 1 || chunk == size);
    if chunks == TiktokChunks::Strict && !equal {
        return Err(bad("The chunk size is invalid"));
    }
    Ok((size, chunk, count))
}

struct New {
    kind: TtKind,
    draft: bool,
    told: Told,
    size: Option<(u64, u64, u64)>,
}

fn begun(scene: &mut Scene<'_>, ask: &Ask<'_>, new: New) -> (u64, Value) {
    let number = scene.world.chance.linkedin_id(scene.now);
    let mark = match (new.kind, new.draft) {
        (TtKind::Video, false) => "v_pub_file~v2-1",
        (TtKind::Video, true) => "v_inbox_file~v2",
        (TtKind::Photos, false) => "p_pub_url~v2",
        (TtKind::Photos, true) => "p_inbox_url~v2",
    };
    let publish_id = format!("{mark}.{number}");
    let mut data = json!({ "publish_id": publish_id });
    let bytes = new.size.map(|(size, chunk, count)| {
        // What opens an upload begins with a fixed word, so that a place where it was left can be found.
        let name = format!("practice-upload-{}", scene.world.chance.word(24));
        data["upload_url"] =
            json!(format!("https://open-upload.tiktokapis.com/video/?upload_id={number}&upload_token={name}"));
        Bytes { name, size, chunk, count }
    });
    let wire = &scene.world.tiktok.wire;
    let post = TtPost {
        number,
        publish_id,
        account: ask.account.id.clone(),
        kind: new.kind,
        draft: new.draft,
        told: new.told,
        bytes,
        begun_ms: scene.now,
        whole_ms: None,
        media: Vec::new(),
        length_ms: 0,
        in_progress: wire.in_progress,
        moderation: if new.draft { 0 } else { wire.moderation },
        failed: wire.fails.clone(),
        finished_ms: None,
        hidden_reads: 0,
        removed: false,
    };
    scene.world.tiktok.posts.insert(number, post);
    (number, data)
}

/// A video that is published as it is told.
pub(super) fn video(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, TiktokError> {
    let body = ask.body()?;
    let info = &body["post_info"];
    let text = info["title"].as_str().unwrap_or_default();
    if units(text) > LONGEST_CAPTION {
        return Err(bad("title is too long"));
    }
    let privacy = direct(scene, ask, info)?;
    let size = pieces(scene.world.tiktok.wire.chunks, &body["source_info"])?;
    let told = Told {
        text: text.to_owned(),
        title: String::new(),
        privacy,
        ai: info["is_aigc"] == true,
        cover_ms: info["video_cover_timestamp_ms"].as_u64(),
    };
    let (number, data) = begun(scene, ask, New { kind: TtKind::Video, draft: false, told, size: Some(size) });
    Ok(ok(data).created(number))
}

/// A video for the inbox of the app, of which nothing can be told.
pub(super) fn inbox(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, TiktokError> {
    let body = ask.body()?;
    if body.get("post_info").is_some() {
        return Err(bad("post_info is not supported"));
    }
    barred(scene, ask)?;
    too_many(scene, ask, true)?;
    let size = pieces(scene.world.tiktok.wire.chunks, &body["source_info"])?;
    let new = New { kind: TtKind::Video, draft: true, told: Told::default(), size: Some(size) };
    let (number, data) = begun(scene, ask, new);
    Ok(ok(data).created(number))
}

/// Pictures, which TikTok fetches.
pub(super) fn content(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, TiktokError> {
    let body = ask.body()?;
    let info = &body["post_info"];
    let draft = match body["post_mode"].as_str() {
        Some("DIRECT_POST") => false,
        Some("MEDIA_UPLOAD") => true,
        Some(_) | None => return Err(bad("post_mode is invalid")),
    };
    ask.may(if draft { super::UPLOAD } else { super::PUBLISH })?;
    let privacy = if draft {
        barred(scene, ask)?;
        too_many(scene, ask, true)?;
        String::new()
    } else {
        direct(scene, ask, info)?
    };
    let (title, text) = (info["title"].as_str().unwrap_or_default(), info["description"].as_str().unwrap_or_default());
    let pictures = body["source_info"]["photo_images"].as_array().map_or(0, Vec::len);
    let cover = body["source_info"]["photo_cover_index"].as_u64().unwrap_or(0);
    if body["media_type"] != "PHOTO"
        || body["source_info"]["source"] != "PULL_FROM_URL"
        || !(1..=MOST_PICTURES).contains(&pictures)
        || cover >= pictures as u64
        || units(title) > LONGEST_TITLE
        || units(text) > LONGEST_DESCRIPTION
    {
        return Err(bad("the photo post is invalid"));
    }
    if !scene.world.tiktok.wire.urls_verified {
        return Err(forbidden("url_ownership_unverified", "Please verify ownership of the URL prefix or domain."));
    }
    let told =
        Told { text: text.to_owned(), title: title.to_owned(), privacy, ai: body["is_aigc"] == true, cover_ms: None };
    let (number, data) = begun(scene, ask, New { kind: TtKind::Photos, draft, told, size: None });
    let mut media = Vec::new();
    let mut fetched_all = true;
    for fetched in &ask.call.pictures {
        match fetched {
            Fetched::Picture(bytes) if crate::picture::read(bytes).is_some_and(|it| it.mime == "image/jpeg") => {
                media.push(scene.blobs.keep(bytes.clone()));
            }
            Fetched::Picture(_) | Fetched::TooLarge | Fetched::Nothing => fetched_all = false,
        }
    }
    let now = scene.now;
    let post = scene.world.tiktok.posts.get_mut(&number).ok_or_else(|| error::down(StatusCode::OK))?;
    if !fetched_all && post.failed.is_none() {
        post.failed = Some("photo_pull_failed".to_owned());
    }
    let entry = post.is_whole(media, None, now);
    scene.world.ledger.extend(entry);
    Ok(ok(data).created(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(chunks: TiktokChunks, size: u64, chunk: u64, count: u64) -> bool {
        let source =
            json!({ "source": "FILE_UPLOAD", "video_size": size, "chunk_size": chunk, "total_chunk_count": count });
        pieces(chunks, &source).is_ok()
    }

    #[test]
    fn the_older_reading_of_the_rule_takes_what_the_newer_refuses() {
        for (size, chunk, count) in
            [(1, 1, 1), (64_000_000, 64_000_000, 1), (64_000_001, 32_000_000, 2), (4_000_000_000, 63_492_063, 63)]
        {
            assert!(takes(TiktokChunks::Strict, size, chunk, count), "{size}");
            assert!(takes(TiktokChunks::Classic, size, chunk, count), "{size}");
        }
        assert!(takes(TiktokChunks::Classic, 50_000_123, 10_000_000, 5));
        assert!(!takes(TiktokChunks::Strict, 50_000_123, 10_000_000, 5));
    }

    #[test]
    fn what_both_readings_refuse_is_refused() {
        for (size, chunk, count) in [
            (50_000_123, 10_000_000, 6),
            (50_000_123, 4_000_000, 12),
            (200_000_000, 200_000_000, 1),
            (200_000_000, 65_000_001, 3),
            (4_000_000, 5_000_000, 0),
            (0, 0, 0),
        ] {
            assert!(!takes(TiktokChunks::Classic, size, chunk, count), "{size} {chunk} {count}");
            assert!(!takes(TiktokChunks::Strict, size, chunk, count), "{size} {chunk} {count}");
        }
    }
}
