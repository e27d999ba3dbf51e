//! What was signed of a post, if TikTok can be told it.
//!
//! Invariant: nothing is sent of what TikTok would show otherwise than it was signed, and nothing that nobody consented to.

use countersign_core::gate::{SignedMedia, SignedPart};
use countersign_core::model::{PartRole, PlatformOptions, TiktokPost, TiktokPrivacy, TiktokWay};

use crate::errors::{Verdict, impossible};

/// What is shown.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shown<'a> {
    Film(&'a SignedMedia),
    Pictures(&'a [SignedMedia]),
}

/// What was signed, whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signed<'a> {
    pub(super) text: &'a str,
    pub(super) post: &'a TiktokPost,
    /// Who can watch it; none where a person chooses that in the app.
    pub(super) privacy: Option<TiktokPrivacy>,
    pub(super) shown: Shown<'a>,
}

pub(super) fn signed<'a>(part: &'a SignedPart, options: &'a PlatformOptions) -> Result<Signed<'a>, Verdict> {
    let Some(post) = options.tiktok() else {
        return Err(impossible("The settings of this post are another platform's. Please write it anew."));
    };
    match part.role {
        PartRole::Main => {}
        PartRole::Thread => return Err(impossible("TikTok has no threads. Please make this one post.")),
        PartRole::FirstComment => {
            return Err(impossible("TikTok lets no program comment. Please take the first comment out."));
        }
        PartRole::Reply | PartRole::Message | PartRole::PrivateReply => {
            return Err(impossible("TikTok lets no program comment. Please answer in its app."));
        }
    }
    let privacy = match (post.way, post.privacy) {
        (TiktokWay::Inbox, _) => None,
        (TiktokWay::Direct, Some(privacy)) if post.is_consented() => Some(privacy),
        (TiktokWay::Direct, Some(_)) => {
            return Err(impossible("Nobody agreed to what TikTok wants agreed to. Please do so in the post."));
        }
        (TiktokWay::Direct, None) => {
            return Err(impossible("Nobody said who can watch this post. Please choose."));
        }
    };
    let films = part.media.iter().filter(|media| media.is_video()).count();
    let shown = match (films, part.media.as_slice()) {
        (1, [film]) if film.bytes > 0 => Shown::Film(film),
        (0, pictures @ [_, ..]) => Shown::Pictures(pictures),
        (_, _) => {
            return Err(impossible(
                "A post on TikTok is one video, or pictures, and never words alone. Please change it.",
            ));
        }
    };
    Ok(Signed { text: &part.text, post, privacy, shown })
}
