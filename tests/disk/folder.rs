//! What lies in a clinic's folder, and what people are told when it can't be opened.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use countersign_core::api::types::{ApiError, Post};
use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::{Content, Platform, PostId};
use countersign_tests::clinic::{Clinic, MORNING, SharedClock, With};
use countersign_vault::MemorySecretStore;
use serde_json::json;

/// Every file below a folder with its bytes.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                found.insert(path, bytes);
            }
        }
    }
    found
}

/// That two looks at a folder saw the same, told by names and lengths and not by a wall of bytes.
#[track_caller]
pub fn untouched(before: &BTreeMap<PathBuf, Vec<u8>>, folder: &Path, what: &str) {
    let after = files(folder);
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| -> Vec<(PathBuf, usize)> {
        files.iter().map(|(path, bytes)| (path.clone(), bytes.len())).collect()
    };
    assert_eq!(names(before), names(&after), "{what}");
    for (path, bytes) in before {
        assert!(after[path] == *bytes, "{what}: {} was changed", path.display());
    }
}

/// What people are told: the code that the interface acts on, and a sentence.
#[track_caller]
pub fn told(error: Error, code: ErrorCode, part: &str) -> ApiError {
    let told = ApiError::from(error);
    assert_eq!(told.code, code, "{told:?}");
    sentence(&told, part);
    told
}

#[track_caller]
pub fn sentence(told: &ApiError, part: &str) {
    assert!(told.message.contains(part), "{:?} does not say {part:?}", told.message);
    assert!(told.message.ends_with('.') && told.message.len() > 30, "no sentence: {:?}", told.message);
    for word in ["SQL", "sqlite", "errno", "os error", "Err(", "panick", "unwrap"] {
        assert!(!told.message.contains(word), "{:?} is no sentence for a receptionist", told.message);
    }
}

/// A way to open a clinic for which no platform is needed: nothing is due.
pub fn alone(keychain: &MemorySecretStore, seed: u64) -> With {
    With {
        clock: SharedClock::at(MORNING),
        // Nobody listens on the port of discard; nothing is sent either.
        base: "http://127.0.0.1:9".into(),
        keychain: keychain.clone(),
        steps: std::sync::Arc::new(countersign_core::publish::Unwatched),
        seed,
        login_port: 0,
        other_ports: [0, 0],
    }
}

/// Begins a draft on X.
pub fn draft(clinic: &Clinic, text: &str) -> PostId {
    let channel = clinic.channel(Platform::X).id;
    let post: Post = clinic.call("post_create", json!({ "channel_id": channel }));
    save(clinic, post.summary.id, text).unwrap();
    post.summary.id
}

/// Saves a draft.
pub fn save(clinic: &Clinic, id: PostId, text: &str) -> Result<(), ApiError> {
    let before = clinic.post(id);
    let content = Content::of_text(Platform::X, text);
    let request = json!({ "id": id, "base_revision": before.revision_id, "content": content });
    clinic.api().call("post_save", request).map(|_| ())
}

/// The text of a draft.
pub fn text(clinic: &Clinic, id: PostId) -> String {
    clinic.post(id).content.parts[0].text.clone()
}
