//! The hand on the platforms from inside the process: for tests, and for the practice clinic's own staging.
//!
//! Invariant: nothing here makes a post. Posts come only through the platforms' own endpoints.

use std::sync::Arc;

use crate::account::{Account, Platform, Standing};
use crate::alter::Alteration;
use crate::bucket::state::{BucketFile, BucketManners};
use crate::clock::PracticeClock;
use crate::exchange::Shared;
use crate::facebook::wire::FacebookWire;
use crate::fault::Fault;
use crate::instagram::wire::InstagramWire;
use crate::ledger::LedgerEntry;
use crate::linkedin::state::LiPost;
use crate::linkedin::wire::LinkedinWire;
use crate::mail::state::{MailManners, PracticeEmail, SlackManners};
use crate::requests::RequestRecord;
use crate::tiktok::wire::TiktokWire;
use crate::whatsapp::state::pair;
use crate::whatsapp::wire::{NewTemplate, TemplateStanding, WhatsappPerson, WhatsappWire};
use crate::x::wire::XWire;
use crate::youtube::state::{YoutubeSeen, YtVideo};
use crate::youtube::wire::YoutubeWire;

/// There is no such account or post on that platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is nothing of that id on that platform")]
pub struct UnknownTarget;

/// A handle on running platforms; clones act on the same ones.
#[derive(Debug, Clone)]
pub struct Control {
    shared: Arc<Shared>,
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Every account, the standing ones first.
    pub fn accounts(&self) -> Vec<Account> {
        self.shared.look(|world| world.accounts.clone())
    }

    /// Opens one more account.
    pub fn add_account(&self, platform: Platform, name: &str) -> Account {
        self.shared.alter(|scene| scene.world.add_account(platform, name, scene.now))
    }

    /// One more Page of whoever manages the Page `of`.
    pub fn add_sister_page(&self, of: &str, name: &str) -> Result<Account, UnknownTarget> {
        self.add_sister(Platform::Facebook, of, name)
    }

    /// One more account on a platform of whoever manages the account `of` there.
    pub fn add_sister(&self, platform: Platform, of: &str, name: &str) -> Result<Account, UnknownTarget> {
        self.shared.alter(|scene| scene.world.add_sister(platform, of, name, scene.now)).ok_or(UnknownTarget)
    }

    /// Registers one more address that an app may have the browser sent back to.
    pub fn register_redirect(&self, platform: Platform, app: &str, redirect: &str) -> Result<(), UnknownTarget> {
        found(self.shared.alter(|scene| scene.world.logins.register(platform, app, redirect)))
    }

    /// Puts a fault at the end of the script.
    pub fn script(&self, fault: Fault) {
        self.shared.script().add(fault);
    }

    /// What of the script has not been used up.
    pub fn faults(&self) -> Vec<Fault> {
        self.shared.script().left()
    }

    /// Empties the script. What is held already stays held.
    pub fn clear_faults(&self) {
        self.shared.script().clear();
    }

    /// Lets every held answer go.
    pub fn release_held(&self) {
        self.shared.holds.release();
    }

    /// Waits until this many answers are held at once.
    pub async fn until_held(&self, count: usize) {
        self.shared.holds.until(count).await;
    }

    /// What became public, in order.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.shared.alter(|scene| scene.world.ledger.clone())
    }

    /// The clock of the platforms.
    pub fn clock(&self) -> PracticeClock {
        self.shared.clock.clone()
    }

    /// Moves the clock to an instant, in milliseconds since 1970.
    pub fn set_now(&self, now_ms: i64) {
        self.shared.clock.set(now_ms);
    }

    /// Moves the clock by a span.
    pub fn advance(&self, by_ms: i64) {
        self.shared.clock.advance(by_ms);
    }

    /// The account's tokens are refused as withdrawn from now on.
    pub fn revoke_token(&self, account: &Account) -> Result<(), UnknownTarget> {
        self.set_standing(account.platform, &account.id, Standing::Revoked)
    }

    /// The account's tokens are refused as expired from now on.
    pub fn expire_token(&self, account: &Account) -> Result<(), UnknownTarget> {
        self.set_standing(account.platform, &account.id, Standing::Expired)
    }

    /// The account's tokens are good again.
    pub fn restore_token(&self, account: &Account) -> Result<(), UnknownTarget> {
        self.set_standing(account.platform, &account.id, Standing::Good)
    }

    pub(crate) fn set_standing(&self, platform: Platform, id: &str, standing: Standing) -> Result<(), UnknownTarget> {
        found(self.shared.alter(|scene| scene.world.set_standing(platform, id, standing)))
    }

    /// Takes a post or a comment away, as somebody would on the platform itself.
    pub fn remove_post(&self, platform: Platform, id: &str) -> Result<(), UnknownTarget> {
        found(self.shared.alter(|scene| scene.world.remove(platform, id, scene.now)))
    }

    /// Alters a post or a comment that is public, as somebody would on the platform itself, or the platform by itself.
    pub fn alter_post(&self, platform: Platform, id: &str, change: &Alteration) -> Result<(), UnknownTarget> {
        found(self.shared.alter(|scene| scene.world.alter(platform, id, change)))
    }

    /// What was asked of the platforms, in order of arrival (the newest ten thousand).
    pub fn request_log(&self) -> Vec<RequestRecord> {
        self.shared.log().all()
    }

    /// What lies in the clinic's bucket, by name.
    pub fn bucket_files(&self) -> Vec<BucketFile> {
        self.shared.look(|world| world.bucket.listed())
    }

    /// Chooses what the clinic's bucket lets be done from now on.
    pub fn set_bucket_manners(&self, manners: BucketManners) {
        self.shared.alter(|scene| scene.world.bucket.manners = manners);
    }

    /// The emails that the clinic's mail server took, in order.
    pub fn emails(&self) -> Vec<PracticeEmail> {
        self.shared.look(|world| world.mail.emails.clone())
    }

    /// How the mail server behaves.
    pub fn mail_manners(&self) -> MailManners {
        self.shared.look(|world| world.mail.manners.clone())
    }

    /// Chooses how the mail server behaves from now on.
    pub fn set_mail_manners(&self, manners: MailManners) {
        self.shared.alter(|scene| scene.world.mail.manners = manners);
    }

    /// The messages that Slack took for the clinic, in order.
    pub fn slack_messages(&self) -> Vec<String> {
        self.shared.look(|world| world.mail.slack.clone())
    }

    /// Chooses how Slack behaves from now on.
    pub fn set_slack_manners(&self, manners: SlackManners) {
        self.shared.alter(|scene| scene.world.mail.slack_manners = manners);
    }

    /// Chooses how X words its answers.
    pub fn set_x_wire(&self, wire: XWire) {
        self.shared.set_wire(wire);
    }

    /// What X has taken so far for what was made, described and deleted, in tenths of a US cent.
    pub fn spent_on_x(&self) -> u64 {
        self.shared.look(|world| world.x.spent)
    }

    /// What reading posts that were found would have come to on X so far, in tenths of a US cent.
    pub fn spent_on_reading_x(&self) -> u64 {
        self.shared.look(|world| world.x.spent_reading)
    }

    /// Chooses how LinkedIn words its answers from now on.
    pub fn set_linkedin_wire(&self, wire: LinkedinWire) {
        self.shared.alter(|scene| scene.world.linkedin.wire = wire);
    }

    /// Chooses how long Facebook works on a film, and in which pieces it takes one, from now on.
    pub fn set_facebook_wire(&self, wire: FacebookWire) {
        self.shared.alter(|scene| scene.world.facebook.wire = wire);
    }

    /// Chooses how long Instagram works on a picture, and how much it lets through, from now on.
    pub fn set_instagram_wire(&self, wire: InstagramWire) {
        self.shared.alter(|scene| scene.world.instagram.wire = wire);
    }

    /// Chooses WhatsApp's limits and its pace from now on.
    pub fn set_whatsapp_wire(&self, wire: WhatsappWire) {
        self.shared.alter(|scene| scene.world.whatsapp.wire = wire);
    }

    /// Chooses how YouTube behaves from now on.
    pub fn set_youtube_wire(&self, wire: YoutubeWire) {
        self.shared.alter(|scene| scene.world.youtube.wire = wire);
    }

    /// A video on YouTube as its channel has it, also where nobody else may watch it.
    pub fn youtube_video(&self, id: &str) -> Result<YoutubeSeen, UnknownTarget> {
        self.shared.look(|world| world.youtube.video(id).map(YtVideo::seen)).ok_or(UnknownTarget)
    }

    /// Chooses how TikTok behaves from now on.
    pub fn set_tiktok_wire(&self, wire: TiktokWire) {
        self.shared.alter(|scene| scene.world.tiktok.wire = wire);
    }

    /// Somebody posts in TikTok's app what waited in its inbox, with these words, for whom it is told.
    pub fn finish_on_tiktok(&self, publish_id: &str, text: &str, privacy: &str) -> Result<(), UnknownTarget> {
        let done = self.shared.alter(|scene| {
            let entry = scene.world.tiktok.finish(publish_id, text, privacy, scene.now);
            let done = entry.is_some();
            scene.world.ledger.extend(entry);
            done
        });
        found(done)
    }

    /// A token of TikTok is good for these rights alone.
    pub fn limit_tiktok_token(&self, token: &str, scopes: &[&str]) -> Result<(), UnknownTarget> {
        found(self.shared.alter(|scene| scene.world.limit(Platform::Tiktok, token, scopes)))
    }

    /// Chooses how somebody with a phone behaves from now on.
    pub fn set_whatsapp_person(&self, number: &str, person: WhatsappPerson) {
        self.shared.alter(|scene| scene.world.whatsapp.people.insert(number.to_owned(), person));
    }

    /// Somebody writes to a phone number of a business: for 24 hours they may be answered freely.
    pub fn write_to_whatsapp(&self, account: &Account, number: &str) {
        let phone = account.id.split('@').next().unwrap_or_default();
        self.shared.alter(|scene| scene.world.whatsapp.heard.insert(pair(phone, number), scene.now));
    }

    /// Hands a template in, as somebody would in Meta's own manager; returns its id. It is looked at for a while.
    pub fn hand_in_template(&self, account: &Account, template: NewTemplate) -> String {
        let business = account.id.split_once('@').map(|(_, business)| business).unwrap_or_default();
        self.shared.alter(|scene| {
            let number = scene.world.chance.facebook_id(scene.now);
            scene.world.whatsapp.hand_in(number, business, template, scene.now);
            number.to_string()
        })
    }

    /// How far a template has come from now on.
    pub fn set_template(&self, name: &str, language: &str, standing: TemplateStanding) -> Result<(), UnknownTarget> {
        let set = self.shared.alter(|scene| {
            let template = scene.world.whatsapp.template_mut(name, language);
            template.map(|template| template.standing = standing)
        });
        set.ok_or(UnknownTarget)
    }

    /// Rewrites a template, as somebody would in Meta's own manager; it stays as approved as it was.
    pub fn rewrite_template(
        &self,
        name: &str,
        language: &str,
        components: serde_json::Value,
    ) -> Result<(), UnknownTarget> {
        let set = self.shared.alter(|scene| {
            let template = scene.world.whatsapp.template_mut(name, language);
            template.map(|template| template.components = components)
        });
        set.ok_or(UnknownTarget)
    }

    /// A token of WhatsApp is good for these rights alone.
    pub fn limit_whatsapp_token(&self, token: &str, scopes: &[&str]) -> Result<(), UnknownTarget> {
        found(self.shared.alter(|scene| scene.world.limit(Platform::Whatsapp, token, scopes)))
    }

    /// A token of LinkedIn is good for these scopes alone.
    pub fn limit_linkedin_token(&self, token: &str, scopes: &[&str]) -> Result<(), UnknownTarget> {
        found(self.shared.alter(|scene| scene.world.limit(Platform::Linkedin, token, scopes)))
    }

    /// What LinkedIn calls the activity that shows a post: the name that addresses carry.
    pub fn linkedin_activity(&self, post: &str) -> Result<String, UnknownTarget> {
        self.shared.look(|world| world.linkedin.find(post).map(LiPost::activity_urn)).ok_or(UnknownTarget)
    }
}

fn found(found: bool) -> Result<(), UnknownTarget> {
    if found { Ok(()) } else { Err(UnknownTarget) }
}
