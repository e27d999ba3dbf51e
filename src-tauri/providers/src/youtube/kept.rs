//! What the journal keeps of a video on its way to YouTube: the address of its upload, then the video's own id.
//!
//! Invariant: there is one note, so that an upload is never read beside the video of another. The upload's address is only
//! taken where it leads to Google's own host.

use countersign_core::model::Platform;
use url::Url;

use super::wire::is_video;
use crate::route::Route;

/// How far it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kept {
    /// It was begun; its bytes go to this address.
    Session(String),
    /// It was begun, and its address is sealed: told to whoever goes on with it alone.
    Begun,
    /// All of it is there.
    Video(String),
    /// YouTube showed it as it was signed, and was still working on it.
    Shown(String),
}

impl Kept {
    /// What stands in place of an upload that is not gone on with.
    pub(super) const GIVEN_UP: &str = "";

    /// The word for an upload that was begun; its address is sealed.
    pub(super) const SESSION: &str = "session";

    pub(super) fn written(&self) -> String {
        match self {
            Self::Session(address) => format!("{} {address}", Self::SESSION),
            Self::Begun => format!("sealed {}", Self::SESSION),
            Self::Video(id) => format!("video {id}"),
            Self::Shown(id) => format!("shown {id}"),
        }
    }

    /// None where the note is nothing that could be gone on with.
    pub(super) fn read(note: &str) -> Option<Self> {
        match note.split_once(' ')? {
            ("sealed", Self::SESSION) => Some(Self::Begun),
            (Self::SESSION, address) if leads_home(address) => Some(Self::Session(address.to_owned())),
            ("video", id) if is_video(id) => Some(Self::Video(id.to_owned())),
            ("shown", id) if is_video(id) => Some(Self::Shown(id.to_owned())),
            (_, _) => None,
        }
    }
}

/// Whether an address that Google gave out for an upload is one of its own.
pub(super) fn leads_home(address: &str) -> bool {
    Url::parse(address).is_ok_and(|address| Route::Real.api(Platform::Youtube, &address).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_whole_or_not_at_all() {
        let session = "https://www.googleapis.com/upload/youtube/v3/videos?uploadType=resumable&upload_id=A";
        let id = || "dQw4w9WgXcQ".to_owned();
        for kept in [Kept::Session(session.to_owned()), Kept::Begun, Kept::Video(id()), Kept::Shown(id())] {
            assert_eq!(Kept::read(&kept.written()), Some(kept));
        }
        for wrong in [
            Kept::GIVEN_UP,
            "video ",
            "video x",
            "shown x",
            "session ",
            "session https://example.org/upload",
            "dQw4w9WgXcQ",
        ] {
            assert_eq!(Kept::read(wrong), None, "{wrong:?}");
        }
    }
}
