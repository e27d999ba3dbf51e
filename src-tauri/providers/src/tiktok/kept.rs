//! What the journal keeps of a post on its way to TikTok: its id there, when it was begun, how far it came, and where its
//! bytes go.
//!
//! Invariant: there is one note, so that an upload is never read beside the post of another. The address is only taken where
//! it leads to one of TikTok's own hosts.

use countersign_core::model::{Millis, Platform};
use url::Url;

use super::wire::is_publish_id;
use crate::route::Route;

/// How far it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    /// What TikTok calls the post on its way.
    pub(super) publish_id: String,
    /// Its bytes, where some are still to be sent.
    pub(super) upload: Option<Upload>,
}

/// An upload that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Upload {
    /// When it was begun, by the local clock: an hour later nothing is taken any more.
    pub(super) at: Millis,
    /// How many bytes are known to be there.
    pub(super) stored: u64,
    /// Where they go.
    pub(super) address: String,
}

impl Kept {
    /// What stands in place of a post that is not gone on with.
    pub(super) const GIVEN_UP: &str = "";

    pub(super) fn written(&self) -> String {
        match &self.upload {
            Some(Upload { at, stored, address }) => format!("upload {} {} {stored} {address}", self.publish_id, at.0),
            None => format!("taken {}", self.publish_id),
        }
    }

    /// None where the note is nothing that could be gone on with.
    pub(super) fn read(note: &str) -> Option<Self> {
        let mut words = note.split(' ');
        let kind = words.next()?;
        let publish_id = words.next().filter(|id| is_publish_id(id))?.to_owned();
        let upload = match kind {
            "taken" => None,
            "upload" => {
                let at = Millis(words.next()?.parse().ok()?);
                let stored = words.next()?.parse().ok()?;
                let address = words.next().filter(|address| leads_home(address))?.to_owned();
                Some(Upload { at, stored, address })
            }
            _ => return None,
        };
        words.next().is_none().then_some(Self { publish_id, upload })
    }
}

/// Whether an address that TikTok gave out for an upload is one of its own.
pub(super) fn leads_home(address: &str) -> bool {
    !address.contains(' ')
        && Url::parse(address).is_ok_and(|address| Route::Real.api(Platform::Tiktok, &address).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_whole_or_not_at_all() {
        let address = "https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=a";
        let upload = Upload { at: Millis(17), stored: 50_000_000, address: address.to_owned() };
        let id = "v_pub_file~v2-1.75".to_owned();
        for kept in [Kept { publish_id: id.clone(), upload: Some(upload) }, Kept { publish_id: id, upload: None }] {
            assert_eq!(Kept::read(&kept.written()), Some(kept));
        }
        for wrong in [
            Kept::GIVEN_UP,
            "taken",
            "taken a/b",
            "upload v_pub 1 2",
            "upload v_pub 1 2 https://example.org/video/",
            "upload v_pub x 2 https://upload.us.tiktokapis.com/video/",
            "upload v_pub 1 2 https://tiktokapis.com.example.org/video/",
        ] {
            assert_eq!(Kept::read(wrong), None, "{wrong:?}");
        }
        assert!(leads_home("https://upload.us.tiktokapis.com/video/?upload_id=1"));
    }
}
