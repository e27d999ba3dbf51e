//! What has to be true when all is over.

use std::collections::BTreeMap;

use countersign_core::api::types::{DisplayState, Post, Verification};
use countersign_core::model::{PartState, Platform, PostId};
use countersign_practice::{LedgerEntry, Platform as Practised, Running, templates};
use countersign_tests::clinic::Clinic;
use countersign_tests::watched::is_told_as_signed;
use serde_json::Value;

use super::stage::Signed;
use countersign_tests::kinds::Expected;

/// Every signed post is public exactly once and nothing else is, the record verifies, and no draft is lost.
pub fn judge(case: &str, clinic: &Clinic, running: &Running, signed: &[Signed], draft: (PostId, &str)) {
    let ledger = running.control().ledger();
    let parts: usize = signed.iter().map(|one| one.expected.len()).sum();
    assert_eq!(ledger.len(), parts, "{case}: as many became public as were signed: {ledger:#?}");
    for one in signed {
        let post = clinic.post(one.post);
        assert_eq!(post.summary.state, DisplayState::Posted, "{case}: {post:#?}");
        public_once(case, &post, one, running, &ledger);
    }
    never_asked_again(case, running);
    let verified: Verification = clinic.call("activity_verify", Value::Null);
    assert_eq!(verified.broken_at, None, "{case}: {}", verified.sentence);
    let kept = clinic.post(draft.0);
    assert_eq!((kept.content.parts[0].text.as_str(), kept.summary.state), (draft.1, DisplayState::Draft), "{case}");
}

fn public_once(case: &str, post: &Post, signed: &Signed, running: &Running, ledger: &[LedgerEntry]) {
    let practised = match signed.platform {
        Platform::X => Practised::X,
        Platform::Facebook => Practised::Facebook,
        Platform::Linkedin => Practised::Linkedin,
        Platform::Instagram => Practised::Instagram,
        Platform::Youtube => Practised::Youtube,
        Platform::Tiktok => Practised::Tiktok,
        Platform::Whatsapp => unreachable!("what goes to recipients has stories of its own"),
    };
    let delivery = post.delivery.as_ref().unwrap();
    assert_eq!(delivery.parts.len(), signed.expected.len(), "{case}");
    let by_id: BTreeMap<&str, (usize, &LedgerEntry)> =
        ledger.iter().enumerate().map(|(place, entry)| (entry.id.as_str(), (place, entry))).collect();
    let mut places = Vec::new();
    for (part, expected) in delivery.parts.iter().zip(&signed.expected) {
        assert_eq!(part.state, PartState::Posted, "{case}");
        let id = part.platform_id.as_deref().unwrap();
        let (place, entry) = by_id.get(id).unwrap_or_else(|| panic!("{case}: {id} is not public: {ledger:#?}"));
        assert_eq!(entry.platform, practised, "{case}");
        if practised == Practised::Youtube && entry.parent.is_none() {
            is_told_as_signed(&running.control(), id, &post.content);
        }
        assert_eq!(&shown(entry, delivery.parts.iter().map(|it| it.platform_id.as_deref())), expected, "{case}");
        assert_eq!(entry.removed_at, None, "{case}");
        assert!(entry.at_ms >= signed.due.0, "{case}: early by {} ms", signed.due.0 - entry.at_ms);
        assert!(part.permalink.as_deref().is_some_and(|address| address.starts_with("https://")), "{case}: {part:?}");
        places.push(*place);
    }
    assert!(places.is_sorted(), "{case}: in the order of the parts: {places:?}");
}

/// A ledger entry in the words of what was expected.
fn shown<'a>(entry: &LedgerEntry, ids: impl Iterator<Item = Option<&'a str>>) -> Expected {
    let ids: Vec<_> = ids.collect();
    Expected {
        kind: entry.kind,
        text: entry.text.clone(),
        link: entry.link.clone(),
        media_sha256: entry.media_sha256.clone(),
        alt_texts: entry.alt_texts.clone(),
        under: entry.parent.as_deref().map(|parent| {
            ids.iter()
                .position(|id| *id == Some(parent))
                .unwrap_or_else(|| panic!("hangs under something else: {entry:?}"))
        }),
    }
}

/// The platforms refuse to publish the same twice. That is their wall, not ours: it must never have been leant on.
fn never_asked_again(case: &str, running: &Running) {
    let commits = [
        templates::x::POSTS,
        templates::facebook::FEED,
        templates::facebook::COMMENTS,
        templates::facebook::VIDEOS,
        templates::facebook::REELS,
        templates::linkedin::POSTS,
        templates::linkedin::COMMENTS,
        templates::youtube::VIDEOS,
        templates::youtube::COMMENT_THREADS,
    ];
    for request in running.control().request_log() {
        if matches!(request.method.as_str(), "POST" | "PUT") && commits.contains(&request.endpoint.as_str()) {
            let refused = request.status.is_some_and(|status| (400..500).contains(&status));
            assert!(!refused, "{case}: a platform had to refuse {request:?}");
        }
    }
}
