//! Everything the platforms know: accounts, tokens, posts, uploads, use, and the ledger.
//!
//! Invariant: this is the whole of what a restart has to bring back; what is not in here may be forgotten.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::account::{Account, Grant, Holder, Owner, Platform, Standing};
use crate::audience::AudienceState;
use crate::blobs::Blobs;
use crate::bucket::state::BucketState;
use crate::cast;
use crate::chance::Chance;
use crate::facebook::state::FacebookState;
use crate::fault::Hiding;
use crate::instagram::state::InstagramState;
use crate::ledger::{LedgerEntry, LedgerKind};
use crate::linkedin::state::LinkedinState;
use crate::logins::Logins;
use crate::mail::state::MailState;
use crate::quota::Quota;
use crate::tiktok::state::TiktokState;
use crate::uploads::Uploads;
use crate::whatsapp::state::WhatsappState;
use crate::x::state::XState;
use crate::x::wire::XWire;
use crate::youtube::state::YoutubeState;

const LONGEST_X_USERNAME: usize = 15;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) chance: Chance,
    pub(crate) accounts: Vec<Account>,
    grants: BTreeMap<String, Grant>,
    pub(crate) quota: Quota,
    pub(crate) ledger: Vec<LedgerEntry>,
    pub(crate) x: XState,
    pub(crate) facebook: FacebookState,
    /// Missing in what was saved before there was LinkedIn.
    #[serde(default)]
    pub(crate) linkedin: LinkedinState,
    /// Missing in what was saved before anybody could sign in.
    #[serde(default)]
    pub(crate) logins: Logins,
    /// Missing in what was saved before there was Instagram.
    #[serde(default)]
    pub(crate) instagram: InstagramState,
    /// Missing in what was saved before there was a bucket.
    #[serde(default)]
    pub(crate) bucket: BucketState,
    /// Missing in what was saved before there was WhatsApp.
    #[serde(default)]
    pub(crate) whatsapp: WhatsappState,
    /// Missing in what was saved before there was YouTube.
    #[serde(default)]
    pub(crate) youtube: YoutubeState,
    /// Missing in what was saved before there was TikTok.
    #[serde(default)]
    pub(crate) tiktok: TiktokState,
    /// Missing in what was saved before there was an audience.
    #[serde(default)]
    pub(crate) audience: AudienceState,
    /// Missing in what was saved before there was a mail server.
    #[serde(default)]
    pub(crate) mail: MailState,
    /// Missing in what was saved before hiding had an end.
    #[serde(default)]
    hidden: Vec<Hidden>,
}

/// Something that is shown in its list from an instant on, however seldom it was read until then.
#[derive(Debug, Serialize, Deserialize)]
struct Hidden {
    platform: Platform,
    id: u64,
    until_ms: i64,
}

/// What an endpoint works on.
pub(crate) struct Scene<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) blobs: &'a mut Blobs,
    pub(crate) uploads: &'a mut Uploads,
    pub(crate) now: i64,
    pub(crate) wire: XWire,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            chance: Chance::new(seed),
            accounts: Vec::new(),
            grants: BTreeMap::new(),
            quota: Quota::default(),
            ledger: Vec::new(),
            x: XState::default(),
            facebook: FacebookState::default(),
            linkedin: LinkedinState::default(),
            logins: Logins::default(),
            instagram: InstagramState::default(),
            bucket: BucketState::default(),
            whatsapp: WhatsappState::default(),
            youtube: YoutubeState::default(),
            tiktok: TiktokState::default(),
            audience: AudienceState::default(),
            mail: MailState::default(),
            hidden: Vec::new(),
        }
    }

    /// Makes public what a platform is done with by now.
    pub(crate) fn ripen(&mut self, now: i64) {
        self.tiktok.ripen(now);
        let mut entries = self.facebook.ripen(now);
        entries.extend(self.youtube.ripen(now));
        entries.sort_by_key(|entry| entry.at_ms);
        self.ledger.extend(entries);
        self.ripen_audience(now);
        for over in self.hidden.extract_if(.., |hidden| hidden.until_ms <= now).collect::<Vec<_>>() {
            self.hide_from(over.platform, over.id, 0);
        }
    }

    /// Finds out again what is not saved because it follows from what is.
    pub(crate) fn thread(&mut self) {
        self.facebook.thread();
        self.instagram.thread();
        self.linkedin.thread();
        self.youtube.thread();
    }

    /// Brings the standing accounts in, where they are not here yet.
    pub(crate) fn seat_the_cast(&mut self) {
        self.logins.seat_the_cast();
        self.whatsapp.seat_the_cast();
        for account in cast::accounts() {
            if self.account(account.platform, &account.id).is_none() {
                self.seat(account);
            }
        }
    }

    fn seat(&mut self, account: Account) {
        let grant = |holder| Grant {
            platform: account.platform,
            account: account.id.clone(),
            holder,
            standing: Standing::Good,
            scopes: None,
            ends_ms: None,
            app: None,
        };
        self.grants.insert(account.token.clone(), grant(Holder::Account));
        if let Some(owner) = &account.owner {
            self.grants.insert(owner.token.clone(), grant(Holder::Owner));
        }
        self.accounts.push(account);
    }

    pub(crate) fn add_account(&mut self, platform: Platform, name: &str, now: i64) -> Account {
        let username = self.free_username(platform, name);
        let account = match platform {
            Platform::X => Account {
                platform,
                id: self.chance.x_id(now).to_string(),
                name: name.to_owned(),
                username,
                token: format!("practice-x-{}", self.chance.word(32)),
                owner: None,
            },
            Platform::Facebook => Account {
                platform,
                id: self.chance.facebook_id(now).to_string(),
                name: name.to_owned(),
                username,
                token: format!("practice-facebook-page-{}", self.chance.word(32)),
                owner: Some(Owner {
                    id: self.chance.facebook_id(now).to_string(),
                    name: format!("Manager of {name}"),
                    token: format!("practice-facebook-user-{}", self.chance.word(32)),
                }),
            },
            Platform::Linkedin => Account {
                platform,
                id: format!("urn:li:organization:{}", self.chance.linkedin_id(now) >> 32),
                name: name.to_owned(),
                username,
                token: format!("practice-linkedin-page-{}", self.chance.word(32)),
                owner: Some(Owner {
                    id: format!("urn:li:person:{}", self.chance.word(10)),
                    name: format!("Manager of {name}"),
                    token: format!("practice-linkedin-member-{}", self.chance.word(32)),
                }),
            },
            Platform::Instagram => Account {
                platform,
                id: self.chance.facebook_id(now).to_string(),
                name: name.to_owned(),
                username,
                token: format!("practice-instagram-login-{}", self.chance.word(32)),
                owner: Some(Owner {
                    id: self.chance.facebook_id(now).to_string(),
                    name: format!("Manager of {name}"),
                    token: format!("practice-instagram-facebook-{}", self.chance.word(32)),
                }),
            },
            Platform::Whatsapp => Account {
                platform,
                id: format!("{}@{}", self.chance.facebook_id(now), self.chance.facebook_id(now)),
                name: name.to_owned(),
                username: format!("4144{:07}", self.chance.facebook_id(now) % 10_000_000),
                token: format!("practice-whatsapp-system-{}", self.chance.word(32)),
                owner: None,
            },
            Platform::Youtube => Account {
                platform,
                id: format!("UC{}", self.chance.word(22)),
                name: name.to_owned(),
                username,
                token: format!("ya29.practice-youtube-{}", self.chance.word(32)),
                owner: None,
            },
            Platform::Tiktok => Account {
                platform,
                id: format!("-000{}", self.chance.word(32)),
                name: name.to_owned(),
                username,
                token: format!("act.practice-tiktok-{}", self.chance.word(32)),
                owner: None,
            },
            Platform::Bucket => Account {
                platform,
                id: format!("PRACTICE{}", self.chance.word(12).to_ascii_uppercase()),
                name: name.to_owned(),
                username: cast::BUCKET.to_owned(),
                token: format!("practice-bucket-{}", self.chance.word(32)),
                owner: None,
            },
        };
        self.seat(account.clone());
        account
    }

    fn free_username(&self, platform: Platform, name: &str) -> String {
        let mut stem: String = name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        stem.truncate(LONGEST_X_USERNAME - 3);
        if stem.is_empty() {
            stem = "practice".to_owned();
        }
        let taken = |wanted: &str| self.accounts.iter().any(|it| it.platform == platform && it.username == wanted);
        let numbered = (2..1_000).map(|number| format!("{stem}{number}"));
        std::iter::once(stem.clone()).chain(numbered).find(|wanted| !taken(wanted)).unwrap_or(stem)
    }

    pub(crate) fn account(&self, platform: Platform, id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.platform == platform && account.id == id)
    }

    pub(crate) fn grant(&self, platform: Platform, token: &str) -> Option<&Grant> {
        self.grants.get(token).filter(|grant| grant.platform == platform)
    }

    pub(crate) fn give(&mut self, token: String, grant: Grant) {
        self.grants.insert(token, grant);
    }

    /// Takes back all that an app was given for an account.
    pub(crate) fn take_back(&mut self, platform: Platform, app: &str, account: &str) {
        let of_app = |grant: &Grant| grant.platform == platform && grant.app.as_deref() == Some(app);
        for grant in self.grants.values_mut().filter(|grant| of_app(grant) && grant.account == account) {
            grant.standing = Standing::Revoked;
        }
        self.logins.end_renewals_of(platform, app, account);
    }

    /// One more account of whoever manages `of`.
    pub(crate) fn add_sister(&mut self, platform: Platform, of: &str, name: &str, now: i64) -> Option<Account> {
        let owner = self.account(platform, of)?.owner.clone();
        let mut account = self.add_account(platform, name, now);
        account.owner = owner;
        let kept = self.accounts.iter_mut().find(|it| it.platform == platform && it.id == account.id)?;
        kept.owner.clone_from(&account.owner);
        Some(account)
    }

    /// Changes the standing of every token of an account; false if there is no such account.
    pub(crate) fn set_standing(&mut self, platform: Platform, id: &str, standing: Standing) -> bool {
        let mut found = false;
        for grant in self.grants.values_mut().filter(|grant| grant.platform == platform && grant.account == id) {
            grant.standing = standing;
            found = true;
        }
        if standing == Standing::Revoked {
            self.logins.end_renewals(platform, id);
        }
        found
    }

    /// Limits a token to what it is made for; false if there is no such token.
    pub(crate) fn limit(&mut self, platform: Platform, token: &str, scopes: &[&str]) -> bool {
        let grant = self.grants.get_mut(token).filter(|grant| grant.platform == platform);
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        grant.map(|grant| grant.scopes = Some(scopes)).is_some()
    }

    /// Marks a ledger entry as removed, and with a post the comments that vanish with it.
    pub(crate) fn strike(&mut self, platform: Platform, id: &str, now: i64) {
        let mut gone = vec![id.to_owned()];
        for entry in self.ledger.iter_mut().filter(|entry| entry.platform == platform) {
            let under = entry.kind == LedgerKind::Comment && entry.parent.as_ref().is_some_and(|it| gone.contains(it));
            if entry.id == id || under {
                entry.removed_at.get_or_insert(now);
                gone.push(entry.id.clone());
            }
        }
    }

    /// Takes a post or comment away, as its author or the platform would; false if there is none.
    pub(crate) fn remove(&mut self, platform: Platform, id: &str, now: i64) -> bool {
        let removed = match platform {
            Platform::X => self.x.remove(id),
            Platform::Facebook => self.facebook.remove(id),
            Platform::Linkedin => self.linkedin.remove(id),
            Platform::Instagram => self.instagram.remove(id),
            // What is on somebody's phone stays there.
            Platform::Whatsapp => false,
            Platform::Youtube => self.youtube.remove(id),
            Platform::Tiktok => self.tiktok.remove(id),
            Platform::Bucket => self.bucket.files.remove(id).is_some(),
        };
        let removed = removed || self.audience.take_back(platform, id);
        if removed {
            self.strike(platform, id, now);
        }
        removed
    }

    /// Keeps a post, a comment or a message that is new out of the next readings of its list.
    pub(crate) fn hide(&mut self, platform: Platform, id: u64, hiding: Hiding, now: i64) {
        self.hide_from(platform, id, hiding.reads);
        if let Some(at_most_ms) = hiding.at_most_ms {
            self.hidden.push(Hidden { platform, id, until_ms: now.saturating_add(at_most_ms) });
        }
    }

    fn hide_from(&mut self, platform: Platform, id: u64, reads: u32) {
        self.audience.inbox.hide(id, reads);
        match platform {
            Platform::X => {
                if let Some(post) = self.x.posts.get_mut(&id) {
                    post.hidden_reads = reads;
                }
            }
            Platform::Facebook => {
                if let Some(post) = self.facebook.posts.get_mut(&id) {
                    post.hidden_reads = reads;
                }
                if let Some(film) = self.facebook.films.get_mut(&id) {
                    film.hidden_reads = reads;
                }
                if let Some(comment) = self.facebook.comments.get_mut(&id) {
                    comment.social.unseen_reads = reads;
                }
            }
            Platform::Linkedin => {
                if let Some(post) = self.linkedin.posts.get_mut(&id) {
                    post.hidden_reads = reads;
                }
                if let Some(comment) = self.linkedin.comments.get_mut(&id) {
                    comment.social.unseen_reads = reads;
                }
            }
            Platform::Instagram => {
                if let Some(media) = self.instagram.media.get_mut(&id) {
                    media.hidden_reads = reads;
                }
                if let Some(comment) = self.instagram.comments.get_mut(&id) {
                    comment.social.unseen_reads = reads;
                }
            }
            Platform::Whatsapp => {
                if let Some(message) = self.whatsapp.messages.get_mut(&id) {
                    message.hidden_reads = reads;
                }
            }
            Platform::Youtube => self.youtube.hide(id, reads),
            Platform::Tiktok => self.tiktok.hide(id, reads),
            // No post is ever made there.
            Platform::Bucket => {}
        }
    }
}
