//! What the journal keeps of a post on its way to TikTok: its id there, when it was begun, how far it came; and, sealed,
//! where its bytes go.
//!
//! Invariant: whoever has the address may send any film in the place of the signed one, so it is sealed, beside the id that
//! it was given out for: an upload is never read beside the post of another. It is only taken where it leads to one of
//! TikTok's own hosts.

use countersign_core::model::{Millis, Platform, Secret};
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Upload {
    /// When it was begun, by the local clock: an hour later nothing is taken any more.
    pub(super) at: Millis,
    /// How many bytes are known to be there.
    pub(super) stored: u64,
    /// How often its last piece was sent and came to nothing.
    pub(super) refused: u32,
}

impl Kept {
    /// What stands in place of a post that is not gone on with.
    pub(super) const GIVEN_UP: &str = "";

    pub(super) fn written(&self) -> String {
        match &self.upload {
            Some(Upload { at, stored, refused }) => format!("upload {} {} {stored} {refused}", self.publish_id, at.0),
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
                let refused = words.next()?.parse().ok()?;
                Some(Upload { at, stored, refused })
            }
            _ => return None,
        };
        words.next().is_none().then_some(Self { publish_id, upload })
    }
}

/// The journal's name of where the bytes of a post go.
pub(super) const ADDRESS: &str = "upload_address";
/// The word that stands in the open for it.
pub(super) const SEALED_AS: &str = "address";

/// What is sealed: the address, and which post's it is.
pub(super) fn to_seal(publish_id: &str, address: &str) -> Secret {
    Secret::new(format!("{publish_id} {address}"))
}

/// Where the bytes of this post go, of what is recalled.
pub(super) fn address_of(recalled: &str, publish_id: &str) -> Option<String> {
    let (id, address) = recalled.strip_prefix(SEALED_AS)?.trim_start().split_once(' ')?;
    (id == publish_id && leads_home(address)).then(|| address.to_owned())
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
        let upload = Upload { at: Millis(17), stored: 50_000_000, refused: 1 };
        let id = "v_pub_file~v2-1.75".to_owned();
        for kept in [Kept { publish_id: id.clone(), upload: Some(upload) }, Kept { publish_id: id, upload: None }] {
            assert_eq!(Kept::read(&kept.written()), Some(kept));
        }
        for wrong in [
            Kept::GIVEN_UP,
            "taken",
            "taken a/b",
            "upload v_pub 1 2",
            "upload v_pub x 2 0",
            "upload v_pub 1 2 x",
            "upload v_pub 1 2 0 x",
        ] {
            assert_eq!(Kept::read(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn an_address_is_taken_for_the_post_that_it_was_given_out_for_and_leads_to_tiktok() {
        let recalled = |address: &str| format!("{SEALED_AS} {}", to_seal("v_pub_file~v2-1.75", address).expose());
        let home = "https://upload.us.tiktokapis.com/video/?upload_id=1&upload_token=a";
        assert_eq!(address_of(&recalled(home), "v_pub_file~v2-1.75").as_deref(), Some(home));
        assert_eq!(address_of(&recalled(home), "v_pub_file~v2-1.76"), None, "another post's");
        for away in ["https://example.org/video/", "https://tiktokapis.com.example.org/video/", "x", ""] {
            assert_eq!(address_of(&recalled(away), "v_pub_file~v2-1.75"), None, "{away:?}");
        }
    }
}
