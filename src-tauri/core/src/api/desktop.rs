//! What only the person in front of the window may do: unlock, sign, add people, connect, resume. None of it is in the
//! command list, so no agent can reach it.

use std::sync::{Arc, PoisonError};

use super::context::{Api, Who};
use super::publish::to_session;
use super::types::{
    Channel, ChannelRef, LockPerson, Person, PersonAdd, Picture, PostRef, PostSummary, SecretField, Session, Status,
};
use super::views;
use super::when::clinic_zone;
use super::{clinic as people, draft, publish};
use crate::audit::{self, Action, Entry};
use crate::backup;
use crate::clinic::{self, Caller, ChannelRow, ChannelWay, NewChannel, NewPerson, NewToken, SessionState, hash_pin};
use crate::engage;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate;
use crate::measure;
use crate::model::{
    ChannelId, CredentialRef, Crop, Digest, PersonId, PersonKeyId, Pin, Platform, PostId, Role, Secret, WorkspaceKind,
};
use crate::publish::{forget_allowances, still_looked_for};
use crate::store::{Tag, Tx, args};

impl Api {
    /// The people the lock screen offers.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn lock_people(&self, practice_pin: Option<&str>) -> Result<Vec<LockPerson>> {
        self.db.read(|tx| {
            let practice = clinic::profile(tx)?.kind == WorkspaceKind::Practice;
            Ok(clinic::people(tx)?
                .into_iter()
                .filter(|person| person.left_at.is_none())
                .map(|person| LockPerson {
                    id: person.id,
                    name: person.name,
                    roles: person.roles,
                    practice_pin: practice_pin.filter(|_| practice).map(str::to_owned),
                })
                .collect())
        })
    }

    /// Signs a person in.
    ///
    /// # Errors
    /// When the PIN is wrong or has to wait.
    pub fn unlock(&self, id: PersonId, pin: &Pin) -> Result<Session> {
        let state = self.desktop.unlock(id, pin)?;
        self.show_session(&state)
    }

    /// Locks.
    ///
    /// # Errors
    /// When the store refuses the entry; it is locked all the same.
    pub fn lock(&self) -> Result<Session> {
        self.desktop.lock()?;
        self.show_session(&SessionState::default())
    }

    /// The session as it is.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn session(&self) -> Result<Session> {
        self.show_session(&self.desktop.session())
    }

    fn show_session(&self, state: &SessionState) -> Result<Session> {
        self.db.read(|tx| {
            let profile = clinic::profile(tx)?;
            Ok(to_session(state, &clinic_zone(&profile), profile.lock_after_minutes))
        })
    }

    /// Takes out the doctor's pen.
    ///
    /// # Errors
    /// When the person is no doctor, or the PIN is wrong.
    pub fn open_signing(&self, pin: &Pin) -> Result<Session> {
        let state = self.desktop.open_signing(pin)?;
        self.show_session(&state)
    }

    /// Takes the signatures over a post back.
    ///
    /// # Errors
    /// When the caller is no doctor, or the post is on its way.
    pub fn revoke(&self, which: &PostRef) -> Result<PostSummary> {
        let caller = self.admit(Who::Doctor, "approval_revoke")?;
        let (env, id) = (Arc::clone(&self.env), which.id);
        self.db.write(move |tx| {
            gate::revoke(tx, &env, caller.person, id)?;
            views::summary(tx, env.now(), id)
        })
    }

    /// Adds a person, with a PIN; a doctor gets a key with it.
    ///
    /// # Errors
    /// When a field has to be mended, or keychain or disk refuse.
    pub fn add_person(&self, new: &PersonAdd, pin: &Pin) -> Result<Person> {
        let caller = self.admit(Who::Administrator, "person_add")?;
        let id = self.add(caller.actor(), Some(caller.person), new, pin)?;
        self.db.read(|tx| people::to_person(tx, clinic::person(tx, id)?))
    }

    pub(crate) fn add(
        &self,
        by: audit::Actor,
        enroller: Option<PersonId>,
        new: &PersonAdd,
        pin: &Pin,
    ) -> Result<PersonId> {
        let person = NewPerson {
            name: new.name.clone(),
            roles: new.roles.clone(),
            registration: new.registration.clone(),
            pin_hash: hash_pin(&self.env, pin)?,
        };
        let key = self.new_key(&new.roles, pin)?;
        let env = Arc::clone(&self.env);
        self.db.write(move |tx| {
            let id = clinic::add_person(tx, &env, by, &person)?;
            if let Some((key, public_key)) = key {
                clinic::enrol(tx, &env, enroller, id, key, public_key)?;
            }
            Ok(id)
        })
    }

    fn new_key(&self, roles: &[Role], pin: &Pin) -> Result<Option<(PersonKeyId, [u8; 32])>> {
        if !roles.contains(&Role::Doctor) {
            return Ok(None);
        }
        let key: PersonKeyId = self.env.id();
        Ok(Some((key, self.keys.create(key, pin)?)))
    }

    /// Sets a person's PIN. A doctor's old key is retired and a new one enrolled: what it had signed and not sent waits
    /// again. Takes the caller's `own` PIN: a window left unlocked must not be enough to become somebody's pen.
    ///
    /// # Errors
    /// When the caller is neither the person nor an administrator, `own` is wrong, or keychain or disk refuse.
    pub fn set_pin(&self, id: PersonId, own: &Pin, pin: &Pin) -> Result<Person> {
        let caller = self.desktop.caller()?;
        if caller.person != id && !caller.roles.contains(&Role::Administrator) {
            return Err(Error::refused(ErrorCode::NotAllowed, "Only an administrator can set another person's PIN."));
        }
        self.desktop
            .check_pin(caller.person, own)?
            .required()
            .map_err(|error| error.with(|refusal| refusal.field = Some("own_pin")))?;
        let roles = self.db.read(|tx| clinic::person(tx, id))?.roles;
        let (hash, key) = (hash_pin(&self.env, pin)?, self.new_key(&roles, pin)?);
        let (env, by) = (Arc::clone(&self.env), caller.actor());
        let old = self.db.write(move |tx| {
            tx.run(
                "UPDATE person SET pin_hash = $1, pin_failures = 0, pin_wait_until = 0 WHERE id = $2",
                args![&hash, id],
            )?;
            let old = clinic::retire_keys(tx, &env, by, id)?;
            if let Some((key, public_key)) = key {
                clinic::enrol(tx, &env, Some(caller.person), id, key, public_key)?;
            }
            audit::record(tx, &env, &Entry::done(by, Action::PinChanged).fact("person", id))?;
            for post in posts_waiting(tx)? {
                gate::reconsider(tx, &env, post)?;
            }
            tx.changed(Tag::People);
            Ok::<_, Error>(old)
        })?;
        for key in old {
            self.keys.destroy(key)?;
        }
        self.desktop.close_signing();
        self.db.read(|tx| people::to_person(tx, clinic::person(tx, id)?))
    }

    /// Resumes after *Stop everything*. The first time after a restore a person says that Countersign does not run on the other
    /// laptop any more (`other_laptop_off`): nothing else can tell, and two that run can publish a post twice.
    ///
    /// # Errors
    /// When nobody is signed in, something is still looked for after a restore, or that was not said.
    pub fn resume(&self, other_laptop_off: bool) -> Result<Status> {
        let caller = self.admit(Who::Anyone, "publishing_resume")?;
        let looked_for = self.db.read(still_looked_for)?;
        if looked_for > 0 {
            let (what, them) = if looked_for == 1 { ("1 post is", "it") } else { ("posts are", "them") };
            let count = if looked_for == 1 { String::new() } else { format!("{looked_for} ") };
            return Err(Error::refused(
                ErrorCode::Invalid,
                format!(
                    "This clinic was restored from a backup, and {count}{what} still looked for on the platforms: another laptop may have sent {them} since. Wait until that is known, or look at {them} under Today and say what is there. Then resume."
                ),
            ));
        }
        let (env, by) = (Arc::clone(&self.env), caller.person);
        self.db.write(move |tx| {
            if backup::other_laptop_may_run(tx)? {
                if !other_laptop_off {
                    return Err(Error::invalid(
                        "other_laptop_off",
                        "This clinic was restored from a backup. Say first that Countersign does not run on the other laptop any more: two that run can publish a post twice.",
                    ));
                }
                backup::say_other_laptop_is_off(tx, &env, by)?;
            }
            gate::resume(tx, &env, by)
        })?;
        self.dispatcher.wake();
        publish::status(self, &caller, ())
    }

    /// What has to be typed into the private window to connect a channel on `platform`.
    ///
    /// # Errors
    /// When the caller is no administrator.
    pub fn connect_fields(&self, platform: Platform) -> Result<Vec<SecretField>> {
        let caller = self.admit(Who::Administrator, "channel_connect")?;
        self.allow_platform(caller.actor(), platform, "channel_connect")?;
        let field = |name: &str, label: &str, help: &str, hidden, required| SecretField {
            name: name.into(),
            label: label.into(),
            help: help.into(),
            hidden,
            required,
        };
        Ok(match platform {
            Platform::X => vec![field(
                "token",
                "User access token",
                "From the X developer console, under your app: a user access token with the scopes tweet.read, tweet.write, users.read and media.write.",
                true,
                true,
            )],
            Platform::Facebook => vec![
                field(
                    "token",
                    "Page access token",
                    "From Meta Business Settings, a system user's token for your Page, or a Page token from the Graph API Explorer.",
                    true,
                    true,
                ),
                field("account_id", "Page id", "Only needed when the token can reach several Pages.", false, false),
            ],
            Platform::Linkedin => vec![
                field(
                    "token",
                    "Access token",
                    "From LinkedIn's developer portal, under your app. For the clinic's page with the scopes r_organization_admin, rw_organization_admin (to hear of comments), w_organization_social, r_organization_social, w_organization_social_feed and r_organization_social_feed; for a person with openid, profile, w_member_social and w_member_social_feed. Those that end in _feed are for comments. It lasts 60 days.",
                    true,
                    true,
                ),
                field(
                    "account_id",
                    "Page id",
                    "Only needed when the token can reach several pages: the number in the address of the page's admin view. Write me to post as the person.",
                    false,
                    false,
                ),
            ],
            Platform::Instagram => vec![
                field(
                    "token",
                    "Access token",
                    "From Meta's developer page, under your app. With Instagram login: a token with instagram_business_basic, instagram_business_content_publish and instagram_business_manage_comments. With Facebook login: one with instagram_basic, instagram_content_publish, instagram_manage_comments, pages_show_list and pages_read_engagement. Countersign finds out which of the two it is. The account has to be a professional one.",
                    true,
                    true,
                ),
                field(
                    "account_id",
                    "Instagram account id",
                    "Only needed when the token can reach several accounts.",
                    false,
                    false,
                ),
            ],
            Platform::Tiktok => vec![field(
                "token",
                "Access token",
                "Only for trying things out: TikTok's tokens end after hours. Sign in at TikTok in place of it; Countersign renews that by itself. If you have one nevertheless, it needs user.info.basic, user.info.profile, video.publish, video.upload and video.list.",
                true,
                true,
            )],
            Platform::Youtube => vec![field(
                "token",
                "Access token",
                "Only for trying things out: Google's tokens end after an hour. Sign in with Google in place of it; Countersign renews that by itself. If you have one nevertheless, it needs the scopes youtube.upload, youtube.readonly and youtube.force-ssl.",
                true,
                true,
            )],
            Platform::Whatsapp => vec![
                field(
                    "token",
                    "System user token",
                    "From Meta Business Settings, under Users, System users: a token of your app with whatsapp_business_messaging and whatsapp_business_management. Choose that it never expires.",
                    true,
                    true,
                ),
                field(
                    "account_id",
                    "WhatsApp Business Account id",
                    "The number that WhatsApp Manager shows under Account settings.",
                    false,
                    true,
                ),
                field(
                    "phone_id",
                    "Phone number id",
                    "Only needed when the account has several numbers. It is no telephone number: your app shows it under WhatsApp, API setup.",
                    false,
                    false,
                ),
            ],
        })
    }

    /// Connects a channel with a credential from the private window, after asking the platform who it belongs to.
    ///
    /// # Errors
    /// When the platform refuses the credential, or can't be reached. Nothing is kept then.
    pub async fn connect(&self, platform: Platform, credential: &Secret, account_id: Option<&str>) -> Result<Channel> {
        let caller = self.admit(Who::Administrator, "channel_connect")?;
        self.allow_platform(caller.actor(), platform, "channel_connect")?;
        let new = self.identified(platform, credential, account_id).await?;
        self.keep_channel(caller.actor(), credential, new, NewToken::PASTED)
    }

    /// Connects a channel that a person served by hand until now. What waits for it stays; what was signed for it waits for
    /// the doctor again, because a signature names the account.
    ///
    /// # Errors
    /// As [`Api::connect`]; and when the account is another channel already, or the channel is not served by hand.
    pub async fn connect_by_hand(
        &self,
        id: ChannelId,
        credential: &Secret,
        account_id: Option<&str>,
    ) -> Result<Channel> {
        let caller = self.admit(Who::Administrator, "channel_connect")?;
        let before = self.db.read(|tx| clinic::channel(tx, id))?;
        if before.way != ChannelWay::ByHand || before.removed {
            return Err(Error::refused(ErrorCode::Stale, "This channel is not posted on by hand any more."));
        }
        self.allow_platform(caller.actor(), before.platform, "channel_connect")?;
        let new = self.identified(before.platform, credential, account_id).await?;
        self.take_over(&caller, before, credential, new, NewToken::PASTED)
    }

    /// Gives a channel that was served by hand a connection.
    pub(super) fn take_over(
        &self,
        caller: &Caller,
        before: ChannelRow,
        credential: &Secret,
        new: NewChannel,
        token: NewToken,
    ) -> Result<Channel> {
        let id = before.id;
        let _turn = self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.db.read(|tx| clinic::channel(tx, id))?;
        if now.way != ChannelWay::ByHand || now.removed || now.platform != new.platform {
            return Err(Error::refused(ErrorCode::Stale, "This channel is not posted on by hand any more."));
        }
        self.credentials.seal(&before.credential, credential)?;
        let (env, by, credential_ref) = (Arc::clone(&self.env), caller.actor(), before.credential.clone());
        let connected = self.db.write(move |tx| {
            clinic::connect_by_hand(tx, &env, by, id, &new)?;
            clinic::keep_token(tx, &env, id, &token)?;
            begin_anew(tx, &env, id)?;
            if before.account_id != new.account_id {
                gate::reconsider_account(tx, &env, id)?;
            }
            Ok::<_, Error>(())
        });
        if connected.is_err() {
            self.credentials.forget(&credential_ref)?;
        }
        self.dispatcher.wake();
        connected?;
        self.db.read(|tx| self.channel(tx, id))
    }

    /// Whose credential it is, by the platform's own word.
    async fn identified(
        &self,
        platform: Platform,
        credential: &Secret,
        account_id: Option<&str>,
    ) -> Result<NewChannel> {
        let identity = self.publisher(platform)?.identify(credential, account_id).await.map_err(|failure| {
            Error::invalid("token", failure.message.clone()).with(|refusal| refusal.detail = Some(failure.detail))
        })?;
        Ok(NewChannel { platform, account_id: identity.id, account_name: identity.name })
    }

    pub(crate) fn keep_channel(
        &self,
        by: audit::Actor,
        credential: &Secret,
        new: NewChannel,
        token: NewToken,
    ) -> Result<Channel> {
        let _turn = self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner);
        // A channel that is connected again keeps its place in the vault, so that the credential before is gone.
        let known = self
            .db
            .read(clinic::channels)?
            .into_iter()
            .find(|channel| channel.platform == new.platform && channel.account_id == new.account_id);
        let id: ChannelId = known.map_or_else(|| self.env.id(), |channel| channel.id);
        self.listener.book().forget(id);
        // Sealed first: a channel that says it is connected has its credential.
        self.credentials.seal(&CredentialRef::for_channel(id), credential)?;
        let env = Arc::clone(&self.env);
        let id = self.db.write(move |tx| {
            let id = clinic::add_channel(tx, &env, by, id, &new)?;
            clinic::keep_token(tx, &env, id, &token)?;
            begin_anew(tx, &env, id)?;
            Ok::<_, Error>(id)
        })?;
        self.dispatcher.wake();
        self.db.read(|tx| self.channel(tx, id))
    }

    /// Forgets a channel's credential.
    ///
    /// # Errors
    /// When the caller is no administrator, or the disk refuses.
    pub fn disconnect(&self, which: &ChannelRef) -> Result<Channel> {
        let caller = self.admit(Who::Administrator, "channel_disconnect")?;
        let _turn = self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner);
        let (env, id) = (Arc::clone(&self.env), which.id);
        let credential = self.db.write(move |tx| {
            let credential = clinic::channel(tx, id)?.credential;
            clinic::unlink_channel(tx, &env, caller.actor(), id)?;
            Ok::<_, Error>(credential)
        })?;
        self.credentials.forget(&credential)?;
        self.db.read(|tx| self.channel(tx, id))
    }

    /// Takes a picture in.
    ///
    /// # Errors
    /// When it is no picture this version takes; nothing is kept then.
    pub fn import_picture(&self, file_name: &str, bytes: &[u8]) -> Result<Picture> {
        let caller = self.admit(Who::Writers, "media_import")?;
        draft::import_picture(self, &caller, file_name, bytes)
    }

    /// A picture for the window, while it is unlocked.
    ///
    /// # Errors
    /// When nobody is signed in, or there is no such picture.
    pub fn picture(&self, digest: Digest, crop: Option<Crop>, thumbnail: bool) -> Result<(Vec<u8>, &'static str)> {
        self.desktop.caller()?;
        draft::picture_bytes(self, digest, crop, thumbnail)
    }

    /// The clinic's name.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn clinic_name(&self) -> Result<String> {
        Ok(self.db.read(clinic::profile)?.name)
    }

    /// Somebody moved.
    pub fn touch(&self) {
        self.desktop.touch();
    }
}

/// Another credential has allowances of its own, and what the one before was refused says nothing of it.
fn begin_anew(tx: &Tx<'_>, env: &Env, id: ChannelId) -> Result<()> {
    clinic::rested(tx, id)?;
    engage::read_anew(tx, env, id)?;
    measure::read_anew(tx, env, id)?;
    forget_allowances(tx, id)
}

/// The posts whose delivery waits, for a look after something changed that many of them hang on.
pub(super) fn posts_waiting(tx: &Tx<'_>) -> Result<Vec<PostId>> {
    tx.all("SELECT post_id FROM delivery WHERE state IN ('held', 'scheduled', 'retrying')", &[], |row| {
        row.get("post_id").map_err(Error::from)
    })
}
