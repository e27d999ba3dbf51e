//! What YouTube was told of a video, held against what was signed.
//!
//! Invariant: YouTube's side is read back from the practice platform, field by field; what the product says of it counts for
//! nothing.

use countersign_core::model::{Content, YoutubePrivacy};
use countersign_practice::Control;

/// Whether a content is a video that YouTube shows to nobody but the people of its channel.
#[must_use]
pub fn is_private(content: &Content) -> bool {
    content.options.youtube().is_some_and(|told| told.privacy == Some(YoutubePrivacy::Private))
}

/// The video of this id is told exactly what was signed: nothing else, nothing less.
///
/// # Panics
/// When it is not, and when the content is no video for YouTube.
#[track_caller]
pub fn is_told_as_signed(control: &Control, id: &str, content: &Content) {
    let signed = content.options.youtube().unwrap_or_else(|| panic!("not for YouTube: {content:?}"));
    let seen = control.youtube_video(id).unwrap_or_else(|_| panic!("YouTube has no video {id}"));
    let told = &seen.told;
    let main = &content.parts[0];
    assert_eq!((&*told.title, &*told.description), (signed.title.trim(), &*main.text));
    assert_eq!(told.tags, signed.tags.iter().map(|tag| tag.trim()).collect::<Vec<_>>());
    assert_eq!(told.category, signed.category.number());
    assert_eq!(Some(told.privacy.as_str()), signed.privacy.map(YoutubePrivacy::word));
    assert_eq!(told.made_for_kids, Some(signed.made_for_kids.unwrap_or_else(|| panic!("signed without an answer"))));
    assert_eq!(told.synthetic, Some(signed.synthetic));
    assert_eq!(told.publish_at, None, "it is to become public by itself");
    let followers_hear = signed.notify && signed.privacy == Some(YoutubePrivacy::Public);
    assert_eq!(seen.notify, followers_hear, "whether the followers are told");
    let film = main.media.first().map(|media| media.digest.to_string());
    assert_eq!(seen.media_sha256.first(), film.as_ref());
}
