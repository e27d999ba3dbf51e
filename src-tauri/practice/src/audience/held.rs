//! How each platform keeps what people write: the name that it gets, and where it is found again.
//!
//! Invariant: a number is given out once on its platform and grows with the instant that it belongs to, whether it is drawn for
//! an account's own post or counted for what somebody did some time ago.

use super::act::Remark;
use super::social::Social;
use crate::account::Platform;
use crate::facebook::state::{FbComment, Found};
use crate::instagram::state::{IgComment, IgKind};
use crate::linkedin::state::LiComment;
use crate::whatsapp::state::pair;
use crate::world::World;
use crate::x::state::{XPost, read_id};
use crate::youtube::state::YtComment;

/// What a platform calls a message.
pub(crate) fn letter_id(platform: Platform, number: u64) -> String {
    match platform {
        Platform::Facebook => format!("m_{number}"),
        Platform::Instagram => format!("aWdfZAG{number}"),
        Platform::X
        | Platform::Linkedin
        | Platform::Whatsapp
        | Platform::Youtube
        | Platform::Tiktok
        | Platform::Bucket => number.to_string(),
    }
}

/// The number of a message, by what its platform calls it.
pub(crate) fn letter_number(platform: Platform, id: &str) -> Option<u64> {
    let digits = match platform {
        Platform::Facebook => id.strip_prefix("m_")?,
        Platform::Instagram => id.strip_prefix("aWdfZAG")?,
        Platform::X
        | Platform::Linkedin
        | Platform::Whatsapp
        | Platform::Youtube
        | Platform::Tiktok
        | Platform::Bucket => id,
    };
    digits.parse().ok()
}

impl World {
    /// A number that belongs to an instant and is free.
    pub(super) fn number(&mut self, platform: Platform, at_ms: i64, salt: Option<u64>) -> u64 {
        let Some(salt) = salt else { return self.chance.newest_number(platform, at_ms) };
        let Self { chance, audience, facebook, instagram, linkedin, x, youtube, .. } = self;
        chance.number_at(platform, at_ms, salt, |number| {
            audience.inbox.has(number)
                || audience.mentions.contains_key(&number)
                || match platform {
                    Platform::X => x.posts.contains_key(&number),
                    Platform::Facebook => {
                        facebook.comments.contains_key(&number)
                            || facebook.posts.contains_key(&number)
                            || facebook.films.contains_key(&number)
                    }
                    Platform::Linkedin => {
                        linkedin.comments.contains_key(&number) || linkedin.posts.contains_key(&number)
                    }
                    Platform::Instagram => {
                        instagram.comments.contains_key(&number) || instagram.media.contains_key(&number)
                    }
                    Platform::Youtube => youtube.comments.contains_key(&number) || youtube.videos.contains_key(&number),
                    Platform::Tiktok | Platform::Whatsapp | Platform::Bucket => false,
                }
        })
    }

    /// Under a post, or under a comment.
    pub(super) fn facebook_remark(&mut self, by: &str, under: &str, remark: &Remark) -> Option<String> {
        let (page, post, parent) = match self.facebook.find(under) {
            Some(Found::Post(post)) if post.published => (post.page.clone(), post.number, None),
            Some(Found::Film(film)) if film.is_public() => (film.page.clone(), film.number, None),
            Some(Found::Comment(comment)) => {
                (comment.page.clone(), comment.post, Some(comment.parent.unwrap_or(comment.number)))
            }
            Some(Found::Post(_) | Found::Film(_) | Found::Photo(_)) | None => return None,
        };
        let comment = FbComment {
            number: self.number(Platform::Facebook, remark.at_ms, remark.salt),
            page,
            post,
            parent,
            message: remark.text.clone(),
            created_ms: remark.at_ms,
            removed: false,
            social: Social::of(by),
        };
        let id = comment.id();
        self.facebook.put_comment(comment);
        Some(id)
    }

    pub(super) fn instagram_remark(&mut self, by: &str, under: &str, remark: &Remark) -> Option<String> {
        let (media, parent) = match (self.instagram.medium(under), self.instagram.comment(under)) {
            (Some(media), _) if media.kind != IgKind::Story && !media.comments_off => (media, None),
            (None, Some(comment)) => {
                let media = self.instagram.media.get(&comment.media)?;
                (media, Some(comment.parent.unwrap_or(comment.number)))
            }
            (Some(_) | None, _) => return None,
        };
        let (account, media) = (media.account.clone(), media.number);
        let number = self.number(Platform::Instagram, remark.at_ms, remark.salt);
        self.instagram.put_comment(IgComment {
            number,
            account,
            media,
            parent,
            text: remark.text.clone(),
            created_ms: remark.at_ms,
            removed: false,
            social: Social::of(by),
        });
        Some(number.to_string())
    }

    pub(super) fn linkedin_remark(&mut self, by: &str, under: &str, remark: &Remark) -> Option<String> {
        let (post, parent) = match (self.linkedin.find(under), self.linkedin.comment(under)) {
            (Some(post), _) if !post.closed => (post.number, None),
            (None, Some(comment)) => (comment.post, Some(comment.parent.unwrap_or(comment.number))),
            (Some(_) | None, _) => return None,
        };
        let comment = LiComment {
            number: self.number(Platform::Linkedin, remark.at_ms, remark.salt),
            post,
            parent,
            actor: by.to_owned(),
            text: remark.text.clone(),
            created_ms: remark.at_ms,
            removed: false,
            social: Social::of(by),
        };
        let urn = self.linkedin.comment_urn(&comment);
        self.linkedin.put_comment(comment);
        Some(urn)
    }

    pub(super) fn youtube_remark(&mut self, by: &str, under: &str, remark: &Remark) -> Option<String> {
        let number = self.number(Platform::Youtube, remark.at_ms, remark.salt);
        let word = crate::chance::code_of(&["youtube comment", &number.to_string()], 18);
        let (video, parent, id) = match (self.youtube.video(under), self.youtube.comment(under)) {
            (Some(video), _) if video.is_shown() && video.told.made_for_kids != Some(true) => {
                (video.id.clone(), None, format!("Ug{word}AaABAg"))
            }
            (None, Some(comment)) => {
                let thread = comment.parent.clone().unwrap_or_else(|| comment.id.clone());
                (comment.video.clone(), Some(thread.clone()), format!("{thread}.{word}"))
            }
            (Some(_) | None, _) => return None,
        };
        self.youtube.put_comment(YtComment {
            number,
            id: id.clone(),
            video,
            parent,
            channel: by.to_owned(),
            text: remark.text.clone(),
            created_ms: remark.at_ms,
            hidden_reads: 0,
            removed: false,
            moderation: "published".to_owned(),
            social: Social::of(by),
        });
        Some(id)
    }

    /// A post of somebody's own, or one under another.
    pub(super) fn x_remark(&mut self, by: &str, under: Option<&str>, remark: &Remark) -> Option<String> {
        let parent = match under {
            None => None,
            Some(id) => Some(self.x.live(read_id(id)?)?),
        };
        let (reply_to, conversation) = (parent.map(|it| it.id), parent.map(|it| it.conversation));
        let id = self.number(Platform::X, remark.at_ms, remark.salt);
        let post = XPost {
            id,
            author: by.to_owned(),
            text: remark.text.clone(),
            created_ms: remark.at_ms,
            conversation: conversation.unwrap_or(id),
            reply_to,
            media: Vec::new(),
            reply_settings: "everyone".to_owned(),
            made_with_ai: false,
            paid_partnership: false,
            hidden_reads: 0,
            removed: false,
            social: Social::of(by),
        };
        self.x.posts.insert(id, post);
        Some(id.to_string())
    }

    /// There it only opens the window in which the person may be answered: nothing lists what came in.
    pub(super) fn whatsapp_remark(&mut self, account: &str, remark: &Remark) -> Option<String> {
        let number = remark.by.id(Platform::Whatsapp);
        self.audience.meet(Platform::Whatsapp, remark.by.clone());
        let phone = account.split('@').next().unwrap_or_default();
        let heard = self.whatsapp.heard.entry(pair(phone, &number)).or_insert(remark.at_ms);
        *heard = (*heard).max(remark.at_ms);
        let place = self.number(Platform::Whatsapp, remark.at_ms, remark.salt);
        let who = super::inbox::Between { platform: Platform::Whatsapp, account, person: &number };
        self.audience.inbox.put(who, false, &remark.text, remark.at_ms, place);
        Some(letter_id(Platform::Whatsapp, place))
    }

    /// What a comment, or on X a post, carries beyond its words.
    pub(crate) fn social_mut(&mut self, platform: Platform, id: &str) -> Option<&mut Social> {
        match platform {
            Platform::X => self.x.posts.get_mut(&read_id(id)?).map(|post| &mut post.social),
            Platform::Facebook => {
                let number = match self.facebook.find(id) {
                    Some(Found::Comment(comment)) => comment.number,
                    Some(Found::Post(_) | Found::Photo(_) | Found::Film(_)) | None => return None,
                };
                self.facebook.comments.get_mut(&number).map(|comment| &mut comment.social)
            }
            Platform::Linkedin => {
                let number = self.linkedin.comment(id)?.number;
                self.linkedin.comments.get_mut(&number).map(|comment| &mut comment.social)
            }
            Platform::Instagram => {
                let number = self.instagram.comment(id)?.number;
                self.instagram.comments.get_mut(&number).map(|comment| &mut comment.social)
            }
            Platform::Youtube => {
                let number = self.youtube.comment(id)?.number;
                self.youtube.comments.get_mut(&number).map(|comment| &mut comment.social)
            }
            Platform::Tiktok | Platform::Whatsapp | Platform::Bucket => None,
        }
    }
}
