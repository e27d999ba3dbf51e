//! Reads a video's, a comment's or a channel's id out of the address that a person copied from YouTube.
//!
//! Invariant: an id is given only for an address of one video, or of a comment under it.

use url::Url;

use super::wire::{is_channel, is_comment, is_video};

/// What an address shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) video: String,
    /// The comment under it.
    pub(super) comment: Option<String>,
}

/// The video or comment that `address` shows.
pub(super) fn shown(address: &Url) -> Option<Shown> {
    let asked = |name: &str| address.query_pairs().find_map(|(key, value)| (key == name).then(|| value.into_owned()));
    let segments: Vec<&str> = address.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    let video = match (address.host_str()?, segments.as_slice()) {
        ("youtu.be", [id]) => (*id).to_owned(),
        ("youtu.be", [..]) => return None,
        (_, ["watch"]) => asked("v")?,
        (_, ["shorts" | "live" | "embed", id]) => (*id).to_owned(),
        (_, [..]) => return None,
    };
    // An answer's id begins with that of the comment it answers.
    let comment = asked("lc").map(|id| id.split('.').next().unwrap_or_default().to_owned());
    is_video(&video).then(|| Shown { video, comment: comment.filter(|id| is_comment(id)) })
}

/// The channel that `address` shows: by its id, or by the handle that it calls itself.
pub(super) fn channel(address: &Url) -> Option<String> {
    let segments: Vec<&str> = address.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    match segments.as_slice() {
        ["channel", id, ..] if is_channel(id) => Some((*id).to_owned()),
        [handle, ..] if is_handle(handle) => Some((*handle).to_owned()),
        [..] => None,
    }
}

fn is_handle(text: &str) -> bool {
    text.strip_prefix('@').is_some_and(|name| {
        (3..=30).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_video_is_read_out_of_any_address_of_it() {
        let video = |address: &str| shown(&Url::parse(address).unwrap());
        let is = |comment: Option<&str>| {
            Some(Shown { video: "dQw4w9WgXcQ".to_owned(), comment: comment.map(str::to_owned) })
        };
        for address in [
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=3s",
            "https://youtu.be/dQw4w9WgXcQ?si=x",
            "https://www.youtube.com/shorts/dQw4w9WgXcQ",
        ] {
            assert_eq!(video(address), is(None), "{address}");
        }
        let commented = "https://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=UgxKREWxIgDrw8w2e_Z4AaABAg";
        assert_eq!(video(commented), is(Some("UgxKREWxIgDrw8w2e_Z4AaABAg")));
        assert_eq!(video(&format!("{commented}.9abcdef")), is(Some("UgxKREWxIgDrw8w2e_Z4AaABAg")));
        for wrong in [
            "https://www.youtube.com/",
            "https://www.youtube.com/watch",
            "https://www.youtube.com/watch?v=short",
            "https://www.youtube.com/@lakeside",
            "https://www.youtube.com/playlist?list=dQw4w9WgXcQ",
            "https://youtu.be/",
        ] {
            assert_eq!(video(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_channel_is_known_by_its_id_or_its_handle() {
        let channel = |address: &str| channel(&Url::parse(address).unwrap());
        let id = "UC_x5XG1OV2P6uZZ5FSM9Ttw";
        assert_eq!(channel(&format!("https://www.youtube.com/channel/{id}/videos")).as_deref(), Some(id));
        assert_eq!(channel("https://www.youtube.com/@lakeside.clinic").as_deref(), Some("@lakeside.clinic"));
        assert_eq!(channel("https://www.youtube.com/feed/subscriptions"), None);
        assert_eq!(channel("https://www.youtube.com/channel/other"), None);
    }
}
