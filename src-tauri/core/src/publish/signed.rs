//! What was signed of a part, for whoever looks for it or reads it back once its permits are gone.
//!
//! Invariant: it comes out of the manifest that was signed, and nothing can be sent with it.

use crate::error::{Error, Result};
use crate::gate::{ManifestV1, SignedMedia, SignedPart};
use crate::model::{DeliveryId, PartId, PartRole};
use crate::store::{Tx, args};

/// The part at this place, as signed.
pub(super) fn signed_part(manifest: &ManifestV1, id: PartId, ordinal: u32) -> Option<SignedPart> {
    let signed = manifest.parts.get(usize::try_from(ordinal).ok()?)?;
    let media = signed.media.iter().map(|media| SignedMedia {
        digest: media.digest,
        mime: media.mime.clone(),
        bytes: media.bytes,
        alt: media.alt.clone(),
    });
    Some(SignedPart {
        id,
        ordinal,
        role: signed.role,
        text: signed.text.clone(),
        media: media.collect(),
        platform_id: None,
        recipient: None,
    })
}

/// What a part answers, as its platform calls it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Answered {
    /// A thread's post answers the one before it, a first comment the first, however long the thread between them is, and an
    /// answer what was signed.
    pub(super) parent: Option<String>,
    /// The post that this stands under, where an answer answers something under a post.
    pub(super) under: Option<String>,
}

/// See [`Answered`].
pub(super) fn answered(
    tx: &Tx<'_>,
    delivery: DeliveryId,
    manifest: &ManifestV1,
    role: PartRole,
    ordinal: u32,
) -> Result<Answered> {
    let answers = match role {
        PartRole::Main => None,
        PartRole::Thread => ordinal.checked_sub(1),
        PartRole::FirstComment => Some(0),
        PartRole::Reply | PartRole::Message | PartRole::PrivateReply => {
            let target = manifest.target.as_ref();
            return Ok(Answered {
                parent: target.map(|target| target.id.clone()),
                under: target.and_then(|target| target.under.clone()),
            });
        }
    };
    let parent = tx.one(
        "SELECT platform_id FROM part WHERE delivery_id = $1 AND ordinal = $2",
        args![delivery, answers],
        |row| row.get::<Option<String>>("platform_id").map_err(Error::from),
    )?;
    Ok(Answered { parent: parent.flatten(), under: None })
}
