//! How YouTube shows comments and what they belong to.
//!
//! Invariant: the words as they were typed are shown to whoever wrote them; everybody else gets what is displayed.

use serde_json::{Value, json};

use super::state::YtComment;
use super::{Ask, YoutubeError, error};
use crate::account::Platform;
use crate::clock::x_time;
use crate::world::World;

/// How many answers come along with a comment.
const ALONG: usize = 5;

/// What of a comment is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Whether answers come along.
    replies: bool,
    /// Whether signs that HTML minds are written as it wants them.
    html: bool,
}

impl Look {
    /// What whoever wrote it is answered.
    pub(super) fn whole() -> Self {
        Self { replies: false, html: false }
    }

    pub(super) fn of(ask: &Ask<'_>) -> Result<Self, YoutubeError> {
        let html = match ask.call.query("textFormat") {
            None | Some("html") => true,
            Some("plainText") => false,
            Some(_) => return Err(error::bad("Invalid value for the parameter textFormat")),
        };
        Ok(Self { replies: ask.part("replies")?, html })
    }
}

fn displayed(text: &str, look: Look) -> String {
    if !look.html {
        return text.to_owned();
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;").replace('\n', "<br>")
}

fn author(world: &World, comment: &YtComment) -> (String, String) {
    match &comment.social.by {
        Some(by) => {
            let handle = world.audience.handle_of(Platform::Youtube, by);
            (format!("@{handle}"), format!("http://www.youtube.com/@{handle}"))
        }
        None => {
            let account = world.account(Platform::Youtube, &comment.channel);
            let name = account.map(|it| it.username.as_str()).unwrap_or_default();
            (format!("@{name}"), format!("http://www.youtube.com/@{name}"))
        }
    }
}

pub(super) fn comment(world: &World, comment: &YtComment, look: Look) -> Value {
    let (name, address) = author(world, comment);
    let mut snippet = json!({
        "channelId": world.youtube.video(&comment.video).map(|video| video.channel.clone()),
        "videoId": comment.video,
        "textDisplay": displayed(&comment.text, look),
        "textOriginal": comment.text,
        "authorDisplayName": name,
        "authorChannelUrl": address,
        "authorProfileImageUrl": "https://yt3.ggpht.com/practice",
        "authorChannelId": { "value": comment.channel },
        "canRate": true,
        "viewerRating": "none",
        "likeCount": comment.social.likes,
        "publishedAt": x_time(comment.created_ms),
        "updatedAt": x_time(comment.social.edited_ms.unwrap_or(comment.created_ms)),
    });
    if let Some(parent) = &comment.parent {
        snippet["parentId"] = json!(parent);
    }
    if comment.moderation != "published" {
        snippet["moderationStatus"] = json!(comment.moderation);
    }
    json!({ "kind": "youtube#comment", "id": comment.id, "snippet": snippet })
}

pub(super) fn thread(world: &World, top: &YtComment, look: Look) -> Value {
    let answers: Vec<&YtComment> = world
        .youtube
        .threads
        .under(top.number)
        .filter_map(|number| world.youtube.comments.get(&number))
        .filter(|it| !it.removed && it.moderation == "published")
        .collect();
    let mut thread = json!({
        "kind": "youtube#commentThread",
        "id": top.id,
        "snippet": {
            "channelId": world.youtube.video(&top.video).map(|video| video.channel.clone()),
            "videoId": top.video,
            "topLevelComment": comment(world, top, look),
            "canReply": true,
            "totalReplyCount": answers.len(),
            "isPublic": top.moderation == "published",
        },
    });
    if look.replies && !answers.is_empty() {
        let along = answers.iter().rev().take(ALONG).map(|it| comment(world, it, look));
        thread["replies"] = json!({ "comments": along.collect::<Vec<_>>() });
    }
    thread
}
