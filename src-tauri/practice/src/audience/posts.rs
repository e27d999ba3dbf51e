//! The posts that people can see, and what each has come to.
//!
//! Invariant: a post is among them from the moment it is public until it is taken away; which platform it is on decides only what
//! it is called.

use super::numbers::Counts;
use crate::account::Platform;
use crate::facebook::films::FilmKind;
use crate::instagram::state::IgKind;
use crate::world::World;

/// A post that people can see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) platform: Platform,
    pub(crate) account: String,
    /// The platform's id of it.
    pub(crate) id: String,
    /// Since when.
    pub(crate) at_ms: i64,
    /// Whether comments may be written under it.
    pub(crate) open: bool,
}

/// What a post is called in plans and numbers, whichever platform it is on.
pub(crate) fn key(platform: Platform, id: &str) -> String {
    format!("{platform:?} {id}")
}

impl World {
    /// Every post that people can see, by platform and age.
    pub(crate) fn public_posts(&self) -> Vec<Seen> {
        let seen = |platform, account: &str, id: String, at_ms, open| Seen {
            platform,
            account: account.to_owned(),
            id,
            at_ms,
            open,
        };
        let mut all = Vec::new();
        let x = self.x.posts.values().filter(|it| !it.removed && it.reply_to.is_none());
        let ours = x.filter(|it| self.account(Platform::X, &it.author).is_some());
        all.extend(ours.map(|it| seen(Platform::X, &it.author, it.id.to_string(), it.created_ms, true)));
        let facebook = self.facebook.posts.values().filter(|it| it.published && !it.removed);
        all.extend(facebook.map(|it| seen(Platform::Facebook, &it.page, it.id(), it.created_ms, true)));
        let reels = self.facebook.films.values().filter(|it| it.kind == FilmKind::Reel && it.is_public());
        all.extend(reels.map(|it| seen(Platform::Facebook, &it.page, it.number.to_string(), it.created_ms(), true)));
        let linkedin = self.linkedin.posts.values().filter(|it| !it.removed);
        all.extend(linkedin.map(|it| seen(Platform::Linkedin, &it.author, it.urn(), it.created_ms, true)));
        let instagram = self.instagram.media.values().filter(|it| !it.removed);
        all.extend(instagram.map(|it| {
            let open = it.kind != IgKind::Story;
            seen(Platform::Instagram, &it.account, it.number.to_string(), it.created_ms, open)
        }));
        let youtube = self.youtube.videos.values().filter(|it| it.is_shown());
        all.extend(youtube.map(|it| {
            let open = it.told.made_for_kids != Some(true);
            seen(Platform::Youtube, &it.channel, it.id.clone(), it.shown_ms.unwrap_or(it.created_ms), open)
        }));
        let tiktok = self.tiktok.posts.values().filter(|it| it.is_public());
        all.extend(tiktok.map(|it| seen(Platform::Tiktok, &it.account, it.number.to_string(), it.out_ms(), false)));
        all
    }

    /// What a post has come to by now.
    pub(crate) fn counts(&self, platform: Platform, id: &str, published_ms: i64) -> Counts {
        self.counts_at(platform, id, published_ms, self.audience.now_ms)
    }

    /// What a post had come to by an instant.
    pub(crate) fn counts_at(&self, platform: Platform, id: &str, published_ms: i64, at_ms: i64) -> Counts {
        self.audience.counts(self.chance.seed(), &key(platform, id), published_ms, at_ms)
    }

    /// What the posts of an account came to together between two instants.
    pub(crate) fn counts_between(&self, platform: Platform, account: &str, from_ms: i64, until_ms: i64) -> Counts {
        let own = self.public_posts().into_iter().filter(|it| it.platform == platform && it.account == account);
        own.map(|it| {
            let at = |at_ms| self.counts_at(platform, &it.id, it.at_ms, at_ms);
            at(until_ms).since(at(from_ms))
        })
        .fold(Counts::default(), Counts::and)
    }

    /// How many follow an account by now.
    pub(crate) fn followers(&self, platform: Platform, account: &str) -> u64 {
        self.followers_at(platform, account, self.audience.now_ms)
    }

    pub(crate) fn followers_at(&self, platform: Platform, account: &str, at_ms: i64) -> u64 {
        self.audience.followers(self.chance.seed(), &key(platform, account), at_ms)
    }
}
