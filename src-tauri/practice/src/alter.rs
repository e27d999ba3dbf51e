//! What becomes of a post after it is public: somebody edits it on the platform, or the platform rewrites it by itself.
//!
//! Invariant: the ledger keeps what was sent; only what the platform shows from now on changes.

use serde::{Deserialize, Serialize};

use crate::account::Platform;
use crate::world::World;

/// What happens to a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Alteration {
    /// Somebody writes other words.
    Edited {
        /// These.
        text: String,
    },
    /// The platform does what it is known to do: other line ends, space at ends of lines, its own short links.
    Rewritten,
    /// Its last picture is not shown any more.
    PictureDropped,
    /// Fewer people may see it than were told.
    SeenByFewer,
}

impl World {
    /// Alters a post or a comment; false where there is none, or the platform knows no such thing of it.
    pub(crate) fn alter(&mut self, platform: Platform, id: &str, change: &Alteration) -> bool {
        match change {
            Alteration::Edited { text } => self.text_of(platform, id).map(|words| words.clone_from(text)).is_some(),
            Alteration::Rewritten => {
                self.text_of(platform, id).map(|words| *words = rewritten(platform, words)).is_some()
            }
            Alteration::PictureDropped => self.drop_picture(platform, id),
            Alteration::SeenByFewer => self.conceal(platform, id),
        }
    }

    /// The words of a post, as readers of its platform are shown them.
    fn text_of(&mut self, platform: Platform, id: &str) -> Option<&mut String> {
        match platform {
            Platform::X => self.x.posts.get_mut(&id.parse().ok()?).map(|post| &mut post.text),
            Platform::Facebook => {
                let state = &mut self.facebook;
                let number = id.rsplit('_').next()?.parse().ok()?;
                let film = id.parse().ok().and_then(|number: u64| state.films.get_mut(&number));
                film.map(|film| &mut film.description)
                    .or_else(|| state.posts.get_mut(&number).map(|post| &mut post.message))
                    .or_else(|| state.comments.get_mut(&number).map(|comment| &mut comment.message))
                    .or_else(|| self.audience.mentions.get_mut(&number).map(|mention| &mut mention.text))
            }
            Platform::Linkedin => {
                let state = &mut self.linkedin;
                match state.comment(id).map(|it| it.number) {
                    Some(number) => state.comments.get_mut(&number).map(|comment| &mut comment.text),
                    None => {
                        let post = state.posts.values_mut().find(|post| post.urn() == id);
                        post.map(|post| &mut post.commentary).or_else(|| {
                            let number = id.strip_prefix("urn:li:share:")?.parse().ok()?;
                            self.audience.mentions.get_mut(&number).map(|mention| &mut mention.text)
                        })
                    }
                }
            }
            Platform::Instagram => {
                let number = id.parse().ok()?;
                let media = self.instagram.media.get_mut(&number).map(|media| &mut media.caption);
                media
                    .or_else(|| self.instagram.comments.get_mut(&number).map(|comment| &mut comment.text))
                    .or_else(|| self.audience.mentions.get_mut(&number).map(|mention| &mut mention.text))
            }
            Platform::Youtube => {
                let state = &mut self.youtube;
                match state.videos.values().find(|video| video.id == id).map(|video| video.number) {
                    Some(number) => state.videos.get_mut(&number).map(|video| &mut video.told.description),
                    None => state.comment_mut(id).map(|comment| &mut comment.text),
                }
            }
            Platform::Tiktok => self.tiktok.by_publish_id(id).map(|post| &mut post.told.text),
            Platform::Whatsapp | Platform::Bucket => None,
        }
    }

    fn drop_picture(&mut self, platform: Platform, id: &str) -> bool {
        let dropped = match platform {
            Platform::X => id.parse().ok().and_then(|id: u64| self.x.posts.get_mut(&id)?.media.pop()).map(drop),
            Platform::Facebook => {
                let number = id.rsplit('_').next().and_then(|number| number.parse::<u64>().ok());
                number.and_then(|number| self.facebook.posts.get_mut(&number)?.photos.pop()).map(drop)
            }
            Platform::Linkedin => {
                let post = self.linkedin.posts.values_mut().find(|post| post.urn() == id);
                // Two pictures make another kind of post, whose name would change with one: it keeps its name.
                post.filter(|post| post.images.len() != 2).and_then(|post| post.images.pop()).map(drop)
            }
            Platform::Instagram => {
                let media = id.parse().ok().and_then(|id: u64| self.instagram.media.get_mut(&id));
                media.and_then(|media| media.pictures.pop()).map(drop)
            }
            Platform::Youtube | Platform::Tiktok | Platform::Whatsapp | Platform::Bucket => None,
        };
        dropped.is_some()
    }

    fn conceal(&mut self, platform: Platform, id: &str) -> bool {
        let concealed = match platform {
            Platform::Youtube => {
                let video = self.youtube.videos.values_mut().find(|video| video.id == id);
                video.map(|video| "private".clone_into(&mut video.told.privacy))
            }
            Platform::Linkedin => {
                let post = self.linkedin.posts.values_mut().find(|post| post.urn() == id);
                post.map(|post| "LOGGED_IN".clone_into(&mut post.visibility))
            }
            Platform::X
            | Platform::Facebook
            | Platform::Instagram
            | Platform::Tiktok
            | Platform::Whatsapp
            | Platform::Bucket => None,
        };
        concealed.is_some()
    }
}

/// A text as its platform shows it after it did what it is known to do.
fn rewritten(platform: Platform, text: &str) -> String {
    let word = |word: &str| match platform {
        Platform::Facebook if word.starts_with("https://") => {
            let target: String = url::form_urlencoded::byte_serialize(word.as_bytes()).collect();
            format!("https://l.facebook.com/l.php?u={target}%26fbclid%3DIwAR1&h=AT0")
        }
        Platform::Linkedin if word.starts_with("https://") => "https://lnkd.in/dPr4ctce".to_owned(),
        // X shortens every link in any case, and tells where each leads; the others leave them.
        Platform::X
        | Platform::Facebook
        | Platform::Linkedin
        | Platform::Instagram
        | Platform::Whatsapp
        | Platform::Youtube
        | Platform::Tiktok
        | Platform::Bucket => word.to_owned(),
    };
    let line = |line: &str| format!("{} ", line.split(' ').map(word).collect::<Vec<_>>().join(" "));
    let lines = text.split('\n').map(line).collect::<Vec<_>>();
    match platform {
        // Line ends and space at the ends of lines come as they please there.
        Platform::X => text.to_owned() + "\n",
        Platform::Facebook
        | Platform::Linkedin
        | Platform::Instagram
        | Platform::Whatsapp
        | Platform::Youtube
        | Platform::Tiktok
        | Platform::Bucket => lines.join("\r\n"),
    }
}
