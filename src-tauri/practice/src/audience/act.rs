//! What people do, put down on the platform where they do it.
//!
//! Invariant: somebody comments only where comments are open, and what they write is there from the instant at which they wrote it,
//! whoever makes them: the population or a hand.

use super::inbox::Between;
use super::people::{Person, member};
use super::plan::{self, DAY_MS, Deed, Happening, Written};
use super::posts::{Seen, key};
use super::{Mention, Progress, words};
use crate::account::Platform;
use crate::alter::Alteration;
use crate::world::World;

/// Something that somebody writes.
#[derive(Debug, Clone)]
pub(crate) struct Remark {
    pub(crate) by: Person,
    pub(crate) text: String,
    pub(crate) at_ms: i64,
    /// Tells apart what the population writes in the same instant; none where a hand makes somebody write now.
    pub(crate) salt: Option<u64>,
}

impl World {
    /// Lets people do what they would have done by now.
    pub(crate) fn ripen_audience(&mut self, now: i64) {
        self.audience.now_ms = now;
        if self.audience.population.people == 0 {
            return;
        }
        for post in self.public_posts().into_iter().filter(|post| post.open) {
            self.react(&post, now);
        }
        let accounts: Vec<(Platform, String)> = self.accounts.iter().map(|it| (it.platform, it.id.clone())).collect();
        for (platform, account) in accounts {
            match platform {
                Platform::X | Platform::Facebook | Platform::Linkedin | Platform::Instagram | Platform::Whatsapp => {
                    self.turn_to(platform, &account, now);
                }
                // Nobody can write to these alone, and who names them is told to nobody.
                Platform::Youtube | Platform::Tiktok | Platform::Bucket => {}
            }
        }
    }

    /// What happens under a post.
    fn react(&mut self, post: &Seen, now: i64) {
        let key = key(post.platform, &post.id);
        let mut progress = self.audience.posts.get(&key).cloned();
        if progress.as_ref().is_some_and(|it| it.next_ms.is_none_or(|next| next > now)) {
            return;
        }
        let plan = plan::of_post(self.chance.seed(), self.audience.population, &key, post.at_ms);
        let mut progress = progress.take().unwrap_or_default();
        for happening in plan.iter().skip(progress.done).take_while(|it| it.at_ms <= now) {
            self.happen(post, *happening, &mut progress);
            progress.done += 1;
        }
        progress.next_ms = plan.get(progress.done).map(|it| it.at_ms);
        self.audience.posts.insert(key, progress);
    }

    fn happen(&mut self, post: &Seen, happening: Happening, progress: &mut Progress) {
        let Happening { at_ms, deed } = happening;
        let made = |progress: &Progress, number: u32| progress.made.get(&number).cloned();
        match deed {
            Deed::Comment { number, under, written } => {
                let remark = self.remark(written, at_ms, u64::from(number));
                let under = under.map(|number| made(progress, number));
                let id = match under {
                    None => self.comment(post.platform, &post.id, &remark),
                    Some(Some(comment)) => self.answer(post.platform, &comment, &remark),
                    Some(None) => None,
                };
                progress.made.extend(id.map(|id| (number, id)));
            }
            Deed::Edit { number, written } => {
                if let Some(id) = made(progress, number) {
                    let text = self.remark(written, at_ms, 0).text;
                    self.edit(post.platform, &id, &text, at_ms);
                }
            }
            Deed::Delete { number } => {
                if let Some(id) = made(progress, number) {
                    self.remove(post.platform, &id, at_ms);
                }
            }
            Deed::Like { number, times } => {
                if let Some(id) = made(progress, number) {
                    self.like(post.platform, &id, times);
                }
            }
            Deed::Message(_) | Deed::Mention(_) => {}
        }
    }

    /// What comes to an account alone, day by day.
    fn turn_to(&mut self, platform: Platform, account: &str, now: i64) {
        let key = key(platform, account);
        let first = self.audience.since_ms.div_euclid(DAY_MS);
        let (mut day, mut progress) =
            self.audience.days.get(&key).cloned().unwrap_or_else(|| (first, Progress::default()));
        while day <= now.div_euclid(DAY_MS) {
            if progress.next_ms.is_some_and(|next| next > now) {
                return;
            }
            let plan = plan::of_day(self.chance.seed(), self.audience.population, &key, day * DAY_MS);
            for happening in plan.iter().skip(progress.done).take_while(|it| it.at_ms <= now) {
                progress.done += 1;
                // Before there was a population nobody wrote.
                if happening.at_ms >= self.audience.since_ms {
                    self.come(platform, account, *happening, progress.done as u64);
                }
            }
            progress.next_ms = plan.get(progress.done).map(|it| it.at_ms);
            if progress.next_ms.is_some() || day == now.div_euclid(DAY_MS) {
                break;
            }
            (day, progress) = (day + 1, Progress::default());
        }
        self.audience.days.insert(key, (day, progress));
    }

    fn come(&mut self, platform: Platform, account: &str, happening: Happening, salt: u64) {
        match happening.deed {
            Deed::Message(written) => {
                let remark = self.remark(written, happening.at_ms, salt);
                self.message(platform, account, &remark);
            }
            Deed::Mention(written) => {
                let remark = self.remark(written, happening.at_ms, salt);
                self.mention(platform, account, &remark);
            }
            Deed::Comment { .. } | Deed::Edit { .. } | Deed::Delete { .. } | Deed::Like { .. } => {}
        }
    }

    fn remark(&self, written: Written, at_ms: i64, salt: u64) -> Remark {
        let by = member(self.chance.seed(), written.by);
        let text = words(written.matter, by.tongue, written.pick).to_owned();
        Remark { by, text, at_ms, salt: Some(salt) }
    }

    /// Somebody comments under a post; tells what the platform calls the comment.
    pub(crate) fn comment(&mut self, platform: Platform, post: &str, remark: &Remark) -> Option<String> {
        let by = self.audience.meet(platform, remark.by.clone());
        match platform {
            Platform::X => self.x_remark(&by, Some(post), remark),
            Platform::Facebook => self.facebook_remark(&by, post, remark),
            Platform::Linkedin => self.linkedin_remark(&by, post, remark),
            Platform::Instagram => self.instagram_remark(&by, post, remark),
            Platform::Youtube => self.youtube_remark(&by, post, remark),
            // Whoever comments there is told to nobody but the app.
            Platform::Tiktok | Platform::Whatsapp | Platform::Bucket => None,
        }
    }

    /// Somebody answers a comment: the platforms find its place by its name.
    pub(crate) fn answer(&mut self, platform: Platform, comment: &str, remark: &Remark) -> Option<String> {
        self.comment(platform, comment, remark)
    }

    /// Somebody writes to an account alone; tells what the platform calls the message.
    pub(crate) fn message(&mut self, platform: Platform, account: &str, remark: &Remark) -> Option<String> {
        self.account(platform, account)?;
        match platform {
            Platform::X | Platform::Facebook | Platform::Instagram => {}
            Platform::Whatsapp => return self.whatsapp_remark(account, remark),
            Platform::Linkedin | Platform::Youtube | Platform::Tiktok | Platform::Bucket => return None,
        }
        let by = self.audience.meet(platform, remark.by.clone());
        let number = self.number(platform, remark.at_ms, remark.salt);
        let who = Between { platform, account, person: &by };
        self.audience.inbox.put(who, false, &remark.text, remark.at_ms, number);
        Some(crate::audience::held::letter_id(platform, number))
    }

    /// Somebody names an account in a post of their own; tells what the platform calls that post.
    pub(crate) fn mention(&mut self, platform: Platform, account: &str, remark: &Remark) -> Option<String> {
        let username = self.account(platform, account)?.username.clone();
        let by = self.audience.meet(platform, remark.by.clone());
        let named = Remark { text: format!("@{username} {}", remark.text), ..remark.clone() };
        match platform {
            Platform::X => return self.x_remark(&by, None, &named),
            Platform::Facebook | Platform::Instagram | Platform::Linkedin => {}
            Platform::Whatsapp | Platform::Youtube | Platform::Tiktok | Platform::Bucket => return None,
        }
        let number = self.number(platform, remark.at_ms, remark.salt);
        let mention = Mention {
            number,
            platform,
            account: account.to_owned(),
            by,
            text: named.text,
            at_ms: remark.at_ms,
            edited_ms: None,
            removed: false,
        };
        let id = mention.id();
        self.audience.mentions.insert(number, mention);
        Some(id)
    }

    /// Somebody posts on X for themselves; tells the post's id.
    pub(crate) fn wander(&mut self, remark: &Remark) -> String {
        let by = self.audience.meet(Platform::X, remark.by.clone());
        self.x_remark(&by, None, remark).unwrap_or_default()
    }

    /// Somebody says it in other words; false where there is nothing of that name.
    pub(crate) fn edit(&mut self, platform: Platform, id: &str, text: &str, at_ms: i64) -> bool {
        let changed = self.alter(platform, id, &Alteration::Edited { text: text.to_owned() });
        if let Some(social) = self.social_mut(platform, id).filter(|_| changed) {
            social.edited_ms = Some(at_ms);
        }
        let mut mentions = self.audience.mentions.values_mut();
        if let Some(mention) = mentions.find(|it| changed && it.platform == platform && it.id() == id) {
            mention.edited_ms = Some(at_ms);
        }
        changed
    }

    /// So many more people like a comment; false where there is none.
    pub(crate) fn like(&mut self, platform: Platform, id: &str, times: u64) -> bool {
        self.social_mut(platform, id).map(|social| social.likes += times).is_some()
    }
}

impl Mention {
    /// What its platform calls it.
    pub(crate) fn id(&self) -> String {
        match self.platform {
            Platform::Facebook => format!("{}_{}", self.by, self.number),
            Platform::Linkedin => format!("urn:li:share:{}", self.number),
            Platform::X
            | Platform::Instagram
            | Platform::Whatsapp
            | Platform::Youtube
            | Platform::Tiktok
            | Platform::Bucket => self.number.to_string(),
        }
    }
}
